"""Probabilities that mean what they say, and the threshold of each label.

Platt scaling (Platt 1999) per label on drafts that the model did not learn from. A label has few of these, so its scale and
shift are drawn towards those that fit all labels together.
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

PULL = 3.0
"""How strongly a label's own figures are drawn to the common ones, in nats per unit squared."""


def platt(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Scale and shift by label (rows of two); targets are NaN where unknown."""
    scores, wanted = torch.from_numpy(logits).double(), torch.from_numpy(targets).double()
    known = ~torch.isnan(wanted)
    common = _fit(scores, torch.nan_to_num(wanted), known, torch.tensor([1.0, 0.0], dtype=torch.double), 0.0)
    rows = [
        _fit(scores[:, n : n + 1], torch.nan_to_num(wanted[:, n : n + 1]), known[:, n : n + 1], common, PULL)
        for n in range(scores.shape[1])
    ]
    return torch.stack(rows).numpy()


def _fit(
    scores: torch.Tensor, wanted: torch.Tensor, known: torch.Tensor, start: torch.Tensor, pull: float
) -> torch.Tensor:
    values = start.clone().requires_grad_()
    optimiser = torch.optim.LBFGS([values], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        each = functional.binary_cross_entropy_with_logits(values[0] * scores + values[1], wanted, reduction="none")
        loss = (each * known).sum() + pull * ((values - start) ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return values.detach()


def probabilities(logits: np.ndarray, calibration: np.ndarray) -> np.ndarray:
    """Calibrated probabilities."""
    return 1 / (1 + np.exp(-(logits * calibration[:, 0] + calibration[:, 1])))


def expected_calibration_error(probability: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean distance between probability and share of right ones, over bins of equal width weighted by size (Naeini 2015)."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(probability[place == b].mean() - right[place == b].mean()) * (place == b).sum()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps) / len(probability))


def threshold(probability: np.ndarray, right: np.ndarray, benign: np.ndarray, precision: float, allowed: int) -> float:
    """The lowest threshold from 0.5 on that reaches the precision on held-out drafts and flags few enough benign posts.

    Precision is estimated with one wrong finding more than was seen, because the numbers are small.
    """
    for candidate in np.arange(0.5, 0.99, 0.01):
        fired = probability >= candidate
        if (benign >= candidate).sum() <= allowed and right[fired].sum() >= precision * (fired.sum() + 1):
            return round(float(candidate), 2)
    return 0.99
