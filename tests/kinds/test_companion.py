"""`companion`: what asks for company, and where the company must stand."""

from __future__ import annotations

import pytest

from postguard.draft import Draft
from postguard.errors import RuleProblems
from tests.conftest import LinterMaker

RULE = "rules: [{{id: risk.undisclosed_ad.a, kind: companion, when: [gift], needs_also: ['#ad', advert*], {}}}]"
TEN = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("keys", "text", "found"),
    [
        ("", "A gift for me, gift!", [(2, 6), (15, 19)]),
        ("", "A gift for me #ad", []),
        ("where: sentence", "A gift. #ad", [(2, 6)]),
        ("where: sentence", "Advertisement with gift", []),
        ("where: start", f"#ad {TEN} gift", []),
        ("where: start", f"{TEN} gift #ad", [(49, 53)]),
        ("where: end", f"gift {TEN} #ad", []),
        ("where: end", f"#ad {TEN} gift", [(53, 57)]),
        ("where: before", "#ad gift", []),
        ("where: before", "gift #ad", [(0, 4)]),
        ("where: after", "gift #ad gift", [(9, 13)]),
        ("also: [[brand]]", "a gift", []),
        ("also: [[brand]]", "a gift of a brand", [(2, 6)]),
        ("unless: [gift of god]", "a gift of god, a gift", [(17, 21)]),
        ("none: [birthday]", "my birthday gift", []),
        ("stem: true", "my gifts", [(3, 8)]),
    ],
)
def test_companion(make_linter: LinterMaker, keys: str, text: str, found: list[tuple[int, int]]) -> None:
    report = make_linter(RULE.format(keys)).check(Draft(text, lang="en"))
    assert [tuple(item.span) for item in report.findings] == found


def test_a_rule_without_terms_is_refused(make_linter: LinterMaker) -> None:
    with pytest.raises(RuleProblems) as caught:
        make_linter("rules: [{id: risk.undisclosed_ad.a, kind: companion, when: [], needs_also: {en: []}}]")
    assert [item.text for item in caught.value.problems] == [
        "risk.undisclosed_ad.a: no term at all; the rule could never do its work",
        "risk.undisclosed_ad.a: no term at all; the rule could never do its work",
    ]
