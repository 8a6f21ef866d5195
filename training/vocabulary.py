"""Which pieces of the vocabulary are kept: those of English and German words, of the drafts, and single signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np
from wordfreq import top_n_list

from postguard.classifiers.subwords import Subwords
from training.e5 import E5

WORDS = 120_000
LIMIT = 80
"""Pieces of a text that are read at once; longer posts are read in windows."""


def kept_pieces(model: E5, texts: Iterable[str]) -> list[int]:
    """The old numbers of the pieces that stay, in order; the four special ones come first."""
    everything = Subwords(model.pieces, model.scores.tolist(), model.specials["unk"])
    kept = set(range(4))
    for text in texts:
        kept.update(piece.id for piece in everything.pieces(text, 10_000))
    for lang in ("en", "de"):
        for word in top_n_list(lang, WORDS):
            kept.update((*everything.word(word), *everything.word(word.capitalize())))
    kept.update(number for number, piece in enumerate(model.pieces) if len(piece) == 1 and _is_sign(piece))
    return sorted(kept)


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" or unicodedata.name(character, "").startswith(("LATIN", "DIGIT"))


def subwords(model: E5, kept: list[int]) -> Subwords:
    """The vocabulary with new numbers."""
    return Subwords(
        [model.pieces[number] for number in kept],
        [float(model.scores[number]) for number in kept],
        kept.index(model.specials["unk"]),
    )


def numbers(words: Subwords, text: str, author: str) -> np.ndarray:
    """A text as the encoder reads it: begin, `query:` (e5 was trained so), the role, the text, end."""
    before = [number for word in ("query:", f"{author}:") for number in words.word(word)]
    return np.array([0, *before, *(piece.id for piece in words.pieces(text, LIMIT)), 2], np.int64)
