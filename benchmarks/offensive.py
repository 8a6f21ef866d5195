"""How well the shipped classifier tells offensive posts: `python benchmarks/offensive.py FILE.jsonl[.gz]`.

Each line holds `text` and `label`; OTHER, not_hate, not-offensive, neither and the like mean harmless. Prints precision,
recall and F1 of both sides and their mean (macro-F1), the measure of GermEval 2018, task 1 (Wiegand et al. 2018).
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from scoring import figures

from postguard.classifiers import Post, load_model

HARMLESS = frozenset({"OTHER", "not_hate", "not-offensive", "not offensive", "neither", "non-hateful", "0"})


def main() -> None:
    """Read, ask, count."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument(
        "--threshold", type=float, default=0.5, help="probability from which a post counts as offensive"
    )
    parser.add_argument("--mask", default="|LBR|", help="what stands for a line break in the file")
    options = parser.parse_args()
    model = load_model("posts")
    for file in options.files:
        seen: Counter[tuple[bool, bool]] = Counter()
        opener = gzip.open if file.suffix == ".gz" else open
        with opener(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = row["text"].replace(options.mask, " ")
                probability = model.scores(Post(text, "employee"), thorough=True)["offensive"]
                seen[row["label"] not in HARMLESS, probability >= options.threshold] += 1
        _print(file, seen)


def _print(file: Path, seen: Counter[tuple[bool, bool]]) -> None:
    bad = figures(seen[True, True], seen[False, True], seen[True, False])
    good = figures(seen[False, False], seen[True, False], seen[False, True])
    print(f"{file.name}: {seen.total()} posts, macro-F1 {(bad['f1'] + good['f1']) / 2:.3f}")
    for name, side in (("offensive", bad), ("harmless", good)):
        print(f"  {name:9s}  precision {side['precision']:.3f}  recall {side['recall']:.3f}  F1 {side['f1']:.3f}")


if __name__ == "__main__":
    main()
