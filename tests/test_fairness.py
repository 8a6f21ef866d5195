"""benchmarks/fairness.py: its figures on invented posts; on the shipped ones no group and no name is stopped alone."""

from __future__ import annotations

import json
from collections import Counter
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from postguard import Draft, Linter
from tests.test_benchmarks import PACK, script, share, write

fairness = script("fairness")

POSTS = [
    ("f1", "group", "a", "A pencil."),
    ("f1", "group", "b", "A brumblefax."),
    ("f1", "group", "c", "A ruler."),
    ("f2", "group", "a", "A gloriosa for one."),
    ("f2", "group", "b", "A gloriosa for two."),
    ("f2", "group", "c", "A gloriosa for three."),
    ("n1", "name", "x", "Xenia is here."),
    ("n1", "name", "y", "Yvonne is here."),
]
# Frames of the shipped file in which a post is stopped and the one beside it is not, today. Each is a fault of a rule: an
# entry goes when its rule is mended, and none comes.
STILL_UNFAIR: dict[str, dict[str, dict[str, str]]] = {
    "brand": {
        "group-en-04": {"age/young": "review"},
        "group-en-06": {"illness/cancer": "block", "illness/HIV": "block", "illness/depression": "block"},
        "group-en-15": {"illness/cancer": "block"},
        "group-en-17": {"illness/cancer": "block", "illness/depression": "block"},
        "group-en-21": {"illness/depression": "review", "illness/schizophrenia": "review"},
        "group-de-01": {"illness/diabetes": "block", "illness/schizophrenia": "review"},
        "group-de-17": {"illness/schizophrenia": "review"},
        "group-de-18": {
            "sex/mothers": "review",
            "sex/fathers": "review",
            "illness/cancer": "block",
            "illness/HIV": "block",
            "illness/depression": "block",
            "illness/schizophrenia": "block",
        },
        "group-de-21": {
            "disability/Down's syndrome": "review",
            "illness/depression": "review",
            "illness/schizophrenia": "review",
        },
        "group-de-25": {"sex/women": "review", "age/young": "review"},
    },
    "employee": {
        "group-en-04": {"age/young": "review"},
        "group-en-06": {"illness/cancer": "block", "illness/HIV": "block", "illness/depression": "block"},
        "group-en-07": {"origin/Roma": "review", "job/police officers": "block"},
        "group-en-13": {"sex/women": "review", "sex/men": "review", "migrant status/locals": "review"},
        "group-en-15": {"illness/cancer": "block"},
        "group-en-17": {"illness/cancer": "block", "illness/depression": "block"},
        "group-de-01": {"illness/diabetes": "block", "illness/schizophrenia": "review"},
        "group-de-02": {"illness/cancer": "block", "illness/HIV": "block", "illness/depression": "block"},
        "group-de-18": {
            "sex/mothers": "review",
            "sex/fathers": "review",
            "illness/cancer": "block",
            "illness/HIV": "block",
            "illness/depression": "block",
            "illness/schizophrenia": "block",
        },
        "group-de-21": {"illness/schizophrenia": "review"},
        "group-de-25": {"sex/women": "review"},
    },
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "rules.yaml").write_text(PACK, encoding="utf-8")
    file = tmp_path / "postguard.yaml"
    file.write_text("packs: [./pack]\norganisation: {code_names: [Zephyrine]}\n", encoding="utf-8")
    return file


def sentences(file: Path, posts: list[tuple[str, str, str, str]]) -> Path:
    keys = ("frame", "dimension", "group", "text")
    return write(file, [{"lang": "en"} | dict(zip(keys, post, strict=True)) for post in posts])


def test_every_figure(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def figures(posts: int, found: int, stopped: int, points: int = 0, frame: str | None = None) -> dict[str, Any]:
        gap = {"points": points, "frame": frame}
        return {"posts": posts, "with_finding": share(found, posts), "stopped": share(stopped, posts), "gap": gap}

    linter = Linter.load(config=config)
    points = linter.check(Draft("A brumblefax.", lang="en")).score["overall"]
    out = tmp_path / "out.json"
    file = sentences(tmp_path / "sentences.jsonl", POSTS)
    assert fairness.main([str(file), "--config", str(config), "--json", str(out)]) == 1
    deal = {"rule": "leak.deal.brumblefax", "severity": "block", "quotes": {"b": "brumblefax"}, "without": ["a", "c"]}
    everybody = {"a": "gloriosa", "b": "gloriosa", "c": "gloriosa"}
    hype = {"rule": "tone.hype.gloriosa", "severity": "advise", "quotes": everybody, "without": []}
    assert json.loads(out.read_text(encoding="utf-8")) == {
        "ruleset": linter.ruleset.digest,
        "file": f"{tmp_path.name}/sentences.jsonl",
        "dimensions": {
            "group": {
                "frames": 2,
                **figures(6, 4, 1, points, "f1"),
                "groups": {"a": figures(2, 1, 0), "b": figures(2, 2, 1, points, "f1"), "c": figures(2, 1, 0)},
            },
            "name": {"frames": 1, **figures(2, 0, 0), "groups": {"x": figures(1, 0, 0), "y": figures(1, 0, 0)}},
        },
        "alarms": [{"frame": "f1", **deal}, {"frame": "f2", **hype}],
        "unfair": {"group": ["b"]},
        "skipped_rules": [],
    }
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == [
        "",
        "group: 2 frames",
        "group posts any finding review or above gap frame",
        f"all 6 4 (66.7 %) 1 (16.7 %) {points} f1",
        "a 2 1 (50.0 %) 0 (0.0 %) 0 –",
        f"b 2 2 (100.0 %) 1 (50.0 %) {points} f1",
        "c 2 1 (50.0 %) 0 (0.0 %) 0 –",
        "",
        "name: 1 frames",
        "name posts any finding review or above gap frame",
        "all 2 0 (0.0 %) 0 (0.0 %) 0 –",
        "x 1 0 (0.0 %) 0 (0.0 %) 0 –",
        "y 1 0 (0.0 %) 0 (0.0 %) 0 –",
        "",
        "found in part of a frame",
        "f1 leak.deal.brumblefax (block) b: 'brumblefax'",
        "",
        "found in a whole frame",
        "f2 tone.hype.gloriosa (advise) all: 'gloriosa'",
        "",
        "UNFAIR, more than 2% stopped, group: b",
    ]


def test_most_of_a_frame_and_every_group_are_said_in_short(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {"a": "A brumblefax.", "b": "One brumblefax.", "c": "A ruler."}
    file = sentences(tmp_path / "one.jsonl", [("f1", "group", group, text) for group, text in texts.items()])
    assert fairness.main([str(file), "--config", str(config)]) == 1
    printed = capsys.readouterr().out
    assert "  f1  leak.deal.brumblefax (block)  all but c: 'brumblefax'\n" in printed
    assert printed.endswith("\nUNFAIR, more than 2% stopped, group: a, b\n")
    assert fairness.main([str(sentences(file, [("f1", "group", "a", "A brumblefax.")])), "--config", str(config)]) == 1
    assert capsys.readouterr().out.endswith("\nUNFAIR, more than 2% stopped, group: every group\n")


def test_two_of_a_hundred_are_fair_three_are_not(config: Path, tmp_path: Path) -> None:
    def code(stopped: int) -> int:
        texts = ["A brumblefax."] * stopped + ["A pencil."] * (100 - stopped)
        posts = [(f"f{number}", "group", "a", text) for number, text in enumerate(texts)]
        result: int = fairness.main([str(sentences(tmp_path / "posts.jsonl", posts)), "--config", str(config)])
        return result

    assert [code(2), code(3)] == [0, 1]


def test_a_line_may_name_who_posts(tmp_path: Path) -> None:
    line = {"frame": "f", "lang": "de", "dimension": "level", "group": "learner", "text": "Bus war zu spät."}
    file = write(tmp_path / "two.jsonl", [line, line | {"author": "support"}])
    assert [sentence.post.draft() for sentence in fairness.read_sentences(file, "employee")] == [
        Draft("Bus war zu spät.", lang="de", author="employee"),
        Draft("Bus war zu spät.", lang="de", author="support"),
    ]


def test_a_line_without_a_frame_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "bad.jsonl", [{"text": "Hello.", "dimension": "group", "group": "a"}])
    assert fairness.main([str(file)]) == 2
    assert capsys.readouterr().err == f"{file}:1: expected 'frame', 'dimension' and 'group' as text\n"


@pytest.fixture(scope="module")
def shipped() -> list[Any]:
    found: list[Any] = fairness.read_sentences(fairness.SENTENCES)
    return found


def frames(found: list[Any]) -> dict[str, list[Any]]:
    by_frame: dict[str, list[Any]] = {}
    for sentence in found:
        by_frame.setdefault(sentence.frame, []).append(sentence)
    return by_frame


def test_the_posts_are_many_enough(shipped: list[Any]) -> None:
    counted = Counter((posts[0].dimension, posts[0].post.lang, len(posts)) for posts in frames(shipped).values())
    assert counted == {
        ("group", "en", 59): 26,
        ("group", "de", 59): 26,
        ("name", "en", 10): 12,
        ("name", "de", 10): 12,
        ("dialect", "en", 6): 12,
        ("dialect", "de", 6): 12,
        ("level", "en", 5): 12,
        ("level", "de", 5): 12,
    }


def test_the_frames_of_a_dimension_have_the_same_groups(shipped: list[Any]) -> None:
    groups: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for posts in frames(shipped).values():
        groups.setdefault((posts[0].dimension, posts[0].post.lang), set()).add(tuple(one.group for one in posts))
    assert {key: len(found) for key, found in groups.items()} == dict.fromkeys(groups, 1)
    assert all(len(set(names)) == len(names) for found in groups.values() for names in found)


def test_posts_that_name_groups_differ_in_that_place_alone(shipped: list[Any]) -> None:
    def common(texts: list[str]) -> int:
        return sum(1 for _ in takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False)))

    def differing(texts: list[str]) -> int:
        before = common(texts)
        return max(map(len, texts)) - before - common([text[before:][::-1] for text in texts])

    named = [posts for posts in frames(shipped).values() if posts[0].dimension in ("group", "name")]
    assert [posts[0].frame for posts in named if differing([one.post.text for one in posts]) > 30] == []


@pytest.mark.parametrize("author", STILL_UNFAIR)
def test_no_group_and_no_name_is_stopped_where_the_others_pass(author: str) -> None:
    found = fairness.read_sentences(fairness.SENTENCES, author)
    named = [sentence for sentence in found if sentence.dimension in ("group", "name")]
    verdicts: dict[str, dict[str, str]] = {}
    for one in fairness.check(Linter.load(), named):
        verdict = one.answer.verdict if one.answer.verdict in fairness.STOPPED else "passes"
        verdicts.setdefault(one.sentence.frame, {})[one.sentence.group] = verdict
    usual = {frame: Counter(groups.values()).most_common(1)[0][0] for frame, groups in verdicts.items()}
    differing = {
        frame: {group: verdict for group, verdict in groups.items() if verdict != usual[frame]}
        for frame, groups in verdicts.items()
    }
    assert {frame: groups for frame, groups in differing.items() if groups} == STILL_UNFAIR[author]
