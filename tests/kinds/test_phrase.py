"""`phrase`: spaCy's token patterns, on blank pipelines."""

from __future__ import annotations

import pytest

from postguard.draft import Draft
from postguard.errors import RuleProblems
from postguard.report import Verdict
from tests.conftest import LinterMaker, short

RULE = """
rules:
  - id: leak.personnel.a
    kind: phrase
    keywords: {en: [fire], de: [entlass]}
    tokens:
      en: [[{LOWER: we}, {OP: "?"}, {LOWER: {REGEX: "^fir(e|ed|ing)$"}}, {LIKE_NUM: "true"}]]
      de: [[{LOWER: wir}, {LOWER: entlassen}, {LIKE_NUM: "true"}]]
"""


def test_phrases_by_language(make_linter: LinterMaker) -> None:
    linter = make_linter(RULE)
    assert short(linter.check(Draft("🎉 We have fired 20 people", lang="en"))) == [
        ("leak.personnel.a", "We have fired 20", 2, 18)
    ]
    assert short(linter.check(Draft("Leider: Wir entlassen 300 Menschen.", lang="de"))) == [
        ("leak.personnel.a", "Wir entlassen 300", 8, 25)
    ]
    assert linter.check(Draft("We met 20 people", lang="en")).findings == ()


def test_keywords_decide_whether_it_is_tried(make_linter: LinterMaker) -> None:
    linter = make_linter(RULE.replace("[fire]", "[bonfire]"))
    assert linter.check(Draft("We have fired 20 people", lang="en")).findings == ()
    assert linter.check_rule(linter.ruleset["leak.personnel.a"], Draft("We have fired 20 people", lang="en")) == ()


def test_a_pattern_that_cannot_run_is_skipped_and_never_passes(make_linter: LinterMaker) -> None:
    linter = make_linter(
        "rules: [{id: leak.personnel.a, kind: phrase, keywords: [fire], tokens: {en: [[{LOVER: we}]]}}]"
    )
    report = linter.check(Draft("We fire people", lang="en"))
    assert ([skip.rule for skip in report.skipped], report.verdict) == (["leak.personnel.a"], Verdict.review)


def test_unknown_languages_are_refused(make_linter: LinterMaker) -> None:
    with pytest.raises(RuleProblems) as caught:
        make_linter("rules: [{id: leak.personnel.a, kind: phrase, keywords: [fire], tokens: {fr: [[{LOWER: we}]]}}]")
    assert [item.text for item in caught.value.problems] == ["leak.personnel.a: unknown language 'fr'; known: en, de"]
