"""Fixes: where they stand, which are safe, how they are applied, shown and written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from postguard.cli import cli
from postguard.draft import Draft
from postguard.fixing import apply, fix
from postguard.report import Fix
from postguard.spans import Span
from tests.conftest import LinterMaker

RULES = """
rules:
  - {id: risk.guarantee.a, kind: terms, any: [guaranteed, risk-free], swap: {en: {guaranteed: expected}}, fix: {en: ""}}
  - {id: risk.undisclosed_ad.a, kind: companion, when: [gifted], needs_also: [Advert*], insert: start, fix: {en: "Advert: "}}
  - {id: tone.hype.a, kind: terms, any: [wow], fix: {en: fine}, unsafe: true}
  - {id: tone.hype.loop, kind: terms, any: [ping], fix: {en: pong}}
  - {id: tone.hype.pool, kind: terms, any: [pong], fix: {en: ping}}
  - {id: tone.hype.worse, kind: terms, any: [meh], severity: advise, fix: {en: merger}}
  - {id: leak.deal.a, kind: terms, any: [merger]}
"""


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Guaranteed success", "Expected success"),
        ("It is GUARANTEED.", "It is expected."),
        ("risk-free", "risk-free"),  # nothing would be left
        ("A risk-free plan", "A  plan"),
        ("A gifted coat, gifted boots", "Advert: A gifted coat, gifted boots"),
        ("wow", "wow"),
        ("meh", "meh"),
        ("nothing", "nothing"),
        ("wow, guaranteed", "wow, expected"),
    ],
)
def test_fix(make_linter: LinterMaker, text: str, after: str) -> None:
    fixed = fix(make_linter(RULES), Draft(text, lang="en"))
    assert fixed.draft.text == after
    assert fixed.before.parts == {"text": text}
    assert fixed.report == make_linter(RULES).check(Draft(after, lang="en"))


def test_fixes_that_undo_each_other_come_to_an_end(make_linter: LinterMaker) -> None:
    assert fix(make_linter(RULES), Draft("ping", lang="en")).draft.text in ("ping", "pong")


def test_of_two_overlapping_fixes_the_first_counts() -> None:
    fixes = [Fix(Span(2, 5), "X"), Fix(Span(4, 6), "Y"), Fix(Span(0, 0), ">"), Fix(Span(6, 7), "")]
    assert apply("abcdefgh", fixes) == ">abXfh"


@given(
    st.text(max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.text(max_size=3)), max_size=5)
)
def test_what_no_fix_names_stays(text: str, places: list[tuple[int, int, str]]) -> None:
    fixes = [Fix(Span(min(a, b, len(text)), min(max(a, b), len(text))), new) for a, b, new in places]
    covered = {at for item in fixes for at in range(*item.span)}
    kept = "".join(c for at, c in enumerate(text) if at not in covered)
    rest = iter(apply(text, fixes))
    assert all(c in rest for c in kept)


def run(*args: str, stdin: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["check", *args], input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_a_file_is_rewritten_and_nothing_else_in_it(tmp_path: Path) -> None:
    file = tmp_path / "post.md"
    file.write_bytes("\ufeffKommt vorbei! #tagderoffenentür\n\n".encode())
    code, out, _ = run("--fix", "--only", "form.hashtag", str(file))
    assert file.read_bytes() == "\ufeffKommt vorbei! #TagDerOffenenTür\n\n".encode()
    assert code == 0
    assert "-Kommt vorbei! #tagderoffenentür\n+Kommt vorbei! #TagDerOffenenTür\n" in out


def test_other_formats_show_the_diff_on_standard_error() -> None:
    _, out, err = run("--fix", "--only", "form.hashtag", "--format", "jsonl", "-t", "Kommt! #tagderoffenentür")
    assert '"findings": []' in out
    assert "+Kommt! #TagDerOffenenTür" in err


def test_a_file_that_cannot_be_rewritten_faithfully_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "post.txt"
    data = "Kommt vorbei! #tagderoffenentür".encode("utf-16")
    file.write_bytes(data)
    code, _, err = run("--fix", "--only", "form.hashtag", str(file))
    assert file.read_bytes() == data
    assert code != 0, err


@pytest.mark.parametrize(
    "args", [["--fix", "--watch", "x.md"], ["--fix", "x.jsonl"], ["--fix", "--input", "jsonl", "-"]]
)
def test_fix_is_for_texts(args: list[str]) -> None:
    assert run(*args)[0] == 2
