"""spaCy, loaded when the first rule asks for it.

Blank pipelines (a tokenizer, no model) serve token patterns. Names of people, organisations and places come from the
shipped pipelines in models/, or from an installed one that the settings name. spaCy reads the author's own text, so its
offsets need no map.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from postguard.errors import CheckError, MissingModel
from postguard.resources import shipped

BLANK = ""
SHIPPED = {"en": "names-en", "de": "names-de"}
LABELS = ("PER", "ORG", "LOC")
# Labels of other pipelines that say the same.
SAME = {"PERSON": "PER", "GPE": "LOC", "FAC": "LOC"}
_PACKAGE = re.compile(r"[A-Za-z]\w*")
_LOCK = Lock()


@cache
def pipeline(lang: str, name: str = BLANK) -> Any:
    """A pipeline, made once: a blank one, a shipped one, or an installed package.

    Raises MissingModel if it is not there, CheckError if a shipped one is damaged.
    """
    import spacy

    if name == BLANK:
        return spacy.blank(lang)
    if name == SHIPPED.get(lang):
        return spacy.load(verified(shipped("models") / name))
    wrong = not_usable(lang, name)
    if wrong:
        raise MissingModel(wrong)
    return spacy.load(name)


def verified(folder: Path) -> Path:
    """The folder of a shipped pipeline, if every file has the digest that its card names. Raises MissingModel, CheckError."""
    card = folder / "card.json"
    if not card.is_file():
        raise MissingModel(f"there is no pipeline {folder.name!r} (looked for {card})")
    try:
        digests = dict(json.loads(card.read_text(encoding="utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckError(f"{card}: not a card of a pipeline ({type(error).__name__}: {error})") from None
    for name, digest in digests.items():
        file = folder / name
        if not file.is_file() or sha256(file.read_bytes()).hexdigest() != digest:
            text = f"pipeline {folder.name!r}: {name} is missing or does not have the digest that card.json names"
            raise CheckError(f"{text}; install postguard again")
    return folder


def not_usable(lang: str, name: str) -> str:
    """What is wrong with an installed pipeline, or nothing. Imports neither spaCy nor the package."""
    if not _PACKAGE.fullmatch(name):
        return f"{name!r} is not the name of a package such as {lang}_core_web_sm"
    spec = find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        return (
            f"the pipeline {name!r} is not installed; install the package, or leave the key out to use the shipped one"
        )
    try:
        meta = json.loads((Path(places[0]) / "meta.json").read_text(encoding="utf-8"))
        speaks, parts = meta["lang"], tuple(meta["pipeline"])
    except (OSError, ValueError, KeyError, TypeError):
        return f"the package {name!r} is not a spaCy pipeline; it has no meta.json that says so"
    if speaks != lang:
        return f"the pipeline {name!r} is for {speaks!r}, not for {lang!r}"
    return "" if "ner" in parts else f"the pipeline {name!r} finds no names; it has no part 'ner'"


def document(text: str, lang: str, name: str = BLANK) -> Any:
    """The text as spaCy document; names have the labels PER, ORG, LOC whatever the pipeline calls them.

    Raises OSError, MissingModel or CheckError if a pipeline cannot be loaded.
    """
    with _LOCK:
        nlp = pipeline(lang, name)
    doc = nlp(text)
    if any(span.label_ in SAME for span in doc.ents):
        from spacy.tokens import Span

        doc.ents = [Span(doc, span.start, span.end, label=SAME.get(span.label_, span.label_)) for span in doc.ents]
    return doc


def token_matcher(lang: str, patterns: Iterable[Iterable[Any]], name: str = BLANK) -> Any:
    """A spaCy Matcher over the vocabulary of a pipeline. Raises ValueError with a bad pattern."""
    from spacy.matcher import Matcher

    matcher = Matcher(pipeline(lang, name).vocab, validate=True)
    matcher.add("phrase", [[_typed(token) for token in pattern] for pattern in patterns], greedy="LONGEST")
    return matcher


def _typed(value: Any, key: str = "") -> Any:
    """YAML scalars are read as texts; spaCy wants real booleans for flags and a number for a length."""
    if isinstance(value, dict):
        return {name: _typed(item, key or name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_typed(item, key) for item in value]
    if key.startswith(("IS_", "LIKE_")) and value in ("true", "false"):
        return value == "true"
    if key == "ENT_TYPE":
        return SAME.get(value, value)
    return int(value) if key == "LENGTH" and str(value).isdecimal() else value
