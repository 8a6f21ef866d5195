"""The rule kinds: a table of names, so that nothing is imported before a rule needs it.

A kind from outside registers itself under the entry point group `postguard.kinds`; entry points are read only when an
unknown name is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

KINDS = {
    "terms": "postguard.kinds.terms:Terms",
    "pattern": "postguard.kinds.pattern:Pattern",
    "count": "postguard.kinds.count:Count",
    "companion": "postguard.kinds.companion:Companion",
    "phrase": "postguard.kinds.phrase:Phrase",
    "joined": "postguard.kinds.joined:Joined",
    "classifier": "postguard.kinds.classifier:Classifier",
    "calendar": "postguard.kinds.calendar:Calendar",
    "document": "postguard.kinds.document:Document",
}


def kind(name: str) -> type[Any]:
    """The class of a kind. Raises KeyError with an unknown name."""
    if name in KINDS:
        module, attribute = KINDS[name].split(":")
        found: type[Any] = getattr(import_module(module), attribute)
        return found
    from importlib.metadata import entry_points

    for entry in entry_points(group="postguard.kinds", name=name):
        outside: type[Any] = entry.load()
        return outside
    raise KeyError(name)
