"""YAML with places: plain data in which every scalar is a text, and the line and column of every key and value.

The events of libyaml's parser are read in one loop without recursion, so that no nesting can exhaust the stack. Every
scalar stays a text because YAML guesses types badly (`no` is False, `1.10` is 1.1); the schema decides. Anchors,
aliases and tags are refused: rules are read by people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from postguard.errors import Problem, RuleProblems

Path = tuple[str | int, ...]
MAX_DEPTH = 40


@dataclass(frozen=True)
class Source:
    """One YAML file: its data, and (line, column) of keys and values, counted from 1."""

    file: str
    data: Any
    keys: Mapping[Path, tuple[int, int]]
    values: Mapping[Path, tuple[int, int]]

    def problem(self, path: Path, text: str, *, key: bool = False) -> Problem:
        """A problem at a key or a value; at the nearest place above it if the schema put something in between."""
        order = (self.keys, self.values) if key else (self.values, self.keys)
        if "all" in path and path not in self.values:  # the short form: a plain list stands for all languages
            at = len(path) - 1 - path[::-1].index("all")
            path = (*path[:at], *path[at + 1 :])
        while path:
            for marks in order:
                if path in marks:
                    return Problem(self.file, *marks[path], text)
            path = path[:-1]
        return Problem(self.file, *self.values.get((), (1, 1)), text)


class _Builder:
    """Collects events into data; one frame per open list or mapping."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[Path, tuple[int, int]] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self.root: Any = None
        self._stack: list[tuple[Any, Path]] = []
        self._key: str | None = None

    def refuse(self, event: Any, text: str) -> None:
        self.problems.append(Problem(self.file, event.start_mark.line + 1, event.start_mark.column + 1, text))

    def open(self, event: Any, container: Any) -> None:
        path = self._add(event, container)
        self._stack.append((container, path))
        if len(self._stack) > MAX_DEPTH:
            self.refuse(event, f"nested deeper than {MAX_DEPTH} levels")
            raise RuleProblems(self.problems)

    def close(self) -> None:
        self._stack.pop()

    def scalar(self, event: Any) -> None:
        container = self._stack[-1][0] if self._stack else None
        if isinstance(container, dict) and self._key is None:
            path = (*self._stack[-1][1], event.value)
            if event.value in container:
                self.refuse(event, f"{event.value!r} is given twice")
            self.keys[path] = _mark(event)
            self._key = event.value
            return
        plain = not event.style and event.value in ("", "null", "~")
        self._add(event, None if plain else event.value)

    def _add(self, event: Any, value: Any) -> Path:
        if not self._stack:
            path: Path = ()
            self.root = value
        else:
            container, above = self._stack[-1]
            if isinstance(container, dict):
                if self._key is None:
                    self.refuse(event, "a key must be a text")
                    raise RuleProblems(self.problems)
                path = (*above, self._key)
                container[self._key] = value
                self._key = None
            else:
                path = (*above, len(container))
                container.append(value)
        self.values[path] = _mark(event)
        return path


def compose(text: str, file: str) -> Source:
    """Read one YAML document. Raises RuleProblems with file, line and column."""
    import yaml

    builder = _Builder(file)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            _take(builder, event, yaml)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise RuleProblems([*builder.problems, Problem(file, line, column, _explain(str(error.problem)))]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise RuleProblems([Problem(file, 1, 1, f"not YAML: {' '.join(str(error).split())}")]) from None
    if builder.problems:
        raise RuleProblems(builder.problems)
    return Source(file, builder.root, builder.keys, builder.values)


def _take(builder: _Builder, event: Any, yaml: Any) -> None:
    if getattr(event, "anchor", None):
        builder.refuse(
            event, "anchors and aliases are not supported; a text that begins with * or & needs quotation marks"
        )
    if isinstance(event, yaml.AliasEvent):
        raise RuleProblems(builder.problems)
    if getattr(event, "tag", None) not in (None, "!"):
        builder.refuse(event, "tags (!) are not supported; a text that begins with ! needs quotation marks")
    if isinstance(event, yaml.ScalarEvent):
        builder.scalar(event)
    elif isinstance(event, yaml.MappingStartEvent):
        builder.open(event, {})
    elif isinstance(event, yaml.SequenceStartEvent):
        builder.open(event, [])
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        builder.close()
    elif isinstance(event, yaml.DocumentStartEvent) and builder.values:
        builder.refuse(event, "a second YAML document; write one document per file")
        raise RuleProblems(builder.problems)


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _explain(problem: str) -> str:
    if "tab character" in problem or "'\\t'" in problem:
        return f"{problem}; indent with blanks"
    if "cannot start any token" in problem or "alias" in problem or "anchor" in problem:
        return f"{problem}; a text that begins with @, *, &, %, ` or ! needs quotation marks"
    if "mapping values are not allowed" in problem:
        return f"{problem}; a text that contains ': ' needs quotation marks"
    if "did not find expected" in problem:
        return f"{problem}; look at the indentation and at quotation marks that are not closed"
    return problem
