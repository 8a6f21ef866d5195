"""`classifier`: a tiny model on disk, its card, and everything that can be wrong with it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy
import pytest

from postguard.classifiers import load_model
from postguard.classifiers.linear import features
from postguard.errors import CheckError, MissingModel, PostguardError, RuleProblems
from postguard.report import Severity, Verdict
from tests.conftest import LinterMaker

SIZE = 512


def write_model(folder: Path, **changes: Any) -> str:
    """A model that knows one word: merger. Returns its path as a rule names it."""
    folder.mkdir(exist_ok=True)
    weights = numpy.zeros(SIZE)
    for slot, count in features("merger", SIZE).items():
        weights[slot] += 2.0 * count
    with (folder / "weights.npz").open("wb") as stream:
        numpy.savez(stream, **{"w:deal": weights, "b:deal": numpy.array(-4.0)})
    card = {
        "format": "linear",
        "format_version": 1,
        "langs": ["en", "de"],
        "labels": {"deal": 0.5},
        "weights_sha256": sha256((folder / "weights.npz").read_bytes()).hexdigest(),
        "licence": "Apache-2.0",
    } | changes
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return f"{folder}/"


def rule(model: str, keys: str = "") -> str:
    return f"rules: [{{id: leak.deal.model, kind: classifier, model: {json.dumps(model)}, label: deal, {keys}}}]"


def test_round_trip(tmp_path: Path) -> None:
    model = load_model(write_model(tmp_path / "deals"))
    scores = [scored["deal"] for scored in model.scores(["merger", "Merger", "sunshine", ""])]
    assert scores[0] == scores[1] > 0.9
    assert max(scores[2:]) < 0.5
    assert model.threshold("deal") == 0.5
    with pytest.raises(CheckError, match="the model has no label 'tone'; it knows deal"):
        model.threshold("tone")


def test_per_sentence_and_per_post(make_linter: LinterMaker, tmp_path: Path) -> None:
    model = write_model(tmp_path / "deals")
    text = "Sunshine here. Merger merger. "
    linter = make_linter(rule(model, "per: sentence"), models=load_model)
    (finding,) = linter.check(text).findings
    expected = load_model(model).scores(["Merger merger. "])[0]["deal"]
    assert (finding.quote, tuple(finding.span), finding.confidence) == ("Merger merger. ", (15, 30), expected)
    (finding,) = make_linter(rule(model, "threshold: 0.02"), models=load_model).check(text).findings
    assert tuple(finding.span) == (0, 30)
    assert make_linter(rule(model, "threshold: 0.999"), models=load_model).check("merger").findings == ()


def test_a_classifier_alone_never_blocks(make_linter: LinterMaker, tmp_path: Path) -> None:
    model = write_model(tmp_path / "deals")
    report = make_linter(rule(model), models=load_model).check("merger")
    assert [item.severity for item in report.findings] == [Severity.review]
    second = rule(model)[:-1] + ", {id: leak.pii.a, kind: terms, any: [Weber]}]"
    report = make_linter(second, models=load_model).check("merger Weber merger")
    assert [(item.rule, item.severity) for item in report.findings] == [
        ("leak.deal.model", Severity.block),
        ("leak.pii.a", Severity.block),
    ]


def test_settings_override_thresholds(make_linter: LinterMaker, tmp_path: Path) -> None:
    source = rule(write_model(tmp_path / "deals"), "threshold: 0.999")
    for name in ("leak.deal.model", "leak.deal"):
        linter = make_linter(source, models=load_model, thresholds={name: 0.5})
        assert [item.rule for item in linter.check("merger").findings] == ["leak.deal.model"]
    both = make_linter(source, models=load_model, thresholds={"leak.deal.model": 0.9999, "leak.deal": 0.1})
    assert both.check("merger").findings == ()


def test_thresholds_that_do_nothing_are_refused(make_linter: LinterMaker, tmp_path: Path) -> None:
    source = rule(write_model(tmp_path / "deals"))[:-1] + ", {id: leak.pii.a, kind: terms, any: [Weber]}]"
    with pytest.raises(PostguardError) as caught:
        make_linter(source, models=load_model, thresholds={"leak.pii.a": 0.5, "leak.deal": 1.5, "leak.dael": 0.5})
    assert str(caught.value).splitlines() == [
        "postguard.yaml: unknown rule or category 'leak.dael', did you mean 'leak.deal'?",
        "postguard.yaml: threshold of 'leak.pii.a': no classifier is asked there",
        "postguard.yaml: threshold of 'leak.deal': expected a probability between 0 and 1, found 1.5",
    ]


def test_a_missing_model_is_skipped_and_never_passes(make_linter: LinterMaker, tmp_path: Path) -> None:
    report = make_linter(rule(f"{tmp_path}/none"), models=load_model).check("merger")
    (skip,) = report.skipped
    assert skip.rule == "leak.deal.model"
    assert skip.reason == f"there is no model '{tmp_path}/none' (looked for {tmp_path}/none/card.json)"
    assert report.verdict is Verdict.review
    with pytest.raises(MissingModel, match="there is no model 'nowhere'"):
        load_model("nowhere")


def test_an_unknown_label_says_so(make_linter: LinterMaker, tmp_path: Path) -> None:
    source = rule(write_model(tmp_path / "deals"), "threshold: 0.5").replace("label: deal", "label: dael")
    with pytest.raises(CheckError, match="the model has no label 'dael'; it knows deal"):
        make_linter(source, models=load_model).check("merger")


def test_a_threshold_that_is_no_probability_is_refused(make_linter: LinterMaker) -> None:
    with pytest.raises(RuleProblems, match="expected a probability between 0 and 1, found 2"):
        make_linter(rule("any", "threshold: 2"))


def test_damaged_folders(tmp_path: Path) -> None:
    folder = tmp_path / "deals"
    name = write_model(folder)
    weights = (folder / "weights.npz").read_bytes()
    (folder / "weights.npz").write_bytes(weights[:-1])
    with pytest.raises(CheckError, match=r"weights\.npz is missing or does not have the digest that card\.json names"):
        load_model(name)
    (folder / "weights.npz").unlink()
    with pytest.raises(CheckError, match="is missing or does not have the digest"):
        load_model(name)
    (folder / "weights.npz").write_bytes(b"no archive")
    write_card = {"weights_sha256": sha256(b"no archive").hexdigest()}
    card = json.loads((folder / "card.json").read_text("utf-8")) | write_card
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(CheckError, match=r"weights\.npz cannot be read"):
        load_model(name)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"format": "pickle"}, "format pickle 1 is not known; known: linear 1"),
        ({"format_version": 2}, "format linear 2 is not known; known: linear 1"),
        ({"labels": []}, "not a model card"),
        ({"labels": {"deal": "high"}}, "not a model card"),
        ({"labels": {"deal": 0.5, "tone": 0.5}}, "lacks the labels tone"),
    ],
)
def test_wrong_cards(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(CheckError, match=problem):
        load_model(write_model(tmp_path / "deals", **changes))


def test_a_card_that_is_no_json(tmp_path: Path) -> None:
    name = write_model(tmp_path / "deals")
    (tmp_path / "deals" / "card.json").write_bytes(b"\xff{")
    with pytest.raises(CheckError, match="not a model card"):
        load_model(name)
