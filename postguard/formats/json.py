"""For programs: the JSON contract, as one array or one line per draft.

Letters stand as they are, so that a person can read a German report too. What could steer a terminal or break a line is
escaped, which JSON allows everywhere in a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from postguard.formats import Reports, Style

_STEERING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")


def write(reports: Reports, style: Style) -> Iterator[str]:
    """One array, written element by element."""
    before = "["
    for _, report in reports:
        shown = dumps(report.as_dict(reveal=style.reveal), indent=2)
        yield f"{before}\n  {shown.replace(chr(10), chr(10) + '  ')}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def write_lines(reports: Reports, style: Style) -> Iterator[str]:
    """One line per report, in the order of the drafts."""
    for _, report in reports:
        yield dumps(report.as_dict(reveal=style.reveal)) + "\n"


def dumps(value: Any, *, indent: int | None = None) -> str:
    """JSON that is safe to look at; lone surrogates are escaped too, so that it can be encoded."""
    shown = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda match: f"\\u{ord(match.group()):04x}", shown)
