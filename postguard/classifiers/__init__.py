"""Classifiers: a model is a folder of files that anybody can look into, never a pickle.

    card.json     format, labels (label -> threshold), digests of the other files, data, figures, licence
    …             what the format needs

A name without a slash is a shipped model, with a slash it is a path. A missing or damaged model is an error that says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from postguard.errors import CheckError, MissingModel
from postguard.report import Evidence
from postguard.resources import shipped

FORMATS = {"encoder": "postguard.classifiers.encoder:load", "head": "postguard.classifiers.head:load"}
FORMAT_VERSION = 1
CARD = "card.json"


class Post(NamedTuple):
    """What a model reads: the text, and who posts it (a role, never a person)."""

    text: str
    author: str | None = None


class Model(Protocol):
    """What classifier rules and guards ask for."""

    card: Card

    def scores(self, post: Post, *, thorough: bool = False) -> Mapping[str, float]:
        """Probabilities by label. Unless `thorough`, a post that a quick look finds harmless gets 0 for all."""
        ...

    def evidence(self, post: Post, label: str) -> Evidence: ...


@dataclass(frozen=True)
class Card:
    """What card.json says. `files` are digests (SHA-256) by file name, `about` is everything else, for readers."""

    folder: Path
    format: str
    labels: Mapping[str, float]
    files: Mapping[str, str]
    about: Mapping[str, Any] = field(default_factory=dict)

    def threshold(self, label: str) -> float:
        """The threshold that the card suggests. Raises CheckError for an unknown label."""
        if label not in self.labels:
            raise CheckError(f"the model has no label {label!r}; it knows {', '.join(sorted(self.labels))}")
        return self.labels[label]

    def read(self, name: str) -> bytes:
        """A file of the folder. Raises CheckError unless it has the digest that the card names."""
        try:
            data = (self.folder / name).read_bytes()
        except OSError as error:
            raise CheckError(f"model {self.folder.name!r}: {name} cannot be read ({error.strerror})") from None
        if sha256(data).hexdigest() != self.files.get(name):
            raise CheckError(f"model {self.folder.name!r}: {name} does not have the digest that {CARD} names")
        return data


def load_model(name: str) -> Model:
    """Open a model folder. Raises MissingModel, CheckError if the folder is damaged or of a newer format."""
    folder = model_folder(name)
    if not (folder / CARD).is_file():
        raise MissingModel(f"there is no model {name!r} (looked for {folder / CARD})")
    card = read_card(folder)
    seen = tuple(sorted((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in folder.iterdir()))
    # Many rules ask the same encoder, heads too; what a head builds on may change, so it is looked at each time.
    return _shared(folder.resolve(), seen) if card.format == "encoder" else _open(card)


def _open(card: Card) -> Model:
    module, attribute = FORMATS[card.format].split(":")
    model: Model = getattr(import_module(module), attribute)(card)
    return model


@lru_cache(maxsize=8)
def _shared(folder: Path, _seen: tuple[tuple[str, int, int], ...]) -> Model:
    return _open(read_card(folder))


def model_folder(name: str) -> Path:
    """Where a model lies: shipped by its name, any other by its path."""
    return Path(name) if "/" in name or "\\" in name else shipped("models") / name


def read_card(folder: Path) -> Card:
    """card.json as a value. Raises CheckError with what is wrong."""
    file = folder / CARD
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        version = int(data.pop("format_version"))
        card = Card(
            folder,
            data.pop("format"),
            {label: float(value) for label, value in data.pop("labels").items()},
            {str(name): str(digest) for name, digest in data.pop("files").items()},
            data,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckError(f"{file}: not a model card ({type(error).__name__}: {error})") from None
    if card.format not in FORMATS or version != FORMAT_VERSION:
        known = ", ".join(FORMATS)
        raise CheckError(f"{file}: format {card.format} {version} is not known; known: {known} {FORMAT_VERSION}")
    return card
