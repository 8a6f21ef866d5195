"""Rules of the form: if this is there, that must be there too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from postguard.kinds.base import STRICT, ByLang, Compiler, Match, outside, present
from postguard.reading import Reading
from postguard.spans import Span
from postguard.terms import TermSet

START_WORDS = 8  # how many words count as the start or the end of a post


@dataclass(frozen=True)
class Companion:
    """If a term of `when` is there, one of `needs_also` must be there too.

    when        the terms that ask for company; they get marked
    also        of each group one term too, anywhere in the post (narrows `when`)
    needs_also  one of these must be there
    where       where it must stand: post, start (first eight words), end (last eight words), sentence, before, after
    unless      longer phrases in which a term of `when` means something else
    none        none of these may stand in the post (the matter is settled another way)
    stem        true: usual inflections count
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    when: ByLang
    needs_also: ByLang
    also: tuple[ByLang, ...] = ()
    where: Literal["post", "start", "end", "sentence", "before", "after"] = "post"
    unless: ByLang = field(default_factory=dict)
    none: ByLang = field(default_factory=dict)
    stem: bool = False

    def compile(self, compiler: Compiler) -> CompanionMatcher:
        """Term sets for every key."""
        for key in ("when", "needs_also"):
            if not present(getattr(self, key)):
                compiler.problem((key,), "no term at all; the rule could never do its work")
        return CompanionMatcher(
            compiler.termset(self.when, "when", stem=self.stem),
            tuple(compiler.termset(group, "also", n, stem=self.stem) for n, group in enumerate(self.also)),
            compiler.termset(self.needs_also, "needs_also", stem=self.stem),
            compiler.termset(self.unless, "unless", stem=self.stem),
            compiler.termset(self.none, "none", stem=self.stem),
            self.where,
        )


@dataclass(frozen=True)
class CompanionMatcher:
    """Compiled `companion`."""

    when: TermSet
    also: tuple[TermSet, ...]
    needs_also: TermSet
    unless: TermSet
    none: TermSet
    where: str

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self.when, *self.also, self.needs_also, self.unless, self.none)

    @property
    def required(self) -> tuple[TermSet, ...]:
        return (self.when, *self.also)

    def matches(self, reading: Reading) -> Iterator[Match]:
        """One match for each `when` that lacks its companion."""
        if not reading.find(self.when) or not all(reading.find(group) for group in self.also):
            return
        if reading.find(self.none):
            return
        companions = reading.find(self.needs_also)
        for span in outside(reading.find(self.when), reading.find(self.unless)):
            zone = self._zone(reading, span)
            if not any(zone.overlaps(other) for other in companions):
                yield Match(span)

    def _zone(self, reading: Reading, span: Span) -> Span:
        end = len(reading.text)
        if self.where == "start":
            return reading.words_around(Span(0, 0), 0, START_WORDS)
        if self.where == "end":
            return reading.words_around(Span(end, end), START_WORDS, 0)
        if self.where == "sentence":
            return reading.sentence(span)
        if self.where == "before":
            return Span(0, span.start)
        if self.where == "after":
            return Span(span.end, end)
        return Span(0, end)
