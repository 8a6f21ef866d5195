"""Packs: folders of rule files. Finds them, reads them, and keeps what was read in a cache of plain data.

Reading and validating YAML is most of the start-up time, so the result is kept as JSON under the user's cache folder, named by
the digest of everything that went into it. When a single byte differs, another name is asked for. A cache that cannot be
read or written is no error; it only costs time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from postguard import __version__
from postguard.errors import PostguardError, Problem, RuleProblems
from postguard.resources import shipped

CACHE_FORMAT = 1


@dataclass
class Book:
    """Everything that the files of some packs say, as plain JSON-ready data, in the order of packs and files."""

    packs: list[dict[str, Any]] = field(default_factory=list)
    lists: dict[str, Any] = field(default_factory=dict)
    categories: dict[str, Any] = field(default_factory=dict)
    roles: dict[str, Any] = field(default_factory=dict)
    bases: dict[str, Any] = field(default_factory=dict)
    guards: list[dict[str, Any]] = field(default_factory=list)
    channels: dict[str, Any] = field(default_factory=dict)
    as_of: str | None = None
    rules: list[dict[str, Any]] = field(default_factory=list)
    pieces: dict[str, Any] = field(default_factory=dict)


def pack_folder(name: str, base: Path) -> Path:
    """The folder of a pack: a name without a slash is shipped, with a slash it is a path from `base`."""
    if "/" in name or "\\" in name or name in (".", ".."):
        folder = (base / name).resolve()
        if not folder.is_dir():
            raise PostguardError(f"there is no rule pack at {name!r} (looked in {folder})")
        return folder
    folder = shipped("rules") / name
    if not folder.is_dir():
        raise PostguardError(
            f"unknown rule pack {name!r}; shipped: {', '.join(shipped_packs())}; write ./{name} for a folder"
        )
    return folder


def shipped_packs() -> list[str]:
    """Names of the packs that come with postguard, `core` first."""
    names = sorted(
        folder.name for folder in shipped("rules").iterdir() if folder.is_dir() and any(folder.glob("*.yaml"))
    )
    return sorted(names, key=lambda name: name != "core")


def pack_files(names: Sequence[str], base: Path) -> list[tuple[str, Path]]:
    """(pack, file) of all files to read, shared facts first. Raises PostguardError for an unknown pack."""
    shared = [("", file) for file in sorted(shipped("rules").glob("*.yaml"))]
    return shared + [
        (name, file) for name in dict.fromkeys(names) for file in sorted(pack_folder(name, base).rglob("*.y*ml"))
    ]


def load_book(names: Sequence[str], base: Path, *, cache: Path | None = None) -> tuple[Book, str]:
    """The packs as plain data, and the digest of their sources. Raises RuleProblems with every mistake at once."""
    files = pack_files(names, base)
    contents = [(pack, file, file.read_bytes()) for pack, file in files]
    digest = _digest((pack, file.name, data) for pack, file, data in contents)
    stored = cache and cache / f"rules-{digest}.json"
    book = _from_cache(stored) if stored else None
    if book is None:
        from postguard.rulebook.reader import read_files

        book = read_files(contents)
    return book, digest


def store(book: Book, digest: str, cache: Path | None) -> None:
    """Keep what was read, pieces of terms included; quietly does nothing if the folder cannot be written."""
    if cache is None:
        return
    target = cache / f"rules-{digest}.json"
    partial = target.with_suffix(f".{id(book)}.part")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(book.__dict__, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)


def _digest(contents: Iterable[tuple[str, str, bytes]]) -> str:
    digest = sha256(f"{__version__}/{CACHE_FORMAT}".encode())
    for pack, name, data in contents:
        digest.update(f"\n{pack}/{name}/{len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()[:16]


def _from_cache(stored: Path) -> Book | None:
    try:
        return Book(**json.loads(stored.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def cache_folder() -> Path:
    """The user's cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("postguard", appauthor=False)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise RuleProblems if there are any."""
    found = tuple(problems)
    if found:
        raise RuleProblems(found)
