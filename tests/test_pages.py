"""Pages about rules: one per category, in step with the rules."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from postguard.cli import cli
from postguard.pages import differences, pages
from postguard.rulebook.confidence import Confidence
from tests.conftest import LinterMaker

RULES = """
rules:
  - id: leak.deal.a
    kind: terms
    any: {en: [merger], de: [Fusion]}
    severity: review
    channels: [x]
    message: {en: "“{match}” is early.", de: "„{match}“ ist zu früh."}
    advice: {en: Wait., de: Warten.}
    note: kept short
    examples:
      hit: {en: ["Our ‹merger›!"], de: ["Unsere ‹Fusion›!"]}
      miss: {en: [fine], de: [gut]}
      todo: {en: ["We two, one roof."]}
"""


def test_a_page_says_everything_about_its_rules(make_linter: LinterMaker) -> None:
    found = pages(make_linter(RULES, defaults=False).ruleset)
    assert set(found) == {"README.md", "leak.deal.md"}
    sure = Confidence.shipped().of("leak.deal.a", "terms")
    assert (
        found["leak.deal.md"].split("## leak.deal.a\n")[1]
        == f"""
> “{{match}}” is early.
>
> → Wait.

> „{{match}}“ ist zu früh.
>
> → Warten.

* Severity: **review**
* Pack `./pack`, kind `terms`, languages en, de
* Only channels: x
* Confidence {sure:.2f}: not measured yet; assumed from rules of its kind
* Note: kept short

Finds:

* en: `Our ‹merger›!`
* de: `Unsere ‹Fusion›!`

Leaves alone:

* en: `fine`
* de: `gut`

Known misses:

* en: `We two, one roof.`
"""
    )


def test_stale_missing_and_left_over_pages_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("old", "utf-8")
    (tmp_path / "b.md").write_text("same", "utf-8")
    (tmp_path / "c.md").write_text("left over", "utf-8")
    assert differences(tmp_path, {"a.md": "new", "b.md": "same", "d.md": "missing"}) == ["a.md", "c.md", "d.md"]


def test_the_command_writes_and_checks(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    run = CliRunner().invoke
    assert run(cli, ["rules", "docs", str(folder), "--check"]).exit_code == 1
    assert run(cli, ["rules", "docs", str(folder)]).exit_code == 0
    assert run(cli, ["rules", "docs", str(folder), "--check"]).exit_code == 0
    (folder / "README.md").write_text("edited", "utf-8")
    assert run(cli, ["rules", "docs", str(folder), "--check"]).exit_code == 1
