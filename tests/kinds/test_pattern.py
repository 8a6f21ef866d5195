"""`pattern`: shapes, keywords, checks, neighbours, and a search that takes too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postguard.errors import RuleProblems
from postguard.kinds.pattern import TIMEOUT
from postguard.kinds.validators import VALIDATORS, entropy
from postguard.report import Skipped, Verdict
from tests.conftest import LinterMaker, short

RULE = "rules: [{{id: tone.hype.a, severity: advise, kind: pattern, {}}}]"


@pytest.mark.parametrize(
    ("keys", "text", "found"),
    [
        (r"pattern: '\bAB\d+'", "AB12 ab12 A\u200bB3", ["AB12", "A\u200bB3"]),
        (r"pattern: '(?i)\bab\d+', on: text", "AB12 ab12 A\u200bB3", ["AB12", "ab12"]),
        (r"pattern: 'key=(?P<mark>\w+)'", "key=abc", ["abc"]),
        (r"pattern: 'key=(?P<mark>\w+)|KEY'", "key=abc KEY", ["abc", "KEY"]),
        (r"pattern: '\d+', keywords: [PIN]", "1234", []),
        (r"pattern: '\d+', keywords: [PIN]", "MyPins: 1234", ["1234"]),
        (r"pattern: '\d+', unless: '^0'", "0123 4567", ["4567"]),
        (r"pattern: '\d+', none: [page]", "On page 12 we rest. Room 34.", ["34"]),
        (r"pattern: '\d+', near: [room], within: 2", "12 a b room c 34 d e f 56", ["34"]),
        (r"pattern: '\w{8}', min_entropy: 2.5", "aaaaaaaa abcdabcd abcdefgh", ["abcdefgh"]),
        (r"pattern: '\S+@\S+', validate: not_dummy", "a@example.org b@contoso.com", ["b@contoso.com"]),
        (
            r"pattern: '\b[A-Z]{2}\d{20}\b', validate: [iban]",
            "DE89370400440532013000 DE89370400440532013001",
            ["DE89370400440532013000"],
        ),
        (r"pattern: 'x*'", "", None),
    ],
)
def test_pattern(make_linter: LinterMaker, keys: str, text: str, found: list[str] | None) -> None:
    if found is None:
        with pytest.raises(RuleProblems, match="matches the empty text; make one part of it mandatory"):
            make_linter(RULE.format(keys))
        return
    report = make_linter(RULE.format(keys)).check(text)
    assert [item.quote for item in report.findings] == found
    assert all(text[item.span.start : item.span.end] == item.quote for item in report.findings)


def test_a_search_that_takes_too_long_is_skipped_and_never_passes(make_linter: LinterMaker) -> None:
    linter = make_linter(RULE.format("pattern: '(a|aa)+$'") + "\n")
    report = linter.check("a" * 60 + "b")
    assert report.findings == ()
    assert report.skipped == (Skipped("tone.hype.a", f"the search took longer than {TIMEOUT} s"),)
    assert report.verdict is Verdict.review


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("pattern: '(a'", "not a regular expression: missing ) at position 2"),
        ("pattern: a, unless: '['", "not a regular expression: unterminated character set at position 1"),
        ("pattern: a, within: 0", "tone.hype.a: expected a number of words from 1, found 0"),
        ("pattern: a, validate: ibn", "tone.hype.a: unknown check 'ibn', did you mean 'iban'?"),
        ("pattern: a, keywords: [x]", "tone.hype.a: 'x' is too short for a keyword; it would occur everywhere"),
        ("pattern: a, near: ['@customers']", "tone.hype.a: unknown list '@customers'"),
    ],
)
def test_what_is_wrong_is_said(make_linter: LinterMaker, keys: str, problem: str) -> None:
    with pytest.raises(RuleProblems) as caught:
        make_linter(RULE.format(keys))
    assert [item.text.split("; known")[0] if "list" in problem else item.text for item in caught.value.problems] == [
        problem
    ]


def test_the_place_is_the_whole_cluster(make_linter: LinterMaker) -> None:
    assert short(make_linter(RULE.format("pattern: 'i'")).check("ﬁt")) == [("tone.hype.a", "ﬁ", 0, 1)]


@pytest.mark.parametrize(
    ("name", "valid", "invalid"),
    [
        ("card", "4111 1111 1111 1111", "4111 1111 1111 1112"),
        ("iban", "GB33BUKB20201555555555", "GB33BUKB20201555555556"),
        ("luhn", "79927398713", "79927398710"),
        ("stdnum.us.ssn", "536-90-4399", "000-12-3456"),
        ("stdnum.de.vat", "DE136695976", "DE136695978"),
        ("phone", "+49 30 901820", "1"),
        ("phone", "0049 30 901820", "0000"),
        ("mixed", "a1", "ab"),
        ("two_kinds", "Summer", "summer"),
        ("not_dummy", "Sommer77", "xxxx-your-key"),
    ],
)
def test_validators(name: str, valid: str, invalid: str) -> None:
    assert (VALIDATORS[name](valid), VALIDATORS[name](invalid)) == (True, False)


@given(st.text(max_size=20) | st.text(st.sampled_from("0123456789 +-²٣DE"), max_size=24))
def test_every_validator_answers_on_any_text(text: str) -> None:
    assert {type(check(text)) for check in VALIDATORS.values()} == {bool}
    assert 0 <= entropy(text) <= 5
