"""What every rule kind is made of: a specification (its YAML keys), a matcher (compiled), and matches.

Leaf module: it imports no kind. A specification is a frozen dataclass whose fields are exactly the YAML keys of the kind;
`compile` turns it into a matcher with the help of a `Compiler`, which resolves lists and collects every problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

from postguard.calendar import EMPTY, Calendar
from postguard.folding import fold_term
from postguard.index import Numbers
from postguard.reading import Reading
from postguard.report import Evidence
from postguard.spans import Span
from postguard.terms import Piece, Term, TermError, TermSet

LangKey = Literal["en", "de", "all"]
ByLang = Mapping[LangKey, tuple[str, ...]]
"""Words or phrases by language: `en`, `de`, or `all`. In YAML a plain list means `all`."""

TextByLang = Mapping[LangKey, str]
"""One text by language. In YAML a plain text means `all`."""

View = Literal["text", "clean", "folded", "skeleton"]
STRICT = {"extra": "forbid"}
Path = tuple[str | int, ...]


class Match(NamedTuple):
    """One rule saw something. `score` is a classifier's probability and `evidence` its reasons, else None; `fix` is what
    could stand there instead."""

    span: Span
    values: Mapping[str, str] = {}
    score: float | None = None
    fix: str | None = None
    evidence: Evidence | None = None


class CannotRun(Exception):
    """A rule could not be run on this draft; it is listed as skipped, never passed over in silence."""


class Matcher(Protocol):
    """A compiled rule. `required` are term sets of which each must be possible in a text for the rule to be tried."""

    termsets: tuple[TermSet, ...]
    required: tuple[TermSet, ...]

    def matches(self, reading: Reading) -> Iterator[Match]: ...


class Kind(Protocol):
    """A specification: a frozen dataclass whose fields are the YAML keys of the kind."""

    def compile(self, compiler: Compiler) -> Matcher: ...


class Terms:
    """Every term and every term set once, however many rules name them, so that a reading looks for each only once.

    `needs` is what an earlier reading of the same rules found out about terms: groups of literals, and by term their numbers.
    """

    def __init__(self, needs: Mapping[str, Any] | None = None) -> None:
        self._groups: Sequence[str] = needs["groups"] if needs else ()
        self._needs: Mapping[str, str] = needs["terms"] if needs else {}
        self._terms: dict[str, Term] = {}
        self._termsets: dict[tuple[tuple[int, ...], str, bool], TermSet] = {}

    def term(self, source: str, lang: str, stem: bool, exact: bool) -> Term:
        """The term. Raises TermError."""
        key = f"{lang}|{stem:d}{exact:d}|{source}"
        known = self._terms.get(key)
        if known is None:
            known = Term(source, lang, stem, exact)
            if key in self._needs:
                known.__dict__["needs"] = tuple(
                    tuple(self._groups[int(number)].split("\n")) for number in self._needs[key].split()
                )
            known.needs  # noqa: B018 - reads the term, so that a mistake is found here
            self._terms[key] = known
        return known

    def termset(self, terms: tuple[Term, ...], view: str, masked: bool) -> TermSet:
        """The set of these terms."""
        key = (tuple(map(id, terms)), view, masked)
        return self._termsets.setdefault(key, TermSet(terms, view, masked))

    def as_dict(self) -> dict[str, Any]:
        """What makes the same terms again without reading them, JSON-ready; see Index for why numbers stand in texts."""
        groups = Numbers()
        terms = {
            key: " ".join(str(groups.of("\n".join(group))) for group in term.needs) for key, term in self._terms.items()
        }
        return {"groups": groups.items(), "terms": terms}


@dataclass
class Compiler:
    """Turns the words of one rule into term sets; collects problems instead of stopping at the first."""

    lists: Mapping[str, ByLang]
    terms: Terms
    problems: list[tuple[Path, str]] = field(default_factory=list)
    models: Callable[[str], Any] | None = None
    documents: Any = None
    calendar: Calendar = EMPTY
    pipelines: Mapping[str, str] = field(
        default_factory=dict
    )  # installed packages by language, instead of shipped ones
    threshold: float | None = None  # what the settings say instead of the rule and the model

    def problem(self, path: Path, text: str) -> None:
        """Note a mistake at a key of the rule."""
        self.problems.append((path, text))

    def termset(
        self, words: ByLang, *path: str | int, view: View = "skeleton", stem: bool = False, masked: bool = False
    ) -> TermSet:
        """The term set of one key; `@name` stands for a list."""
        terms: dict[int, Term] = {}
        for lang, entries in words.items():
            for number, entry in enumerate(entries):
                for source, source_lang in self._resolve(entry, lang, (*path, lang, number)):
                    try:
                        term = self.terms.term(source, source_lang, stem, view in ("text", "clean"))
                    except TermError as error:
                        self.problem((*path, lang, number), str(error))
                        continue
                    terms[id(term)] = term
        return self.terms.termset(tuple(terms.values()), view, masked)

    def keywords(self, words: ByLang, *path: str | int) -> TermSet:
        """Literals that merely have to occur, inside words too; they say when a rule is worth trying."""
        terms = []
        for lang, entries in words.items():
            for number, entry in enumerate(entries):
                literal = fold_term(entry)
                if entry[1:] in self.lists and entry[0] == "@":
                    self.problem(
                        (*path, lang, number), f"keywords are plain texts; the list {entry!r} does not work here"
                    )
                    continue
                if len(literal) < 2 and (not literal or literal.isalnum()):
                    self.problem(
                        (*path, lang, number), f"{entry!r} is too short for a keyword; it would occur everywhere"
                    )
                    continue
                term = Term(entry, lang)
                term.__dict__["piece"] = Piece(re.escape(literal), (literal,))
                terms.append(term)
        return TermSet(tuple(terms), "folded")

    def texts(self, words: ByLang, *path: str | int) -> frozenset[str]:
        """The plain texts of one key in lower case; `@name` stands for a list."""
        return frozenset(
            source.lower()
            for lang, entries in words.items()
            for number, entry in enumerate(entries)
            for source, _ in self._resolve(entry, lang, (*path, lang, number))
        )

    def _resolve(
        self, entry: str, lang: LangKey, path: Path, above: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, LangKey]]:
        if not entry.startswith("@") or len(entry) == 1:
            yield entry, lang
            return
        if entry in above:
            self.problem(path, f"the list {entry!r} contains itself: {' > '.join((*above, entry))}")
            return
        found = self.lists.get(entry[1:])
        if found is None:
            from postguard.draft import did_you_mean

            self.problem(path, f"unknown list {entry!r}{did_you_mean(entry, [f'@{name}' for name in self.lists])}")
            return
        for list_lang, entries in found.items():
            if "all" in (lang, list_lang) or lang == list_lang:
                for inner in entries:
                    yield from self._resolve(inner, lang if list_lang == "all" else list_lang, path, (*above, entry))


def outside(spans: Sequence[Span], exceptions: Sequence[Span]) -> Iterator[Span]:
    """The spans that no exception covers."""
    for span in spans:
        if not any(exception.covers(span) for exception in exceptions):
            yield span


def present(words: ByLang) -> bool:
    """True if a key was given and has entries."""
    return any(words.values())
