"""benchmarks/pii.py: what counts as found, where a sentence is put around a number, and what its tables say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from postguard import Linter
from tests.conftest import LinterMaker
from tests.test_benchmarks import script

pii = script("pii")

RULES = r"""
rules:
  - {id: leak.pii.number, severity: review, kind: pattern, pattern: '\b\d{4}\b', near: {all: [Reisepass, Arztnummer]}}
  - {id: tone.hype.number, severity: block, kind: pattern, pattern: '\b\d{5}\b'}
"""


@pytest.fixture
def linter(make_linter: LinterMaker) -> Linter:
    return make_linter(RULES)


def lines(file: Path, *records: dict[str, Any]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def case(text: str, entity: str = "DE_PASSPORT", *, personal: bool = True, spans: Any = ()) -> dict[str, Any]:
    label = "leak.pii" if personal else "clean"
    found = [{"start": start, "end": end, "label": entity} for start, end in spans]
    return {"text": text, "label": label, "entity": entity, "spans": found, "lang": "de"}


def test_bare_numbers_are_named_and_sentences_stand_as_they_are(tmp_path: Path) -> None:
    file = lines(
        tmp_path / "a.jsonl",
        case("1234", spans=[(0, 4)]),
        case("Pass 1234 gefunden", spans=[(5, 9)]),
        case("L 12", personal=False),
        case("1234", "XX_UNKNOWN"),
        case("", "DE_LANR", personal=False),
    )
    cases = list(pii.read_cases(file))
    assert [one.post.text for one in cases] == [
        "Reisepass: 1234",
        "Pass 1234 gefunden",
        "Reisepass: L 12",
        "1234",
        "Arztnummer: ",
    ]
    assert [tuple(span[:2] for span in one.spans) for one in cases] == [((11, 15),), ((5, 9),), (), (), ()]
    assert all(one.post.text[one.own.start : one.own.end] in ("1234", "L 12", "", cases[1].post.text) for one in cases)
    assert next(one.post.text for one in pii.read_cases(file, as_they_stand=True)) == "1234"
    assert {one.post.lang for one in cases} == {"de"}


def test_every_carrier_has_one_place_and_no_entity_is_both_carried_and_strong() -> None:
    assert all(carrier.count("{}") == 1 for carrier in pii.CARRIERS.values())
    assert pii.STRONG.isdisjoint(pii.CARRIERS)


def test_figures_of_cases(linter: Linter, tmp_path: Path) -> None:
    file = lines(
        tmp_path / "a.jsonl",
        case("1234", spans=[(0, 4)]),  # found
        case("1234 5678", spans=[(0, 4), (5, 9)]),  # both found
        case("1234 567", spans=[(0, 4), (5, 8)]),  # one of two: missed
        case("1234"),  # no span given: anywhere counts
        case("12345", personal=False),  # another category does not count
        case("1234", personal=False),  # stopped
        case("1234", "XX_UNKNOWN"),  # not in scope and missed
    )
    found = pii.measure(linter, file)
    assert found["in_scope"] == {"right": {"count": 4, "of": 6, "share": 4 / 6}, "missed": 1, "stopped": 1}
    assert found["cases"]["right"]["of"] == 7
    assert [(one["wrong"], one["text"]) for one in found["wrong"]] == [
        ("missed", "Reisepass: 1234 567"),
        ("stopped", "Reisepass: 1234"),
        ("missed", "1234"),
    ]
    table = "".join(pii.as_text("a", found)).splitlines()
    assert [line.split() for line in table[2:]] == [
        ["entity", "(not", "in", "scope)", "right", "of", "share", "missed", "stopped"],
        ["DE_PASSPORT", "4", "6", "0.667", "1", "1"],
        ["(XX_UNKNOWN)", "0", "1", "0.000", "1", "0"],
        ["all", "in", "scope", "4", "6", "0.667", "1", "1"],
        ["all", "4", "7", "0.571", "2", "1"],
    ]


def test_figures_of_sentences(linter: Linter, tmp_path: Path) -> None:
    spans = [{"start": 10, "end": 14, "label": "ID"}, {"start": 15, "end": 18, "label": "ID"}]
    file = lines(
        tmp_path / "a.jsonl",
        {"text": "Reisepass 1234 567", "label": "leak.pii", "spans": spans},
        {"text": "Arztnummer 1234", "label": "clean", "spans": []},
        {"text": "Reisepass", "label": "clean", "spans": []},
    )
    found = pii.measure(linter, file)
    assert found["spans"] == {"ID": {"count": 1, "of": 2, "share": 0.5}}
    assert found["sentences"] == {"count": 1, "of": 2, "share": 0.5}
    assert "".join(pii.misses_as_text(found)) == "missed ID: '567' in 'Reisepass 1234 567'\n"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"text": "a", "label": "leak.secret"}, "a case needs a label, one of leak.pii, clean"),
        ({"text": "a", "label": "clean", "spans": [{"start": 0}]}, "a span needs start, end and label"),
    ],
)
def test_what_cannot_be_measured_is_said(
    record: dict[str, Any], problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lines(tmp_path / "a.jsonl", record)
    assert pii.main([str(file)]) == 2
    assert capsys.readouterr().err == f"{file}:1: {problem}\n"


def test_shipped_rules_on_numbers_that_handbooks_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = lines(
        tmp_path / "a.jsonl",
        case("86 095 742 719", "DE_TAX_ID"),
        case("86 095 742 718", "DE_TAX_ID", personal=False),
        case("GB29 NWBK 6016 1331 9268 19", "IBAN_CODE"),
        case("L01X00T471", "DE_ID_CARD"),
    )
    out = tmp_path / "out.json"
    assert pii.main([str(file), "--misses", "--json", str(out)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["all", "4", "4", "1.000", "0", "0"]
    (found,) = json.loads(out.read_text(encoding="utf-8")).values()
    assert found["wrong"] == []
