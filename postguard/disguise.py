"""Disguised writing undone: look-alikes, leetspeak, letters set apart, letters repeated, words joined.

Each pass looks at the text as the passes before left it and lists edits; `uncover` applies them and keeps the way
back. The look-alikes are Unicode's (UTS 39, see lookalikes.py); the rest is what people do on networks. A pass rather
takes too much than too little: what it makes counts only where a rule's own term is found in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from postguard.ways import Way

# text[start:end] reads `new`: one character for one if they are equally long, else each of `new` for all of them.
Edit = tuple[int, int, str]

_UP, _LOW = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
_LETTER = f"[{_UP}{_LOW}]"


@dataclass(frozen=True, slots=True)
class Strip:
    """A text, where each character stands in the source, and whether it was made from a disguise."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    marks: list[bool]


def uncover(text: str, starts: Sequence[int], ends: Sequence[int]) -> Strip | None:
    """`text` with all disguises undone, case kept; None if nothing is disguised."""
    strip: Strip | None = None
    for find in _PASSES:
        edits = find(text)
        if edits:
            strip = _apply(strip or Strip(text, starts, ends, [False] * len(text)), edits)
            text = strip.text
    return strip


def _apply(strip: Strip, edits: list[Edit]) -> Strip:
    text, old_marks = strip.text, strip.marks
    way = Way()
    pieces: list[str] = []
    marks: list[bool] = []
    kept = at = 0  # how far the way has got, and how far the text
    for start, end, new in edits:
        size = len(new)
        pieces += (text[at:start], new)
        marks += old_marks[at:start]
        marks += [True] * size
        if start + size != end:
            way.keep(kept, start)
            # An inserted blank stands for the empty stretch between its neighbours.
            way.put(size, start, end)
            kept = end
        at = end
    pieces.append(text[at:])
    marks += old_marks[at:]
    way.keep(kept, len(text))
    return Strip("".join(pieces), *way.over(strip.starts, strip.ends), marks)


# Places that look like disguises and are addresses: links, e-mail, mentions.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@[^\s@]+\.\w+|(?<![\w@])@\w[\w.\-]*|(?<![\w.])[\w-]+(?:\.[\w-]+)+/\S*"
)


def _outside_addresses(text: str) -> Callable[[int], bool]:
    """A test whether a place stands outside of links, addresses and mentions."""
    if "@" not in text and "/" not in text and "www." not in text:
        return lambda place: True
    return _outside([match.span() for match in _ADDRESS.finditer(text)])


def _outside(spans: list[tuple[int, int]]) -> Callable[[int], bool]:
    starts = [start for start, _ in spans]

    def outside(place: int) -> bool:
        number = bisect_right(starts, place)
        return number == 0 or place >= spans[number - 1][1]

    return outside


# 1. Letters as symbols: regional indicators (two make a flag), white letters on black, letters under piled-up marks.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_SYMBOL_HINT = re.compile(f"[{_MARKS}\U0001f1e6-\U0001f1ff\U0001f150-\U0001f169\U0001f170-\U0001f189]")
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff](?: ?[\U0001f1e6-\U0001f1ff]){2,}")
_BLACK_LETTERS = re.compile("[\U0001f150-\U0001f169\U0001f170-\U0001f189]")
_PILE = re.compile(f"([^\\W\\d_])[{_MARKS}]+")
_UMLAUTS = frozenset("äöüÄÖÜ")


def _symbols(text: str) -> list[Edit]:
    if text.isascii() or not _SYMBOL_HINT.search(text):
        return []
    edits = [
        (place, place + 1, _nth_letter(text[place], "\U0001f1e6"))
        for run in _FLAG_LETTERS.finditer(text)
        for place in range(*run.span())
        if text[place] != " "
    ]
    for match in _BLACK_LETTERS.finditer(text):
        block = "\U0001f150" if match[0] < "\U0001f170" else "\U0001f170"
        edits.append((match.start(), match.end(), _nth_letter(match[0], block)))
    for match in _PILE.finditer(text):
        base = match[1] if match[1] in _UMLAUTS else _without_accent(match[1])
        if base < "\u0250":
            edits.append((match.start(), match.end(), base))
    return sorted(edits)


def _nth_letter(symbol: str, first: str) -> str:
    return chr(ord("A") + ord(symbol) - ord(first))


def _without_accent(letter: str) -> str:
    from unicodedata import normalize

    return normalize("NFD", letter)[0]


# 2. Letters apart: four or more single letters, always the same single separator between them (F a l c o n, f.u.c.k).
_ALONE, _AMONG = "(?:[^\\W\\d_]|[@$€])", "(?:[^\\W_]|[@$€!])"
_APART = re.compile(
    rf"(?<![\w@$€])(?P<first>{_ALONE})(?P<gap>[ .\-_*|/·,•‐‑–—−])(?={_AMONG}(?P=gap){_AMONG}(?P=gap){_ALONE})"
    rf"(?:{_AMONG}(?P=gap))+{_ALONE}(?![\w@$€])"
)
_APART_HINT = re.compile(r"([ .\-_*|/·,•‐‑–—−])(?<=[\w@$€].)(?=[\w@$€!]\1[\w@$€!]\1[\w@$€])")
_NEW_WORD = re.compile(f"[{_UP}] [{_LOW}] [{_LOW}]")


def _apart(text: str) -> list[Edit]:
    edits: list[Edit] = []
    if not _APART_HINT.search(text):
        return edits
    for run in _APART.finditer(text):
        places = range(run.start(), run.end(), 2)
        if sum(text[place].isalpha() for place in places) < 3:
            continue
        for place in places:
            edits.append((place, place + 1, text[place]))
            if place + 1 < run.end() and not _begins_word(text, place, run.start()):
                edits.append((place + 1, place + 2, ""))
    return edits


def _begins_word(text: str, place: int, first: int) -> bool:
    """True if a capital after this letter begins a word of its own: a F a l c o n."""
    return (place == first or text[place].islower()) and _NEW_WORD.match(text, place + 2) is not None


# 3. Look-alikes: letters of other scripts in a word with Latin ones, or words of nothing else in a Latin text.
_ALIKE_HINT = re.compile("[ıĸ\u0180-\u02af\u0370-\u1fff\u2c60-\u2dff\ua4d0-\uab8f\U00010000-\U0001d0ff]")
_ALIKE_WORD = re.compile(r"[^\W_]+")


def _lookalikes(text: str) -> list[Edit]:
    if text.isascii() or not _ALIKE_HINT.search(text):
        return []
    from postguard.lookalikes import LOOKALIKES

    foreign = sum(map(_is_foreign, text))
    latin = sum(character.isalpha() for character in text) - foreign
    edits: list[Edit] = []
    for word in _ALIKE_WORD.finditer(text):
        letters = word[0]
        if letters.isascii():
            continue
        strange = sum(map(_is_foreign, letters))
        alike = [place for place, letter in enumerate(letters, word.start()) if letter in LOOKALIKES]
        whole = 1 < len(letters) == len(alike) and latin > 0 and latin >= foreign - strange
        if whole or strange < sum(map(str.isalpha, letters)):
            edits += [(place, place + 1, LOOKALIKES[text[place]]) for place in alike]
    return edits


def _is_foreign(character: str) -> bool:
    """True for letters of other scripts; the phonetic and the extended Latin letters are not foreign."""
    return character > "\u036f" and character.isalpha() and not _LATIN_EXTRA.match(character)


_LATIN_EXTRA = re.compile(
    "[\u1d00-\u1d25\u1d62-\u1d77\u1d79-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff\uab30-\uab64]"
)

# 4. Leetspeak: digits and symbols for letters within a word of letters.
_LEET_DIGITS = frozenset("01345789")
_LEET = {
    "0": "o",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "€": "e",
    "!": "i",
    "+": "t",
}
_LEET_HINT = re.compile(r"[0-9@$€!+|](?:(?<=[0-9@$€])(?=[^\W\d_])|(?<=[^\W\d_][@$€])|(?<=\w[!+|])(?=\w))")
_LEET_WORD = re.compile(r"[@$€]{0,3}[^\W_]+(?:[@$€!+|]{1,2}[^\W_]+)*[@$€]{0,3}")
# Years and other numbers, digits that stand for no letter, and a digit before a word of its own (Q3Results).
_NUMBER = re.compile(f"[0-9]{{3,}}|[0-9]*[26][0-9]*|[0-9]+(?=[{_UP}][{_LOW}])")


def _leet(text: str) -> list[Edit]:
    if not _LEET_HINT.search(text):
        return []
    outside = _outside_addresses(text)
    return [
        (word.start() + place, word.start() + place + 1, _leet_letter(word[0], place))
        for word in _LEET_WORD.finditer(text)
        if not word[0].isalpha() and outside(word.start())
        for place in _leet_places(word[0])
    ]


def _leet_places(word: str) -> list[int]:
    """Which characters of a word stand for letters: those between letters, and with more proof those at its ends."""
    letters = [place for place, character in enumerate(word) if character.isalpha()]
    symbols = sum(character in "@$€" for character in word)
    if not letters or (len(letters) < 2 and symbols < 2):
        return []
    first, last = letters[0], letters[-1]
    numbers = {place for run in _NUMBER.finditer(word) for place in range(*run.span())}
    inside = [place for place in range(first, last) if not word[place].isalpha() and place not in numbers]
    places = [place for place in range(len(word)) if word[place] in "@$€" and not first < place < last] + inside
    if sum(character.isdigit() for character in word) > len(letters) + 1:
        return []
    lead, tail = word[:first], word[last + 1 :]
    if len(lead) == 1 and lead in _LEET_DIGITS and 0 not in numbers and (inside or len(letters) >= 4):
        places.append(0)
    if len(tail) == 1 and tail in _LEET_DIGITS and inside:
        places.append(last + 1)
    return sorted(place for place in places if word[place] in _LEET or word[place] in "1|")


def _leet_letter(word: str, place: int) -> str:
    """The letter that a character stands for; 1 is i, but l if doubled, or after a, o, u and not before l, n."""
    if word[place] not in "1|":
        return _LEET[word[place]]
    before, after = word[place - 1 : place].lower(), word[place + 1 : place + 2].lower()
    if word[place] in (before, after) or (before in tuple("aou04@") and after and after not in "ln"):
        return "l"
    return "i"


# 5. Repeated letters: three or more become one (Fuuuck), unless the word is nothing else (www, III).
_REPEATED = re.compile(f"({_LETTER})\\1\\1+")


def _repeated(text: str) -> list[Edit]:
    runs = list(_REPEATED.finditer(text))
    if not runs:
        return []
    outside = _outside_addresses(text)
    return [
        (run.start(), run.end(), run[1])
        for run in runs
        if (text[run.start() - 1 : run.start()].isalnum() or text[run.end() : run.end() + 1].isalnum())
        and outside(run.start())
    ]


# 6. Joined words: hashtags and CamelCase, split at capitals, numbers and underscores.
_HASHTAG = re.compile(r"(?<![\w&])#\w+")
_BORDER = re.compile(f"[{_UP}](?:(?<=[{_LOW}].)|(?<=[{_UP}].)(?=[{_LOW}]{{2}}))")
_LETTERS = re.compile(f"{_LETTER}+")
# Short forms that a small letter may follow in a hashtag (#IPOready); else the last capital begins the next word.
_SHORT_FORMS = "AI|API|CEO|CFO|COO|CTO|ESG|ETF|EU|HR|IPO|IT|KI|KPI|NDA|PR|UK|USA|US"
_PIECE = re.compile(
    f"[{_UP}]?[{_LOW}]+|(?:{_SHORT_FORMS})(?=[{_LOW}]{{3}})|[{_UP}]+(?=[{_UP}][{_LOW}])|[{_UP}]{{1,2}}[0-9]+|[{_UP}]+|[0-9]+"
    f"|[^{_UP}{_LOW}0-9_]+"
)


def _joined(text: str) -> list[Edit]:
    tags = [tag.span() for tag in _HASHTAG.finditer(text)] if "#" in text else []
    edits: list[Edit] = []
    for start, end in tags:
        pieces = [piece.span() for piece in _PIECE.finditer(text, start + 1, end)]
        if len(pieces) > 1:
            edits.append((start, start + 1, ""))
            edits += _split(text, pieces)
    borders = [border.start() for border in _BORDER.finditer(text)]
    if borders and tags:
        borders = list(filter(_outside(tags), borders))
    return sorted(edits + _joined_in_text(text, borders)) if borders else edits


def _joined_in_text(text: str, borders: list[int]) -> list[Edit]:
    edits: list[Edit] = []
    outside_addresses = _outside_addresses(text)
    done = 0
    for border in borders:
        if border < done:
            continue
        start, done = _word_around(text, border)
        pieces = [piece.span() for piece in _PIECE.finditer(text, start, done)]
        # A piece of one letter is a name or a unit: iPhone, GmbH, kWh.
        if len(pieces) > 1 and all(end - begin > 1 for begin, end in pieces) and outside_addresses(start):
            edits += _split(text, pieces)
    return edits


def _word_around(text: str, place: int) -> tuple[int, int]:
    start = place
    while start > 0 and _LETTERS.match(text[start - 1]):
        start -= 1
    match = _LETTERS.match(text, place)
    return start, match.end() if match else place


def _split(text: str, pieces: list[tuple[int, int]]) -> list[Edit]:
    edits: list[Edit] = []
    at = -1
    for start, end in pieces:
        if at >= 0:
            edits.append((at, start, " "))
        edits.append((start, end, text[start:end]))
        at = end
    return edits


_PASSES = (_symbols, _apart, _lookalikes, _leet, _repeated, _joined)
