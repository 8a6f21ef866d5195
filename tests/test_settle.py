"""Settling: one finding for each place and category, the strongest stays, the order is fixed."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from postguard.report import Finding, Severity
from postguard.settle import MAX_FINDINGS, settle
from postguard.spans import Span


def finding(
    start: int,
    end: int,
    rule: str = "leak.deal.a",
    severity: Severity = Severity.review,
    confidence: float = 0.7,
    part: str = "text",
) -> Finding:
    span = Span(start, end)
    category = ".".join(rule.split(".")[:2])
    return Finding(rule, category, severity, confidence, part, span, "q", "m", "a", span)


def test_one_of_overlapping_findings_of_a_category_stays() -> None:
    weak, strong = finding(0, 9), finding(5, 7, "leak.deal.b", Severity.block)
    long, short = finding(20, 30), finding(22, 25, "leak.deal.b")
    sure, unsure = finding(40, 50, "leak.deal.b", confidence=0.9), finding(40, 50)
    for order in permutations((weak, strong, long, short, sure, unsure)):
        assert settle(order) == (strong, long, sure)


def test_neighbours_categories_and_parts_stay_apart() -> None:
    findings = [
        finding(0, 5),
        finding(5, 9),
        finding(0, 5, "leak.pii.a"),
        finding(0, 5, part="alt:0"),
    ]
    assert settle(findings) == (findings[3], findings[0], findings[2], findings[1])


def test_the_same_empty_place_is_reported_once() -> None:
    assert settle([finding(0, 0), finding(0, 0)]) == (finding(0, 0),)


def test_the_cut_keeps_the_most_severe() -> None:
    mild = [finding(n, n + 1, severity=Severity.advise) for n in range(MAX_FINDINGS + 50)]
    last = finding(9_000, 9_001, severity=Severity.block)
    settled = settle([*mild, last])
    assert settled == (*mild[: MAX_FINDINGS - 1], last)


def test_a_classifier_blocks_only_with_a_second_signal_of_its_family() -> None:
    model = finding(0, 50, "leak.deal.model", Severity.block)
    lowered = replace(model, severity=Severity.review)
    names = frozenset({"leak.deal.model", "leak.pii.model"})
    assert settle([model], names) == (lowered,)
    assert settle([model, finding(60, 70, "leak.pii.model")], names) == (lowered, finding(60, 70, "leak.pii.model"))
    assert settle([model, finding(60, 70, "tone.hype.a")], names) == (lowered, finding(60, 70, "tone.hype.a"))
    assert settle([model, finding(60, 70, "leak.pii.a")], names) == (model, finding(60, 70, "leak.pii.a"))


def test_many_findings_settle_fast() -> None:
    started = time.perf_counter()
    settle(finding(n, n + 1) for n in range(40_000))
    assert time.perf_counter() - started < 3


PLACES = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
FINDINGS = st.lists(
    st.builds(
        lambda place, rule, severity: finding(*place, rule, severity),
        PLACES,
        st.sampled_from(["leak.deal.a", "leak.deal.b", "tone.hype.a"]),
        st.sampled_from(list(Severity)),
    ),
    max_size=8,
)


@given(FINDINGS, st.randoms())
def test_order_of_arrival_makes_no_difference_and_nothing_severe_is_lost(
    findings: list[Finding], random: object
) -> None:
    settled = settle(findings)
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(shuffled) == settled == settle(settled)
    assert max((item.severity for item in settled), default=None) == max(
        (item.severity for item in findings), default=None
    )
    for one in findings:
        assert any(
            one.category == other.category and (one.span.overlaps(other.span)) and other.severity >= one.severity
            for other in settled
        )
