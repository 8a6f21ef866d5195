"""The `linear` format: hashed character and word n-grams, one weight vector per label, a sigmoid.

Features are hashed (Weinberger et al. 2009, "Feature hashing for large scale multitask learning") with CRC-32, which is the
same on every machine, and normalised to unit length.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import crc32

from postguard.classifiers import Card
from postguard.errors import CheckError
from postguard.folding import fold_term


@dataclass(frozen=True)
class Linear:
    """Weights by label (float, length `size`) and a bias each."""

    card: Card
    weights: Mapping[str, Any]
    bias: Mapping[str, float]
    size: int

    def threshold(self, label: str) -> float:
        """The threshold that the card suggests."""
        return self.card.threshold(label)

    def scores(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
        """Probabilities by label for each text."""
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> Mapping[str, float]:
        counts = features(text, self.size)
        norm = math.sqrt(sum(value * value for value in counts.values())) or 1.0
        out = {}
        for label, weights in self.weights.items():
            total = sum(float(weights[slot]) * value for slot, value in counts.items()) / norm + self.bias[label]
            out[label] = 1 / (1 + math.exp(-max(min(total, 60.0), -60.0)))
        return out


def features(text: str, size: int) -> Counter[int]:
    """Hashed words, word pairs and character 3- to 5-grams of the folded text, by slot."""
    words = fold_term(text).split()
    grams = [f"w {word}" for word in words] + [f"p {a} {b}" for a, b in pairwise(words)]
    padded = f" {' '.join(words)} "
    grams += [f"c {padded[i : i + n]}" for n in (3, 4, 5) for i in range(len(padded) - n + 1)]
    return Counter(crc32(gram.encode("utf-8")) % size for gram in grams)


def load(card: Card, weights: Path) -> Linear:
    """Read weights.npz: one array `w:LABEL` and one number `b:LABEL` for each label of the card."""
    import numpy

    try:
        with numpy.load(weights, allow_pickle=False) as arrays:
            names = set(arrays.files)
            missing = [label for label in card.labels if f"w:{label}" not in names or f"b:{label}" not in names]
            if missing:
                raise CheckError(f"weights.npz lacks the labels {', '.join(missing)}")
            vectors = {label: arrays[f"w:{label}"] for label in card.labels}
            bias = {label: float(arrays[f"b:{label}"]) for label in card.labels}
    except (OSError, ValueError, TypeError, BadZipFile) as error:
        raise CheckError(f"weights.npz cannot be read ({type(error).__name__}: {error})") from None
    sizes = {len(vector) for vector in vectors.values()}
    if len(sizes) != 1 or 0 in sizes:
        raise CheckError("weights.npz has vectors of different lengths, or empty ones")
    return Linear(card, vectors, bias, sizes.pop())
