"""Checks of telephone numbers, with Google's metadata of numbering plans (phonenumbers, imported when first asked for).

A number without a country code is read as one of the countries in REGIONS, in that order. phonenumbers loads the metadata of
a country when it first reads a number of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

REGIONS = ("DE", "GB", "US", "AT", "CH", "FR", "NL", "IT", "ES")
_DATE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{2,4}")


def phone(text: str) -> bool:
    """A telephone number that is assigned somewhere."""
    return any(_is("is_valid_number", number) for number in _readings(text))


def dialable(text: str) -> bool:
    """A number of the right length for a telephone, numbers reserved for fiction included; 8 to 15 digits, no date."""
    if not 8 <= sum(map(str.isdigit, text)) <= 15 or _DATE.fullmatch(text):
        return False
    return any(_is("is_possible_number", number) for number in _readings(text))


def no_service(text: str) -> bool:
    """No number that an organisation publishes: toll-free, shared cost, premium rate, nationwide (UAN), voicemail, pager."""
    import phonenumbers

    kinds = phonenumbers.PhoneNumberType
    service = (kinds.TOLL_FREE, kinds.SHARED_COST, kinds.PREMIUM_RATE, kinds.UAN, kinds.VOICEMAIL, kinds.PAGER)
    assigned = (number for number in _readings(text) if _is("is_valid_number", number))
    first = next(assigned, None)
    return bool(text) and (first is None or phonenumbers.number_type(first) not in service)


def _readings(text: str) -> Iterator[Any]:
    import phonenumbers

    text = text.strip()
    text = "+" + text[2:] if text.startswith("00") else text
    for region in (None,) if text.startswith("+") else REGIONS:
        try:
            yield phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue


def _is(question: str, number: Any) -> bool:
    import phonenumbers

    return bool(getattr(phonenumbers, question)(number))
