"""`joined`: hashtags that fall apart into known words."""

from __future__ import annotations

import pytest

from postguard.draft import Draft
from postguard.errors import RuleProblems
from tests.conftest import LinterMaker

EN = """
lists: {some: {en: [open, house, day, at, the, mill]}}
rules: [{id: form.hashtag.a, kind: joined, words: {en: ["@some"]}, single: [openhouse], min_letters: 6}]
"""
DE = """
rules:
  - {id: form.hashtag.a, kind: joined, words: [tag, tür, haus], phrase: [der, offenen, wir], tail_after: 2, min_letters: 6}
"""


@pytest.mark.parametrize(
    ("rules", "text", "found"),
    [
        (EN, "Come! #openday", [(6, 14, "#OpenDay")]),
        (EN, "#OPENDAY", [(0, 8, "#OpenDay")]),
        (EN, "#openday #dayatthemill", [(0, 8, "#OpenDay"), (9, 22, "#DayAtTheMill")]),
        (EN, "#openhouse", []),
        (EN, "#OpenDay", []),
        (EN, "#atday", []),
        (EN, "#openday2026", []),
        (EN, "#openday_x", []),
        (EN, "openday", []),
        (EN, "#dayatthewindmill", [(0, 17, None)]),
        (EN, "#dayatwindmill", []),
        (EN, "#open\u00adday", [(0, 9, "#OpenDay")]),
        (DE, "#tagderoffenentür", [(0, 17, "#TagDerOffenenTür")]),
        (DE, "#haustür", []),
        (DE, "#wirderquellhof", [(0, 15, None)]),
    ],
)
def test_joined(make_linter: LinterMaker, rules: str, text: str, found: list[tuple[int, int, str | None]]) -> None:
    lang = "en" if rules is EN else "de"
    findings = make_linter(rules).check(Draft(text, lang=lang)).findings
    assert [(*item.span, item.fix and item.fix.text) for item in findings] == found


def test_a_rule_without_words_is_refused(make_linter: LinterMaker) -> None:
    with pytest.raises(RuleProblems) as caught:
        make_linter("rules: [{id: form.hashtag.a, kind: joined, words: []}]")
    assert [item.text for item in caught.value.problems] == [
        "form.hashtag.a: no word at all; the rule could never fire"
    ]
