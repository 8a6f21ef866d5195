"""Rules that ask a trained model. A classifier alone never blocks (see settle)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from postguard.classifiers import Post
from postguard.errors import MissingModel
from postguard.kinds.base import STRICT, CannotRun, Compiler, Match
from postguard.reading import Reading
from postguard.report import Evidence
from postguard.spans import Span
from postguard.terms import TermSet


@dataclass(frozen=True)
class Classifier:
    """A label of a model above a threshold; the finding is the sentence with the words that carried it.

    model      name of a shipped model folder, or a path (with a slash)
    label      the label of the model that is asked for
    threshold  probability from which the rule fires; default: what the model's card suggests
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    model: str
    label: str
    threshold: float | None = None

    def compile(self, compiler: Compiler) -> ClassifierMatcher:
        """The model is loaded at first use, so that a rule that is not picked costs nothing."""
        if self.threshold is not None and not 0 < self.threshold < 1:
            compiler.problem(("threshold",), f"expected a probability between 0 and 1, found {self.threshold}")
        return ClassifierMatcher(self, compiler.models, compiler.threshold or self.threshold)


@dataclass(frozen=True)
class ClassifierMatcher:
    """Compiled `classifier`."""

    spec: Classifier
    load: Any
    threshold: float | None
    termsets: ClassVar[tuple[TermSet, ...]] = ()
    required: ClassVar[tuple[TermSet, ...]] = ()

    @cached_property
    def model(self) -> Any:
        if self.load is None:
            raise MissingModel(f"no models are configured; the rule asks for {self.spec.model!r}")
        return self.load(self.spec.model)

    def matches(self, reading: Reading) -> Iterator[Match]:
        """The sentence that reaches the threshold, if any. Raises CannotRun without the model."""
        try:
            model = self.model
        except MissingModel as error:
            raise CannotRun(str(error)) from error
        label = self.spec.label
        threshold = model.card.threshold(label) if self.threshold is None else self.threshold
        post = Post(reading.text, reading.draft.author)
        probability = model.scores(post)[label]
        if probability >= threshold:
            evidence = model.evidence(post, label)
            yield Match(
                _sentence(reading, evidence.words), _values(reading.text, evidence), probability, None, evidence
            )


def _sentence(reading: Reading, words: tuple[Span, ...]) -> Span:
    """The sentences from the first to the last word that counts, without the space around them."""
    found = reading.sentence(words[0].hull(words[-1])) if words else Span(0, len(reading.text))
    quote = reading.text[found.start : found.end]
    return Span(found.start + len(quote) - len(quote.lstrip()), found.end - len(quote) + len(quote.rstrip()))


def _values(text: str, evidence: Evidence) -> dict[str, str]:
    """What messages may name: the words, and the drafts that are alike."""
    words = ", ".join(f"“{text[span.start : span.end].strip('.,:;!?()')}”" for span in evidence.words)
    return {"words": words, "similar": evidence.similar, "harmless": evidence.harmless}
