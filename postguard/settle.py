"""Settles findings: duplicates and overlaps become one, classifiers are kept from blocking alone, the order is fixed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from postguard.report import Finding, Severity
from postguard.spans import Span

MAX_FINDINGS = 200  # nobody reads more; the most severe stay, so that the verdict does not depend on the cut


def settle(findings: Iterable[Finding], classifier_rules: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Findings in report order, one for each place and category; across categories both stay."""
    kept: list[Finding] = []
    taken: dict[tuple[str, str], list[Span]] = {}
    for finding in sorted(_second_signal(tuple(findings), classifier_rules), key=_strength):
        if _take(finding.span, taken.setdefault((finding.category, finding.part), [])):
            kept.append(finding)
    return tuple(sorted(kept[:MAX_FINDINGS], key=lambda finding: finding.order))


def _strength(finding: Finding) -> tuple[int, int, float, tuple[str, int, int, str]]:
    """Stronger severity, then the longer place, then the surer rule, then the order of the report."""
    return (-finding.severity, finding.span.start - finding.span.end, -finding.confidence, finding.order)


def _take(span: Span, taken: list[Span]) -> bool:
    """Add a place to those that are taken, which never overlap and stay in order; False if it overlaps one of them."""
    at = bisect_left(taken, span)
    before, after = taken[at - 1 : at] if at else [], taken[at : at + 1]
    if span in after or any(other.overlaps(span) for other in before + after):
        return False
    taken.insert(at, span)
    return True


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
