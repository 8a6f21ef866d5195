"""The draft with its places marked: rows as wide as the window, and below each the carets and the numbers.

Marks may overlap: each row has as many marker lines as it needs, filled from the left. Of a long draft only the rows in
which something stands are shown, with one row around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from postguard.formats.visible import Glyph, fold, glyphs
from postguard.report import Severity
from postguard.spans import LineIndex, Span

_LONG = 10  # rows; a draft up to here is shown whole
_TOGETHER = 3  # numbers behind one marker


class Mark(NamedTuple):
    """One place to show: the stretch, its label (the numbers of the findings), and its weight."""

    span: Span
    label: str
    severity: Severity


class Row(NamedTuple):
    """One row on the screen: its line in the draft, the stretch of the draft that it shows, and its characters."""

    line: int
    span: Span
    glyphs: tuple[Glyph, ...]


class Piece(NamedTuple):
    """The part of a mark that stands in one row, in cells; the label stands behind the last piece."""

    start: int
    end: int
    label: str
    severity: Severity


class MarkedRow(NamedTuple):
    """A row with its marker lines; `gap` says that rows before it were left out, `first` that its line starts here."""

    row: Row
    markers: tuple[tuple[Piece, ...], ...]
    first: bool
    gap: bool


def marks(places: Iterable[tuple[int, Span, Severity]]) -> list[Mark]:
    """Numbered findings as marks; those on the very same stretch share one."""
    ordered = sorted(places, key=lambda place: (place[1].start, -place[1].end, place[0]))
    found = []
    for span, group in groupby(ordered, key=lambda place: place[1]):
        same = list(group)
        for at in range(0, len(same), _TOGETHER):
            chunk = same[at : at + _TOGETHER]
            label = ",".join(str(number) for number, _, _ in chunk)
            found.append(Mark(span, label, max(severity for _, _, severity in chunk)))
    return found


def excerpt(text: str, marked: Sequence[Mark], width: int) -> Iterator[MarkedRow]:
    """The rows of `text` worth showing, in order, `width` cells at most with marker and label."""
    room = max((len(mark.label) for mark in marked), default=0) + 1
    rows = list(_rows(text, max(width - room, 10)))
    pieces: dict[int, list[Piece]] = {}
    shown: set[int] = set()
    for mark in marked:
        found = _pieces(rows, mark)
        for at, piece in found.items():
            pieces.setdefault(at, []).append(piece)
        # Of a stretch over many rows, start and end are worth showing.
        shown |= {near for at in (min(found), max(found)) for near in (at - 1, at, at + 1)}
    if len(rows) <= _LONG:
        shown = set(range(len(rows)))
    before = -1
    for at in sorted(shown & set(range(len(rows)))):
        first = before < 0 or rows[before].line != rows[at].line
        yield MarkedRow(rows[at], _marker_lines(pieces.get(at, [])), first, at > before + 1)
        before = at


def _rows(text: str, width: int) -> Iterator[Row]:
    index = LineIndex(text)
    last = index.place(len(text))[0]
    starts = [*(index.offset(line, 1) for line in range(1, last + 1)), len(text)]
    for line in range(1, last + 1):
        start, end = starts[line - 1], starts[line]
        broken = fold(glyphs(text[start:end].rstrip("\r\n"), start), width)
        for at, row in enumerate(broken):
            # The last row of a line holds the line end too, so that every character of the draft stands in some row.
            stop = broken[at + 1][0].start if at + 1 < len(broken) else end
            yield Row(line, Span(row[0].start if row else start, stop), tuple(row))


def _pieces(rows: Sequence[Row], mark: Mark) -> dict[int, Piece]:
    found = {}
    for at, row in enumerate(rows):
        if row.span.overlaps(mark.span) and (cells := _cells(row, mark.span)):
            found[at] = Piece(*cells, "", mark.severity)
    if not found:
        at = _row_at(rows, mark.span.start)
        column = sum(glyph.width for glyph in rows[at].glyphs if glyph.end <= mark.span.start)
        found[at] = Piece(column, column + 1, "", mark.severity)
    last = max(found)
    found[last] = found[last]._replace(label=mark.label)
    return found


def _cells(row: Row, span: Span) -> tuple[int, int] | None:
    column, start, end = 0, -1, -1
    for glyph in row.glyphs:
        if glyph.start < span.end and span.start < glyph.end:
            start = column if start < 0 else start
            end = column + glyph.width
        column += glyph.width
    return (start, end) if end > start else None


def _row_at(rows: Sequence[Row], place: int) -> int:
    return next((at for at, row in enumerate(rows) if row.span.start <= place < row.span.end), len(rows) - 1)


def _marker_lines(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], ...]:
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda item: (item.start, -item.end)):
        for line in lines:
            if piece.start > line[-1].end + len(line[-1].label):
                line.append(piece)
                break
        else:
            lines.append([piece])
    return tuple(tuple(line) for line in lines)
