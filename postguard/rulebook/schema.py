"""From YAML to values: shapes the data by the annotations, validates with pydantic, and says every mistake with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from postguard.draft import did_you_mean
from postguard.errors import Problem
from postguard.kinds.base import ByLang, TextByLang
from postguard.rulebook.places import Path, Source
from postguard.rulebook.spec import Example, Examples

_SHAPES = {"dict": "keys and values", "list": "a list"}
_KEYWORDS = ("from", "pass")  # YAML keys that Python keeps for itself; their fields end in an underscore


def read(source: Source, path: Path, data: Any, target: Any) -> tuple[dict[str, Any] | None, list[Problem]]:
    """`data` as the plain fields of a dataclass, JSON-ready, or None; and everything that is wrong with it."""
    from pydantic import ValidationError

    shaped = shape(data, target)
    try:
        value = _adapter(target).validate_python(shaped)
    except ValidationError as error:
        return None, [_problem(source, path, target, item) for item in error.errors(include_url=False)]
    plain: dict[str, Any] = _adapter(target).dump_python(value, mode="json")
    return plain, []


def _adapter(target: Any) -> Any:
    return _cached_adapter(target)


@cache
def _cached_adapter(target: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(target)


def hints(target: Any) -> Mapping[str, Any]:
    """The annotations of a dataclass, without class variables."""
    return _cached_hints(target)


@cache
def _cached_hints(target: Any) -> Mapping[str, Any]:
    found = get_type_hints(target, include_extras=True)
    return {item.name: found[item.name] for item in fields(target)}


def shape(data: Any, hint: Any) -> Any:
    """Let people write the short form: one text for a list of one, a plain list for a list in all languages."""
    if hint == ByLang:
        return _by_lang(data, lambda entry: entry if isinstance(entry, list) else [entry])
    if hint == TextByLang:
        return {"all": data} if isinstance(data, str) else data
    if hint == Examples:
        return _by_lang(
            data, lambda entry: [shape(item, Example) for item in (entry if isinstance(entry, list) else [entry])]
        )
    if hint is Example:
        data = {"text": data} if isinstance(data, str) else data
    if is_dataclass(hint) and isinstance(data, dict):
        known = hints(hint)
        renamed = {f"{key}_" if key in _KEYWORDS else key: item for key, item in data.items()}
        return {key: shape(item, known[key]) if key in known else item for key, item in renamed.items()}
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return [shape(item, inner) for item in (data if isinstance(data, list) else [data])]
    if get_origin(hint) is Mapping and isinstance(data, dict):
        return {key: shape(item, get_args(hint)[1]) for key, item in data.items()}
    if data is not None and type(None) in get_args(hint):
        return shape(data, next(arg for arg in get_args(hint) if arg is not type(None)))
    return data


def _by_lang(data: Any, entries: Any) -> Any:
    if isinstance(data, dict):
        return {lang: entries(found) for lang, found in data.items()}
    return {"all": entries(data)}


def build(target: Any, plain: Mapping[str, Any]) -> Any:
    """A dataclass from its validated plain fields, without pydantic; the inverse of `read`."""
    return target(**{name: _revive(plain[name], hint) for name, hint in hints(target).items() if name in plain})


def _revive(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    if is_dataclass(hint):
        return build(hint, value)
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        return tuple(_revive(item, args[0]) for item in value)
    if isinstance(value, dict) and len(args) == 2:
        return {key: _revive(item, args[1]) for key, item in value.items()}
    if type(None) in args:
        return _revive(value, next(arg for arg in args if arg is not type(None)))
    if getattr(hint, "__name__", "") == "date":
        return hint.fromisoformat(value)
    return value


def _problem(source: Source, path: Path, target: Any, item: Mapping[str, Any]) -> Problem:
    steps = [step for step in item["loc"] if step != "[key]"]
    where = (*path, *(step.rstrip("_") if isinstance(step, str) else step for step in steps))
    kind, found = item["type"], item.get("input")
    name = str(where[-1]) if where else ""
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        known = [key.rstrip("_") for key in hints(_owner(target, item["loc"][:-1]))]
        return source.problem(where, f"unknown key {name!r}{did_you_mean(name, known)}", key=True)
    if kind in ("missing", "missing_argument"):
        return source.problem(where[:-1], f"{name!r} is missing")
    return source.problem(where, _explain(kind, item, found), key=len(steps) < len(item["loc"]))


def _explain(kind: str, item: Mapping[str, Any], found: Any) -> str:
    shown = repr(found) if isinstance(found, str) else _SHAPES.get(type(found).__name__, "nothing")
    if kind == "literal_error":
        expected = [word.strip("' ") for word in item["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        return f"unknown value {shown}{did_you_mean(str(found), expected)}"
    expected_type = {
        "int_parsing": "a whole number",
        "int_type": "a whole number",
        "float_parsing": "a number",
        "float_type": "a number",
        "bool_parsing": "true or false",
        "bool_type": "true or false",
        "date_from_datetime_parsing": "a date such as 2026-09-27",
        "date_parsing": "a date such as 2026-09-27",
        "date_type": "a date such as 2026-09-27",
        "string_type": "a text",
        "tuple_type": "a list",
        "mapping_type": "keys and values",
        "dict_type": "keys and values",
        "dataclass_type": "keys and values",
    }.get(kind)
    return (
        f"expected {expected_type}, found {shown}"
        if expected_type
        else f"{item['msg'].removeprefix('Value error, ')}, found {shown}"
    )


def _owner(target: Any, loc: tuple[Any, ...]) -> type[Any]:
    """The dataclass in which an unknown key stands."""
    owner: Any = target
    hint: Any = target
    for step in loc:
        if is_dataclass(hint):
            hint = hints(hint).get(step)
        elif get_origin(hint) is tuple:
            hint = get_args(hint)[0]
        elif len(get_args(hint)) == 2:
            hint = get_args(hint)[1]
        if type(None) in get_args(hint):
            hint = next(arg for arg in get_args(hint) if arg is not type(None))
        if is_dataclass(hint):
            owner = hint
    found: type[Any] = owner
    return found
