"""Where drafts come from: texts, files, lines of JSON, standard input, the keyboard."""

from __future__ import annotations

import gzip
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from postguard.draft import Draft, decode, draft_from_json
from postguard.errors import InputError

STDIN = "<stdin>"


class Item(NamedTuple):
    """One draft and where it came from, or why it could not be read. `size` is in bytes, for progress."""

    source: str
    draft: Draft | None
    error: InputError | None
    size: int


def is_lines(file: Path, wanted: str | None) -> bool:
    """True if a file holds one draft per line."""
    if wanted:
        return wanted == "jsonl"
    return file.name.removesuffix(".gz").endswith((".jsonl", ".ndjson"))


def from_text(text: str, source: str, defaults: dict[str, Any]) -> Item:
    """A text given as such."""
    return _item(source, len(text), lambda: Draft(text, **defaults))


def from_files(files: Iterable[str], wanted: str | None, defaults: dict[str, Any]) -> Iterator[Item]:
    """Drafts of all files in order; `-` is standard input. A file that cannot be read is an item with an error."""
    for name in files:
        if name == "-":
            yield from _from_stream(sys.stdin.buffer, STDIN, wanted == "jsonl", defaults)
            continue
        file = Path(name)
        try:
            with (gzip.open if name.endswith(".gz") else open)(file, "rb") as stream:
                yield from _from_stream(stream, name, is_lines(file, wanted), defaults)  # type: ignore[arg-type]
        except (OSError, EOFError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            yield Item(name, None, InputError(f"cannot be read: {reason}"), 0)


def _from_stream(stream: BinaryIO, source: str, lines: bool, defaults: dict[str, Any]) -> Iterator[Item]:
    if not lines:
        data = stream.read()
        yield _item(source, len(data), lambda: Draft(_without_last_newline(decode(data)), **defaults))
        return
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield _item(f"{source}:{number}", len(line), lambda line=line: draft_from_json(decode(line), **defaults))  # type: ignore[misc]


def _without_last_newline(text: str) -> str:
    """Editors and shells end a file with a newline that nobody would post."""
    for newline in ("\r\n", "\n"):
        if text.endswith(newline):
            return text.removesuffix(newline)
    return text


def _item(source: str, size: int, read: Callable[[], Draft]) -> Item:
    try:
        return Item(source, read(), None, size)
    except InputError as error:
        return Item(source, None, error, size)


def from_keyboard(prompt: str) -> str:
    """What somebody pastes or types, until the end of input."""
    import click

    click.echo(click.wrap_text(prompt, shutil.get_terminal_size().columns), err=True)
    return _without_last_newline(decode(sys.stdin.buffer.read()))


def total_size(files: Iterable[str]) -> int:
    """Bytes of all files that are neither compressed nor standard input; 0 if unknown."""
    sizes = [Path(name).stat().st_size if Path(name).is_file() and not name.endswith(".gz") else 0 for name in files]
    return sum(sizes) if all(sizes) else 0
