"""Channels: their limits, dated, and the exact way in which each counts a text.

The figures come as plain data (rules/channels.yaml); the ways of counting stand here, because they are algorithms. X:
twitter-text, configuration version 3. Mastodon: its StatusLengthValidator. Bluesky: the lexicon app.bsky.feed.post.
Threads: Meta's developer page on posts. Line ends count one everywhere, as networks store them as line feeds.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postguard.links import (
    emoji,
    hashtags,
    links,
    mastodon_links,
    mentions,
    remote_mentions,
    x_links,
)
from postguard.spans import Span

if TYPE_CHECKING:
    import regex

__all__ = ["Channel", "Channels", "Figure", "Row", "channels", "emoji", "hashtags", "links", "mentions"]

OTHER: Final = "other"
STATUSES: Final = ("verified", "partly", "third_party", "unknown")
LANGUAGES: Final = ("en", "de")

_X_URL: Final = 23
_MASTODON_URL: Final = "x" * 23


@dataclass(frozen=True, slots=True)
class Channel:
    """One network at one day: what it takes, and how it counts."""

    id: str
    name: str
    unit: str
    limit: int | None
    hashtags: int | None
    links: int | None
    alt_text: int | None
    as_of: str
    note: Mapping[str, str]
    bytes: int | None = None

    def length(self, text: str) -> int:
        """The length of `text` as this network counts it.

        Where the network also limits bytes and they run out first, the length grows in their proportion, so that
        `length(text) > limit` is always the whole question.
        """
        text = text.replace("\r\n", "\n")
        counted = _COUNTERS[self.unit](text)
        if self.bytes is None or self.limit is None:
            return counted
        size = len(text.encode("utf-8", "surrogatepass"))
        return counted if size <= self.bytes else max(counted, -(-size * self.limit // self.bytes))

    def fits(self, text: str) -> int | None:
        """Code points of `text` that fit, never cutting a grapheme cluster, a link or a mention; None if all fit."""
        limit = self.limit
        if limit is None or self.length(text) <= limit:
            return None
        cuts = self._cuts(text)
        place = bisect_right(cuts, limit, key=lambda cut: self.length(text[:cut])) - 1
        # A cut changes what is a link, so length grows almost but not quite steadily: settle the last steps one by one.
        while place > 0 and self.length(text[: cuts[place]]) > limit:
            place -= 1
        while place + 1 < len(cuts) and self.length(text[: cuts[place + 1]]) <= limit:
            place += 1
        return cuts[max(place, 0)]

    def _cuts(self, text: str) -> list[int]:
        whole = [*_LINKS.get(self.unit, links)(text), *mentions(text)]
        inside = {offset for span in whole for offset in range(span.start + 1, span.end)}
        ends = (match.end() for match in _cluster().finditer(text))
        return [0, *(end for end in ends if end not in inside)]


class Figure(NamedTuple):
    """One limit for a stretch of days; both days belong to it, None is open."""

    max: int | None
    since: date | None
    until: date | None
    status: str
    source: str

    def covers(self, day: date) -> bool:
        """True if the limit held on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Row(NamedTuple):
    """A channel with all its dated figures, by the name of the limit."""

    id: str
    name: str
    unit: str
    as_of: str
    note: Mapping[str, str]
    figures: Mapping[str, tuple[Figure, ...]]

    def on(self, day: date) -> Channel:
        """The channel as it was or will be on `day`, as far as is known."""
        known = {
            key: next((figure.max for figure in figures if figure.covers(day)), None)
            for key, figures in self.figures.items()
        }
        return Channel(self.id, self.name, self.unit, as_of=self.as_of, note=self.note, **known)


class Channels:
    """All channels that the data file knows."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self.rows = rows
        self._days: dict[tuple[str, date], Channel] = {}

    def get(self, id: str | None, at: date) -> Channel:
        """The channel `id` on the day `at`; None means the channel `other`, which has no limits."""
        key = (id or OTHER, at)
        if key not in self._days:
            if key[0] not in self.rows:
                raise ValueError(f"unknown channel {id!r}; known are {', '.join(self.rows)}")
            self._days[key] = self.rows[key[0]].on(at)
        return self._days[key]


def channels(source: Mapping[str, Any]) -> dict[str, Row]:
    """The rows of the data file, checked; raises ValueError with the key path of what is wrong."""
    unknown = set(source) - {"version", "as_of", "channels"}
    if unknown:
        raise ValueError(f"{min(unknown)}: unknown key")
    as_of = _day(source.get("as_of"), "as_of")
    listed = _mapping(source.get("channels"), "channels")
    rows = {str(id): _row(str(id), _mapping(data, f"channels.{id}"), as_of) for id, data in listed.items()}
    if OTHER not in rows:
        raise ValueError(f"channels.{OTHER}: missing; it stands for drafts without a channel")
    return rows


_LIMITS: Final = ("limit", "hashtags", "links", "alt_text", "bytes")


def _row(id: str, data: Mapping[str, Any], as_of: date | None) -> Row:
    path = f"channels.{id}"
    for key in data:
        if key not in ("name", "unit", "as_of", "note", *_LIMITS):
            raise ValueError(f"{path}.{key}: unknown key")
    unit = _text(data.get("unit"), f"{path}.unit")
    if unit not in _COUNTERS:
        raise ValueError(f"{path}.unit: {unit!r} is no way of counting; write one of {', '.join(_COUNTERS)}")
    note = _mapping(data.get("note"), f"{path}.note")
    words = {language: _text(note.get(language), f"{path}.note.{language}") for language in LANGUAGES}
    day = _day(data.get("as_of"), f"{path}.as_of") or as_of
    if day is None:
        raise ValueError(f"{path}.as_of: missing")
    figures = {key: _figures(data.get(key, ()), f"{path}.{key}") for key in _LIMITS}
    name = _text(data.get("name"), f"{path}.name")
    return Row(id, name, unit, day.isoformat(), MappingProxyType(words), MappingProxyType(figures))


def _figures(data: Any, path: str) -> tuple[Figure, ...]:
    if not isinstance(data, list | tuple):
        raise ValueError(f"{path}: must be a list of dated figures")
    figures = tuple(_figure(_mapping(entry, f"{path}[{i}]"), f"{path}[{i}]") for i, entry in enumerate(data))
    ordered = sorted(figures, key=lambda figure: figure.since or date.min)
    for earlier, later in pairwise(ordered):
        if earlier.until is None or later.since is None or later.since <= earlier.until:
            raise ValueError(f"{path}: two figures hold on the same day")
    return figures


def _figure(data: Mapping[str, Any], path: str) -> Figure:
    for key in data:
        if key not in ("max", "from", "until", "status", "source"):
            raise ValueError(f"{path}.{key}: unknown key")
    status = _text(data.get("status"), f"{path}.status")
    if status not in STATUSES:
        raise ValueError(f"{path}.status: {status!r} is none of {', '.join(STATUSES)}")
    since, until = _day(data.get("from"), f"{path}.from"), _day(data.get("until"), f"{path}.until")
    if since and until and until < since:
        raise ValueError(f"{path}.until: lies before 'from'")
    source = _text(data.get("source"), f"{path}.source")
    return Figure(_max(data.get("max"), f"{path}.max"), since, until, status, source)


def _max(value: Any, path: str) -> int | None:
    if value == "none":
        return None
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise ValueError(f"{path}: {value!r} is neither a whole number nor 'none'") from None
    if number < 0 or isinstance(value, bool | float):
        raise ValueError(f"{path}: {value!r} is neither a whole number nor 'none'")
    return number


def _day(value: Any, path: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{path}: {value!r} is no date; write it as 2025-12-19") from None


def _mapping(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{path}: {'missing' if value is None else 'must be a mapping of keys to values'}")
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{path}: {'missing' if value is None else 'must be a text'}")
    return value.strip()


@cache
def _heavy() -> re.Pattern[str]:
    # Everything that X does not count as one: all but U+0000-10FF, U+2000-200D, U+2010-201F and U+2032-2037.
    return re.compile("[\u1100-\u1fff\u200e\u200f\u2020-\u2031\u2038-\U0010ffff]")


@cache
def _cluster() -> regex.Pattern[str]:
    import regex

    return regex.compile(r"\X")


def _graphemes(text: str) -> int:
    return len(text) if text.isascii() else sum(1 for _ in _cluster().finditer(text))


def _weighted(text: str) -> int:
    """twitter-text v3: after NFC a link is 23, an emoji sequence 2, four ranges 1, everything else 2."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    spans = x_links(text)
    return _X_URL * len(spans) + sum(map(_weight, _between(text, spans)))


def _weight(text: str) -> int:
    if text.isascii():
        return len(text)
    pictures = emoji(text)
    plain = "".join(_between(text, pictures))
    return 2 * len(pictures) + len(plain) + len(_heavy().findall(plain))


def _mastodon(text: str) -> int:
    """Grapheme clusters after every link became a placeholder and every mention lost its host."""
    spans = mastodon_links(text)
    swaps = [(span, _MASTODON_URL) for span in spans]
    for span, name in remote_mentions(text):
        if not any(span.overlaps(other) for other in spans):
            swaps.append((span, name))
    for (start, end), instead in sorted(swaps, reverse=True):
        text = text[:start] + instead + text[end:]
    return _graphemes(text)


def _threads(text: str) -> int:
    """Characters, but an emoji sequence counts the bytes of its UTF-8."""
    pictures = emoji(text)
    plain = sum(map(len, _between(text, pictures)))
    return plain + sum(len(text[start:end].encode("utf-8")) for start, end in pictures)


def _between(text: str, spans: Iterable[Span]) -> Iterator[str]:
    """What is left of `text` beside the spans, in pieces."""
    last = 0
    for start, end in spans:
        yield text[last:start]
        last = end
    yield text[last:]


# How each unit counts, and which links it must not cut; the others show links as the author wrote them.
_COUNTERS: Final[Mapping[str, Callable[[str], int]]] = MappingProxyType(
    {"weighted": _weighted, "mastodon": _mastodon, "graphemes": _graphemes, "threads": _threads, "characters": len}
)
_LINKS: Final[Mapping[str, Callable[[str], list[Span]]]] = MappingProxyType(
    {"weighted": x_links, "mastodon": mastodon_links}
)
