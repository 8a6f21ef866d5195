"""Shows where texts share a run of words with other texts: training material must not repeat what is measured on.

    python scripts/overlap.py models/corpus/*.jsonl --against DRAFTS.jsonl [--words 7]

Reads JSON Lines with `text` (and `id`), or any other file as one text. Exit code 1 if something is shared.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

_WORD = re.compile(r"\w+")


def texts(file: Path) -> Iterator[tuple[str, str]]:
    """Name and text of everything in a file."""
    content = file.read_text(encoding="utf-8")
    if file.suffix != ".jsonl":
        yield str(file), content
        return
    for number, line in enumerate(content.splitlines(), 1):
        draft = json.loads(line)
        yield draft.get("id") or f"{file}:{number}", draft["text"]


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    """Every run of so many words, in lower case."""
    words = [word.casefold() for word in _WORD.findall(text)]
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])


def shared(files: list[Path], against: list[Path], length: int) -> Iterator[tuple[str, str, str]]:
    """The first shared run of every pair of texts: both names, and the words."""
    known = {run: name for file in against for name, text in texts(file) for run in runs(text, length)}
    for file in files:
        for name, text in texts(file):
            found = next((run for run in runs(text, length) if run in known), None)
            if found:
                yield name, known[found], " ".join(found)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--against", multiple=True, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--words", default=7, show_default=True)
def main(files: tuple[Path, ...], against: tuple[Path, ...], words: int) -> None:
    """Name every text of FILES that shares WORDS words in a row with one of --against."""
    found = list(shared(list(files), list(against), words))
    for name, other, run in found:
        click.echo(f"{name}: shares with {other}: {run}")
    click.echo(f"{len(found)} texts share {words} words in a row")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
