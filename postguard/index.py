"""An index over the literals of all rules: what can occur in a text at all, and which rules are worth trying.

A literal with a blank on either side has to be a word of the text; words are looked up in a dictionary. All others may stand
inside words; one automaton looks for all of them.
Aho and Corasick 1975, "Efficient string matching"; the cost of a pass does not depend on the number of literals. A rule is
filed under the literals of its rarest required group, so that everyday words wake few rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from postguard.language import SMALL_WORDS
from postguard.terms import TermsInLangs, Words

LANGS = (frozenset({"en"}), frozenset({"de"}), frozenset({"en", "de"}))
Triggers = Mapping[str, Mapping[str, Sequence[int]]]


class Index:
    """Literals, and by languages of the text the numbers of the rules that each literal wakes."""

    def __init__(
        self,
        literals: Sequence[str] = (),
        triggers: Triggers | None = None,
        always: Mapping[str, Sequence[int]] | None = None,
        masked: Sequence[int] = (),
    ) -> None:
        self._literals = tuple(literal for literal in literals if literal[0] != " ")
        self._words = {literal[1:-1]: literal for literal in literals if literal[0] == " "}
        self._triggers: Triggers = triggers or {}
        self._always = {name: frozenset(numbers) for name, numbers in (always or {}).items()}
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

    def rules(self, found: frozenset[str], langs: frozenset[str]) -> set[int]:
        """Numbers of the rules that one of the literals wakes in these languages, and of those that always run."""
        name = _name(langs)
        woken = set(self._always.get(name, ()))
        triggers = self._triggers.get(name, {})
        for literal in triggers.keys() & found:
            woken.update(triggers[literal])
        return woken

    def as_dict(self) -> dict[str, Any]:
        """The arguments that make the same index again, JSON-ready."""
        return {
            "literals": [*self._words.values(), *self._literals],
            "triggers": self._triggers,
            "always": {name: sorted(numbers) for name, numbers in self._always.items()},
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
    triggers: dict[str, dict[str, list[int]]] = {}
    always: dict[str, list[int]] = {}
    for langs in LANGS:
        name = _name(langs)
        woken = triggers[name] = {}
        always[name] = []
        for number, (matcher, reads) in enumerate(rules):
            if reads.isdisjoint(langs):
                continue
            groups = [found for group in matcher.required if not (found := group.in_langs(langs)).open]
            if not groups:
                always[name].append(number)
                continue
            for literal in min(groups, key=_frequency).by_literal:
                woken.setdefault(literal, []).append(number)
    return Index(tuple(literals), triggers, always, masked)


def _name(langs: frozenset[str]) -> str:
    return "+".join(sorted(langs))


def _frequency(group: TermsInLangs) -> float:
    """How often one of the literals is to be expected in a post; a rough guess from length and small words is enough."""
    return sum(1.0 if literal.strip() in SMALL_WORDS else 10.0 ** (-len(literal) / 2) for literal in group.by_literal)
