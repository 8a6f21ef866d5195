"""A quick look that says which posts are plainly harmless: a linear model on hashed words, word pairs and word beginnings.

Features are hashed with CRC-32, which is the same on every machine. Weights are signed bytes; a score is their sum over the
root of the number of features, so that long posts are not suspicious for their length alone.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from postguard.classifiers import Post

_WORD = re.compile(r"\w+|[^\w\s]")
_BEGINNING = 5


class Gate:
    """Weights (one signed byte per slot) and the score from which a post is looked at in full."""

    def __init__(self, weights: bytes, threshold: float) -> None:
        self._weights = memoryview(weights).cast("b")
        self._threshold = threshold
        # Words repeat from post to post, pairs of words hardly.
        self._word = lru_cache(maxsize=20_000)(self._weight_of_word)

    def opens(self, post: Post) -> bool:
        """True if the post is worth a full look."""
        return self.score(post) >= self._threshold

    def score(self, post: Post) -> float:
        """The score of a post; higher is more suspicious."""
        words = words_of(post)
        size = len(self._weights)
        total = sum(map(self._word, words))
        total += sum(self._weights[crc32(f"{a} {b}".encode()) % size] for a, b in pairwise(words))
        return total / math.sqrt(3 * len(words))

    def _weight_of_word(self, word: str) -> int:
        return sum(self._weights[slot] for slot in slots_of_word(word, len(self._weights)))


def words_of(post: Post) -> list[str]:
    """The words and signs of a post in small letters, led by the role that posts."""
    return [f"<{post.author or 'employee'}>", *_WORD.findall(post.text.casefold())]


def slots_of_word(word: str, size: int) -> list[int]:
    """The slots of a word: itself, and its beginning, so that inflections and compounds have something in common."""
    return [crc32(word.encode()) % size, crc32(b"^" + word[:_BEGINNING].encode()) % size]


def slots(post: Post, size: int) -> list[int]:
    """All slots of a post, for training."""
    words = words_of(post)
    pairs = [crc32(f"{a} {b}".encode()) % size for a, b in pairwise(words)]
    return [slot for word in words for slot in slots_of_word(word, size)] + pairs
