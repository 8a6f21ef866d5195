"""Labelled drafts and decisions as they are read, and every mistake in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from postguard.errors import RuleProblems
from postguard.tuning.drafts import read_drafts
from postguard.tuning.folds import folds, groups
from tests.tuning.conftest import write_lines


def test_all_ways_to_say_it(tmp_path: Path) -> None:
    file = write_lines(
        tmp_path / "a.jsonl",
        [
            {"id": 7, "text": "One two", "expect": ["tone.slang"], "author": "brand", "pair": 3, "group": "Bern"},
            {"text": "Das ist nicht gut für uns", "labels": []},
            {"text": "three", "label": "leak.deal"},
            {"text": "four", "label": None},
            {
                "draft": {"text": "five", "id": "f"},
                "decision": "accepted",
                "rule": "leak.deal.model",
                "reason": "public",
            },
            {"draft": "six", "decision": "rejected", "category": "leak.deal"},
            {"draft": "six", "decision": "accepted", "category": "tone.hype"},
        ],
    )
    drafts = read_drafts([file])
    assert [draft.name for draft in drafts] == ["7", "a.jsonl:2", "a.jsonl:3", "a.jsonl:4", "f", "a.jsonl:6"]
    assert [draft.answer("leak.deal") for draft in drafts] == [False, False, True, False, False, True]
    assert [draft.answer("tone.hype") for draft in drafts] == [False, False, False, False, None, False]
    assert [(draft.lang, draft.author, draft.group) for draft in drafts[:2]] == [
        ("en", "brand", "Bern"),
        ("de", None, None),
    ]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "b.jsonl"
    file.write_text(
        '{"text": "a", "expect": [], "lnag": "en"}\n'
        "\n"
        '{"text": "b"}\n'
        '{"text": "c", "expect": "tone.slang"}\n'
        '{"text": "d", "expect": ["slang"], "author": "brnad"}\n'
        "{oops\n"
        "[]\n"
        '{"text": "", "expect": []}\n'
        '{"text": "e", "text": "f", "expect": []}\n'
        '{"draft": {"text": "g"}, "decision": "acepted", "rule": "leak.deal.x"}\n'
        '{"draft": {"text": "g"}, "decision": "accepted"}\n'
        '{"draft": {"text": "g"}, "decision": "accepted", "category": "deal"}\n'
        '{"decision": "accepted", "category": "leak.deal"}\n'
        '{"text": "h", "expect": ["tone.slang"]}\n'
        '{"text": "h", "expect": []}\n',
        encoding="utf-8",
    )
    missing = tmp_path / "none.jsonl"
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b'{"text": "\xe4"}')
    with pytest.raises(RuleProblems) as caught:
        read_drafts([file, missing, latin])
    assert str(caught.value).replace(f"{tmp_path}/", "").splitlines() == [
        "b.jsonl:1:29: unknown key 'lnag', did you mean 'lang'?",
        "b.jsonl:3:1: no label: 'expect' says what is wrong with the draft, [] that nothing is",
        "b.jsonl:4:25: 'expect' must be a list of categories, found \"tone.slang\"",
        'b.jsonl:5:25: "slang" is no category; write family and name, such as tone.slang',
        "b.jsonl:5:46: unknown author 'brnad', did you mean 'brand'?",
        "b.jsonl:6:2: not JSON: Expecting property name enclosed in double quotes",
        'b.jsonl:7:1: a labelled draft is a JSON object such as {"text": "...", "expect": []}',
        "b.jsonl:8:10: 'text' must be a text with words in it",
        "b.jsonl:9:2: 'text' is given twice",
        "b.jsonl:10:38: unknown decision 'acepted', did you mean 'accepted'?",
        "b.jsonl:11:26: the decision does not say what about: 'category' or 'rule' is missing",
        "b.jsonl:12:62: 'category' must be a name such as leak.deal, found \"deal\"",
        "b.jsonl:13:1: 'draft' is missing",
        "b.jsonl:15:2: the same draft stands at b.jsonl:14 with the opposite said about tone.slang",
        "latin.jsonl: not UTF-8: byte 10 is 0xe4; save the file as UTF-8",
        "none.jsonl: cannot be read: No such file or directory",
    ]


def test_pairs_and_near_copies_stay_on_one_side(tmp_path: Path) -> None:
    file = write_lines(
        tmp_path / "c.jsonl",
        [
            {"text": "our new bridge opens on monday morning", "expect": ["leak.deal"]},
            {"text": "Our new bridge opens on Monday evening", "expect": []},
            {"text": "a quite different text", "expect": [], "pair": "p"},
            {"text": "and one about trains", "expect": ["leak.deal"], "pair": "p"},
            {"text": "alone", "expect": []},
            {"text": "one more", "expect": ["leak.deal"]},
        ],
    )
    drafts = read_drafts([file])
    group = groups(drafts)
    assert group == [0, 0, 2, 2, 4, 5]
    place = folds(group, [draft.answer("leak.deal") is True for draft in drafts])
    assert place is not None
    assert len(set(place)) == 3
    assert (place[0], place[2]) == (place[1], place[3])
    assert folds([0, 0, 0], [True, False, True]) is None
