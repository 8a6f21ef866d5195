"""Learning one label again and again: with drafts held back, with another penalty, in the end from all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from postguard.tuning.folds import folds
from postguard.tuning.logistic import FREE, Fit, fit, log_loss, turned

PENALTIES = (30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03)
BIAS_PENALTY = 3.0
"""How strongly the bias of a correction is held back."""
MANY = 500
"""From so many drafts on the penalty is chosen once: what that flatters the figures is nothing any more."""


class Beginning(NamedTuple):
    """Rows with their answers; `offset` is what a correction starts from, nothing for a label of one's own."""

    rows: Any
    right: Any
    offset: Any


@dataclass(frozen=True)
class Trial:
    """Rows to learn from: the organisation's own first, then the background, which is never asked about."""

    rows: Any
    right: Any
    wanted: Any
    offset: Any
    counts: Any
    back: Any
    bias_penalty: float

    @classmethod
    def of(cls, own: Beginning, background: Beginning, *, corrects: bool) -> Trial:
        """The background counts at most as much as the own drafts (those without the label, for a label of one's own)."""
        rows, back = turned(np.vstack([own.rows, background.rows]))
        weight = len(own.right) if corrects else (~own.right).sum()
        share = min(weight / max(len(background.right), 1), 1.0)
        return cls(
            rows,
            own.right,
            np.append(own.right, background.right).astype(float),
            np.append(own.offset, background.offset),
            np.append(np.ones(len(own.right)), np.full(len(background.right), share)),
            back,
            BIAS_PENALTY if corrects else FREE,
        )

    def whole(self, penalty: float) -> tuple[Any, float]:
        """Weights and bias from all drafts."""
        made = self._fit(np.arange(len(self.right)), penalty)
        return self.back @ made.weights, made.bias

    def best(self, group: Sequence[int], among: Any = None) -> float:
        """The penalty whose held-back drafts cost least; the strongest of equals."""
        among = np.arange(len(self.right)) if among is None else among
        place = folds([group[n] for n in among], self.right[among].tolist())
        if place is None:
            return PENALTIES[0]
        cost = dict.fromkeys(PENALTIES, 0.0)
        for fold in sorted(set(place)):
            inside = np.array(place) == fold
            asked, made = among[inside], None
            for penalty in PENALTIES:
                made = self._fit(among[~inside], penalty, made)
                cost[penalty] += float(log_loss(self._logits(made, asked), self.right[asked]).sum())
        return min(PENALTIES, key=lambda penalty: (round(cost[penalty], 6), -penalty))

    def predicted(self, group: Sequence[int]) -> Any:
        """Log odds of each own draft from weights that had not seen its fold."""
        place = np.array(folds(group, self.right.tolist()))
        logits = np.zeros(len(self.right))
        once = self.best(group) if len(self.right) >= MANY else None
        for fold in sorted(set(place.tolist())):
            learned, asked = np.flatnonzero(place != fold), np.flatnonzero(place == fold)
            logits[asked] = self._logits(self._fit(learned, once or self.best(group, learned)), asked)
        return logits

    def _fit(self, chosen: Any, penalty: float, start: Fit | None = None) -> Fit:
        """Weights from some of the own rows and all of the background."""
        background = np.arange(len(self.right), len(self.rows))
        used = np.append(chosen, background).astype(int)
        return fit(
            self.rows[used],
            self.wanted[used],
            penalty,
            offset=self.offset[used],
            counts=self.counts[used],
            bias_penalty=self.bias_penalty,
            start=start,
        )

    def _logits(self, made: Fit, numbers: Any) -> Any:
        return made.logits(self.rows[numbers], self.offset[numbers])
