"""Policy: how severe a finding is for this channel and author, which rules are off, and what the verdict is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from postguard.calendar import EMPTY, Calendar
from postguard.config import Off, Policy, Settings
from postguard.draft import did_you_mean
from postguard.errors import PostguardError
from postguard.report import FAMILIES, Finding, Severity, Skipped, Verdict
from postguard.rulebook.ruleset import Rule, Ruleset, category_of

_MEMBERS = frozenset({"de", "at"})  # of the European Union
WEIGHT = {Severity.advise: 0.25, Severity.review: 0.6, Severity.block: 1.0}


@dataclass(frozen=True)
class Judge:
    """Settings applied to a rule set."""

    settings: Settings
    ruleset: Ruleset
    calendar: Calendar = EMPTY

    def check(self) -> None:
        """Every rule and category that the settings name must exist. Raises PostguardError."""
        rules = {rule["head"]["id"] for rule in self.ruleset.book.rules}
        known = sorted(rules | set(self.ruleset.categories))
        sources: tuple[Settings | Policy, ...] = (self.settings, *self.settings.policies)
        named = [name for source in sources for name in (*source.severity, *(off.rule for off in source.off))]
        named += [name for entry in self.settings.calendar for name in entry.severity]
        named += self.settings.thresholds
        wrong = [f"unknown rule or category {name!r}{did_you_mean(name, known)}" for name in named if name not in known]
        wrong += self._idle_thresholds(set(known))
        if wrong:
            raise PostguardError("\n".join(f"postguard.yaml: {text}" for text in wrong))

    def _idle_thresholds(self, known: set[str]) -> Iterator[str]:
        """Thresholds that are no probabilities, or of rules that ask no classifier."""
        asking = {rule["head"]["id"] for rule in self.ruleset.book.rules if rule["head"]["kind"] == "classifier"}
        asking |= {category_of(name) for name in asking}
        for name, value in self.settings.thresholds.items():
            if not 0 < value < 1:
                yield f"threshold of {name!r}: expected a probability between 0 and 1, found {value}"
            if name in known and name not in asking:
                yield f"threshold of {name!r}: no classifier is asked there"

    def _sources(self, channel: str | None, author: str | None) -> tuple[Settings | Policy, ...]:
        """The settings and the policies that fit, in their order."""
        fitting = (
            policy
            for policy in self.settings.policies
            if (not policy.channels or channel in policy.channels) and (not policy.authors or author in policy.authors)
        )
        return (self.settings, *fitting)

    def regions(self, channel: str | None, author: str | None) -> frozenset[str]:
        """Where the law of this channel and author applies; in member states that of the European Union too."""
        *_, named = (
            source.regions for source in self._sources(channel, author) if source.regions or source is self.settings
        )
        return frozenset(named) | ({"eu"} if _MEMBERS.intersection(named) else set())

    def severity(self, rule: Rule, channel: str | None, author: str | None, at: datetime) -> Severity:
        """The rule's own severity, or what settings, policies and calendar say.

        A rule's name beats its category's, a later source an earlier one.
        """
        if not self._overrides:
            return rule.severity
        found = rule.severity
        for source in (*self._sources(channel, author), *(period.entry for period in self.calendar.running(at))):
            name = source.severity.get(rule.id) or source.severity.get(rule.category)
            found = Severity[name] if name else found
        return found

    @cached_property
    def _overrides(self) -> bool:
        return bool(self.settings.severity or self.settings.policies or self.calendar.periods)

    def is_off(self, rule: Rule, channel: str | None, author: str | None, day: date) -> bool:
        """True if the rule or its category is switched off on that day."""
        offs: Iterable[Off] = (off for source in self._sources(channel, author) for off in source.off)
        return any(off.rule in (rule.id, rule.category) and (off.until is None or day <= off.until) for off in offs)


def verdict(findings: Iterable[Finding], skipped: Iterable[Skipped]) -> Verdict:
    """The most severe finding decides; a rule that could not run makes it review at least."""
    worst = max((finding.severity for finding in findings), default=0)
    floor = Verdict.review if any(True for _ in skipped) else Verdict.pass_
    return max(Verdict(int(worst)), floor)


def score(findings: Iterable[Finding]) -> dict[str, int]:
    """0 to 100 per family and overall: 1 - product(1 - confidence x weight of severity), the noisy-or of the findings."""
    rest = dict.fromkeys(("overall", *FAMILIES), 1.0)
    for finding in findings:
        doubt = 1 - finding.confidence * WEIGHT[finding.severity]
        rest["overall"] *= doubt
        rest[finding.category.split(".")[0]] *= doubt
    return {name: round(100 * (1 - value)) for name, value in rest.items()}
