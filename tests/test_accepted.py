"""Accepted findings: keyed hashes, an end date, and a file that people may edit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from postguard.accepted import Accepted, Entry, add_entries, fingerprint, load_accepted, read_key
from postguard.draft import Draft, read_time
from postguard.errors import PostguardError, RuleProblems
from tests.conftest import LinterMaker

RULES = "rules: [{id: leak.deal.a, kind: terms, any: [merger]}]"
UNTIL = date(2026, 12, 31)


def entry(key: bytes, quote: str = "merger", reason: str = "it is out", by: str = "K. Weber") -> Entry:
    return Entry("leak.deal.a", fingerprint(key, "leak.deal.a", quote), reason, by, UNTIL)


def test_round_trip(tmp_path: Path, make_linter: LinterMaker) -> None:
    file = tmp_path / "ok.yaml"
    key = read_key(tmp_path, create=True)
    add_entries(file, [entry(key)])
    add_entries(file, [entry(key, "other", 'a "quoted": reason # {x}\n\x85 ü', "→ me")])
    accepted = load_accepted(file, ["leak.deal.a"])
    assert [item.reason for item in accepted.entries.values()] == ["it is out", 'a "quoted": reason # {x}   ü']
    assert "merger" not in file.read_text("utf-8")
    report = make_linter(RULES, accepted=accepted).check(Draft("Mer\u00adGER, mergers", at=read_time("2026-12-31")))
    assert report.findings == ()
    assert [(item.quote, item.accepted_because) for item in report.accepted] == [
        ("Mer\u00adGER", "it is out (K. Weber, until 2026-12-31)")
    ]
    report = make_linter(RULES, accepted=accepted).check(Draft("merger", at=read_time("2027-01-01")))
    assert (len(report.findings), report.accepted) == (1, ())


@pytest.mark.parametrize(
    "before",
    ["", "# decisions\n", "accepted:\n", "accepted: []\n", "accepted:  # ours", "\ufeff# ours\naccepted: []"],
)
def test_adding_keeps_what_stands_there(tmp_path: Path, before: str) -> None:
    file = tmp_path / "ok.yaml"
    file.write_text(before, encoding="utf-8")
    key = read_key(tmp_path, create=True)
    add_entries(file, [entry(key)])
    add_entries(file, [entry(key, "other")])
    assert len(load_accepted(file, ["leak.deal.a"]).entries) == 2
    assert "# ours" not in before or "# ours" in file.read_text("utf-8")


def test_the_hash_needs_the_key() -> None:
    hashes = {fingerprint(key, rule, "0170 5550142") for key in (b"a", b"b") for rule in ("leak.pii.a", "leak.pii.b")}
    assert len(hashes) == 4
    assert Accepted().reason("leak.deal.a", "merger", UNTIL) is None


def test_a_missing_or_damaged_key_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ok.yaml"
    add_entries(file, [entry(b"key")])
    for content in (None, "no hexadecimal number"):
        if content:
            (tmp_path / "postguard.key").write_text(content)
        with pytest.raises(PostguardError, match=r"postguard\.key is missing or damaged"):
            load_accepted(file, ["leak.deal.a"])


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    key = read_key(tmp_path, create=True)
    assert read_key(tmp_path, create=True) == key
    assert len(key) == 32
    assert (tmp_path / "postguard.key").stat().st_mode & 0o077 == 0


def test_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "ok.yaml"
    assert load_accepted(file, []) == Accepted()
    file.write_text("accepted: [{rule: leak.deal.a, hash: a, reason: b, by: c}]")
    with pytest.raises(RuleProblems) as caught:
        load_accepted(file, ["leak.deal.a"])
    assert str(caught.value) == f"{file}:1:12: 'until' is missing"
    file.write_text("accepted: [{rule: leak.dael.a, hash: a, reason: b, by: c, until: 2026-12-31}]")
    with pytest.raises(PostguardError, match=r"unknown rule 'leak\.dael\.a', did you mean 'leak\.deal\.a'\?"):
        load_accepted(file, ["leak.deal.a"])
