"""What many tests need: a linter over a few rules written in the test, a reading of one text, findings in short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings

from postguard.accepted import Accepted
from postguard.channels import Channels, channels
from postguard.config import Settings
from postguard.draft import Draft
from postguard.ical import read_calendar
from postguard.index import Index
from postguard.linter import Linter
from postguard.reading import Reading
from postguard.report import Finding, Report
from postguard.rulebook.ruleset import load_ruleset
from postguard.terms import Term, TermSet

# The same examples on every run, so that a red build is always the change that made it red; --hypothesis-seed looks further.
settings.register_profile("postguard", derandomize=True)
settings.load_profile("postguard")

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 21)
# What every rule owes its reader, so that the rule of a test can be one line.
DEFAULTS = """\
defaults:
  message: {en: "found {match}", de: "gefunden {match}"}
  advice: {en: leave it out, de: lassen Sie es weg}
  examples:
    hit: {en: ["‹x›"], de: ["‹x›"]}
    miss: {en: [y], de: [y]}
"""
LinterMaker = Callable[..., Linter]


def build_linter(
    folder: Path,
    rules: str,
    *,
    defaults: bool = True,
    models: Any = None,
    documents: Any = None,
    accepted: Accepted | None = None,
    **settings: Any,
) -> Linter:
    """A linter over one pack with one file of rules; keywords are those of Settings."""
    pack = folder / "pack"
    pack.mkdir(exist_ok=True)
    (pack / "rules.yaml").write_text((DEFAULTS if defaults else "") + rules, encoding="utf-8")
    chosen = replace(Settings(), packs=("./pack",), **settings)
    calendar = read_calendar(chosen.calendar, chosen.timezone, folder)
    ruleset = load_ruleset(
        chosen.packs,
        base=folder,
        lists=chosen.lists(),
        voice=chosen.organisation.voice,
        models=models,
        documents=documents,
        calendar=calendar,
        thresholds=chosen.thresholds,
        pipelines=chosen.pipelines,
    )
    return Linter(ruleset, chosen, accepted, calendar)


@pytest.fixture
def make_linter(tmp_path: Path) -> LinterMaker:
    """build_linter in the folder of the test."""
    return lambda rules, **settings: build_linter(tmp_path, rules, **settings)


def _channels() -> Channels:
    text = (ROOT / "rules" / "channels.yaml").read_text("utf-8")
    return Channels(channels(yaml.load(text, Loader=yaml.BaseLoader)))


CHANNELS = _channels()


def index_of(*sets: TermSet) -> Index:
    """An index that knows the literals of `sets` and wakes no rule."""
    return Index(["\n".join(group) for termset in sets for term in termset.terms for group in term.needs])


def reading(text: str, *sets: TermSet, **draft: Any) -> Reading:
    """A reading of one text; the index knows `sets`."""
    made = Draft(text, **draft)
    return Reading(made, "text", made.text, CHANNELS.get(made.channel, DAY), index_of(*sets))


def termset(
    *sources: str, lang: str = "all", view: str = "skeleton", masked: bool = False, stem: bool = False
) -> TermSet:
    """A term set as the compiler makes it."""
    exact = view in ("text", "clean")
    return TermSet(tuple(Term(source, lang, stem, exact) for source in sources), view, masked)


def short(findings: tuple[Finding, ...] | Report) -> list[tuple[str, str, int, int]]:
    """Rule, quote, start and end of every finding."""
    items = findings.findings if isinstance(findings, Report) else findings
    return [(item.rule, item.quote, *item.span) for item in items]
