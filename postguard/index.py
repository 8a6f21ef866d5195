"""An index over the literals of all rules: which rules can have a match in a text at all.

A literal with a blank on either side has to be a word of the text; words are looked up in a dictionary. All others may stand
inside words; one automaton looks for all of them (Aho and Corasick 1975, "Efficient string matching"), at a cost that
does not depend on their number.

A rule has groups of terms of which each needs a match. Each group is a bit; a literal is the number with the bits of all
groups that it may satisfy. The rules worth trying are those whose bits are all set by the literals that occur.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from postguard.terms import TermSet, Words

LANGS = (frozenset({"en"}), frozenset({"de"}), frozenset({"en", "de"}))
Phrase = tuple[int, frozenset[str], tuple[frozenset[str], ...]]


class Numbers:
    """Numbers things in the order in which they are first named, equal ones alike."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}

    def of(self, item: Hashable) -> int:
        """The number of a thing."""
        return self._numbers.setdefault(item, len(self._numbers))

    def items(self) -> list[Any]:
        """All things, in the order of their numbers."""
        return list(self._numbers)


class _Bits(dict[str, int]):
    """For each literal the groups of some of the entries that name it, as bits; worked out when first asked for."""

    def __init__(self, entries: Mapping[str, Mapping[str, str]], langs: Iterable[str]) -> None:
        super().__init__()
        self._entries = [entries[name] for name in ("all", *langs) if name in entries]

    def __missing__(self, literal: str) -> int:
        found = " ".join(entries.get(literal, "") for entries in self._entries).split()
        self[literal] = reduce(or_, (1 << int(entry.partition(":")[0]) for entry in found), 0)
        return self[literal]


class Index:
    """Literals, the groups that each may satisfy, and the groups that each rule needs.

    `sets` are sets of literals, each as its lines; `alone` maps, by language of the term, a literal to the numbers of the groups
    that it satisfies alone ("3 17"), `phrases` to those that it satisfies together with one literal of each of further sets
    ("3:12,40 17:9"); `needed` lists, by languages of the text, the numbers of rules and of their
    groups. Numbers stand in texts because a cache of texts is read several times faster than one of lists.
    """

    def __init__(
        self,
        sets: Sequence[str] = (),
        alone: Mapping[str, Mapping[str, str]] | None = None,
        phrases: Mapping[str, Mapping[str, str]] | None = None,
        needed: Mapping[str, Sequence[tuple[int, Sequence[int]]]] | None = None,
        masked: Sequence[int] = (),
    ) -> None:
        self._sets = sets
        self._alone = alone or {}
        self._phrases = phrases or {}
        self._needed = needed or {}
        self.masked = frozenset(masked)
        literals = dict.fromkeys("\n".join(sets).split("\n")) if sets else {}
        self._literals = tuple(literal for literal in literals if literal[0] != " " and len(literal) > 1)
        self._signs = frozenset(literal for literal in literals if len(literal) == 1)
        self._words = {literal[1:-1]: literal for literal in literals if literal[0] == " "}
        self._bits: dict[frozenset[str], tuple[_Bits, _Bits]] = {}
        self._rules: dict[tuple[frozenset[str], frozenset[int]], list[tuple[int, int]]] = {}
        self._ready: dict[tuple[frozenset[str], str], list[Phrase]] = {}
        self._automaton: Any = None
        if self._literals:
            from ahocorasick_rs import AhoCorasick

            self._automaton = AhoCorasick(self._literals)

    def scan(self, text: str, words: Words) -> frozenset[str]:
        """The literals that occur in a folded text, whose words are given."""
        found = [self._words[word] for word in self._words.keys() & words.keys()]
        found += self._signs.intersection(text)
        if self._automaton is not None:
            literals = self._literals
            places = self._automaton.find_matches_as_indexes(text, overlapping=True)
            found += [literals[number] for number in {place[0] for place in places}]
        return frozenset(found)

    def rules(self, found: frozenset[str], langs: frozenset[str], allowed: frozenset[int]) -> list[int]:
        """Numbers of the allowed rules whose groups all may have a match where these literals occur, in their order."""
        alone_bits, phrase_bits = self._bits_of(langs)
        alone = reduce(or_, map(alone_bits.__getitem__, found), 0)
        hopeless = ~(alone | reduce(or_, map(phrase_bits.__getitem__, found), 0))
        rules = [rule for rule in self._rules_of(langs, allowed) if not rule[0] & hopeless]
        # What the phrases of these rules have to satisfy; only those are looked at word by word.
        missing = reduce(or_, (needed for needed, _ in rules), 0) & ~alone
        for literal in found:
            if missing & phrase_bits[literal]:
                for bit, words, choices in self._phrases_of(langs, literal):
                    if missing & bit and words <= found and not any(map(found.isdisjoint, choices)):
                        missing &= ~bit
        return [number for needed, number in rules if not needed & missing]

    def _bits_of(self, langs: frozenset[str]) -> tuple[_Bits, _Bits]:
        known = self._bits.get(langs)
        if known is None:
            known = self._bits[langs] = (_Bits(self._alone, langs), _Bits(self._phrases, langs))
        return known

    def _phrases_of(self, langs: frozenset[str], literal: str) -> list[Phrase]:
        """The phrases of a literal: the bit of the group, words that must all occur, and sets of which one must each."""
        known = self._ready.get((langs, literal))
        if known is None:
            known = self._ready[langs, literal] = []
            listed = [self._phrases[name].get(literal, "") for name in ("all", *langs) if name in self._phrases]
            for entry in " ".join(listed).split():
                number, _, others = entry.partition(":")
                sets = [self._sets[int(other)].split("\n") for other in others.split(",")]
                words = frozenset(found[0] for found in sets if len(found) == 1)
                known.append((1 << int(number), words, tuple(frozenset(found) for found in sets if len(found) > 1)))
        return known

    def _rules_of(self, langs: frozenset[str], allowed: frozenset[int]) -> list[tuple[int, int]]:
        known = self._rules.get((langs, allowed))
        if known is None:
            listed = self._needed.get(_name(langs), ())
            known = self._rules[langs, allowed] = [
                (reduce(or_, (1 << group for group in groups), 0), number)
                for number, groups in listed
                if number in allowed
            ]
        return known

    def as_dict(self) -> dict[str, Any]:
        """The arguments that make the same index again, JSON-ready."""
        return {
            "sets": self._sets,
            "alone": self._alone,
            "phrases": self._phrases,
            "needed": self._needed,
            "masked": sorted(self.masked),
        }


def build_index(rules: Iterable[tuple[Any, frozenset[str]]], guards: Iterable[Any]) -> Index:
    """The index of compiled rules in their order, each with the languages that it reads, and of guards, which wake nothing."""
    rules = tuple(rules)
    sets, groups = Numbers(), Numbers()
    alone: dict[str, dict[str, list[str]]] = {}
    phrases: dict[str, dict[str, list[str]]] = {}
    for matcher in (*(matcher for matcher, _ in rules), *guards):
        for found in dict.fromkeys(
            found for termset in matcher.termsets for term in termset.terms for found in term.needs
        ):
            sets.of("\n".join(found))
    for termset in dict.fromkeys(termset for matcher, _ in rules for termset in matcher.required):
        _file(termset, groups.of(termset), sets, alone, phrases)
    needed = {
        _name(langs): [
            (number, [groups.of(termset) for termset in matcher.required if not termset.in_langs(langs).open])
            for number, (matcher, reads) in enumerate(rules)
            if not reads.isdisjoint(langs)
        ]
        for langs in LANGS
    }
    masked = [number for number, (matcher, _) in enumerate(rules) if any(found.masked for found in matcher.termsets)]
    return Index(sets.items(), _lines(alone), _lines(phrases), needed, masked)


def _file(
    termset: TermSet,
    number: int,
    sets: Numbers,
    alone: dict[str, dict[str, list[str]]],
    phrases: dict[str, dict[str, list[str]]],
) -> None:
    for term in termset.terms:
        first, *others = term.needs or ((),)
        for literal in first:
            if others:
                entry = f"{number}:{','.join(str(sets.of(chr(10).join(other))) for other in others)}"
                phrases.setdefault(term.lang, {}).setdefault(literal, []).append(entry)
            else:
                alone.setdefault(term.lang, {}).setdefault(literal, []).append(str(number))


def _lines(found: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, dict[str, str]]:
    return {lang: {literal: " ".join(entries) for literal, entries in by.items()} for lang, by in found.items()}


def _name(langs: frozenset[str]) -> str:
    return "+".join(sorted(langs))
