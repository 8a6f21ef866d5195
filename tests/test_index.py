"""The index may wake a rule for nothing, but must never let one sleep that would find something."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postguard.draft import Draft
from postguard.linter import Linter
from postguard.prove import proving_linter
from postguard.reading import Reading
from postguard.rulebook.examples import example_draft
from tests.conftest import CHANNELS, DAY, build_linter

RULES = """
rules:
  - {id: tone.hype.a, kind: terms, any: [falcon, "*zahlen"], all: [[board meeting, we (are|were) happy]], within: 9}
  - {id: tone.hype.b, kind: terms, any: {en: [good news], de: [gute Nachricht*]}, all: [{en: [soon], de: [bald]}]}
  - {id: tone.hype.c, kind: terms, any: ["{percent}", "up {number}"], none: [falcon]}
  - {id: tone.hype.d, kind: pattern, pattern: 'x\\d+', keywords: [x1, "#"]}
  - {id: tone.hype.e, kind: companion, when: [gift], needs_also: [ad], also: [[thanks]]}
  - {id: tone.hype.f, kind: count, measure: hashtags, max: 1}
  - {id: tone.hype.g, kind: terms, any: [shit], masked: true}
"""
WORDS = (
    "falcon F.a.l.c.o.n Umsatzzahlen board meeting we are were happy good news soon gute Nachrichten bald 5 % up 7 x12 x9 # "
    "#one #two gift thanks ad sh*t sh!t #BoardMeeting the und nicht"
).split()


def woken(linter: Linter, draft: Draft) -> set[str]:
    """The rules that the index wakes for the text of a draft."""
    channel = linter.ruleset.channels.get(draft.channel, DAY)
    reading = Reading(draft, "text", draft.text, channel, linter.ruleset.index)
    return {rule.id for rule in linter._candidates(reading, DAY)}


@pytest.fixture(scope="module")
def linter(tmp_path_factory: pytest.TempPathFactory) -> Linter:
    return build_linter(tmp_path_factory.mktemp("rules"), RULES)


@settings(max_examples=200, deadline=None)
@given(text=st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_a_check_finds_what_every_rule_alone_finds(linter: Linter, text: str) -> None:
    draft = Draft(text, lang="en", channel="x")
    alone = {rule.id for rule in linter.ruleset.rules if linter.check_rule(rule, draft)}
    assert alone <= woken(linter, draft)


def test_every_example_wakes_its_rule() -> None:
    linter = proving_linter(("core",), Path.cwd())
    asleep = []
    for rule in linter.ruleset.rules:
        for lang, examples in rule.examples.hit.items():
            for example in examples:
                draft, _ = example_draft(example, lang, rule)
                parts = draft.parts()
                channel = CHANNELS.get(draft.channel, DAY)
                readings = [Reading(draft, part, text, channel, linter.ruleset.index) for part, text in parts.items()]
                numbers = {
                    number
                    for reading in readings
                    for number in linter.ruleset.index.rules(reading.all_literals, reading.langs, linter.ruleset.chosen)
                }
                if linter.ruleset.rules.index(rule) not in numbers | linter.ruleset.index.masked:
                    asleep.append((rule.id, example.text))
    assert asleep == []
