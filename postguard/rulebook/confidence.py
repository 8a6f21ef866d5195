"""Confidence: the measured precision of a rule, shrunk towards that of its kind.

`rules/confidence.json` holds, per rule, how often it was right and wrong on labelled drafts; benchmarks/confidence.py writes
it. A rule with few observations is pulled towards the pooled precision of its kind (a beta prior with the weight of
PRIOR observations), so that three lucky hits are not certainty.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from postguard.resources import shipped

PRIOR = 6  # observations that the kind counts for
UNKNOWN = 0.7  # precision assumed for a kind that was never measured


@dataclass(frozen=True)
class Confidence:
    """Counts of right and wrong findings by rule, and pooled by kind."""

    rules: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    source: str = "not measured"

    @classmethod
    def shipped(cls) -> Confidence:
        """The figures that come with the rules."""
        file = shipped("rules") / "confidence.json"
        if not file.is_file():
            return cls()
        data = json.loads(file.read_text(encoding="utf-8"))
        rules = {name: (right, wrong) for name, (right, wrong) in data["rules"].items()}
        kinds = {name: (right, wrong) for name, (right, wrong) in data["kinds"].items()}
        return cls(rules, kinds, data["source"])

    def of(self, rule: str, kind: str) -> float:
        """Expected precision of a finding of this rule, between 0 and 1."""
        right, wrong = self.kinds.get(kind, (0, 0))
        prior = right / (right + wrong) if right + wrong else UNKNOWN
        right, wrong = self.rules.get(rule, (0, 0))
        return (right + PRIOR * prior) / (right + wrong + PRIOR)
