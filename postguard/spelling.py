"""How a word of a rule may be spelt and inflected: umlauts in both spellings, and the usual endings of English and German."""

from __future__ import annotations

import re
from itertools import product

_UMLAUT = {"ä": "ae", "ö": "oe", "ü": "ue"}
_PLURAL = {"a": "ä", "o": "ö", "u": "ü"}
_SPELLINGS = _UMLAUT | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}  # terms that tell upper from lower case see all


def spell(word: str, vowel: int = -1) -> str:
    """A word with both spellings of its umlauts; the a, o or u at `vowel` may become ä, ö, ü."""
    out = []
    for number, c in enumerate(word):
        if c in _SPELLINGS:
            out.append(f"(?:{c}|{_SPELLINGS[c]})")
        elif number == vowel:
            out.append(f"(?:{c}e?|{_PLURAL[c]})")
        else:
            out.append(re.escape(c))
    return "".join(out)


def plural_vowel(stem: str, lang: str) -> int:
    """Where a German stem takes its umlaut in the plural: its last a, o, u, or the a of au; -1 if it has none."""
    if lang != "de":
        return -1
    vowel = max(stem.rfind(c) for c in "aou")
    return vowel - 1 if vowel > 0 and stem[vowel - 1 : vowel + 1] == "au" else vowel


def literals(word: str, vowel: int = -1) -> tuple[str, ...]:
    """Literals of which one stands in every spelling of a word: the longest stretch that has one spelling, or all spellings."""
    choices = [
        (c, _PLURAL[c], f"{c}e") if number == vowel else (c, _UMLAUT[c]) if c in _UMLAUT else (c,)
        for number, c in enumerate(word)
    ]
    fixed = "".join(found[0] if len(found) == 1 else "\0" for found in choices).split("\0")
    longest = max(fixed, key=len)
    if len(longest) >= 4 or len(fixed) == 1 or len(fixed) > 4:
        return (longest,) if longest else ()
    return tuple(map("".join, product(*choices)))


def whole(word: str) -> tuple[str, ...]:
    """All spellings of a word as literals that have to be words of the text, marked by blanks; () if there are many."""
    if sum(c in _UMLAUT for c in word) > 2:
        return ()
    return tuple(
        f" {''.join(letters)} " for letters in product(*((c, _UMLAUT[c]) if c in _UMLAUT else (c,) for c in word))
    )


def inflect(word: str, lang: str) -> tuple[str, str]:
    """Stem and endings of the usual inflection.

    Endings are listed rather than stemmed with Snowball, because Snowball also merges derivations (organ and
    organisation, general and generous), which is a false alarm in a rule.
    """
    english = _english(word)
    if lang == "en":
        return english
    german = _german(word)
    if lang == "de":
        return german
    return (
        word,
        f"(?:{'|'.join(sorted({'s', 'es', 'ed', 'ing', 'e', 'en', 'er', 'ern', 'em', 'n'}, key=len, reverse=True))})?",
    )


def _english(word: str) -> tuple[str, str]:
    if word.endswith("e"):
        return word[:-1], r"(?:e's|e|es|ed|ing)"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1], r"(?:y's|y|ies|ied|ying)"
    return word, rf"(?:s|es|ed|ing|'s|{word[-1]}ed|{word[-1]}ing)?"


def _german(word: str) -> tuple[str, str]:
    if word.endswith("en") and len(word) > 4:
        return word[:-2], r"(?:en|e|st|t|te|ten|est|et|ete|eten|end|ende[nrsm]?|ens)"
    if word.endswith("e"):
        return word[:-1], r"(?:e|en|er|es|em|ern|s|n)?"
    return word, r"(?:e|en|er|ern|es|em|n|ns|s|se|sen|in|innen)?"
