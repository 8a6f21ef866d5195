"""Rules about words that must not be said yet: the terms of calendar entries, as long as these run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from postguard.calendar import Period
from postguard.kinds.base import STRICT, Compiler, Match, outside
from postguard.reading import Reading
from postguard.terms import TermSet


@dataclass(frozen=True)
class Calendar:
    """Terms of the organisation's calendar (`calendar:` in postguard.yaml).

    event  the kind of the entries: embargo, or a word of the organisation's own
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    event: str

    def compile(self, compiler: Compiler) -> CalendarMatcher:
        """The terms of every entry of this kind, whether it runs now or not."""
        periods = [period for period in compiler.calendar.periods if period.entry.kind == self.event]
        every = tuple(term for period in periods for term in period.entry.terms)
        return CalendarMatcher(
            tuple(
                (
                    period,
                    compiler.termset({"all": period.entry.terms}, "event", stem=True),
                    compiler.termset({"all": period.entry.unless}, "event"),
                )
                for period in periods
                if period.entry.terms
            ),
            (compiler.termset({"all": every}, "event", stem=True),),
        )


@dataclass(frozen=True)
class CalendarMatcher:
    """Compiled `calendar`."""

    periods: tuple[tuple[Period, TermSet, TermSet], ...]
    required: tuple[TermSet, ...]

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return tuple(termset for _, *termsets in self.periods for termset in termsets)

    def matches(self, reading: Reading) -> Iterator[Match]:
        """The terms of the entries that run when the draft is published."""
        at = reading.draft.at or datetime.now(UTC)
        for period, terms, unless in self.periods:
            if period.runs(at):
                for span in outside(reading.find(terms), reading.find(unless)):
                    yield Match(span, {"event": period.name, "until": period.until})
