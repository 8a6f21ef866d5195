"""postguard init."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from postguard.cli.terminal import user_language
from postguard.config import FILE_NAME
from postguard.errors import PostguardError

QUESTIONS = {
    "en": {
        "name": "Name of the organisation",
        "domains": "Its internet domains (comma between them)",
        "voice": "How does it address German readers? (Sie, du, or empty)",
        "code_names": "Confidential names of projects or products (comma between them)",
        "competitors": "Competitors (comma between them)",
        "done": "Written: {file}. Try: postguard check -t \"...\"",
        "exists": "{file} exists already; edit it, or remove it first",
    },
    "de": {
        "name": "Name der Organisation",
        "domains": "Ihre Internet-Domains (durch Komma getrennt)",
        "voice": "Wie spricht sie Leserinnen und Leser an? (Sie, du oder leer)",
        "code_names": "Vertrauliche Namen von Projekten oder Produkten (durch Komma getrennt)",
        "competitors": "Wettbewerber (durch Komma getrennt)",
        "done": "Geschrieben: {file}. Ausprobieren: postguard check -t \"...\"",
        "exists": "{file} gibt es schon; bearbeiten Sie die Datei oder entfernen Sie sie vorher",
    },
}  # fmt: skip

TEMPLATE = """\
# postguard.yaml: what your organisation decides. Every key is optional. `postguard rules list` shows the rules,
# `postguard rules prove` proves your own. Agree on this file together: management, staff, works council.
version: 1

# Rule packs: a name is shipped with postguard, a path (with a slash) is a folder of your own.
packs: [core, de, eu, uk, us, finance, health, public-sector, recruiting]

# Countries whose law applies to your posts: de, at, ch, eu, uk, us. Rules of other countries are silent.
regions: [de, eu]

# From which severity `postguard check` and a publishing hook say no: advise, review, block.
fail_on: review

organisation:
  name: {name}
  domains: {domains}
  # Addresses under which your own news are public; a link to them shows that a matter is public.
  newsroom: {newsroom}
  # Hosts and contacts that may be named in public.
  public_hosts: {hosts}
  public_contacts: []
  products: []
  competitors: {competitors}
  # How the brand addresses German readers: Sie or du.
{voice}
  # Confidential names. This file then is confidential too: keep it out of public repositories.
  code_names: {code_names}
  # With exceptions and further forms:
  #   - {{name: Bluefin, forms: [Blue Fin], unless: [bluefin tuna], inside: false}}

# Other severities for a rule or a whole category.
severity: {{}}
#  tone.hype: review

# Rules that are switched off, always with a reason; with `until` they come back by themselves.
off: []
#  - {{rule: form.hashtag, reason: "campaign with many partners", until: 2027-01-31}}

# Installed spaCy pipelines that find names instead of the shipped ones.
pipelines: {{}}
#  en: en_core_web_sm

# Policies for some channels and authors; the last one that fits decides.
policies: []
#  - channels: [linkedin]
#    authors: [executive]
#    severity: {{risk.forward_looking: block}}

# Quiet periods and embargoes, also from iCalendar files. What counts is when a post is published.
timezone: Europe/Berlin
calendar: []
#  - {{kind: quiet-period, name: Third quarter, from: 2026-10-15, until: 2026-11-05T07:30}}
#  - {{kind: embargo, name: Launch, until: 2027-01-14T09:00, terms: [Quellwerk 3]}}
#  - {{kind: quiet-period, file: board.ics}}

# Findings that were accepted: written by `postguard accept`, with reason and end date.
accepted: postguard.accepted.yaml
"""


@click.command()
@click.option("--yes", is_flag=True, help="Ask nothing; write the defaults.")
@click.option("--ui", type=click.Choice(["en", "de"]), help="Language of the questions.")
def init(yes: bool, ui: str | None) -> None:
    """Write a commented postguard.yaml into this folder, after a few questions."""
    words = QUESTIONS[ui or user_language()]
    file = Path(FILE_NAME)
    if file.exists():
        raise PostguardError(words["exists"].format(file=file))
    asked = ("name", "domains", "voice", "code_names", "competitors")
    if yes or not sys.stdin.isatty():
        answers = dict.fromkeys(asked, "")
    else:
        answers = {key: click.prompt(words[key], default="", show_default=False) for key in asked}
    file.write_text(render(answers), encoding="utf-8")
    click.echo(words["done"].format(file=file))


def render(answers: dict[str, str]) -> str:
    """The file with the answers in it. An unknown voice is left out, because only Sie and du have rules."""
    domains = _list(answers["domains"])
    voice = {"sie": "Sie", "du": "du"}.get(answers["voice"].strip().casefold())
    return TEMPLATE.format(
        name=json.dumps(answers["name"].strip(), ensure_ascii=False) if answers["name"].strip() else "null",
        domains=_flow(domains),
        newsroom=_flow([f"https://www.{domain}" for domain in domains]),
        hosts=_flow([f"www.{domain}" for domain in domains]),
        competitors=_flow(_list(answers["competitors"])),
        code_names=_flow(_list(answers["code_names"])),
        voice=f"  voice: {voice}" if voice else "  # voice: Sie",
    )


def _list(answer: str) -> list[str]:
    return [part.strip() for part in answer.split(",") if part.strip()]


def _flow(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False)
