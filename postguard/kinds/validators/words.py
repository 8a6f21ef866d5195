"""Checks of wording and mixture: what a password looks like, and what only stands where one could."""

from __future__ import annotations

import math
import re
from collections import Counter

# What people write next to "password" and "login" that has a digit or a symbol and is none.
_NO_PASSWORD = re.compile(
    r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|x|h|s|am|pm|k|er|fach|mal|min|uhr)?|\d+-(?:[a-zäöüß]+)(?:-[a-zäöüß]+)*"
    r"|(?:o?auth|fido|wpa|web|windows|win|ios|android|office|microsoft|log4j|http|level|version|v|iso|sha|md|aes|top|schritt|step)-?\d[\d.-]*"
    r"|[2-4]fa|mfa|u2f|sso|k8s|i18n|[bc]2[bc]|h2o|co2|q[1-4]|[a-z]+[*:_](?:in|innen|r|n|s)|[a-zäöüß]+(?:['’.&+-][a-zäöüß]+)*[!+&*-]?",
    re.IGNORECASE,
)


def entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits per character."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) if text else 0.0


def mixed(text: str) -> bool:
    """Letters and digits both occur, as in keys and passwords, unlike in words."""
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def two_kinds(text: str) -> bool:
    """At least two of: lower case, upper case, digit, other. Tells a password from a word of a sentence."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(map(kind, text)) for kind in kinds) >= 2


def password(text: str) -> bool:
    """A password as people type one: letters with a digit or a symbol among them, no date, amount, ordinal or technical term."""
    core = text.rstrip("!")
    return any(map(str.isalpha, core)) and not core.isalpha() and not _NO_PASSWORD.fullmatch(core)


def strong_password(text: str) -> bool:
    """Letters, digits and a symbol other than a hyphen or a dot in one token, as no word has."""
    symbols = any(not c.isalnum() and c not in "-.,:/'’" for c in text)
    return symbols and any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def not_dummy(text: str) -> bool:
    """No documentation dummy or placeholder: example, your, xxxx, changeme, <…>, ${…}, one character repeated."""
    low = text.casefold()
    words = ("example", "beispiel", "your", "dein", "ihr_", "xxxx", "changeme", "placeholder", "platzhalter", "dummy",
             "sample", "<", "${", "{{", "$(", "****", "....", "redacted", "insert", "todo", "musterm", "passwor")  # fmt: skip
    return len(set(low)) > 2 and not any(word in low for word in words)
