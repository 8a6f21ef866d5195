"""Whatever comes in: a report with places that exist, or an error that says what is wrong; never a traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postguard.config import CodeName, Organisation, load_settings
from postguard.draft import Draft, Media
from postguard.errors import PostguardError, RuleProblems
from postguard.linter import Linter
from postguard.report import Report, Severity, Verdict
from postguard.rulebook.reader import read_files
from postguard.spans import utf16
from tests.conftest import DEFAULTS, build_linter

RULES = r"""
guards:
  - {id: test-guard, limit: {en: a, de: b}, lower_to: review, any: [no, "Falcon ... b"], where: near, examples: {pass: {en: [a]}}}
rules:
  - {id: leak.codename.a, kind: terms, any: ["@organisation.code_names"], guards: [test-guard], stem: true}
  - {id: leak.deal.a, kind: terms, any: ["*a*", "🤫", "{number}"], all: [[e, "{word} b"]], within: sentence, order: true}
  - {id: tone.profanity.a, kind: terms, any: [fuck, Scheiße], masked: true}
  - {id: tone.hype.a, kind: terms, any: [US, "{date}", "C++"], on: text}
  - {id: leak.pii.a, kind: pattern, pattern: '(?:\d[ -]?){6,}|(?P<mark>\p{Lu})\p{M}', on: skeleton}
  - {id: risk.green.a, kind: companion, when: [b, "a*"], needs_also: [c], where: start}
  - {id: form.length.a, kind: count, measure: length, max: channel}
  - {id: form.hashtag.a, kind: count, measure: hashtags, max: 0}
  - {id: form.link.a, kind: count, measure: links, max: 0}
  - {id: tone.shouting.a, kind: count, measure: emoji, max: 0}
  - {id: tone.shouting.b, kind: count, measure: capital_share, max: 10}
  - {id: form.alt_text.a, kind: count, measure: alt_length, max: 3}
"""


@pytest.fixture(scope="module")
def linter(tmp_path_factory: pytest.TempPathFactory) -> Linter:
    names = (CodeName("Falcon", unless=("Falcon 9",)), CodeName("Blaue Ente", inside=True))
    return build_linter(tmp_path_factory.mktemp("robust"), RULES, organisation=Organisation(code_names=names))


PIECES = [
    "Falcon",
    "F a l c o n",
    "#BlaueEnteX",
    "f*ck",
    "Sch***e",
    "ﬁ",
    "ß",
    "e\u0301",
    "\u200b",
    "🇩🇪",
    "👨‍👩‍👧",
    "1 2 3 4 5 6 7",
    "US",
    "https://a.de/x",
    "@a",
    "\r\n",
    "„",
    "“",
    "\ud800",
    "İ",
    "ﷺ",
    "no",
]
TEXTS = (
    st.text(max_size=60)
    | st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=10).map("".join)
)


def assert_sound(report: Report) -> None:
    """What holds for every report."""
    for item in (*report.findings, *report.accepted):
        text = report.parts[item.part]
        assert 0 <= item.span.start < item.span.end <= len(text)
        assert item.quote == text[item.span.start : item.span.end]
        assert item.utf16 == utf16(text, item.span)
        assert item.message and item.advice
        assert 0 <= item.confidence <= 1
    assert list(report.findings) == sorted(report.findings, key=lambda item: item.order)
    assert report.verdict == Verdict(max((item.severity for item in report.findings), default=Severity(1) - 1))


@settings(max_examples=250, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from([None, "x", "mastodon", "bluesky"]), st.sampled_from([None, "en", "de"]))
def test_any_text_has_a_report(linter: Linter, text: str, alt: str, channel: str | None, lang: str | None) -> None:
    draft = Draft(text, channel=channel, lang=lang, media=(Media(alt=alt),))
    report = linter.check(draft)
    assert_sound(report)
    assert linter.check(draft) == report
    assert report.as_dict()["schema_version"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "wir " + "-" * 50_000,
        "(" * 50_000,
        "Falcon " * 25_000,
        "„" * 30_000,
        "#" * 30_000,
        "1" * 100_000,
        "é" * 50_000,
        "F a l c o n " * 2_000,
    ],
)
def test_long_and_dull_texts_come_back(linter: Linter, text: str) -> None:
    assert_sound(linter.check(text))


def read(data: bytes) -> object:
    """A rule file on its own."""
    return read_files([("pack", Path("rules.yaml"), data)])


KEYS = st.sampled_from(
    [
        "rules",
        "id",
        "kind",
        "any",
        "all",
        "none",
        "message",
        "examples",
        "hit",
        "en",
        "de",
        "pattern",
        "guards",
        "lists",
        "defaults",
        "tokens",
        "max",
        "from",
        "pass",
        "pack",
        "langs",
    ]
)
SCALARS = st.sampled_from(
    ["terms", "pattern", "leak.deal.a", "‹x›", "(", "@a", "2026-01-01", "-1", "1e999", "null", "true"]
) | st.text(max_size=6)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=250, deadline=None)
@given(st.dictionaries(KEYS, DATA, max_size=4))
def test_any_data_is_a_book_or_problems_with_places(data: dict[str, object]) -> None:

    text = json.dumps(data)
    try:
        read(text.encode("utf-8"))
    except RuleProblems as error:
        assert error.problems
        assert all(item.file == "rules.yaml" and item.line == 1 and item.text for item in error.problems)


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("rules:- {}[]\"'#&*!|>%@`,?\n\t ab1."), max_size=60).map(str.encode)
    | st.binary(max_size=60)
)
@example(b"[" * 100_000)
@example(b"{a: " * 5_000)
@example(b"- " * 5_000)
@example(b"rules: [{id: '" + b"a" * 300_000 + b"'}]")
@example(b"rules: &a [*a]")
@example(b"? [a]\n: b")
@example(b"<<: a\n<<: b")
@example(b"\xef\xbb\xbfrules: []")
@example(b"rules: [{kind: pattern, id: leak.deal.a, pattern: '" + b"(" * 5_000 + b"'}]")
@example(b"--- a\n--- b")
def test_any_bytes_are_a_book_or_problems(data: bytes) -> None:
    try:
        read(data)
    except RuleProblems as error:
        assert error.problems


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("()|?*.{} -'\"…äa1,@"), max_size=20) | st.text(max_size=8))
@example("(" * 3_000)
@example("a|" * 3_000)
@example("ä" * 3_000)
@example("@organisation.names")
def test_any_term_of_a_rule_compiles_or_is_told_with_its_place(term: str) -> None:

    text = DEFAULTS + "rules:\n  - id: leak.deal.a\n    kind: terms\n    any: [" + json.dumps(term) + "]\n"
    with tempfile.TemporaryDirectory() as folder:
        try:
            linter = build_linter(Path(folder), text, defaults=False)
        except RuleProblems as error:
            assert all((item.line, item.text != "") == (10, True) for item in error.problems), str(error)
            return
        assert_sound(linter.check(Draft("a 1 ä, (a) 'x' - ... b", lang="en")))


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from("packs:off- {}[]\"'#&*!|>%@,?\n ab1"), max_size=50).map(str.encode)
    | st.binary(max_size=50)
    | st.dictionaries(
        st.sampled_from(["packs", "off", "organisation", "severity", "policies", "version", "regions", "thresholds"]),
        DATA,
        max_size=3,
    ).map(lambda data: json.dumps(data).encode())
)
def test_any_configuration_is_settings_or_an_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "postguard.yaml"
        file.write_bytes(data)
        try:
            load_settings(file)
        except PostguardError as error:
            assert str(error)
