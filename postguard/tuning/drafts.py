"""Labelled drafts and reviewers' decisions, read from lines of JSON; every mistake of every file is told at once.

A labelled draft says all that is wrong with it (`expect`, or `label`, `labels`; an empty list: nothing). A decision speaks of
one category only: an accepted finding was none here, a rejected draft had what was found. Nobody's name is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from postguard.classifiers import Post
from postguard.draft import AUTHORS, LABELS, LANGS, Draft, decode, did_you_mean
from postguard.errors import InputError, Problem, RuleProblems
from postguard.language import languages

DECISIONS = {"accepted": False, "rejected": True}
SAYS = ("expect", "labels", "label")
_DRAFT = tuple(item.name for item in fields(Draft))
# `second`, `trade` and `near` stand in the project's own labelled files.
_LABELLED = (*_DRAFT, *sorted(LABELS), "group", "second", "trade", "near")
_DECIDED = ("draft", "decision", "rule", "category", "id", "pair", "group", "reason", "by", "at", "until")
_CATEGORY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Labelled:
    """A draft and what is known about it: each label true or false; if `complete`, all others are false."""

    text: str
    place: str
    author: str | None = None
    lang: str = "en"
    known: Mapping[str, bool] = field(default_factory=dict)
    complete: bool = False
    id: str | None = None
    pair: str | None = None
    group: str | None = None

    @property
    def file(self) -> str:
        """The file that it came from."""
        return self.place.rpartition(":")[0]

    @property
    def name(self) -> str:
        """How cards call it: by its own id, else by its place."""
        return self.id.partition("\0")[2] if self.id else self.place.replace("\\", "/").rpartition("/")[2]

    @property
    def post(self) -> Post:
        """As models want it."""
        return Post(self.text, self.author)

    def answer(self, label: str) -> bool | None:
        """True, false, or None if nobody said."""
        return self.known.get(label, False if self.complete else None)


class _Reader:
    """One line after the other; problems are collected."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.found: dict[tuple[str, str | None], Labelled] = {}
        self._file, self._number, self._line = "", 0, ""

    def file(self, file: Path) -> None:
        """All lines of a file."""
        self._file, self._number, self._line = str(file), 0, ""
        try:
            lines = decode(file.read_bytes()).split("\n")
        except InputError as error:
            self._problem(None, str(error))
            return
        except OSError as error:
            self._problem(None, f"cannot be read: {error.strerror}")
            return
        for number, line in enumerate(lines, 1):
            self._number, self._line = number, line.rstrip("\r")
            if line.strip():
                self._read()

    def _problem(self, key: str | None, text: str, *, value: bool = False) -> None:
        """A mistake at a key of the line or at its value."""
        place = re.search(rf"{re.escape(json.dumps(key, ensure_ascii=False))}\s*:\s*", self._line) if key else None
        column = 1 if place is None else place.end() + 1 if value else place.start() + 1
        self.problems.append(Problem(self._file, self._number, column, text))

    def _read(self) -> None:
        repeated: list[str] = []

        def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            keys = [key for key, _ in pairs]
            repeated.extend(sorted({key for key in keys if keys.count(key) > 1}))
            return dict(pairs)

        try:
            data = json.loads(self._line, object_pairs_hook=once)
        except json.JSONDecodeError as error:
            self.problems.append(Problem(self._file, self._number, error.colno, f"not JSON: {error.msg}"))
            return
        except RecursionError:
            self._problem(None, "not JSON: nested too deeply")
            return
        if not isinstance(data, dict):
            self._problem(None, 'a labelled draft is a JSON object such as {"text": "...", "expect": []}')
            return
        for key in repeated:
            self._problem(key, f"{key!r} is given twice")
        before = len(self.problems)
        decided = "decision" in data or "draft" in data
        draft, known = self._decision(data) if decided else (data, self._labels(data))
        made = self._draft(draft, data)
        if made is not None and len(self.problems) == before:
            self._add(replace(made, known=known, complete=not decided))

    def _decision(self, data: Mapping[str, Any]) -> tuple[Mapping[str, Any], dict[str, bool]]:
        self._unknown(data, _DECIDED)
        draft = data.get("draft")
        if isinstance(draft, str):
            draft = {"text": draft}
        if not isinstance(draft, dict):
            self._problem("draft", "'draft' is missing" if draft is None else "'draft' must be an object with a text")
            draft = {"text": "x"}
        self._unknown(draft, _LABELLED)
        decision = data.get("decision")
        if not isinstance(decision, str) or decision not in DECISIONS:
            hint = did_you_mean(str(decision), DECISIONS)
            text = f"unknown decision {decision!r}{hint}" if "decision" in data else "'decision' is missing"
            self._problem("decision", text, value=True)
            return draft, {}
        key = "category" if "category" in data else "rule"
        if key not in data:
            self._problem("decision", "the decision does not say what about: 'category' or 'rule' is missing")
            return draft, {}
        name = data[key]
        if not isinstance(name, str) or not _CATEGORY.match(name):
            self._problem(key, f"{key!r} must be a name such as leak.deal, found {json.dumps(name)[:40]}", value=True)
            return draft, {}
        return draft, {".".join(name.split(".")[:2]): DECISIONS[decision]}

    def _labels(self, data: Mapping[str, Any]) -> dict[str, bool]:
        self._unknown(data, _LABELLED)
        said = [key for key in SAYS if key in data]
        if not said:
            self._problem(None, "no label: 'expect' says what is wrong with the draft, [] that nothing is")
            return {}
        key = said[0]
        value = data[key]
        if key == "label":
            value = [] if value in (None, "") else [value]
        if not isinstance(value, list):
            self._problem(key, f"{key!r} must be a list of categories, found {json.dumps(value)[:40]}", value=True)
            return {}
        for name in value:
            if not isinstance(name, str) or not _CATEGORY.fullmatch(name):
                text = f"{json.dumps(name, ensure_ascii=False)[:40]} is no category; write family and name, such as tone.slang"
                self._problem(key, text, value=True)
        return {name: True for name in value if isinstance(name, str)}

    def _draft(self, draft: Mapping[str, Any], line: Mapping[str, Any]) -> Labelled | None:
        text = draft.get("text")
        if not isinstance(text, str) or not _WORD.search(text):
            wrong = "'text' is missing" if "text" not in draft else "'text' must be a text with words in it"
            self._problem("text", wrong, value=True)
            return None
        for key, known in (("author", AUTHORS), ("lang", LANGS)):
            value = draft.get(key)
            if value is not None and value not in known:
                self._problem(key, f"unknown {key} {value!r}{did_you_mean(str(value), known)}", value=True)
        names = {key: self._name(line, draft, key) for key in ("id", "pair", "group")}
        return Labelled(
            text=text,
            place=f"{self._file}:{self._number}",
            author=draft.get("author"),
            lang=draft.get("lang") or _language(text),
            id=f"{self._file}\0{names['id']}" if names["id"] else None,
            pair=f"{self._file}\0{names['pair']}" if names["pair"] else None,
            group=names["group"],
        )

    def _name(self, line: Mapping[str, Any], draft: Mapping[str, Any], key: str) -> str | None:
        value = line.get(key, draft.get(key))
        if value is not None and not isinstance(value, str | int):
            self._problem(key, f"{key!r} must be a text or a number, found {json.dumps(value)[:40]}", value=True)
        return None if value is None or value == "" else str(value)

    def _unknown(self, data: Mapping[str, Any], known: Sequence[str]) -> None:
        for key in data:
            if key not in known:
                self._problem(key, f"unknown key {key!r}{did_you_mean(key, known)}")

    def _add(self, draft: Labelled) -> None:
        """The same text by the same author is one draft; what is said about it must agree."""
        key = (draft.text, draft.author)
        before = self.found.get(key)
        if before is None:
            self.found[key] = draft
            return
        for label in sorted({*before.known, *draft.known}):
            said, now = before.answer(label), draft.answer(label)
            if said is not None and now is not None and said is not now:
                self._problem("text", f"the same draft stands at {before.place} with the opposite said about {label}")
        self.found[key] = replace(
            before, known={**before.known, **draft.known}, complete=before.complete or draft.complete
        )


def read_drafts(files: Iterable[Path]) -> list[Labelled]:
    """The drafts of all files. Raises RuleProblems with every mistake."""
    reader = _Reader()
    for file in files:
        reader.file(file)
    if reader.problems:
        raise RuleProblems(reader.problems)
    return list(reader.found.values())


def from_examples(examples: Iterable[Mapping[str, Any]]) -> list[Labelled]:
    """The drafts that a shipped model brings along."""
    return [
        Labelled(
            text=example["text"],
            place=f"examples:{number}",
            lang=example.get("lang") or _language(example["text"]),
            known=dict.fromkeys(example["labels"], True),
            complete=True,
        )
        for number, example in enumerate(examples, 1)
    ]


def _language(text: str) -> str:
    words: dict[str, list[int]] = {word: [0] * text.casefold().count(word) for word in _WORD.findall(text.casefold())}
    return languages(words, text.casefold())[0]
