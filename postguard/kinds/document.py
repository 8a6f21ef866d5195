"""Rules about wording that stands in internal documents: the interface that a document index implements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from postguard.kinds.base import STRICT, CannotRun, Compiler, Match
from postguard.reading import Reading
from postguard.spans import Span
from postguard.terms import TermSet


class Overlap(NamedTuple):
    """A stretch of the draft that stands in a document; `document` is its id, never its text."""

    span: Span
    document: str
    owner: str


class DocumentIndex(Protocol):
    """Fingerprints of internal documents. Built and kept by the organisation; never holds their text."""

    def overlaps(self, text: str, min_words: int) -> Iterator[Overlap]: ...


@dataclass(frozen=True)
class Document:
    """Wording shared with an internal document.

    min_words  how many words in a row must be shared
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    min_words: int = 8

    def compile(self, compiler: Compiler) -> DocumentMatcher:
        """A shingle of fewer than four words would match everyday phrases."""
        if self.min_words < 4:
            compiler.problem(
                ("min_words",), f"expected 4 or more, found {self.min_words}: shorter runs are everyday phrases"
            )
        return DocumentMatcher(self.min_words, compiler.documents)


@dataclass(frozen=True)
class DocumentMatcher:
    """Compiled `document`."""

    min_words: int
    index: DocumentIndex | None
    termsets: ClassVar[tuple[TermSet, ...]] = ()
    required: ClassVar[tuple[TermSet, ...]] = ()

    def matches(self, reading: Reading) -> Iterator[Match]:
        """Every shared stretch. Raises CannotRun if no index is configured."""
        if self.index is None:
            raise CannotRun("no document index is configured")
        for overlap in self.index.overlaps(reading.text, self.min_words):
            yield Match(overlap.span, {"document": overlap.document, "owner": overlap.owner})
