"""postguard demo: the protected space to try. Invented drafts in both languages; nothing is stored."""

from __future__ import annotations

import sys

import click

from postguard.cli.terminal import style, user_language
from postguard.draft import Draft
from postguard.formats import formatter
from postguard.linter import Linter

# (introduction, draft) by language. All people, firms and numbers are invented.
STOPS = {
    "en": [
        (
            "A password typed into a sentence.",
            Draft(
                "Stand is up! Demo login is guest / Sommer!2031x, come and play.",
                author="employee",
            ),
        ),
        (
            "The mood of a board, days before the figures.",
            Draft(
                "Just out of the board meeting. Numbers on Thursday, but the champagne is open 🍾",
                author="executive",
            ),
        ),
        (
            "The same news once it is public.",
            Draft(
                "As announced this morning, our revenue grew by 8 %. Report: https://www.brightloom.example/news/q3",
                channel="linkedin", author="brand",
            ),
        ),
        (
            "An answer that sends a customer away.",
            Draft(
                "As we already told you, that is not our problem. Read the manual.",
                author="support",
            ),
        ),
        (
            "A better answer.",
            Draft(
                "Sorry about the wait, Kim! Please send us your order number by direct message, we will look at once.",
                author="support",
            ),
        ),
        (
            "Disguised letters are seen through.",
            Draft(
                "Pssst: our P.r.o.j.e.c.t is t0p s3cret, not announced yet 🤫",
                author="employee",
            ),
        ),
    ],
    "de": [
        (
            "Ein Kennwort, in einen Satz getippt.",
            Draft(
                "Der Stand steht! Login für die Demo: gast / Sommer!2031x, kommt vorbei.",
                author="employee",
            ),
        ),
        (
            "Die Stimmung im Aufsichtsrat, Tage vor den Zahlen.",
            Draft(
                "Aufsichtsrat vorbei. Starke Zahlen, der Sekt ist offen 🍾",
                author="executive",
            ),
        ),
        (
            "Dieselbe Nachricht, sobald sie öffentlich ist.",
            Draft(
                "Wie heute gemeldet, ist unser Umsatz um 8 % gewachsen. Bericht: https://www.brightloom.example/news/q3",
                channel="linkedin", author="brand",
            ),
        ),
        (
            "Eine Antwort, die Kundinnen vertreibt.",
            Draft(
                "Wie bereits gesagt, das ist nicht unser Problem. Lesen Sie die Anleitung.",
                author="support",
            ),
        ),
        (
            "Eine bessere Antwort.",
            Draft(
                "Entschuldigen Sie die Wartezeit! Schicken Sie uns die Bestellnummer per Direktnachricht, wir sehen sofort nach.",
                author="support",
            ),
        ),
        (
            "Verkleidete Buchstaben helfen nicht.",
            Draft(
                "Pssst: noch nicht offiz1ell, aber wir f u s i o n i e r e n 🤫",
                author="employee",
            ),
        ),
    ],
}  # fmt: skip
WORDS = {
    "en": {
        "welcome": "A tour of {count} invented drafts. Nothing is stored and nothing leaves this machine.",
        "next": "Enter: next, q: stop",
        "end": "Now your own: run `postguard check`, paste a draft, finish with Ctrl-D.",
    },
    "de": {
        "welcome": "Ein Rundgang durch {count} erfundene Entwürfe. Nichts wird gespeichert, nichts verlässt dieses Gerät.",
        "next": "Eingabetaste: weiter, q: Ende",
        "end": "Jetzt Ihr eigener: `postguard check` aufrufen, Entwurf einfügen, mit Strg-D abschließen.",
    },
}


@click.command()
@click.option("--ui", type=click.Choice(["en", "de"]), help="Language of the tour; default: yours.")
def demo(ui: str | None) -> None:
    """A tour on invented drafts: what is found, where, why, and what to write instead. Nothing is stored."""
    lang = ui or user_language()
    linter = Linter.load()
    tty = sys.stdin.isatty() and sys.stdout.isatty()
    how = style(lang)
    stops = STOPS[lang]
    click.echo(WORDS[lang]["welcome"].format(count=len(stops)))
    for number, (title, draft) in enumerate(stops, 1):
        click.echo(f"\n── {number}/{len(stops)} {title}\n")
        report = linter.check(draft, ui=lang)
        if not report.findings:
            click.echo(f"│ {draft.text}\n")
        for piece in formatter("text")([("<demo>", report)], how):
            click.echo(piece, nl=False, color=how.color)
        if tty and number < len(stops) and click.prompt(WORDS[lang]["next"], default="", show_default=False) == "q":
            break
    click.echo("\n" + WORDS[lang]["end"])
