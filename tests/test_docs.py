"""What the documents say is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from postguard.cli import COMMANDS, cli
from postguard.formats import FORMATS
from postguard.kinds import KINDS, kind
from postguard.placeholders import PLACEHOLDERS
from postguard.rulebook.schema import hints
from postguard.rulebook.spec import Head

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "benchmarks" / "README.md"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = CliRunner().invoke(cli, [command, "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 4


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_links_between_files_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[\w-]+)?\)", document.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_commands_in_documents_exist_with_their_options(document: Path) -> None:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL))
    for line in re.findall(r"^(?:\.venv/bin/)?postguard (.+)$", blocks, re.MULTILINE):
        words = shlex.split(line.split("#")[0].split("<")[0])
        command = cli.commands.get(words[0]) or cli.get_command(None, words[0])  # type: ignore[arg-type]
        assert command is not None, line
        if words[0] in ("rules", "models"):
            command = command.commands[words[1]]  # type: ignore[attr-defined]
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("-") and word != "-"} <= known, line


def test_the_rule_language_is_documented() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    keys = {name.rstrip("_") for name in hints(Head)}
    for name in KINDS:
        assert f"**{name}**" in text
        keys |= {key.rstrip("_") for key in hints(kind(name))}
    assert sorted(key for key in keys if f"`{key}`" not in text and f"{key}:" not in text) == []
    assert sorted(name for name in PLACEHOLDERS if f"{{{name}}}" not in text) == []


def test_formats_are_documented() -> None:
    text = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []
