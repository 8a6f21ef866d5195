"""Learning: what can be learned is, what cannot is refused, the shipped model is never made worse."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from postguard.classifiers import Post, load_model
from postguard.cli.models import WORDS as MODEL_WORDS
from postguard.errors import CheckError, MissingModel, PostguardError
from postguard.tuning import folder as folders
from postguard.tuning import train
from postguard.tuning.drafts import from_examples, read_drafts
from postguard.tuning.logistic import fit, platt, sigmoid, turned
from postguard.tuning.measure import Change, above_chance, auc, calibration_error
from postguard.tuning.words import WORDS
from tests.tuning.conftest import Sentence, slang, write_lines
from tests.tuning.tiny import opened


def learned(base: Path, lines: list[dict[str, Any]], out: Path | None = None, *, keep: bool = False) -> train.Learned:
    """The one label of the lines; written if `out` is given."""
    model = opened(base)
    own = train.look(model, read_drafts([write_lines(base.parent / "own.jsonl", lines)]))
    public = train.look(model, from_examples(model.examples))
    middle = train.centre(own, public)
    (label,) = train.candidates(own.drafts)
    made = train.learn(model, label, own, public, middle, 0.8)
    if out:
        about = {**folders.base_facts(model.card, f"{base}/", out), "licence": "own", "data": []}
        folders.write(out, [made], own, middle, about, "en", keep=keep)
    return made


def test_twenty_drafts_teach_a_new_label(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    made = learned(base, slang(sentence), tmp_path / "out")
    own, alarms = made.figures["own"]["all"], made.figures["alarms"]
    assert (made.refused, made.adjusts) == (None, False)
    assert (own["drafts"], own["yes"], own["wrong"]) == (20, 10, 0)
    assert own["found"] >= 9
    assert alarms == {"drafts": 30, "fired": 0}
    model = load_model(f"{tmp_path}/out")
    post = Post("the falcon is in our garden, coffee too", "brand")
    assert model.scores(post)["tone.slang"] > model.card.threshold("tone.slang")
    assert model.scores(Post("coffee in the garden on monday"))["tone.slang"] < model.card.threshold("tone.slang")
    assert model.scores(Post("\u200b "))["tone.slang"] == model.scores(Post(""))["tone.slang"] == 0.0
    evidence = model.evidence(post, "tone.slang")
    assert [post.text[span.start : span.end] for span in evidence.words] == ["falcon"]
    assert (evidence.similar, evidence.harmless) == ("", "")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["README.md", "card.json", "weights.npz"]


def test_kept_drafts_are_shown_as_similar(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    lines = slang(sentence)
    learned(base, lines, tmp_path / "out", keep=True)
    model = load_model(f"{tmp_path}/out")
    evidence = model.evidence(Post(lines[3]["text"]), "tone.slang")
    assert evidence.similar == lines[3]["text"]
    assert evidence.harmless in {line["text"] for line in lines[10:]}
    learned(base, lines, tmp_path / "out")
    assert not (tmp_path / "out" / "drafts.jsonl").exists(), "training again without --keep-drafts forgets them"


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_labels_are_refused(base: Path, sentence: Sentence, seed: int) -> None:
    lines = slang(sentence, 15)
    said = [line["expect"] for line in lines]
    random.Random(seed).shuffle(said)
    made = learned(base, [{**line, "expect": expect} for line, expect in zip(lines, said, strict=True)])
    assert made.refused is not None
    assert made.refused.key in ("chance", "threshold", "alarms")


def test_too_few_or_too_alike(base: Path, sentence: Sentence) -> None:
    few = learned(base, [*slang(sentence)[:4], *slang(sentence, 20)[20:]])
    assert few.refused == train.Refusal("few", {"yes": 4, "no": 20})
    same = learned(base, [{**line, "pair": "p"} for line in slang(sentence)])
    assert same.refused == train.Refusal("alike", {})


def test_a_shipped_label_is_adjusted(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    lines = [{"text": sentence("bargain"), "expect": ["leak.deal"], "lang": "en"} for _ in range(20)]
    lines += [{"text": sentence(), "expect": [], "lang": "en"} for _ in range(25)]
    made = learned(base, lines, tmp_path / "out")
    assert (made.refused, made.adjusts) == (None, True)
    before, after = made.figures["own_shipped"]["all"], made.figures["own"]["all"]
    assert before["found"] < 5 < after["found"]
    assert made.figures["own_changed"]["all"]["better"] > 15
    model = load_model(f"{tmp_path}/out")
    threshold = model.card.threshold("leak.deal")
    for word in ("bargain", "merger"):
        post = Post(f"the {word} in our garden")
        assert model.scores(post)["leak.deal"] > threshold
        found = model.evidence(post, "leak.deal").words
        assert post.text[found[0].start : found[0].end] == word


def test_what_the_shipped_model_does_as_well_is_refused(base: Path, sentence: Sentence) -> None:
    lines = [{"text": sentence("merger"), "expect": ["leak.deal"], "lang": "en"} for _ in range(10)]
    lines += [{"text": sentence(), "expect": [], "lang": "en"} for _ in range(10)]
    shuffled = [{**line, "expect": ["leak.deal"] if n % 2 else []} for n, line in enumerate(lines)]
    assert learned(base, shuffled).refused is not None


def test_what_spoils_the_public_drafts_is_refused(base: Path, sentence: Sentence) -> None:
    lines = [{"text": sentence("bargain"), "expect": ["leak.deal"], "lang": "en"} for _ in range(40)]
    lines += [{"text": sentence("merger"), "expect": [], "lang": "en"} for _ in range(40)]
    made = learned(base, lines)
    assert made.refused is not None
    assert made.refused.key.startswith("worse_public")
    assert made.figures["public_changed"]["all"]["worse"] > 10


def test_the_same_drafts_give_the_same_folder(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    lines = slang(sentence)
    for name in ("first", "second"):
        learned(base, lines, tmp_path / name, keep=True)
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("first", "second"))
    assert one.pop("README.md").replace(b"first", b"") == two.pop("README.md").replace(b"second", b"")
    assert one == two


def test_damaged_folders_and_changed_bases(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    out = tmp_path / "out"
    learned(base, slang(sentence), out)
    card = json.loads((out / "card.json").read_text("utf-8"))
    weights = (out / "weights.npz").read_bytes()
    (out / "weights.npz").write_bytes(weights[:-1])
    with pytest.raises(CheckError, match=r"weights\.npz does not have the digest that card\.json names"):
        load_model(f"{out}/")
    (out / "weights.npz").write_bytes(weights)
    (out / "card.json").write_text(json.dumps({**card, "labels": {**card["labels"], "tone.more": 0.5}}), "utf-8")
    with pytest.raises(CheckError, match=r"weights\.npz does not fit card\.json \(weights, bias, calibration\)"):
        load_model(f"{out}/").scores(Post("garden"))
    (out / "card.json").write_text(json.dumps({key: card[key] for key in card if key != "base"}), "utf-8")
    with pytest.raises(CheckError, match=r"card\.json lacks base"):
        load_model(f"{out}/")
    (out / "card.json").write_text(json.dumps(card), "utf-8")
    below = json.loads((base / "card.json").read_text("utf-8"))
    below["files"]["encoder.onnx"] = "0" * 64
    (base / "card.json").write_text(json.dumps(below), "utf-8")
    with pytest.raises(
        CheckError, match=r"another version of '../base' \(encoder\.onnx changed\); train it again with"
    ):
        load_model(f"{out}/")
    (base / "card.json").unlink()
    with pytest.raises(MissingModel, match=r"builds on .*base', which is not there"):
        load_model(f"{out}/")


def test_weights_that_are_a_pickle_are_refused(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    from hashlib import sha256

    out = tmp_path / "out"
    learned(base, slang(sentence), out)
    np.savez(out / "weights.npz", centre=np.array([{}], dtype=object))
    card = json.loads((out / "card.json").read_text("utf-8"))
    card["files"]["weights.npz"] = sha256((out / "weights.npz").read_bytes()).hexdigest()
    (out / "card.json").write_text(json.dumps(card), "utf-8")
    with pytest.raises(CheckError, match=r"weights\.npz is damaged \(Object arrays cannot be loaded"):
        load_model(f"{out}/").scores(Post("garden"))


def test_nothing_else_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(PostguardError, match="holds something else than a trained model"):
        folders.check_target(tmp_path)
    with pytest.raises(PostguardError, match="is a file"):
        folders.check_target(tmp_path / "notes.txt")


def test_a_large_public_set_is_thinned_evenly() -> None:
    drafts = from_examples({"text": f"w{n}", "labels": ["leak.deal"] if n % 50 == 0 else []} for n in range(3_000))
    chosen = train.chosen_public(drafts, ["leak.deal"])
    assert sum(draft.answer("leak.deal") is True for draft in chosen) == 60
    assert 590 <= len(chosen) <= 600


def test_the_mathematics() -> None:
    rng = np.random.default_rng(0)
    rows, true = rng.normal(size=(4_000, 3)), np.array([2.0, -1.0, 0.0])
    right = rng.random(4_000) < sigmoid(rows @ true + 0.5)
    found = fit(rows, right.astype(float), 1e-3)
    assert np.allclose([*found.weights, found.bias], [*true, 0.5], atol=0.2)
    moved = fit(rows, right.astype(float), 1e-3, offset=rows @ true + 0.5)
    assert np.allclose([*moved.weights, moved.bias], 0, atol=0.2)
    scale, shift = platt(3 * (rows @ true) + 1.5, right, 0.01)
    assert (scale, shift) == (pytest.approx(1 / 3, abs=0.05), pytest.approx(0, abs=0.15))
    small, back = turned(rng.normal(size=(4, 9)))
    assert (small.shape, back.shape) == ((4, 4), (9, 4))
    scores, truth = np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, False, True, True])
    assert auc(scores, truth) == 0.875
    assert not above_chance(scores, truth)
    assert calibration_error(np.array([0.05, 0.95]), np.array([False, True])) == pytest.approx(0.05)
    assert [Change(0, 3).is_worse, Change(0, 2).is_worse, Change(5, 9).is_worse] == [True, False, False]


def test_both_languages_say_the_same() -> None:
    for words in (WORDS, MODEL_WORDS):
        assert set(words["en"]) == set(words["de"])
        for key, text in words["en"].items():
            assert sorted(re.findall(r"\{(\w+)", text)) == sorted(re.findall(r"\{(\w+)", words["de"][key])), key
