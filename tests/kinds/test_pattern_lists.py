"""`pattern`: lists of texts in its expressions and keywords, and what is hidden in base64 or percent-encoding."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postguard.errors import RuleProblems
from postguard.linter import Linter
from tests.conftest import LinterMaker

LISTS = "lists: {acme.tools: {en: [Hammer, new saw], de: [Säge]}, bad: [hamm*], low: ['000']}\n"
RULE = "rules: [{{id: tone.hype.a, severity: advise, kind: pattern, {}}}]"
HIDDEN = "pattern: 'zeal-\\d{4}', keywords: [zeal-], encoded: true"


def quotes(linter: Linter, text: str) -> list[str]:
    return [finding.quote for finding in linter.check(text).findings]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        (r"pattern: '(?i)\b\L<@acme.tools>\d+'", ["hammer12", "new saw7", "Säge000"]),
        (r"pattern: '\L<@acme.tools>\d+'", ["new saw7", "Säge000"]),
        (r"pattern: '(?i)\L<@acme.tools>\d+', unless: '\L<@low>'", ["hammer12", "new saw7"]),
        (r"pattern: '\d{2,}', keywords: ['@acme.tools']", ["12", "000"]),
        (r"pattern: '\d{2,}', keywords: [hasp, '@low']", ["12", "000"]),
        (r"pattern: '\d{2,}', keywords: ['@high']", []),  # a text, as no list has that name
    ],
)
def test_lists_of_texts(make_linter: LinterMaker, keys: str, found: list[str]) -> None:
    linter = make_linter(LISTS + RULE.format(keys))
    assert quotes(linter, "hammer12, new saw7 und Säge000") == found


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (r"pattern: '\L<@acme.tool>'", "unknown list 'acme.tool', did you mean 'acme.tools'?"),
        (r"pattern: a, unless: '\L<@bad>'", "the list 'bad' has 'hamm*'; in patterns lists are plain texts"),
        ("pattern: a, keywords: ['@bad']", "the list 'bad' has 'hamm*'; in patterns lists are plain texts"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(make_linter: LinterMaker, keys: str, problem: str) -> None:
    with pytest.raises(RuleProblems) as caught:
        make_linter(LISTS + RULE.format(keys))
    assert f"tone.hype.a: {problem}" in [item.text for item in caught.value.problems]


@pytest.fixture
def hidden(make_linter: LinterMaker) -> Linter:
    return make_linter(RULE.format(HIDDEN))


@pytest.mark.parametrize("before", ["", "a", "ab", "abc?>"])
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_base64_is_read_wherever_the_word_begins_in_it(hidden: Linter, before: str, encode: object) -> None:
    code = encode(f"{before}my zeal-2031 here".encode()).decode()  # type: ignore[operator]
    assert quotes(hidden, f"Look: {code}, fine") == [code]
    assert quotes(hidden, f"https://x.example/some/path/{code.rstrip('=')}?a=b") == [code.rstrip("=")]


def test_percent_encoding_is_read(make_linter: LinterMaker) -> None:
    linter = make_linter(RULE.format("pattern: 'zeal=\\d{4}', keywords: ['zeal='], encoded: true"))
    assert quotes(linter, "a?b=zeal%3D2031 c") == ["a?b=zeal%3D2031"]
    assert quotes(linter, "zeal= at 20 %, 100%25 sure") == []


def test_what_can_be_read_anyway_is_found_once(hidden: Linter) -> None:
    assert quotes(hidden, "a%20zeal-2031%20b") == ["zeal-2031"]


@pytest.mark.parametrize("code", ["zeal", b64encode(b"\x00zeal-2031\xff").decode(), b64encode(b"zeal-20").decode()])
def test_what_says_nothing_is_left_alone(hidden: Linter, code: str) -> None:
    assert quotes(hidden, f"Look: {code}, fine") == []


def test_nothing_is_decoded_unless_asked(make_linter: LinterMaker) -> None:
    linter = make_linter(RULE.format(HIDDEN.replace(", encoded: true", "")))
    assert quotes(linter, f"zeal- {b64encode(b'my zeal-2031 here').decode()} {quote('zeal-')}%32031") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.sampled_from("abz019 -?/\n"), max_size=9), st.text(st.sampled_from("abz019 -?/\n"), max_size=9))
def test_no_neighbour_hides_it(hidden: Linter, before: str, after: str) -> None:
    said = f"{before}zeal-2031x{after}"
    code = b64encode(said.encode()).decode()
    assert quotes(hidden, code) == ([code] if len(code.rstrip("=")) >= 16 else [])
