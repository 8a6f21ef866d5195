"""The author's texts as a report may show them: secrets and personal data covered unless somebody asked to see them."""

from __future__ import annotations

from collections.abc import Mapping

from postguard.report import Finding
from postguard.spans import Span


def shown_quote(finding: Finding, texts: Mapping[str, str]) -> str:
    """The quote as it stands in `texts`, so that a secret is covered in the longer quote of another finding too."""
    if finding.part not in texts:
        return str(finding.as_dict()["quote"])
    span = clipped(finding.span, texts[finding.part])
    return texts[finding.part][span.start : span.end]


def clipped(span: Span, text: str) -> Span:
    """`span` inside of `text`."""
    start = min(max(span.start, 0), len(text))
    return Span(start, min(max(span.end, start), len(text)))


def file_and_line(source: str) -> tuple[str, int | None]:
    """'posts.jsonl:12' as file and line; any other source is a whole file."""
    file, _, line = source.rpartition(":")
    return (file, int(line)) if file and line.isascii() and line.isdecimal() else (source, None)
