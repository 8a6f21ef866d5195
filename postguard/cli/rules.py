"""postguard rules list | show | prove."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from postguard.cli.terminal import user_language
from postguard.config import find_config, load_settings
from postguard.linter import Linter
from postguard.rulebook.cache import Cache
from postguard.rulebook.confidence import Confidence
from postguard.rulebook.ruleset import Rule, Ruleset, text_in
from postguard.rulebook.spec import Examples

_CONFIG = click.option(
    "--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The postguard.yaml to use."
)
_UI = click.option("--ui", type=click.Choice(["en", "de"]), help="Language of the output.")


@click.group()
def rules() -> None:
    """List, show and prove rules."""


@rules.command("list")
@click.argument("prefix", default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@_CONFIG
@_UI
def list_(prefix: str, as_json: bool, config: Path | None, ui: str | None) -> None:
    """All rules, or those whose id begins with PREFIX."""
    linter = Linter.load(config=config or find_config(Path.cwd()), only=(prefix,) if prefix else ())
    lang = ui or user_language()
    found = linter.ruleset.chosen_rules
    if as_json:
        click.echo(json.dumps([_facts(rule, lang) for rule in found], ensure_ascii=False, indent=2))
        return
    for rule in found:
        click.echo(f"{rule.severity.name:7} {rule.id:48} {text_in(rule.head.message, lang)}")
    words = {"en": ("rules", "word lists", "guards"), "de": ("Regeln", "Wortlisten", "Schutzregeln")}[lang]
    counts = (len(found), len(linter.ruleset.book.lists), len(linter.ruleset.guards))
    click.echo(" · ".join(f"{n} {word}" for n, word in zip(counts, words, strict=True)) + f" · {linter.ruleset.digest}")


def _facts(rule: Rule, lang: str) -> dict[str, Any]:
    head = rule.head
    return {
        "id": rule.id,
        "category": rule.category,
        "kind": head.kind,
        "severity": rule.severity.name,
        "pack": rule.pack,
        "place": rule.place,
        "message": text_in(head.message, lang),
        "advice": text_in(head.advice, lang),
        "langs": list(head.langs),
        "channels": list(head.channels),
        "authors": list(head.authors),
        "regions": list(head.regions),
        "guards": list(rule.guards),
        "basis": list(head.basis),
        "escalate_to": list(head.escalate_to),
    }


@rules.command()
@click.argument("name", metavar="RULE")
@_CONFIG
@_UI
def show(name: str, config: Path | None, ui: str | None) -> None:
    """Everything about one rule: what it looks for, why, its examples, its guards, how sure it is."""
    ruleset = Linter.load(config=config or find_config(Path.cwd())).ruleset
    for line in describe(ruleset, ruleset[name], ui or user_language()):
        click.echo(line)


_SHOWN_OF_A_LIST = 8
LABELS = {
    "en": {"why": "Why", "ask": "Ask", "guards": "Does not fire, or less severely, when", "sure": "How sure", "hit": "Finds",
           "miss": "Leaves alone", "todo": "Does not find yet", "for": "Only for", "looks": "Looks for", "note": "Note",
           "measured": "right {right} times, wrong {wrong} times on labelled drafts ({source})",
           "unmeasured": "not measured yet; assumed from rules of its kind"},
    "de": {"why": "Warum", "ask": "Wen fragen", "guards": "Schlägt nicht oder milder an, wenn", "sure": "Wie sicher",
           "hit": "Findet", "miss": "Lässt durch", "todo": "Findet noch nicht", "for": "Nur für", "looks": "Sucht nach",
           "note": "Anmerkung",
           "measured": "{right}-mal richtig, {wrong}-mal falsch auf bewerteten Entwürfen ({source})",
           "unmeasured": "noch nicht gemessen; angenommen nach Regeln dieser Art"},
}  # fmt: skip


def describe(ruleset: Ruleset, rule: Rule, lang: str) -> list[str]:
    """A rule in words, line by line."""
    from postguard.pages import law

    head, book, label = rule.head, ruleset.book, LABELS[lang]
    lines = [f"{rule.id}  [{rule.severity.name}, {head.kind}, {rule.place}]", f"  {text_in(head.message, lang)}"]
    lines += [f"  → {text_in(head.advice, lang)}", ""]
    only: list[str] = [*(head.langs if len(head.langs) < 2 else ()), *head.channels, *head.authors, *head.regions]
    only += head.during
    only += [f"≥ {head.from_}"] * bool(head.from_) + [f"≤ {head.until}"] * bool(head.until)
    lines += [f"{label['for']}: {', '.join(only)}"] if only else []
    lines += [f"{label['looks']}:", *(f"  {line}" for line in _looks_for(ruleset, rule))]
    lines += [f"{label['guards']}:"] if rule.guards else []
    lines += [f"  {name}: {text_in(ruleset.guards[name].spec.limit, lang)}" for name in rule.guards]
    lines += [f"{label['why']}:"] if head.basis else []
    lines += [f"  {law(ruleset, name)}" for name in head.basis]
    roles = [text_in(book.roles[name], lang) for name in head.escalate_to]
    lines += [f"{label['ask']}: {', '.join(roles)}"] if roles else []
    lines += [f"{label['sure']}: {_measured(rule, label)}"]
    lines += [f"{label['note']}: {head.note}"] if head.note else []
    for key in ("hit", "miss", "todo"):
        examples: Examples = getattr(rule.examples, key)
        lines += [f"{label[key]}:"] if any(examples.values()) else []
        lines += [f"  {code}: {example.text}" for code, found in examples.items() for example in found]
    return lines


def _looks_for(ruleset: Ruleset, rule: Rule) -> Iterator[str]:
    for name, value in vars(rule.spec).items():
        if not value or (name, value) == ("on", "skeleton"):
            continue
        groups = value if isinstance(value, tuple) and isinstance(value[0], Mapping) else (value,)
        for group in groups:
            if isinstance(group, Mapping):
                yield from (
                    f"{name} ({code}): {_words(ruleset, words, code)}" for code, words in group.items() if words
                )
            else:
                yield f"{name}: {', '.join(group) if isinstance(group, tuple) else group}"


def _words(ruleset: Ruleset, words: Any, code: str) -> str:
    """Words of a key; of the lists that it names the first few."""
    if isinstance(words, str):
        return words
    shown = list(words)
    for name in words:
        inside = ruleset.book.lists.get(name.removeprefix("@"), {}) if name.startswith("@") else {}
        found = [*inside.get(code, ()), *inside.get("all", ())]
        if found:
            more = len(found) - _SHOWN_OF_A_LIST
            rest = f" … +{more}" if more > 0 else ""
            shown[shown.index(name)] = f"{name} [{', '.join(found[:_SHOWN_OF_A_LIST])}{rest}]"
    return ", ".join(shown)


def _measured(rule: Rule, label: dict[str, str]) -> str:
    confidence = Confidence.shipped()
    right, wrong = confidence.rules.get(rule.id, (0, 0))
    value = f"{confidence.of(rule.id, rule.head.kind):.2f}"
    if not right + wrong:
        return f"{value}, {label['unmeasured']}"
    return f"{value}, " + label["measured"].format(right=right, wrong=wrong, source=confidence.source)


@rules.command()
@click.argument("packs", nargs=-1, metavar="[PACK]...")
@click.option("--only", multiple=True, metavar="RULE", help="Only rules and guards whose id begins like this.")
@click.option("--todo", is_flag=True, help="List the known misses too.")
def prove(packs: tuple[str, ...], only: tuple[str, ...], todo: bool) -> None:
    """Run every example of every rule: a hit must be found at its marks, a miss must stay silent.

    PACK is a shipped pack or a folder (with a slash); default: the packs of postguard.yaml. Exit code 1 if one fails.
    """
    from postguard.prove import prove as run
    from postguard.prove import proving_linter

    settings, base = load_settings(find_config(Path.cwd()))
    linter = proving_linter(packs or settings.packs, base if not packs else Path.cwd(), cache=Cache.of_user())
    proofs = run(linter, only=only)
    for failure in proofs.failures:
        click.echo(str(failure))
    for failure in proofs.todo if todo else ():
        click.echo(str(failure))
    rules_, guards = len(linter.ruleset.rules), len(linter.ruleset.guards)
    click.echo(
        f"{rules_} rules, {guards} guards, {proofs.examples} examples: {len(proofs.failures)} failed, {len(proofs.todo)} todo"
    )
    sys.exit(1 if proofs.failures or not proofs.examples else 0)


@rules.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if the pages are out of date.")
@_CONFIG
def docs(folder: Path, only_check: bool, config: Path | None) -> None:
    """Write pages about all rules into FOLDER, one per category."""
    from postguard.pages import differences, pages

    wanted = pages(Linter.load(config=config or find_config(Path.cwd())).ruleset)
    stale = differences(folder, wanted)
    if only_check:
        for name in stale:
            click.echo(f"{folder / name}: out of date; write it again with: postguard rules docs {folder}")
        sys.exit(bool(stale))
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    click.echo(f"{len(wanted)} pages, {len(stale)} written or removed")
