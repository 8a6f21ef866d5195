"""Conversions of places: code points, UTF-16, UTF-8, lines and columns, for any text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from postguard.spans import LineIndex, Span, utf16

LINES = st.lists(st.sampled_from(["a", "ß", "👍", "\n", "\r", "\r\n", "\u2028", "\x0b", "\x85", "e\u0301"])).map(
    "".join
)
ANY = st.one_of(st.text(), LINES)


@st.composite
def text_and_span(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(ANY)
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    return text, Span(start, end)


def test_the_two_units_differ() -> None:
    text = "a👍b é"
    whole = Span(0, len(text))
    assert (whole, utf16(text, whole)) == (Span(0, 5), Span(0, 6))
    assert utf16(text, Span(2, 3)) == Span(3, 4)


@given(text_and_span())
def test_utf16_cuts_the_same_slice(given_: tuple[str, Span]) -> None:
    text, span = given_
    units = utf16(text, span)
    assert text.encode("utf-16-le")[2 * units.start : 2 * units.end].decode("utf-16-le") == text[span.start : span.end]


@given(ANY)
def test_every_place_survives_the_round_trip_over_lines(text: str) -> None:
    index = LineIndex(text)
    places = [index.place(offset) for offset in range(len(text) + 1)]
    assert [index.offset(*place) for place in places] == list(range(len(text) + 1))
    assert places == sorted(set(places))


@given(ANY)
def test_lines_are_those_of_editors(text: str) -> None:
    index = LineIndex(text)
    lines = re.split("\r\n|\r|\n", text)
    assert index.place(len(text)) == (len(lines), len(lines[-1]) + 1)


def test_lines_and_columns_count_from_one() -> None:
    text = "ab\r\nc\u2028d\re\n"
    assert [LineIndex(text).place(offset) for offset in (0, 2, 4, 6, 8, 10)] == [
        (1, 1),
        (1, 3),
        (2, 1),
        (2, 3),
        (3, 1),
        (4, 1),
    ]


def test_spans_know_their_neighbours() -> None:
    assert Span(1, 3).overlaps(Span(2, 5))
    assert not Span(1, 3).overlaps(Span(3, 5))
    assert Span(1, 5).covers(Span(2, 5))
    assert not Span(1, 5).covers(Span(0, 2))
    assert Span(1, 3).hull(Span(5, 6)) == Span(1, 6)
