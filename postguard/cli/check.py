"""postguard check."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from postguard.cli.inputs import Item, from_files, from_keyboard, from_text, is_lines, total_size
from postguard.cli.terminal import style, user_language
from postguard.config import find_config
from postguard.draft import AUTHORS, CHANNELS, read_time
from postguard.errors import InputError
from postguard.formats import FORMATS, RuleInfo, Style, formatter
from postguard.linter import Linter
from postguard.report import SCHEMA_VERSION, Report, Verdict
from postguard.rulebook.ruleset import text_in

PROMPT = {
    "en": "Type or paste your draft. Finish with Ctrl-D on a line of its own (Windows: Ctrl-Z, Enter). Nothing is stored.",
    "de": "Entwurf tippen oder einfügen. Ende: Strg-D in eigener Zeile (Windows: Strg-Z, Enter). Nichts wird gespeichert.",
}


@dataclass(frozen=True)
class Options:
    """What the command line asked for, apart from where the drafts come from."""

    format: str
    fail_on: str | None
    ui: str | None
    reveal: bool
    jobs: int
    only: tuple[str, ...]
    config: Path | None
    fix: bool = False


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path())
@click.option("-t", "--text", help="The draft itself.")
@click.option("--channel", type=click.Choice(CHANNELS), help="Where it will be published.")
@click.option("--author", type=click.Choice(AUTHORS), help="Whose account publishes it.")
@click.option("--lang", type=click.Choice(["en", "de"]), help="Language of the draft; default: detected.")
@click.option("--at", metavar="TIME", help="When it will be published (ISO 8601); default: now.")
@click.option("--mandatory", metavar="KIND", help="A notice that the law demands: recall, ad-hoc, breach.")
@click.option(
    "--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The postguard.yaml to use."
)
@click.option("--input", "input_", type=click.Choice(["text", "jsonl"]), help="One draft per file, or one per line.")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option(
    "--fail-on", type=click.Choice(["advise", "review", "block"]), help="Exit with 1 from here on; default: review."
)
@click.option("--ui", type=click.Choice(["en", "de"]), help="Language of messages; default: that of the draft.")
@click.option("--only", multiple=True, metavar="RULE", help="Only rules whose id begins like this; may be given again.")
@click.option("--reveal", is_flag=True, help="Do not mask secrets and personal data in the output.")
@click.option(
    "--jobs", type=click.IntRange(0), default=1, show_default=True, help="Processes for a batch; 0: one per core."
)
@click.option("--fix", is_flag=True, help="Apply the safe fixes (files are rewritten), show what changed, check again.")
@click.option("--watch", is_flag=True, help="Check the file again whenever it is saved.")
def check(
    files: tuple[str, ...],
    text: str | None,
    channel: str | None,
    author: str | None,
    lang: str | None,
    at: str | None,
    mandatory: str | None,
    config: Path | None,
    input_: str | None,
    format_: str,
    fail_on: str | None,
    ui: str | None,
    only: tuple[str, ...],
    reveal: bool,
    jobs: int,
    fix: bool,
    watch: bool,
) -> None:
    """Check drafts: FILE (text, or .jsonl with one draft per line), standard input, or --text.

    On a terminal without input it asks for a draft. Exit code: 0 nothing at or above --fail-on, 1 something, 2 wrong
    usage, configuration or rules, 3 could not check.
    """
    if text is not None and files:
        raise click.UsageError("give either --text or files, not both")
    try:
        when = read_time(at) if at else None
    except InputError as error:
        raise click.UsageError(f"--at: {error}") from None
    given = {"channel": channel, "author": author, "lang": lang, "at": when, "mandatory": mandatory}
    defaults = {key: value for key, value in given.items() if value is not None}
    start = Path(files[0]).resolve().parent if files and files[0] != "-" else Path.cwd()
    options = Options(format_, fail_on, ui, reveal, jobs or os.cpu_count() or 1, only, config or find_config(start))
    if fix:
        _refuse_fixing(files, input_, watch)
        options = replace(options, fix=True, jobs=1)
    if watch:
        _watch(files, defaults, options)
        return
    items: Iterable[Item]
    if text is not None:
        items = [from_text(text, "<text>", defaults)]
    elif not files and sys.stdin.isatty():
        typed = from_keyboard(PROMPT[ui or user_language()])
        items = [from_text(typed, "<typed>", defaults)]
    else:
        items = from_files(files or ("-",), input_, defaults)
    sys.exit(run(items, options, size=total_size(files) if format_ != "text" else 0))


def _refuse_fixing(files: tuple[str, ...], wanted: str | None, watch: bool) -> None:
    """Fixes are for texts that a person edits; a program takes them from the report."""
    if watch:
        raise click.UsageError("give either --fix or --watch, not both")
    if any(is_lines(Path(name), wanted) for name in files or ("-",)):
        raise click.UsageError("--fix rewrites texts, not lines of JSON; the report of each line has its fixes")


def run(items: Iterable[Item], options: Options, *, size: int = 0) -> int:
    """Check, write, and give the exit code."""
    linter = Linter.load(config=options.config, only=options.only)
    if options.fix:
        from postguard.cli.fix import fixed

        items = fixed(items, linter, options.ui, err=options.format != "text")
    threshold = Verdict[options.fail_on or linter.settings.fail_on]
    worst, failed = Verdict.pass_, False

    def answered() -> Iterator[tuple[str, Report]]:
        nonlocal worst, failed
        for item, report in _answers(_with_progress(items, size), linter, options):
            if report is None:
                failed = True
                _complain(item, options.format)
                continue
            worst = max(worst, report.verdict)
            yield item.source, report

    answers = answered()
    first = next(answers, None)
    if first is None and failed and options.format == "text":
        return 3
    how = _style(options, linter, first)
    pieces = formatter(options.format)(_chain(first, answers), how)
    if options.format == "jsonl":
        pieces = _line_by_line(first, answers, how)
    for piece in pieces:
        click.echo(piece, nl=False, color=how.color)
    return 3 if failed else int(worst >= threshold)


def _line_by_line(first: tuple[str, Report] | None, answers: Iterator[tuple[str, Report]], how: Style) -> Iterator[str]:
    """Each report is written before the next draft is read, so that lines of error stand in their place."""
    write = formatter("jsonl")
    for answer in _chain(first, answers):
        yield from write([answer], how)


def _chain(first: tuple[str, Report] | None, rest: Iterator[tuple[str, Report]]) -> Iterator[tuple[str, Report]]:
    if first is not None:
        yield first
    yield from rest


def _answers(items: Iterable[Item], linter: Linter, options: Options) -> Iterator[tuple[Item, Report | None]]:
    if options.jobs > 1:
        from postguard.cli.jobs import check_in_processes

        yield from check_in_processes(items, linter, options.jobs, options.config, options.only, options.ui)
        return
    for item in items:
        yield item, linter.check(item.draft, ui=options.ui) if item.draft is not None else None


def _complain(item: Item, format_: str) -> None:
    """A draft that could not be read: a line on standard error, and in jsonl a line in its place."""
    click.echo(f"{item.source}: {item.error}", err=True)
    if format_ == "jsonl":
        line = {"schema_version": SCHEMA_VERSION, "id": None, "verdict": None, "error": f"{item.source}: {item.error}"}
        click.echo(json.dumps(line, ensure_ascii=False))


def _style(options: Options, linter: Linter, first: tuple[str, Report] | None) -> Style:
    lang = options.ui or (first[1].lang if first and options.format == "text" else user_language())
    found = style(lang, color=options.format == "text", reveal=options.reveal)
    return replace(found, rules=rule_infos(linter, lang)) if options.format in ("sarif", "html") else found


def rule_infos(linter: Linter, lang: str) -> dict[str, RuleInfo]:
    """What formats may say about the rules themselves."""
    bases = linter.ruleset.book.bases
    return {
        rule.id: RuleInfo(
            rule.id,
            rule.category,
            rule.severity.name,
            text_in(rule.head.message, lang),
            text_in(rule.head.advice, lang),
            "; ".join(bases[name]["cite"] for name in rule.head.basis),
        )
        for rule in linter.ruleset.rules
    }


def _with_progress(items: Iterable[Item], size: int) -> Iterator[Item]:
    """A bar on standard error for a batch whose size is known, on terminals only."""
    if not size or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    with click.progressbar(length=size, file=sys.stderr, label="postguard", update_min_steps=size // 200) as bar:
        for item in items:
            yield item
            bar.update(item.size)


def _watch(files: tuple[str, ...], defaults: dict[str, Any], options: Options) -> None:
    """Check one file again whenever it changes, until Ctrl-C."""
    if len(files) != 1 or files[0] == "-":
        raise click.UsageError("--watch needs exactly one file")
    file, seen = Path(files[0]), None
    if not file.is_file():
        raise InputError(f"{file}: there is no such file")
    try:
        while True:
            changed = file.stat().st_mtime_ns if file.exists() else seen
            if changed != seen:
                seen = changed
                click.clear()
                run(from_files(files, None, defaults), options)
            time.sleep(0.2)
    except KeyboardInterrupt:
        click.echo()
