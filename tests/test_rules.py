"""The shipped rules: every example of every rule and guard, and what every rule owes its reader."""

from __future__ import annotations

import re
from functools import cache

import pytest

from postguard.config import Settings
from postguard.draft import LANGS
from postguard.linter import Linter
from postguard.prove import Failure, prove, proving_linter
from postguard.rulebook.packs import shipped_packs
from tests.conftest import ROOT

FOLDER = ROOT / "rules"
# What no wording gives away: a document index or a model has to know it.
NOT_BY_WORDS = frozenset({"leak.document"})
PER_LANGUAGE = 2


@cache
def linter() -> Linter:
    """One linter over all shipped packs, made once."""
    return proving_linter(tuple(shipped_packs()), ROOT)


@cache
def failures() -> tuple[Failure, ...]:
    """Everything that the proof finds wrong."""
    return prove(linter()).failures


def _ids() -> list[str]:
    """Names of rules and guards, read without compiling, so that a broken rule file fails tests and not the collection."""

    files = [file for pack in shipped_packs() for file in sorted((FOLDER / pack).rglob("*.yaml"))]
    return [
        name for file in files for name in re.findall(r"^ *- id: *([\w.-]+)", file.read_text("utf-8"), re.MULTILINE)
    ]


@pytest.mark.parametrize("name", _ids())
def test_examples_come_out_as_they_say(name: str) -> None:
    assert [item.text for item in failures() if item.rule == name] == []


def test_every_rule_and_guard_was_proven() -> None:
    assert sorted(_ids()) == sorted([*(rule.id for rule in linter().ruleset.rules), *linter().ruleset.guards])


def test_every_category_that_words_can_carry_has_rules_in_both_languages() -> None:
    ruleset = linter().ruleset
    counts = {
        (category, lang): sum(rule.category == category and lang in rule.head.langs for rule in ruleset.rules)
        for category in sorted(ruleset.categories)
        for lang in LANGS
    }
    few = {
        key: count
        for key, count in counts.items()
        if key[0] not in NOT_BY_WORDS and count < PER_LANGUAGE and key != ("tone.address", "en")
    }
    assert few == {}


def test_every_rule_says_what_it_rests_on_and_the_way_out() -> None:
    for rule in linter().ruleset.rules:
        assert rule.head.basis, f"{rule.id} has no basis"
        for lang in LANGS:
            assert rule.head.advice.get(lang), rule.id


def test_every_rule_has_two_hits_and_two_misses_in_each_language() -> None:
    few = [
        (rule.id, key, lang)
        for rule in linter().ruleset.rules
        for key, examples in (("hit", rule.examples.hit), ("miss", rule.examples.miss))
        for lang in rule.head.langs
        if len(examples.get(lang, ())) + len(examples.get("all", ())) < 2
    ]
    assert few == []


def test_every_list_is_named() -> None:
    named = set(re.findall(r"@([\w.-]+)", "".join(file.read_text("utf-8") for file in FOLDER.rglob("*.yaml"))))
    assert sorted(set(linter().ruleset.book.lists) - named) == []


def test_all_shipped_packs_are_the_default() -> None:
    assert sorted(Settings().packs) == sorted(shipped_packs())


def test_placeholders_are_those_that_the_kind_fills() -> None:
    by_kind = {
        "count": {"match", "count", "limit", "over", "channel"},
        "document": {"match", "document", "owner"},
        "calendar": {"match", "event", "until"},
        "classifier": {"match", "words", "similar", "harmless"},
    }

    for rule in linter().ruleset.rules:
        for text in (*rule.head.message.values(), *rule.head.advice.values()):
            assert set(re.findall(r"\{(\w+)\}", text)) <= by_kind.get(rule.head.kind, {"match"}), rule.id


def test_every_guard_is_named_by_a_rule() -> None:
    named = {guard for rule in linter().ruleset.rules for guard in rule.guards}
    assert sorted(set(linter().ruleset.guards) - named) == []
