"""Reports as people and programs read them: one module per format, imported when it is asked for.

A format is a function from (source, report) pairs and a style to pieces of text that are written one after the other.
It decides nothing: verdict, order and wording of findings stand when it gets them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import cast

from postguard.errors import PostguardError
from postguard.report import Report

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "text": "postguard.formats.text:write",
        "json": "postguard.formats.json:write",
        "jsonl": "postguard.formats.json:write_lines",
        "sarif": "postguard.formats.sarif:write",
        "github": "postguard.formats.github:write",
        "junit": "postguard.formats.junit:write",
        "html": "postguard.formats.html:write",
    }
)


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a format may say about a rule itself, in the language of the user."""

    id: str
    category: str
    severity: str
    message: str
    advice: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How to write: language of the labels, colours, cells per line, whether secrets are shown, rules by id."""

    ui: str = "en"
    color: bool = False
    width: int = 80
    reveal: bool = False
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)


# `source` is a file name, '<stdin>', or 'file.jsonl:12' for one line of a file.
Reports = Iterable[tuple[str, Report]]
Format = Callable[[Reports, Style], Iterator[str]]


def formatter(name: str) -> Format:
    """The format of that name. Raises PostguardError if there is none."""
    if name not in FORMATS:
        raise PostguardError(f"unknown format {name!r}; known: {', '.join(FORMATS)}")
    module, function = FORMATS[name].split(":")
    return cast(Format, getattr(import_module(module), function))
