"""What every rule kind is made of: a specification (its YAML keys), a matcher (compiled), and matches.

Leaf module: it imports no kind. A specification is a frozen dataclass whose fields are exactly the YAML keys of the kind;
`compile` turns it into a matcher with the help of a `Compiler`, which resolves lists and collects every problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple, Protocol

from postguard.folding import fold_term
from postguard.reading import Reading
from postguard.spans import Span
from postguard.terms import Piece, Term, TermError, TermSet

ByLang = Mapping[str, tuple[str, ...]]
"""Words or phrases by language: `en`, `de`, or `all`. In YAML a plain list means `all`."""

TextByLang = Mapping[str, str]
"""One text by language. In YAML a plain text means `all`."""

View = Literal["text", "clean", "folded", "skeleton"]
STRICT = {"extra": "forbid"}
Path = tuple[str | int, ...]


class Match(NamedTuple):
    """One rule saw something. `score` is a classifier's probability, else None."""

    span: Span
    values: Mapping[str, str] = {}
    score: float | None = None


class CannotRun(Exception):
    """A rule could not be run on this draft; it is listed as skipped, never passed over in silence."""


class Matcher(Protocol):
    """A compiled rule. `triggers` are the term sets of which one must have a candidate; None: always run."""

    termsets: tuple[TermSet, ...]
    triggers: tuple[TermSet, ...] | None

    def matches(self, reading: Reading) -> Iterator[Match]: ...


class Kind(Protocol):
    """A specification; `needs` names what must be installed or configured before it can run."""

    needs: ClassVar[frozenset[str]]

    def compile(self, compiler: Compiler) -> Matcher: ...


@dataclass
class Compiler:
    """Turns the words of one rule into term sets; collects problems instead of stopping at the first."""

    lists: Mapping[str, ByLang]
    pieces: dict[str, Piece]
    langs: tuple[str, ...] = ("en", "de")
    problems: list[tuple[Path, str]] = field(default_factory=list)
    models: Callable[[str], Any] | None = None
    documents: Any = None

    def problem(self, path: Path, text: str) -> None:
        """Note a mistake at a key of the rule."""
        self.problems.append((path, text))

    def termset(
        self, words: ByLang, *path: str | int, view: View = "skeleton", stem: bool = False, masked: bool = False
    ) -> TermSet:
        """The term set of one key; `@name` stands for a list."""
        terms: dict[Term, None] = {}
        for lang, entries in words.items():
            if lang not in ("all", "en", "de"):
                self.problem((*path, lang), f"unknown language {lang!r}; known: en, de, all")
                continue
            for number, entry in enumerate(entries):
                for source, source_lang in self._resolve(entry, lang, (*path, lang, number)):
                    term = Term(source, source_lang, stem, exact=view in ("text", "clean"))
                    if self._read(term, (*path, lang, number)):
                        terms[term] = None
        return TermSet(tuple(terms), view, masked)

    def keywords(self, words: ByLang, *path: str | int) -> TermSet:
        """Literals that merely have to occur, inside words too; they say when a rule is worth trying."""
        terms = []
        for lang, entries in words.items():
            for number, entry in enumerate(entries):
                literal = fold_term(entry)
                if len(literal) < 2:
                    self.problem(
                        (*path, lang, number), f"{entry!r} is too short for a keyword; it would occur everywhere"
                    )
                    continue
                term = Term(entry, lang)
                term.__dict__["piece"] = Piece(re.escape(literal), (literal,))
                terms.append(term)
        return TermSet(tuple(terms), "folded")

    def _resolve(self, entry: str, lang: str, path: Path) -> Iterator[tuple[str, str]]:
        if not entry.startswith("@") or len(entry) == 1:
            yield entry, lang
            return
        found = self.lists.get(entry[1:])
        if found is None:
            from postguard.draft import did_you_mean

            self.problem(path, f"unknown list {entry!r}{did_you_mean(entry, [f'@{name}' for name in self.lists])}")
            return
        for list_lang, entries in found.items():
            if "all" in (lang, list_lang) or lang == list_lang:
                for inner in entries:
                    yield from self._resolve(inner, lang if list_lang == "all" else list_lang, path)

    def _read(self, term: Term, path: Path) -> bool:
        key = f"{term.lang}|{int(term.stem)}{int(term.exact)}|{term.source}"
        try:
            piece = self.pieces.get(key) or term.piece
        except TermError as error:
            self.problem(path, str(error))
            return False
        term.__dict__["piece"] = self.pieces[key] = piece
        return True


def outside(spans: Sequence[Span], exceptions: Sequence[Span]) -> Iterator[Span]:
    """The spans that no exception covers."""
    for span in spans:
        if not any(exception.covers(span) for exception in exceptions):
            yield span


def present(words: ByLang) -> bool:
    """True if a key was given and has entries."""
    return any(words.values())
