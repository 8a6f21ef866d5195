"""The command line. Commands are imported when they are called, so that `--help` costs nothing."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from postguard import __version__
from postguard.errors import PostguardError

COMMANDS = {
    "check": ("postguard.cli.check:check", "Check drafts and say what would harm, where, and what to write instead."),
    "demo": ("postguard.cli.demo:demo", "A tour on invented drafts; nothing is stored."),
    "init": ("postguard.cli.init:init", "Write a commented postguard.yaml."),
    "rules": ("postguard.cli.rules:rules", "List, show and prove rules."),
    "explain": ("postguard.cli.explain:explain", "What a category means, and which rules and laws stand behind it."),
    "channels": ("postguard.cli.channels:channels", "What each network takes, and how it counts."),
    "train": ("postguard.cli.train:train", "Learn from your own labelled drafts and decisions."),
    "models": ("postguard.cli.models:models", "List, show and verify classifier models."),
    "accept": ("postguard.cli.accept:accept", "Accept a finding, with reason and end date."),
}


class _Commands(click.Group):
    """Commands by name; the table above gives their one-line help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from postguard.draft import did_you_mean

            ctx.fail(f"no command {args[0]!r}{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="postguard %(version)s")
def cli() -> None:
    """postguard reads a draft before it is published and says what would harm: leaks, tone, risky wording.

    Nothing leaves this machine.

    \b
    postguard check -t "Big news soon, don't tell anyone"
    postguard check post.md --channel linkedin --author brand
    """


def main() -> None:
    """Run the command line; every known error becomes a message and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(prog_name="postguard")
    except PostguardError as error:
        click.echo(f"postguard: {error}" if "\n" not in str(error) else str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
