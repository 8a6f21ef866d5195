"""Words in which letters are masked (f*ck, Sch...laden), told from emphasis, footnotes, gender forms and sums."""

from __future__ import annotations

import re
from collections.abc import Iterator

# One of these stands for a letter; of the others only two or more in a row do, since one is leetspeak or punctuation.
_SINGLE = "*#%•·∗✱✳●█■▇▒░"
_RUNS_ONLY = "$&@!_.‐‑–—−-"
_MASK = f"[{_SINGLE}{_RUNS_ONLY}]"
_HINT = re.compile(rf"[{_SINGLE}](?<=[^\W\d_].)|[{_RUNS_ONLY}](?<=[^\W\d_].)(?={_MASK})")
# A lone dash, dot or underscore ends the word: f*ck-up.
_LETTER_OR_MASK = rf"[^\W\d_]|[{_SINGLE}]|[{_RUNS_ONLY}](?={_MASK})|(?<={_MASK})[{_RUNS_ONLY}]"
_WORD = re.compile(rf"(?<![\w*])[^\W\d_]++(?={_MASK})(?:{_LETTER_OR_MASK})++(?!\d)")
_RUN = re.compile(f"{_MASK}+")
_PUNCTUATION = "!_.·•‐‑–—−-"
_GRAWLIX = re.compile("(?=[*!]*[#%&@$])[*#%&@$!]{2,}")

# Nutzer*in, Kolleg*innen, jede*r, ein*e, Student*en, der*die: one mark between a whole word and an ending.
_GENDER = re.compile(
    r"\w{3,}[*·•_]in(?:nen\w*)?|\w+e[*·•_](?:r|n|m|s)|(?:[mds]?ein|kein|ihr|unser|eue?r)[*·•_](?:e[rnms]?|r)"
    r"|\w{5,}[*·•_]e[nr]?|(?:der|die|den|dem|des|das|er|sie|ihm|ihn|ihr)[*·•_](?:der|die|den|dem|des|das|er|sie|ihm|ihn|ihr)",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\s")
_BEFORE = 300  # how far back emphasis may have begun


def masked(text: str) -> Iterator[tuple[str, int, int]]:
    """The masked words of a clean text: the word with '?' for each masked letter, its start and its end."""
    if not _HINT.search(text):
        return
    for match in _WORD.finditer(text):
        start, end = match.start(), _end_of_word(match[0]) + match.start()
        word = text[start:end]
        if _is_masked(word) and not _is_something_else(text, start, word):
            yield _RUN.sub(lambda run: "?" * len(run[0]), word), start, end


def _end_of_word(word: str) -> int:
    """Where a word ends without the punctuation that follows it."""
    tail = word[len(word.rstrip(_SINGLE + _RUNS_ONLY)) :]
    return len(word) if _GRAWLIX.fullmatch(tail) else len(word.rstrip(_PUNCTUATION))


def _is_masked(word: str) -> bool:
    runs = list(_RUN.finditer(word))
    if not runs:
        return False
    visible = sum(map(str.isalpha, word))
    hidden = len(word) - visible
    if visible < 2:
        return hidden >= 3
    # At its end a single mark is a footnote: Rabatt*.
    return runs[-1].end() < len(word) or len(runs[-1][0]) > 1


def _is_something_else(text: str, start: int, word: str) -> bool:
    before = text[start - 1 : start]
    if before in ("#", "@", "/") and "*" not in word:
        return True
    if _GENDER.fullmatch(word):
        return True
    token = text[max(0, start - _BEFORE) : start].rpartition("://")
    return (bool(token[1]) and not _BLANK.search(token[2])) or _closes_emphasis(text, start, word)


def _closes_emphasis(text: str, start: int, word: str) -> bool:
    """True for the last word of **several emphasised words**."""
    stars = len(word) - len(word.rstrip("*"))
    if not 1 <= stars <= 3 or word[:-stars].count("*"):
        return False
    line = text[max(text.rfind("\n", 0, start) + 1, start - _BEFORE) : start]
    return re.search(rf"(?<![\w*])\*{{{stars}}}(?=[^\s*])", line) is not None
