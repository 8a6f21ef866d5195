"""Regions: rules of packs and of their own, what settings and policies name, member states and their union."""

from __future__ import annotations

from pathlib import Path

import pytest

from postguard.config import Policy
from postguard.draft import Draft
from postguard.errors import PostguardError
from postguard.linter import Linter
from tests.conftest import LinterMaker

RULES = """
pack: {name: test, version: 1.0.0, licence: MIT, about: x, regions: [eu]}
rules:
  - {id: risk.pricing.pack, kind: terms, any: [sale]}
  - {id: risk.pricing.own, kind: terms, any: [price], regions: [us]}
"""


@pytest.mark.parametrize(
    ("regions", "found"),
    [
        (("eu",), ["risk.pricing.pack"]),
        (("de",), ["risk.pricing.pack"]),
        (("at", "us"), ["risk.pricing.own", "risk.pricing.pack"]),
        (("ch",), []),
        (("us",), ["risk.pricing.own"]),
        ((), []),
    ],
)
def test_a_rule_is_silent_outside_of_its_regions(
    make_linter: LinterMaker, regions: tuple[str, ...], found: list[str]
) -> None:
    report = make_linter(RULES, regions=regions).check(Draft("sale price", lang="en"))
    assert sorted(item.rule for item in report.findings) == found


def test_the_last_policy_that_names_regions_decides(make_linter: LinterMaker) -> None:
    policies = (Policy(channels=("x",), regions=("us",)), Policy(channels=("x",), authors=("brand",)))
    linter = make_linter(RULES, regions=("de",), policies=policies)
    found = {
        channel: [item.rule for item in linter.check(Draft("sale price", channel=channel, author="brand")).findings]
        for channel in ("x", "xing")
    }
    assert found == {"x": ["risk.pricing.own"], "xing": ["risk.pricing.pack"]}


def test_regional_packs_build_on_core(tmp_path: Path) -> None:
    file = tmp_path / "postguard.yaml"
    file.write_text("packs: [de]\n", "utf-8")
    with pytest.raises(PostguardError, match=r"the rule pack 'de' builds on 'core'; write packs: \[core, de\]"):
        Linter.load(config=file)
