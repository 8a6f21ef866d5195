"""The report as JSON: the contract word for word, and what it covers up."""

from __future__ import annotations

import pytest

from postguard.report import Finding, Fix, Report, Severity, Skipped, Verdict, mask
from postguard.spans import Span

TEXT = "🎉 call 0170 5550142 now"


def _finding(**given: object) -> Finding:
    values: dict[str, object] = {
        "rule": "leak.pii.phone",
        "category": "leak.pii",
        "severity": Severity.block,
        "confidence": 0.87654,
        "part": "text",
        "span": Span(7, 19),
        "quote": "0170 5550142",
        "message": "a number",
        "advice": "leave it out",
        "utf16": Span(8, 20),
        "fix": Fix(Span(7, 19), "us"),
        "basis": ("dsgvo-6",),
        "escalate_to": ("dpo",),
        "guards": ("own-data",),
    }
    return Finding(**{**values, **given})  # type: ignore[arg-type]


LONGER = _finding(
    rule="risk.pricing.a",
    category="risk.pricing",
    severity=Severity.advise,
    span=Span(2, 19),
    quote="call 0170 5550142",
    utf16=Span(3, 20),
    fix=None,
    basis=(),
    escalate_to=(),
    guards=(),
    accepted_because="guard: own-data",
)
REPORT = Report(
    id="7",
    verdict=Verdict.block,
    score={"overall": 88, "leak": 88, "tone": 0, "risk": 0, "form": 0},
    lang="en",
    channel="x",
    findings=(_finding(),),
    accepted=(LONGER,),
    skipped=(Skipped("tone.hype.model", "no model"),),
    ruleset="abc",
    parts={"text": TEXT},
)


def test_the_contract() -> None:
    assert REPORT.as_dict() == {
        "schema_version": 1,
        "id": "7",
        "verdict": "block",
        "score": {"overall": 88, "leak": 88, "tone": 0, "risk": 0, "form": 0},
        "lang": "en",
        "channel": "x",
        "findings": [
            {
                "rule": "leak.pii.phone",
                "category": "leak.pii",
                "severity": "block",
                "confidence": 0.877,
                "part": "text",
                "start": 7,
                "end": 19,
                "utf16": {"start": 8, "end": 20},
                "quote": "0••• ••••••2",
                "message": "a number",
                "advice": "leave it out",
                "fix": {"start": 7, "end": 19, "text": "us"},
                "basis": ["dsgvo-6"],
                "escalate_to": ["dpo"],
                "guards": ["own-data"],
            }
        ],
        "accepted": [
            {
                "rule": "risk.pricing.a",
                "category": "risk.pricing",
                "severity": "advise",
                "confidence": 0.877,
                "part": "text",
                "start": 2,
                "end": 19,
                "utf16": {"start": 3, "end": 20},
                "quote": "call 0••• ••••••2",
                "message": "a number",
                "advice": "leave it out",
                "fix": None,
                "basis": [],
                "escalate_to": [],
                "guards": [],
                "accepted_because": "guard: own-data",
            }
        ],
        "skipped": [{"rule": "tone.hype.model", "reason": "no model"}],
        "ruleset": "abc",
    }


def test_reveal_shows_what_was_covered() -> None:
    shown = REPORT.as_dict(reveal=True)
    assert [item["quote"] for item in (*shown["findings"], *shown["accepted"])] == ["0170 5550142", "call 0170 5550142"]
    assert REPORT.shown_parts(reveal=True) == {"text": TEXT}
    assert REPORT.shown_parts(reveal=False) == {"text": "🎉 call 0••• ••••••2 now"}


@pytest.mark.parametrize(
    ("quote", "masked"),
    [("", ""), ("abc", "•••"), ("abcdef", "••••••"), ("abcdefg", "a•••••g"), ("ab cd\nefgh", "a• ••\n•••h")],
)
def test_mask(quote: str, masked: str) -> None:
    assert mask(quote) == masked


def test_the_order_of_severities_and_verdicts() -> None:
    assert [str(verdict) for verdict in sorted(Verdict)] == ["pass", "advise", "review", "block"]
    assert [severity.name for severity in sorted(Severity)] == ["advise", "review", "block"]
