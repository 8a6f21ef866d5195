"""`document`: the interface to an index of internal documents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from postguard.errors import RuleProblems
from postguard.kinds.document import Overlap
from postguard.report import Skipped, Verdict
from postguard.spans import Span
from tests.conftest import LinterMaker

RULE = """
rules:
  - id: leak.document.a
    kind: document
    min_words: 5
    message: {en: "stands in {document} of {owner}", de: "steht in {document} von {owner}"}
"""


class OneDocument:
    """An index that knows one sentence."""

    def overlaps(self, text: str, min_words: int) -> Iterator[Overlap]:
        assert min_words == 5
        start = text.find("the plant in Hof closes in May")
        if start >= 0:
            yield Overlap(Span(start, start + 30), "memo-7", "legal")


def test_shared_wording_is_found_with_its_document(make_linter: LinterMaker) -> None:
    report = make_linter(RULE, documents=OneDocument()).check("I read that the plant in Hof closes in May.")
    assert [(item.quote, tuple(item.span), item.message) for item in report.findings] == [
        ("the plant in Hof closes in May", (12, 42), "stands in memo-7 of legal")
    ]


def test_without_an_index_the_rule_is_skipped_and_nothing_passes(make_linter: LinterMaker) -> None:
    report = make_linter(RULE).check("Good morning")
    assert report.skipped == (Skipped("leak.document.a", "no document index is configured"),)
    assert report.verdict is Verdict.review


def test_short_runs_are_refused(make_linter: LinterMaker) -> None:
    with pytest.raises(RuleProblems, match="expected 4 or more, found 3: shorter runs are everyday phrases"):
        make_linter(RULE.replace("min_words: 5", "min_words: 3"))
