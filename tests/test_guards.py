"""Guards: every place that they can look at, what they lower, and what they must not excuse."""

from __future__ import annotations

import pytest

from postguard.draft import Draft
from postguard.errors import RuleProblems
from postguard.report import Verdict
from tests.conftest import LinterMaker

SOURCE = """
guards:
  - id: test-guard
    limit: {{en: a limit, de: eine Grenze}}
    lower_to: {lower_to}
    examples: {{pass: {{en: [a]}}}}
    {keys}
rules:
  - {{id: leak.deal.a, kind: terms, any: [merger], guards: [test-guard]}}
  - {{id: leak.deal.b, kind: terms, any: [takeover]}}
"""


def outcome(
    make_linter: LinterMaker, keys: str, text: str, lower_to: str = "pass", **draft: str
) -> list[tuple[str, str, str]]:
    """Quote, severity or accepted, guards of every finding."""
    linter = make_linter(SOURCE.format(keys=keys, lower_to=lower_to))
    report = linter.check(Draft(text, lang="en", **draft))  # type: ignore[arg-type]
    found = [(item.quote, item.severity.name, ",".join(item.guards)) for item in report.findings]
    return found + [(item.quote, item.accepted_because or "", ",".join(item.guards)) for item in report.accepted]


HOLDS = [("merger", "guard: test-guard", "test-guard")]
STILL = [("merger", "block", "")]


@pytest.mark.parametrize(
    ("keys", "text", "expected"),
    [
        ("any: [denied]", "We denied the merger. Yes.", HOLDS),  # sentence is the default
        ("any: [denied]", "We denied it. The merger.", STILL),
        ("{any: [denied], where: post}", "We denied it. The merger.", HOLDS),
        ("{any: [no], where: before, within: 2}", "no big merger", HOLDS),
        ("{any: [no], where: before, within: 2}", "no very big merger", STILL),
        ("{any: [no], where: before, within: 2}", "merger no", STILL),
        ("{any: [over], where: after, within: 2}", "merger is over", HOLDS),
        ("{any: [over], where: after, within: 2}", "merger is not over", STILL),
        ("{any: [over], where: after, within: 2}", "over merger", STILL),
        ("{any: [film], where: near, within: 1}", "film merger", HOLDS),
        ("{any: [film], where: near, within: 1}", "merger film", HOLDS),
        ("{any: [film], where: near, within: 1}", "film about merger", STILL),
        ("where: quoted", "He said “no merger”", HOLDS),
        ("where: quoted", "“He said” no merger", STILL),
        ("{where: quoted, any: [said]}", "He wrote “no merger”", STILL),
        ("{where: inside, any: [merger museum]}", "the merger museum", HOLDS),
        ("{where: inside, any: [merger museum]}", "the museum merger", STILL),
        ("{where: inside, any: [merger museum], none: [real]}", "the real merger museum", STILL),
        ("{any: [denied], all: [[never, not]]}", "denied the merger", STILL),
        ("{any: [denied], all: [[never, not]]}", "never denied the merger", HOLDS),
        ("{any: [denied], none: [half]}", "half denied the merger", STILL),
        ("{any: {en: [den*]}, stem: true}", "denying the merger", HOLDS),
    ],
)
def test_where(make_linter: LinterMaker, keys: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    flat = keys.strip("{}") if keys.startswith("{") and keys.endswith("}") else keys
    lines = [part.strip() for part in _split(flat)]
    assert outcome(make_linter, "\n    ".join(lines), text) == expected


def _split(keys: str) -> list[str]:
    """The keys of a flow mapping, cut at commas outside of brackets."""
    out, depth = [""], 0
    for character in keys:
        depth += (character in "[{") - (character in "]}")
        if character == "," and not depth:
            out.append("")
        else:
            out[-1] += character
    return out


def test_authors_and_duty(make_linter: LinterMaker) -> None:
    assert outcome(make_linter, "authors: [representation]", "merger", author="representation") == HOLDS
    assert outcome(make_linter, "authors: [representation]", "merger", author="brand") == STILL
    assert outcome(make_linter, "mandatory: true", "merger", mandatory="ad-hoc") == HOLDS
    assert outcome(make_linter, "mandatory: true", "merger") == STILL


def test_a_guard_only_lowers_and_only_where_a_rule_names_it(make_linter: LinterMaker) -> None:
    text = "We denied the merger and the takeover"
    assert outcome(make_linter, "any: [denied]", text, "review") == [
        ("merger", "review", "test-guard"),
        ("takeover", "block", ""),
    ]
    assert outcome(make_linter, "any: [denied]", "denied merger", "advise") == [("merger", "advise", "test-guard")]
    linter = make_linter(SOURCE.format(keys="any: [denied]", lower_to="review"), severity={"leak.deal.a": "advise"})
    (finding,) = linter.check("denied merger").findings
    assert (finding.severity.name, finding.guards) == ("advise", ())


def test_what_a_guard_lets_pass_counts_for_nothing(make_linter: LinterMaker) -> None:
    report = make_linter(SOURCE.format(keys="any: [denied]", lower_to="pass")).check("denied merger")
    assert (report.verdict, report.score["overall"], len(report.accepted)) == (Verdict.pass_, 0, 1)


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("none: [a]", "guard 'test-guard' has no condition (any, authors, mandatory, model, where: quoted)"),
        ("authors: [brand]\n    where: inside", "inside needs terms (any) that can cover a finding"),
        ("any: [a]\n    within: 0", "expected a number of words from 1, found 0"),
        ("any: ['(a']", "'(' is never closed in '(a'"),
    ],
)
def test_guards_that_could_never_act_are_refused(make_linter: LinterMaker, keys: str, problem: str) -> None:
    with pytest.raises(RuleProblems) as caught:
        make_linter(SOURCE.format(keys=keys, lower_to="pass"))
    assert [item.text for item in caught.value.problems] == [f"test-guard: {problem}"]
