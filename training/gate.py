"""The quick look in front of the encoder: learns which texts the encoder finds suspicious."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from postguard.classifiers import Post
from postguard.classifiers.gate import Gate, slots, words_of

SIZE = 1 << 18
EPOCHS = 12


def fit(posts: Sequence[Post], suspicious: np.ndarray, seed: int = 0) -> bytes:
    """Weights as signed bytes; `suspicious` is 0 to 1 by post."""
    torch.manual_seed(seed)
    found = [torch.tensor(slots(post, SIZE)) for post in posts]
    roots = torch.tensor([(3 * len(words_of(post))) ** 0.5 for post in posts])
    weights = torch.nn.EmbeddingBag(SIZE, 1, mode="sum", sparse=True)
    torch.nn.init.zeros_(weights.weight)
    bias = torch.zeros(1, requires_grad=True)
    sparse, dense = torch.optim.SparseAdam(weights.parameters(), lr=0.02), torch.optim.Adam([bias], lr=0.02)
    wanted = torch.from_numpy(suspicious.astype(np.float32))
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(posts)).split(256):
            bags = [found[n] for n in chosen]
            starts = torch.tensor([0, *map(len, bags)]).cumsum(0)[:-1]
            scores = weights(torch.cat(bags), starts).squeeze(1) / roots[chosen] * 4 + bias
            loss = functional.binary_cross_entropy_with_logits(scores, wanted[chosen])
            sparse.zero_grad()
            dense.zero_grad()
            loss.backward()
            sparse.step()
            dense.step()
    plain = weights.weight.detach().numpy()[:, 0]
    limit = float(np.quantile(np.abs(plain[plain != 0]), 0.999))
    return np.clip(np.round(plain / limit * 127), -127, 127).astype(np.int8).tobytes()


def threshold(weights: bytes, benign: Sequence[Post], share: float) -> float:
    """The score that only this share of benign posts reaches."""
    gate = Gate(weights, 0.0)
    return round(float(np.quantile([gate.score(post) for post in benign], 1 - share)), 2)
