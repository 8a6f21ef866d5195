"""Logistic regression with a quadratic penalty, by Newton's method; nothing but numpy, and the same result every time.

With an offset (a score that is there already) it learns a correction: the penalty draws it to nothing, so that few drafts
move little (Chelba and Acero 2004, "Adaptation of maximum entropy capitalizer: little data can help a lot").
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

STEPS = 50
FREE = 1e-6
"""Penalty of a bias that is hardly held back at all."""


class Fit(NamedTuple):
    """Weights and bias."""

    weights: Any
    bias: float

    def logits(self, rows: Any, offset: Any = 0.0) -> Any:
        """Scores of rows."""
        return rows @ self.weights + self.bias + offset


def fit(
    rows: Any,
    wanted: Any,
    penalty: float,
    *,
    offset: Any = 0.0,
    counts: Any = 1.0,
    bias_penalty: float = FREE,
    start: Fit | None = None,
) -> Fit:
    """The weights with the least loss; `counts` says how much each row counts, `wanted` may lie between 0 and 1."""
    design = np.hstack([rows, np.ones((len(rows), 1))])
    hold = np.full(design.shape[1], penalty)
    hold[-1] = bias_penalty
    weights = np.append(start.weights, start.bias) if start else np.zeros(design.shape[1])
    counts = np.broadcast_to(counts, len(rows))

    def loss(candidate: Any) -> float:
        logits = design @ candidate + offset
        return float((counts * (np.logaddexp(0, logits) - wanted * logits)).sum() + 0.5 * (hold * candidate**2).sum())

    best = loss(weights)
    for _ in range(STEPS):
        chance = sigmoid(design @ weights + offset)
        slope = design.T @ (counts * (chance - wanted)) + hold * weights
        bend = (design * (counts * np.maximum(chance * (1 - chance), 1e-9))[:, None]).T @ design + np.diag(hold)
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while (now := loss(weights - size * step)) > best and size > 1e-6:
            size /= 2
        if now > best:
            break
        weights = weights - size * step
        if best - now < 1e-9 * (1 + abs(best)):
            break
        best = now
    return Fit(weights[:-1], float(weights[-1]))


def platt(logits: Any, right: Any, pull: float) -> tuple[float, float]:
    """Scale and shift that turn scores into probabilities (Platt 1999, his targets included), drawn to 1 and 0 by `pull`."""
    yes, no = int(right.sum()), int((~right).sum())
    wanted = np.where(right, (yes + 1) / (yes + 2), 1 / (no + 2))
    found = fit(logits[:, None], wanted, pull, offset=logits, bias_penalty=pull)
    return max(1 + float(found.weights[0]), 0.05), found.bias


def turned(rows: Any) -> tuple[Any, Any]:
    """Rows turned so that no more columns are left than there are rows, and the way back for weights."""
    if len(rows) >= rows.shape[1]:
        return rows, np.eye(rows.shape[1])
    left, sizes, right = np.linalg.svd(rows, full_matrices=False)
    return left * sizes, right.T


def sigmoid(logits: Any) -> Any:
    """Probabilities of log odds."""
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))


def log_loss(logits: Any, right: Any) -> Any:
    """What each prediction costs, in nats."""
    return np.logaddexp(0, logits) - right * logits
