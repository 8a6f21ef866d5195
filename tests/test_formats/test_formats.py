"""Every format on one fixed set of reports against golden files, and on any text with any places.

POSTGUARD_WRITE_GOLDEN=1 pytest tests/test_formats writes the golden files anew; read the difference before keeping it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from postguard.errors import PostguardError
from postguard.formats import FORMATS, Style, formatter
from postguard.formats.excerpt import excerpt, marks
from postguard.formats.labels import LABELS, Words
from postguard.formats.shown import file_and_line
from postguard.formats.visible import cells, visible, wrapped
from postguard.report import Finding, Report, Severity, Skipped, Verdict
from postguard.spans import Span, utf16
from tests.test_formats.reports import ENGLISH, GERMAN, REPORTS, RULES

_GOLDEN = Path(__file__).parent / "golden"
_SCHEMA = Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json"
_SECRETS = ("Sommerwiese77!", "0170 5550142", "Frau Ebert")
_ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
_COLOR = re.compile("\x1b\\[[0-9;]*m")
# What may never reach a terminal as it is: everything that steers, hides or reorders.
_STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def written(name: str, reports: Any = REPORTS, **style: Any) -> str:
    return "".join(formatter(name)(iter(reports), Style(**{"rules": RULES, **style})))


def one(text: str, *findings: Finding, **given: Any) -> tuple[str, Report]:
    values: dict[str, Any] = {
        "id": None,
        "verdict": Verdict.review,
        "score": {"overall": 50},
        "lang": "en",
        "channel": None,
        "findings": findings,
        "accepted": (),
        "skipped": (),
        "ruleset": "0",
        "parts": {"text": text},
    }
    return ("draft.txt", Report(**{**values, **given}))


def on(text: str, start: int, end: int, **given: Any) -> Finding:
    span = Span(start, end)
    values: dict[str, Any] = {
        "rule": "form.place",
        "category": "form.place",
        "severity": Severity.review,
        "confidence": 0.5,
        "part": "text",
        "span": span,
        "quote": text[start:end],
        "message": "m",
        "advice": "a",
        "utf16": utf16(text, span),
    }
    return Finding(**{**values, **given})


# -- golden files


_CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "text.en.80.txt": ("text", {"ui": "en", "width": 80}),
    "text.de.40.txt": ("text", {"ui": "de", "width": 40}),
    "text.de.120.color.txt": ("text", {"ui": "de", "width": 120, "color": True}),
    "text.en.80.reveal.txt": ("text", {"ui": "en", "width": 80, "reveal": True}),
    "report.json": ("json", {}),
    "report.jsonl": ("jsonl", {}),
    "report.sarif": ("sarif", {"ui": "en"}),
    "github.en.txt": ("github", {"ui": "en"}),
    "github.de.txt": ("github", {"ui": "de"}),
    "junit.en.xml": ("junit", {"ui": "en"}),
    "junit.de.xml": ("junit", {"ui": "de"}),
    "page.en.html": ("html", {"ui": "en"}),
    "page.de.html": ("html", {"ui": "de"}),
}


@pytest.mark.parametrize("file", _CASES)
def test_golden(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postguard.formats.sarif._version", lambda: {"version": "0.0.0"})
    name, style = _CASES[file]
    output = written(name, **style)
    if os.environ.get("POSTGUARD_WRITE_GOLDEN"):
        (_GOLDEN / file).write_bytes(output.encode())
    assert output == (_GOLDEN / file).read_bytes().decode()


def test_every_format_has_a_golden_file() -> None:
    assert {name for name, _ in _CASES.values()} == set(FORMATS)
    assert {path.name for path in _GOLDEN.iterdir()} == set(_CASES)


# -- common to all


def test_unknown_format_is_told_with_the_known_ones() -> None:
    with pytest.raises(PostguardError) as caught:
        formatter("xml")
    assert str(caught.value) == "unknown format 'xml'; known: text, json, jsonl, sarif, github, junit, html"


def test_both_languages_have_the_same_labels_and_gaps() -> None:
    assert set(LABELS["en"]) == set(LABELS["de"])
    for key, label in LABELS["en"].items():
        assert re.findall(r"{\w+}", label) == re.findall(r"{\w+}", LABELS["de"][key]), key


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.0, "1 in 10"), (0.04, "1 in 10"), (0.5, "5 in 10"), (0.9, "9 in 10"), (0.95, "9 in 10"), (0.96, "96 in 100"),
     (0.999, "99 in 100"), (1.0, "100 in 100")],
)  # fmt: skip
def test_confidence_in_words(confidence: float, words: str) -> None:
    assert Words("en").confidence(confidence) == f"sure: {words}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [("a.txt", ("a.txt", None)), ("b/a.jsonl:12", ("b/a.jsonl", 12)), ("C:\\a.txt", ("C:\\a.txt", None)),
     ("<stdin>", ("<stdin>", None)), ("<stdin>:3", ("<stdin>", 3)), ("a:²", ("a:²", None))],
)  # fmt: skip
def test_file_and_line(source: str, expected: tuple[str, int | None]) -> None:
    assert file_and_line(source) == expected


@pytest.mark.parametrize("name", FORMATS)
def test_secrets_are_covered_unless_asked(name: str) -> None:
    covered, revealed = written(name), written(name, reveal=True)
    assert [secret for secret in _SECRETS if secret in covered] == []
    # GitHub annotations carry no quotes; junit and jsonl show findings, not drafts.
    assert "Sommerwiese77!" in revealed or name == "github"


def test_a_secret_inside_of_another_finding_stays_covered() -> None:
    text = "the door code is 4711-8822 as ever"
    secret = on(text, 17, 26, category="leak.secret", rule="leak.secret.code")
    around = on(text, 0, len(text), rule="tone.sentence", category="tone.sentence")
    for name in ("text", "junit", "sarif", "html"):
        output = written(name, [one(text, around, secret)])
        assert "4711-8822" not in output, name
        assert "4•••" in output, name


def test_overlapping_covers_hide_what_either_hides() -> None:
    text = "abcdefghijklmnop"
    _, report = one(text, *(on(text, a, b, category="leak.pii") for a, b in ((0, 8), (4, 16))))
    assert report.shown_parts(reveal=False) == {"text": "a••••••••••••••p"}
    assert report.shown_parts(reveal=True) == {"text": text}


@pytest.mark.parametrize("name", ["text", "jsonl", "github"])
def test_streams_one_report_at_a_time(name: str) -> None:
    taken = []

    def reports() -> Iterator[tuple[str, Report]]:
        for number in range(3):
            taken.append(number)
            yield one("abc", on("abc", 0, 1))

    pieces = formatter(name)(reports(), Style())
    next(pieces)
    assert taken == [0]


def test_text_of_plain_drafts_imports_nothing_heavy() -> None:
    code = (
        "import sys; from postguard.formats import formatter, Style; from postguard.report import *;"
        "from postguard.spans import Span;"
        "f = Finding('a.b', 'a.b', Severity.block, 1.0, 'text', Span(0, 3), 'Für', 'm „x“', 'a', Span(0, 3));"
        "r = Report(None, Verdict.block, {'overall': 0}, 'de', None, (f,), (), (), '', {'text': 'Für „alle“ – 5 €'});"
        "list(formatter('text')([('a.txt', r)], Style()));"
        "print(sorted({'rich', 'regex', 'wcwidth', 'urllib', 'html', 'xml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# -- text


def test_no_drafts_at_all() -> None:
    assert written("text", []) == "There was nothing to check.\n"
    assert written("json", []) == "[]\n"
    assert written("jsonl", []) == ""


def test_one_clean_draft_gets_one_friendly_line() -> None:
    _, report = one("Hello", verdict=Verdict.pass_, score={"overall": 0})
    assert written("text", [("<stdin>", report)]) == (
        "✓ OK to post · risk 0 of 100\nNothing found that speaks against it.\n"
    )


def test_many_clean_drafts_take_one_line_each_and_a_total() -> None:
    _, report = one("Hallo", verdict=Verdict.pass_)
    assert written("text", [("a.txt", report), ("b.txt", replace(report, id="7"))], ui="de") == (
        "✓ Kann raus · a.txt\n✓ Kann raus · b.txt (7)\n\n2 Entwürfe: 2 × Kann raus\n"
    )


def test_long_drafts_show_only_what_matters() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 31))
    start = text.index("line 20")
    output = written("text", [one(text, on(text, start, start + 7))])
    assert output.split("\n\n")[1] == "\n".join(
        ["   ⋮", "19 │ line 19", "20 │ line 20", "   │ ^^^^^^^1", "21 │ line 21"]
    )


def test_a_long_stretch_shows_its_start_and_its_end() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 31))
    rows = [row.row.line for row in excerpt(text, marks([(1, Span(0, len(text)), Severity.block)]), 60)]
    assert rows == [1, 2, 29, 30]


def test_same_place_shares_a_marker_and_neighbours_do_not_touch() -> None:
    text = "one two three"
    output = written("text", [one(text, on(text, 0, 3), on(text, 0, 3), on(text, 3, 7), on(text, 8, 13))])
    assert output.split("\n\n")[1] == "\n".join(["│ one two three", "│ ^^^1,2  ^^^^^4", "│    ^^^^3"])


def test_places_without_width_are_marked_too() -> None:
    text = "ab\n\ncd"
    output = written("text", [one(text, on(text, 2, 2), on(text, 3, 4), on(text, 6, 6))])
    assert output.split("\n\n")[1] == "\n".join(["1 │ ab", "  │   ^1", "2 │", "  │ ^2", "3 │ cd", "  │   ^3"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – „wörter“", "plain – „wörter“"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x7f\x9bb", "a␡<U+009B>b"),
        ("a\u202eb\u200bc", "a<U+202E>b<U+200B>c"),
        ("zwi\u00adschen", "zwi<U+00AD>schen"),
        ("👩‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇩🇪", "👩‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇩🇪"),
        ("a\u200db", "a<U+200D>b"),
        ("a\ufe0fb", "a<U+FE0F>b"),
        (_ENGLAND, _ENGLAND),
        ("👍\U000e0068\U000e0069", "👍<U+E0068><U+E0069>"),
        ("\u0301x", "◌\u0301x"),
        ("a\tb\nc", "a    b␊c"),
        ("\ud800", "<U+D800>"),
        ("ㅤ", "<U+3164>"),
    ],
)  # fmt: skip
def test_hidden_characters_are_named(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("漢字", 4), ("🎉ä", 3), ("👩‍👩‍👧", 2), ("e\u0301", 1), ("\u202e", 8)]
)
def test_width_in_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_prose_is_broken_at_spaces_only_where_it_can() -> None:
    assert wrapped("  eins zwei\n drei\u00a0vier fünfundzwanzig", 9) == ["eins zwei", "drei vier", "fünfundzw", "anzig"]
    assert wrapped("漢字漢字", 4) == ["漢字", "漢字"]
    assert wrapped("", 10) == [""]


def test_colour_only_if_asked() -> None:
    plain, coloured = written("text", ui="de", width=60), written("text", ui="de", width=60, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert [row.rstrip() for row in _COLOR.sub("", coloured).split("\n")] == plain.split("\n")


@pytest.mark.parametrize("width", [24, 40, 80, 120])
def test_no_row_is_wider_than_the_window(width: int) -> None:
    wide = [row for row in written("text", width=width).split("\n") if cells(row) > width]
    assert wide == []


# -- sarif


def _sarif(*reports: tuple[str, Report], **style: Any) -> Any:
    log = json.loads(written("sarif", reports or REPORTS, **style))
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in Draft4Validator(schema).iter_errors(log)]
    assert errors == []
    return log["runs"][0]


def test_sarif_holds_to_the_published_schema_and_says_what_was_not_checked() -> None:
    run = _sarif()
    assert [result["level"] for result in run["results"]] == [
        "warning", "error", "warning", "error", "note", "warning", "error", "warning", "note",
    ]  # fmt: skip
    assert [bool(result["suppressions"]) for result in run["results"]] == [False] * 5 + [True] + [False] * 3
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [note["associatedRule"]["id"] for note in run["invocations"][0]["toolExecutionNotifications"]] == [
        "tone.hostile.model", "leak.document.shingles", "tone.x",
    ]  # fmt: skip
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert _sarif(one("x", verdict=Verdict.pass_))["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": []}
    ]
    assert _sarif(one("x"), ui="de")["language"] == "de"


def test_sarif_regions_count_utf16() -> None:
    text = "a\r\n👍b🎉c\nd"
    result = _sarif(one(text, on(text, 4, 6)))["results"][0]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "draft.txt"},
        "region": {
            "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6, "charOffset": 5, "charLength": 3,
            "snippet": {"text": "b🎉"},
        },
    }  # fmt: skip


def test_sarif_of_a_line_of_a_file_names_the_line() -> None:
    _, report = one("abc", on("abc", 0, 1))
    places = [
        _sarif((source, report))["results"][0]["locations"][0]["physicalLocation"]
        for source in ("a b.jsonl:3", "/tmp/ö.jsonl:3", "<stdin>")
    ]
    assert places == [
        {"artifactLocation": {"uri": "a%20b.jsonl"}, "region": {"startLine": 3}},
        {"artifactLocation": {"uri": "file:///tmp/%C3%B6.jsonl"}, "region": {"startLine": 3}},
        {"artifactLocation": {"uri": "stdin"}},
    ]


def test_sarif_fingerprints_stay_and_differ() -> None:
    text = "red red"
    pair = (on(text, 0, 3), on(text, 4, 7))
    first = [result["partialFingerprints"]["postguard/v1"] for result in _sarif(one(text, *pair))["results"]]
    again = [result["partialFingerprints"]["postguard/v1"] for result in _sarif(one(text, *pair))["results"]]
    assert first == again
    assert len(set(first)) == 2


# -- github, junit, html


def test_github_escapes() -> None:
    text = "ab\ncd"
    finding = on(text, 0, 2, message="50 % off:\r\nnow, really", advice="\x1b[0m", rule="a:b,c")
    assert written("github", [("d,1:2.txt", one(text, finding, on(text, 0, 5))[1])]) == (
        "::warning file=d%2C1%3A2.txt,line=1,endLine=1,col=1,endColumn=3,title=ask first%3A a%3Ab%2Cc"
        "::50 %25 off: now, really%0A→ ␛[0m\n"
        "::warning file=d%2C1%3A2.txt,line=1,endLine=2,title=ask first%3A form.place::m%0A→ a\n"
    )


def test_junit_counts_and_cases() -> None:
    root = ElementTree.fromstring(written("junit").encode())
    assert root.attrib == {"name": "postguard", "tests": "4", "failures": "2", "errors": "2"}
    seen = [
        (suite.get("name"), case.get("name"), [(part.tag, part.get("type")) for part in case])
        for suite in root
        for case in suite
    ]
    assert seen == [
        ("posts/neuer kunde.txt", "Draft", [
            ("failure", "leak.pii.name"), ("failure", "leak.deal.customer"), ("failure", "leak.deal.name"),
            ("failure", "leak.secret.password"), ("system-out", None),
        ]),
        ("posts.jsonl", "juice-3", [
            ("error", "tone.hostile.model"), ("failure", "risk.health.cure"), ("failure", "risk.guarantee.absolute"),
            ("system-out", None),
        ]),
        ("posts.jsonl", "line 13", [("system-out", None)]),
        ("<stdin>", "Draft", [("error", "leak.document.shingles"), ("error", "tone.x"), ("system-out", None)]),
    ]  # fmt: skip


class _Page(HTMLParser):
    """Collects tags, ids, references and the text of the drafts; refuses what does not nest."""

    _EMPTY = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.references: set[str] = set()
        self.attributes: set[str] = set()
        self.drafts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open += [] if tag in self._EMPTY else [tag]
        given = {key: value or "" for key, value in attrs}
        self.attributes |= set(given)
        self.ids += [given["id"]] if "id" in given else []
        self.references |= set(given.get("aria-describedby", "").split()) | set(
            given.get("aria-labelledby", "").split()
        )
        self.references |= {given["href"].removeprefix("#")} if "href" in given else set()
        if given.get("class") == "draft":
            self.drafts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "p" in self.open and self.open[-1] in ("p", "mark") and self.drafts and "li" not in self.open:
            self.drafts[-1] += data


@pytest.mark.parametrize("ui", ["en", "de"])
def test_html_is_whole_and_needs_nothing(ui: str) -> None:
    page = written("html", ui=ui)
    parsed = _Page(page)
    assert page.startswith(f'<!doctype html>\n<html lang="{ui}">\n')
    assert parsed.tags & {"script", "link", "img", "iframe", "object"} == set()
    assert {name for name in parsed.attributes if name.startswith("on") or name in ("src", "style")} == set()
    assert "http" not in page.replace("http-equiv", "") and "url(" not in page and "@import" not in page
    assert len(parsed.ids) == len(set(parsed.ids))
    assert parsed.references <= set(parsed.ids)


def test_html_shows_the_draft_letter_for_letter() -> None:
    parsed = _Page(written("html", REPORTS[:2], reveal=True))
    assert parsed.drafts[0] == GERMAN.replace("\r\n", "\n").replace("\u202e", "<U+202E>")
    assert parsed.drafts[2].startswith(ENGLISH)


def test_html_escapes_everything() -> None:
    evil = "<script>\"'&"
    finding = on(evil, 0, 8, message=evil, advice=evil, rule=evil, basis=(evil,), escalate_to=(evil,), guards=(evil,))
    _, report = one(evil, finding, id=evil, lang=evil, channel=evil, ruleset=evil, skipped=(Skipped(evil, evil),))
    page = written("html", [(evil, replace(report, accepted=(replace(finding, accepted_because=evil),)))])
    assert "script" not in _Page(page).tags


def _luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_html_contrast_is_at_least_aa() -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text, in the light and in the dark page."""
    css = (Path(formatter("html").__code__.co_filename).parent / "page.css").read_text(encoding="utf-8")
    low, schemes = [], re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    for scheme in schemes:
        colors = dict(re.findall(r"--([\w-]+): (#\w{6});", scheme))
        pairs = [("text", f"{kind}-soft") for kind in ("block", "review", "advise")]
        pairs += [(ink, paper) for ink in ("text", "faint", "link", "block", "review", "advise", "pass")
                  for paper in ("page", "card")]  # fmt: skip
        for ink, paper in pairs:
            dark, light = sorted(_luminance(colors[name]) for name in (ink, paper))
            low += [(ink, paper)] if (light + 0.05) / (dark + 0.05) < 4.5 else []
    assert len(schemes) == 2
    assert low == []


# -- any text, any places

_LETTERS = st.sampled_from([
    *"ab \t\n\r.…ä漢🎉é\u0301\u200b\u200d\u202e\x00\x1b\x7f\x85\u2028\u3164\ufe0f\ufdd0", "👩‍👩‍👧", "\r\n",
    "🇩🇪", "1️⃣", "❤️", "\U000e0041", "नि", "각", "word word ",
])  # fmt: skip
_TEXTS = st.one_of(
    st.lists(_LETTERS, max_size=60).map("".join), st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
)


@st.composite
def _reports(draw: st.DrawFn) -> tuple[str, Report]:
    text = draw(_TEXTS)
    findings = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        category = draw(st.sampled_from(["leak.secret", "tone.hostile"]))
        findings.append(on(text, start, end, category=category, severity=draw(st.sampled_from(Severity)), message=text))
    skipped = draw(st.sampled_from([(), (Skipped("r", text),)]))
    return one(text, *findings, id=draw(st.none() | st.just(text)), skipped=skipped)


@given(_reports(), st.integers(1, 130), st.booleans(), st.booleans(), st.sampled_from(["en", "de"]))
def test_any_report_in_every_format(pair: tuple[str, Report], width: int, color: bool, reveal: bool, ui: str) -> None:
    _, report = pair
    style: dict[str, Any] = {"ui": ui, "width": width, "color": color, "reveal": reveal}
    output = {name: written(name, [pair, pair], **style) for name in FORMATS}
    assert all(isinstance(text.encode(), bytes) for text in output.values())  # no lone surrogates
    contract = report.as_dict(reveal=reveal)
    assert json.loads(output["json"]) == [contract, contract]
    assert [json.loads(line) for line in output["jsonl"].splitlines()] == [contract, contract]
    assert len(json.loads(output["sarif"])["runs"][0]["results"]) == 2 * len(report.findings)
    assert len(ElementTree.fromstring(output["junit"].encode())) == 1
    assert len(_Page(output["html"]).drafts) == 2
    for name in ("text", "json", "jsonl", "github", "html"):
        assert _STEERING.findall(_COLOR.sub("", output[name]) if name == "text" else output[name]) == [], name


@given(_reports(), st.integers(12, 90))
@example(one("ab 漢字 cd", on("ab 漢字 cd", 3, 5)), 12)
def test_markers_stand_under_exactly_the_right_characters(pair: tuple[str, Report], width: int) -> None:
    """Every character of a place that takes up room is underlined in full by its mark, and nothing else is."""
    _, report = pair
    text = report.parts["text"]
    for finding in report.findings:
        (mark,) = marks([(1, finding.span, finding.severity)])
        under: list[tuple[int, int]] = []
        labels = ""
        for marked_row in excerpt(text, [mark], width):
            columns = {cell for line in marked_row.markers for piece in line for cell in range(piece.start, piece.end)}
            labels += "".join(piece.label for line in marked_row.markers for piece in line)
            column = 0
            for glyph in marked_row.row.glyphs:
                reach = set(range(column, column + glyph.width))
                touched = glyph.start < finding.span.end and finding.span.start < glyph.end
                # A place without width gets a caret of one cell and is tested by its own example.
                if finding.span.start < finding.span.end and text[slice(*finding.span)].strip("\r\n"):
                    assert reach <= columns if touched else not reach & columns
                under += [(glyph.start, glyph.end)] if touched else []
                column += glyph.width
        assert labels == "1"
        assert under == sorted(set(under))


@given(_reports(), st.integers(24, 90))
def test_carets_in_the_written_text_stand_where_the_excerpt_says(pair: tuple[str, Report], width: int) -> None:
    """The same through the written output, for texts whose characters all take one cell."""
    _, report = pair
    text = "".join(c if unicodedata.category(c)[0] in "LNP" and ord(c) < 0x250 else "x" for c in report.parts["text"])[
        :20
    ]
    for finding in report.findings:
        if finding.span.start < finding.span.end <= len(text):
            _, single = one(text, replace(finding, category="tone.hostile", quote=text[slice(*finding.span)]))
            rows = written("text", [("<stdin>", single)], width=width).split("\n")
            at = rows.index("", 0) + 1
            carets = [place - 2 for place, sign in enumerate(rows[at + 1]) if sign == "^"]
            assert (rows[at], carets) == (f"│ {text}", list(range(*finding.span)))
