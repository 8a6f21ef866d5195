"""One YAML file as one validated value; what was read once is taken from the cache."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from postguard.errors import PostguardError, RuleProblems
from postguard.rulebook.cache import Cache, digest


def read_file(file: Path, target: Any, cache: Cache, *, prepare: Callable[[Any], Any] = lambda data: data) -> Any:
    """The file as a `target`; an empty file has all defaults.

    Raises RuleProblems with every mistake at its place, PostguardError if the file cannot be read.
    """
    from postguard.rulebook.schema import build

    try:
        data = file.read_bytes()
    except OSError as error:
        raise PostguardError(f"{file}: cannot be read: {error.strerror}") from None
    name = target.__name__.lower()
    sources = digest([(str(file), data)])
    plain = cache.get(name, sources)
    if plain is None:
        plain = _read(file, data, target, prepare)
        cache.put(name, sources, plain)
    return build(target, plain)


def _read(file: Path, data: bytes, target: Any, prepare: Callable[[Any], Any]) -> Any:
    from postguard.draft import decode
    from postguard.rulebook.packs import relative
    from postguard.rulebook.places import compose
    from postguard.rulebook.schema import read

    try:
        text = decode(data)
    except PostguardError as error:
        raise PostguardError(f"{file}: {error}") from None
    source = compose(text, relative(file))
    if source.data is not None and not isinstance(source.data, dict):
        raise RuleProblems([source.problem((), "expected keys and values at the top")])
    plain, problems = read(source, (), prepare(source.data or {}), target)
    if problems:
        raise RuleProblems(problems)
    return plain
