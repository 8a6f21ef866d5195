"""A rule set: compiled rules, guards and the index over all their terms; frozen, with a digest over its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache as once
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from postguard.calendar import EMPTY, Calendar
from postguard.channels import Channels, channels
from postguard.draft import did_you_mean
from postguard.errors import PostguardError, Problem, RuleProblems
from postguard.index import Index, build_index
from postguard.kinds import kind
from postguard.kinds.base import ByLang, Compiler, Matcher, Path, Terms, TextByLang
from postguard.report import Severity
from postguard.rulebook.cache import NO_CACHE, Cache, digest
from postguard.rulebook.guards import GuardMatcher
from postguard.rulebook.packs import Book, Examples, load_book, relative
from postguard.rulebook.schema import build
from postguard.rulebook.spec import Guard, Head, Proof

_LIST = re.compile(r"@([\w.-]+)")


class Rule:
    """One rule. What decides whether it is tried is at hand; the rest is compiled when it is first tried."""

    def __init__(
        self, plain: Mapping[str, Any], severity: Severity, compilation: Compilation, examples: Examples
    ) -> None:
        head = plain["head"]
        self.id: str = head["id"]
        self.kind: str = head["kind"]
        self.category = category_of(self.id)
        self.severity = severity
        self.pack: str = plain["pack"]
        self.langs = frozenset(head["langs"])
        self.dated = bool(head["from_"] or head["until"] or head["during"])
        self._plain = plain
        self._compilation = compilation
        self._examples = examples

    @cached_property
    def head(self) -> Head:
        """What all rules have, but for the examples."""
        head: Head = build(Head, self._plain["head"] | {"examples": None})
        return head

    @cached_property
    def examples(self) -> Proof:
        """What must be found, what must not, and what should be found one day."""
        proof: Proof = build(Proof, self._examples[self.id])
        return proof

    @cached_property
    def spec(self) -> Any:
        """The keys of its kind."""
        return build(kind(self.kind), self._plain["fields"])

    @cached_property
    def matcher(self) -> Matcher:
        """The compiled rule."""
        matcher: Matcher = self.spec.compile(self._compilation.compiler(self.id))
        return matcher

    @property
    def place(self) -> str:
        """File and line."""
        return f"{relative(FilePath(self._plain['file']))}:{self._plain['line']}"

    def problem(self, text: str) -> Problem:
        """A problem at the place where the rule stands."""
        return Problem(relative(FilePath(self._plain["file"])), self._plain["line"], 1, text)

    @property
    def asks_organisation(self) -> bool:
        """True if it looks, directly or through lists, for words that only the settings of an organisation have."""
        seen: set[str] = set()
        waiting = _LIST.findall(repr(self._plain["fields"]))
        while waiting:
            name = waiting.pop()
            if name.startswith("organisation."):
                return True
            if name not in seen:
                seen.add(name)
                waiting += _LIST.findall(repr(self._compilation.lists.get(name, "")))
        return False

    def applies(self, channel: str | None, author: str | None, part: str, regions: frozenset[str]) -> bool:
        """True if the rule reads this part (text or alt) of drafts of this channel and author in these regions.

        An unknown author may be any of them: whoever does not say who posts gets the careful answer.
        """
        head = self._plain["head"]
        return (
            (not head["parts"] or part in head["parts"])
            and (not head["channels"] or channel in head["channels"])
            and (not head["authors"] or author is None or author in head["authors"])
            and (not head["regions"] or not regions.isdisjoint(head["regions"]))
        )

    def in_force(self, at: datetime, calendar: Calendar) -> bool:
        """True if the rule holds at the time of publication."""
        head, day = self._plain["head"], at.date().isoformat()
        return (
            (not head["from_"] or head["from_"] <= day)
            and (not head["until"] or day <= head["until"])
            and (not head["during"] or any(calendar.running(at, head["during"])))
        )


@dataclass(frozen=True)
class Compilation:
    """What compiling needs besides the rules themselves."""

    lists: Mapping[str, ByLang]
    terms: Terms
    models: Any = None
    documents: Any = None
    calendar: Calendar = EMPTY
    thresholds: Mapping[str, float] = field(default_factory=dict)
    pipelines: Mapping[str, str] = field(default_factory=dict)

    def compiler(self, rule: str) -> Compiler:
        """A compiler for one rule."""
        threshold = self.thresholds.get(rule, self.thresholds.get(category_of(rule)))
        return Compiler(
            self.lists,
            self.terms,
            models=self.models,
            documents=self.documents,
            calendar=self.calendar,
            pipelines=self.pipelines,
            threshold=threshold,
        )


class Guards(Mapping[str, GuardMatcher]):
    """Guards by name, compiled when first asked for."""

    def __init__(self, plain: Mapping[str, Mapping[str, Any]], compilation: Compilation) -> None:
        self._plain = plain
        self._compilation = compilation
        self._made: dict[str, GuardMatcher] = {}

    def __getitem__(self, name: str) -> GuardMatcher:
        if name not in self._made:
            guard = build(Guard, self._plain[name])
            self._made[name] = GuardMatcher.compile(guard, self._compilation.compiler(""))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)


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
    chosen: frozenset[int]  # numbers of the rules that may run; all but what `only` left out

    def __getitem__(self, name: str) -> Rule:
        """The rule of that id. Raises PostguardError."""
        for rule in self.rules:
            if rule.id == name:
                return rule
        raise PostguardError(f"unknown rule {name!r}{did_you_mean(name, [rule.id for rule in self.rules])}")

    def only(self, prefixes: Sequence[str]) -> Ruleset:
        """The same rule set of which only some rules run. Raises PostguardError if a prefix fits none."""
        for prefix in prefixes:
            if not any(rule.id.startswith(prefix) for rule in self.rules):
                names = [rule.id for rule in self.rules]
                raise PostguardError(f"no rule begins with {prefix!r}{did_you_mean(prefix, names)}")
        numbers = (number for number, rule in enumerate(self.rules) if rule.id.startswith(tuple(prefixes)))
        return replace(self, chosen=frozenset(numbers))

    @property
    def chosen_rules(self) -> tuple[Rule, ...]:
        """The rules that may run, in the order of their ids."""
        return tuple(self.rules[number] for number in sorted(self.chosen))


def load_ruleset(
    packs: Sequence[str],
    *,
    base: FilePath,
    lists: Mapping[str, ByLang] | None = None,
    voice: str | None = None,
    every_voice: bool = False,
    cache: Cache = NO_CACHE,
    models: Any = None,
    documents: Any = None,
    calendar: Calendar = EMPTY,
    thresholds: Mapping[str, float] | None = None,
    pipelines: Mapping[str, str] | None = None,
) -> Ruleset:
    """Read and compile packs. `lists` are those of the organisation, `thresholds` and `pipelines` those of the settings.

    A rule for one brand voice is left out unless that is the `voice`, or `every_voice` is asked for (proofs). What was
    compiled once without a problem is compiled again rule by rule, when it is first tried.

    Raises RuleProblems with every mistake at its place, PostguardError for an unknown pack.
    """
    book, examples, sources = load_book(packs, base, cache)
    own_lists = {name: {lang: tuple(words) for lang, words in value.items()} for name, value in book.lists.items()}
    every_list: dict[str, Any] = {**own_lists, **(lists or {})}
    asked = (
        sources,
        voice,
        every_voice,
        sorted((lists or {}).items()),
        sorted((thresholds or {}).items()),
        sorted((pipelines or {}).items()),
        [(period.entry.kind, period.entry.terms, period.entry.unless) for period in calendar.periods],
    )
    full = digest([("ruleset", repr(asked).encode())])
    kept = cache.get("index", full)
    # What is known of terms depends on the rules alone, so another postguard.yaml does not read them all again.
    terms = cache.get("terms", sources)
    models = models and once(models)  # one model for all rules that name it
    compilation = Compilation(every_list, Terms(terms), models, documents, calendar, thresholds or {}, pipelines or {})
    categories = {name: Severity[value["severity"]] for name, value in book.categories.items()}
    rules = tuple(
        Rule(plain, _severity(plain["head"], categories), compilation, examples)
        for plain in sorted(book.rules, key=lambda plain: str(plain["head"]["id"]))
        if every_voice or plain["head"]["voice"] in (None, voice)
    )
    guards = Guards({plain["guard"]["id"]: plain["guard"] for plain in book.guards}, compilation)
    if kept is None:
        _compile_all(book, compilation)
        index = build_index([(rule.matcher, rule.langs) for rule in rules], guards.values())
        cache.put("index", full, index.as_dict())
        if terms is None:
            cache.put("terms", sources, compilation.terms.as_dict())
    else:
        index = Index(**kept)
    known_channels = Channels(channels({"as_of": book.as_of, "channels": book.channels}))
    return Ruleset(rules, guards, categories, known_channels, book, full, index, frozenset(range(len(rules))))


def _severity(head: Mapping[str, Any], categories: Mapping[str, Severity]) -> Severity:
    return Severity[head["severity"]] if head["severity"] else categories[category_of(head["id"])]


def _compile_all(book: Book, compilation: Compilation) -> None:
    """Compile every rule and guard once, to find every problem. Raises RuleProblems."""
    problems: list[Problem] = []
    for plain in book.guards:
        compiler = compilation.compiler("")
        guard = GuardMatcher.compile(build(Guard, plain["guard"]), compiler)
        problems += _at_their_places("guards", guard.spec.id, plain, compiler.problems)
    for plain in book.rules:
        name = plain["head"]["id"]
        compiler = compilation.compiler(name)
        build(kind(plain["head"]["kind"]), plain["fields"]).compile(compiler)
        problems += _at_their_places("rules", name, plain, compiler.problems)
    if problems:
        raise RuleProblems(problems)


def _at_their_places(
    key: str, name: str, plain: Mapping[str, Any], problems: Sequence[tuple[Path, str]]
) -> Iterator[Problem]:
    """Problems of compiling a rule or guard, with line and column; the file is read again only when there are any."""
    if not problems:
        return
    from postguard.rulebook.places import compose

    file = relative(FilePath(plain["file"]))
    try:
        source = compose(FilePath(plain["file"]).read_text(encoding="utf-8").removeprefix("\ufeff"), file)
        numbers = range(len(source.data[key]))
        above = next((key, n) for n in numbers if source.values[key, n][0] == plain["line"])
    except (OSError, ValueError, PostguardError, LookupError, TypeError, StopIteration):
        yield from (Problem(file, plain["line"], 1, f"{name}: {text}") for _, text in problems)
        return
    for path, text in problems:
        yield source.problem((*above, *path), f"{name}: {text}")


def category_of(name: str) -> str:
    """The category of a rule: the first two parts of its id."""
    return ".".join(name.split(".")[:2])


def text_in(texts: TextByLang, lang: str) -> str:
    """The text in a language, else in all, else in the other."""
    by_lang: Mapping[str, str] = dict(texts.items())
    return by_lang.get(lang) or by_lang.get("all") or next(iter(by_lang.values()), "")
