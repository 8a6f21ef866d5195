"""`count`: every measure, at the limit and beyond it."""

from __future__ import annotations

import pytest

from postguard.draft import Draft, Media
from postguard.errors import RuleProblems
from tests.conftest import LinterMaker

RULE = """
rules:
  - id: form.length.a
    kind: count
    message: {{en: "{{count}}/{{limit}}", de: x}}
    {}
"""


@pytest.mark.parametrize(
    ("keys", "text", "found"),
    [
        ("measure: hashtags\n    max: 1", "#one #two #three", [("#two", "3/1")]),
        ("measure: hashtags\n    max: 3", "#one #two #three", []),
        ("measure: hashtags\n    min: 1", "no tag", [("no tag", "0/1")]),
        ("measure: links\n    max: 0", "see https://contoso.com/a ok", [("https://contoso.com/a", "1/0")]),
        ("measure: mentions\n    max: 1", "@one and @two", [("@two", "2/1")]),
        ("measure: emoji\n    max: 1", "🎉 👨‍👩‍👧 x", [("👨‍👩‍👧", "2/1")]),
        ("measure: exclamations\n    max: 2", "Yes!! No!", [("!", "3/2")]),
        ("measure: capital_words\n    max: 1", "BUY IT NOWW, ПРИВЕТ привет 中文字字 #SALE", [("ПРИВЕТ", "2/1")]),
        ("measure: capital_share\n    max: 50", "BUY IT now", [("BUY IT now", "62/50")]),
        ("measure: capital_share\n    max: 50\n    at_least: 4", "BUY IT now", []),
        ("measure: length\n    max: 5", "1234567", [("67", "7/5")]),
        ("measure: length\n    max: 5", "12345", []),
    ],
)
def test_count(make_linter: LinterMaker, keys: str, text: str, found: list[tuple[str, str]]) -> None:
    report = make_linter(RULE.format(keys)).check(Draft(text, lang="en"))
    assert [(item.quote, item.message) for item in report.findings] == found


def test_the_channel_knows_its_limit(make_linter: LinterMaker) -> None:
    linter = make_linter(RULE.format("measure: length\n    max: channel"))
    text = "ü" * 281
    (finding,) = linter.check(Draft(text, channel="x", lang="en")).findings
    assert (finding.span, finding.message) == ((280, 281), "281/280")
    assert linter.check(Draft(text, channel="mastodon")).findings == ()
    assert linter.check(Draft(text)).findings == ()


def test_descriptions(make_linter: LinterMaker) -> None:
    linter = make_linter(
        RULE.format("measure: missing_alt\n    max: 0")
        + "  - {id: form.alt_text.b, kind: count, measure: alt_length, max: 3}\n"
    )
    report = linter.check(Draft("a", media=(Media(), Media(alt="abcde")), lang="en"))
    assert [(item.rule, item.part, item.span, item.message) for item in report.findings] == [
        ("form.alt_text.b", "alt:1", (3, 5), "found de"),
        ("form.length.a", "text", (0, 0), "1/0"),
    ]


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("measure: length", "neither 'max' nor 'min' is given; the rule could never fire"),
        ("measure: length\n    max: many", "expected a number or channel, found 'many'"),
        ("measure: emoji\n    max: channel", "channels have no limit for emoji; write a number"),
        ("measure: length\n    min: 3", "there is no smallest length; 'min' is for hashtags, links and mentions"),
        ("measure: emoji\n    max: 3\n    at_least: 2", "only capital_share looks at the number of words"),
    ],
)
def test_keys_that_could_do_nothing_are_refused(make_linter: LinterMaker, keys: str, problem: str) -> None:
    with pytest.raises(RuleProblems) as caught:
        make_linter(RULE.format(keys))
    assert [item.text for item in caught.value.problems] == [f"form.length.a: {problem}"]
