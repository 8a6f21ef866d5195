"""Views of a draft with a way back: what a rule searches, and where each character of it stands in the author's text.

    text -> clean -> folded
                  -> skeleton

Every step writes the way back in the same loop as the new text; `View.source` is the only conversion. Normalisation
works cluster by cluster (a character and all that can melt into it): all characters that a cluster gives carry its
whole range, so a match on part of one is widened and never guessed. The cuts stand where normalisation cannot reach
across (UAX 15): before every character whose compatibility decomposition begins with neither a mark nor a Hangul vowel
or final.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from postguard import disguise, masks
from postguard.spans import Span
from postguard.ways import Way

# Default_Ignorable_Code_Point of Unicode 15, annotation marks and the braille blank: they show nothing.
_INVISIBLES = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Characters that NFKC leaves alone, that melt into nothing before them, and that casefold to one character. The list
# need not be complete: what is missing takes the careful path.
_EASY = (
    "\\x00-\x9f¡-§©«¬®°±¶·»¿-Þà-įıĴ-ľŁ-ňŊ-žΑ-ΡΣ-Ωά-ία-ωό-ώЀ-҂Ҋ-ԯ‐‒-―‘-‟†-•‰-′‵‹›‽€₿→−\u2600-\u27bf\U0001f300-\U0001faff"
)
_WORK = re.compile(f"[^{_EASY}ß]")
_INVISIBLE = re.compile(f"[{_INVISIBLES}]")
_SHARP_S = re.compile("ß")

_BLANK, _DASHES, _QUOTES, _APOSTROPHES = "\t\v\f\u1680", "‐‑‒–—―−⸺⸻⁃﹘֊᐀゠", "“”„‟«»〝〞〟❝❞", "‘’‚‛ʼʹʻˈ′‵`"
_PUNCTUATION = {
    **dict.fromkeys(_BLANK, " "),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_QUOTES, '"'),
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys("\x85\u2028\u2029", "\n"),
}
_PUNCTUATION_MARK = re.compile(f"[{''.join(_PUNCTUATION)}]")
_LOOSE_ACUTE = " \u0301"  # what NFKC makes of ´, which is typed for an apostrophe


@dataclass(frozen=True)
class View:
    """A text that rules search, and for each of its characters the source stretch that it was made from.

    `disguised` is for the skeleton alone: True for each character made from a disguise, None when there is none.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    disguised: Sequence[bool] | None = None

    def source(self, start: int, end: int) -> Span:
        """The stretch of the author's text that text[start:end] was made from; `start` < `end`."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no stretch of a view of {len(self.text)} characters: {start}:{end}")
        first = self.starts[start]
        return Span(first, max(first, self.ends[end - 1]))

    def is_disguised(self, start: int, end: int) -> bool:
        """True if any character of text[start:end] was made from a disguise."""
        return self.disguised is not None and True in self.disguised[start:end]


def clean(text: str) -> View:
    """The author's text without invisible characters and in NFKC; the case is kept."""
    if text.isascii() or not _WORK.search(text):
        return View(text, range(len(text)), range(1, len(text) + 1))
    way = Way()
    pieces: list[str] = []
    at = 0
    for stretch in _stretches(f"{_EASY}ß").finditer(text):
        pieces.append(text[at : stretch.start()])
        way.keep(at, stretch.start())
        at = stretch.end()
        for start, end in _clusters(text, stretch.start(), at):
            piece = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[start:end]))
            pieces.append(piece)
            way.put(len(piece), start, end)
    pieces.append(text[at:])
    way.keep(at, len(text))
    return View("".join(pieces), *way.over(range(len(text)), range(1, len(text) + 1)))


def folded(clean_view: View) -> View:
    """The clean view without case; every dash is '-', every apostrophe "'", every double quote '"', every blank ' '."""
    text, way = _fold(clean_view.text)
    if way is None:
        return View(text, clean_view.starts, clean_view.ends)
    return View(text, *way.over(clean_view.starts, clean_view.ends))


def fold_term(term: str) -> str:
    """A term of a rule, folded as drafts are."""
    return _fold(clean(term).text)[0]


def skeleton(clean_view: View) -> View:
    """The folded view with disguised writing undone: look-alikes, leetspeak, letters apart, words joined."""
    strip = disguise.uncover(clean_view.text, clean_view.starts, clean_view.ends)
    if strip is None:
        return folded(clean_view)
    text, way = _fold(strip.text)
    if way is None:
        return View(text, strip.starts, strip.ends, strip.marks)
    return View(text, *way.over(strip.starts, strip.ends), way.carry(strip.marks))


def masked_words(clean_view: View) -> Iterator[tuple[str, Span]]:
    """Words in which letters are masked (f*ck): the folded word with '?' for each mask, and its place in the source."""
    for pattern, start, end in masks.masked(clean_view.text):
        yield _fold(pattern)[0], clean_view.source(start, end)


def _fold(text: str) -> tuple[str, Way | None]:
    """The folded text and its way back to `text`; None when one character became one."""
    if text.isascii():
        return _plain_punctuation(text.lower()), None
    if _WORK.search(text):
        return _fold_clusters(text)
    return _plain_punctuation(text.casefold()), _around_sharp_s(text) if "ß" in text else None


def _around_sharp_s(text: str) -> Way:
    """The way back from text.casefold() when nothing but ß changes its length."""
    way = Way()
    at = 0
    for match in _SHARP_S.finditer(text):
        way.keep(at, match.start())
        at = match.end()
        way.put(2, match.start(), at)
    way.keep(at, len(text))
    return way


def _fold_clusters(text: str) -> tuple[str, Way]:
    way = Way()
    pieces: list[str] = []
    at = 0
    for stretch in _stretches(_EASY).finditer(text):
        pieces.append(text[at : stretch.start()].casefold())
        way.keep(at, stretch.start())
        at = stretch.end()
        for start, end in _clusters(text, stretch.start(), at):
            cluster = text[start:end]
            piece = "'" if cluster == _LOOSE_ACUTE else unicodedata.normalize("NFKC", cluster.casefold())
            pieces.append(piece)
            way.put(len(piece), start, end)
    pieces.append(text[at:].casefold())
    way.keep(at, len(text))
    return _plain_punctuation("".join(pieces)), way


@cache
def _stretches(easy: str) -> re.Pattern[str]:
    """Stretches of what is not easy, with the character before, which may melt with it. Compiling takes 4 ms."""
    return re.compile(f"[{easy}]?[^{easy}]+")


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clusters of text[start:end], without invisible characters at their edges and without invisible clusters.

    An invisible character never begins a cluster, or it would keep an accent from its letter.
    """
    first = last = -1  # of the cluster that is being read: its first visible character, and the end of its last
    for place in range(start, end):
        character = text[place]
        if _INVISIBLE.match(character):
            continue
        if first >= 0 and not _continues(character):
            yield first, last
            first = -1
        first, last = (place if first < 0 else first), place + 1
    if first >= 0:
        yield first, last


@lru_cache(maxsize=4096)
def _continues(character: str) -> bool:
    """True if normalisation can melt this character into, or move it among, the ones before it."""
    head = unicodedata.normalize("NFKD", character)[0]
    return (
        unicodedata.combining(head) != 0
        or unicodedata.category(head)[0] == "M"
        or "\u1160" <= head <= "\u11ff"
        or "\U00016d63" <= head <= "\U00016d6a"  # Kirat Rai vowels of Unicode 16 melt without being marks
    )


def _plain_punctuation(text: str) -> str:
    return _PUNCTUATION_MARK.sub(_plain_mark, text) if _PUNCTUATION_MARK.search(text) else text


def _plain_mark(match: re.Match[str]) -> str:
    return _PUNCTUATION[match[0]]
