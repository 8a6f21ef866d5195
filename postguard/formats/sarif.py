"""For code scanning: SARIF 2.1.0 (OASIS), one run over all drafts.

Columns and offsets count UTF-16 code units, which `columnKind` says. What the JSON contract masks is masked here too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from postguard.formats import Reports, RuleInfo, Style
from postguard.formats.json import dumps
from postguard.formats.region import Region, region
from postguard.formats.shown import file_and_line, shown_quote
from postguard.report import Finding, Report, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.block: "error", Severity.review: "warning", Severity.advise: "note"}
_FACTS = (
    *("draft", "category", "severity", "confidence", "part", "start", "end", "quote"),
    *("fix", "basis", "escalate_to", "guards"),
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def write(reports: Reports, style: Style) -> Iterator[str]:
    """The whole log."""
    yield dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_Run(style).over(reports)]}, indent=2) + "\n"


class _Run:
    """Collects results, and the rules in the order in which they were first seen."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._rules: list[dict[str, Any]] = []
        self._places: dict[str, int] = {}
        self._seen: Counter[str] = Counter()

    def over(self, reports: Reports) -> dict[str, Any]:
        """The run object."""
        results: list[dict[str, Any]] = []
        notes: list[dict[str, Any]] = []
        rulesets: dict[str, None] = {}
        for source, report in reports:
            results += self._results(source, report)
            notes += [_note(source, skip.rule, skip.reason) for skip in report.skipped]
            rulesets[report.ruleset] = None
        return {
            "tool": {"driver": {"name": "postguard", **_version(), "rules": self._rules}},
            "language": self._style.ui,
            "columnKind": "utf16CodeUnits",
            "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
            "results": results,
            "properties": {"rulesets": list(rulesets)},
        }

    def _results(self, source: str, report: Report) -> Iterator[dict[str, Any]]:
        masked = report.shown_parts(reveal=False)
        texts = report.parts if self._style.reveal else masked
        for finding in (*report.findings, *report.accepted):
            result = self._result(finding)
            result["locations"] = [_location(source, report, finding, texts)]
            result["partialFingerprints"] = {"postguard/v1": self._fingerprint(finding, masked)}
            facts = finding.as_dict() | {"draft": report.id, "quote": shown_quote(finding, texts)}
            result["properties"] = {key: facts[key] for key in _FACTS}
            yield result

    def _result(self, finding: Finding) -> dict[str, Any]:
        if finding.rule not in self._places:
            self._places[finding.rule] = len(self._rules)
            self._rules.append(_rule(finding, self._style.rules.get(finding.rule)))
        return {
            "ruleId": finding.rule,
            "ruleIndex": self._places[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": _message(finding.message, finding.advice),
            # Either every result of a run says whether it is suppressed, or none may.
            "suppressions": [_suppression(finding)] if finding.accepted_because else [],
        }

    def _fingerprint(self, finding: Finding, masked: Mapping[str, str]) -> str:
        # Made of the masked quote: the hash of a short secret would give it away.
        same = json.dumps([finding.rule, finding.part, shown_quote(finding, masked)])
        self._seen[same] += 1
        return hashlib.sha256(f"{same}{self._seen[same]}".encode()).hexdigest()[:32]


def _rule(finding: Finding, info: RuleInfo | None) -> dict[str, Any]:
    if info is None:
        info = RuleInfo(finding.rule, finding.category, finding.severity.name, finding.message, finding.advice)
    return {
        "id": info.id,
        "shortDescription": {"text": _plain(info.message or info.id)},
        "fullDescription": {"text": _plain(info.why or info.message or info.id)},
        "help": _message(*(text for text in (info.why or info.message, info.advice) if text)),
        "defaultConfiguration": {"level": _LEVELS[Severity[info.severity]]},
        "properties": {"category": info.category, "tags": [info.category.split(".")[0], info.category]},
    }


def _message(*texts: str) -> dict[str, str]:
    paragraphs = [text for text in texts if text] or ["-"]
    first, *others = (_MARKDOWN.sub(r"\\\1", text) for text in paragraphs)
    markdown = "\n\n".join([f"**{first}**", *others])
    return {"text": _plain(" ".join(paragraphs)), "markdown": _plain(markdown)}


def _plain(text: str) -> str:
    """SARIF reads single braces as placeholders."""
    return text.replace("{", "{{").replace("}", "}}")


def _location(source: str, report: Report, finding: Finding, texts: Mapping[str, str]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(source)}}
    place = region(source, report, finding)
    if place:
        physical["region"] = _region(place, shown_quote(finding, texts))
    name = f"{report.id}/{finding.part}" if report.id else finding.part
    return {
        "physicalLocation": physical,
        "logicalLocations": [{"name": finding.part, "fullyQualifiedName": name}],
    }


def _region(place: Region, snippet: str) -> dict[str, Any]:
    if not place.column:
        return {"startLine": place.line}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "charOffset": place.offset,
        "charLength": place.length,
        "snippet": {"text": snippet},
    }


def _uri(source: str) -> str:
    file, _ = file_and_line(source)
    if file.startswith("<"):
        return file.strip("<>") or "stdin"
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")


def _suppression(finding: Finding) -> dict[str, str]:
    return {"kind": "external", "status": "accepted", "justification": finding.accepted_because or ""}


def _note(source: str, rule: str, reason: str) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": _plain(f"{rule}: {reason}")},
        "associatedRule": {"id": rule},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(source)}}}],
    }


def _version() -> dict[str, str]:
    try:
        return {"version": version("postguard")}
    except PackageNotFoundError:  # run from a checkout
        return {}
