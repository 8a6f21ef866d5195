"""For people at a terminal: verdict first, then the draft with its places marked, then each finding and its way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from postguard.formats import Reports, Style
from postguard.formats.excerpt import Mark, MarkedRow, Piece, excerpt, marks
from postguard.formats.labels import Words
from postguard.formats.shown import clipped
from postguard.formats.visible import cells, visible, wrapped
from postguard.report import Finding, Report, Verdict

_COLORS = {
    "block": "1;31", "review": "1;33", "advise": "1;36", "pass": "1;32",
    "strong": "1", "faint": "2", "alarm": "1;37;41",
}  # fmt: skip
_SIGNS = {Verdict.pass_: "✓", Verdict.advise: "✓", Verdict.review: "?", Verdict.block: "✗"}
_NARROWEST = 24
_WIDEST = 110  # longer lines of prose are hard to read


def write(reports: Reports, style: Style) -> Iterator[str]:
    """One block per report as soon as it is there; a total at the end if there were several."""
    page = _Page(style)
    verdicts: Counter[Verdict] = Counter()
    roomy = False
    for source, report in reports:
        verdicts[report.verdict] += 1
        number = verdicts.total()
        lines = page.block(source, report, named=number > 1 or not source.startswith("<"))
        # Drafts without findings take a line each and stand close together.
        blank = number > 1 and (roomy or len(lines) > 1)
        roomy = len(lines) > 1
        yield "\n".join(["", *lines, ""] if blank else [*lines, ""])
    if verdicts.total() > 1:
        yield page.total(verdicts)
    elif not verdicts:
        yield page.words("empty") + "\n"


class _Page:
    """Language, colours and width of one output."""

    def __init__(self, style: Style) -> None:
        self.words = Words(style.ui)
        self._style = style
        self._width = max(style.width, _NARROWEST)

    def block(self, source: str, report: Report, *, named: bool) -> list[str]:
        """One report; its source in front where several may follow or a name helps."""
        if named and not (report.findings or report.accepted or report.skipped):
            return self._heads(report, tail=self._name(source, report))
        lines = [*self._rule(source, report), *self._heads(report)] if named else self._heads(report)
        lines += self._skipped(report)
        lines += self._drafts(report)
        for place, finding in enumerate(report.findings, 1):
            lines += ["", *self._finding(place, finding)]
        lines += self._accepted(report)
        if not report.findings:
            lines += self._prose(self.words("nothing.skipped" if report.skipped else "nothing"))
        return lines

    def total(self, verdicts: Counter[Verdict]) -> str:
        """'12 drafts: 2 × Do not post this · 10 × OK to post'."""
        kinds = [f"{verdicts[verdict]} × {self.words.verdict(verdict)}" for verdict in sorted(verdicts, reverse=True)]
        line = f"{self.words.count('count.drafts', verdicts.total())}: {_listed(kinds)}"
        return "\n".join(["", *(self._paint(row, "strong") for row in self._prose(line)), ""])

    def _paint(self, text: str, role: str) -> str:
        return f"\x1b[{_COLORS[role]}m{text}\x1b[0m" if self._style.color and text else text

    def _prose(self, text: str, indent: str = "", first: str | None = None) -> list[str]:
        """Wrapped rows behind `indent`; the first row behind `first` if given, which must be as wide."""
        rows = wrapped(text, min(self._width, _WIDEST) - cells(indent))
        return [(first if first is not None and not at else indent) + row for at, row in enumerate(rows)]

    def _name(self, source: str, report: Report) -> str:
        return f"{source} ({report.id})" if report.id else source

    def _rule(self, source: str, report: Report) -> list[str]:
        rows = self._prose(self._name(source, report))
        fill = max(min(self._width, _WIDEST) - cells(rows[-1]) - 1, 0)
        rows[-1] = f"{rows[-1]} {'─' * fill}".rstrip()
        return [self._paint(row, "faint") for row in rows]

    def _heads(self, report: Report, tail: str = "") -> list[str]:
        verdict = self.words.verdict(report.verdict)
        counted = Counter(finding.severity for finding in report.findings)
        facts = [tail] if tail else [self.words("score", n=report.score.get("overall", 0))]
        facts += [self.words.count(f"count.{kind.name}", counted[kind]) for kind in sorted(counted, reverse=True)]
        head = f"{_SIGNS[report.verdict]} {verdict}"
        rows = self._prose(_listed([head, *facts]), "  ", "")
        if rows[0].startswith(head):
            rows[0] = self._paint(head, str(report.verdict)) + rows[0][len(head) :]
        return rows

    def _skipped(self, report: Report) -> list[str]:
        if not report.skipped:
            return []
        head = f"! {self.words.count('skipped', len(report.skipped))}"
        rows = [self._paint(row, "alarm") for row in self._prose(head, "  ", "")]
        for skip in report.skipped:
            rows += self._prose(f"{skip.rule}: {skip.reason}", "  ")
        return rows

    def _drafts(self, report: Report) -> list[str]:
        lines = []
        for part, text in report.shown_parts(reveal=self._style.reveal).items():
            places = [
                (number, clipped(finding.span, text), finding.severity)
                for number, finding in enumerate(report.findings, 1)
                if finding.part == part
            ]
            if places:
                head = [] if part == "text" else self._prose(f"{self.words.part(part)}:")
                lines += ["", *(self._paint(row, "faint") for row in head)]
                lines += self._excerpt(text, marks(places))
        return lines

    def _excerpt(self, text: str, marked: Sequence[Mark]) -> list[str]:
        # A draft of one line needs no line numbers.
        digits = len(str(text.count("\n") + text.count("\r") + 1)) if "\n" in text or "\r" in text else 0
        margin = digits + 3 if digits else 2
        lines = []
        for marked_row in excerpt(text, marked, self._width - margin):
            number = str(marked_row.row.line) if digits and marked_row.first else ""
            if marked_row.gap:
                lines.append(self._paint(" " * (margin - 2) + "⋮", "faint"))
            lines.append(self._gutter(number.rjust(digits), digits) + self._painted(marked_row, marked))
            lines += [self._gutter(" " * digits, digits) + self._markers(line) for line in marked_row.markers]
        return [line.rstrip() for line in lines]

    def _gutter(self, number: str, digits: int) -> str:
        return self._paint(f"{number} │ " if digits else "│ ", "faint")

    def _painted(self, marked_row: MarkedRow, marked: Sequence[Mark]) -> str:
        shown = ""
        before, run = "", ""
        here = [mark for mark in marked if mark.span.overlaps(marked_row.row.span)]
        for glyph in marked_row.row.glyphs:
            over = (m.severity for m in here if m.span.start < glyph.end and glyph.start < m.span.end)
            worst = max(over, default=None)
            role = worst.name if worst else ""
            if role != before:
                shown += self._paint(run, before) if before else run
                before, run = role, ""
            run += glyph.shown
        return shown + (self._paint(run, before) if before else run)

    def _markers(self, line: Sequence[Piece]) -> str:
        shown, column = "", 0
        for piece in line:
            sign = "^" * (piece.end - piece.start) + piece.label
            shown += " " * (piece.start - column) + self._paint(sign, piece.severity.name)
            column = piece.start + len(sign)
        return shown

    def _finding(self, number: int, finding: Finding) -> list[str]:
        word = self.words.severity(finding.severity)
        indent = " " * (len(str(number)) + 1)
        head = f"{number} {word}"
        lines = [f"{self._paint(head, finding.severity.name)} {self._paint(visible(finding.rule), 'faint')}"]
        if cells(head) + 1 + cells(finding.rule) > self._width:
            lines = [self._paint(head, finding.severity.name), *self._prose(finding.rule, indent)]
        lines += [self._paint(row, "strong") for row in self._prose(finding.message, indent)]
        if finding.advice:
            lines += self._prose(finding.advice, indent + "  ", indent + "→ ")
        if finding.fix and finding.fix.text:
            lines += self._prose(f"{self.words('fix')}: {finding.fix.text}", indent + "  ")
        return lines + [self._paint(row, "faint") for row in self._prose(self._facts(finding), indent)]

    def _facts(self, finding: Finding) -> str:
        facts = [self.words.confidence(finding.confidence)]
        if finding.escalate_to:
            facts.append(f"{self.words('ask')}: {', '.join(map(self.words.role, finding.escalate_to))}")
        if finding.basis:
            facts.append(f"{self.words('basis')}: {', '.join(finding.basis)}")
        if finding.guards:
            facts.append(f"{self.words('guards')}: {', '.join(finding.guards)}")
        return " · ".join(facts)

    def _accepted(self, report: Report) -> list[str]:
        lines = [""] if report.accepted else []
        for finding in report.accepted:
            row = f"{self.words('accepted')}: {finding.rule} – {finding.accepted_because or finding.message}"
            lines += [self._paint(item, "faint") for item in self._prose(row, "  ", "✓ ")]
        return lines


def _listed(items: Sequence[str]) -> str:
    """'a · b · c', broken between items only."""
    return " · ".join(item.replace(" ", "\u00a0") for item in items).replace(" ·", "\u00a0·")
