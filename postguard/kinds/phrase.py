"""Rules that look at grammar: token patterns of spaCy, loaded only when such a rule is picked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from postguard.kinds.base import STRICT, ByLang, CannotRun, Compiler, Match
from postguard.reading import Reading
from postguard.spans import Span
from postguard.terms import TermSet

Token = Mapping[str, Any]


@dataclass(frozen=True)
class Phrase:
    """Token patterns of spaCy's Matcher (spacy.io/usage/rule-based-matching), one list of patterns per language.

    tokens    by language: patterns, each a list of tokens such as {LOWER: wir}, {LIKE_NUM: "true"}, {OP: "?"}
    keywords  the patterns are only tried when one of these stands in the draft

    Pipelines are blank: attributes that need a trained one (POS, LEMMA, ENT_TYPE, ...) cannot be asked for.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    tokens: Mapping[str, tuple[tuple[Token, ...], ...]]
    keywords: ByLang

    def compile(self, compiler: Compiler) -> PhraseMatcher:
        """The keywords become the trigger; the token patterns are read by spaCy when they first run."""
        for lang in self.tokens:
            if lang not in ("en", "de"):
                compiler.problem(("tokens", lang), f"unknown language {lang!r}; known: en, de")
        return PhraseMatcher(self, compiler.keywords(self.keywords, "keywords"))


@dataclass(frozen=True)
class PhraseMatcher:
    """Compiled `phrase`; holds one spaCy Matcher per language, made at first use."""

    spec: Phrase
    keywords: TermSet

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self.keywords,)

    @property
    def required(self) -> tuple[TermSet, ...]:
        return (self.keywords,)

    @cached_property
    def _matchers(self) -> dict[str, Any]:
        from postguard.nlp import token_matcher

        return {lang: token_matcher(lang, patterns) for lang, patterns in self.spec.tokens.items()}

    def matches(self, reading: Reading) -> Iterator[Match]:
        """Every match of every pattern, as spans of the author's text. Raises CannotRun if a model is missing."""
        if not reading.may_hold(self.keywords):
            return
        for lang in sorted(reading.langs & set(self.spec.tokens)):
            try:
                doc = reading.doc(lang)
                places = [doc[start:end] for _, start, end in self._matchers[lang](doc)]
            except (ImportError, OSError, ValueError) as error:
                raise CannotRun(str(error)) from error
            for found in places:
                yield Match(Span(found.start_char, found.end_char))
