"""Where in a file a finding stands, as code-scanning tools count: lines from 1, columns in UTF-16 code units from 1."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from postguard.formats.shown import clipped, file_and_line
from postguard.report import Finding, Report
from postguard.spans import LineIndex, Span, utf16


class Region(NamedTuple):
    """Lines are inclusive, `end_column` is the one behind; a column of 0 means the whole line."""

    line: int
    column: int
    end_line: int
    end_column: int
    offset: int
    length: int


def region(source: str, report: Report, finding: Finding) -> Region | None:
    """The region in the file; None if it holds no such place, as for descriptions of pictures or typed text."""
    _, line = file_and_line(source)
    if line is not None:
        return Region(line, 0, line, 0, 0, 0)
    if source.startswith("<") or finding.part != "text" or "text" not in report.parts:
        return None
    text = report.parts["text"]
    span = clipped(finding.span, text)
    index = _index(text)
    (first, column), (last, end_column) = (_place(index, text, offset) for offset in span)
    units = finding.utf16
    return Region(first, column, last, end_column, units.start, units.end - units.start)


@lru_cache(maxsize=1)
def _index(text: str) -> LineIndex:
    """Kept for the next finding of the same draft."""
    return LineIndex(text)


def _place(index: LineIndex, text: str, offset: int) -> tuple[int, int]:
    line, column = index.place(offset)
    return line, utf16(text[offset - column + 1 : offset], Span(0, column - 1)).end + 1
