"""Terms: the words and phrases that rules are made of, in a notation that needs no knowledge of regular expressions.

    Quartalszahlen        the word, in any case, ä as ae too, blank or hyphen alike
    entlass*  *zahlen     a star stands for any further letters: beginnings, endings, compounds
    (not|never) public    one of several
    (very)? good          may be missing
    wir ... entlassen     up to four words in between, within the sentence
    up {percent}          {number} {percent} {money} {date} {time} {year} {word}

A term becomes one expression, compiled when one of its literals is first seen in a draft; the literals are what a
single Aho-Corasick pass looks for, so that ten thousand terms cost what ten do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from postguard.folding import fold_term
from postguard.notation import GAP_WORDS, Piece, TermError, read_term

__all__ = ["GAP_WORDS", "Piece", "Term", "TermError", "TermSet", "TermsInLangs", "Words", "places", "words_of"]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Term:
    """One term of a rule. `lang` is `en`, `de` or `all`; `exact` keeps upper and lower case."""

    source: str
    lang: str = "all"
    stem: bool = False
    exact: bool = False

    @cached_property
    def piece(self) -> Piece:
        """The expression and its literals. Raises TermError."""
        return read_term(self.source, self.lang, stem=self.stem, exact=self.exact)

    @cached_property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Groups of literals of which one each must occur, the rarest group first; () if there is none to go by."""
        return (self.piece.literals, *self.piece.also) if self.piece.literals else ()

    @cached_property
    def also(self) -> tuple[frozenset[str], ...]:
        """All groups of `needs` but the first."""
        return tuple(map(frozenset, self.needs[1:]))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; borders are Unicode-aware, a term never ends inside a word."""
        return re.compile(self.piece.pattern)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """All spellings of a term that is one word as it stands, which needs no expression; else ()."""
        if self.exact or not fold_term(self.source).isalnum():
            return ()
        found = self.needs[0] if self.needs else ()
        return tuple(literal[1:-1] for literal in found) if all(literal[0] == " " for literal in found) else ()

    @property
    def word(self) -> str | None:
        """The folded term if it is one plain word, else None; masked spellings are compared with it."""
        folded = fold_term(self.source)
        return folded if folded.isalpha() else None


@dataclass(frozen=True, eq=False)
class TermSet:
    """Terms that are looked for together; compared by identity, because each belongs to one place of one rule."""

    terms: tuple[Term, ...]
    view: str = "skeleton"
    masked: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)

    def in_langs(self, langs: frozenset[str]) -> TermsInLangs:
        """The terms of some languages; worked out once for each combination."""
        known = self._by_langs.get(langs)
        if known is None:
            found = tuple(term for term in self.terms if term.lang == "all" or term.lang in langs)
            known = self._by_langs[langs] = TermsInLangs(found)
        return known

    @cached_property
    def _by_langs(self) -> dict[frozenset[str], TermsInLangs]:
        return {}


@dataclass(frozen=True, eq=False)
class TermsInLangs:
    """The terms of a set that some languages have, by their literals."""

    terms: tuple[Term, ...]

    @cached_property
    def by_literal(self) -> Mapping[str, tuple[int, ...]]:
        """For each literal the numbers of the terms that cannot stand where it does not occur."""
        found: dict[str, list[int]] = {}
        for number, term in enumerate(self.terms):
            for literal in term.needs[0] if term.needs else ():
                found.setdefault(literal, []).append(number)
        return {literal: tuple(numbers) for literal, numbers in found.items()}

    @cached_property
    def open(self) -> frozenset[int]:
        """Numbers of the terms that have no literal and have to be tried on every text."""
        return frozenset(number for number, term in enumerate(self.terms) if not term.needs)

    @cached_property
    def _literals(self) -> frozenset[str]:
        return frozenset(self.by_literal)

    def candidates(self, literals: frozenset[str]) -> list[Term]:
        """The terms that can stand in a text with these literals, in their order."""
        found = self._literals & literals
        if not found and not self.open:
            return []
        numbers = set(self.open)
        for literal in found:
            numbers.update(self.by_literal[literal])
        terms = [self.terms[number] for number in sorted(numbers)]
        return [term for term in terms if not term.also or not any(map(literals.isdisjoint, term.also))]


Words = Mapping[str, Sequence[tuple[int, int]]]


def words_of(text: str) -> Words:
    """The words of a text and where each stands."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _WORD.finditer(text):
        found.setdefault(match.group(), []).append(match.span())
    return found


def places(term: Term, text: str, words: Words) -> list[tuple[int, int]]:
    """Start and end of every place in the view where the term stands."""
    if term.plain:
        return sorted(place for word in term.plain for place in words.get(word, ()))
    return [match.span() for match in term.regex.finditer(text) if match.end() > match.start()]
