"""postguard channels."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from postguard.cli.terminal import user_language
from postguard.draft import CHANNELS, decode, read_time
from postguard.rulebook.cache import Cache
from postguard.rulebook.ruleset import load_ruleset

HEADINGS = {
    "en": ("channel", "length", "hashtags", "links", "alt text", "as of"),
    "de": ("Kanal", "Länge", "Hashtags", "Links", "Bildtext", "Stand"),
}


@click.command()
@click.argument("text", required=False)
@click.option("--at", metavar="TIME", help="Limits on that day (ISO 8601); default: today.")
@click.option("--ui", type=click.Choice(["en", "de"]), help="Language of the output.")
def channels(text: str | None, at: str | None, ui: str | None) -> None:
    """What each network takes. With TEXT (- reads standard input): how long it is there, and whether it fits."""
    day = (read_time(at) if at else datetime.now(UTC)).date()
    lang = ui or user_language()
    known = load_ruleset((), base=Path.cwd(), cache=Cache.of_user()).channels
    found = [known.get(name, day) for name in CHANNELS]
    if text is not None:
        draft = decode(sys.stdin.buffer.read()) if text == "-" else text
        for channel in found:
            length, limit = channel.length(draft), channel.limit
            mark = "" if limit is None else ("✓" if length <= limit else "✗")
            click.echo(f"{channel.name:12} {length:>7} / {limit if limit is not None else '–':<7} {mark}".rstrip())
        return
    rows: list[tuple[str, ...]] = [HEADINGS[lang]]
    for channel in found:
        limits = (channel.limit, channel.hashtags, channel.links, channel.alt_text)
        rows.append((channel.name, *("–" if limit is None else str(limit) for limit in limits), channel.as_of))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for channel in found:
        if channel.note.get(lang):
            click.echo(f"{channel.name}: {channel.note[lang]}")
