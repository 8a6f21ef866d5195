"""Policy: severities by channel and author, what is off and until when, verdict and score."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postguard.config import Off, Policy
from postguard.draft import Draft, read_time
from postguard.errors import PostguardError
from postguard.policy import score, verdict
from postguard.report import Finding, Severity, Skipped, Verdict
from postguard.spans import Span
from tests.conftest import LinterMaker

RULES = """
rules:
  - {id: leak.deal.a, kind: terms, any: [merger]}
  - {id: leak.deal.b, kind: terms, any: [takeover], severity: advise}
"""


def severities(make_linter: LinterMaker, channel: str | None, author: str | None, **settings: object) -> dict[str, str]:
    draft = Draft("merger, takeover", channel=channel, author=author, at=read_time("2026-11-21"))
    return {item.rule: item.severity.name for item in make_linter(RULES, **settings).check(draft).findings}


def test_without_settings_category_and_rule_decide(make_linter: LinterMaker) -> None:
    assert severities(make_linter, None, None) == {"leak.deal.a": "block", "leak.deal.b": "advise"}


def test_a_rule_beats_its_category_and_a_fitting_policy_beats_the_settings(make_linter: LinterMaker) -> None:
    settings = {
        "severity": {"leak.deal": "review", "leak.deal.b": "block"},
        "policies": (
            Policy(channels=("x",), severity={"leak.deal.a": "advise"}),
            Policy(channels=("x",), authors=("support",), severity={"leak.deal": "block"}),
        ),
    }
    expected = {
        (None, None): ("review", "block"),
        ("x", None): ("advise", "block"),
        ("x", "support"): ("block", "block"),
        ("linkedin", "support"): ("review", "block"),
    }
    for (channel, author), (a, b) in expected.items():
        assert severities(make_linter, channel, author, **settings) == {"leak.deal.a": a, "leak.deal.b": b}


def test_off_until_its_last_day_and_by_policy(make_linter: LinterMaker) -> None:
    for until, found in {
        None: set(),
        date(2026, 11, 21): set(),
        date(2026, 11, 20): {"leak.deal.a", "leak.deal.b"},
    }.items():
        off = (Off("leak.deal", "settled", until),)
        assert set(severities(make_linter, None, None, off=off)) == found
    policies = (Policy(authors=("brand",), off=(Off("leak.deal.a", "its job"),)),)
    assert set(severities(make_linter, None, "brand", policies=policies)) == {"leak.deal.b"}
    assert set(severities(make_linter, None, "support", policies=policies)) == {"leak.deal.a", "leak.deal.b"}


def test_unknown_names_are_told_at_once(make_linter: LinterMaker) -> None:
    with pytest.raises(PostguardError) as caught:
        make_linter(
            RULES,
            severity={"leak.dael": "block"},
            off=(Off("leak.deal.c", "why"),),
            policies=(Policy(severity={"zzz": "block"}),),
        )
    assert [line.split(";")[0] for line in str(caught.value).splitlines()] == [
        "postguard.yaml: unknown rule or category 'leak.dael', did you mean 'leak.deal'?",
        "postguard.yaml: unknown rule or category 'leak.deal.c', did you mean 'leak.deal.b'?",
        "postguard.yaml: unknown rule or category 'zzz'",
    ]


def _finding(severity: Severity, confidence: float, category: str = "leak.deal") -> Finding:
    return Finding("r", category, severity, confidence, "text", Span(0, 1), "q", "m", "a", Span(0, 1))


def test_verdict() -> None:
    skipped = [Skipped("r", "why")]
    for worst, skips in product((None, *Severity), ((), skipped)):
        findings = [] if worst is None else [_finding(Severity.advise, 0.5), _finding(worst, 0.5)]
        expected = max(Verdict(worst or 0), Verdict.review if skips else Verdict.pass_)
        assert verdict(findings, skips) is expected


def test_score() -> None:
    findings = [
        _finding(Severity.block, 0.8),
        _finding(Severity.review, 0.5),
        _finding(Severity.advise, 0.8, "tone.hype"),
    ]
    assert score(findings) == {"overall": 89, "leak": 86, "tone": 20, "risk": 0, "form": 0}
    assert score([]) == {"overall": 0, "leak": 0, "tone": 0, "risk": 0, "form": 0}


@given(st.lists(st.builds(_finding, st.sampled_from(list(Severity)), st.floats(0, 1)), max_size=6), st.floats(0, 1))
def test_another_finding_never_lowers_a_score(findings: list[Finding], confidence: float) -> None:
    before, after = score(findings), score([*findings, _finding(Severity.review, confidence)])
    assert all(0 <= before[name] <= after[name] <= 100 for name in before)
