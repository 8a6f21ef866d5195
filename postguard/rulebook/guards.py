"""Compiled guards: they look at a finding in its draft and say how severe it can be at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from postguard.classifiers import Post
from postguard.errors import MissingModel
from postguard.kinds.base import Compiler, present
from postguard.reading import Reading
from postguard.report import Verdict
from postguard.rulebook.spec import Guard
from postguard.spans import Span
from postguard.terms import TermSet


@dataclass(frozen=True)
class GuardMatcher:
    """A guard with its terms compiled."""

    spec: Guard
    any: TermSet
    all: tuple[TermSet, ...]
    none: TermSet
    load: Any = None

    @classmethod
    def compile(cls, spec: Guard, compiler: Compiler) -> GuardMatcher:
        """Term sets of a guard; a guard without any condition is a problem."""
        free = not (present(spec.any) or spec.authors or spec.mandatory or spec.model or spec.where == "quoted")
        if free:
            text = f"guard {spec.id!r} has no condition (any, authors, mandatory, model, where: quoted)"
            compiler.problem(("id",), text)
        if (spec.model is None) is not (spec.below is None):
            compiler.problem(("model",), "model and below belong together")
        if spec.where == "inside" and not present(spec.any):
            compiler.problem(("where",), "inside needs terms (any) that can cover a finding")
        if spec.within < 1:
            compiler.problem(("within",), f"expected a number of words from 1, found {spec.within}")
        return cls(
            spec,
            compiler.termset(spec.any, "any", stem=spec.stem),
            tuple(compiler.termset(group, "all", number, stem=spec.stem) for number, group in enumerate(spec.all)),
            compiler.termset(spec.none, "none", stem=spec.stem),
            compiler.models,
        )

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self.any, *self.all, self.none)

    @property
    def ceiling(self) -> Verdict:
        """The most that a finding can do to the verdict when the guard holds."""
        return Verdict["pass_" if self.spec.lower_to == "pass" else self.spec.lower_to]

    def holds(self, reading: Reading, span: Span, category: str) -> bool:
        """True if the guard protects what stands at `span`, found under `category`."""
        spec = self.spec
        if spec.authors and reading.draft.author not in spec.authors:
            return False
        if spec.mandatory and not reading.draft.mandatory:
            return False
        if spec.where == "quoted" and not any(quote.covers(span) for quote in reading.quotations):
            return False
        if spec.where == "inside" and not any(term.covers(span) for term in reading.find(self.any)):
            return False
        if spec.model and not self._finds_harmless(reading, category):
            return False
        if not (self.any or self.all or self.none):
            return True
        zone = self._zone(reading, span)
        if any(zone.covers(term) for term in reading.find(self.none)):
            return False
        needed = (self.any, *self.all) if self.any else self.all
        return all(any(zone.covers(term) for term in reading.find(group)) for group in needed)

    def _finds_harmless(self, reading: Reading, category: str) -> bool:
        """True if the model knows the category and sees nothing of it; without the model no finding is lowered."""
        try:
            model = self.load(self.spec.model)
        except MissingModel:
            return False
        scores = model.scores(Post(reading.text, reading.draft.author), thorough=True)
        return category in scores and scores[category] < self.spec.below

    def _zone(self, reading: Reading, span: Span) -> Span:
        within = self.spec.within
        if self.spec.where == "before":
            return Span(reading.words_around(span, within, 0).start, span.end)
        if self.spec.where == "after":
            return Span(span.start, reading.words_around(span, 0, within).end)
        if self.spec.where == "near":
            return reading.words_around(span, within, within)
        if self.spec.where == "post":
            return Span(0, len(reading.text))
        return reading.sentence(span)
