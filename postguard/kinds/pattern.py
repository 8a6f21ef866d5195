"""Rules that look for a shape: keys, numbers, addresses, with checks that tell real ones from look-alikes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from postguard.kinds.base import STRICT, ByLang, CannotRun, Compiler, Match, View, present
from postguard.kinds.validators import VALIDATORS, entropy
from postguard.reading import Reading
from postguard.terms import TermSet

TIMEOUT = (
    1.0  # seconds for one search. A shipped pattern needs microseconds; a short limit would strike on a busy machine
)


@dataclass(frozen=True)
class Pattern:
    """A regular expression (of the `regex` package), searched with a timeout.

    pattern      the expression; a group named `mark` narrows the place to what it caught; (?x) and (?i) work
    keywords     texts, of which one must stand in the draft, near or far, inside words too; keeps checks fast
    min_digits   the expression is only tried in drafts with at least so many digits; keeps checks fast
    validate     named checks of the marked text, all must hold (`postguard rules show` lists them)
    min_entropy  bits per character that the marked text must have at least (Shannon)
    unless       an expression that rules a match out when it is found in the marked text
    none         terms; none may stand in the same sentence
    near         terms; one of them must stand within `within` words of the match
    within       words, for `near`; default 8
    on           the view to read; clean (the default) keeps case but drops invisible characters
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    pattern: str
    keywords: ByLang = field(default_factory=dict)
    validate: tuple[str, ...] = ()
    min_entropy: float = 0.0
    unless: str | None = None
    none: ByLang = field(default_factory=dict)
    near: ByLang = field(default_factory=dict)
    within: int = 8
    min_digits: int = 0
    on: View = "clean"

    def compile(self, compiler: Compiler) -> PatternMatcher:
        """Checks that the expressions compile and cannot match an empty text, without keeping them."""
        from postguard.draft import did_you_mean

        for name in self.validate:
            if name not in VALIDATORS:
                compiler.problem(("validate",), f"unknown check {name!r}{did_you_mean(name, VALIDATORS)}")
        if self.within < 1:
            compiler.problem(("within",), f"expected a number of words from 1, found {self.within}")
        return PatternMatcher(
            self,
            compiler.keywords(self.keywords, "keywords"),
            compiler.termset(self.none, "none"),
            compiler.termset(self.near, "near"),
        )

    def problems(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Mistakes in the expressions; apart from `compile` because compiling is dear and rules are proven once."""
        import regex

        for key in ("pattern", "unless"):
            source = getattr(self, key)
            if source is None:
                continue
            try:
                compiled = regex.compile(source, regex.V0)
            except (regex.error, RecursionError, OverflowError, ValueError) as error:
                yield (key,), f"not a regular expression: {error}"
                continue
            if key == "pattern" and compiled.fullmatch(""):
                yield (key,), "matches the empty text; make one part of it mandatory"


@dataclass(frozen=True)
class PatternMatcher:
    """Compiled `pattern`; the expression itself is compiled when a keyword is first seen."""

    spec: Pattern
    keywords: TermSet
    none: TermSet
    near: TermSet

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self.keywords, self.none, self.near)

    @property
    def required(self) -> tuple[TermSet, ...]:
        return tuple(group for group in (self.keywords, self.near) if group)

    @cached_property
    def regex(self) -> Any:
        import regex

        return regex.compile(self.spec.pattern, regex.V0)

    @cached_property
    def _unless(self) -> Any:
        import regex

        return regex.compile(self.spec.unless, regex.V0) if self.spec.unless else None

    def matches(self, reading: Reading) -> Iterator[Match]:
        """Every place that has the shape and passes the checks. Raises CannotRun after the timeout."""
        if self.spec.min_digits > reading.digits or (self.keywords and not reading.may_hold(self.keywords)):
            return
        view = reading.view(self.spec.on)
        try:
            for match in self.regex.finditer(view.text, timeout=TIMEOUT, concurrent=False):
                group = "mark" if match.groupdict().get("mark") else 0  # the branch that matched may have no mark
                start, end = match.span(group)
                if start < end and self._holds(match.group(group)):
                    span = view.source(start, end)
                    if self._in_company(reading, span):
                        yield Match(span)
        except TimeoutError:
            raise CannotRun(f"the search took longer than {TIMEOUT} s") from None

    def _holds(self, text: str) -> bool:
        if self.spec.min_entropy and entropy(text) < self.spec.min_entropy:
            return False
        if self._unless is not None and self._unless.search(text, timeout=TIMEOUT):
            return False
        return all(VALIDATORS[name](text) for name in self.spec.validate)

    def _in_company(self, reading: Reading, span: Any) -> bool:
        if self.none and any(reading.sentence(span).overlaps(other) for other in reading.find(self.none)):
            return False
        return not present(self.spec.near) or any(
            reading.words_between(span, other) < self.spec.within for other in reading.find(self.near)
        )
