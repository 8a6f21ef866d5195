"""How good a label is: figures over drafts whose answer is known, and what changed against another model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from postguard.tuning.drafts import Labelled

BEYOND_CHANCE = 1.645
"""Standard errors; chance alone is that far off once in twenty times."""


class Figures(NamedTuple):
    """Counts and what follows from them. `found` of `yes` drafts with the label fired, `wrong` others did too."""

    drafts: int
    yes: int
    found: int
    wrong: int
    auc: float | None = None
    log_loss: float | None = None
    calibration_error: float | None = None

    @property
    def precision(self) -> float | None:
        """Share of findings that are right."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of drafts with the label that are found."""
        return self.found / self.yes if self.yes else None

    def as_dict(self) -> dict[str, Any]:
        """For the card."""
        plain = {**self._asdict(), "precision": self.precision, "recall": self.recall}
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in plain.items()}


def figures(probability: Any, right: Any, threshold: float) -> Figures:
    """Figures of one label on drafts."""
    fired = probability >= threshold
    sure = np.clip(probability, 1e-9, 1 - 1e-9)
    return Figures(
        drafts=len(right),
        yes=int(right.sum()),
        found=int((fired & right).sum()),
        wrong=int((fired & ~right).sum()),
        auc=auc(probability, right),
        log_loss=float(-np.log(np.where(right, sure, 1 - sure)).mean()) if len(right) else None,
        calibration_error=calibration_error(probability, right),
    )


def auc(scores: Any, right: Any) -> float | None:
    """How often a draft with the label scores above one without (ties count half)."""
    yes, no = scores[right], scores[~right]
    if not len(yes) or not len(no):
        return None
    order = np.sort(no)
    below, upto = np.searchsorted(order, yes, "left"), np.searchsorted(order, yes, "right")
    return float((below + upto).sum() / 2 / len(yes) / len(no))


def above_chance(scores: Any, right: Any) -> bool:
    """True if the order of the scores is better than chance, by its standard error (Hanley and McNeil 1982)."""
    area = auc(scores, right)
    if area is None or area <= 0.5:
        return False
    yes, no = int(right.sum()), int((~right).sum())
    # The error under the assumption that nothing was learned, where a perfect order would have none.
    error = math.sqrt((yes + no + 1) / (12 * yes * no))
    return area - BEYOND_CHANCE * error > 0.5


def calibration_error(probability: Any, right: Any, bins: int = 10) -> float | None:
    """Mean distance between probability and share of right ones, over bins of equal width (Naeini 2015)."""
    if not len(right):
        return None
    place = np.minimum((probability * bins).astype(int), bins - 1)
    inside = [place == number for number in range(bins) if (place == number).any()]
    return float(sum(abs(probability[own].mean() - right[own].mean()) * own.sum() for own in inside) / len(right))


class Change(NamedTuple):
    """Decisions that got better and that got worse."""

    better: int
    worse: int

    @property
    def is_worse(self) -> bool:
        """True if more got worse than chance explains (sign test)."""
        return self.worse - self.better > BEYOND_CHANCE * math.sqrt(self.worse + self.better)


def _change(before: Any, after: Any, right: Any) -> Change:
    """What became of decisions (true: fired)."""
    return Change(int(((before != right) & (after == right)).sum()), int(((before == right) & (after != right)).sum()))


def _parts(names: Sequence[str | None]) -> dict[str, Any]:
    """Which drafts belong to each name, in the order of names."""
    known = np.array([name or "" for name in names], dtype=object)
    return {name: known == name for name in sorted(set(known)) if name}


class Answers:
    """One model's answers about one label."""

    def __init__(self, drafts: Sequence[Labelled], probability: Any, right: Any, threshold: float) -> None:
        self.probability, self.right, self.threshold = probability, right, threshold
        self.fired = probability >= threshold
        self.langs = _parts([draft.lang for draft in drafts])
        self.groups = _parts([draft.group for draft in drafts])

    def all(self) -> dict[str, Any]:
        """Figures over everything, by language and by the organisation's own groups."""
        found = {"all": self._of(slice(None)), "lang": {name: self._of(own) for name, own in self.langs.items()}}
        return found | ({"group": {name: self._of(own) for name, own in self.groups.items()}} if self.groups else {})

    def cost(self) -> float:
        """Mean log loss."""
        sure = np.clip(self.probability, 1e-9, 1 - 1e-9)
        return float(-np.log(np.where(self.right, sure, 1 - sure)).mean())

    def against(self, before: Answers, own: Any = slice(None)) -> Change:
        """What changed against an earlier model."""
        return _change(before.fired[own], self.fired[own], self.right[own])

    def _of(self, own: Any) -> dict[str, Any]:
        found: Figures = figures(self.probability[own], self.right[own], self.threshold)
        return found.as_dict()


def changes(before: Answers, after: Answers) -> dict[str, Any]:
    """What changed from one model to another, over everything and by language."""
    return {
        "all": after.against(before)._asdict(),
        "lang": {name: after.against(before, own)._asdict() for name, own in after.langs.items()},
    }
