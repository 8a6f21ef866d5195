"""The rule to paste: YAML for each label that was learned, with the organisation's own drafts as examples.

The places that the examples mark are those at which the rule fires, found by running it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from postguard.classifiers import load_model
from postguard.draft import Draft
from postguard.kinds.classifier import Classifier, ClassifierMatcher
from postguard.linter import Linter
from postguard.reading import Reading
from postguard.spans import Span
from postguard.tuning.drafts import Labelled
from postguard.tuning.words import WORDS

EXAMPLES = 2
"""So many of each side and language."""


class Sample:
    """Drafts as the rule of a label sees them."""

    def __init__(self, folder: Path, label: str, model: Any, linter: Linter) -> None:
        self.name = path_of(folder)
        self._matcher = ClassifierMatcher(Classifier(self.name, label), lambda _: model, None)
        self._ruleset = linter.ruleset
        self.label = label

    def place(self, labelled: Labelled) -> Span | None:
        """Where the rule fires."""
        draft = Draft(labelled.text, author=labelled.author, lang=labelled.lang)
        channel = self._ruleset.channels.get(None, datetime.now(UTC).date())
        reading = Reading(draft, "text", draft.text, channel, self._ruleset.index)
        return next((match.span for match in self._matcher.matches(reading)), None)

    def examples(self, drafts: Sequence[Labelled]) -> dict[str, dict[str, list[str]]]:
        """By language: drafts that fire and should, drafts that do not and should not; only languages that have both."""
        found: dict[str, dict[str, list[str]]] = {}
        for lang in ("en", "de"):
            own = sorted((draft for draft in drafts if draft.lang == lang), key=lambda draft: len(draft.text))
            hit = [_marked(draft, span) for draft in own if draft.answer(self.label) and (span := self.place(draft))]
            miss = [
                _marked(draft, None) for draft in own if draft.answer(self.label) is False and not self.place(draft)
            ]
            if hit and miss:
                found[lang] = {"hit": hit[:EXAMPLES], "miss": miss[:EXAMPLES]}
        return found


def path_of(folder: Path) -> str:
    """The folder as rules name it: with a slash."""
    name = folder.as_posix()
    return name if "/" in name else f"./{name}"


def rules(folder: Path, labels: Sequence[str], drafts: Sequence[Labelled]) -> Iterator[tuple[str, list[str]]]:
    """Label by label its rule, line by line; no lines if the drafts have no example of both sides in any language."""
    model, linter = load_model(path_of(folder)), Linter.load()
    for label in labels:
        found = Sample(folder, label, model, linter).examples(drafts)
        yield label, list(_rule(path_of(folder), label, found)) if found else []


def categories(labels: Sequence[str]) -> list[str]:
    """The entry of a category that postguard does not know yet."""
    known = Linter.load().ruleset.book.categories
    new = [label for label in labels if label not in known]
    lines = ["categories:"] if new else []
    for label in new:
        means = ", ".join(f"{lang}: {_text(WORDS[lang]['means'].format(label=label))}" for lang in ("en", "de"))
        lines.append(f"  {label}: {{severity: review, means: {{{means}}}}}")
    return lines


def _rule(name: str, label: str, examples: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    yield f"  - id: {label}.own"
    yield "    kind: classifier"
    yield f"    model: {_text(name)}"
    yield f"    label: {label}"
    for key in ("message", "advice"):
        yield f"    {key}: {{en: {_text(WORDS['en'][key])}, de: {_text(WORDS['de'][key])}}}"
    yield f"    langs: [{', '.join(examples)}]"
    yield "    basis: [craft]"
    yield "    examples:"
    for side in ("hit", "miss"):
        yield f"      {side}:"
        for lang, found in examples.items():
            yield f"        {lang}:"
            yield from (f"          - {example}" for example in found[side])


def _marked(draft: Labelled, span: Span | None) -> str:
    """A draft as an example; marks that stand in the text are doubled."""

    def plain(text: str) -> str:
        return text.replace("‹", "‹‹").replace("›", "››")

    text = draft.text
    shown = plain(text)
    if span:
        shown = f"{plain(text[: span.start])}‹{plain(text[span.start : span.end])}›{plain(text[span.end :])}"
    return f"{{text: {_text(shown)}, author: {draft.author}}}" if draft.author else _text(shown)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
