"""The `head` format: what an organisation learned from its own drafts, on top of the vectors of another model.

    card.json       see postguard.classifiers; `base` names the model below, `base_files` the digests of its files
    weights.npz     centre of the vectors; weights, bias and calibration by label; vectors of the drafts, if these are kept
    drafts.jsonl    only if the organisation wanted its drafts kept: text, and what is known about each label

A label is either the organisation's own, or it adjusts one of the base: then the score of the base counts and the
weights correct it. The base must be the very one that the weights were learned on, because they mean nothing on others.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from postguard.classifiers import CARD, Card, Post, load_model, model_folder, read_card
from postguard.classifiers.encoder import carrying
from postguard.errors import CheckError, MissingModel
from postguard.report import Evidence

WEIGHTS, DRAFTS = "weights.npz", "drafts.jsonl"
_ARRAYS = ("centre", "weights", "bias", "calibration")
_CERTAIN = 1e-9


class Head:
    """A linear layer over the vectors of a base model. Safe to share between threads."""

    def __init__(self, card: Card, base: Any = None) -> None:
        self.card = card
        self._adjusts = frozenset(card.about["adjusts"])
        self._given = base

    @cached_property
    def base(self) -> Any:
        """The model below."""
        return self._given or load_model(base_name(self.card))

    def scores(self, post: Post, *, thorough: bool = False) -> Mapping[str, float]:
        """Probabilities by label. There is no quick look: what is new to the base could not pass one."""
        if not any(sign.isprintable() and not sign.isspace() for sign in post.text):
            return dict.fromkeys(self.card.labels, 0.0)
        unit = self.units([post])[0]
        below = self.base.scores(post, thorough=True) if self._adjusts else {}
        found = {}
        for number, label in enumerate(self.card.labels):
            logit = float(unit @ self._arrays["weights"][number] + self._arrays["bias"][number])
            logit += logit_of(below[label]) if label in self._adjusts else 0.0
            scale, shift = self._arrays["calibration"][number].tolist()
            found[label] = 1 / (1 + math.exp(-max(min(scale * logit + shift, 30.0), -30.0)))
        return found

    def evidence(self, post: Post, label: str) -> Evidence:
        """The words that gave most of the score, and the organisation's own drafts that are most alike, if they are kept."""
        similar, harmless = self._alike(self.units([post])[0], label) if DRAFTS in self.card.files else ("", "")
        if label in self._adjusts and self.base.scores(post, thorough=True)[label] >= self.base.card.threshold(label):
            return Evidence(self.base.evidence(post, label).words, similar, harmless)
        weights = self._arrays["weights"][list(self.card.labels).index(label)]
        given = [(window.states - self._arrays["centre"]) @ weights for window in self.base.windows(post)]
        best = max(
            range(len(given)), key=lambda number: float(given[number].mean()) if len(given[number]) else -math.inf
        )
        return Evidence(carrying(self.base.windows(post)[best], given[best], post.text), similar, harmless)

    def units(self, posts: Sequence[Post]) -> Any:
        """The vectors of posts as the weights see them."""
        return units(self.base.pooled(posts), self._arrays["centre"])

    def _alike(self, unit: Any, label: str) -> tuple[str, str]:
        import numpy

        order = numpy.argsort(-(self._arrays["drafts"].astype(numpy.float32) @ unit), kind="stable")
        found = dict.fromkeys((True, False), "")
        for number in order[::-1]:
            draft = self._drafts[number]
            if label in draft["labels"]:
                found[draft["labels"][label]] = draft["text"]
        return found[True], found[False]

    @cached_property
    def _arrays(self) -> Mapping[str, Any]:
        import numpy

        wanted = (*_ARRAYS, "drafts") if DRAFTS in self.card.files else _ARRAYS
        try:
            with numpy.load(io.BytesIO(self.card.read(WEIGHTS)), allow_pickle=False) as arrays:
                found = {name: arrays[name] for name in wanted}
        except (ValueError, KeyError, OSError) as error:
            raise CheckError(f"model {self.card.folder.name!r}: {WEIGHTS} is damaged ({error})") from None
        count, width = len(self.card.labels), len(found["centre"])
        shapes = {"weights": (count, width), "bias": (count,), "calibration": (count, 2)}
        wrong = [name for name, shape in shapes.items() if found[name].shape != shape]
        if wrong:
            raise CheckError(f"model {self.card.folder.name!r}: {WEIGHTS} does not fit {CARD} ({', '.join(wrong)})")
        return found

    @cached_property
    def _drafts(self) -> Sequence[Mapping[str, Any]]:
        return [json.loads(line) for line in self.card.read(DRAFTS).decode("utf-8").splitlines()]


def units(vectors: Any, centre: Any) -> Any:
    """Vectors around the centre, each of length 1, so that one scale of weights suits every base."""
    import numpy

    around = vectors - centre
    return around / numpy.maximum(numpy.linalg.norm(around, axis=1, keepdims=True), 1e-12)


def logit_of(probability: float) -> float:
    """Log odds."""
    sure = min(max(probability, _CERTAIN), 1 - _CERTAIN)
    return math.log(sure / (1 - sure))


def base_name(card: Card) -> str:
    """The base as load_model wants it: a path on the card is meant from the card's folder."""
    name = str(card.about["base"])
    return str(card.folder / name) if "/" in name or "\\" in name else name


def check_base(card: Card) -> None:
    """Raises CheckError, MissingModel unless the base is the one that the weights were learned on."""
    name = base_name(card)
    if not (model_folder(name) / CARD).is_file():
        raise MissingModel(f"model {card.folder.name!r} builds on {name!r}, which is not there")
    files = read_card(model_folder(name)).files
    changed = [file for file, digest in card.about["base_files"].items() if files.get(file) != digest]
    if changed:
        raise CheckError(
            f"model {card.folder.name!r} was trained on another version of {card.about['base']!r} "
            f"({', '.join(changed)} changed); train it again with: postguard train"
        )


def load(card: Card) -> Head:
    """The model of a card, every file checked. Raises CheckError, MissingModel."""
    missing = [key for key in ("base", "base_files", "adjusts") if key not in card.about]
    if missing:
        raise CheckError(f"model {card.folder.name!r}: card.json lacks {', '.join(missing)}")
    check_base(card)
    for name in (WEIGHTS, *card.files):
        card.read(name)
    return Head(card)
