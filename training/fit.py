"""Fine-tunes the upper half of the encoder on rows of texts and targets; the lower half stays and is run only once."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.data import LABELS, Row
from training.e5 import E5
from training.encoder import Bottom, Top, batches, padded

FROZEN = 6
BATCH = 32
PUBLIC_PER_EPOCH = 6_000
"""Public sets are thinned anew for each epoch, so that they do not drown the drafts."""
RATE, HEAD_RATE = 1.5e-4, 2e-3
POSITIVE_WEIGHT = 3.0
"""A violation counts for so many harmless drafts of its label: most labels are rare."""


@dataclass
class Halfway:
    """What the lower half makes of each text: one vector per piece, all texts behind each other."""

    vectors: np.ndarray
    offsets: np.ndarray

    @property
    def lengths(self) -> list[int]:
        return np.diff(self.offsets).tolist()

    def batch(self, chosen: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
        rows = [np.asarray(self.vectors[self.offsets[n] : self.offsets[n + 1]]) for n in chosen]
        vectors, mask, present = padded(rows)
        return vectors.float(), mask, present


def halfway(model: E5, kept: Sequence[int], texts: Sequence[np.ndarray]) -> Halfway:
    """Run the lower half over texts given as numbers of pieces."""
    bottom = Bottom(model, kept, range(FROZEN)).eval()
    lengths = list(map(len, texts))
    made: list[np.ndarray] = [np.zeros(0)] * len(texts)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for chosen in batches(lengths, range(len(texts)), 64, 1_000):
            numbers, mask, _ = padded([texts[n] for n in chosen])
            vectors = bottom(numbers, mask).to(torch.float16).numpy()
            for place, number in enumerate(chosen):
                made[number] = vectors[place, : lengths[number]]
    return Halfway(np.concatenate(made), np.cumsum([0, *lengths]))


def targets(rows: Sequence[Row]) -> np.ndarray:
    """Targets by row and label; NaN where a set does not say."""
    found = np.full((len(rows), len(LABELS)), np.nan, np.float32)
    for number, row in enumerate(rows):
        for label, value in row.targets.items():
            found[number, LABELS.index(label)] = value
    return found


def fit(model: E5, data: Halfway, rows: Sequence[Row], train: Sequence[int], epochs: int, seed: int) -> Top:
    """The upper half after so many rounds over the drafts in `train` (numbers of rows)."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    top = Top(model, range(FROZEN, model.layers), len(LABELS))
    own = [n for n in train if rows[n].kind]
    public = [n for n in train if not rows[n].kind]
    wanted, weights = targets(rows), np.array([row.weight for row in rows], np.float32)
    body = [value for name, value in top.named_parameters() if not name.startswith("head")]
    groups = [{"params": body, "lr": RATE}, {"params": top.head.parameters(), "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * (len(own) + min(PUBLIC_PER_EPOCH, len(public))) // BATCH + epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
    )
    for epoch in range(epochs):
        began, losses = time.time(), []
        top.train()
        order = own + rng.sample(public, min(PUBLIC_PER_EPOCH, len(public)))
        rng.shuffle(order)
        shuffled = list(batches(data.lengths, order, BATCH))
        rng.shuffle(shuffled)
        for chosen in shuffled:
            loss = _loss(top, data, chosen, wanted, weights)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body, 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}, {time.time() - began:.0f} s", flush=True)
    return top.eval()


def _loss(top: Top, data: Halfway, chosen: Sequence[int], wanted: np.ndarray, weights: np.ndarray) -> Tensor:
    vectors, mask, present = data.batch(chosen)
    target = torch.from_numpy(wanted[chosen])
    known = ~torch.isnan(target)
    target = torch.nan_to_num(target)
    with torch.autocast("cpu", torch.bfloat16):
        scores = top(vectors, mask, present, dropout=0.1)
    each = functional.binary_cross_entropy_with_logits(scores, target, reduction="none")
    weight = known * torch.from_numpy(weights[chosen])[:, None] * (1 + (POSITIVE_WEIGHT - 1) * target)
    return (each * weight).sum() / len(chosen)


def logits(top: Top, data: Halfway, chosen: Sequence[int]) -> np.ndarray:
    """Scores by row and label, before calibration."""
    found = np.zeros((len(chosen), len(LABELS)), np.float32)
    place = {number: at for at, number in enumerate(chosen)}
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(data.lengths, chosen, 64, 1_000):
            for number, row in zip(batch, top(*data.batch(batch)).numpy(), strict=True):
                found[place[number]] = row
    return found
