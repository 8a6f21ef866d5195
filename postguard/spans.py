"""Places in a text: spans of code points, and their conversion at the edge.

A span counts code points of the author's own text. Editors, browsers and networks count otherwise; every conversion
stands here and nowhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A stretch of the author's text, in code points, half open."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """True if `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def hull(self, other: Span) -> Span:
        """The shortest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


def utf16(text: str, span: Span) -> Span:
    """`span` in UTF-16 code units, which is what browsers and most editors count."""
    start = _utf16_length(text[: span.start])
    return Span(start, start + _utf16_length(text[span.start : span.end]))


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class LineIndex:
    """Lines and columns of one text; knows LF, CRLF and CR and nothing else, as editors do."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The inverse of `place`."""
        return self._starts[line - 1] + column - 1
