"""Rules that ask a trained model. A classifier alone never blocks (see settle)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal

from postguard.errors import MissingModel
from postguard.kinds.base import STRICT, CannotRun, Compiler, Match
from postguard.reading import Reading
from postguard.spans import Span
from postguard.terms import TermSet


@dataclass(frozen=True)
class Classifier:
    """A label of a model above a threshold.

    model      name of a shipped model folder, or a path (with a slash)
    label      the label of the model that is asked for
    threshold  probability from which the rule fires; default: what the model's card suggests
    per        sentence or post: what is judged at once
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    model: str
    label: str
    threshold: float | None = None
    per: Literal["sentence", "post"] = "post"

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
        """Every stretch whose probability reaches the threshold. Raises CannotRun without the model."""
        try:
            model = self.model
        except MissingModel as error:
            raise CannotRun(str(error)) from error
        spans = [Span(0, len(reading.text))] if self.spec.per == "post" else list(reading.sentences)
        spans = [span for span in spans if reading.text[span.start : span.end].strip()]
        suggested = model.threshold(self.spec.label)
        threshold = suggested if self.threshold is None else self.threshold
        for span, scores in zip(spans, model.scores([reading.text[a:b] for a, b in spans]), strict=True):
            if scores[self.spec.label] >= threshold:
                yield Match(span, {}, scores[self.spec.label])
