"""Headings and small words around the findings, in both languages; the findings bring their own wording along."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from postguard.report import Severity, Verdict

_ENGLISH = {
    "verdict.pass": "OK to post",
    "verdict.advise": "OK to post, with advice",
    "verdict.review": "Ask someone first",
    "verdict.block": "Do not post this",
    "severity.block": "stop",
    "severity.review": "ask first",
    "severity.advise": "advice",
    "count.block.one": "1 stop",
    "count.block.many": "{n} stops",
    "count.review.one": "1 to ask about",
    "count.review.many": "{n} to ask about",
    "count.advise.one": "1 piece of advice",
    "count.advise.many": "{n} pieces of advice",
    "count.findings.one": "1 finding",
    "count.findings.many": "{n} findings",
    "count.drafts.one": "1 draft",
    "count.drafts.many": "{n} drafts",
    "score": "risk {n} of 100",
    "score.short": "risk",
    "family.leak": "leak",
    "family.tone": "tone",
    "family.risk": "legal risk",
    "family.form": "form",
    "nothing": "Nothing found that speaks against it.",
    "nothing.skipped": "The rules that did run found nothing.",
    "skipped.one": "1 rule could not run; until it does, somebody else has to look:",
    "skipped.many": "{n} rules could not run; until they do, somebody else has to look:",
    "skipped.title": "A rule could not run",
    "accepted": "accepted",
    "accepted.title": "Accepted earlier",
    "sure": "sure: {n}",
    "of": "{n} in {m}",
    "ask": "ask",
    "basis": "see",
    "guards": "milder because",
    "fix": "instead",
    "why": "Why this matters",
    "part.text": "Draft",
    "part.alt": "Description of attachment {n}",
    "findings": "Findings",
    "drafts": "Drafts",
    "title": "Check before posting",
    "channel": "channel",
    "language": "language",
    "lang.en": "English",
    "lang.de": "German",
    "line": "line {n}",
    "place": "place",
    "jump": "to the place in the draft",
    "empty": "There was nothing to check.",
    "ruleset": "rules",
    "hidden": "Secrets and personal data are covered with dots.",
    "role.access": "accessibility",
    "role.author": "the author",
    "role.brand": "brand team",
    "role.care": "customer care",
    "role.comms": "communications",
    "role.compliance": "compliance",
    "role.crisis": "crisis team",
    "role.dpo": "data protection",
    "role.finprom": "approver of promotions",
    "role.hr": "human resources",
    "role.ir": "investor relations",
    "role.legal": "legal",
    "role.marketing": "marketing",
    "role.medical": "medical and regulatory",
    "role.product": "product team",
    "role.sales": "sales",
    "role.security": "IT security",
    "role.sustain": "sustainability",
}

_GERMAN = {
    "verdict.pass": "Kann raus",
    "verdict.advise": "Kann raus, mit Hinweisen",
    "verdict.review": "Erst jemanden fragen",
    "verdict.block": "So nicht veröffentlichen",
    "severity.block": "Stopp",
    "severity.review": "Rückfrage",
    "severity.advise": "Hinweis",
    "count.block.one": "1 Stopp",
    "count.block.many": "{n} Stopps",
    "count.review.one": "1 Rückfrage",
    "count.review.many": "{n} Rückfragen",
    "count.advise.one": "1 Hinweis",
    "count.advise.many": "{n} Hinweise",
    "count.findings.one": "1 Fundstelle",
    "count.findings.many": "{n} Fundstellen",
    "count.drafts.one": "1 Entwurf",
    "count.drafts.many": "{n} Entwürfe",
    "score": "Risiko {n} von 100",
    "score.short": "Risiko",
    "family.leak": "Interna",
    "family.tone": "Ton",
    "family.risk": "Recht",
    "family.form": "Form",
    "nothing": "Nichts gefunden, was dagegen spricht.",
    "nothing.skipped": "Die übrigen Regeln haben nichts gefunden.",
    "skipped.one": "1 Regel konnte nicht prüfen; bis sie es kann, muss jemand anderes draufschauen:",
    "skipped.many": "{n} Regeln konnten nicht prüfen; bis sie es können, muss jemand anderes draufschauen:",
    "skipped.title": "Eine Regel konnte nicht prüfen",
    "accepted": "akzeptiert",
    "accepted.title": "Schon früher akzeptiert",
    "sure": "sicher: {n}",
    "of": "{n} von {m}",
    "ask": "fragen",
    "basis": "siehe",
    "guards": "milder wegen",
    "fix": "stattdessen",
    "why": "Warum das wichtig ist",
    "part.text": "Entwurf",
    "part.alt": "Beschreibung von Anhang {n}",
    "findings": "Fundstellen",
    "drafts": "Entwürfe",
    "title": "Prüfung vor dem Veröffentlichen",
    "channel": "Kanal",
    "language": "Sprache",
    "lang.en": "Englisch",
    "lang.de": "Deutsch",
    "line": "Zeile {n}",
    "place": "Stelle",
    "jump": "zur Stelle im Entwurf",
    "empty": "Es gab nichts zu prüfen.",
    "ruleset": "Regeln",
    "hidden": "Geheimnisse und persönliche Daten sind mit Punkten verdeckt.",
    "role.access": "Barrierefreiheit",
    "role.author": "die Autorin oder den Autor",
    "role.brand": "Markenteam",
    "role.care": "Kundendienst",
    "role.comms": "Kommunikation",
    "role.compliance": "Compliance",
    "role.crisis": "Krisenstab",
    "role.dpo": "Datenschutz",
    "role.finprom": "Freigabe von Finanzwerbung",
    "role.hr": "Personalabteilung",
    "role.ir": "Investor Relations",
    "role.legal": "Rechtsabteilung",
    "role.marketing": "Marketing",
    "role.medical": "Medizin und Zulassung",
    "role.product": "Produktteam",
    "role.sales": "Vertrieb",
    "role.security": "IT-Sicherheit",
    "role.sustain": "Nachhaltigkeit",
}

LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": MappingProxyType(_ENGLISH), "de": MappingProxyType(_GERMAN)}
)


class Words:
    """The labels of one language, and the few phrases that are put together from them."""

    def __init__(self, ui: str) -> None:
        self.lang = ui if ui in LABELS else "en"
        self._labels = LABELS[self.lang]

    def __call__(self, key: str, **values: object) -> str:
        return self._labels[key].format(**values)

    def count(self, noun: str, number: int) -> str:
        """'1 draft', '12 drafts'."""
        return self(f"{noun}.one" if number == 1 else f"{noun}.many", n=number)

    def verdict(self, verdict: Verdict) -> str:
        return self(f"verdict.{verdict}")

    def severity(self, severity: Severity) -> str:
        return self(f"severity.{severity.name}")

    def confidence(self, confidence: float) -> str:
        """'sure: 9 in 10'; finer only where tenths would claim certainty."""
        tenths, scale = (100, 100) if confidence > 0.95 else (10, 10)
        number = min(max(round(confidence * tenths), 1), scale - (confidence < 1))
        return self("sure", n=self("of", n=number, m=scale))

    def role(self, name: str) -> str:
        """Whom to ask; a role of the organisation's own stands as it was written."""
        return self._labels.get(f"role.{name}", name)

    def part(self, name: str) -> str:
        """'Draft', 'Description of attachment 1'."""
        kind, _, number = name.partition(":")
        return self("part.alt", n=int(number) + 1) if kind == "alt" and number.isdecimal() else self("part.text")
