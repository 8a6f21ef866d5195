"""`postguard train` and `postguard models` as people call them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from postguard import Draft, Linter
from postguard.prove import prove
from postguard.resources import shipped
from tests.conftest import ROOT
from tests.test_cli import run
from tests.tuning.conftest import Sentence, slang, write_lines


@pytest.fixture
def trained(base: Path, tmp_path: Path, sentence: Sentence) -> subprocess.CompletedProcess[str]:
    """Slang learned from 24 drafts, in ./own."""
    write_lines(tmp_path / "drafts.jsonl", slang(sentence, 12))
    return run(tmp_path, "train", "drafts.jsonl", "--base", "./base", "--out", "own")


def test_from_drafts_to_a_rule_that_works(
    trained: subprocess.CompletedProcess[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (trained.returncode, trained.stderr) == (0, "")
    said, _, pasted = trained.stdout.partition("postguard.yaml):\n\n")
    lines = said.splitlines()
    assert lines[0] == "24 drafts read (0 of them decisions on findings), 90 public drafts beside them."
    assert lines[2].startswith("tone.slang: learned (from 0.")
    assert lines[3].startswith("  own drafts, held back:")
    assert lines[4].split() == "public drafts: 0 of 30 harmless public drafts flagged".split()
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "own.yaml").write_text(pasted, encoding="utf-8")
    assert list(yaml.safe_load(pasted)) == ["categories", "rules"]
    (tmp_path / "postguard.yaml").write_text("packs: [core, ./pack]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    linter = Linter.load(config=tmp_path / "postguard.yaml")
    proofs = prove(linter, only=["tone.slang.own"])
    assert (proofs.examples, proofs.failures) == (4, ())
    (finding,) = linter.check(Draft("Coffee. The falcon team lunch report!", lang="en")).findings
    assert (finding.rule, finding.quote) == ("tone.slang.own", "The falcon team lunch report!")
    assert finding.message == "Reviewers of your organisation objected to drafts like this."
    assert finding.evidence is not None
    assert finding.evidence.similar == ""


def test_the_card(trained: subprocess.CompletedProcess[str], tmp_path: Path) -> None:
    assert trained.returncode == 0
    card = json.loads((tmp_path / "own" / "card.json").read_text("utf-8"))
    assert (card["base"], card["languages"], card["drafts"], card["drafts_kept"]) == ("../base", ["en"], 24, False)
    assert [(data["name"], data["licence"], data["drafts"]) for data in card["data"]] == [
        ("drafts.jsonl", "the organisation's own, not for distribution", 24),
        ("examples.jsonl", "Apache-2.0", 90),
    ]
    assert set(card["metrics"]["tone.slang"]["own"]) == {"all", "lang"}
    page = (tmp_path / "own" / "README.md").read_text("utf-8")
    assert "| tone.slang | own drafts, held back | en | 12/24 |" in page
    assert not [line for line in page.splitlines() if "falcon" in line]


def test_german_groups_licence_and_kept_drafts(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    lines = [{**line, "group": "Bern" if n % 2 else "Kiel", "lang": "de"} for n, line in enumerate(slang(sentence, 12))]
    write_lines(tmp_path / "drafts.jsonl", lines)
    write_lines(tmp_path / "more.jsonl", [{"text": sentence(), "expect": []} for _ in range(40)])
    done = run(
        tmp_path, "train", "drafts.jsonl", "--base", "./base", "--out", "own", "--ui", "de", "--keep-drafts",
        "--licence", "CC0", "--public", "more.jsonl",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "tone.slang: gelernt (ab 0." in done.stdout
    assert "    langs: [de]" in done.stdout
    page = (tmp_path / "own" / "README.md").read_text("utf-8")
    assert page.startswith("# Modellkarte: own")
    assert "| tone.slang | eigene Entwürfe, zurückgehalten | Bern | 6/12 |" in page
    assert "| drafts.jsonl | CC0 | 24 |" in page
    shown = run(tmp_path, "models", "show", "./own", "--ui", "de")
    assert "Beruht auf: ../base" in shown.stdout.splitlines()
    assert len((tmp_path / "own" / "drafts.jsonl").read_text("utf-8").splitlines()) == 24


def test_decisions_of_reviewers(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    wrong = [
        {"draft": {"text": sentence("merger")}, "decision": "accepted", "rule": "leak.deal.model"} for _ in range(3)
    ]
    fine = [{"draft": {"text": sentence()}, "decision": "accepted", "category": "leak.deal"} for _ in range(22)]
    right = [
        {"draft": {"text": sentence("bargain")}, "decision": "rejected", "category": "leak.deal"} for _ in range(25)
    ]
    write_lines(tmp_path / "decisions.jsonl", [*wrong, *fine, *right])
    done = run(tmp_path, "train", "decisions.jsonl", "--base", "./base", "--out", "own")
    assert done.stdout.splitlines()[0].startswith("50 drafts read (50 of them decisions on findings)")
    assert "leak.deal: adjusted" in done.stdout, done.stdout
    assert "categories:" not in done.stdout


def test_nothing_learned_is_exit_1_and_writes_nothing(base: Path, tmp_path: Path, sentence: Sentence) -> None:
    write_lines(tmp_path / "few.jsonl", slang(sentence, 4))
    done = run(tmp_path, "train", "few.jsonl", "--base", "./base", "--out", "own")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[2:] == [
        "tone.slang: not learned: 4 drafts with it and 4 without; it takes 20 in all and 5 of each",
        "Nothing was learned, nothing was written.",
    ]
    assert not (tmp_path / "own").exists()


def test_wrong_use(trained: subprocess.CompletedProcess[str], tmp_path: Path) -> None:
    assert trained.returncode == 0
    (tmp_path / "bad.jsonl").write_text('{"text": "a", "expcet": []}\n{"text": 5, "expect": []}\n', encoding="utf-8")
    done = run(tmp_path, "train", "bad.jsonl", "--base", "./base", "--out", "new")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "bad.jsonl:1:1: no label: 'expect' says what is wrong with the draft, [] that nothing is",
        "bad.jsonl:1:15: unknown key 'expcet', did you mean 'expect'?",
        "bad.jsonl:2:10: 'text' must be a text with words in it",
    ]
    done = run(tmp_path, "train", "drafts.jsonl", "--base", "./base", "--out", "new", "--label", "tone.slagn")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2, "Error: no draft has the label 'tone.slagn', did you mean 'tone.slang'?",
    )  # fmt: skip
    done = run(tmp_path, "train", "drafts.jsonl", "--base", "./own", "--out", "new")
    assert done.stderr == "postguard: --base: ./own is no encoder; train on the model that it builds on\n"
    done = run(tmp_path, "train", "drafts.jsonl", "--base", "./base", "--out", ".")
    assert done.stderr == "postguard: . holds something else than a trained model; name a new folder\n"
    assert not (tmp_path / "new").exists()


def test_models(trained: subprocess.CompletedProcess[str], tmp_path: Path) -> None:
    assert trained.returncode == 0
    listed = json.loads(run(tmp_path, "models", "list", ".", "--format", "json").stdout)
    assert [fact["name"] for fact in listed][-2:] == ["./base", "./own"]
    text = run(tmp_path, "models", "list", "own").stdout.splitlines()
    assert text[-2].split()[:2] == ["./own", "head"]
    shown = run(tmp_path, "models", "show", "./own")
    assert shown.stdout.splitlines()[0] == "./own  [head]"
    assert json.loads(run(tmp_path, "models", "show", "./own", "--format", "json").stdout)["format"] == "head"
    missing = run(tmp_path, "models", "show", "./none")
    assert (missing.returncode, missing.stderr) == (
        3,
        "postguard: there is no model './none' (looked for none/card.json)\n",
    )
    fine = run(tmp_path, "models", "verify", "./own", "./base")
    assert (fine.returncode, fine.stdout.splitlines()) == (0, ["./own: fine, 1 files", "./base: fine, 5 files"])
    (tmp_path / "own" / "old.pkl").write_bytes(b"")
    (tmp_path / "own" / "notes.txt").write_bytes(b"")
    with (tmp_path / "base" / "encoder.onnx").open("ab") as stream:
        stream.write(b"!")
    bad = run(tmp_path, "models", "verify", "./own", "./base")
    assert (bad.returncode, bad.stdout.splitlines()) == (
        1,
        [
            "./own: not to be trusted",
            "  notes.txt is not on the card",
            "  old.pkl may run code when it is opened (pickle); remove it",
            "./base: not to be trusted",
            "  model 'base': encoder.onnx does not have the digest that card.json names",
        ],
    )
    plain = json.loads(run(tmp_path, "models", "verify", "./base", "--format", "json").stdout)
    assert [(result["name"], len(result["problems"])) for result in plain] == [("./base", 1)]


def test_every_shipped_model_has_a_card_and_its_digests(tmp_path: Path) -> None:
    names = sorted(card.parent.name for card in shipped("models").glob("*/card.json"))
    done = run(tmp_path, "models", "verify", "--format", "json")
    assert done.returncode == 0, done.stdout
    assert [(result["name"], result["problems"]) for result in json.loads(done.stdout)] == [
        (name, []) for name in names
    ]
    assert [fact["name"] for fact in json.loads(run(tmp_path, "models", "list", "--format", "json").stdout)] == names
    for name in names:
        assert run(tmp_path, "models", "show", name).stdout.startswith(f"{name}  [")


@pytest.mark.slow
@pytest.mark.skipif(not (shipped("models") / "posts").is_dir(), reason="the shipped model is not in this checkout")
def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    done = run(tmp_path, "train", str(ROOT / "docs" / "training-example" / "drafts.jsonl"), "--out", "guilt")
    assert (done.returncode, done.stderr) == (0, "")
    assert "tone.guilt: learned" in done.stdout
    assert run(tmp_path, "models", "verify", "./guilt").returncode == 0
