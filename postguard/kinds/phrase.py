"""Rules that look at grammar and at names: phrases with a place for a name, and token patterns of spaCy.

spaCy is loaded only when the words of such a rule stand in a draft, and what stands beside them looks like a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from postguard.errors import MissingModel
from postguard.kinds.base import STRICT, ByLang, CannotRun, Compiler, Match, Path, present
from postguard.nlp import BLANK, LABELS, SHIPPED
from postguard.reading import Reading
from postguard.spans import Span
from postguard.terms import Term, TermError, TermSet

Token = Mapping[str, Any]
TRAINED = frozenset({"LEMMA", "POS", "TAG", "DEP", "MORPH", "SENT_START"})  # what the shipped pipelines do not know
_SLOT = re.compile(r"<([^<>]*)>")
# What may stand between words and a name: blanks, quotation marks, a hash, a colon, the 's of a name.
_JOINT = re.compile(r"\.?(?:['’]s\b)?[\s\"'“”„‚‘’«»*_#:,(–-]{0,4}")
_NAME_AFTER = re.compile(r"[\s\"'“”„‚‘’«»*_#:,(–-]{0,4}(?:[^\W_a-zäöüß]|@\w)")
_NAME_BEFORE = re.compile(r"(?:^|[^\w.&@])((?:[^\W_a-zäöüß]|@\w)[\w.&@-]*)(?:['’]s)?[\s\"'“”„‚‘’«»*_,:)–-]{0,4}$")
# Words that begin a sentence and are no names.
_NO_NAME = frozenset(
    "he she it they we you who this that there everyone everybody someone somebody nobody one er sie es wir ihr wer man "
    "jemand niemand keiner einer das dies der die alle".split()
)
_HANDLE = re.compile(r"(?<![\w.])@\w[\w.]*\w")
_LONGEST_NAME = 60  # characters before a phrase that are looked at for the beginning of a name


@dataclass(frozen=True)
class Phrase:
    """Phrases with a place for a name, or token patterns of spaCy's Matcher (spacy.io/usage/rule-based-matching).

    phrases   by language: terms with <PER>, <ORG>, <LOC> or <PER|ORG> where a name stands: our customer <ORG>
    none      terms; none may stand in the same sentence (with `phrases`)
    tokens    by language: patterns, each a list of tokens such as {LOWER: wir}, {ENT_TYPE: ORG}, {LIKE_NUM: "true"}, {OP: "?"}
    keywords  the patterns of `tokens` are only tried when one of these stands in the draft

    Names come from the shipped pipelines, or from those that postguard.yaml names under `pipelines`; LEMMA, POS and the like
    need the latter.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    phrases: ByLang = field(default_factory=dict)
    none: ByLang = field(default_factory=dict)
    tokens: Mapping[str, tuple[tuple[Token, ...], ...]] = field(default_factory=dict)
    keywords: ByLang = field(default_factory=dict)

    def compile(self, compiler: Compiler) -> NameMatcher | TokenMatcher:
        """The words beside names, or the keywords, become the trigger; spaCy is not asked before one of them is there."""
        if present(self.phrases) == bool(self.tokens):
            compiler.problem(("phrases",), "expected either 'phrases' or 'tokens' with 'keywords'")
        if self.tokens:
            return self._tokens(compiler)
        if self.keywords:
            compiler.problem(("keywords",), "keywords go with 'tokens'; the words of 'phrases' are keywords already")
        phrases = tuple(
            Wording(lang, parts)
            for lang, entries in self.phrases.items()
            for number, entry in enumerate(entries)
            if (parts := tuple(_parts(entry, lang, ("phrases", lang, number), compiler)))
        )
        return NameMatcher(phrases, compiler.termset(self.none, "none"), compiler.pipelines)

    def _tokens(self, compiler: Compiler) -> TokenMatcher:
        if not present(self.keywords):
            compiler.problem(("tokens",), "'keywords' is missing")
        if present(self.none):
            compiler.problem(("none",), "'none' goes with 'phrases'")
        asked: dict[str, str] = {}
        for lang, patterns in self.tokens.items():
            if lang not in SHIPPED:
                compiler.problem(("tokens", lang), f"unknown language {lang!r}; known: en, de")
                continue
            keys = {key for pattern in patterns for token in pattern for key in token}
            own = compiler.pipelines.get(lang)
            if own is None and keys & TRAINED:
                needs = ", ".join(sorted(keys & TRAINED))
                compiler.problem(
                    ("tokens", lang), f"{needs}: needs an installed pipeline; name one for {lang} under 'pipelines'"
                )
            names = any(key.startswith("ENT_") for key in keys)
            asked[lang] = own or SHIPPED[lang] if names or keys & TRAINED else BLANK
        return TokenMatcher(self, compiler.keywords(self.keywords, "keywords"), asked)


class Words(NamedTuple):
    """The part of a phrase that is a term."""

    termset: TermSet


class Name(NamedTuple):
    """The part of a phrase where a name stands."""

    labels: frozenset[str]


class Wording(NamedTuple):
    """One phrase: words and names in turn."""

    lang: str
    parts: tuple[Words | Name, ...]


def _parts(entry: str, lang: str, path: Path, compiler: Compiler) -> Iterator[Words | Name]:
    """The parts of a phrase; mistakes go to the compiler."""
    pieces = _SLOT.split(entry)
    if len(pieces) == 1:
        compiler.problem(path, f"{entry!r} has no place for a name (<PER>, <ORG>, <LOC>); use kind terms")
    if not any(piece.strip() for piece in pieces[::2]):
        compiler.problem(path, f"{entry!r} has no words beside the name; it would look at every draft")
        return
    for number, piece in enumerate(pieces):
        if number % 2:
            labels = frozenset(piece.split("|"))
            unknown = sorted(labels - set(LABELS))
            if unknown:
                compiler.problem(path, f"unknown name <{piece}>; known: <PER>, <ORG>, <LOC>, several as <PER|ORG>")
            yield Name(labels)
        elif piece.strip():
            try:
                term = compiler.terms.term(piece.strip(), lang, False, False)
            except TermError as error:
                compiler.problem(path, str(error))
                continue
            if not term.needs:
                compiler.problem(
                    path, f"{piece.strip()!r} has no word that is sure to stand there; it would wake everywhere"
                )
            yield Words(compiler.terms.termset((term,), "skeleton", False))


@dataclass(frozen=True)
class NameMatcher:
    """Compiled `phrases`."""

    phrases: tuple[Wording, ...]
    none: TermSet
    pipelines: Mapping[str, str]

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (
            *(part.termset for phrase in self.phrases for part in phrase.parts if isinstance(part, Words)),
            self.none,
        )

    @cached_property
    def required(self) -> tuple[TermSet, ...]:
        """Of every phrase its longest words; one of them has to be possible."""
        return (TermSet(tuple(_anchor(phrase) for phrase in self.phrases)),)

    def matches(self, reading: Reading) -> Iterator[Match]:
        """Every phrase with its name. Raises CannotRun if a pipeline is missing."""
        found: set[Span] = set()
        for phrase in self.phrases:
            for lang in sorted(reading.langs if phrase.lang == "all" else reading.langs & {phrase.lang}):
                if self._worth(phrase, reading):
                    found.update(self._places(phrase, reading, lang))
        for span in sorted(found):
            inside = any(other != span and other.covers(span) for other in found)
            if not inside and self._alone(reading, span):
                yield Match(span)

    def _alone(self, reading: Reading, span: Span) -> bool:
        return not any(reading.sentence(span).overlaps(other) for other in reading.find(self.none))

    def _worth(self, phrase: Wording, reading: Reading) -> bool:
        """True if all words are there, and somewhere a name can stand beside them; costs no spaCy."""
        text, parts = reading.text, phrase.parts
        for number, part in enumerate(parts):
            if isinstance(part, Words) and not any(
                (number == 0 or isinstance(parts[number - 1], Words) or _name_before(text, span))
                and (number + 1 == len(parts) or _NAME_AFTER.match(text, span.end))
                and self._alone(reading, span)
                for span in reading.find(part.termset)
            ):
                return False
        return True

    def _places(self, phrase: Wording, reading: Reading, lang: str) -> Iterable[Span]:
        names = _names(reading, lang, self.pipelines.get(lang, SHIPPED[lang]))
        chains: list[Span] | None = None
        for part in phrase.parts:
            if isinstance(part, Words):
                spans: Iterable[Span] = reading.find(part.termset)
            else:
                spans = [span for span, label in names if label is None or label in part.labels]
            if chains is None:
                chains = list(spans)
            else:
                chains = [
                    Span(first.start, second.end)
                    for first in chains
                    for second in spans
                    if _joined(reading.text, first, second)
                ]
        return chains or ()


def _name_before(text: str, span: Span) -> bool:
    """True if what stands before a span can be a name."""
    found = _NAME_BEFORE.search(text[max(span.start - _LONGEST_NAME, 0) : span.start])
    return found is not None and found[1].lower() not in _NO_NAME


def _anchor(phrase: Wording) -> Term:
    terms = [part.termset.terms[0] for part in phrase.parts if isinstance(part, Words)]
    return max(terms, key=lambda term: len(term.source))


def _joined(text: str, first: Span, second: Span) -> bool:
    """True if one follows the other, or a name took in some of the words beside it ("Kollegin Anna")."""
    if first.end <= second.start:
        return _JOINT.fullmatch(text, first.end, second.start) is not None
    return first.start <= second.start < first.end < second.end


def _names(reading: Reading, lang: str, pipeline: str) -> list[tuple[Span, str | None]]:
    """Names with their labels; an account name (@contoso) may be any."""
    names: list[tuple[Span, str | None]] = [(Span(*match.span()), None) for match in _HANDLE.finditer(reading.text)]
    doc = _document(reading, lang, pipeline)
    return names + [(_trimmed(reading.text, name.start_char, name.end_char), name.label_) for name in doc.ents]


def _trimmed(text: str, start: int, end: int) -> Span:
    """A name without the stop of its sentence, which spaCy leaves at abbreviations ("GmbH.")."""
    return Span(start, start + len(text[start:end].rstrip(" .,;:!?…")))


def _document(reading: Reading, lang: str, pipeline: str) -> Any:
    """The document. Raises CannotRun if the pipeline is not there; a damaged one is an error of the check."""
    try:
        return reading.doc(lang, pipeline)
    except (ImportError, OSError, ValueError, MissingModel) as error:
        raise CannotRun(str(error)) from error


@dataclass(frozen=True)
class TokenMatcher:
    """Compiled `tokens`; holds one spaCy Matcher per language, made at first use."""

    spec: Phrase
    keywords: TermSet
    pipelines: Mapping[str, str]

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self.keywords,)

    @property
    def required(self) -> tuple[TermSet, ...]:
        return (self.keywords,)

    @cached_property
    def _matchers(self) -> dict[str, Any]:
        return {}

    def matches(self, reading: Reading) -> Iterator[Match]:
        """Every match of every pattern, as spans of the author's text. Raises CannotRun if a model is missing."""
        if not reading.may_hold(self.keywords):
            return
        for lang in sorted(reading.langs & set(self.spec.tokens)):
            doc = _document(reading, lang, self.pipelines[lang])
            try:
                places = [doc[start:end] for _, start, end in self._matcher(lang)(doc)]
            except ValueError as error:
                raise CannotRun(str(error)) from error
            for found in places:
                yield Match(Span(found.start_char, found.end_char))

    def _matcher(self, lang: str) -> Any:
        from postguard.nlp import token_matcher

        if lang not in self._matchers:
            self._matchers[lang] = token_matcher(lang, self.spec.tokens[lang], self.pipelines[lang])
        return self._matchers[lang]
