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

from postguard.terms import Words

LANGS = (frozenset({"en"}), frozenset({"de"}), frozenset({"en", "de"}))


class Index:
    """Literals, the groups that each may satisfy, and the groups that each rule needs, by languages of the text.

    `groups` maps a literal to numbers of groups, `rules` the number of a rule to those of its groups.
    """

    def __init__(
        self,
        literals: Sequence[str] = (),
        groups: Mapping[str, Mapping[str, Sequence[int]]] | None = None,
        rules: Mapping[str, Sequence[tuple[int, Sequence[int]]]] | None = None,
        masked: Sequence[int] = (),
    ) -> None:
        self._literals = tuple(literal for literal in literals if literal[0] != " ")
        self._words = {literal[1:-1]: literal for literal in literals if literal[0] == " "}
        self._groups = groups or {}
        self._rules = rules or {}
        self._bits: dict[str, dict[str, int]] = {name: {} for name in self._groups}
        self._needs: dict[frozenset[int], dict[str, list[tuple[int, int]]]] = {}
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
        bits, groups = self._bits.get(name, {}), self._groups.get(name, {})
        for literal in found - bits.keys():
            bits[literal] = reduce(or_, (1 << number for number in groups.get(literal, ())), 0)
        open_ = ~reduce(or_, map(bits.__getitem__, found), 0)
        return [number for needed, number in self._needed(name, allowed) if not needed & open_]

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
    needed: dict[str, list[tuple[int, list[int]]]] = {}
    for langs in LANGS:
        name = _name(langs)
        satisfied = groups[name] = {}
        needed[name] = []
        numbers: dict[int, int] = {}  # several rules share a group
        for number, (matcher, reads) in enumerate(rules):
            if reads.isdisjoint(langs):
                continue
            found = [group for termset in matcher.required if not (group := termset.in_langs(langs)).open]
            for group in found:
                if id(group) not in numbers:
                    numbers[id(group)] = len(numbers)
                    for literal in group.by_literal:
                        satisfied.setdefault(literal, []).append(numbers[id(group)])
            needed[name].append((number, [numbers[id(group)] for group in found]))
    return Index(tuple(literals), groups, needed, masked)


def _name(langs: frozenset[str]) -> str:
    return "+".join(sorted(langs))
