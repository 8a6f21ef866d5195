"""What comes out: findings, verdict, report; frozen values without behaviour that could fail.

`as_dict` on `Report` is the JSON contract (`schema_version: 1`), the same for command line, library and service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from postguard.spans import Span

SCHEMA_VERSION = 1
FAMILIES = ("leak", "tone", "risk", "form")
MASKED_CATEGORIES = frozenset({"leak.secret", "leak.pii"})


class Severity(IntEnum):
    """What a finding does to the verdict; the order is the order of weight."""

    advise = 1
    review = 2
    block = 3


class Verdict(IntEnum):
    """May this go out? `pass_` is written `pass` everywhere outside Python."""

    pass_ = 0
    advise = 1
    review = 2
    block = 3

    def __str__(self) -> str:
        return self.name.rstrip("_")


@dataclass(frozen=True, slots=True)
class Fix:
    """Replace `span` (code points of the part's text) by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a classifier fired: the words that carried it, and the drafts it knows that are most alike, bad and harmless."""

    words: tuple[Span, ...]
    similar: str
    harmless: str

    def as_dict(self) -> dict[str, Any]:
        """The evidence as JSON."""
        words = [{"start": span.start, "end": span.end} for span in self.words]
        return {"words": words, "similar": self.similar, "harmless": self.harmless}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule fired at one place. `span` counts code points of the part that it stands in."""

    rule: str
    category: str
    severity: Severity
    confidence: float
    part: str
    span: Span
    quote: str
    message: str
    advice: str
    utf16: Span
    fix: Fix | None = None
    basis: tuple[str, ...] = ()
    escalate_to: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    accepted_because: str | None = None
    evidence: Evidence | None = None

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The order of findings in a report: part, start, longest first, rule."""
        return (self.part, self.span.start, -self.span.end, self.rule)

    @property
    def is_masked(self) -> bool:
        """True if the quote is a secret or personal data, which no output repeats unless asked to."""
        return self.category in MASKED_CATEGORIES

    def as_dict(self, *, reveal: bool = False) -> dict[str, Any]:
        """The finding as JSON; secrets and personal data are masked unless `reveal`."""
        extra: dict[str, Any] = {"accepted_because": self.accepted_because} if self.accepted_because else {}
        if self.evidence:
            extra["evidence"] = self.evidence.as_dict()
        return {
            "rule": self.rule,
            "category": self.category,
            "severity": self.severity.name,
            "confidence": round(self.confidence, 3),
            "part": self.part,
            "start": self.span.start,
            "end": self.span.end,
            "utf16": {"start": self.utf16.start, "end": self.utf16.end},
            "quote": mask(self.quote) if self.is_masked and not reveal else self.quote,
            "message": self.message,
            "advice": self.advice,
            "fix": self.fix and {"start": self.fix.span.start, "end": self.fix.span.end, "text": self.fix.text},
            "basis": list(self.basis),
            "escalate_to": list(self.escalate_to),
            "guards": list(self.guards),
        } | extra


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that should have run and could not; it caps the verdict at review."""

    rule: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return {"rule": self.rule, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one draft. `parts` holds the author's own texts, so that formats can show the places."""

    id: str | None
    verdict: Verdict
    score: Mapping[str, int]
    lang: str
    channel: str | None
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    ruleset: str
    parts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def as_dict(self, *, reveal: bool = False) -> dict[str, Any]:
        """The report as JSON, in the shape of `schema_version: 1`.

        A secret stays covered in the longer quote of another finding too.
        """
        texts = self.shown_parts(reveal=reveal)

        def shown(finding: Finding) -> dict[str, Any]:
            plain = finding.as_dict(reveal=reveal)
            if finding.part in texts:
                plain["quote"] = texts[finding.part][finding.span.start : finding.span.end]
            return plain

        return {
            "schema_version": SCHEMA_VERSION,
            "id": self.id,
            "verdict": str(self.verdict),
            "score": dict(self.score),
            "lang": self.lang,
            "channel": self.channel,
            "findings": list(map(shown, self.findings)),
            "accepted": list(map(shown, self.accepted)),
            "skipped": [skip.as_dict() for skip in self.skipped],
            "ruleset": self.ruleset,
        }

    def shown_parts(self, *, reveal: bool) -> dict[str, str]:
        """The parts of the draft, character for character in place, with secrets and personal data covered."""
        hidden = () if reveal else tuple(item for item in (*self.findings, *self.accepted) if item.is_masked)
        return {
            part: _covered(text, [item.span for item in hidden if item.part == part])
            for part, text in self.parts.items()
        }


def _covered(text: str, spans: list[Span]) -> str:
    if not spans:
        return text
    characters = list(text)
    for span in spans:
        for place, character in enumerate(mask(text[span.start : span.end]), span.start):
            # Where two overlap, what either of them hides stays hidden.
            characters[place] = character if character == "•" else characters[place]
    return "".join(characters)


def mask(quote: str) -> str:
    """Hide all but the first and the last character: enough to find the place, too little to use it."""
    visible = 1 if len(quote) > 6 else 0
    hidden = "".join(c if c.isspace() else "•" for c in quote[visible : len(quote) - visible])
    return quote[:visible] + hidden + quote[len(quote) - visible :]
