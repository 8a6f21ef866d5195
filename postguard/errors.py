"""Everything that postguard raises on purpose.

One base class, so that a caller needs one `except`; each subclass knows the exit code that the command line gives it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class PostguardError(Exception):
    """Something the user can mend; the text says what is wrong and what to do instead."""

    exit_code = 2


class Problem(NamedTuple):
    """One mistake in a YAML file. `line` and `column` count from 1; 0 means that the whole file is meant."""

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.text}"


class RuleProblems(PostguardError):
    """All mistakes of a rule set or a configuration at once, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class InputError(PostguardError):
    """A draft that cannot be read: not UTF-8, not JSON, an unknown key."""

    exit_code = 3


class CheckError(PostguardError):
    """A draft that could not be checked, although rules and input are fine."""

    exit_code = 3


class MissingModel(CheckError):
    """A model that a rule names is not installed; the text names the command that brings it."""
