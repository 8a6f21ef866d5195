"""A model folder of the `encoder` format that is small enough to write by hand: every word has its vector.

The graph is one look-up in a table, put down in the wire format of ONNX, so that tests go the whole way through the runtime.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from postguard.classifiers import Post, read_card
from postguard.classifiers.encoder import Encoder
from postguard.classifiers.subwords import MARK

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", f"{MARK}query:", f"{MARK}employee:", f"{MARK}brand:")


def _field(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def _value(name: str, kind: int) -> bytes:
    shape = b"".join(_field(1, _field(2, axis)) for axis in ((b"n", b"l") if kind == 7 else (b"n", b"l", b"w")))
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def onnx(table: np.ndarray) -> bytes:
    """A graph with one node: states = table[pieces]."""
    node = b"".join(_field(1, name) for name in (b"table", b"pieces")) + _field(2, b"states") + _field(4, b"Gather")
    tensor = b"".join(_field(1, size) for size in table.shape) + _field(2, 1) + _field(8, b"table")
    tensor += _field(9, table.astype("<f4").tobytes())
    graph = _field(1, node) + _field(2, b"tiny") + _field(5, tensor)
    graph += _field(11, _value("pieces", 7)) + _field(12, _value("states", 1))
    return _field(1, 8) + _field(8, _field(1, b"") + _field(2, 13)) + _field(7, graph)


def write_tiny(
    folder: Path,
    words: Sequence[str],
    labels: Mapping[str, str],
    examples: Sequence[Mapping[str, Any]],
    width: int = 64,
) -> Path:
    """A model that knows words; each label fires on one of them."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = [*SPECIAL, *(MARK + word for word in words)]
    table = np.random.default_rng(7).normal(size=(len(pieces), width)).astype(np.float32)
    table[: len(SPECIAL)] = 0
    head = np.stack([60 * table[pieces.index(MARK + word)] / width for word in labels.values()])
    arrays = {
        "head": head.astype(np.float32),
        "bias": np.full(len(labels), -3.0, np.float32),
        "calibration": np.tile(np.array([1.0, 0.0], np.float32), (len(labels), 1)),
        "examples": np.zeros((max(len(examples), 1), width), np.float16),
        "centre": np.zeros(width, np.float32),
    }
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    contents = {
        "encoder.onnx": onnx(table),
        "arrays.npz": buffer.getvalue(),
        "gate.bin": bytes(16),
        "vocabulary.tsv": "".join(f"{piece}\t-1.0\n" for piece in pieces).encode(),
        "examples.jsonl": "".join(json.dumps(example) + "\n" for example in examples).encode(),
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    card = {
        "format": "encoder",
        "format_version": 1,
        "labels": dict.fromkeys(labels, 0.5),
        "files": {name: sha256(data).hexdigest() for name, data in contents.items()},
        "languages": ["en", "de"],
        "licence": "Apache-2.0",
        "date": "2026-11-22",
        "limit": 60,
        "gate": 0.0,
    }
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return folder


def opened(folder: Path) -> Encoder:
    """The model."""
    return Encoder(read_card(folder))


__all__ = ["Post", "opened", "write_tiny"]
