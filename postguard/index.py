"""An index over the literals of all rules: which rules can have a match in a text at all.

A literal with a blank on either side has to be a word of the text; words are looked up in a dictionary. All others may stand
inside words; one automaton looks for all of them (Aho and Corasick 1975, "Efficient string matching"), at a cost that
does not depend on their number.

A rule has groups of terms of which each needs a match. Each group is a bit; a literal is the number with the bits of all
groups that it may satisfy. The rules worth trying are those whose bits are all set by the literals that occur.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from postguard.terms import TermsInLangs, Words

_Phrase = tuple[int, frozenset[str], tuple[frozenset[str], ...]]
LANGS = (frozenset({"en"}), frozenset({"de"}), frozenset({"en", "de"}))


class _Bits(dict[str, int]):
    """For each literal one number, worked out when first asked for: the groups that it satisfies alone, and above them (shifted)
    those that it may satisfy as part of a phrase."""

    def __init__(self, groups: Mapping[str, Sequence[int]], phrases: Mapping[str, Sequence[tuple[int, Any]]]) -> None:
        super().__init__()
        self._groups, self._phrases = groups, phrases
        numbers = [number for found in groups.values() for number in found]
        numbers += [number for found in phrases.values() for number, _ in found]
        self.shift = max(numbers, default=0) + 1
        self.low = (1 << self.shift) - 1

    def __missing__(self, literal: str) -> int:
        alone = reduce(or_, (1 << number for number in self._groups.get(literal, ())), 0)
        together = reduce(or_, (1 << number for number, _ in self._phrases.get(literal, ())), 0)
        self[literal] = alone | together << self.shift
        return self[literal]


class Index:
    """Literals, the groups that each may satisfy, and the groups that each rule needs, by languages of the text.

    `groups` maps a literal to the groups that it satisfies alone, `phrases` to those that it satisfies together with one of
    each of further literals, `rules` the number of a rule to those of its groups.
    """

    def __init__(
        self,
        literals: Sequence[str] = (),
        groups: Mapping[str, Mapping[str, Sequence[int]]] | None = None,
        phrases: Mapping[str, Mapping[str, Sequence[tuple[int, Sequence[Sequence[str]]]]]] | None = None,
        rules: Mapping[str, Sequence[tuple[int, Sequence[int]]]] | None = None,
        masked: Sequence[int] = (),
    ) -> None:
        self._literals = tuple(literal for literal in literals if literal[0] != " ")
        self._words = {literal[1:-1]: literal for literal in literals if literal[0] == " "}
        self._groups = groups or {}
        self._phrases = phrases or {}
        self._rules = rules or {}
        self._bits: dict[str, _Bits] = {}
        self._needs: dict[frozenset[int], dict[str, list[tuple[int, int]]]] = {}
        self._ready: dict[str, dict[str, list[_Phrase]]] = {}
        self.masked = frozenset(masked)
        self._automaton: Any = None
        if self._literals:
            from ahocorasick_rs import AhoCorasick

            self._automaton = AhoCorasick(self._literals)

    def scan(self, text: str, words: Words) -> frozenset[str]:
        """The literals that occur in a folded text, whose words are given."""
        found = [self._words[word] for word in self._words.keys() & words.keys()]
        if self._automaton is not None:
            literals = self._literals
            places = self._automaton.find_matches_as_indexes(text, overlapping=True)
            found += [literals[number] for number in {place[0] for place in places}]
        return frozenset(found)

    def rules(self, found: frozenset[str], langs: frozenset[str], allowed: frozenset[int]) -> list[int]:
        """Numbers of the allowed rules whose groups all may have a match where these literals occur, in their order."""
        name = _name(langs)
        bits = self._bits.get(name)
        if bits is None:
            bits = self._bits[name] = _Bits(self._groups.get(name, {}), self._phrases.get(name, {}))
        satisfied = reduce(or_, map(bits.__getitem__, found), 0)
        alone, together = satisfied & bits.low, satisfied >> bits.shift
        hopeless = ~(alone | together)
        rules = [rule for rule in self._needed(name, allowed) if not rule[0] & hopeless]
        # What the phrases of these rules have to satisfy; only those are looked at word by word.
        missing = reduce(or_, (needed for needed, _ in rules), 0) & ~alone
        for literal in self._phrases.get(name, {}).keys() & found:
            if not missing:
                break
            if missing & bits[literal] >> bits.shift:
                for bit, words, choices in self._phrases_of(name, literal):
                    if missing & bit and words <= found and not any(map(found.isdisjoint, choices)):
                        missing &= ~bit
        return [number for needed, number in rules if not needed & missing]

    def _phrases_of(self, name: str, literal: str) -> list[_Phrase]:
        """The phrases of a literal: the bit of the group, words that must all occur, and sets of which one must each."""
        ready = self._ready.setdefault(name, {})
        if literal not in ready:
            ready[literal] = [
                (
                    1 << number,
                    frozenset(group[0] for group in also if len(group) == 1),
                    tuple(frozenset(group) for group in also if len(group) > 1),
                )
                for number, also in self._phrases[name][literal]
            ]
        return ready[literal]

    def _needed(self, name: str, allowed: frozenset[int]) -> list[tuple[int, int]]:
        by_name = self._needs.setdefault(allowed, {})
        if name not in by_name:
            rules = ((number, groups) for number, groups in self._rules.get(name, ()) if number in allowed)
            by_name[name] = [(reduce(or_, (1 << group for group in groups), 0), number) for number, groups in rules]
        return by_name[name]

    def as_dict(self) -> dict[str, Any]:
        """The arguments that make the same index again, JSON-ready."""
        return {
            "literals": [*self._words.values(), *self._literals],
            "groups": self._groups,
            "phrases": self._phrases,
            "rules": self._rules,
            "masked": sorted(self.masked),
        }


def build_index(rules: Iterable[tuple[Any, frozenset[str]]], guards: Iterable[Any]) -> Index:
    """The index of compiled rules in their order, each with the languages that it reads, and of guards, which wake nothing."""
    rules = tuple(rules)
    matchers = [matcher for matcher, _ in rules]
    literals = dict.fromkeys(
        literal for matcher in (*matchers, *guards) for termset in matcher.termsets for literal in termset.literals
    )
    masked = [number for number, matcher in enumerate(matchers) if any(termset.masked for termset in matcher.termsets)]
    groups: dict[str, dict[str, list[int]]] = {}
    phrases: dict[str, dict[str, list[tuple[int, Sequence[Sequence[str]]]]]] = {}
    needed: dict[str, list[tuple[int, list[int]]]] = {}
    for langs in LANGS:
        name = _name(langs)
        satisfied: dict[str, list[int]] = {}
        together: dict[str, list[tuple[int, Sequence[Sequence[str]]]]] = {}
        groups[name], phrases[name], needed[name] = satisfied, together, []
        numbers: dict[int, int] = {}  # several rules share a group
        for number, (matcher, reads) in enumerate(rules):
            if reads.isdisjoint(langs):
                continue
            found = [group for termset in matcher.required if not (group := termset.in_langs(langs)).open]
            for group in found:
                if id(group) not in numbers:
                    numbers[id(group)] = len(numbers)
                    _file(group, numbers[id(group)], satisfied, together)
            needed[name].append((number, [numbers[id(group)] for group in found]))
    return Index(tuple(literals), groups, phrases, needed, masked)


def _file(
    group: TermsInLangs,
    number: int,
    alone: dict[str, list[int]],
    together: dict[str, list[tuple[int, Sequence[Sequence[str]]]]],
) -> None:
    for term in group.terms:
        for literal in term.piece.literals:
            if term.piece.also:
                together.setdefault(literal, []).append((number, term.piece.also))
            elif number not in alone.setdefault(literal, []):
                alone[literal].append(number)


def _name(langs: frozenset[str]) -> str:
    return "+".join(sorted(langs))
