"""The organisation's calendar: quiet periods, embargoes, days on which other rules hold.

Entries come from `calendar:` in postguard.yaml and from iCalendar files (RFC 5545). A period includes its beginning and ends
before its end; a day as the end is included. What has no zone is in the organisation's `timezone`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

SeverityName = Literal["advise", "review", "block"]
STRICT = {"extra": "forbid"}
ALWAYS, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)  # no beginning, no end


class Moment(str):
    """A day (2026-10-15) or a time (2026-11-05T07:30, with or without a zone), as it was written."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(_checked, core_schema.str_schema())


def _checked(value: str) -> str:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("expected a day such as 2026-10-15 or a time such as 2026-11-05T07:30") from None
    return value


@dataclass(frozen=True)
class CalendarEntry:
    """One entry of `calendar:`.

    name      what it is called in reports
    kind      quiet-period, embargo, or a word of one's own that rules name under `during`
    from      when it begins; without, it always ran
    until     when it ends; without, it runs until the entry is deleted
    file      an iCalendar file instead of from and until: each of its events is an entry of this kind
    terms     what must not be mentioned while it runs (for embargoes)
    unless    phrases in which a term means something else
    severity  other severities of rules and categories while it runs
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    kind: str
    name: str | None = None
    from_: Moment | None = None
    until: Moment | None = None
    file: str | None = None
    terms: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    severity: Mapping[str, SeverityName] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    """A stretch of time in which something holds, and the entry that says what."""

    name: str
    start: datetime
    end: datetime
    entry: CalendarEntry

    def runs(self, at: datetime) -> bool:
        """True if it runs at that moment."""
        return self.start <= at < self.end

    @property
    def until(self) -> str:
        """The end as people write it; empty if there is none."""
        return "" if self.end == NEVER else self.end.strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class Calendar:
    """All periods, in their order."""

    periods: tuple[Period, ...] = ()

    def running(self, at: datetime, kinds: Iterable[str] | None = None) -> Iterator[Period]:
        """The periods of these kinds (default: of all) that run at that moment."""
        wanted = None if kinds is None else frozenset(kinds)
        for period in self.periods:
            if (wanted is None or period.entry.kind in wanted) and period.runs(at):
                yield period


EMPTY = Calendar()
