"""A rule set: compiled rules, guards and the index over all their terms; frozen, with a digest over its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from postguard.channels import Channels, channels
from postguard.draft import did_you_mean
from postguard.errors import PostguardError, Problem, RuleProblems
from postguard.kinds import kind
from postguard.kinds.base import ByLang, Compiler, Matcher, TextByLang
from postguard.report import Severity
from postguard.rulebook.cache import NO_CACHE, Cache
from postguard.rulebook.guards import GuardMatcher
from postguard.rulebook.packs import Book, load_book, relative
from postguard.rulebook.schema import build
from postguard.rulebook.spec import Guard, Head
from postguard.terms import Index, Piece, TermSet


@dataclass(frozen=True, eq=False)
class Rule:
    """One compiled rule."""

    head: Head
    spec: Any
    matcher: Matcher
    category: str
    severity: Severity
    pack: str
    place: str

    @property
    def id(self) -> str:
        return self.head.id

    def applies(self, channel: str | None, author: str | None, regions: frozenset[str]) -> bool:
        """True if the rule reads drafts of this channel and author in these regions."""
        head = self.head
        return (
            (not head.channels or channel in head.channels)
            and (not head.authors or author in head.authors)
            and (not head.regions or bool(regions.intersection(head.regions)))
        )

    def in_force(self, day: date) -> bool:
        """True if the rule holds on the day of publication."""
        return (self.head.from_ or day) <= day <= (self.head.until or day)


@dataclass(frozen=True, eq=False)
class Ruleset:
    """Everything that judges a draft; made by `load_ruleset`, never changed."""

    rules: tuple[Rule, ...]
    guards: Mapping[str, GuardMatcher]
    categories: Mapping[str, Severity]
    channels: Channels
    book: Book
    digest: str
    index: Index

    def __getitem__(self, name: str) -> Rule:
        """The rule of that id. Raises PostguardError."""
        for rule in self.rules:
            if rule.id == name:
                return rule
        raise PostguardError(f"unknown rule {name!r}{did_you_mean(name, [rule.id for rule in self.rules])}")

    def only(self, prefixes: Sequence[str]) -> Ruleset:
        """The same rule set with fewer rules. Raises PostguardError if a prefix fits none."""
        for prefix in prefixes:
            if not any(rule.id.startswith(prefix) for rule in self.rules):
                raise PostguardError(
                    f"no rule begins with {prefix!r}{did_you_mean(prefix, [r.id for r in self.rules])}"
                )
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id.startswith(tuple(prefixes))))


def load_ruleset(
    packs: Sequence[str],
    *,
    base: Path,
    lists: Mapping[str, ByLang] | None = None,
    voice: str | None = None,
    every_voice: bool = False,
    cache: Cache = NO_CACHE,
    models: Any = None,
    documents: Any = None,
) -> Ruleset:
    """Read and compile packs. Raises RuleProblems with every mistake at its place, PostguardError for an unknown pack."""
    book, digest = load_book(packs, base, cache)
    known = len(book.pieces)
    compiled = compile_book(book, digest, lists or {}, voice, every_voice, models, documents)
    if len(book.pieces) != known:
        cache.put("rules", digest, book.__dict__)
    return compiled


def compile_book(
    book: Book,
    digest: str,
    lists: Mapping[str, ByLang],
    voice: str | None,
    every_voice: bool,
    models: Any = None,
    documents: Any = None,
) -> Ruleset:
    """Compile a book. `lists` are those of the organisation, by name; they join the book's own.

    A rule for one brand voice is left out unless that is the `voice`, or `every_voice` is asked for (proofs).
    """
    pieces = {key: Piece(*_tuples(value)) for key, value in book.pieces.items()}
    own_lists = {name: {lang: tuple(words) for lang, words in value.items()} for name, value in book.lists.items()}
    every_list = {**own_lists, **lists}
    problems: list[Problem] = []
    guards = {}
    for plain in book.guards:
        compiler = Compiler(every_list, pieces)
        guard = GuardMatcher.compile(build(Guard, plain["guard"]), compiler)
        guards[guard.spec.id] = guard
        place = (relative(Path(plain["file"])), plain["line"], 3)
        problems += [
            Problem(*place, f"guard {guard.spec.id}: {_where(path)}{text}") for path, text in compiler.problems
        ]
    categories = {name: Severity[value["severity"]] for name, value in book.categories.items()}
    rules = []
    for plain in book.rules:
        compiler = Compiler(every_list, pieces, models=models, documents=documents)
        rule = _compile(plain, compiler, categories)
        place = (relative(Path(plain["file"])), plain["line"], 3)
        problems += [Problem(*place, f"{rule.id}: {_where(path)}{text}") for path, text in compiler.problems]
        if every_voice or rule.head.voice in (None, voice):
            rules.append(rule)
    if problems:
        raise RuleProblems(problems)
    book.pieces.update({key: list(_plain(piece)) for key, piece in pieces.items() if key not in book.pieces})
    rules.sort(key=lambda rule: rule.id)
    index = Index(_termsets(rules, guards.values()))
    full = sha256(repr((digest, voice, sorted(lists.items()))).encode()).hexdigest()[:16]
    return Ruleset(
        tuple(rules),
        guards,
        categories,
        Channels(channels({"as_of": book.as_of, "channels": book.channels})),
        book,
        full,
        index,
    )


def _compile(plain: Mapping[str, Any], compiler: Compiler, categories: Mapping[str, Severity]) -> Rule:
    head: Head = build(Head, plain["head"])
    spec = build(kind(head.kind), plain["fields"])
    category = ".".join(head.id.split(".")[:2])
    severity = Severity[head.severity] if head.severity else categories[category]
    place = f"{relative(Path(plain['file']))}:{plain['line']}"
    return Rule(head, spec, spec.compile(compiler), category, severity, plain["pack"], place)


def _termsets(rules: Iterable[Rule], guards: Iterable[GuardMatcher]) -> list[TermSet]:
    found = [termset for rule in rules for termset in rule.matcher.termsets]
    return [termset for termset in found + [t for guard in guards for t in guard.termsets] if termset]


def _tuples(value: Sequence[Any]) -> tuple[str, tuple[str, ...], str]:
    return value[0], tuple(value[1]), value[2]


def _plain(piece: Piece) -> tuple[str, list[str], str]:
    return piece.pattern, list(piece.literals), piece.edge


def _where(path: tuple[str | int, ...]) -> str:
    return f"{'.'.join(map(str, path))}: " if path else ""


def text_in(texts: TextByLang, lang: str) -> str:
    """The text in a language, else in all, else in the other."""
    return texts.get(lang) or texts.get("all") or next(iter(texts.values()), "")
