"""Writes the model folder: the encoder as ONNX with 8-bit weights, head, calibration, quick look, vocabulary, examples."""

from __future__ import annotations

import io
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from postguard.classifiers import Post, read_card
from postguard.classifiers.encoder import Encoder
from training.data import CATEGORIES, Row
from training.e5 import E5
from training.encoder import Bottom, Top

EXAMPLES = 25
"""Drafts to show as similar: so many of each category and language, bad and harmless."""


class _States(nn.Module):
    """Pieces in, one vector per piece out."""

    def __init__(self, bottom: Bottom, top: Top) -> None:
        super().__init__()
        self.bottom, self.top = bottom, top

    def forward(self, pieces: Tensor) -> Tensor:
        mask = torch.ones_like(pieces, dtype=torch.bool)[:, None, None, :]
        states = self.bottom(pieces, mask)
        for layer in self.top.layers:
            states = layer(states, mask)
        return states


def onnx(bottom: Bottom, top: Top) -> bytes:
    """The encoder with its weights as signed bytes, one scale per channel."""
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder, "plain.onnx"), Path(folder, "small.onnx")
        sample = torch.randint(4, 1_000, (1, 40))
        axes = {"pieces": {0: "posts", 1: "length"}, "states": {0: "posts", 1: "length"}}
        torch.onnx.export(
            _States(bottom, top).eval(), (sample,), plain, input_names=["pieces"], output_names=["states"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, per_channel=True)
        return small.read_bytes()


def write(
    folder: Path,
    model: E5,
    kept: Sequence[int],
    top: Top,
    labels: Mapping[str, float],
    parts: Mapping[str, Any],
    rows: Sequence[Row],
    about: Mapping[str, Any],
) -> None:
    """The whole folder. `parts` has `onnx`, `gate` (bytes) and `calibration` (array); `about` goes into the card."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "encoder.onnx").write_bytes(parts["onnx"])
    (folder / "gate.bin").write_bytes(parts["gate"])
    lines = (f"{model.pieces[number]}\t{float(model.scores[number]):.4f}\n" for number in kept)
    (folder / "vocabulary.tsv").write_text("".join(lines), encoding="utf-8")
    shown = _examples(rows)
    plain = [{"text": row.text, "labels": list(row.expect), "near": near} for row, near in shown]
    (folder / "examples.jsonl").write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in plain), encoding="utf-8"
    )
    arrays = {
        "head": top.head.weight.detach().numpy().astype(np.float32)[: len(labels)],
        "bias": top.head.bias.detach().numpy().astype(np.float32)[: len(labels)],
        "calibration": parts["calibration"].astype(np.float32)[: len(labels)],
        "examples": np.zeros((1, model.hidden), np.float16),
        "centre": np.zeros(model.hidden, np.float32),
    }
    _arrays(folder, arrays)
    _card(folder, labels, about)
    # The vectors of the examples are made by the very code that will compare them.
    vectors = Encoder(read_card(folder)).pooled([Post(row.text, row.author) for row, _ in shown])
    arrays["centre"] = vectors.mean(axis=0).astype(np.float32)
    centred = vectors - arrays["centre"]
    arrays["examples"] = (centred / np.linalg.norm(centred, axis=1, keepdims=True)).astype(np.float16)
    _arrays(folder, arrays)
    _card(folder, labels, about)


def _arrays(folder: Path, arrays: Mapping[str, np.ndarray]) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    (folder / "arrays.npz").write_bytes(buffer.getvalue())


def _card(folder: Path, labels: Mapping[str, float], about: Mapping[str, Any]) -> None:
    names = ("arrays.npz", "encoder.onnx", "examples.jsonl", "gate.bin", "vocabulary.tsv")
    files = {name: sha256((folder / name).read_bytes()).hexdigest() for name in names}
    card = {"format": "encoder", "format_version": 1, **about, "labels": labels, "files": files}
    (folder / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _examples(rows: Sequence[Row], seed: int = 0) -> list[tuple[Row, str]]:
    """Short drafts of each category and language, bad ones and their harmless twins, with the category they belong to."""
    rng = random.Random(seed)
    chosen: list[tuple[Row, str]] = []
    for category in CATEGORIES:
        for lang in ("en", "de"):
            fitting = [row for row in rows if row.source == category and row.lang == lang and len(row.text) <= 120]
            bad = [row for row in fitting if row.expect and row.targets.get(category) == 1.0]
            good = [row for row in fitting if not row.expect and not any(row.targets.values())]
            for found in (bad, good):
                chosen += [(row, category) for row in rng.sample(found, min(EXAMPLES, len(found)))]
    return chosen
