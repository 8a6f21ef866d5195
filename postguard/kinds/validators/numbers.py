"""Checks of account, card and identity numbers by their check digits and their parts.

Where python-stdnum knows an identifier a rule names its module (`stdnum.de.vat`); here stand those that it does not know. The
sources are named with each. A check digit is one in ten: it tells a typo from a number, never a number from a chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

# Prefixes and lengths of payment cards by network: ISO/IEC 7812 and the networks' BIN tables.
_CARD = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Visa, Mastercard
    r"|3[47]\d{13}|3(?:0[0-5]|09|[689]\d)\d{11}|35\d{14}|(?:1800|2131)\d{11}"  # American Express, Diners, JCB
    r"|6(?:011|4[4-9]\d|5\d\d|2\d\d)\d{12}(?:\d{3})?|(?:50|5[6-8]|6\d)\d{10,17}|1\d{14}"  # Discover, UnionPay, Maestro, UATP
)
_DOCUMENT = re.compile(r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ\d]{8}\d?|T\d{8}")
_PENSION = re.compile(r"\d\d(?:0[1-9]|[1-2]\d|3[01]|5[1-9]|[67]\d|8[01])(?:0[1-9]|1[0-2])\d\d[A-Z]\d{3}")
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_SEPARATORS = re.compile(r"[\s./:-]")


def stdnum(module: str) -> Callable[[str], bool]:
    """The check of a module of python-stdnum, which is imported when the check is first made. Separators may vary."""

    def check(text: str) -> bool:
        valid = import_module(f"stdnum.{module}").is_valid
        return text.isascii() and (bool(valid(text)) or bool(valid(_plain(text))))

    check.__doc__ = f"Valid according to stdnum.{module}."
    return check


def iban(text: str) -> bool:
    """A bank account number: length and form of its country, ISO 7064 MOD 97,10. National check digits are not asked for."""
    from stdnum import exceptions
    from stdnum.iban import validate

    try:
        return text.isascii() and bool(validate(text, check_country=False))
    except exceptions.ValidationError:
        return False


def card(text: str) -> bool:
    """A payment card number: prefix and length of a network, Luhn's check digit, not one digit repeated."""
    digits = "".join(c for c in text if c.isdecimal() and c.isascii())
    return bool(_CARD.fullmatch(digits)) and len(set(digits)) > 1 and stdnum("luhn")(digits)


def de_tax_id(text: str) -> bool:
    """A German tax identification number: ISO 7064 MOD 11,10, no digit more than three times.

    BZSt issues only numbers in which one digit occurs twice or three times (stdnum.de.idnr); sample numbers seldom do.
    """
    digits = _plain(text)
    shape = len(digits) == 11 and digits.isascii() and digits.isdecimal() and digits[0] != "0"
    repeated = shape and max(map(digits[:10].count, digits[:10])) > 3
    return shape and not repeated and bool(import_module("stdnum.iso7064.mod_11_10").is_valid(digits))


def de_health_insurance(text: str) -> bool:
    """A German health insurance number (Krankenversichertennummer): a letter, eight digits, a check digit (SGB V § 290)."""
    number = _plain(text)
    if not re.fullmatch(r"[A-Z]\d{9}", number, re.ASCII):
        return False
    digits = f"{_place(number[0]):02d}{number[1:9]}"
    return _cross_sums(digits, (1, 2) * 5) % 10 == int(number[9])


def de_pension_insurance(text: str) -> bool:
    """A German pension insurance number (VKVV § 2): area, date of birth (day + 50 for a second series), letter, serial, check."""
    number = _plain(text)
    if not _PENSION.fullmatch(number) or not number.isascii():
        return False
    digits = f"{number[:8]}{_place(number[8]):02d}{number[9:11]}"
    return _cross_sums(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)) % 10 == int(number[11])


def de_document(text: str) -> bool:
    """A German identity card or passport number with its check digit (ICAO 9303), or one of the old form T and eight digits.

    On the document the check digit follows the nine characters as a tenth; a ninth that checks the eight before it counts too.
    """
    number = _plain(text)
    if not number.isascii() or not _DOCUMENT.fullmatch(number):
        return False
    return (len(number) == 9 and number[0] == "T" and number[1:].isdecimal()) or _icao(number[:-1]) == number[-1]


def de_doctor(text: str) -> bool:
    """A German doctor's number (LANR): six digits, a check digit with the weights 4 and 9, two digits of the specialty."""
    number = _plain(text)
    if not re.fullmatch(r"\d{9}", number, re.ASCII):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:6], (4, 9) * 3, strict=True))
    return len(set(number)) > 1 and (10 - total % 10) % 10 == int(number[6])


def es_social_security(text: str) -> bool:
    """A Spanish social security number: province, serial, and the rest of their division by 97 (Seguridad Social)."""
    number = _plain(text)
    if not re.fullmatch(r"\d{12}", number, re.ASCII):
        return False
    serial = int(number[2:10])
    return int(f"{number[:2]}{serial:07d}" if serial < 10_000_000 else number[:10]) % 97 == int(number[10:])


def ip(text: str) -> bool:
    """An IPv4 or IPv6 address, with or without the length of its network or the name of an interface."""
    import ipaddress

    address, _, length = text.partition("/")
    try:
        host = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return not length or (length.isdecimal() and length.isascii() and int(length) <= host.max_prefixlen)


def us_npi(text: str) -> bool:
    """A US national provider identifier: ten digits from 1 or 2 on, Luhn with the prefix 80840 (45 CFR 162.406)."""
    number = _plain(text)
    shape = re.fullmatch(r"[12]\d{9}", number, re.ASCII) and len(set(number)) > 2
    return bool(shape) and stdnum("luhn")(f"80840{number}")


def us_dea(text: str) -> bool:
    """A US registration for prescribing controlled drugs (DEA): two letters, six digits, a check digit."""
    number = _plain(text)
    if not re.fullmatch(r"[A-Z][A-Z9]\d{7}", number, re.ASCII):
        return False
    digits = list(map(int, number[2:]))
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def wallet(text: str) -> bool:
    """An address of a Bitcoin wallet: Base58 or SegWit (stdnum.bitcoin), or Taproot with the check of BIP 350."""
    if not text.startswith("bc1p"):
        return stdnum("bitcoin")(text)
    data = text[3:]
    if len(data) != 59 or any(sign not in _BECH32 for sign in data):
        return False
    high_and_low = [ord(sign) >> 5 for sign in "bc"] + [0] + [ord(sign) & 31 for sign in "bc"]
    return _bech32([*high_and_low, *map(_BECH32.index, data)]) == 0x2BC830A3


def parcel(text: str) -> bool:
    """A parcel number with a check digit: S10 of the postal union (RR123456785DE) or UPS (1Z…)."""
    number = _plain(text)
    if re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", number, re.ASCII):
        weights = zip(number[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True)
        check = 11 - sum(int(digit) * weight for digit, weight in weights) % 11
        return {10: 0, 11: 5}.get(check, check) == int(number[10])
    if not re.fullmatch(r"1Z[A-Z\d]{15}\d", number, re.ASCII):
        return False
    values = [int(sign) if sign.isdecimal() else (ord(sign) - 63) % 10 for sign in number[2:17]]
    return (10 - (sum(values[0::2]) + 2 * sum(values[1::2])) % 10) % 10 == int(number[17])


def _plain(text: str) -> str:
    """Without separators, in capitals."""
    return _SEPARATORS.sub("", text).upper()


def _place(letter: str) -> int:
    """The place of a letter in the alphabet, from 1 on."""
    return ord(letter) - ord("A") + 1


def _cross_sums(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of the cross sums of the weighted digits."""
    products = (int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return sum(product // 10 + product % 10 for product in products)


def _icao(text: str) -> str:
    """The check digit of machine-readable documents: weights 7, 3, 1, letters from 10 on (ICAO 9303 part 3)."""
    return str(sum(int(sign, 36) * (7, 3, 1)[place % 3] for place, sign in enumerate(text)) % 10)


def _bech32(values: list[int]) -> int:
    """The checksum of BIP 173 over the values."""
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum
