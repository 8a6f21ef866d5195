"""Packs: folders of rule files. Finds them and reads them, or takes from the cache what was read before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from postguard.errors import PostguardError
from postguard.resources import shipped
from postguard.rulebook.cache import Cache, digest


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


class Examples:
    """The examples of all rules, by rule; a third of a rule file, and a check needs none, so they are read when asked for."""

    def __init__(self, read: Callable[[], Mapping[str, Any]]) -> None:
        self._read = read

    @cached_property
    def _known(self) -> Mapping[str, Any]:
        return self._read()

    def __getitem__(self, rule: str) -> Any:
        return self._known[rule]


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
    found = [("", file) for file in sorted(shipped("rules").glob("*.yaml"))]
    regional = () if "core" in names else shipped_packs()
    for name in dict.fromkeys(names):
        if name in regional:
            raise PostguardError(f"the rule pack {name!r} builds on 'core'; write packs: [core, {name}]")
        files = sorted(pack_folder(name, base).rglob("*.y*ml"))
        if not files:
            raise PostguardError(f"the rule pack {name!r} has no YAML file; without rules everything would pass")
        found += [(name, file) for file in files]
    return found


def load_book(names: Sequence[str], base: Path, cache: Cache) -> tuple[Book, Examples, str]:
    """The packs as plain data, the examples of their rules, and the digest of their sources.

    Raises RuleProblems with every mistake at once.
    """
    contents = [(pack, file, file.read_bytes()) for pack, file in pack_files(names, base)]
    sources = digest((f"{pack}/{file}", data) for pack, file, data in contents)

    def read() -> tuple[Book, dict[str, Any]]:
        from postguard.rulebook.reader import read_files

        book = read_files(contents)
        examples = {rule["head"]["id"]: rule["head"].pop("examples") for rule in book.rules}
        cache.put("rules", sources, book.__dict__)
        cache.put("examples", sources, examples)
        return book, examples

    kept = cache.get("rules", sources)
    if isinstance(kept, dict) and kept.keys() == Book.__dataclass_fields__.keys():
        return Book(**kept), Examples(lambda: cache.get("examples", sources) or read()[1]), sources
    book, examples = read()
    return book, Examples(lambda: examples), sources


def relative(file: Path) -> str:
    """The file as people know it: from the working directory if it lies below, else in full."""
    try:
        return str(file.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(file)
