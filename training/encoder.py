"""The encoder in PyTorch, for training only: BERT with post-layer normalisation (Devlin et al. 2019), as e5-small has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.e5 import E5


class Layer(nn.Module):
    """Self-attention and a feed-forward network, each with a residual and a normalisation behind it."""

    def __init__(self, model: E5, number: int) -> None:
        super().__init__()
        self.heads = model.heads

        def linear(name: str) -> nn.Linear:
            weight = torch.from_numpy(model.tensors[f"l{number}.{name}.w"])
            made = nn.Linear(weight.shape[1], weight.shape[0])
            made.weight.data, made.bias.data = weight, torch.from_numpy(model.tensors[f"l{number}.{name}.b"])
            return made

        def norm(name: str) -> nn.LayerNorm:
            made = nn.LayerNorm(model.hidden, eps=max(model.epsilon, 1e-12))
            made.weight.data = torch.from_numpy(model.tensors[f"l{number}.{name}.w"])
            made.bias.data = torch.from_numpy(model.tensors[f"l{number}.{name}.b"])
            return made

        self.q, self.k, self.v, self.ao = (linear(name) for name in ("q", "k", "v", "ao"))
        self.fi, self.fo = linear("fi"), linear("fo")
        self.aln, self.oln = norm("aln"), norm("oln")

    def forward(self, x: Tensor, mask: Tensor, dropout: float = 0.0) -> Tensor:
        rows, length, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(rows, length, self.heads, width // self.heads).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=mask
        )
        attended = self.ao(attended.transpose(1, 2).reshape(rows, length, width))
        x = self.aln(x + functional.dropout(attended, dropout, self.training))
        return self.oln(x + functional.dropout(self.fo(functional.gelu(self.fi(x))), dropout, self.training))


class Bottom(nn.Module):
    """Embeddings and the layers that are left as they are."""

    def __init__(self, model: E5, kept: Sequence[int], layers: range) -> None:
        super().__init__()
        tensors = model.tensors
        self.words = nn.Embedding.from_pretrained(torch.from_numpy(tensors["emb.word"][list(kept)]))
        self.positions = torch.from_numpy(tensors["emb.pos"]) + torch.from_numpy(tensors["emb.type"][: model.hidden])
        self.norm = nn.LayerNorm(model.hidden, eps=max(model.epsilon, 1e-12))
        self.norm.weight.data = torch.from_numpy(tensors["emb.ln.w"])
        self.norm.bias.data = torch.from_numpy(tensors["emb.ln.b"])
        self.layers = nn.ModuleList(Layer(model, number) for number in layers)

    def forward(self, numbers: Tensor, mask: Tensor) -> Tensor:
        x = self.norm(self.words(numbers) + self.positions[: numbers.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Top(nn.Module):
    """The layers that learn, and a linear head on the mean of the pieces: each piece's share of a score is exact."""

    def __init__(self, model: E5, layers: range, labels: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(model, number) for number in layers)
        self.head = nn.Linear(model.hidden, labels)

    def forward(self, x: Tensor, mask: Tensor, present: Tensor, dropout: float = 0.0) -> Tensor:
        for layer in self.layers:
            x = layer(x, mask, dropout)
        weights = present.to(x.dtype).unsqueeze(-1)
        pooled = (x * weights).sum(1) / weights.sum(1)
        return self.head(functional.dropout(pooled, dropout, self.training)).float()


def padded(rows: Sequence[np.ndarray]) -> tuple[Tensor, Tensor, Tensor]:
    """Rows of different length as one tensor, the mask for attention, and which places are real."""
    longest = max(map(len, rows))
    shape = (len(rows), longest, *rows[0].shape[1:])
    out = np.zeros(shape, rows[0].dtype)
    present = np.zeros((len(rows), longest), bool)
    for index, row in enumerate(rows):
        out[index, : len(row)], present[index, : len(row)] = row, True
    there = torch.from_numpy(present)
    return torch.from_numpy(out), there[:, None, None, :], there


def batches(lengths: Sequence[int], order: Sequence[int], size: int, chunk: int = 40) -> Iterator[list[int]]:
    """Batches of similar length, from neighbours in `order`."""
    for start in range(0, len(order), size * chunk):
        block = sorted(order[start : start + size * chunk], key=lambda index: lengths[index])
        yield from (block[at : at + size] for at in range(0, len(block), size))
