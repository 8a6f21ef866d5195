"""A tiny base model and drafts that it can be taught with."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.tuning.tiny import write_tiny

PLAIN = (
    "monday team visit garden coffee report street music window river paper summer lunch train book letter forest phone "
    "market harbour bridge lamp table chair"
).split()
Sentence = Callable[..., str]


@pytest.fixture
def sentence() -> Sentence:
    """Five plain words and some more, in any order."""
    rng = random.Random(1)

    def make(*more: str) -> str:
        words = [*rng.sample(PLAIN, 5), *more]
        rng.shuffle(words)
        return " ".join(words)

    return make


@pytest.fixture
def base(tmp_path: Path, sentence: Sentence) -> Path:
    """A model that finds deals by the word merger, with public drafts."""
    deals = [{"text": sentence("merger"), "labels": ["leak.deal"], "near": "leak.deal"} for _ in range(30)]
    fine = [{"text": sentence(), "labels": [], "near": "leak.deal"} for _ in range(60)]
    return write_tiny(
        tmp_path / "base", [*PLAIN, "merger", "falcon", "bargain"], {"leak.deal": "merger"}, [*deals, *fine]
    )


def write_lines(file: Path, lines: Iterable[Mapping[str, Any]]) -> Path:
    """Lines of JSON."""
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return file


def slang(sentence: Sentence, each: int = 10) -> list[dict[str, Any]]:
    """Drafts in which falcon is what the organisation does not want."""
    bad = [{"id": f"y{n}", "text": sentence("falcon"), "expect": ["tone.slang"], "lang": "en"} for n in range(each)]
    return bad + [{"id": f"n{n}", "text": sentence(), "expect": [], "lang": "en"} for n in range(each)]
