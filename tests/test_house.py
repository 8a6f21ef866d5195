"""Rules of the house: who may import whom, tables that match the files, short modules, docstrings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from postguard.formats import FORMATS
from postguard.kinds import KINDS, kind
from postguard.rulebook.schema import hints
from tests.conftest import ROOT

PACKAGE = ROOT / "postguard"
FILES = sorted(PACKAGE.rglob("*.py"))
# From the ground up: a module imports only what stands in a row before its own.
LAYERS = (
    "errors resources tlds lookalikes ways language spelling masks",
    "spans disguise",
    "links folding report",
    "draft channels calendar",
    "placeholders",
    "notation",
    "terms nlp",
    "index",
    "reading classifiers",
    "kinds",
    "rulebook",
    "config accepted ical",
    "policy settle",
    "linter",
    "formats prove fixing pages tuning",
    "cli",
)


def module_of(file: Path) -> str:
    """The name of a module inside the package."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(file: Path) -> set[str]:
    """All modules of the package that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "postguard":
            inside = node.module.removeprefix("postguard").lstrip(".")
            found |= {inside} if inside else {alias.name for alias in node.names if not alias.name.startswith("_")}
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("postguard.") for a in node.names if a.name.startswith("postguard.")}
    return found


def layer(module: str) -> int:
    """The row of a module; those above the engine stand where the table says."""
    top = module.split(".", maxsplit=1)[0]
    return next(number for number, row in enumerate(LAYERS) if top in row.split())


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_imports_go_down_only(file: Path) -> None:
    module = module_of(file)
    if module in ("", "__main__"):
        return
    own = module.split(".")[0]
    for other in imports(file):
        same = other.split(".")[0] == own and layer(other) == layer(module)
        assert layer(other) < layer(module) or same, f"{module} imports {other}"


def test_leaves_import_no_siblings() -> None:
    assert not [name for name in imports(PACKAGE / "kinds" / "base.py") if name.startswith("kinds")]
    assert not [name for name in imports(PACKAGE / "kinds" / "__init__.py") if name.startswith("kinds")]


def test_the_table_of_kinds_is_what_lies_on_disk() -> None:
    files = {file.stem for file in (PACKAGE / "kinds").glob("*.py")} - {"__init__", "base", "validators"}
    assert set(KINDS) == files
    for name in KINDS:
        spec = kind(name)
        documented = set(re.findall(r"^    (\w+) {2,}", spec.__doc__ or "", re.MULTILINE))
        assert documented == set(hints(spec)), f"the docstring of {name} is its manual: one line for each key"


def test_the_table_of_formats_is_what_lies_on_disk() -> None:
    assert all(
        (PACKAGE / "formats" / f"{target.split(':')[0].split('.')[-1]}.py").is_file() for target in FORMATS.values()
    )


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_modules_are_short(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) < 350


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_everything_public_says_what_it_is(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body, "the module"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_every_data_class_of_the_rule_language_is_strict() -> None:
    for name in KINDS:
        assert kind(name).__pydantic_config__ == {"extra": "forbid"}


@pytest.mark.parametrize("word", ["findall(", "lru_cache"])
def test_what_is_banned_where_places_are_made(word: str) -> None:
    for name in ("reading", "terms", "kinds/terms", "kinds/pattern", "kinds/companion", "kinds/phrase", "settle"):
        source = (PACKAGE / f"{name}.py").read_text("utf-8").replace("_TOKEN.findall(", "")
        assert word not in source, name
