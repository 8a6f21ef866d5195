"""Writes the model folder: weights, card.json, README.md, and the drafts if the organisation wants them kept.

The same drafts give the same files, byte for byte (the card has the day on it).
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from postguard import __version__
from postguard.classifiers import CARD, FORMAT_VERSION, Card
from postguard.classifiers.head import DRAFTS, WEIGHTS, units
from postguard.errors import PostguardError
from postguard.tuning.train import Learned, Seen
from postguard.tuning.words import WORDS

README = "README.md"
BASE_FILES = ("encoder.onnx", "vocabulary.tsv")
OWN_LICENCE = "the organisation's own, not for distribution"


def write(
    folder: Path, learned: Sequence[Learned], own: Seen, middle: Any, about: Mapping[str, Any], ui: str, *, keep: bool
) -> None:
    """The folder of all labels that were not refused. Raises PostguardError if something else lies there."""
    kept = [label for label in learned if label.refused is None]
    check_target(folder)
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {
        "centre": middle.astype(np.float32),
        "weights": np.stack([label.weights for label in kept]).astype(np.float32),
        "bias": np.array([label.bias for label in kept], np.float32),
        "calibration": np.array([label.calibration for label in kept], np.float32),
    }
    contents: dict[str, bytes] = {}
    if keep:
        arrays["drafts"] = units(own.vectors, middle).astype(np.float16)
        contents[DRAFTS] = _drafts(own, [label.label for label in kept]).encode()
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    contents[WEIGHTS] = buffer.getvalue()
    card = {
        "format": "head",
        "format_version": FORMAT_VERSION,
        **about,
        "adjusts": [label.label for label in kept if label.adjusts],
        "languages": sorted({draft.lang for draft in own.drafts}),
        "date": date.today().isoformat(),
        "postguard": __version__,
        "drafts": len(own.drafts),
        "drafts_kept": keep,
        "metrics": {label.label: label.figures for label in kept},
        "errors": {label.label: list(label.wrong) for label in kept},
        "refused": {label.label: why(label, "en") for label in learned if label.refused},
        "labels": {label.label: label.threshold for label in kept},
        "files": {name: sha256(data).hexdigest() for name, data in sorted(contents.items())},
    }
    (folder / DRAFTS).unlink(missing_ok=True)  # of an earlier training that kept them
    contents[CARD] = (json.dumps(card, indent=2, ensure_ascii=False) + "\n").encode()
    refused = {label.label: why(label, ui) for label in learned if label.refused}
    contents[README] = readme(folder.name, {**card, "refused": refused}, ui).encode()
    for name, data in contents.items():
        (folder / name).write_bytes(data)


def check_target(folder: Path) -> None:
    """Raises PostguardError unless the folder is new, empty or an earlier result of training."""
    if folder.is_file():
        raise PostguardError(f"{folder} is a file; name a folder")
    if folder.is_dir() and any(folder.iterdir()):
        try:
            earlier = json.loads((folder / CARD).read_bytes())["format"] == "head"
        except (OSError, ValueError, KeyError, TypeError):
            earlier = False
        if not earlier:
            raise PostguardError(f"{folder} holds something else than a trained model; name a new folder")


def base_facts(card: Card, name: str, folder: Path) -> dict[str, Any]:
    """What the card says about the base; a path is written as seen from the new folder."""
    path = "/" in name or "\\" in name
    if path:
        name = Path(os.path.relpath(card.folder.resolve(), folder.resolve())).as_posix()
        name = name if "/" in name else f"./{name}"
    files = {file: card.files[file] for file in (*BASE_FILES, "arrays.npz") if file in card.files}
    return {"base": name, "base_files": files, "base_licence": card.about.get("licence")}


def source(file: Path, licence: str, drafts: int, what: str) -> dict[str, Any]:
    """A file of drafts as the card names it: without its folder, with its digest."""
    return {
        "name": file.name,
        "licence": licence,
        "what": what,
        "drafts": drafts,
        "digest": sha256(file.read_bytes()).hexdigest(),
    }


def why(label: Learned, ui: str) -> str:
    """Why a label was refused, in words."""
    assert label.refused is not None
    return WORDS[ui][label.refused.key].format(**label.refused.values)


def _drafts(own: Seen, labels: Sequence[str]) -> str:
    lines = []
    for draft in own.drafts:
        known = {label: draft.answer(label) for label in labels}
        plain = {"text": draft.text, "labels": {label: said for label, said in known.items() if said is not None}}
        lines.append(json.dumps(plain, ensure_ascii=False) + "\n")
    return "".join(lines)


def readme(name: str, card: Mapping[str, Any], ui: str) -> str:
    """The card in words."""
    words = WORDS[ui]
    lines = [f"# {words['title']}: {name}", "", words["intro"].format(**card)]
    lines += ["", words["kept_yes" if card["drafts_kept"] else "kept_no"] + " " + words["confidential"]]
    lines += ["", f"{words['languages']}: {', '.join(card['languages'])}. {words['licence']}: {card['licence']}."]
    lines += ["", f"## {words['data']}", "", *_table(words["data_columns"], map(_data_row, card["data"]))]
    lines += ["", f"## {words['figures_title']}", "", *_table(words["columns"], _rows(card, words))]
    alarms = {label: figures["alarms"] for label, figures in card["metrics"].items() if "alarms" in figures}
    lines += [""] if alarms else []
    lines += [f"- {label}: {words['alarm_count'].format(**counts)}" for label, counts in alarms.items()]
    lines += ["", f"## {words['limits']}", ""]
    wrong = {label: names for label, names in card["errors"].items() if names}
    lines += [f"- {label}: {', '.join(names)}" for label, names in wrong.items()] or [words["no_errors"]]
    if card["refused"]:
        lines += ["", f"## {words['none_refused']}", ""]
        lines += [f"- {label}: {text}" for label, text in card["refused"].items()]
    lines += ["", f"## {words['files']}", "", *(f"- `{file}` {digest}" for file, digest in card["files"].items())]
    return "\n".join(lines) + "\n"


def _data_row(data: Mapping[str, Any]) -> list[str]:
    return [data["name"], data["licence"], str(data.get("drafts", "")), data.get("digest", "")[:16]]


def _rows(card: Mapping[str, Any], words: Mapping[str, str]) -> list[list[str]]:
    rows = []
    for label, figures in card["metrics"].items():
        for where in ("own", "own_shipped", "public", "public_shipped"):
            for kind, parts in figures.get(where, {}).items():
                named = {words["all"]: parts} if kind == "all" else parts
                rows += [[label, words[where], part, *_cells(counts)] for part, counts in named.items()]
    return rows


def _cells(counts: Mapping[str, Any]) -> list[str]:
    shares = [counts[key] for key in ("precision", "recall", "auc", "calibration_error")]
    shown = ["–" if share is None else f"{share:.2f}" for share in shares]
    return [f"{counts['yes']}/{counts['drafts']}", str(counts["found"]), str(counts["wrong"]), *shown]


def _table(columns: str, rows: Any) -> list[str]:
    count = columns.count("|") + 1
    head = [f"| {columns.replace('|', ' | ')} |", "|" + "---|" * count]
    return head + ["| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in rows]
