"""A reading: the lazy views of one part of one draft, and where the terms of a rule set stand in it.

Nothing is computed before a rule asks for it, and nothing twice. All spans that leave a reading count code points of
the author's own text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Any

from postguard.channels import Channel
from postguard.draft import Draft
from postguard.folding import View, clean, folded, masked_words, skeleton
from postguard.index import Index
from postguard.language import languages
from postguard.spans import Span
from postguard.terms import Term, TermSet, Words, places, words_of

_WORD = re.compile(r"\w+")
# A sentence ends at a stop that a capital, a digit, a quotation mark or an emoji follows, and at every line break; not
# after the abbreviations below, initials, or the number of a German date.
_STOP = re.compile(r"(?:[.!?…]+[\"'”“»)\]]*(?=\s+[^\sa-zäöüß])|[!?…]+(?=\s)|\n+)\s*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:z|b|d|h|u|a|o|s|i|e|g|dr|prof|st|nr|ca|bzw|usw|etc|vgl|mr|mrs|ms|inc|ltd|co|vs|approx|inkl|exkl|evtl|ggf|"
    r"tel|str|abs|mio|mrd|tsd|jr|sr)|\b\d{1,2})\.$",
    re.IGNORECASE,
)
_BEFORE_NUMBER = re.compile(r"\b(?:no|art)\.$", re.IGNORECASE)  # No. 5, Art. 6; else they end a sentence


class Reading:
    """One text of a draft (`text`, `alt:0` …) as rules see it. Holds views and nothing else."""

    def __init__(self, draft: Draft, part: str, text: str, channel: Channel, index: Index) -> None:
        self.draft = draft
        self.part = part
        self.text = text
        self.channel = channel
        self._index = index
        self._found: dict[TermSet, tuple[Span, ...]] = {}
        self._places: dict[int, tuple[Span, ...]] = {}  # by the identity of a term; the rule set keeps each term once
        self._docs: dict[tuple[str, str], Any] = {}

    @cached_property
    def clean(self) -> View:
        """Invisible characters gone, compatibility forms made plain, case kept."""
        return clean(self.text)

    @cached_property
    def folded(self) -> View:
        """`clean` without differences of case, dash or apostrophe."""
        return folded(self.clean)

    @cached_property
    def skeleton(self) -> View:
        """`folded` with disguised words undone: look-alikes, leetspeak, spaced letters, joined hashtags."""
        return skeleton(self.clean)

    @cached_property
    def _langs(self) -> tuple[str, frozenset[str]]:
        return languages(self._words, self.folded.text)

    @cached_property
    def lang(self) -> str:
        """The main language: the author's word, else the guess."""
        return self.draft.lang or self._langs[0]

    @cached_property
    def langs(self) -> frozenset[str]:
        """All languages whose rules read this text."""
        guess = self._langs[1]
        return guess if self.draft.lang is None else guess | {self.draft.lang}

    @cached_property
    def literals(self) -> frozenset[str]:
        """The literals of the index that occur in the folded text."""
        return self._index.scan(self.folded.text, self._words)

    @cached_property
    def disguised_literals(self) -> frozenset[str]:
        """The same for the skeleton; empty when nothing is disguised."""
        if self.skeleton.disguised is None:
            return frozenset()
        return self._index.scan(self.skeleton.text, self._disguised_words)

    @cached_property
    def all_literals(self) -> frozenset[str]:
        """The literals that occur in either."""
        return self.literals | self.disguised_literals if self.disguised_literals else self.literals

    @cached_property
    def digits(self) -> int:
        """How many digits the text has."""
        return sum(map(self.clean.text.count, "0123456789"))

    @cached_property
    def masked(self) -> tuple[tuple[re.Pattern[str], Span], ...]:
        """Words with masked letters, as expressions over the words they may stand for."""
        return tuple((re.compile(_mask_pattern(word)), span) for word, span in masked_words(self.clean))

    def may_hold(self, termset: TermSet) -> bool:
        """True if a term of the set can stand here at all."""
        return bool(termset.in_langs(self.langs).candidates(self.all_literals))

    def find(self, termset: TermSet) -> tuple[Span, ...]:
        """Where the terms stand, in order; a disguised spelling only where something really is disguised."""
        known = self._found.get(termset)
        if known is None:
            spans = self._find(termset)
            ordered = sorted(spans, key=lambda span: (span.start, -span.end)) if len(spans) > 1 else spans
            known = self._found[termset] = tuple(ordered)
        return known

    def _find(self, termset: TermSet) -> set[Span]:
        terms = termset.in_langs(self.langs)
        spans: set[Span] = set()
        if termset.view in ("text", "clean"):
            view = self.view(termset.view)
            for term in terms.candidates(self.literals):
                spans.update(view.source(start, end) for start, end in places(term, view.text, {}))
            return spans
        for term in terms.candidates(self.literals):
            spans.update(self._plain_places(term))
        if termset.view == "skeleton" and self.skeleton.disguised is not None:
            spans = {span for span in spans if not self._cuts_a_word(span)}
            for term in terms.candidates(self.disguised_literals):
                spans.update(self._disguised_places(term))
        if termset.masked and self.masked:
            spans |= self._find_masked(terms.terms)
        return spans

    def _plain_places(self, term: Term) -> tuple[Span, ...]:
        known = self._places.get(id(term))
        if known is None:
            view = self.folded
            found = tuple(view.source(start, end) for start, end in places(term, view.text, self._words))
            known = self._places[id(term)] = found
        return known

    def _disguised_places(self, term: Term) -> Iterable[Span]:
        view = self.skeleton
        for start, end in places(term, view.text, self._disguised_words):
            if view.is_disguised(start, end):
                yield view.source(start, end)

    @cached_property
    def _words(self) -> Words:
        return words_of(self.folded.text)

    @cached_property
    def _disguised_words(self) -> Words:
        return words_of(self.skeleton.text)

    def _cuts_a_word(self, span: Span) -> bool:
        """True if a plain match begins or ends inside a word of spaced letters, as `f u` does in `f u s i o n`."""
        view = self.skeleton
        edges = (bisect_left(view.starts, span.start), bisect_left(view.starts, span.end))
        return any(
            view.text[max(edge - 1, 0) : edge + 1].isalnum() and view.is_disguised(edge, edge + 1)
            for edge in edges
            if 0 < edge < len(view.text)
        )

    def _find_masked(self, terms: Iterable[Term]) -> set[Span]:
        words = [term.word for term in terms]
        plain = [word for word in words if word]
        return {span for pattern, span in self.masked if any(map(pattern.fullmatch, plain))}

    def view(self, name: str) -> View:
        """The view of that name; `text` is the author's own, untouched."""
        if name == "text":
            places = range(len(self.text) + 1)
            return View(self.text, places[:-1], places[1:], None)
        view: View = getattr(self, name)
        return view

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences of the author's text, without gaps between them."""
        ends = [m.end() for m in _STOP.finditer(self.text) if not _is_abbreviation(self.text, m)]
        borders = [0, *ends, len(self.text)]
        return tuple(Span(a, b) for a, b in pairwise(borders) if a < b) or (Span(0, 0),)

    def sentence(self, span: Span) -> Span:
        """The sentence or sentences that `span` stands in."""
        starts = self._sentence_starts
        first = max(bisect_right(starts, span.start) - 1, 0)
        last = max(bisect_left(starts, span.end) - 1, first)
        return self.sentences[first].hull(self.sentences[last])

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _word_starts(self) -> list[int]:
        return [match.start() for match in _WORD.finditer(self.text)]

    def words_between(self, one: Span, other: Span) -> int:
        """How many words stand between two places; 0 if they touch or overlap."""
        first, second = sorted((one, other))
        starts = self._word_starts
        return max(bisect_left(starts, second.start) - bisect_left(starts, first.end), 0)

    def words_around(self, span: Span, before: int, after: int) -> Span:
        """`span` with so many words on either side."""
        starts = self._word_starts
        first = bisect_left(starts, span.start) - before
        last = bisect_left(starts, span.end) + after
        start = starts[first] if 0 < first < len(starts) else 0
        end = starts[last] if last < len(starts) else len(self.text)
        return Span(min(start, span.start), max(end, span.end))

    @cached_property
    def quotations(self) -> tuple[Span, ...]:
        """What stands in quotation marks of any of the usual kinds."""
        return tuple(_quotations(self.text))

    def doc(self, lang: str, pipeline: str = "") -> Any:
        """The spaCy document of the author's text, made by a blank pipeline or a named one; loads spaCy."""
        key = (lang, pipeline)
        if key not in self._docs:
            from postguard.nlp import document

            self._docs[key] = document(self.text, lang, pipeline)
        return self._docs[key]


def _is_abbreviation(text: str, stop: re.Match[str]) -> bool:
    if "\n" in stop.group() or text[stop.start()] != ".":
        return False
    before = text[max(0, stop.start() - 8) : stop.start() + 1]
    return bool(
        _ABBREVIATION.search(before) or (text[stop.end() : stop.end() + 1].isdigit() and _BEFORE_NUMBER.search(before))
    )


def _mask_pattern(word: str) -> str:
    """A masked word as expression: a run of masks stands for at least so many letters as marks."""
    return re.sub(r"(?:\\\?)+", lambda run: f"\\w{{{len(run.group()) // 2},}}", re.escape(word))


_QUOTATION = re.compile(
    r"„([^„“”]*)[“”]|“([^“”]*)”|»([^»«]*)«|«([^«»]*)»|\"([^\"\n]*)\"|‚([^‚‘’]*)[‘’](?!\w)|(?<!\w)['‘]([^'‘’\n]+)['’](?!\w)"
)


def _quotations(text: str) -> Iterable[Span]:
    for match in _QUOTATION.finditer(text):
        yield Span(match.start(), match.end())
