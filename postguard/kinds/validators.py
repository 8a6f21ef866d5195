"""Named checks for `pattern` rules: check digits and shapes that tell a real identifier from a look-alike.

Each takes the marked text and answers yes or no. Check digits come from python-stdnum and phonenumbers, imported when first
asked for.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from importlib import import_module

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


def _stdnum(module: str) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        return bool(import_module(f"stdnum.{module}").is_valid(text))

    check.__doc__ = f"Valid according to stdnum.{module}."
    return check


def _phone(text: str) -> bool:
    """A possible and valid telephone number; without a country code read as German, British, US, Austrian or Swiss."""
    import phonenumbers

    regions = (None,) if text.lstrip().startswith(("+", "00")) else ("DE", "GB", "US", "AT", "CH")
    text = "+" + text.lstrip()[2:] if text.lstrip().startswith("00") else text
    for region in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(text, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def _dialable(text: str) -> bool:
    """A number of the right length for a telephone, numbers reserved for fiction included; 8 to 15 digits, no date."""
    import phonenumbers

    text = "+" + text.lstrip()[2:] if text.lstrip().startswith("00") else text
    if not 8 <= sum(map(str.isdigit, text)) <= 15 or re.fullmatch(r"\d{1,4}([-./])\d{1,2}\1\d{2,4}", text):
        return False
    for region in (None,) if text.startswith("+") else ("DE", "GB", "US", "AT", "CH"):
        try:
            if phonenumbers.is_possible_number(phonenumbers.parse(text, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def _card(text: str) -> bool:
    """A payment card number: 13 to 19 digits, Luhn's check digit, not one digit repeated."""
    digits = "".join(c for c in text if c.isdigit())
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and _stdnum("luhn")(digits)


def _mixed(text: str) -> bool:
    """Letters and digits both occur, as in keys and passwords, unlike in words."""
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def _two_kinds(text: str) -> bool:
    """At least two of: lower case, upper case, digit, other. Tells a password from a word of a sentence."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(map(kind, text)) for kind in kinds) >= 2


def _password(text: str) -> bool:
    """A password as people type one: letters with a digit or a symbol among them, no date, amount, ordinal or technical term."""
    core = text.rstrip("!")
    return any(map(str.isalpha, core)) and not core.isalpha() and not _NO_PASSWORD.fullmatch(core)


def _strong_password(text: str) -> bool:
    """Letters, digits and a symbol other than a hyphen or a dot in one token, as no word has."""
    symbols = any(not c.isalnum() and c not in "-.,:/'’" for c in text)
    return symbols and any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def _not_dummy(text: str) -> bool:
    """No documentation dummy or placeholder: example, your, xxxx, changeme, <…>, ${…}, one character repeated."""
    low = text.casefold()
    words = ("example", "beispiel", "your", "dein", "ihr_", "xxxx", "changeme", "placeholder", "platzhalter", "dummy",
             "sample", "<", "${", "{{", "$(", "****", "....", "redacted", "insert", "todo", "musterm", "passwor")  # fmt: skip
    return len(set(low)) > 2 and not any(word in low for word in words)


VALIDATORS: dict[str, Callable[[str], bool]] = {
    "card": _card,
    "iban": _stdnum("iban"),
    "luhn": _stdnum("luhn"),
    "de_idnr": _stdnum("de.idnr"),
    "de_stnr": _stdnum("de.stnr"),
    "de_vat": _stdnum("de.vat"),
    "us_ssn": _stdnum("us.ssn"),
    "ch_ssn": _stdnum("ch.ssn"),
    "at_vnr": _stdnum("at.vnr"),
    "phone": _phone,
    "dialable": _dialable,
    "mixed": _mixed,
    "two_kinds": _two_kinds,
    "not_dummy": _not_dummy,
    "password": _password,
    "strong_password": _strong_password,
}
