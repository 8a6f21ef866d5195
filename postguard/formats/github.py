"""For GitHub Actions: workflow commands that annotate the file in a pull request.

Escaped as GitHub's own toolkit does: %, CR and LF in messages; colon and comma too in properties.
"""

from __future__ import annotations

from collections.abc import Iterator

from postguard.formats import Reports, Style
from postguard.formats.labels import Words
from postguard.formats.region import region
from postguard.formats.shown import file_and_line
from postguard.formats.visible import visible
from postguard.report import Finding, Report, Severity, Skipped

_COMMANDS = {Severity.block: "error", Severity.review: "warning", Severity.advise: "notice"}


def write(reports: Reports, style: Style) -> Iterator[str]:
    """One command per finding and per rule that could not run; nothing for a draft that may go out."""
    words = Words(style.ui)
    for source, report in reports:
        commands = [_skipped(source, skip, words) for skip in report.skipped]
        commands += [_finding(source, report, finding, words) for finding in report.findings]
        if commands:
            yield "".join(f"{command}\n" for command in commands)


def _finding(source: str, report: Report, finding: Finding, words: Words) -> str:
    properties = _file(source)
    place = region(source, report, finding)
    if properties and place:
        properties |= {"line": place.line, "endLine": place.end_line}
        # GitHub takes columns only where a finding stands in one line.
        if place.column and place.line == place.end_line:
            properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = f"{words.severity(finding.severity)}: {finding.rule}"
    lines = [finding.message, *([f"→ {finding.advice}"] if finding.advice else [])]
    return _command(_COMMANDS[finding.severity], properties, lines)


def _skipped(source: str, skip: Skipped, words: Words) -> str:
    _, line = file_and_line(source)
    properties = _file(source) | ({"line": line} if line and _file(source) else {})
    return _command("error", {**properties, "title": words("skipped.title")}, [f"{skip.rule}: {skip.reason}"])


def _file(source: str) -> dict[str, str | int]:
    file, _ = file_and_line(source)
    return {} if file.startswith("<") else {"file": file}


def _command(name: str, properties: dict[str, str | int], lines: list[str]) -> str:
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {given}::{_message(chr(10).join(' '.join(line.split()) for line in lines))}"


def _message(text: str) -> str:
    shown = "\n".join(map(visible, text.split("\n")))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
