"""For reading, sending on and printing: one page that needs nothing from anywhere, no script either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from postguard.formats import Reports, Style
from postguard.formats.labels import Words
from postguard.formats.shown import clipped
from postguard.formats.visible import visible
from postguard.report import FAMILIES, Finding, Report, Verdict
from postguard.spans import Span

_SIGNS = {Verdict.pass_: "✓", Verdict.advise: "✓", Verdict.review: "?", Verdict.block: "✗"}
# Not even a bug can make this page load or run something.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(reports: Reports, style: Style) -> Iterator[str]:
    """The page; the overview stands in front, so the cards are collected first."""
    words = Words(style.ui)
    cards, entries = [], []
    verdicts: Counter[Verdict] = Counter()
    rulesets: dict[str, None] = {}
    for number, (source, report) in enumerate(reports, 1):
        card = _Card(number, source, report, style)
        cards.append(card.html())
        entries.append(card.entry())
        verdicts[report.verdict] += 1
        rulesets[report.ruleset] = None
    yield _head(words)
    yield from _overview(verdicts, entries, words)
    yield f"<main>\n{''.join(cards)}</main>\n"
    digests = ", ".join(escape(visible(digest)) for digest in rulesets)
    hidden = "" if style.reveal else f" {escape(words('hidden'))}"
    yield f"<footer><p>postguard · {words('ruleset')} <code>{digests}</code>.{hidden}</p></footer>\n</body>\n</html>\n"


def _head(words: Words) -> str:
    css = files("postguard.formats").joinpath("page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{words.lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<meta http-equiv="Content-Security-Policy" '
        f'content="{_POLICY}">\n<title>postguard – {escape(words("title"))}</title>\n'
        f"<style>\n{css}</style>\n</head>\n<body>\n"
    )


def _overview(verdicts: Counter[Verdict], entries: list[str], words: Words) -> Iterator[str]:
    yield f"<header>\n<h1>{escape(words('title'))}</h1>\n"
    if not entries:
        yield f"<p>{escape(words('empty'))}</p>\n"
    if len(entries) > 1:
        kinds = " · ".join(
            f'<span class="{verdict}">{verdicts[verdict]} × {escape(words.verdict(verdict))}</span>'
            for verdict in sorted(verdicts, reverse=True)
        )
        yield f"<p>{escape(words.count('count.drafts', len(entries)))}: {kinds}</p>\n"
        yield f'<nav aria-label="{escape(words("drafts"))}">\n<ol>\n{"".join(entries)}</ol>\n</nav>\n'
    yield "</header>\n"


class _Card:
    """One report; ids on the page start with the number of the card."""

    def __init__(self, number: int, source: str, report: Report, style: Style) -> None:
        self._id = f"d{number}"
        self._name = visible(f"{source} ({report.id})" if report.id else source)
        self._report = report
        self._style = style
        self._words = Words(style.ui)

    def entry(self) -> str:
        """The line in the overview."""
        verdict = self._report.verdict
        return (
            f'<li class="{verdict}"><a href="#{self._id}">{escape(self._name)}</a> '
            f"<span>{escape(self._words.verdict(verdict))}</span></li>\n"
        )

    def html(self) -> str:
        """The card."""
        report, words = self._report, self._words
        body = [self._heading(), self._facts(), self._skipped()]
        body += [self._part(part, text) for part, text in report.shown_parts(reveal=self._style.reveal).items()]
        if report.findings:
            items = "".join(self._finding(number, item) for number, item in enumerate(report.findings, 1))
            body.append(f'<h3>{escape(words("findings"))}</h3>\n<ol class="findings">\n{items}</ol>\n')
        else:
            body.append(f"<p>{escape(words('nothing.skipped' if report.skipped else 'nothing'))}</p>\n")
        body.append(self._accepted())
        shell = f'<article id="{self._id}" class="{report.verdict}" aria-labelledby="{self._id}-h">'
        return f"{shell}\n{''.join(body)}</article>\n"

    def _heading(self) -> str:
        verdict = self._report.verdict
        sign = f'<span aria-hidden="true">{_SIGNS[verdict]}</span>'
        return (
            f'<h2 id="{self._id}-h"><span class="verdict">{sign} {escape(self._words.verdict(verdict))}</span> '
            f'<span class="source">{escape(self._name)}</span></h2>\n'
        )

    def _facts(self) -> str:
        report, words = self._report, self._words
        counted = Counter(finding.severity for finding in report.findings)
        facts = [words("score", n=report.score.get("overall", 0))]
        facts += [words.count(f"count.{kind.name}", counted[kind]) for kind in sorted(counted, reverse=True)]
        facts += [f"{words('family.' + name)} {report.score[name]}" for name in FAMILIES if report.score.get(name)]
        facts.append(words(f"lang.{report.lang}") if report.lang in ("en", "de") else report.lang)
        if report.channel:
            facts.append(f"{words('channel')} {report.channel}")
        return f'<ul class="facts">{"".join(f"<li>{escape(visible(fact))}</li>" for fact in facts)}</ul>\n'

    def _skipped(self) -> str:
        skipped = self._report.skipped
        if not skipped:
            return ""
        items = "".join(
            f"<li><code>{escape(visible(skip.rule))}</code>: {escape(_prose(skip.reason))}</li>" for skip in skipped
        )
        head = escape(self._words.count("skipped", len(skipped)))
        return f'<div class="skipped" role="note">\n<p>{head}</p>\n<ul>{items}</ul>\n</div>\n'

    def _part(self, part: str, text: str) -> str:
        found = [
            (number, clipped(finding.span, text), finding)
            for number, finding in enumerate(self._report.findings, 1)
            if finding.part == part
        ]
        lang = escape(self._report.lang)
        marked = "".join(self._segments(text, found))
        return f'<h3>{escape(self._words.part(part))}</h3>\n<p class="draft" lang="{lang}" dir="auto">{marked}</p>\n'

    def _segments(self, text: str, found: list[tuple[int, Span, Finding]]) -> Iterator[str]:
        """The text cut wherever a place begins or ends, so that places may overlap."""
        cuts = sorted({0, len(text), *(edge for _, span, _ in found for edge in span)})
        for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
            yield from (self._link(number, item) for number, span, item in found if span == (start, start))
            over = [(number, item) for number, span, item in found if span.start <= start < span.end]
            shown = _draft(text[start:end])
            yield self._mark(shown, over) if over and shown else shown
            yield from (
                self._link(number, item) for number, span, item in found if span.start < span.end == end > start
            )

    def _mark(self, shown: str, over: list[tuple[int, Finding]]) -> str:
        worst = max(item.severity for _, item in over)
        title = "; ".join(f"{number}: {_prose(item.message)}" for number, item in over)
        described = " ".join(f"{self._id}-f{number}" for number, _ in over)
        look = f"{worst.name} deep" if len(over) > 1 else worst.name
        return f'<mark class="{look}" title="{escape(title)}" aria-describedby="{described}">{shown}</mark>'

    def _link(self, number: int, finding: Finding) -> str:
        place, goal = f"{self._id}-p{number}", f"{self._id}-f{number}"
        return f'<sup><a id="{place}" class="{finding.severity.name}" href="#{goal}">{number}</a></sup>'

    def _finding(self, number: int, finding: Finding) -> str:
        words = self._words
        goal = f"{self._id}-p{number}" if finding.part in self._report.parts else self._id
        back = f'<a href="#{goal}" aria-label="{number}, {escape(words("jump"))}">{number}</a>'
        lines = [
            f'<p class="head">{back} <strong>{escape(words.severity(finding.severity))}</strong> '
            f"<code>{escape(visible(finding.rule))}</code></p>",
            f'<p class="message">{escape(_prose(finding.message))}</p>',
        ]
        if finding.advice:
            lines.append(f'<p class="advice">{escape(_prose(finding.advice))}</p>')
        if finding.fix and finding.fix.text:
            fix = escape(_prose(finding.fix.text))
            lines.append(f'<p class="fix">{escape(words("fix"))}: <ins>{fix}</ins></p>')
        lines.append(f'<p class="faint">{escape(" · ".join(self._details(finding)))}</p>')
        info = self._style.rules.get(finding.rule)
        if info and info.why:
            why = escape(_prose(info.why))
            lines.append(f"<details><summary>{escape(words('why'))}</summary><p>{why}</p></details>")
        body = "\n".join(lines)
        return f'<li id="{self._id}-f{number}" class="{finding.severity.name}">\n{body}\n</li>\n'

    def _details(self, finding: Finding) -> Iterator[str]:
        words = self._words
        yield words.confidence(finding.confidence)
        lists: Iterable[tuple[str, Iterable[str]]] = (
            ("ask", map(words.role, finding.escalate_to)),
            ("basis", finding.basis),
            ("guards", finding.guards),
        )
        for key, values in lists:
            if given := ", ".join(map(visible, values)):
                yield f"{words(key)}: {given}"

    def _accepted(self) -> str:
        if not self._report.accepted:
            return ""
        items = "".join(
            f"<li><code>{escape(visible(item.rule))}</code> {escape(_prose(item.message))} "
            f"<em>{escape(_prose(item.accepted_because or ''))}</em></li>"
            for item in self._report.accepted
        )
        return f'<h3>{escape(self._words("accepted.title"))}</h3>\n<ul class="accepted">{items}</ul>\n'


def _prose(text: str) -> str:
    return visible(" ".join(text.split()))


def _draft(text: str) -> str:
    """Everything visible, lines as lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(escape(visible(line)) for line in lines)
