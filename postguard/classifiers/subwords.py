"""Words cut into pieces by a unigram language model, as sentence-piece does it (Kudo 2018, "Subword Regularization").

A text is cut at white space first and no piece crosses it, so every piece belongs to one word and every word to a span of
the author's text (code points). Links and names of accounts become one word each: a model that learns them learns people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from postguard.spans import Span

MARK = "\N{LOWER ONE EIGHTH BLOCK}"
UNKNOWN_PENALTY = 10.0
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<![\w.])@\w[\w.@-]*")
# A hashtag is read as its words: #WeAreHiring, #stadt_werke.
_HASHTAG = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|_")


class Piece(NamedTuple):
    """One piece of a word: its number in the vocabulary and the span of its word."""

    id: int
    word: Span


class Subwords:
    """A vocabulary of pieces with their log probabilities."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], unknown: int) -> None:
        self._scores: Mapping[str, tuple[float, int]] = {
            piece: (score, number) for number, (piece, score) in enumerate(zip(pieces, scores, strict=True))
        }
        self._longest = max(map(len, pieces))
        self._unknown = (min(scores) - UNKNOWN_PENALTY, unknown)
        self._known: dict[str, tuple[int, ...]] = {}

    def pieces(self, text: str, limit: int) -> list[Piece]:
        """The first `limit` pieces of a text."""
        found: list[Piece] = []
        for match in re.finditer(r"\S+", text):
            span = Span(*match.span())
            found += [Piece(number, span) for number in self.word(match[0])]
            if len(found) >= limit:
                break
        return found[:limit]

    def word(self, word: str) -> tuple[int, ...]:
        """The pieces of one word, kept for the next time."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 50_000:  # Bounds the memory of a long batch.
                self._known.clear()
            known = self._known[word] = tuple(
                number for part in masked(word).split() for number in self._cut(MARK + part)
            )
        return known

    def _cut(self, word: str) -> list[int]:
        """The most likely way to cut a word (Viterbi)."""
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(float("-inf"), 0, 0)] * len(word)
        for start in range(len(word)):
            so_far = best[start][0]
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                entry = self._scores.get(word[start:end])
                if entry is None:
                    if end > start + 1:
                        continue
                    entry = self._unknown
                if so_far + entry[0] > best[end][0]:
                    best[end] = (so_far + entry[0], entry[1], start)
        numbers: list[int] = []
        end = len(word)
        while end > 0:
            _, number, end = best[end]
            numbers.append(number)
        return numbers[::-1]


def masked(word: str) -> str:
    """A word as the model reads it: compatible forms unified, links and accounts masked, hashtags as words."""
    word = unicodedata.normalize("NFKC", word)
    word = _ACCOUNT.sub("@user", _LINK.sub("https://link", word))
    if word.startswith("#") and len(word) > 1:
        return "# " + _HASHTAG.sub(" ", word[1:])
    return word
