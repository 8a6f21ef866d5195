"""postguard models list | show | verify."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from postguard.classifiers import CARD, Card, load_model, model_folder, read_card
from postguard.cli.terminal import user_language
from postguard.draft import did_you_mean
from postguard.errors import MissingModel, PostguardError
from postguard.resources import shipped

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
_UI = click.option("--ui", type=click.Choice(["en", "de"]), help="Language of the output.")
PICKLES = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt")
WORDS = {
    "en": {
        "none": "No models.", "labels": "labels", "models": "models", "licence": "Licence", "date": "Date",
        "languages": "Languages", "base": "Builds on", "title": "Labels", "data": "Data", "from": "from {n:.2f} on",
        "files": "Files", "figures": "Figures", "errors": "Known errors", "ok": "fine, {n} files", "bad": "not to be trusted",
        "stray": "{name} is not on the card", "pickle": "{name} may run code when it is opened (pickle); remove it",
        "digest": "Digest of the card", "link": "{name} is a link; a model folder holds files only",
        "shown": "{found} of {yes} found, {wrong} of {others} others flagged", "calibration": "Calibration error",
        "refused": "Not learned",
    },
    "de": {
        "none": "Keine Modelle.", "labels": "Merkmale", "models": "Modelle", "licence": "Lizenz", "date": "Datum",
        "languages": "Sprachen", "base": "Beruht auf", "title": "Merkmale", "data": "Daten", "from": "ab {n:.2f}",
        "files": "Dateien", "figures": "Zahlen", "errors": "Bekannte Fehler", "ok": "in Ordnung, {n} Dateien",
        "bad": "nicht vertrauenswürdig",
        "stray": "{name} steht nicht auf der Karte", "pickle": "{name} kann beim Öffnen Code ausführen (Pickle); entfernen",
        "digest": "Prüfsumme der Karte", "link": "{name} ist ein Verweis; in einen Modellordner gehören nur Dateien",
        "shown": "{found} von {yes} gefunden, {wrong} von {others} anderen bemängelt", "calibration": "Kalibrierfehler",
        "refused": "Nicht gelernt",
    },
}  # fmt: skip


@click.group()
def models() -> None:
    """List, show and verify classifier models."""


@models.command("list")
@click.argument("folders", nargs=-1, metavar="[FOLDER]...")
@_FORMAT
@_UI
def list_(folders: tuple[str, ...], format_: str, ui: str | None) -> None:
    """The shipped models, and those in each FOLDER (a model folder or one that holds several)."""
    words = WORDS[ui or user_language()]
    facts = [_facts(name, _card(model_folder(name))) for name in _names(folders)]
    if format_ == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for fact in facts:
        about = [fact["format"], f"{len(fact['labels'])} {words['labels']}", ", ".join(fact.get("languages", []))]
        click.echo(f"{fact['name']:24} " + " · ".join(filter(None, [*about, fact.get("date"), fact.get("licence")])))
    click.echo(f"{len(facts)} {words['models']}" if facts else words["none"])


@models.command()
@click.argument("name")
@_FORMAT
@_UI
def show(name: str, format_: str, ui: str | None) -> None:
    """The card of a model: labels, data and licences, figures, known errors, digests."""
    card = _card(_folder(name))
    if format_ == "json":
        click.echo(json.dumps(_facts(name, card), ensure_ascii=False, indent=2))
        return
    for line in _describe(name, card, WORDS[ui or user_language()]):
        click.echo(line)


@models.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_FORMAT
@_UI
def verify(names: tuple[str, ...], format_: str, ui: str | None) -> None:
    """Compare every file with its digest on the card. Without NAME: all shipped models. Exit code 1 if something is wrong."""
    words = WORDS[ui or user_language()]
    results: list[dict[str, Any]] = []
    for name in names or tuple(_names(())):
        problems = list(_problems(name, words))
        count = 0 if problems else len(_card(model_folder(name)).files)
        results.append({"name": name, "files": count, "problems": problems})
    if format_ == "json":
        click.echo(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        for result in results:
            state = words["bad"] if result["problems"] else words["ok"].format(n=result["files"])
            click.echo("\n".join([f"{result['name']}: {state}", *(f"  {text}" for text in result["problems"])]))
        if not results:
            click.echo(words["none"])
    sys.exit(1 if any(result["problems"] for result in results) else 0)


def _names(folders: tuple[str, ...]) -> Iterator[str]:
    """Models by name: shipped ones, or those in folders, as paths with a slash."""
    yield from sorted(card.parent.name for card in shipped("models").glob(f"*/{CARD}"))
    for folder in folders:
        if not Path(folder).is_dir():
            raise PostguardError(f"{folder} is no folder")
        own = Path(folder, CARD).is_file()
        for found in [Path(folder)] if own else sorted(card.parent for card in Path(folder).glob(f"*/{CARD}")):
            yield found.as_posix() if "/" in found.as_posix() else f"./{found.as_posix()}"


def _folder(name: str) -> Path:
    folder = model_folder(name)
    if not (folder / CARD).is_file():
        hint = "" if "/" in name else did_you_mean(name, list(_names(())))
        raise MissingModel(f"there is no model {name!r} (looked for {folder / CARD}){hint}")
    return folder


def _card(folder: Path) -> Card:
    """The card of a classifier, or that of a pipeline (see postguard.nlp), which names its digests otherwise."""
    try:
        data = json.loads((folder / CARD).read_bytes())
        if data["format"] != "spacy":
            return read_card(folder)
        data |= {"languages": data["langs"], "date": data["made"]}
        data["data"] = [{"name": item["set"], "drafts": item["rows"]} for item in data["trained_on"]]
        files = {str(name): str(digest) for name, digest in data.pop("sha256").items()}
        return Card(folder, data.pop("format"), dict.fromkeys(data.pop("labels"), 0.0), files, data)
    except (OSError, ValueError, KeyError, TypeError):
        return read_card(folder)


def _facts(name: str, card: Card) -> dict[str, Any]:
    digest = sha256((card.folder / CARD).read_bytes()).hexdigest()
    fixed = {"name": name, "format": card.format, "labels": dict(card.labels), "files": dict(card.files)}
    return fixed | {"digest": digest} | dict(card.about)


def _problems(name: str, words: Mapping[str, str]) -> Iterator[str]:
    """Everything that speaks against a model."""
    try:
        card = _card(_folder(name))
    except PostguardError as error:
        yield str(error)
        return
    for file in card.files:
        try:
            card.read(file)
        except PostguardError as error:
            yield str(error)
    for path in sorted(card.folder.rglob("*")):
        own = path.relative_to(card.folder).as_posix()
        if path.is_symlink():
            yield words["link"].format(name=own)
        elif path.suffix.lower() in PICKLES:
            yield words["pickle"].format(name=own)
        elif path.is_file() and own not in {*card.files, CARD, "README.md"}:
            yield words["stray"].format(name=own)
    yield from _arrays(card)
    if card.format == "head":
        try:
            load_model(name)
        except PostguardError as error:
            yield str(error)


def _arrays(card: Card) -> Iterator[str]:
    """Arrays that only a pickle could hold."""
    import io

    import numpy

    for file in card.files:
        if file.endswith(".npz") and (card.folder / file).is_file():
            try:
                with numpy.load(io.BytesIO((card.folder / file).read_bytes()), allow_pickle=False) as arrays:
                    for key in arrays.files:
                        arrays[key]
            except (ValueError, OSError, EOFError) as error:
                yield f"{file}: {error}"


def _describe(name: str, card: Card, words: Mapping[str, str]) -> Iterator[str]:
    about = card.about
    yield f"{name}  [{card.format}]"
    plain = {key: about.get(key) for key in ("base", "date", "licence", "languages")}
    for key, value in plain.items():
        if value:
            yield f"{words[key]}: {', '.join(value) if isinstance(value, list) else value}"
    yield f"{words['digest']}: {sha256((card.folder / CARD).read_bytes()).hexdigest()}"
    yield f"{words['title']}:"
    for label, threshold in card.labels.items():
        yield f"  {label:28} {words['from'].format(n=threshold)}" if threshold else f"  {label}"
    data = about.get("data") or []
    yield from [f"{words['data']}:"] * bool(data)
    for item in data:
        told = [item["name"], item.get("licence"), item.get("what"), item.get("drafts")]
        yield f"  {' · '.join(str(fact) for fact in told if fact)}"
    yield from _figures(about, words)
    for key in ("errors", "refused"):
        found = {label: text for label, text in (about.get(key) or {}).items() if text}
        yield from [f"{words[key]}:"] * bool(found)
        yield from (f"  {label}: {', '.join(t) if isinstance(t, list) else t}" for label, t in found.items())
    yield f"{words['files']}:"
    yield from (f"  {digest}  {file}" for file, digest in card.files.items())


def _figures(about: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    metrics = about.get("metrics") or {}
    yield from [f"{words['figures']}:"] * bool(metrics)
    for label, figures in metrics.items():
        for where, found in figures.items():
            parts = {"": found["all"], **found.get("lang", {}), **found.get("group", {})} if "all" in found else {}
            for part, counts in parts.items():
                if "yes" in counts:
                    shown = words["shown"].format(**counts, others=counts["drafts"] - counts["yes"])
                    yield f"  {' '.join(filter(None, (label, where, part))):44} {shown}"
    errors = about.get("calibration_error")
    if isinstance(errors, Mapping) and errors:
        yield f"{words['calibration']}:"
        yield from (f"  {label:28} {error:.3f}" for label, error in errors.items())
