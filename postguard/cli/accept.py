"""postguard accept."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from postguard.accepted import Entry, add_entries, fingerprint, read_key
from postguard.cli.inputs import from_files, from_text
from postguard.config import find_config, load_settings
from postguard.errors import PostguardError
from postguard.linter import Linter

MAX_DAYS = 366


@click.command()
@click.argument("file", required=False, type=click.Path())
@click.option("-t", "--text", help="The draft itself.")
@click.option("--rule", required=True, help="The rule whose findings are accepted.")
@click.option("--reason", required=True, help="Why this may go out.")
@click.option("--by", default=getpass.getuser, show_default="your login", help="Who decided.")
@click.option("--until", required=True, metavar="DATE", help="The last day on which this holds (YYYY-MM-DD).")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def accept(
    file: str | None, text: str | None, rule: str, reason: str, by: str, until: str, config: Path | None
) -> None:
    """Accept what RULE found in a draft. The text is stored as a keyed hash only."""
    if (file is None) == (text is None):
        raise click.UsageError("give either a file or --text")
    try:
        last = date.fromisoformat(until)
    except ValueError:
        raise click.UsageError(f"--until must be a day such as 2027-03-31, found {until!r}") from None
    today = datetime.now(UTC).date()
    if not today <= last or (last - today).days > MAX_DAYS:
        raise click.UsageError(
            f"--until must lie between today and {MAX_DAYS} days from now; accept again when it ends"
        )
    config = config or find_config(Path.cwd())
    settings, base = load_settings(config)
    linter = Linter.load(config=config)
    item = from_text(text, "<text>", {}) if text is not None else next(from_files([str(file)], "text", {}))
    if item.draft is None:
        raise item.error or PostguardError("nothing to check")
    found = [f for f in linter.check_rule(linter.ruleset[rule], item.draft) if not f.accepted_because]
    if not found:
        raise PostguardError(f"{rule} finds nothing in this draft that would need to be accepted")
    key = read_key(base, create=True)
    entries = {fingerprint(key, rule, finding.quote) for finding in found}
    target = base / settings.accepted
    add_entries(target, [Entry(rule, entry, reason, by, last) for entry in sorted(entries)])
    click.echo(f"{len(entries)} accepted until {last}, written to {target}")
