"""The proof: every example of every rule and guard is run, and must come out as it says, at the place that it marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from postguard.config import Settings
from postguard.errors import PostguardError
from postguard.ical import read_calendar
from postguard.linter import Linter
from postguard.report import Report, Verdict
from postguard.rulebook.cache import NO_CACHE, Cache
from postguard.rulebook.examples import example_draft
from postguard.rulebook.ruleset import Rule, load_ruleset
from postguard.rulebook.spec import Example, Examples
from postguard.settle import settle

# The organisation that shipped examples speak of; rules about an organisation's own words could not be proven without one.
EXAMPLE_ORGANISATION = "organisation.example"


class Failure(NamedTuple):
    """An example that did not come out as it says."""

    place: str
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.text}"


@dataclass(frozen=True)
class Proofs:
    """The result of proving: how many examples were run, which failed, which known misses are open."""

    examples: int
    failures: tuple[Failure, ...]
    todo: tuple[Failure, ...]


def _each(examples: Examples) -> Iterator[tuple[str, Example]]:
    for lang, found in examples.items():
        for example in found:
            yield lang, example


def prove(linter: Linter, *, only: Iterable[str] = ()) -> Proofs:
    """Run the examples of all rules (or of those whose id begins with one of `only`) and of all guards."""
    wanted = tuple(only)
    failures: list[Failure] = []
    todo: list[Failure] = []
    count = 0
    for rule in linter.ruleset.rules:
        if wanted and not rule.id.startswith(wanted):
            continue
        proof = rule.examples
        for kind, examples in (("hit", proof.hit), ("miss", proof.miss), ("todo", proof.todo)):
            for lang, example in _each(examples):
                count += 1
                failure = _run(linter, rule, kind, lang, example)
                if failure:
                    (todo if failure.text.startswith("todo") else failures).append(failure)
    for name, guard in linter.ruleset.guards.items():
        if wanted and not name.startswith(wanted):
            continue
        count += sum(1 for _ in _each(guard.spec.examples.pass_)) + sum(1 for _ in _each(guard.spec.examples.still))
        failures += _prove_guard(linter, name, Verdict(guard.ceiling), guard.spec.examples)
    return Proofs(count, tuple(failures), tuple(todo))


def _run(linter: Linter, rule: Rule, kind: str, lang: str, example: Example) -> Failure | None:
    try:
        draft, marked = example_draft(example, lang, rule)
        findings = linter.check_rule(rule, draft)
    except PostguardError as error:
        return Failure(rule.place, rule.id, f"{kind} ({lang}): {error}")
    found = tuple(sorted(finding.span for finding in settle(item for item in findings if not item.accepted_because)))
    set_aside = sorted({finding.accepted_because or "" for finding in findings if finding.accepted_because})
    expected = () if kind == "miss" else marked
    if kind == "todo":
        if found and found == (marked or found):
            return Failure(rule.place, rule.id, f"known miss ({lang}) is found now; move it to hit: {example.text!r}")
        return Failure(rule.place, rule.id, f"todo ({lang}): {example.text!r}")
    if found == expected:
        return None
    saw = ", ".join(repr(draft.text[span.start : span.end]) for span in found) or "nothing"
    saw += f" (set aside, {'; '.join(set_aside)})" if set_aside else ""
    should = ", ".join(repr(draft.text[span.start : span.end]) for span in expected) or "nothing"
    return Failure(rule.place, rule.id, f"{kind} ({lang}): expected {should}, found {saw}, in {draft.text!r}")


def _prove_guard(linter: Linter, name: str, ceiling: Verdict, proof: Any) -> Iterator[Failure]:
    acted: set[str] = set()
    for lang, example in _each(proof.pass_):
        report = linter.check(example_draft(example, lang)[0])
        if name in _guards_of(report):
            acted.add(lang)
        if report.verdict > ceiling:
            fired = ", ".join(finding.rule for finding in report.findings)
            yield Failure("guard", name, f"pass ({lang}): {example.text!r} came out as {report.verdict}: {fired}")
    for lang in proof.pass_:
        if lang not in acted:
            yield Failure("guard", name, f"pass ({lang}): no example makes the guard act; it proves nothing")
    for lang, example in _each(proof.still):
        report = linter.check(example_draft(example, lang)[0])
        if report.verdict < Verdict.review:
            yield Failure("guard", name, f"still ({lang}): {example.text!r} came out as {report.verdict}")


def _guards_of(report: Report) -> set[str]:
    return {guard for finding in (*report.findings, *report.accepted) for guard in finding.guards}


def proving_linter(packs: tuple[str, ...], base: Path, *, cache: Cache = NO_CACHE) -> Linter:
    """A linter for proofs: all regions, the example organisation, no switched-off rules.

    Its brand voice is given to every rule that asks for one, so rules for both voices are proven.
    """
    example = _example_settings()
    settings = replace(Settings(), packs=packs, organisation=example.organisation, calendar=example.calendar)
    calendar = read_calendar(example.calendar, example.timezone, base, cache)
    from postguard.classifiers import load_model

    ruleset = load_ruleset(
        packs,
        base=base,
        lists=settings.lists(),
        voice=None,
        every_voice=True,
        cache=cache,
        models=load_model,
        calendar=calendar,
    )
    return Linter(ruleset, settings, calendar=calendar)


def _example_settings() -> Settings:
    from postguard.config import load_settings
    from postguard.resources import shipped

    return load_settings(shipped("rules") / EXAMPLE_ORGANISATION)[0]
