"""`classifier`: what a rule makes of a model's answer, and everything that can be wrong with a model folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from postguard.classifiers import Card, Post, load_model
from postguard.errors import CheckError, MissingModel, PostguardError, RuleProblems
from postguard.report import Evidence, Severity, Verdict
from postguard.resources import shipped
from postguard.spans import Span
from tests.conftest import LinterMaker

WORDS = {"merger": 0.9, "talks": 0.6}


class Fake:
    """A model that knows two words; a post is as suspicious as its worst word."""

    card = Card(Path("fake"), "encoder", {"leak.deal": 0.5}, {})

    def scores(self, post: Post, *, thorough: bool = False) -> Mapping[str, float]:
        """The highest value of a known word."""
        return {"leak.deal": max((value for word, value in WORDS.items() if word in post.text), default=0.01)}

    def evidence(self, post: Post, label: str) -> Evidence:
        """Where the known words stand."""
        spans = [Span(at, at + len(word)) for word in WORDS if (at := post.text.find(word)) >= 0]
        return Evidence(tuple(sorted(spans)), "We buy them.", "We bought them, see the news.")


def models(name: str) -> Fake:
    return Fake()


def rule(keys: str = "", model: str = "fake") -> str:
    return f"rules: [{{id: leak.deal.model, kind: classifier, model: {json.dumps(model)}, label: leak.deal, {keys}}}]"


def test_a_finding_is_the_sentence_with_the_words_that_carried_it(make_linter: LinterMaker) -> None:
    source = rule('message: {en: "{words} / {similar} / {harmless}", de: "{words}"}')
    text = "Sunshine here. No more talks, a merger! Bye."
    (finding,) = make_linter(source, models=models).check(text).findings
    assert (finding.quote, tuple(finding.span), finding.confidence) == ("No more talks, a merger!", (15, 39), 0.9)
    assert finding.message == "“talks”, “merger” / We buy them. / We bought them, see the news."
    assert finding.as_dict()["evidence"] == {
        "words": [{"start": 23, "end": 28}, {"start": 32, "end": 38}],
        "similar": "We buy them.",
        "harmless": "We bought them, see the news.",
    }


def test_thresholds_of_card_rule_and_settings(make_linter: LinterMaker) -> None:
    assert make_linter(rule(), models=models).check("talks").verdict is Verdict.review
    assert make_linter(rule("threshold: 0.7"), models=models).check("talks").findings == ()
    for name in ("leak.deal.model", "leak.deal"):
        linter = make_linter(rule("threshold: 0.7"), models=models, thresholds={name: 0.55})
        assert [item.rule for item in linter.check("talks").findings] == ["leak.deal.model"]
    both = make_linter(rule(), models=models, thresholds={"leak.deal.model": 0.95, "leak.deal": 0.1})
    assert both.check("merger").findings == ()


def test_a_classifier_alone_never_blocks(make_linter: LinterMaker) -> None:
    report = make_linter(rule(), models=models).check("merger")
    assert [item.severity for item in report.findings] == [Severity.review]
    second = rule()[:-1] + ", {id: leak.pii.a, kind: terms, any: [Weber]}]"
    report = make_linter(second, models=models).check("merger Weber merger")
    assert [(item.rule, item.severity) for item in report.findings] == [
        ("leak.deal.model", Severity.block),
        ("leak.pii.a", Severity.block),
    ]


def test_thresholds_that_do_nothing_are_refused(make_linter: LinterMaker) -> None:
    source = rule()[:-1] + ", {id: leak.pii.a, kind: terms, any: [Weber]}]"
    with pytest.raises(PostguardError) as caught:
        make_linter(source, models=models, thresholds={"leak.pii.a": 0.5, "leak.deal": 1.5, "leak.dael": 0.5})
    assert str(caught.value).splitlines() == [
        "postguard.yaml: unknown rule or category 'leak.dael', did you mean 'leak.deal'?",
        "postguard.yaml: threshold of 'leak.pii.a': no classifier is asked there",
        "postguard.yaml: threshold of 'leak.deal': expected a probability between 0 and 1, found 1.5",
    ]


GUARDED = """
guards:
  - id: harmless
    limit: {en: a, de: b}
    lower_to: pass
    where: post
    categories: [leak.deal]
    model: fake
    below: 0.05
    examples: {pass: {en: [a]}}
rules: [{id: leak.deal.word, kind: terms, any: [contract]}, {id: leak.pii.a, kind: terms, any: [contract]}]
"""


def test_a_guard_asks_a_model_for_the_category_of_the_finding(make_linter: LinterMaker) -> None:
    linter = make_linter(GUARDED, models=models)
    report = linter.check("my contract ends")
    assert [item.rule for item in report.findings] == ["leak.pii.a"]
    assert [(item.rule, item.accepted_because) for item in report.accepted] == [("leak.deal.word", "guard: harmless")]
    report = linter.check("talks about a contract")
    assert [item.rule for item in report.findings] == ["leak.deal.word", "leak.pii.a"]


def test_a_guard_without_its_model_lowers_nothing(make_linter: LinterMaker) -> None:
    linter = make_linter(GUARDED.replace("model: fake", "model: nowhere"), models=load_model)
    assert [item.rule for item in linter.check("my contract ends").findings] == ["leak.deal.word", "leak.pii.a"]


def test_model_and_below_belong_together(make_linter: LinterMaker) -> None:
    with pytest.raises(RuleProblems, match="model and below belong together"):
        make_linter(GUARDED.replace("    below: 0.05\n", ""), models=models)


def test_a_missing_model_is_skipped_and_never_passes(make_linter: LinterMaker, tmp_path: Path) -> None:
    report = make_linter(rule(model=f"{tmp_path}/none"), models=load_model).check("merger")
    (skip,) = report.skipped
    assert skip.rule == "leak.deal.model"
    assert skip.reason == f"there is no model '{tmp_path}/none' (looked for {tmp_path}/none/card.json)"
    assert report.verdict is Verdict.review
    with pytest.raises(MissingModel, match="there is no model 'nowhere'"):
        load_model("nowhere")


def test_an_unknown_label_says_so(make_linter: LinterMaker) -> None:
    with pytest.raises(CheckError, match=r"the model has no label 'leak\.dael'; it knows leak\.deal"):
        make_linter(rule().replace("label: leak.deal", "label: leak.dael"), models=models).check("merger")


def test_a_threshold_that_is_no_probability_is_refused(make_linter: LinterMaker) -> None:
    with pytest.raises(RuleProblems, match="expected a probability between 0 and 1, found 2"):
        make_linter(rule("threshold: 2"))


# --- the shipped model ------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped model that a test may damage."""
    folder = tmp_path / "posts"
    shutil.copytree(shipped("models") / "posts", folder)
    return folder


def test_the_shipped_model_tells_meaning() -> None:
    model = load_model("posts")
    leak = Post("We are in talks to buy our biggest rival, the contract will be signed next week.", "employee")
    fine = Post("Thank you all for a lovely open day! The photos are online.", "brand")
    assert model.scores(leak)["leak.deal"] > 0.5
    assert set(model.scores(fine).values()) == {0.0}, "the quick look stops here"
    assert max(value for label, value in model.scores(fine, thorough=True).items() if "." in label) < 0.1
    evidence = model.evidence(leak, "leak.deal")
    assert 1 <= len(evidence.words) <= 4
    assert all(leak.text[span.start : span.end].strip() for span in evidence.words)
    assert evidence.similar
    assert evidence.harmless
    assert evidence.similar != evidence.harmless


def test_long_posts_are_read_to_their_end() -> None:
    model = load_model("posts")
    ending = " We are in talks to buy our biggest rival, the contract will be signed next week."
    long = Post("Our canteen has soup today and cake tomorrow. " * 30 + ending, "employee")
    assert model.scores(long, thorough=True)["leak.deal"] > 0.5
    words = model.evidence(long, "leak.deal").words
    assert words[-1].start >= len(long.text) - len(ending)


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "🎉"])
def test_empty_posts_are_harmless(text: str) -> None:
    scores = load_model("posts").scores(Post(text), thorough=True)
    assert max(value for label, value in scores.items() if "." in label) < 0.5


@pytest.mark.parametrize("name", ["encoder.onnx", "arrays.npz", "vocabulary.tsv"])
def test_damaged_files_are_refused(copy: Path, name: str) -> None:
    (copy / name).write_bytes((copy / name).read_bytes()[:-1])
    with pytest.raises(CheckError, match=f"model 'posts': {name} does not have the digest that card.json names"):
        load_model(f"{copy}/").scores(Post("a merger"), thorough=True)
    (copy / name).unlink()
    with pytest.raises(CheckError, match=f"model 'posts': {name} cannot be read"):
        load_model(f"{copy}/").scores(Post("a merger"), thorough=True)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"format": "pickle"}, "format pickle 1 is not known; known: encoder, head 1"),
        ({"format_version": 2}, "format encoder 2 is not known; known: encoder, head 1"),
        ({"labels": []}, "not a model card"),
        ({"labels": {"deal": "high"}}, "not a model card"),
        ({"limit": None}, "lacks limit"),
    ],
)
def test_wrong_cards(copy: Path, changes: dict[str, Any], problem: str) -> None:
    card = json.loads((copy / "card.json").read_text("utf-8")) | changes
    card = {key: value for key, value in card.items() if value is not None}
    (copy / "card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(CheckError, match=problem):
        load_model(f"{copy}/")


def test_a_card_that_is_no_json(copy: Path) -> None:
    (copy / "card.json").write_bytes(b"\xff{")
    with pytest.raises(CheckError, match="not a model card"):
        load_model(f"{copy}/")
