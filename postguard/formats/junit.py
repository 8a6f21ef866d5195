"""For build servers: a suite per file, a test per draft, a failure per finding that somebody has to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from postguard.formats import Reports, Style
from postguard.formats.labels import Words
from postguard.formats.shown import file_and_line, shown_quote
from postguard.report import Finding, Report, Severity

# All that XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(reports: Reports, style: Style) -> Iterator[str]:
    """The whole document; counts stand in front, so the tests are collected first."""
    words = Words(style.ui)
    suites: dict[str, list[tuple[str, Report]]] = {}
    for source, report in reports:
        suites.setdefault(file_and_line(source)[0], []).append((source, report))
    everything = [report for tests in suites.values() for _, report in tests]
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="postguard" {_counts(everything)}>\n'
    for file, tests in suites.items():
        yield f"  <testsuite name={_attribute(file)} {_counts([report for _, report in tests])}>\n"
        for source, report in tests:
            yield "".join(f"{line}\n" for line in _test(source, report, style, words))
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _counts(reports: list[Report]) -> str:
    failed = sum(any(finding.severity >= Severity.review for finding in report.findings) for report in reports)
    broken = sum(bool(report.skipped) for report in reports)
    return f'tests="{len(reports)}" failures="{failed}" errors="{broken}"'


def _test(source: str, report: Report, style: Style, words: Words) -> Iterator[str]:
    file, line = file_and_line(source)
    name = report.id or (words("line", n=line) if line else words("part.text"))
    place = f" line={_attribute(str(line))}" if line else ""
    yield f"    <testcase classname={_attribute(file)} name={_attribute(name)} file={_attribute(file)}{place}>"
    for skip in report.skipped:
        yield f"      <error type={_attribute(skip.rule)} message={_attribute(words('skipped.title'))}>"
        yield f"{_text(skip.reason)}</error>"
    texts = report.shown_parts(reveal=style.reveal)
    for finding in report.findings:
        if finding.severity >= Severity.review:
            yield f"      <failure type={_attribute(finding.rule)} message={_attribute(finding.message)}>"
            yield f"{_text(_details(finding, texts, words))}</failure>"
    advice = [_details(finding, texts, words) for finding in report.findings if finding.severity < Severity.review]
    verdict = f"{words.verdict(report.verdict)} · {words('score', n=report.score.get('overall', 0))}"
    yield f"      <system-out>{_text(chr(10).join([verdict, *advice]))}</system-out>"
    yield "    </testcase>"


def _details(finding: Finding, texts: Mapping[str, str], words: Words) -> str:
    quote = shown_quote(finding, texts)
    place = f"{words.part(finding.part)} {finding.span.start}-{finding.span.end}: {quote}"
    head = f"{words.severity(finding.severity)} · {finding.rule} · {words.confidence(finding.confidence)}"
    return f"{head}\n{place}\n{finding.message}\n→ {finding.advice}"


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", text))
