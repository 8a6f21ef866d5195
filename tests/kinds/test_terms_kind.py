"""`terms`: company, exceptions, reach, order, inflection, masks, views; every finding with its place."""

from __future__ import annotations

import pytest

from postguard.config import CodeName, Organisation
from postguard.draft import Draft
from postguard.errors import RuleProblems
from tests.conftest import LinterMaker, short

RULE = "rules: [{{id: leak.deal.a, kind: terms, {}}}]"


def quotes(make_linter: LinterMaker, keys: str, text: str, lang: str = "en") -> list[str]:
    report = make_linter(RULE.format(keys)).check(Draft(text, lang=lang))
    assert all(text[item.span.start : item.span.end] == item.quote for item in report.findings)
    return [item.quote for item in report.findings]


@pytest.mark.parametrize(
    ("keys", "text", "found"),
    [
        ("any: [merger]", "A merger, a MERGER, mergers", ["merger", "MERGER"]),
        ("any: {en: [gift], de: [Geschenk]}", "this is a gift for you, Geschenk", ["gift"]),
        ("any: [merger, merger talks]", "merger talks and a merger", ["merger talks", "merger"]),
        # company anywhere in the post: the term of any alone is marked
        ("any: [merger], all: [[we, our]]", "We wait. The merger comes.", ["merger"]),
        ("any: [merger], all: [[we, our]]", "They wait. The merger comes.", []),
        # within: the whole stretch is marked
        ("any: [merger], all: [[we]], within: sentence", "We plan the merger.", ["We plan the merger"]),
        ("any: [merger], all: [[we]], within: sentence", "We wait. The merger comes.", []),
        ("any: [merger], all: [[we]], within: 3", "we plan a merger", ["we plan a merger"]),
        ("any: [merger], all: [[we]], within: 2", "we plan a merger", []),
        ("any: [merger], all: [[we], [may]], within: 3", "In May we plan merger work", ["May we plan merger"]),
        ("any: [merger], all: [[we]], within: 1", "we merger", ["we merger"]),
        # order
        ("any: [we], all: [[merge], [may]], order: true, within: sentence", "we merge in may", ["we merge in may"]),
        ("any: [we], all: [[merge], [may]], order: true, within: sentence", "we may merge", []),
        # exceptions
        ("any: [merge], unless: [merge with main]", "merge with main, then merge", ["merge"]),
        ("any: [merger], none: [rumour]", "A rumour. The merger.", []),
        ("any: [merger], none: [rumour], within: sentence", "A rumour. The merger.", ["merger"]),
        ("any: [merger], none: [rumour], within: 2", "merger or rumour, no a b merger", ["merger"]),
        # inflection, masks, views
        ("any: {en: [merge]}, stem: true", "merging, merged, merger", ["merging", "merged"]),
        ("any: [merger], masked: true", "the mer**r and m****r", ["mer**r", "m****r"]),
        ("any: [US], on: clean", "US and us and 𝐔𝐒", ["US", "𝐔𝐒"]),
        ("any: [merger], on: folded", "Merger m3rger", ["Merger"]),
        ("any: [merger]", "Merger m3rger m e r g e r", ["Merger", "m3rger", "m e r g e r"]),
    ],
)
def test_terms(make_linter: LinterMaker, keys: str, text: str, found: list[str]) -> None:
    assert quotes(make_linter, keys, text) == found


def test_lists_by_language_and_of_the_organisation(make_linter: LinterMaker) -> None:
    linter = make_linter(
        """
lists:
  talks: {en: [merger], de: [Fusion], all: ["@more"]}
  more: [deal]
rules:
  - {id: leak.deal.a, kind: terms, any: ["@talks"]}
  - {id: leak.codename.a, kind: terms, any: ["@organisation.code_names"], unless: ["@organisation.code_name_exceptions"]}
""",
        organisation=Organisation(code_names=(CodeName("Falcon", forms=("Falke",), unless=("Falcon 9",)),)),
    )
    text = "The merger, the deal, eine Fusion: Falcon's wings, Falken, Falcon 9"
    assert short(linter.check(Draft(text, lang="en"))) == [
        ("leak.deal.a", "merger", 4, 10),
        ("leak.deal.a", "deal", 16, 20),
        ("leak.codename.a", "Falcon's", 35, 43),
        ("leak.codename.a", "Falken", 51, 57),
    ]


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("any: []", "any: no term at all; the rule could never fire"),
        ("any: [a], within: near", "expected post, sentence or a number of words from 1 to 200, found 'near'"),
        ("any: [a], within: 0", "expected post, sentence or a number of words from 1 to 200, found '0'"),
        ("any: [a], order: true", "there are no groups (all) whose order could matter"),
        (
            "any: [a], masked: true, on: clean",
            "masked spellings are not looked for on 'clean'; leave one of the two out",
        ),
        (
            "any: [fuck*], masked: true",
            "only single words without signs can be found masked; no term of 'any' is one",
        ),
    ],
)
def test_keys_that_could_do_nothing_are_refused(make_linter: LinterMaker, keys: str, problem: str) -> None:
    with pytest.raises(RuleProblems) as caught:
        make_linter(RULE.format(keys))
    assert [item.text.removeprefix("leak.deal.a: ") for item in caught.value.problems] == [
        problem.removeprefix("any: ")
    ]
