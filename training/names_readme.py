"""The README of a pipeline that finds names, written from its card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HELD = {
    "ner_broad_twitter": "Broad Twitter Corpus, a tenth of its parts a, b, e, g, h (news, media, celebrities)",
    "ner_tweebank": "Tweebank-NER, its test part",
    "ner_germeval2014": "GermEval 2014, a tenth of the files at hand (news and Wikipedia)",
    "ner_mobie": "MobIE, its development part (traffic; names nobody)",
    "posts": "30 posts of people at work, written for this project (training/names-held.yaml)",
}
LIMITS = {
    "en": (
        "The 30 posts are few, share the turn of phrase of the rules and were looked at while building; their figures are no",
        "measure of English as such. Account names are not learnt as names.",
    ),
    "de": (
        "The 30 posts are few, share the turn of phrase of the rules and were looked at while building; their figures are no",
        "measure of German as such. GermEval's training file was not at hand: most rows come from its other two files,",
        "so this pipeline must never be measured on GermEval 2014's test part, nor on SmartData, which shares tweets with MobIE.",
        "Routes of MobIE (A 7, S4) were left unlabelled, as GermEval would leave them.",
    ),
}


def readme(card: dict[str, Any], out: Path) -> None:
    """What the pipeline is, what it learnt from, and how good it is, from its card."""
    lang = {"en": "English", "de": "German"}[card["langs"][0]]
    lines = [
        f"# {out.name}",
        "",
        "A spaCy pipeline (hash embeddings, a convolution, `ner`; no vectors) that finds people (PER), organisations (ORG) and",
        f"places (LOC) in {lang} posts, for rules of the kind `phrase`. Trained from nothing by this project on {card['made']}:",
        "",
        "```sh",
        card["command"],
        "```",
        "",
        "DIR holds the corpora as JSON lines with spans; the script says which files it reads and what it holds out.",
        "",
        "| learnt from | rows |",
        "|---|---:|",
        *(f"| {entry['set']} | {entry['rows']} |" for entry in card["trained_on"]),
        "",
        "Rows of corpora that name people or organisations are learnt a second time with drawn names in their places. Account",
        "names and links are replaced by made-up ones before training. The texts are not shipped, and no word list is: the",
        "vocabulary keeps the labels alone.",
        "",
        "## How good it is",
        "",
        "Whole names with the right label, on what was held out (printed by the command above, kept in `card.json`):",
        "",
        "| held out | label | precision | recall | F1 | names |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for name, by_label in card["held_out"].items():
        for label, found in by_label.items():
            figures = " | ".join(f"{found[key]:.2f}" for key in ("precision", "recall", "f1"))
            lines.append(f"| {HELD.get(name, name)} | {label} | {figures} | {found['names']} |")
    lines += [
        "",
        *LIMITS[card["langs"][0]],
        "",
        "`card.json` names the SHA-256 digest of every file; a damaged file is an error when",
        "the pipeline is loaded. No file is a pickle.",
        "",
        f"Licence: {card['licence']}.",
        "",
    ]
    (out / "README.md").write_text("\n".join(lines), encoding="utf-8")
