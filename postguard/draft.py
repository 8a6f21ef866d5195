"""What the author wants to publish, and how it is read from bytes.

Nothing is stripped, padded or newline-translated: offsets count from the text as it came in. Only two things give way,
both one for one or before the text begins: a byte order mark is taken off, a lone surrogate becomes U+FFFD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from postguard.errors import InputError

CHANNELS = ("x", "linkedin", "mastodon", "bluesky", "threads", "facebook", "instagram", "xing", "youtube", "other")
AUTHORS = ("brand", "employee", "support", "executive", "recruiter", "representation", "agency")
LANGS = ("en", "de")
MEDIA_KINDS = ("image", "video", "audio", "document")
# Keys of labelled drafts (benchmarks, archives of decisions). They are known so that a labelled file can be checked as it
# is, and dropped here so that no label can ever reach a rule.
LABELS = frozenset({"pair", "kind", "expect", "spans", "verdict", "why", "label", "labels", "source", "split", "meta"})

_SURROGATE = re.compile("[\ud800-\udfff]")
MAX_LENGTH = 200_000  # code points; four times the longest post that any network takes


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video or file that goes out with the post; `alt` is its description."""

    kind: str = "image"
    alt: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One post before it is published. `at` is the time at which it will be (default: now)."""

    text: str
    id: str | None = None
    channel: str | None = None
    author: str | None = None
    lang: str | None = None
    media: tuple[Media, ...] = ()
    at: datetime | None = None
    mandatory: str | None = None
    context: str | None = None

    def __post_init__(self) -> None:
        if len(self.text) > MAX_LENGTH:
            raise InputError(f"the text has {len(self.text):,} characters; a draft may have {MAX_LENGTH:,} at most")
        for media in self.media:
            if media.alt is not None and len(media.alt) > MAX_LENGTH:
                raise InputError(f"a description has {len(media.alt):,} characters; {MAX_LENGTH:,} at most")
        for key in ("text", "id", "mandatory", "context"):
            value = getattr(self, key)
            if value is not None:
                object.__setattr__(self, key, _SURROGATE.sub("\ufffd", value))
        for key, known in (("channel", CHANNELS), ("author", AUTHORS), ("lang", LANGS)):
            _one_of(key, getattr(self, key), known)
        if self.at is not None and self.at.tzinfo is None:
            object.__setattr__(self, "at", self.at.replace(tzinfo=UTC))

    def parts(self) -> dict[str, str]:
        """The texts that rules read, by name: `text`, `alt:0`, `alt:1` and so on."""
        alts = {f"alt:{number}": media.alt for number, media in enumerate(self.media) if media.alt}
        return {"text": self.text, **{name: _SURROGATE.sub("\ufffd", alt) for name, alt in alts.items()}}


def decode(data: bytes) -> str:
    """UTF-8 with or without a byte order mark; newlines stay as they are. Raises InputError."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8: byte {error.start} is 0x{data[error.start]:02x}; save the file as UTF-8"
        ) from None


def draft_from_json(line: str, **defaults: Any) -> Draft:
    """One line of JSON as a draft; `defaults` fill what it leaves out. Raises InputError."""
    try:
        value = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InputError('a draft is a JSON object such as {"text": "..."}')
    return draft_from_dict(value, **defaults)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that is given twice would hide one of its values from the check."""
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise InputError(f"{next(key for key in keys if keys.count(key) > 1)!r} is given twice")
    return found


def draft_from_dict(value: Mapping[str, Any], **defaults: Any) -> Draft:
    """A JSON object as a draft. Unknown keys are an error, so that a misspelt one cannot be overlooked."""
    known = [item.name for item in fields(Draft)]
    given = {key: item for key, item in value.items() if key in known or key not in LABELS}
    for key in given:
        if key not in known:
            raise InputError(f"unknown key {key!r}{did_you_mean(key, known)}")
    if "text" not in given:
        raise InputError("'text' is missing")
    for key in sorted(given.keys() - {"media"}):
        if key == "at" and isinstance(given[key], datetime):
            continue
        if given[key] is not None and not isinstance(given[key], str):
            raise InputError(f"{key!r} must be a text, found {json.dumps(given[key])[:40]}")
    if given["text"] is None:
        raise InputError("'text' must be a text, found null")
    merged = {**defaults, **{key: item for key, item in given.items() if item is not None}}
    merged["media"] = tuple(_media(item) for item in _list(merged.get("media", ())))
    if isinstance(merged.get("at"), str):
        merged["at"] = read_time(merged["at"])
    return Draft(**merged)


def read_time(value: str) -> datetime:
    """An ISO 8601 time; without a zone it is UTC. Raises InputError."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise InputError(f"'at' must be an ISO time such as 2026-11-21T09:00+01:00, found {value!r}") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def did_you_mean(word: str, known: Any) -> str:
    """', did you mean ...?' if something known is close, else the known words."""
    names = [str(name) for name in known]
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f", did you mean {close[0]!r}?"
    return f"; known: {', '.join(names)}" if names and len(names) <= 30 else ""


def _list(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise InputError("'media' must be a list")
    return value


def _media(value: Any) -> Media:
    if isinstance(value, Media):
        return value
    if not isinstance(value, dict):
        raise InputError('each of \'media\' must be an object such as {"kind": "image", "alt": "..."}')
    known = [item.name for item in fields(Media)]
    for key, item in value.items():
        if key not in known:
            raise InputError(f"unknown key {key!r} in 'media'{did_you_mean(key, known)}")
        if item is not None and not isinstance(item, str):
            raise InputError(f"{key!r} in 'media' must be a text")
    given = {key: item for key, item in value.items() if item is not None}
    _one_of("kind", given.get("kind"), MEDIA_KINDS)
    return Media(**given)


def _one_of(key: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        raise InputError(f"unknown {key} {value!r}{did_you_mean(value, known)}")
