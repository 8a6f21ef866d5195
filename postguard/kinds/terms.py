"""Rules that look for words and phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from postguard.kinds.base import STRICT, ByLang, Compiler, Match, View, outside, present
from postguard.reading import Reading
from postguard.spans import Span
from postguard.terms import TermSet


@dataclass(frozen=True)
class Terms:
    """Words and phrases.

    any      one of these must stand in the draft; this is what gets marked
    all      groups: of each group one term must be there too, within reach
    none     none of these may stand within reach
    unless   longer phrases in which a term of `any` means something else ("Falcon 9")
    within   how far the reach goes: post, sentence, or a number of words (marks the whole stretch from term to term)
    order    true: the groups must follow in the order in which they are written
    stem     true: usual inflections count ("Vertrag" also finds "Verträge", "announce" also "announced")
    masked   true: masked spellings count ("sch***e")
    on       the view to read; skeleton (the default) sees through disguises, clean tells upper from lower case
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    any: ByLang
    all: tuple[ByLang, ...] = ()
    none: ByLang = field(default_factory=dict)
    unless: ByLang = field(default_factory=dict)
    within: str = "post"
    order: bool = False
    stem: bool = False
    masked: bool = False
    on: View = "skeleton"

    def compile(self, compiler: Compiler) -> TermsMatcher:
        """Term sets for every key; a `within` that is no reach is a problem."""
        reach = read_reach(self.within, compiler)
        if not present(self.any):
            compiler.problem(("any",), "no term at all; the rule could never fire")
        if self.order and not self.all:
            compiler.problem(("order",), "there are no groups (all) whose order could matter")
        if self.masked and self.on in ("text", "clean"):
            compiler.problem(
                ("masked",), f"masked spellings are not looked for on {self.on!r}; leave one of the two out"
            )

        def build(words: ByLang, *path: str | int, masked: bool = False) -> TermSet:
            return compiler.termset(words, *path, view=self.on, stem=self.stem, masked=masked)

        words = build(self.any, "any", masked=self.masked)
        if self.masked and words and not any(term.word for term in words.terms):
            compiler.problem(
                ("masked",), "only single words without signs can be found masked; no term of 'any' is one"
            )
        return TermsMatcher(
            words,
            tuple(build(group, "all", number) for number, group in enumerate(self.all)),
            build(self.none, "none"),
            build(self.unless, "unless"),
            reach,
            self.order,
        )


def read_reach(within: str, compiler: Compiler) -> str | int:
    """`post`, `sentence` or a number of words."""
    if within in ("post", "sentence"):
        return within
    if within.isascii() and within.isdigit() and 0 < int(within) <= 200:
        return int(within)
    compiler.problem(("within",), f"expected post, sentence or a number of words from 1 to 200, found {within!r}")
    return "post"


@dataclass(frozen=True)
class TermsMatcher:
    """Compiled `terms`."""

    any: TermSet
    all: tuple[TermSet, ...]
    none: TermSet
    unless: TermSet
    reach: str | int
    order: bool

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self.any, *self.all, self.none, self.unless)

    @property
    def required(self) -> tuple[TermSet, ...]:
        return (self.any, *self.all)

    def matches(self, reading: Reading) -> Iterator[Match]:
        """One match for each place of `any` that has its company and none of its exceptions."""
        firsts = reading.find(self.any)
        if not firsts or not all(reading.find(group) for group in self.all):
            return
        exceptions = reading.find(self.unless)
        for first in outside(firsts, exceptions):
            span = self._with_company(reading, first)
            if span and not any(within_reach(reading, first, other, self.reach) for other in reading.find(self.none)):
                yield Match(span)

    def _with_company(self, reading: Reading, first: Span) -> Span | None:
        span = last = first
        for group in self.all:
            near = [
                other
                for other in reading.find(group)
                if (not other.overlaps(first) or (first.covers(other) and other != first))
                and within_reach(reading, first, other, self.reach)
                and not (self.order and other.start < last.end)
            ]
            if not near:
                return None
            last = min(near, key=lambda other: (other.overlaps(first), reading.words_between(first, other)))
            span = span.hull(last)
        return first if self.reach == "post" else span


def within_reach(reading: Reading, first: Span, other: Span, reach: str | int) -> bool:
    """True if `other` stands within reach of `first`."""
    if reach == "post":
        return True
    if reach == "sentence":
        return reading.sentence(first).overlaps(other)
    return reading.words_between(first, other) < int(reach)
