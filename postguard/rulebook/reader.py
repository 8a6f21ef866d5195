"""Reads rule files into a book: YAML to validated plain data, every mistake of every file at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from postguard.draft import did_you_mean
from postguard.errors import Problem, RuleProblems
from postguard.kinds import KINDS, kind
from postguard.rulebook.packs import Book, relative
from postguard.rulebook.places import Source, compose
from postguard.rulebook.schema import hints, read
from postguard.rulebook.spec import Head, RuleFile

_ID = re.compile(r"(leak|tone|risk|form)\.[a-z_]+\.[a-z0-9][a-z0-9-]*")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
MESSAGE_VALUES = (
    "match", "count", "limit", "over", "channel", "document", "owner", "event", "until", "words", "similar", "harmless"
)  # fmt: skip


def read_files(contents: Iterable[tuple[str, Path, bytes]]) -> Book:
    """All files as one book. Raises RuleProblems."""
    reader = _Reader()
    for pack, file, data in contents:
        reader.file(pack, file, data)
    reader.check_references()
    if reader.problems:
        raise RuleProblems(reader.problems)
    return reader.book


class _Reader:
    """Collects books and problems over several files."""

    def __init__(self) -> None:
        self.book = Book()
        self.problems: list[Problem] = []
        self._files: dict[str, str] = {}
        self._rules: list[tuple[Source, tuple[str | int, ...], dict[str, Any]]] = []
        self._guards: list[tuple[Source, tuple[str | int, ...], dict[str, Any]]] = []

    def file(self, pack: str, file: Path, data: bytes) -> None:
        name = relative(file)
        self._files[name] = str(file)
        try:
            source = compose(data.decode("utf-8").removeprefix("\ufeff"), name)
        except UnicodeDecodeError as error:
            self.problems.append(Problem(name, 0, 0, f"not UTF-8: byte {error.start}; save the file as UTF-8"))
            return
        except RuleProblems as error:
            self.problems += error.problems
            return
        if source.data is None:
            return
        if not isinstance(source.data, dict):
            self.problems.append(source.problem((), "expected keys such as 'rules:' at the top"))
            return
        plain, problems = read(source, (), source.data, RuleFile)
        self.problems += problems
        if plain is not None:
            self._take(pack, source, plain)

    def _take(self, pack: str, source: Source, plain: dict[str, Any]) -> None:
        if plain["pack"]:
            self.book.packs.append(plain["pack"] | {"folder": pack})
        for key in ("lists", "categories", "roles", "bases", "channels"):
            known = getattr(self.book, key)
            for name, value in plain[key].items():
                if name in known:
                    self.problems.append(source.problem((key, name), f"{name!r} stands in {key} twice", key=True))
                known[name] = value
        self.book.as_of = max(filter(None, (self.book.as_of, plain["as_of"])), default=None)
        for number, guard in enumerate(plain["guards"]):
            self._guards.append((source, ("guards", number), guard))
            line = source.values.get(("guards", number), (1, 1))[0]
            self.book.guards.append({"file": self._files[source.file], "line": line, "guard": guard})
        rules = source.data.get("rules") or []
        if not isinstance(rules, list):
            self.problems.append(source.problem(("rules",), "expected a list: every rule begins with '- id:'"))
            return
        for number, rule in enumerate(rules):
            self._rule(pack, source, ("rules", number), rule, source.data.get("defaults") or {})

    def _rule(
        self, pack: str, source: Source, path: tuple[str | int, ...], data: Any, defaults: Mapping[str, Any]
    ) -> None:
        if not isinstance(data, dict):
            self.problems.append(source.problem(path, "expected a rule: keys such as id, kind, message"))
            return
        merged = {**defaults, **data}
        name = str(merged.get("kind"))
        try:
            spec = kind(name)
        except KeyError:
            text = "'kind' is missing" if "kind" not in merged else f"unknown kind {name!r}{did_you_mean(name, KINDS)}"
            self.problems.append(source.problem((*path, "kind"), text))
            return
        head_names = {field.rstrip("_") for field in hints(Head)}
        kind_names = {field.rstrip("_") for field in hints(spec)}
        known = sorted(head_names | kind_names)
        for key in merged:
            if key not in known:
                text = f"unknown key {key!r}{did_you_mean(key, known)}"
                where = (*path, key) if key in data else ("defaults", key)
                self.problems.append(source.problem(where, text, key=True))
        head, head_problems = read(source, path, {k: v for k, v in merged.items() if k in head_names}, Head)
        fields, kind_problems = read(source, path, {k: v for k, v in merged.items() if k in kind_names}, spec)
        self.problems += head_problems + kind_problems
        if head is not None and fields is not None:
            mark = source.values.get(path, (1, 1))
            rule = {"pack": pack, "file": self._files[source.file], "line": mark[0], "head": head, "fields": fields}
            self.book.rules.append(rule)
            self._rules.append((source, path, rule))

    def check_references(self) -> None:
        """Names that must exist elsewhere, and what every rule owes its reader."""
        seen: dict[str, str] = {}
        regions = {pack["folder"]: pack["regions"] for pack in self.book.packs}
        for source, path, rule in self._rules:
            head = rule["head"]
            head["regions"] = head["regions"] or regions.get(rule["pack"], [])
            self._check_id(source, path, head["id"], seen)
            self._check_names(
                source, path, "guards", head["guards"], [entry["guard"]["id"] for entry in self.book.guards]
            )
            self._check_names(source, path, "basis", head["basis"], list(self.book.bases))
            self._check_names(source, path, "escalate_to", head["escalate_to"], list(self.book.roles))
            self._check_texts(source, path, head)
            self._check_when(source, path, head)
            self._check_examples(source, path, head)
            for keys, text in getattr(_build(rule), "problems", lambda: ())():
                self.problems.append(source.problem((*path, *keys), text))
        for source, path, guard in self._guards:
            if [entry["guard"]["id"] for entry in self.book.guards].count(guard["id"]) > 1:
                self.problems.append(source.problem((*path, "id"), f"guard {guard['id']!r} is defined twice"))
            self._check_names(source, path, "basis", guard["basis"], list(self.book.bases))

    def _check_id(self, source: Source, path: tuple[str | int, ...], name: str, seen: dict[str, str]) -> None:
        where = (*path, "id")
        if not _ID.fullmatch(name):
            text = f"{name!r} is no rule id; write category and name, such as leak.deal.unannounced-merger"
            self.problems.append(source.problem(where, text))
            return
        category = ".".join(name.split(".")[:2])
        if category not in self.book.categories:
            self.problems.append(
                source.problem(where, f"unknown category {category!r}{did_you_mean(category, self.book.categories)}")
            )
        if name in seen:
            self.problems.append(source.problem(where, f"rule {name!r} is defined twice, first at {seen[name]}"))
        seen.setdefault(name, str(source.problem(where, "")).rstrip(": "))

    def _check_names(
        self, source: Source, path: tuple[str | int, ...], key: str, names: Iterable[str], known: list[str]
    ) -> None:
        for number, name in enumerate(names):
            if name not in known:
                what = {"guards": "guard", "basis": "basis", "escalate_to": "role"}[key]
                text = f"unknown {what} {name!r}{did_you_mean(name, known)}" if known else f"unknown {what} {name!r}"
                self.problems.append(source.problem((*path, key, number), text))

    def _check_texts(self, source: Source, path: tuple[str | int, ...], head: Mapping[str, Any]) -> None:
        for key in ("message", "advice"):
            for lang in ("en", "de"):
                if not head[key].get(lang, "").strip():
                    self.problems.append(
                        source.problem((*path, key), f"the {key} is missing in {lang!r}; authors read it")
                    )
            for lang, text in head[key].items():
                for name in _PLACEHOLDER.findall(text):
                    if name not in MESSAGE_VALUES:
                        said = f"unknown placeholder {{{name}}}; known: {', '.join(MESSAGE_VALUES)}"
                        self.problems.append(source.problem((*path, key, lang), said))

    def _check_when(self, source: Source, path: tuple[str | int, ...], head: Mapping[str, Any]) -> None:
        if not head["langs"]:
            self.problems.append(source.problem((*path, "langs"), "no language; the rule could never fire"))
        if head["from_"] and head["until"] and head["until"] < head["from_"]:
            text = f"until {head['until']} lies before from {head['from_']}; the rule could never fire"
            self.problems.append(source.problem((*path, "until"), text))

    def _check_examples(self, source: Source, path: tuple[str | int, ...], head: Mapping[str, Any]) -> None:
        langs = head["langs"]
        for key in ("hit", "miss"):
            found = head["examples"][key]
            where = (*path, "examples", key)
            if "all" in found and len(langs) > 1:
                self.problems.append(source.problem(where, "say which language: {en: [...], de: [...]}"))
                continue
            for lang in langs:
                if not found.get(lang) and not found.get("all"):
                    text = f"no {key} in {lang!r}; a rule is proven in every language that it reads (langs)"
                    self.problems.append(source.problem(where, text))
        for lang, examples in head["examples"]["hit"].items():
            for number, example in enumerate(examples):
                if "‹" not in example["text"].replace("‹‹", ""):
                    text = "mark the place that must be found: ‹ ... ›"
                    self.problems.append(source.problem((*path, "examples", "hit", lang, number), text))


def _build(rule: Mapping[str, Any]) -> Any:
    from postguard.rulebook.schema import build

    return build(kind(rule["head"]["kind"]), rule["fields"])
