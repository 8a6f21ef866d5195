"""Examples of rules as drafts, with the places that they mark."""

from __future__ import annotations

import re
from datetime import datetime, time

from postguard.draft import Draft, Media, read_time
from postguard.errors import PostguardError
from postguard.rulebook.ruleset import Rule
from postguard.rulebook.spec import Example
from postguard.spans import Span

_MARK = re.compile("‹‹|››|‹|›")


def unmark(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text without marks, and the spans that they enclosed. Raises PostguardError if the marks do not pair."""
    out, spans, opened = "", [], []
    last = 0
    for mark in _MARK.finditer(text):
        out += text[last : mark.start()]
        last = mark.end()
        if len(mark.group()) == 2:
            out += mark.group()[0]
        elif mark.group() == "‹":
            opened.append(len(out))
        elif opened:
            spans.append(Span(opened.pop(), len(out)))
        else:
            raise PostguardError(f"a mark › without ‹ in {text!r}")
    if opened:
        raise PostguardError(f"a mark ‹ without › in {text!r}")
    return out + text[last:], tuple(sorted(spans))


def example_draft(example: Example, lang: str, rule: Rule | None = None) -> tuple[Draft, tuple[Span, ...]]:
    """The draft of an example and the places that it marks; what it leaves open comes from the rule."""
    text, spans = unmark(example.text)
    head = rule.head if rule else None
    day = head and (head.from_ or head.until)
    at = read_time(example.at) if example.at else datetime.combine(day, time(12)) if day else None
    draft = Draft(
        text,
        channel=example.channel or (head.channels[0] if head and head.channels else None),
        author=example.author or (head.authors[0] if head and head.authors else None),
        lang=lang if lang != "all" else (head.langs[0] if head and len(head.langs) == 1 else None),
        media=tuple(Media(media.kind, media.alt, media.path) for media in example.media),
        at=at,
        mandatory=example.mandatory,
        context=example.context,
    )
    return draft, spans
