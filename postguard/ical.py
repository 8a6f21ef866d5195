"""Reads the organisation's calendar: entries of postguard.yaml, and iCalendar files, which are kept in the cache."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from postguard.calendar import ALWAYS, NEVER, Calendar, CalendarEntry, Period
from postguard.errors import PostguardError
from postguard.rulebook.cache import NO_CACHE, Cache, digest

_YEARS = 2  # repeated events of a file are looked at so many years back and ahead


def read_calendar(
    entries: Iterable[CalendarEntry], timezone: str | None, base: Path, cache: Cache = NO_CACHE
) -> Calendar:
    """The calendar of these entries; files lie relative to `base`.

    Raises PostguardError for an unknown zone, a file that cannot be read, an entry that could never run.
    """
    zone = _zone(timezone)
    periods: list[Period] = []
    for number, entry in enumerate(entries, 1):
        called = entry.name or entry.file or f"{entry.kind} {number}"
        if entry.file and (entry.from_ or entry.until):
            raise PostguardError(f"postguard.yaml: calendar: {called}: give either a file or from and until")
        if entry.file:
            periods += _file_periods(base / entry.file, entry, zone, cache)
            continue
        start = _moment(entry.from_, zone, end=False) or ALWAYS
        end = _moment(entry.until, zone, end=True) or NEVER
        if end <= start:
            raise PostguardError(f"postguard.yaml: calendar: {called}: until lies before from; it could never run")
        periods.append(Period(called, start, end, entry))
    return Calendar(tuple(periods))


def _zone(name: str | None) -> tzinfo:
    if name is None:
        return datetime.now().astimezone().tzinfo or UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PostguardError(f"postguard.yaml: unknown timezone {name!r}; write one such as Europe/Berlin") from None


def _moment(written: str | None, zone: tzinfo, *, end: bool) -> datetime | None:
    if written is None:
        return None
    if len(written) == len("2026-10-15"):
        return _as_time(date.fromisoformat(written) + timedelta(days=end), zone)
    return _as_time(datetime.fromisoformat(written), zone)


def _as_time(value: date | datetime, zone: tzinfo) -> datetime:
    at = value if isinstance(value, datetime) else datetime.combine(value, time())
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _file_periods(file: Path, entry: CalendarEntry, zone: tzinfo, cache: Cache) -> Iterator[Period]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise PostguardError(f"{file}: cannot be read: {error.strerror}") from None
    year = datetime.now(UTC).year
    key = digest([(str(year), data), (str(zone), b"")])
    events = cache.get("calendar", key)
    if events is None:
        events = list(_events(file, data, year, zone))
        cache.put("calendar", key, events)
    for name, start, end in events:
        yield Period(name or entry.name or file.name, datetime.fromisoformat(start), datetime.fromisoformat(end), entry)


def _events(file: Path, data: bytes, year: int, zone: tzinfo) -> Iterator[list[str]]:
    """Name, start and end of every event; repeated ones (RRULE) as often as they take place around this year."""
    import icalendar
    import recurring_ical_events

    try:
        calendar: Any = icalendar.Calendar.from_ical(data)
    except (ValueError, KeyError, IndexError) as error:
        raise PostguardError(f"{file}: not an iCalendar file: {error}") from None
    for event in recurring_ical_events.of(calendar).between(date(year - _YEARS, 1, 1), date(year + _YEARS + 1, 1, 1)):
        start, end = _as_time(event.start, zone), _as_time(event.end, zone)
        if end > start:
            yield [str(event.get("SUMMARY") or ""), start.isoformat(), end.isoformat()]
