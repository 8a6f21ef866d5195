"""The calendar: when periods run, what rules hold only then, what they make more severe, iCalendar files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postguard.calendar import CalendarEntry, Moment
from postguard.config import load_settings
from postguard.draft import Draft, read_time
from postguard.errors import PostguardError, RuleProblems
from postguard.ical import read_calendar
from postguard.linter import Linter
from postguard.rulebook.cache import Cache
from tests.conftest import LinterMaker, short

QUIET = CalendarEntry("quiet-period", "Q3", Moment("2026-10-15"), Moment("2026-11-05T07:30"))
EMBARGO = CalendarEntry(
    "embargo", "Lumio 3", None, Moment("2027-01-14T09:00"), terms=("Lumio 3",), unless=("Lumio 3 meter",)
)
RULES = """
rules:
  - {id: leak.financial.a, kind: terms, any: [revenue], during: [quiet-period]}
  - {id: leak.confidential.b, kind: calendar, event: embargo, message: {en: "{match}: {event}, {until}", de: x}}
"""
EVENTS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//
BEGIN:VEVENT
UID:1
SUMMARY:Annual results
DTSTART;VALUE=DATE:{year}0301
DTEND;VALUE=DATE:{year}0320
RRULE:FREQ=YEARLY;COUNT=3
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Board
DTSTART:{year}0701T100000Z
DTEND:{year}0701T120000Z
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("at", "runs"),
    [
        ("2026-10-14T23:59:59+02:00", False),
        ("2026-10-15T00:00:00+02:00", True),
        ("2026-11-05T07:29:59+01:00", True),
        ("2026-11-05T07:30:00+01:00", False),
        ("2026-11-05T06:30:00+00:00", False),
    ],
)
def test_a_period_begins_with_its_day_and_ends_before_its_end(at: str, runs: bool) -> None:
    calendar = read_calendar([QUIET], "Europe/Berlin", Path())
    assert [period.name for period in calendar.running(read_time(at))] == ["Q3"] * runs


def test_a_day_as_the_end_is_included() -> None:
    entry = CalendarEntry("mourning", None, Moment("2026-11-15"), Moment("2026-11-15"))
    calendar = read_calendar([entry], "UTC", Path())
    running = [bool(list(calendar.running(read_time(f"2026-11-{day}T12:00Z")))) for day in (14, 15, 16)]
    assert running == [False, True, False]
    assert [period.name for period in calendar.periods] == ["mourning 1"]


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas(timedelta(seconds=1), timedelta(days=900)))
def test_a_period_runs_from_its_start_until_its_end_whatever_they_are(start: datetime, length: timedelta) -> None:
    try:
        end = start + length
    except OverflowError:
        return
    entry = CalendarEntry("x", None, Moment(start.isoformat()), Moment(end.isoformat()))
    period = read_calendar([entry], "UTC", Path()).periods[0]
    assert period.runs(start)
    assert period.runs(end - timedelta(microseconds=1))
    assert not period.runs(end)


def test_rules_of_a_period_are_silent_outside_of_it(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES, calendar=(QUIET,), timezone="Europe/Berlin")
    found = {
        at: short(linter.check(Draft("Our revenue.", lang="en", at=read_time(at))))
        for at in ("2026-10-14T12:00", "2026-10-20T12:00", "2026-11-06T12:00")
    }
    assert found == {
        "2026-10-14T12:00": [],
        "2026-10-20T12:00": [("leak.financial.a", "revenue", 4, 11)],
        "2026-11-06T12:00": [],
    }


def test_an_embargo_opens_by_itself(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES, calendar=(EMBARGO,), timezone="Europe/Berlin")
    text = "The Lumio 3 is here, so is the Lumio 3 meter."
    before = linter.check(Draft(text, lang="en", at=read_time("2027-01-14T08:59+01:00")))
    assert short(before) == [("leak.confidential.b", "Lumio 3", 4, 11)]
    assert before.findings[0].message == "Lumio 3: Lumio 3, 2027-01-14 09:00"
    assert short(linter.check(Draft(text, lang="en", at=read_time("2027-01-14T09:00+01:00")))) == []


def test_severities_of_a_period_hold_while_it_runs(make_linter: LinterMaker) -> None:
    entry = CalendarEntry(
        "mourning", None, Moment("2026-11-15"), Moment("2026-11-15"), severity={"leak.deal": "advise"}
    )
    linter = make_linter("rules: [{id: leak.deal.a, kind: terms, any: [merger]}]", calendar=(entry,), timezone="UTC")
    names = [
        linter.check(Draft("merger", at=read_time(f"2026-11-{day}T12:00Z"))).findings[0].severity.name
        for day in (14, 15)
    ]
    assert names == ["block", "advise"]


def test_events_of_a_file_with_repetitions(tmp_path: Path) -> None:
    year = datetime.now(UTC).year
    (tmp_path / "board.ics").write_text(EVENTS.format(year=year), encoding="utf-8")
    entry = CalendarEntry("quiet-period", file="board.ics")
    cache = Cache(tmp_path / "cache")
    for _ in range(2):  # read, then taken from the cache
        calendar = read_calendar([entry], "Europe/Berlin", tmp_path, cache)
        found = sorted((period.start.isoformat(), period.end.isoformat(), period.name) for period in calendar.periods)
        assert found == [
            (f"{year}-03-01T00:00:00+01:00", f"{year}-03-20T00:00:00+01:00", "Annual results"),
            (f"{year}-07-01T10:00:00+00:00", f"{year}-07-01T12:00:00+00:00", "Board"),
            (f"{year + 1}-03-01T00:00:00+01:00", f"{year + 1}-03-20T00:00:00+01:00", "Annual results"),
            (f"{year + 2}-03-01T00:00:00+01:00", f"{year + 2}-03-20T00:00:00+01:00", "Annual results"),
        ]


@pytest.mark.parametrize(
    ("entry", "timezone", "said"),
    [
        (CalendarEntry("x", "Q3", Moment("2026-02-02"), Moment("2026-02-01")), "UTC", "Q3: until lies before from"),
        (CalendarEntry("x", "Q3", Moment("2026-02-02"), file="a.ics"), "UTC", "Q3: give either a file or from and"),
        (CalendarEntry("x", file="a.ics"), "UTC", "a.ics: cannot be read: No such file"),
        (CalendarEntry("x", file="b.ics"), "UTC", "b.ics: not an iCalendar file"),
        (QUIET, "Europe/Bärlin", "unknown timezone 'Europe/Bärlin'"),
    ],
)
def test_what_cannot_run_is_refused(tmp_path: Path, entry: CalendarEntry, timezone: str, said: str) -> None:
    (tmp_path / "b.ics").write_text("BEGIN:VEVENT\nnonsense", encoding="utf-8")
    with pytest.raises(PostguardError, match=said):
        read_calendar([entry], timezone, tmp_path)


def test_mistakes_in_the_calendar_are_told_with_their_place(tmp_path: Path) -> None:
    file = tmp_path / "postguard.yaml"
    file.write_text("calendar:\n  - {kind: embargo, until: tomorrow}\n  - {name: x}\n", encoding="utf-8")
    with pytest.raises(RuleProblems) as caught:
        load_settings(file)
    assert [(item.line, item.text) for item in caught.value.problems] == [
        (2, "expected a day such as 2026-10-15 or a time such as 2026-11-05T07:30, found 'tomorrow'"),
        (3, "'kind' is missing"),
    ]


def test_the_calendar_of_postguard_yaml_reaches_the_linter(tmp_path: Path) -> None:
    file = tmp_path / "postguard.yaml"
    file.write_text(
        "timezone: UTC\ncalendar: [{kind: embargo, name: Launch, until: 2027-01-01, terms: [Quellwerk]}]\n", "utf-8"
    )
    linter = Linter.load(config=file, only=["leak.confidential"], cache=Cache(tmp_path / "cache"))
    found = [linter.check(Draft("Quellwerk!", at=read_time(at))) for at in ("2027-01-01T23:59Z", "2027-01-02T00:00Z")]
    assert [short(report) for report in found] == [[("leak.confidential.embargo-calendar", "Quellwerk", 0, 9)], []]
