"""postguard.yaml: what it may say, how it is found, how mistakes are told, and code names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from postguard.calendar import CalendarEntry, Moment
from postguard.config import CodeName, Off, Organisation, Policy, Settings, code_name_terms, find_config, load_settings
from postguard.draft import Draft
from postguard.errors import PostguardError, RuleProblems
from tests.conftest import LinterMaker

FULL = """\
version: 1
packs: [core, ./brand]
regions: de
fail_on: block
organisation:
  name: Contoso
  brands: [Fabrikam]
  domains: contoso.com
  newsroom: [contoso.com/news]
  public_hosts: [www.contoso.com]
  public_contacts: [press@contoso.com]
  products: [Northwind]
  competitors: [Adatum]
  voice: du
  code_names:
    - Falcon
    - {name: Blaue Ente, forms: [Ente 2], unless: [Ente süßsauer], inflect: no, inside: yes}
timezone: Europe/Berlin
calendar: {kind: embargo, name: Launch, until: 2027-01-14T09:00, terms: [Lumio 3]}
severity: {tone.hype: review}
thresholds: {leak.deal: 0.7}
pipelines: {}
off:
  - {rule: form.hashtag, reason: our style, until: 2026-12-31}
policies:
  - {channels: x, authors: [brand], regions: uk, severity: {leak.deal: block}, off: {rule: tone.hype, reason: fun}}
accepted: ok.yaml
"""


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "postguard.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return file


def test_every_key(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, FULL)) == (
        Settings(
            packs=("core", "./brand"),
            regions=("de",),
            fail_on="block",
            organisation=Organisation(
                name="Contoso",
                brands=("Fabrikam",),
                domains=("contoso.com",),
                newsroom=("contoso.com/news",),
                public_hosts=("www.contoso.com",),
                public_contacts=("press@contoso.com",),
                products=("Northwind",),
                competitors=("Adatum",),
                voice="du",
                code_names=(CodeName("Falcon"), CodeName("Blaue Ente", ("Ente 2",), ("Ente süßsauer",), False, True)),
            ),
            timezone="Europe/Berlin",
            calendar=(CalendarEntry("embargo", "Launch", None, Moment("2027-01-14T09:00"), terms=("Lumio 3",)),),
            severity={"tone.hype": "review"},
            thresholds={"leak.deal": 0.7},
            off=(Off("form.hashtag", "our style", date(2026, 12, 31)),),
            policies=(Policy(("x",), ("brand",), ("uk",), {"leak.deal": "block"}, (Off("tone.hype", "fun"),)),),
            accepted="ok.yaml",
        ),
        tmp_path,
    )


def test_nothing_is_the_default(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "# nothing yet\n")) == (Settings(), tmp_path)
    assert load_settings(None) == (Settings(), Path.cwd())
    assert load_settings(write(tmp_path, "organisation: {code_names: Falcon}"))[0].organisation.code_names == (
        CodeName("Falcon"),
    )


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("oranisation: {}", ["1:1: unknown key 'oranisation', did you mean 'organisation'?"]),
        ("off: [{rule: tone.hype}]", ["1:7: 'reason' is missing"]),
        ("fail_on: never", ["1:10: unknown value 'never'; known: advise, review, block"]),
        ("version: 2", ["1:10: unknown value '2'; known: 1"]),
        ("organisation: {voice: Du}", ["1:23: unknown value 'Du'; known: Sie, du"]),
        (
            "organisation:\n  code_names: [{nam: a}]",
            ["2:16: 'name' is missing", "2:17: unknown key 'nam', did you mean 'name'?"],
        ),
        ("thresholds: {leak.deal: high}", ["1:25: expected a number, found 'high'"]),
        ("regions: [de, fr]", ["1:15: unknown value 'fr'; known: de, at, ch, eu, uk, us"]),
        ("- a", ["1:1: expected keys and values at the top"]),
        (
            "a: [",
            [
                "2:1: did not find expected node content; look at the indentation and at quotation marks that are not closed"
            ],
        ),
    ],
)
def test_mistakes_with_their_places(tmp_path: Path, text: str, problems: list[str]) -> None:
    with pytest.raises(RuleProblems) as caught:
        load_settings(write(tmp_path, text))
    said = [f"{item.line}:{item.column}: {item.text}" for item in caught.value.problems]
    assert said == problems


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for file in (write(tmp_path, b"\xff"), tmp_path / "none.yaml"):
        with pytest.raises(PostguardError) as caught:
            load_settings(file)
        assert str(caught.value).startswith(f"{file}: ")
        assert caught.value.exit_code == 2


def test_the_file_is_found_upwards_to_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    deep = tmp_path / "repository" / "posts" / "may"
    deep.mkdir(parents=True)
    outside = write(tmp_path, "")
    assert find_config(deep) == outside
    (tmp_path / "repository" / ".git").mkdir()
    assert find_config(deep) is None
    inside = write(tmp_path / "repository", "")
    assert find_config(deep) == inside


def test_code_name_terms() -> None:
    assert code_name_terms(CodeName("Falcon")) == ("Falcon('s|s|es|en|n)?",)
    assert code_name_terms(CodeName("R2")) == ("R2",)
    assert code_name_terms(CodeName("Falcon", ("Falke",), inflect=False)) == ("Falcon", "Falke")
    assert code_name_terms(CodeName("Falcon", inside=True)) == ("*Falcon*",)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            CodeName("Falcon"),
            "Falcon, Falcons, Falcon's, Falconry, F4lcon",
            ["Falcon", "Falcons", "Falcon's", "F4lcon"],
        ),
        (CodeName("Falcon", inflect=False), "Falcon, Falcons", ["Falcon"]),
        (CodeName("Falcon", inside=True), "Falconteam im Projektfalcon", ["Falconteam", "Projektfalcon"]),
        (CodeName("Falcon", unless=("Falcon 9",)), "Falcon 9 and Falcon 8", ["Falcon"]),
        (CodeName("Blaue Ente", forms=("BE2",)), "blaue-Enten, #BlaueEnte, BE2", ["blaue-Enten", "BlaueEnte", "BE2"]),
    ],
)
def test_code_names_are_found(make_linter: LinterMaker, name: CodeName, text: str, found: list[str]) -> None:
    linter = make_linter(
        "rules: [{id: leak.codename.a, kind: terms, any: ['@organisation.code_names'],"
        " unless: ['@organisation.code_name_exceptions']}]",
        organisation=Organisation(code_names=(name,)),
    )
    assert [item.quote for item in linter.check(Draft(text, lang="de")).findings] == found
