"""What the shipped classifier learns from: the project's own drafts and named public sets.

A row is a text with a target for each label: 1, 0 or None (not known: the set does not say). Public sets never see their
test parts here.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.paired import sentences

ROOT = Path(__file__).parent.parent
CATEGORIES = tuple(sorted(file.stem for file in (ROOT / "models/corpus").glob("*.*.jsonl")))
# Blind sets join the training data after they were measured on once; the last ones have not.
BLIND = tuple(ROOT / f"benchmarks/blind/b{number}.jsonl" for number in range(1, 7))
# Beside the categories: offensive in the sense of GermEval 2018, and whether anything at all is wrong.
OFFENSIVE, ANY = "offensive", "any"
LABELS = (*CATEGORIES, OFFENSIVE, ANY)
ATTACKS = frozenset({"tone.hostile", "tone.discriminatory", "tone.profanity"})


@dataclass
class Row:
    """One text to learn from; `group` keeps a pair on one side of every split."""

    text: str
    author: str
    lang: str
    targets: dict[str, float]
    group: str
    source: str
    weight: float = 1.0
    expect: tuple[str, ...] = ()
    kind: str = ""
    id: str = ""
    meta: dict[str, Any] = field(default_factory=dict)


def drafts(file: Path) -> Iterator[Row]:
    """Drafts of the corpus, of a blind set or of pairs. A second reading counts as much as the first."""
    for line in file.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        first = set(data["expect"])
        second = set(data.get("second", data["expect"]))
        targets = {label: ((label in first) + (label in second)) / 2 for label in CATEGORIES}
        targets[ANY] = (bool(first) + bool(second)) / 2
        if not (first | second) & ATTACKS:
            targets[OFFENSIVE] = 0.0
        elif first & second & ATTACKS:
            targets[OFFENSIVE] = 1.0
        # English and German pairs with the same number sometimes share their scene.
        group = f"{file.stem}-{data.get('pair') or data['id']}".replace("-de-", "-").replace("-en-", "-")
        yield Row(
            data["text"], data["author"], data["lang"], targets, group, file.stem,
            expect=tuple(data["expect"]), kind=data["kind"], id=data["id"],
        )  # fmt: skip


def corpus() -> list[Row]:
    """The project's own drafts."""
    return [row for file in sorted((ROOT / "models/corpus").glob("*.jsonl")) for row in drafts(file)]


def paired(count: int = 1_400) -> list[Row]:
    """Harmless sentences of each language that differ only in the people they name."""
    roles = ("brand", "employee", "support", "recruiter")
    return [
        Row(
            text,
            roles[number % len(roles)],
            lang,
            dict.fromkeys(LABELS, 0.0),
            f"paired-{frame}",
            "paired",
            kind="clean",
        )
        for number, (lang, text, frame) in enumerate(sentences(count))
    ]


def public(folder: Path, seed: int = 0) -> list[Row]:
    """The public sets in a folder, each thinned to what helps. See training/README.md for where they come from."""
    rng = random.Random(seed)
    rows: list[Row] = []
    for name, part, count, weight, targets in _sets():
        found = list(_read(folder / name / f"{part}.jsonl.gz", targets, weight, name))
        rows += found if count is None else rng.sample(found, min(count, len(found)))
    return rows


def _read(file: Path, targets: Any, weight: float, source: str) -> Iterator[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            data = json.loads(line)
            wanted = targets(data)
            text = data["text"].replace("|LBR|", " ")
            if wanted is not None and len(text) < 1_000:
                yield Row(text, "employee", data["lang"], wanted, f"{source}-{number}", source, weight)


def _offensive(data: dict[str, Any]) -> dict[str, float]:
    offends = data["label"] not in ("OTHER", "not_hate", "neither")
    if offends:
        return {OFFENSIVE: 1.0, ANY: 1.0} | ({"tone.discriminatory": 1.0} if data["label"] == "hate" else {})
    return {OFFENSIVE: 0.0, "tone.hostile": 0.0, "tone.discriminatory": 0.0}


def _published(_data: dict[str, Any]) -> dict[str, float]:
    return {label: 0.0 for label in LABELS if label.startswith(("leak.", "risk.", "form."))}


def _pump(data: dict[str, Any]) -> dict[str, float] | None:
    return None if data["label"] == "unrelated" else {"risk.investment": 1.0, ANY: 1.0}


def _sets() -> list[tuple[str, str, int | None, float, Any]]:
    return [
        ("germeval2018", "train", None, 1.0, _offensive),
        ("germeval2019_train", "train", None, 1.0, _offensive),
        ("gahd_de", "train", None, 1.0, _offensive),
        ("davidson2017", "train", 3_000, 0.5, _offensive),
        ("events_twitter_finance_en", "train", 1_200, 0.5, _published),
        ("events_smartdata_de", "train", 600, 0.5, _published),
        ("risk_investment_pump", "train", 150, 0.5, _pump),
        ("ner_broad_twitter", "b", 600, 0.5, _published),
        ("ner_broad_twitter", "h", 600, 0.5, _published),
        ("mobie_smartdata_de", "news", 300, 0.5, _published),
    ]
