"""Broken rule files: every mistake at once, each with line and column, in exactly these words."""

from __future__ import annotations

from pathlib import Path

import pytest

from postguard.config import Organisation, Settings
from postguard.errors import PostguardError, RuleProblems
from tests.conftest import build_linter

GOOD = """\
rules:
  - id: leak.deal.merger
    kind: terms
    any: {en: [merger], de: [Fusion]}
    message: {en: "found {match}", de: "gefunden {match}"}
    advice: {en: wait, de: warten}
    examples:
      hit: {en: ["‹merger›"], de: ["‹Fusion›"]}
      miss: {en: [sun], de: [Sonne]}
"""
ORGANISATION = ", ".join(f"@{name}" for name in Settings().lists())
KNOWN_LANGS = "known: en, de, all"


def problems(folder: Path, source: str) -> list[str]:
    """What is said about a file, without its name."""
    with pytest.raises(RuleProblems) as caught:
        build_linter(folder, source, defaults=False)
    assert {Path(item.file).name for item in caught.value.problems} == {"rules.yaml"}
    return [f"{item.line}:{item.column}: {item.text}" for item in caught.value.problems]


def test_the_good_file_is_good(tmp_path: Path) -> None:
    assert [rule.id for rule in build_linter(tmp_path, GOOD, defaults=False).ruleset.rules] == ["leak.deal.merger"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # keys
        ("message:", "mesage:", ["2:5: 'message' is missing", "5:5: unknown key 'mesage', did you mean 'message'?"]),
        ("    advice: {en: wait, de: warten}\n", "", ["2:5: 'advice' is missing"]),
        ("    kind: terms\n", "", ["2:5: 'kind' is missing"]),
        ("kind: terms", "kind: term", ["3:11: unknown kind 'term', did you mean 'terms'?"]),
        ("    kind: terms\n", "    kind: terms\n    kind: terms\n", ["4:5: 'kind' is given twice"]),
        ("rules:", "rulez:", ["1:1: unknown key 'rulez', did you mean 'rules'?"]),
        ("    any:", "    within: [1]\n    any:", ["4:13: expected a text, found a list"]),
        ("    any:", "    stem: perhaps\n    any:", ["4:11: expected true or false, found 'perhaps'"]),
        ("    any:", "    any_: [a]\n    any:", ["4:5: unknown key 'any_', did you mean 'any'?"]),
        # values
        (
            "id: leak.deal.merger",
            "id: merger",
            ["2:9: 'merger' is no rule id; write category and name, such as leak.deal.unannounced-merger"],
        ),
        ("leak.deal.", "leak.dael.", ["2:9: unknown category 'leak.dael', did you mean 'leak.deal'?"]),
        ("    any:", "    severity: blocked\n    any:", ["4:15: unknown value 'blocked', did you mean 'block'?"]),
        ("    any:", "    until: tomorrow\n    any:", ["4:12: expected a date such as 2026-09-27, found 'tomorrow'"]),
        (
            "    any:",
            "    from: 2026-02-01\n    until: 2026-01-01\n    any:",
            ["5:12: until 2026-01-01 lies before from 2026-02-01; the rule could never fire"],
        ),
        ("    any:", "    langs: []\n    any:", ["4:12: no language; the rule could never fire"]),
        (
            "    any:",
            "    within: near\n    any:",
            ["4:13: leak.deal.merger: expected post, sentence or a number of words from 1 to 200, found 'near'"],
        ),
        # names that must exist
        ("    any:", "    guards: [alredy-public]\n    any:", ["4:14: unknown guard 'alredy-public'"]),
        ("    any:", "    basis: [agg-12]\n    any:", ["4:13: unknown basis 'agg-12', did you mean 'agg-11'?"]),
        ("    any:", "    channels: [linkdin]\n    any:", ["4:16: unknown value 'linkdin', did you mean 'linkedin'?"]),
        (
            "[merger], de",
            "['@customrs'], de",
            [f"4:16: leak.deal.merger: unknown list '@customrs'; known: {ORGANISATION}"],
        ),
        # languages
        ("{en: [merger], de: [Fusion]}", "{en: [merger], fr: [fusion]}", [f"4:25: unknown value 'fr'; {KNOWN_LANGS}"]),
        (
            "    advice: {en: wait, de: warten}",
            "    advice: {en: wait}",
            ["6:13: the advice is missing in 'de'; authors read it"],
        ),
        (
            "    advice: {en: wait, de: warten}",
            "    advice: {en: wait, de: warten, fr: a}",
            [f"6:36: unknown value 'fr'; {KNOWN_LANGS}"],
        ),
        (
            "en: [sun], de",
            "en: [], de",
            ["9:13: no miss in 'en'; a rule is proven in every language that it reads (langs)"],
        ),
        ("{en: [sun], de: [Sonne]}", "[sun]", ["9:13: say which language: {en: [...], de: [...]}"]),
        # examples and messages
        ("‹merger›", "merger", ["8:18: mark the place that must be found: ‹ ... ›"]),
        (
            "found {match}",
            "found {mach}",
            [
                "5:19: unknown placeholder {mach}; known: match, count, limit, over, "
                "channel, document, owner, event, until, words, similar, harmless"
            ],
        ),
        # terms, at the word
        ("[merger], de", "[a, '(b|c'], de", ["4:19: leak.deal.merger: '(' is never closed in '(b|c'"]),
        (
            "{en: [merger], de: [Fusion]}",
            "[a, 'up {x}']",
            [
                "4:14: leak.deal.merger: {x} is no placeholder; known: "
                "{number}, {percent}, {money}, {date}, {time}, {year}, {word}"
            ],
        ),
        # YAML itself
        (
            "    kind: terms",
            "\tkind: terms",
            ["3:1: found a tab character that violates indentation; indent with blanks"],
        ),
        (
            "[merger], de",
            "[@list], de",
            [
                "4:16: found character that cannot start any token; "
                "a text that begins with @, *, &, %, ` or ! needs quotation marks"
            ],
        ),
        (
            "en: wait",
            "en: *wait",
            ["6:18: anchors and aliases are not supported; a text that begins with * or & needs quotation marks"],
        ),
        (
            "en: wait",
            "en: &a wait",
            ["6:18: anchors and aliases are not supported; a text that begins with * or & needs quotation marks"],
        ),
        (
            "en: wait",
            "en: !x wait",
            ["6:18: tags (!) are not supported; a text that begins with ! needs quotation marks"],
        ),
        (
            "advice: {en: wait, de: warten}",
            "advice: a: b",
            ["6:14: mapping values are not allowed in this context; a text that contains ': ' needs quotation marks"],
        ),
        ("rules:", "---\na: b\n---\nrules:", ["3:1: a second YAML document; write one document per file"]),
        (GOOD, "- rules", ["1:1: expected keys such as 'rules:' at the top"]),
        (GOOD, "rules: {a: b}", ["1:8: expected a list: every rule begins with '- id:'"]),
        (GOOD, "rules: [a]", ["1:9: expected a rule: keys such as id, kind, message"]),
        (
            GOOD,
            "guards: [{id: a}]",
            ["1:10: 'examples' is missing", "1:10: 'limit' is missing", "1:10: 'lower_to' is missing"],
        ),
        ("rules:", "defaults: {mesage: a}\nrules:", ["1:12: unknown key 'mesage', did you mean 'message'?"]),
        ("rules:", "lists: {a: ['@b'], b: ['@a']}\nrules:", None),
    ],
)
def test_problems(tmp_path: Path, old: str, new: str, expected: list[str] | None) -> None:
    source = GOOD.replace(old, new, 1)
    assert source != GOOD
    if expected is None:
        source = source.replace("[merger], de", "['@a'], de")
        expected = ["5:16: leak.deal.merger: the list '@a' contains itself: @a > @b > @a"]
    assert problems(tmp_path, source) == expected


def test_all_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    second = (
        GOOD.removeprefix("rules:\n")
        .replace("    kind: terms\n", "    kind: pattern\n    pattern: '('\n")
        .replace("    any: {en: [merger], de: [Fusion]}\n", "    validate: iban\n")
    )
    broken = GOOD.replace("message:", "mesage:") + second
    assert problems(tmp_path, broken) == [
        "2:5: 'message' is missing",
        "5:5: unknown key 'mesage', did you mean 'message'?",
        "12:14: not a regular expression: missing ) at position 1",
    ]
    assert problems(tmp_path, GOOD + GOOD.removeprefix("rules:\n")) == [
        f"10:9: rule 'leak.deal.merger' is defined twice, first at {tmp_path}/pack/rules.yaml:2:9"
    ]


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "more.yaml").write_bytes(b"rules: \xff")
    with pytest.raises(RuleProblems) as caught:
        build_linter(tmp_path, GOOD, defaults=False)
    assert str(caught.value) == f"{tmp_path}/pack/more.yaml: not UTF-8: byte 7; save the file as UTF-8"


def test_terms_of_the_organisation_are_told_where_the_rule_asks_for_them(tmp_path: Path) -> None:
    source = GOOD.replace("[merger], de", "['@organisation.products'], de")
    with pytest.raises(RuleProblems) as caught:
        build_linter(tmp_path, source, defaults=False, organisation=Organisation(products=("(a",)))
    assert str(caught.value) == f"{tmp_path}/pack/rules.yaml:4:16: leak.deal.merger: '(' is never closed in '(a'"


def test_packs_that_are_not_there(tmp_path: Path) -> None:
    from postguard.rulebook.ruleset import load_ruleset

    (tmp_path / "empty").mkdir()
    for name, problem in {
        "./empty": "the rule pack './empty' has no YAML file; without rules everything would pass",
        "./none": f"there is no rule pack at './none' (looked in {tmp_path}/none)",
    }.items():
        with pytest.raises(PostguardError) as caught:
            load_ruleset((name,), base=tmp_path)
        assert str(caught.value) == problem
    with pytest.raises(PostguardError, match=r"unknown rule pack 'cor'; shipped: core.*; write \./cor for a folder"):
        load_ruleset(("cor",), base=tmp_path)
