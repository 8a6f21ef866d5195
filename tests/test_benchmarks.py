"""The scripts of benchmarks/: their figures on invented drafts, with rules of their own so that no shipped rule moves them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postguard import Draft, Linter, Report
from postguard.rulebook.confidence import Confidence

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


def script(name: str) -> ModuleType:
    """A script as a module; run as scripts they find each other in their own folder."""
    if str(BENCHMARKS) not in sys.path:
        sys.path.append(str(BENCHMARKS))
    return import_module(name)


drafts, scoring, quality, benign = script("drafts"), script("scoring"), script("quality"), script("benign")
confidence, speed, workloads = script("confidence"), script("speed"), script("workloads")

PACK = r"""
defaults:
  message: {en: "“{match}”", de: "„{match}“"}
  advice: {en: Leave it out., de: Weglassen.}
rules:
  - id: leak.codename.own
    kind: terms
    any: "@organisation.code_names"
    severity: block
    examples: {hit: {en: ["Soon: ‹Zephyrine›"], de: ["Bald: ‹Zephyrine›"]}, miss: {en: ["Soon."], de: ["Bald."]}}
  - id: leak.deal.brumblefax
    kind: terms
    any: {all: [brumblefax]}
    severity: block
    examples: {hit: {en: ["a ‹brumblefax›"], de: ["ein ‹brumblefax›"]}, miss: {en: ["a fax"], de: ["ein Fax"]}}
  - id: risk.green.verdolin
    kind: pattern
    pattern: 'verdolin-\d'
    severity: review
    examples: {hit: {en: ["a ‹verdolin-3›"], de: ["ein ‹verdolin-3›"]}, miss: {en: ["verdolin"], de: ["verdolin"]}}
  - id: tone.hype.gloriosa
    kind: terms
    any: {all: [gloriosa]}
    severity: advise
    examples: {hit: {en: ["a ‹gloriosa›"], de: ["ein ‹gloriosa›"]}, miss: {en: ["glory"], de: ["Ruhm"]}}
  - id: tone.hype.silent
    kind: terms
    any: {all: [quixelmop]}
    severity: advise
    examples: {hit: {en: ["a ‹quixelmop›"], de: ["ein ‹quixelmop›"]}, miss: {en: ["mop"], de: ["Mopp"]}}
"""

# id, kind, pair, lang, expect, verdict, text
DRAFTS = [
    ("1", "violation", 1, "en", ["leak.deal"], "block", "Our brumblefax is signed."),
    ("2", "twin", 1, "en", [], "pass", "Our pencils are signed."),
    ("3", "violation", 2, "de", ["leak.deal"], "block", "Ein gloriosa brumblefax ist da."),
    ("4", "twin", 2, "de", [], "pass", "Was heißt eigentlich brumblefax?"),
    ("5", "violation", 3, "de", ["risk.green", "tone.hype"], "review", "Mit verdolin-7 wird alles gloriosa."),
    ("6", "twin", 3, "de", [], "pass", "Mit Wasser wird alles nass."),
    ("7", "violation", 4, "en", ["risk.admission"], "block", "It was our fault."),
    ("8", "twin", 4, "en", [], "pass", "It was our pleasure."),
    ("9", "evasion", None, "en", ["leak.deal"], "block", "Our br-something is signed."),
    ("10", "clean", None, "en", [], "pass", "A gloriosa in the garden, and one more gloriosa."),
    ("11", "clean", None, "de", [], "pass", "Zephyrine kam zum Tee."),
]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "rules.yaml").write_text(PACK, encoding="utf-8")
    file = tmp_path / "postguard.yaml"
    file.write_text("packs: [./pack]\norganisation: {code_names: [Zephyrine]}\n", encoding="utf-8")
    return file


def write(file: Path, records: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    file.write_bytes(gzip.compress(text.encode()) if file.suffix == ".gz" else text.encode())
    return file


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    keys = ("id", "kind", "pair", "lang", "expect", "verdict", "text")
    records = [dict(zip(keys, row, strict=True)) for row in DRAFTS]
    extra = {"channel": "linkedin", "author": "brand", "spans": [], "why": "because"}
    return write(tmp_path / "labelled.jsonl", [record | extra for record in records])


def share(count: int, of: int) -> dict[str, Any]:
    return {"count": count, "of": of, "share": count / of if of else None}


def test_every_figure_of_quality(config: Path, labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert quality.main([str(labelled), "--config", str(config), "--json", str(out)]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    nothing = {"tp": 0, "fp": 0, "fn": 0, "precision": 0.0, "recall": 0.0, "f1": 0.0}
    third = 2 / 3
    categories = {
        "leak.deal": {"tp": 2, "fp": 1, "fn": 1, "precision": third, "recall": third, "f1": third},
        "risk.admission": nothing | {"fn": 1},
        "risk.green": {"tp": 1, "fp": 0, "fn": 0, "precision": 1.0, "recall": 1.0, "f1": 1.0},
        "tone.hype": {"tp": 1, "fp": 2, "fn": 0, "precision": 1 / 3, "recall": 1.0, "f1": 0.5},
    }
    assert result["all"] == {
        "drafts": 11,
        "kinds": {"violation": 4, "twin": 4, "evasion": 1, "clean": 2},
        "categories": categories,
        "micro": {"tp": 4, "fp": 3, "fn": 2, "precision": 4 / 7, "recall": 4 / 6, "f1": pytest.approx(8 / 13)},
        "macro": {"precision": pytest.approx(0.5), "recall": pytest.approx(third), "f1": pytest.approx(13 / 24)},
        "unexpected": {"leak.codename": 1},
        "families": {
            "leak": {
                "micro": categories["leak.deal"],
                "macro": {"precision": third, "recall": third, "f1": third},
                "twins": share(1, 2),
                "pairs": share(1, 2),
                "pairs_strict": share(1, 2),
            },
            "tone": {
                "micro": categories["tone.hype"],
                "macro": {"precision": 1 / 3, "recall": 1.0, "f1": 0.5},
                "twins": share(0, 0),
                "pairs": share(0, 0),
                "pairs_strict": share(0, 0),
            },
            "risk": {
                "micro": {"tp": 1, "fp": 0, "fn": 1, "precision": 1.0, "recall": 0.5, "f1": pytest.approx(third)},
                "macro": {"precision": 0.5, "recall": 0.5, "f1": 0.5},
                "twins": share(0, 2),
                "pairs": share(1, 2),
                "pairs_strict": share(1, 2),
            },
            "form": {
                "micro": nothing,
                "macro": {"precision": None, "recall": None, "f1": None},
                "twins": share(0, 0),
                "pairs": share(0, 0),
                "pairs_strict": share(0, 0),
            },
        },
        "twins": share(1, 4),
        "twins_with_siblings_category": share(1, 4),
        "clean": share(2, 2),
        "verdict": {
            "right": share(6, 11),
            "blocks_let_through": 2,
            "confusion": {
                "pass": {"pass": 3, "advise": 1, "review": 0, "block": 2},
                "advise": {"pass": 0, "advise": 0, "review": 0, "block": 0},
                "review": {"pass": 0, "advise": 0, "review": 1, "block": 0},
                "block": {"pass": 2, "advise": 0, "review": 0, "block": 2},
            },
        },
        "pairs": share(2, 4),
        "pairs_strict": share(2, 4),
        "evasion": share(0, 1),
    }
    assert list(result["langs"]) == ["de", "en"]
    german = result["langs"]["de"]
    assert (german["drafts"], german["micro"]["tp"], german["micro"]["fp"], german["micro"]["fn"]) == (5, 3, 2, 0)
    assert (german["twins"], german["pairs"], german["evasion"]) == (share(1, 2), share(1, 2), share(0, 0))
    assert (result["files"], result["rules"], result["skipped_rules"]) == ([f"{tmp_path.name}/labelled.jsonl"], 5, [])


def test_quality_prints_tables_and_every_error(
    config: Path, labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert quality.main([str(labelled), "--config", str(config), "--misses"]) == 0
    tables, _, misses = capsys.readouterr().out.partition("\n6 drafts with a miss or a false alarm\n\n")
    lines = [" ".join(line.split()) for line in tables.splitlines()]
    assert "micro f1 0.615 0.750 0.500" in lines
    assert "in categories never expected 1 1 1" in lines
    assert "false alarms on twins 0.250 (1/4) 0.500 (1/2) 0.000 (0/2)" in lines
    assert "evasions found 0.000 (0/1) – 0.000 (0/1)" in lines
    assert "leak.deal 2 1 1 0.667 0.667 0.667 0.667 0.667" in lines
    assert "block 2 0 0 2" in lines
    assert "leak.codename 1" in lines
    assert misses == (
        "3 violation de linkedin brand\n"
        "  FALSE  tone.hype by tone.hype.gloriosa: 'gloriosa'\n"
        "  'Ein gloriosa brumblefax ist da.'\n\n"
        "4 twin de linkedin brand\n"
        "  FALSE  leak.deal by leak.deal.brumblefax: 'brumblefax'\n"
        "  'Was heißt eigentlich brumblefax?'\n\n"
        "7 violation en linkedin brand\n"
        "  MISSED risk.admission\n"
        "  'It was our fault.'\n\n"
        "9 evasion en linkedin brand\n"
        "  MISSED leak.deal\n"
        "  'Our br-something is signed.'\n\n"
        "10 clean en linkedin brand\n"
        "  FALSE  tone.hype by tone.hype.gloriosa: 'gloriosa'\n"
        "  FALSE  tone.hype by tone.hype.gloriosa: 'gloriosa'\n"
        "  'A gloriosa in the garden, and one more gloriosa.'\n\n"
        "11 clean de linkedin brand\n"
        "  FALSE  leak.codename by leak.codename.own: 'Zephyrine'\n"
        "  'Zephyrine kam zum Tee.'\n\n"
    )


def test_no_label_reaches_the_linter(config: Path, labelled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Draft | str] = []
    check = Linter.check

    def spy(self: Linter, draft: Draft | str, *, ui: str | None = None) -> Report:
        seen.append(draft)
        return check(self, draft, ui=ui)

    monkeypatch.setattr(Linter, "check", spy)
    quality.measure([labelled], Linter.load(config=config))
    assert seen == [Draft(row[6], channel="linkedin", author="brand", lang=row[3]) for row in DRAFTS]


def test_a_file_without_kinds_pairs_and_verdicts(config: Path, tmp_path: Path) -> None:
    file = write(
        tmp_path / "plain.jsonl.gz",
        [{"text": "a brumblefax", "expect": ["leak.deal"]}, {"text": "a fax", "expect": []}],
    )
    result = quality.measure([file], Linter.load(config=config))[0]
    nothing = share(0, 0)
    assert result["langs"] == {}
    assert {key: result["all"][key] for key in ("kinds", "twins", "pairs", "pairs_strict", "evasion", "clean")} == {
        "kinds": {"violation": 1, "twin": 0, "evasion": 0, "clean": 1},
        "twins": nothing,
        "pairs": nothing,
        "pairs_strict": nothing,
        "evasion": nothing,
        "clean": share(0, 1),
    }
    assert result["all"]["verdict"]["right"] == nothing
    lines = [" ".join(line.split()) for line in quality.as_text(result).splitlines()]
    assert {"verdict right –", "pairs right –", "micro f1 1.000"} <= set(lines)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes: line 2 column 1 (char 2)"),
        ("[]", "expected an object with a 'text'"),
        ('{"text": "a"}', "a labelled draft needs 'expect', a list of categories"),
        ('{"text": "a", "expect": [], "kind": "odd"}', "unknown kind 'odd' or verdict None"),
        ('{"text": "a", "expect": ["leak.deal"], "kind": "twin"}', "a twin draft with expect ['leak.deal']"),
        ('{"text": "a", "expect": [], "channel": "linkedIn"}', "unknown channel 'linkedIn', did you mean 'linkedin'?"),
    ],
)
def test_a_broken_line_is_named(
    line: str, message: str, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text(f'{{"text": "fine", "expect": []}}\n{line}\n', encoding="utf-8")
    assert quality.main([str(file), "--config", str(config)]) == 2
    assert capsys.readouterr().err == f"{file}:2: {message}\n"


CATEGORIES = ("leak.deal", "leak.secret", "tone.hype", "risk.green")
SEVERITIES = ("pass", "advise", "review", "block")
SETS = st.sets(st.sampled_from(CATEGORIES), max_size=3).map(sorted)


@st.composite
def gold_and_predictions(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Complete pairs, at least one evasion and clean draft in the language, as the reference scorer needs them."""
    gold: list[dict[str, Any]] = []
    some = SETS.filter(bool)
    for number in range(draw(st.integers(1, 5))):
        gold.append({"pair": number, "kind": "violation", "expect": draw(some.flatmap(st.permutations))})
        gold.append({"pair": number, "kind": "twin", "expect": []})
    gold += [{"pair": None, "kind": "evasion", "expect": draw(some)} for _ in range(draw(st.integers(1, 3)))]
    gold += [{"pair": None, "kind": "clean", "expect": []} for _ in range(draw(st.integers(1, 3)))]
    for place, record in enumerate(gold):
        record |= {"id": f"d-{place}", "verdict": draw(st.sampled_from(SEVERITIES))}
    found = {record["id"]: {"categories": draw(SETS), "verdict": draw(st.sampled_from(SEVERITIES))} for record in gold}
    return gold, found


def reference(gold: list[dict[str, Any]], pred: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The scoring of the benchmark's description, written down again on its own."""
    got = {r["id"]: set(pred[r["id"]]["categories"]) for r in gold}

    def prf(tp: int, fp: int, fn: int) -> tuple[float, float, float]:
        p, r = tp / (tp + fp) if tp + fp else 0.0, tp / (tp + fn) if tp + fn else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    per, total = {}, [0, 0, 0]
    for c in sorted({c for r in gold for c in r["expect"]}):
        n = [
            sum(c in r["expect"] and c in got[r["id"]] for r in gold),
            sum(c not in r["expect"] and c in got[r["id"]] for r in gold),
            sum(c in r["expect"] and c not in got[r["id"]] for r in gold),
        ]
        total = [a + b for a, b in zip(total, n, strict=True)]
        per[c] = prf(*n)
    pairs: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for r in gold:
        if r["pair"] is not None:
            pairs[r["pair"]][r["kind"]] = r
    both = list(pairs.values())

    def mean(values: list[bool]) -> float:
        return sum(values) / len(values)

    def of(kind: str) -> list[dict[str, Any]]:
        return [r for r in gold if r["kind"] == kind]

    def first(d: dict[str, dict[str, Any]], kind: str) -> bool:
        return d["violation"]["expect"][0] in got[d[kind]["id"]]

    return {
        "per": per,
        "micro": prf(*total),
        "macro": sum(f for _, _, f in per.values()) / len(per),
        "twins": mean([bool(got[r["id"]]) for r in of("twin")]),
        "sibling": mean([first(d, "twin") for d in both]),
        "clean": mean([bool(got[r["id"]]) for r in of("clean")]),
        "verdict": mean([pred[r["id"]]["verdict"] == r["verdict"] for r in gold]),
        "through": sum(r["verdict"] == "block" and pred[r["id"]]["verdict"] in ("pass", "advise") for r in gold),
        "pairs": mean([first(d, "violation") and not got[d["twin"]["id"]] for d in both]),
        "strict": mean(
            [set(d["violation"]["expect"]) == got[d["violation"]["id"]] and not got[d["twin"]["id"]] for d in both]
        ),
        "evasion": mean([set(r["expect"]) <= got[r["id"]] for r in of("evasion")]),
    }


@settings(deadline=None)
@given(gold_and_predictions())
def test_scores_are_those_of_the_reference(drawn: tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]) -> None:
    records, found = drawn
    gold = [
        drafts.Labelled(
            drafts.Post(r["id"], r["id"], "text"),
            tuple(r["expect"]),
            r["kind"],
            None if r["pair"] is None else ("file", str(r["pair"])),
            r["verdict"],
        )
        for r in records
    ]
    given_ = {name: drafts.Answer(frozenset(one["categories"]), one["verdict"]) for name, one in found.items()}
    scored = scoring.score(gold, given_)

    def three(figures: dict[str, Any]) -> tuple[float, float, float]:
        return figures["precision"], figures["recall"], figures["f1"]

    assert {
        "per": {name: three(one) for name, one in scored["categories"].items()},
        "micro": three(scored["micro"]),
        "macro": scored["macro"]["f1"],
        "twins": scored["twins"]["share"],
        "sibling": scored["twins_with_siblings_category"]["share"],
        "clean": scored["clean"]["share"],
        "verdict": scored["verdict"]["right"]["share"],
        "through": scored["verdict"]["blocks_let_through"],
        "pairs": scored["pairs"]["share"],
        "strict": scored["pairs_strict"]["share"],
        "evasion": scored["evasion"]["share"],
    } == reference(records, found)


def test_a_draft_without_an_answer_is_no_pass() -> None:
    gold = [drafts.Labelled(drafts.Post("f:1", "1", "text"), (), "clean")]
    with pytest.raises(KeyError, match="f:1"):
        scoring.score(gold, {})


BENIGN: list[dict[str, Any]] = [
    {"text": "A gloriosa in the garden, and one more gloriosa.", "lang": "en", "id": "g"},
    {"text": "Ein brumblefax und eine gloriosa.", "lang": "de", "id": "b"},
    {"text": "Nothing at all.", "label": "benign", "meta": {"nets": ["x"]}},
    {"text": "Zephyrine came for tea.", "lang": "en", "id": "z"},
]


def test_every_figure_of_benign(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = write(tmp_path / "one.jsonl", BENIGN[:2])
    two = write(tmp_path / "two.jsonl.gz", BENIGN[2:])
    out = tmp_path / "out.json"
    arguments = [str(one), str(two), "--config", str(config), "--samples", "1", "--json", str(out)]
    assert benign.main(arguments) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    deal = {"id": "b", "quote": "brumblefax", "start": 4, "text": BENIGN[1]["text"]}
    name = {"id": "z", "quote": "Zephyrine", "start": 0, "text": BENIGN[3]["text"]}
    hype = result["total"]["rules"]["tone.hype.gloriosa"]["samples"]
    assert [sample["quote"] for sample in hype] == ["gloriosa"]
    expected = {
        "posts": 4,
        "with_finding": share(3, 4),
        "worst": {"block": share(2, 4), "review": share(0, 4), "advise": share(1, 4)},
        "findings": {"block": 2, "review": 0, "advise": 3},
        "skipped_rules": [],
        "rules": {
            "tone.hype.gloriosa": {"severity": "advise", "posts": 2, "findings": 3, "samples": hype},
            "leak.codename.own": {"severity": "block", "posts": 1, "findings": 1, "samples": [name]},
            "leak.deal.brumblefax": {"severity": "block", "posts": 1, "findings": 1, "samples": [deal]},
        },
    }
    assert result["total"] == expected
    assert list(result["total"]["rules"]) == list(expected["rules"])  # type: ignore[call-overload]
    assert [(file["file"], file["posts"], file["with_finding"]["count"]) for file in result["files"]] == [
        (f"{tmp_path.name}/one.jsonl", 2, 2),
        (f"{tmp_path.name}/two.jsonl.gz", 2, 1),
    ]
    printed = capsys.readouterr().out
    assert "all files: 4 posts, with any finding 3 (75.0 %)\n" in printed
    assert "leak.deal.brumblefax (1 posts)\n  'brumblefax' in 'Ein brumblefax und eine gloriosa.'\n" in printed


def test_benign_posts_are_those_of_a_brand_unless_they_say_otherwise(tmp_path: Path) -> None:
    file = write(tmp_path / "posts.jsonl", [{"text": "a"}, {"text": "b", "author": "support", "channel": "x"}])
    read = drafts.read_posts(file, author="brand", channel=None, lang="de")
    assert [post.draft() for post in read] == [
        Draft("a", author="brand", lang="de"),
        Draft("b", author="support", channel="x", lang="de"),
    ]


def test_confidence_counts_right_and_wrong(
    config: Path, labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = write(tmp_path / "benign.jsonl", BENIGN)
    plain = tmp_path / "plain.yaml"
    plain.write_text("packs: [./pack]\n", encoding="utf-8")
    out = tmp_path / "confidence.json"
    arguments = [str(labelled), "--config", str(config), "--benign", str(others), "--benign-config", str(plain)]
    assert confidence.main([*arguments, "--out", str(out)]) == 0
    assert not out.exists()
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "kind right wrong precision",
        "pattern 1 0 1.00",
        "terms 3 9 0.25",
        "",
        "rule right wrong precision confidence",
        "tone.hype.gloriosa 1 6 0.14 0.19",
        "leak.codename.own 0 1 0.00 0.21",
        "leak.deal.brumblefax 2 2 0.50 0.35",
        "risk.green.verdolin 1 0 1.00 1.00",
        "",
        "never seen: 1 of 5 rules",
        "tone.hype.silent",
    ]
    assert confidence.main([*arguments, "--write", "--out", str(out), "--date", "2026-03-01"]) == 0
    folder = tmp_path.name
    assert out.read_text(encoding="utf-8") == (
        "{\n"
        ' "source": "benchmarks/confidence.py, 2026-03-01, '
        f'labelled: {folder}/labelled.jsonl; benign, every finding wrong: {folder}/benign.jsonl",\n'
        ' "rules": {\n'
        '  "leak.codename.own": [0, 1],\n'
        '  "leak.deal.brumblefax": [2, 2],\n'
        '  "risk.green.verdolin": [1, 0],\n'
        '  "tone.hype.gloriosa": [1, 6]\n'
        " },\n"
        ' "kinds": {\n'
        '  "pattern": [1, 0],\n'
        '  "terms": [3, 9]\n'
        " }\n"
        "}\n"
    )


def test_the_linter_reads_what_confidence_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = confidence.as_json("here", {"risk.green.verdolin": (3, 1)}, {"pattern": (3, 1)})
    (tmp_path / "confidence.json").write_text(written, encoding="utf-8")
    monkeypatch.setattr("postguard.rulebook.confidence.shipped", lambda kind: tmp_path)
    assert Confidence.shipped() == Confidence({"risk.green.verdolin": (3, 1)}, {"pattern": (3, 1)}, "here")
    assert json.loads(confidence.as_json("here", {}, {})) == {"source": "here", "rules": {}, "kinds": {}}


def test_posts_for_measuring_are_short_ordinary_and_each_its_own() -> None:
    lines = workloads.POSTS.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) == 64
    assert [line for line in lines if not 60 <= len(line) <= 280] == []


def test_more_code_names_begin_with_the_fewer() -> None:
    many = workloads.code_names(2000)
    assert len(set(many)) == 2000
    assert workloads.code_names(300) == many[:300]


def test_mentions_add_names_to_every_twelfth_post() -> None:
    plain = [Draft(f"post {number}", channel="x", author="brand") for number in range(25)]
    names = workloads.code_names(3)
    changed = {0: f"post 0 {names[0]}", 12: f"post 12 {names[1]}", 24: f"post 24 {names[2]}"}
    assert workloads.with_mentions(plain) == [
        Draft(changed.get(place, draft.text), channel="x", author="brand") for place, draft in enumerate(plain)
    ]


def test_copies_of_rules_are_rules_of_their_own(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    linter = workloads.linter_with_copies(config, tmp_path, 3)
    own = ["leak.codename.own", "leak.deal.brumblefax", "risk.green.verdolin", "tone.hype.gloriosa", "tone.hype.silent"]
    assert [rule.id for rule in linter.ruleset.rules] == [
        name + ending for name in own for ending in ("", "-copy1", "-copy2")
    ]


def test_targets_are_judged_at_their_limits() -> None:
    found = {
        "cold": {"postguard check -t": {"seconds": 0.1, "ratio": 0.5}},
        "posts": {"terms and pattern": {"per_second": 4999.0}, "all rules": {"per_second": 9000.0}},
        "terms": {"100": {"ratio": 1.0}, "10000": {"ratio": 1.51}},
        "load": {"cached": {"load_seconds": 0.15}, "not cached": {"load_seconds": 2.0}},
    }
    assert [(one["limit"], one["measured"], one["kept"]) for one in speed.targets(found)] == [
        (0.5, 0.5, True),
        (5000, 4999.0, False),
        (1.5, 1.51, False),
        (0.15, 0.15, True),
    ]


@pytest.mark.slow
def test_speed_measures_every_part(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    sizes = ["--repeat", "1", "--terms", "5,20", "--copies", "1,2", "--lines", "10,30"]
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "speed.py", "--config", config, *sizes, "--json", out],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(out.read_text(encoding="utf-8"))
    assert {part: list(result[part]) for part in speed.PARTS} == {
        "cold": [
            "python -c 'import spacy'",
            "python -c pass",
            "postguard --help",
            "postguard check -t",
            "postguard check -t, first run (no cache)",
        ],
        "posts": ["terms and pattern", "all rules"],
        "terms": ["5", "20"],
        "rules": ["1x", "2x"],
        "load": ["cached", "not cached"],
        "memory": ["check -t", "10 lines", "30 lines"],
    }
    assert [row["rules"] for row in result["rules"].values()] == [5, 10]
    assert len(result["targets"]) == 5
    assert result["cold"]["python -c 'import spacy'"]["ratio"] == 1.0
    assert result["cold"]["python -c pass"]["seconds"] < result["cold"]["postguard check -t"]["seconds"]
    last = done.stdout.split("\n\n")[-1].splitlines()
    verdicts = ["pass" if one["kept"] else "FAIL" for one in result["targets"]]
    assert [line.split()[-1] for line in last] == ["measured", *verdicts]


def test_speed_says_when_code_names_are_not_read_at_all(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    rules = tmp_path / "pack" / "rules.yaml"
    rules.write_text(PACK.replace('"@organisation.code_names"', "{all: [zephyrine]}"), encoding="utf-8")
    assert speed.main(["--config", str(config), "--parts", "terms", "--terms", "5,20"]) == 2
    assert capsys.readouterr().err == (
        "no rule of these packs finds the organisation's code names, so their cost cannot be told\n"
    )
