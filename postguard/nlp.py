"""spaCy, loaded when the first rule asks for it.

Blank pipelines (a tokenizer, no model) serve token patterns; they need no download. spaCy reads the author's own text, so its
offsets need no map.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from threading import Lock
from typing import Any

_LOCK = Lock()


@cache
def pipeline(lang: str) -> Any:
    """The pipeline of a language, made once."""
    import spacy

    return spacy.blank(lang)


def document(text: str, lang: str) -> Any:
    """The text as spaCy document. Raises OSError if a pipeline cannot be loaded."""
    with _LOCK:
        nlp = pipeline(lang)
    return nlp(text)


def token_matcher(lang: str, patterns: Iterable[Iterable[Any]]) -> Any:
    """A spaCy Matcher over the vocabulary of the language. Raises ValueError with a bad pattern."""
    from spacy.matcher import Matcher

    matcher = Matcher(pipeline(lang).vocab, validate=True)
    matcher.add("phrase", [[_typed(token) for token in pattern] for pattern in patterns], greedy="LONGEST")
    return matcher


def _typed(value: Any, key: str = "") -> Any:
    """YAML scalars are read as texts; spaCy wants real booleans for flags and a number for a length."""
    if isinstance(value, dict):
        return {name: _typed(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_typed(item, key) for item in value]
    if key.startswith(("IS_", "LIKE_")) and value in ("true", "false"):
        return value == "true"
    return int(value) if key == "LENGTH" and str(value).isdecimal() else value
