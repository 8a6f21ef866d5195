"""postguard explain."""

from __future__ import annotations

from pathlib import Path

import click

from postguard.cli.terminal import user_language
from postguard.config import find_config
from postguard.draft import did_you_mean
from postguard.linter import Linter
from postguard.rulebook.ruleset import text_in

WORDS = {
    "en": {
        "severity": "Severity unless a policy says otherwise",
        "rules": "Rules",
        "law": "Law and practice behind them",
    },
    "de": {
        "severity": "Schwere, solange keine Richtlinie anders entscheidet",
        "rules": "Regeln",
        "law": "Recht und Praxis dahinter",
    },
}


@click.command()
@click.argument("category", required=False)
@click.option("--ui", type=click.Choice(["en", "de"]), help="Language of the output.")
def explain(category: str | None, ui: str | None) -> None:
    """What a category means, and which rules and laws stand behind it. Without CATEGORY: all categories."""
    lang = ui or user_language()
    ruleset = Linter.load(config=find_config(Path.cwd())).ruleset
    known = ruleset.book.categories
    if category is None:
        for name, entry in known.items():
            click.echo(f"{entry['severity']:7} {name:22} {text_in(entry['means'], lang)}")
        return
    if category not in known:
        raise click.UsageError(f"unknown category {category!r}{did_you_mean(category, known)}")
    click.echo(f"{category}\n  {text_in(known[category]['means'], lang)}")
    click.echo(f"{WORDS[lang]['severity']}: {known[category]['severity']}\n")
    rules = [rule for rule in ruleset.rules if rule.category == category]
    click.echo(f"{WORDS[lang]['rules']}:")
    for rule in rules:
        click.echo(f"  {rule.severity.name:7} {rule.id}: {text_in(rule.head.message, lang)}")
        click.echo(f"          → {text_in(rule.head.advice, lang)}")
    bases = dict.fromkeys(name for rule in rules for name in rule.head.basis)
    if bases:
        click.echo(f"\n{WORDS[lang]['law']}:")
    for name in bases:
        click.echo(f"  {ruleset.book.bases[name]['cite']} ({ruleset.book.bases[name]['region']})")
