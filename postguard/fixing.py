"""Applies the fixes of a report to a draft, and checks again until none is left that may be applied."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from postguard.draft import Draft
from postguard.linter import Linter
from postguard.report import Fix, Report

_ROUNDS = 10  # a fix may make room for another; rules whose fixes undo each other must not go on for ever


class Fixed(NamedTuple):
    """A draft before and after its fixes, with both reports."""

    before: Report
    draft: Draft
    report: Report


def fix(linter: Linter, draft: Draft, *, ui: str | None = None) -> Fixed:
    """Apply the safe fixes of the text; descriptions of pictures are left to the author.

    A fix is only kept if the verdict is not worse afterwards. Raises CheckError if a rule breaks.
    """
    before = report = linter.check(draft, ui=ui)
    for _ in range(_ROUNDS):
        text = apply(draft.text, safe_fixes(linter, report))
        if text == draft.text or not text.strip():
            break
        changed = replace(draft, text=text)
        checked = linter.check(changed, ui=ui)
        if checked.verdict > report.verdict:
            break
        draft, report = changed, checked
    return Fixed(before, draft, report)


def safe_fixes(linter: Linter, report: Report) -> list[Fix]:
    """The fixes of a report that do not change what the post says."""
    return [
        finding.fix
        for finding in report.findings
        if finding.fix and finding.part == "text" and not linter.ruleset[finding.rule].head.unsafe
    ]


def apply(text: str, fixes: list[Fix]) -> str:
    """The text with its fixes; equal ones are one, of two that overlap the first counts."""
    out, last = "", 0
    for item in sorted(set(fixes), key=lambda item: (item.span, item.text)):
        if item.span.start >= last:
            out += text[last : item.span.start] + item.text
            last = item.span.end
    return out + text[last:]
