"""Rules about hashtags of several words without capitals, which a screen reader reads as one unreadable word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from postguard.kinds.base import STRICT, ByLang, Compiler, Match, present
from postguard.reading import Reading
from postguard.terms import TermSet

_TAG = re.compile(r"[#\uff03]([^\W\d_]+)(?!\w)")
_SHORTEST_TAIL = 4


@dataclass(frozen=True)
class Joined:
    """Hashtags that fall apart into known words and have no capitals at the borders.

    words        the known words; a hashtag is cut into as few of them as possible
    phrase       words that make a phrase of it and no compound (articles, pronouns, verbs, adjectives with an ending): at least
                 one is needed where there are any
    single       hashtags that are one word although they could be cut
    min_letters  shorter hashtags are left alone
    tail_after   after so many known words the rest may be unknown, such as a name
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    words: ByLang
    phrase: ByLang = field(default_factory=dict)
    single: ByLang = field(default_factory=dict)
    min_letters: int = 10
    tail_after: int = 3

    def compile(self, compiler: Compiler) -> JoinedMatcher:
        """Words are plain lower-case texts."""
        if not present(self.words):
            compiler.problem(("words",), "no word at all; the rule could never fire")
        phrase = compiler.texts(self.phrase, "phrase")
        return JoinedMatcher(
            compiler.texts(self.words, "words") | phrase,
            phrase,
            compiler.texts(self.single, "single"),
            self.min_letters,
            self.tail_after,
            compiler.keywords({"all": ("#",)}),
        )


@dataclass(frozen=True)
class JoinedMatcher:
    """Compiled `joined`."""

    words: frozenset[str]
    phrase: frozenset[str]
    single: frozenset[str]
    min_letters: int
    tail_after: int
    sign: TermSet

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self.sign,)

    @property
    def required(self) -> tuple[TermSet, ...]:
        return (self.sign,)

    def matches(self, reading: Reading) -> Iterator[Match]:
        """Hashtags of several words; the fix gives each a capital, if all are known."""
        view = reading.view("clean")
        for tag in _TAG.finditer(view.text):
            word = tag.group(1)
            if len(word) >= self.min_letters and _has_no_inner_capitals(word):
                pieces = self._pieces(word.lower())
                if pieces:
                    certain = self.words.issuperset(pieces)  # where an unknown rest begins is a guess
                    fixed = "#" + "".join(piece.capitalize() for piece in pieces)
                    yield Match(view.source(*tag.span()), fix=fixed if certain else None)

    def _pieces(self, word: str) -> list[str]:
        """The words of a hashtag, none if it is one."""
        if word in self.single:
            return []
        pieces, known = self._cut(word)
        enough = known > 1 if known == len(pieces) else known >= self.tail_after
        return pieces if enough and (not self.phrase or not self.phrase.isdisjoint(pieces)) else []

    def _cut(self, word: str) -> tuple[list[str], int]:
        """The fewest known words, perhaps with an unknown tail; and how many of the pieces are known."""
        best: list[list[str] | None] = [None] * (len(word) + 1)
        best[0] = []
        for end in range(1, len(word) + 1):
            ways = (
                [*before, word[start:end]]
                for start in range(max(0, end - 20), end)
                if (before := best[start]) is not None and word[start:end] in self.words
            )
            best[end] = min(ways, key=len, default=None)
        whole = best[-1]
        if whole is not None:
            return whole, len(whole)
        ends = [end for end in range(1, len(word) - _SHORTEST_TAIL + 1) if best[end]]
        if not ends:
            return [word], 0
        pieces = best[ends[-1]] or []
        return [*pieces, word[ends[-1] :]], len(pieces)


def _has_no_inner_capitals(word: str) -> bool:
    return word.isupper() or word[1:].islower()
