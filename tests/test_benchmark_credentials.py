"""benchmarks/credentials.py: what counts as found, what is left out, and what its tables say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.test_benchmarks import script

credentials = script("credentials")

PACK = r"""
defaults:
  message: {en: "“{match}”", de: "„{match}“"}
  advice: {en: Leave it out., de: Weglassen.}
rules:
  - id: leak.secret.zeal
    kind: pattern
    pattern: 'zeal-\d+'
    severity: block
    examples: {hit: {en: ["a ‹zeal-3›"], de: ["ein ‹zeal-3›"]}, miss: {en: [zeal], de: [Eifer]}}
  - id: tone.hype.gloriosa
    kind: terms
    any: {all: [gloriosa]}
    severity: advise
    examples: {hit: {en: ["a ‹gloriosa›"], de: ["ein ‹gloriosa›"]}, miss: {en: ["glory"], de: ["Ruhm"]}}
"""
SECRET, CLEAN = "leak.secret", "clean"
SAMPLES = [
    ("rule", "zealot", SECRET, "zeal-12"),
    ("rule", "zealot", SECRET, "fury-12"),
    ("rule", "zealot", CLEAN, "zeal-xx gloriosa"),
    ("rule", "zealot", CLEAN, "zeal-00"),
    ("plugin", "other", CLEAN, "zeal-12"),  # labelled both ways
    ("plugin", "address", CLEAN, "zeal-127"),
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "rules.yaml").write_text(PACK, encoding="utf-8")
    config = tmp_path / "postguard.yaml"
    config.write_text("packs: [./pack]\n", encoding="utf-8")
    samples = tmp_path / "samples.jsonl"
    lines = (json.dumps({key: kind, "label": label, "text": text}) for key, kind, label, text in SAMPLES)
    samples.write_text("\n".join(lines), encoding="utf-8")
    return config, samples


def share(count: int, of: int) -> dict[str, Any]:
    return {"count": count, "of": of, "share": count / of if of else None}


def test_every_figure(files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, samples = files
    out = tmp_path / "out.json"
    arguments = ["--config", str(config), "--leave-out", "address", "--kinds", "--misses", "--json", str(out)]
    assert credentials.main([str(samples), *arguments]) == 0
    (result,) = json.loads(out.read_text("utf-8")).values()
    assert {key: result[key] for key in ("recall", "false_alarms", "labelled_both_ways")} == {
        "recall": share(1, 2),
        "false_alarms": share(1, 2),
        "labelled_both_ways": 1,
    }
    assert result["kinds"] == {"zealot": {"recall": share(1, 2), "false_alarms": share(1, 2)}}
    shown = capsys.readouterr().out
    assert "1/2  0.500" in shown
    assert "missed zealot: 'fury-12'\nstopped zealot: leak.secret.zeal: 'zeal-00'\n" in shown


def test_a_sample_needs_a_label(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    config, samples = files
    samples.write_text('{"text": "x", "label": "maybe"}\n', encoding="utf-8")
    assert credentials.main([str(samples), "--config", str(config)]) == 2
    assert f"{samples}:1: a sample needs a label, one of leak.secret, clean" in capsys.readouterr().err
