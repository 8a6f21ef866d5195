"""Classifiers: a model is a folder of files that anybody can look into, never a pickle.

    card.json     format, format_version, languages, labels (label -> category, threshold), sha256 of the weights, training
                  data, metrics, licence
    weights.npz   arrays, opened with allow_pickle=False; or a spaCy folder, by format

A name without a slash is a shipped model, with a slash it is a path. A missing or damaged model is an error that says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from postguard.errors import CheckError, MissingModel
from postguard.resources import shipped

FORMATS = {"linear": "postguard.classifiers.linear:load"}
FORMAT_VERSION = 1


class Model(Protocol):
    """What a classifier rule asks for: probabilities by label, and the threshold that the card suggests."""

    card: Card

    def scores(self, texts: Sequence[str]) -> list[Mapping[str, float]]: ...

    def threshold(self, label: str) -> float: ...


@dataclass(frozen=True)
class Card:
    """What card.json says."""

    format: str
    format_version: int
    langs: tuple[str, ...]
    labels: Mapping[str, float]
    weights_sha256: str
    options: Mapping[str, Any]
    licence: str

    def threshold(self, label: str) -> float:
        """The threshold that the card suggests. Raises CheckError for an unknown label."""
        if label not in self.labels:
            raise CheckError(f"the model has no label {label!r}; it knows {', '.join(sorted(self.labels))}")
        return self.labels[label]


def load_model(name: str) -> Model:
    """Open a model folder. Raises MissingModel, CheckError if the folder is damaged or of a newer format."""
    folder = Path(name) if "/" in name or "\\" in name else shipped("models") / name
    file = folder / "card.json"
    if not file.is_file():
        raise MissingModel(f"there is no model {name!r} (looked for {file})")
    card = read_card(file)
    weights = folder / "weights.npz"
    if not weights.is_file() or sha256(weights.read_bytes()).hexdigest() != card.weights_sha256:
        raise CheckError(f"model {name!r}: weights.npz is missing or does not have the digest that card.json names")
    module, attribute = FORMATS[card.format].split(":")
    model: Model = getattr(import_module(module), attribute)(card, weights)
    return model


def read_card(file: Path) -> Card:
    """card.json as a value. Raises CheckError with what is wrong."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        card = Card(
            data["format"],
            int(data["format_version"]),
            tuple(data["langs"]),
            {label: float(value) for label, value in data["labels"].items()},
            data["weights_sha256"],
            dict(data.get("options", {})),
            data["licence"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckError(f"{file}: not a model card ({type(error).__name__}: {error})") from None
    if card.format not in FORMATS or card.format_version != FORMAT_VERSION:
        raise CheckError(
            f"{file}: format {card.format} {card.format_version} is not known; known: {', '.join(FORMATS)} 1"
        )
    return card
