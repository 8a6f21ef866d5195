"""postguard check --fix: safe fixes are applied, shown as a diff, and written back to files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

import click

from postguard.cli.inputs import Item
from postguard.errors import InputError
from postguard.fixing import fix
from postguard.linter import Linter
from postguard.report import Report, mask

_COLORS = {"-": "red", "+": "green", "@": "cyan"}


def fixed(items: Iterable[Item], linter: Linter, ui: str | None, *, err: bool) -> Iterator[Item]:
    """Items with their fixes applied; the diff goes to standard output, or to standard error."""
    for item in items:
        if item.draft is None:
            yield item
            continue
        done = fix(linter, item.draft, ui=ui)
        if done.draft.text != item.draft.text:
            if not item.source.startswith("<"):
                _write(Path(item.source), item.draft.text, done.draft.text)
            for line in diff(item.source, done.before, done.report):
                click.secho(line, fg=_COLORS.get(line[:1]), err=err)
            click.echo(err=err)
        yield item._replace(draft=done.draft)


def diff(source: str, before: Report, after: Report) -> Iterator[str]:
    """A unified diff of the texts; secrets and personal data are masked."""
    lines = unified_diff(_shown(before), _shown(after), source, f"{source} (fixed)", n=1, lineterm="")
    yield from lines


def _shown(report: Report) -> list[str]:
    text = report.parts["text"]
    for finding in sorted(report.findings, key=lambda finding: -finding.span.start):
        if finding.is_masked and finding.part == "text":
            text = text[: finding.span.start] + mask(finding.quote) + text[finding.span.end :]
    return text.splitlines()


def _write(file: Path, before: str, after: str) -> None:
    """Replace the text and nothing else: byte order mark, line ends and a last newline stay."""
    data, old = file.read_bytes(), before.encode("utf-8")
    if data.count(old) != 1:
        raise InputError(f"{file}: cannot be fixed in place; save it as UTF-8 with plain line ends (LF)")
    file.write_bytes(data.replace(old, after.encode("utf-8")))
