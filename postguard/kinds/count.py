"""Rules that count: lengths as each channel counts them, hashtags, capitals, exclamation marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from postguard import channels
from postguard.kinds.base import STRICT, Compiler, Match
from postguard.reading import Reading
from postguard.spans import Span
from postguard.terms import TermSet

_LONG_WORD = re.compile(r"(?<![\w@#])[^\W\d_]{4,}(?!\w)")
_LETTER_WORD = re.compile(r"[^\W\d_]{2,}")
_EXCLAMATION = re.compile(r"[!\u203c\u2757\uff01]")


@dataclass(frozen=True)
class Count:
    """Too many, too few, too long.

    measure   length (as the channel counts), hashtags, links, mentions, emoji, exclamations, capital_words (four capitals
              or more), capital_share (percent of the letters), alt_length, missing_alt (media without a description)
    max       the largest number allowed, or `channel`: what the channel of the draft allows
    min       the smallest number allowed (hashtags, links, mentions)
    at_least  only posts with at least so many words are judged (capital_share)
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    measure: Literal[
        "length", "hashtags", "links", "mentions", "emoji", "exclamations", "capital_words", "capital_share",
        "alt_length", "missing_alt",
    ]  # fmt: skip
    max: str | None = None
    min: int | None = None
    at_least: int = 0

    def compile(self, compiler: Compiler) -> CountMatcher:
        """A limit must be a number or `channel`."""
        limit: int | str | None = self.max
        if self.max is None and self.min is None:
            compiler.problem(("measure",), "neither 'max' nor 'min' is given; the rule could never fire")
        elif self.max is not None and self.max.isascii() and self.max.isdigit():
            limit = int(self.max)
        elif self.max not in (None, "channel"):
            compiler.problem(("max",), f"expected a number or channel, found {self.max!r}")
        elif self.max == "channel" and self.measure not in ("length", "hashtags", "links", "alt_length"):
            compiler.problem(("max",), f"channels have no limit for {self.measure}; write a number")
        if self.min is not None and self.measure not in ("hashtags", "links", "mentions"):
            compiler.problem(
                ("min",), f"there is no smallest {self.measure}; 'min' is for hashtags, links and mentions"
            )
        if self.at_least and self.measure != "capital_share":
            compiler.problem(("at_least",), "only capital_share looks at the number of words")
        sign = SIGNS.get(self.measure) if self.min is None else None
        return CountMatcher(self, limit, compiler.keywords({"all": (sign,)} if sign else {}, "measure"))


@dataclass(frozen=True)
class CountMatcher:
    """Compiled `count`."""

    spec: Count
    max: int | str | None
    sign: TermSet

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self.sign,)

    @property
    def required(self) -> tuple[TermSet, ...]:
        return (self.sign,) if self.sign else ()

    def matches(self, reading: Reading) -> Iterator[Match]:
        """What is beyond the limit; its place is where the surplus begins."""
        measure = self.spec.measure
        if (measure == "alt_length") != reading.part.startswith("alt:"):
            return
        if measure in ("length", "alt_length"):
            yield from self._length(reading)
        elif measure == "capital_share":
            yield from self._share(reading)
        elif measure == "missing_alt":
            missing = sum(not media.alt for media in reading.draft.media)
            if missing > int(self.max or 0):
                yield Match(Span(0, 0), {"count": str(missing), "limit": str(self.max or 0)})
        else:
            yield from self._items(reading, COUNTERS[measure](reading.text))

    def _limit(self, reading: Reading) -> int | None:
        if self.max != "channel":
            return None if self.max is None else int(self.max)
        channel = reading.channel
        by_measure = {"length": channel.limit, "alt_length": channel.alt_text, "hashtags": channel.hashtags}
        return by_measure.get(self.spec.measure, channel.links)

    def _length(self, reading: Reading) -> Iterator[Match]:
        limit = self._limit(reading)
        if limit is None:
            return
        by_channel = self.max == "channel" and self.spec.measure == "length"
        if by_channel and len(reading.text) * 4 <= limit and "." not in reading.text:
            return  # no unit counts more than four for a code point outside of links
        length = reading.channel.length(reading.text) if by_channel else len(reading.text)
        end = reading.channel.fits(reading.text) if by_channel and length > limit else limit
        if length > limit and end is not None:
            values = {
                "count": str(length),
                "limit": str(limit),
                "over": str(length - limit),
                "channel": reading.channel.name,
            }
            yield Match(Span(min(end, len(reading.text) - 1), len(reading.text)), values)

    def _share(self, reading: Reading) -> Iterator[Match]:
        words = _LETTER_WORD.findall(reading.text)
        letters = sum(map(len, words))
        if not letters or len(words) < self.spec.at_least or self.max is None:
            return
        share = 100 * sum(sum(map(str.isupper, word)) for word in words) // letters
        if share > int(self.max):
            yield Match(Span(0, len(reading.text)), {"count": str(share), "limit": str(self.max)})

    def _items(self, reading: Reading, places: list[Span]) -> Iterator[Match]:
        limit = self._limit(reading)
        values = {"count": str(len(places)), "limit": str(limit), "channel": reading.channel.name}
        if limit is not None and len(places) > limit:
            yield Match(places[limit], values)  # the first that is too many
        if self.spec.min is not None and len(places) < self.spec.min and reading.text:
            yield Match(Span(0, len(reading.text)), values | {"limit": str(self.spec.min)})


def _capital_words(text: str) -> list[Span]:
    return [Span(*match.span()) for match in _LONG_WORD.finditer(text) if match.group().isupper()]


def _finder(pattern: re.Pattern[str]) -> Callable[[str], list[Span]]:
    return lambda text: [Span(*match.span()) for match in pattern.finditer(text)]


# What a text must have for there to be anything to count.
SIGNS = {"hashtags": "#", "exclamations": "!", "mentions": "@", "links": "."}
COUNTERS: dict[str, Callable[[str], list[Span]]] = {
    "hashtags": channels.hashtags,
    "links": channels.links,
    "mentions": channels.mentions,
    "emoji": channels.emoji,
    "exclamations": _finder(_EXCLAMATION),
    "capital_words": _capital_words,
}
