"""What training says to people, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ENGLISH = {
    "read": "{drafts} drafts read ({decided} of them decisions on findings), {public} public drafts beside them.",
    "learned": "learned",
    "adjusted": "adjusted",
    "refused": "not learned: {why}",
    "few": "{yes} drafts with it and {no} without; it takes 20 in all and 5 of each",
    "too_few": "Not learned, because it takes 20 drafts in all, 5 with the label and 5 without: {counts}",
    "alike": "its drafts are pairs or near copies of each other, so none can be held back for a test",
    "chance": "drafts with and without it cannot be told apart better than by chance "
    "({auc:.0%} in the right order, 50% is chance)",
    "threshold": "no threshold reaches a precision of {precision:.0%} on drafts that were held back",
    "alarms": "it would fire on more than {share:.1%} of the harmless public drafts; add "
    "harmless drafts of all kinds",
    "worse_own": "on your own drafts it is no better than the shipped model ({better} "
    "decisions better, {worse} worse)",
    "worse_own_lang": "on your own drafts in {lang} it is worse than the shipped model ({better} "
    "decisions better, {worse} worse)",
    "worse_public": "on the public drafts it is worse than the shipped model ({better} "
    "decisions better, {worse} worse)",
    "worse_public_lang": "on the public drafts in {lang} it is worse than the shipped model "
    "({better} decisions better, {worse} worse)",
    "nothing": "Nothing was learned, nothing was written.",
    "written": "Written: {folder}",
    "rule": "Put this into a rule file of your own pack (its folder under `packs` in postguard.yaml):",
    "no_rule": "For {label} no draft of the file shows both sides, so it has no rule to paste.",
    "confidential": "The weights come from your drafts: treat the folder as confidential as these.",
    "own": "own drafts, held back",
    "own_shipped": "own drafts, shipped model",
    "public": "public drafts",
    "public_shipped": "public drafts, shipped model",
    "figures": "{found} of {yes} found, {wrong} of {others} others flagged",
    "alarm_count": "{fired} of {drafts} harmless public drafts flagged",
    "changed": "{better} decisions better, {worse} worse",
    "threshold_is": "from {threshold:.2f} on",
    "title": "Model card",
    "data": "Data",
    "labels": "Labels",
    "figures_title": "Figures",
    "limits": "Known errors",
    "no_errors": "None among the drafts that were held back, which says little if there were few.",
    "files": "Files",
    "intro": "Learned from {drafts} drafts with `postguard train` on {date}, on top of `{base}`. "
    "Figures on own drafts are cross-validated: each draft was judged by weights that had not seen it or a near copy. "
    "The threshold was chosen on the same answers.",
    "columns": "label|drafts|part|with it|found|wrongly flagged|precision|recall|AUC|calibration error",
    "data_columns": "data|licence|drafts|digest",
    "kept_yes": "The drafts lie in the folder (drafts.jsonl) and are shown as similar ones.",
    "kept_no": "The drafts are not in the folder.",
    "languages": "Languages",
    "licence": "Licence",
    "all": "all",
    "none_refused": "Not learned",
    "message": "Reviewers of your organisation objected to drafts like this.",
    "advice": "Ask whoever reviews posts, or write it as in drafts that went through.",
    "means": "what reviewers of the organisation object to as {label}",
}  # fmt: skip

_GERMAN = {
    "read": "{drafts} Entwürfe gelesen ({decided} davon Entscheidungen über Fundstellen), daneben {public} öffentliche.",
    "learned": "gelernt",
    "adjusted": "angepasst",
    "refused": "nicht gelernt: {why}",
    "few": "{yes} Entwürfe damit und {no} ohne; nötig sind 20 insgesamt und je 5",
    "too_few": "Nicht gelernt, weil 20 Entwürfe nötig sind, 5 mit dem Merkmal und 5 ohne: {counts}",
    "alike": "die Entwürfe sind Paare oder fast gleich, keiner lässt sich zum Prüfen zurückhalten",
    "chance": "Entwürfe mit und ohne lassen sich nicht besser als durch Zufall trennen "
    "({auc:.0%} in richtiger Reihenfolge, 50% ist Zufall)",
    "threshold": "keine Schwelle erreicht auf zurückgehaltenen Entwürfen eine Genauigkeit von {precision:.0%}",
    "alarms": "es schlüge bei mehr als {share:.1%} der harmlosen öffentlichen Entwürfe "
    "an; geben Sie mehr harmlose Entwürfe aller Art dazu",
    "worse_own": "auf Ihren eigenen Entwürfen ist es nicht besser als das mitgelieferte "
    "Modell ({better} Entscheidungen besser, {worse} schlechter)",
    "worse_own_lang": "auf Ihren eigenen Entwürfen ({lang}) ist es schlechter als das "
    "mitgelieferte Modell ({better} Entscheidungen besser, {worse} schlechter)",
    "worse_public": "auf den öffentlichen Entwürfen ist es schlechter als das mitgelieferte "
    "Modell ({better} Entscheidungen besser, {worse} schlechter)",
    "worse_public_lang": "auf den öffentlichen Entwürfen ({lang}) ist es schlechter als das "
    "mitgelieferte Modell ({better} Entscheidungen besser, {worse} schlechter)",
    "nothing": "Nichts gelernt, nichts geschrieben.",
    "written": "Geschrieben: {folder}",
    "rule": "Das gehört in eine Regeldatei Ihres eigenen Pakets (dessen Ordner unter `packs` in postguard.yaml):",
    "no_rule": "Für {label} zeigt kein Entwurf der Datei beide Seiten, darum gibt es keine Regel zum Einfügen.",
    "confidential": "Die Gewichte stammen aus Ihren Entwürfen: Behandeln Sie den Ordner so vertraulich wie diese.",
    "own": "eigene Entwürfe, zurückgehalten",
    "own_shipped": "eigene Entwürfe, mitgeliefertes Modell",
    "public": "öffentliche Entwürfe",
    "public_shipped": "öffentliche Entwürfe, mitgeliefertes Modell",
    "figures": "{found} von {yes} gefunden, {wrong} von {others} anderen bemängelt",
    "alarm_count": "{fired} von {drafts} harmlosen öffentlichen Entwürfen bemängelt",
    "changed": "{better} Entscheidungen besser, {worse} schlechter",
    "threshold_is": "ab {threshold:.2f}",
    "title": "Modellkarte",
    "data": "Daten",
    "labels": "Merkmale",
    "figures_title": "Zahlen",
    "limits": "Bekannte Fehler",
    "no_errors": "Keine unter den zurückgehaltenen Entwürfen, was bei wenigen wenig sagt.",
    "files": "Dateien",
    "intro": "Gelernt aus {drafts} Entwürfen mit `postguard train` am {date}, auf der Grundlage von `{base}`. "
    "Die Zahlen zu eigenen Entwürfen sind kreuzvalidiert: Über jeden Entwurf urteilten Gewichte, die weder ihn noch eine "
    "Fast-Kopie kannten. Die Schwelle wurde auf denselben Antworten gewählt.",
    "columns": "Merkmal|Entwürfe|Teil|damit|gefunden|zu Unrecht "
    "bemängelt|Genauigkeit|Trefferquote|AUC|Kalibrierfehler",
    "data_columns": "Daten|Lizenz|Entwürfe|Prüfsumme",
    "kept_yes": "Die Entwürfe liegen im Ordner (drafts.jsonl) und werden als ähnliche gezeigt.",
    "kept_no": "Die Entwürfe liegen nicht im Ordner.",
    "languages": "Sprachen",
    "licence": "Lizenz",
    "all": "alle",
    "none_refused": "Nicht gelernt",
    "message": "Prüferinnen und Prüfer Ihrer Organisation haben solche Entwürfe beanstandet.",
    "advice": "Fragen Sie, wer Beiträge prüft, oder schreiben Sie es wie in Entwürfen, die durchgingen.",
    "means": "was Prüferinnen und Prüfer der Organisation als {label} beanstanden",
}  # fmt: skip

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": MappingProxyType(_ENGLISH), "de": MappingProxyType(_GERMAN)}
)
