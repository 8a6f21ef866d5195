"""What a plain check must not load, and what it must not do."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("spacy", "numpy", "pydantic", "rich", "phonenumbers", "stdnum", "jinja2")


def loaded_after(code: str) -> set[str]:
    """The heavy modules that a fresh interpreter has loaded after running the code."""
    script = f"{code}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("command", [(), ("train",), ("models",)])
def test_help_loads_nothing_heavy(command: tuple[str, ...]) -> None:
    words = [*command, "--help"]
    code = f"from click.testing import CliRunner\nfrom postguard.cli import cli\nCliRunner().invoke(cli, {words})"
    assert loaded_after(code) == set()


def test_a_second_check_with_shipped_rules_loads_nothing_heavy(tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = str(tmp_path_factory.mktemp("cache"))
    imports = "from pathlib import Path\nfrom postguard import Linter\nfrom postguard.rulebook.cache import Cache"
    load = f"{imports}\nlinter = Linter.load(cache=Cache(Path({cache!r})))"
    assert "pydantic" in loaded_after(load), "the first load reads YAML"
    check = f"{load}\nlinter.check('Thank you all for a lovely open day! The photos are online.')"
    assert loaded_after(check) == set()


def test_import_postguard_is_free() -> None:
    script = "import sys; before = set(sys.modules); import postguard; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if name.startswith("postguard.")]


def test_checking_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network call would raise, because a socket cannot even be made."""
    import socket

    from postguard import Linter

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a check tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    report = Linter.load().check("Mail me at kim@example.org or see https://example.org/a?token=1, call +49 30 123456")
    assert report.skipped == ()
