"""Settles findings: duplicates and overlaps become one, classifiers are kept from blocking alone, the order is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from postguard.report import Finding, Severity

MAX_FINDINGS = (
    200  # a report that nobody could read; cut after sorting, so that what stays does not depend on rule order
)


def settle(findings: Iterable[Finding], classifier_rules: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Findings in report order, one for each place and category; across categories both stay."""
    kept: list[Finding] = []
    for finding in sorted(_second_signal(tuple(findings), classifier_rules), key=_strength):
        if not any(_same(finding, other) for other in kept):
            kept.append(finding)
    return tuple(sorted(kept, key=lambda finding: finding.order)[:MAX_FINDINGS])


def _strength(finding: Finding) -> tuple[int, int, float, tuple[str, int, int, str]]:
    """Stronger severity, then the longer place, then the surer rule, then the order of the report."""
    return (-finding.severity, finding.span.start - finding.span.end, -finding.confidence, finding.order)


def _same(one: Finding, other: Finding) -> bool:
    return (
        one.category == other.category
        and one.part == other.part
        and (one.span.overlaps(other.span) or (one.span == other.span and one.rule == other.rule))
    )


def _second_signal(findings: Sequence[Finding], classifier_rules: frozenset[str]) -> Iterable[Finding]:
    """A classifier blocks only where another rule of the same family fired too."""
    if not classifier_rules:
        return findings
    families = {finding.category.split(".")[0] for finding in findings if finding.rule not in classifier_rules}
    return [
        replace(finding, severity=Severity.review)
        if finding.rule in classifier_rules
        and finding.severity is Severity.block
        and finding.category.split(".")[0] not in families
        else finding
        for finding in findings
    ]
