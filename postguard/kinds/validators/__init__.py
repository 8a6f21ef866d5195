"""Named checks for `pattern` rules: check digits and shapes that tell a real identifier from a look-alike.

Each takes the marked text and answers yes or no. In a rule `validate: [a, b]` asks for both, `validate: [a|b]` for either, and
`stdnum.` with a module of python-stdnum, `stdnum.fr.nir`, for the check of that module. python-stdnum and phonenumbers are
imported when a check is first made, so that a rule which only waits for its words costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from postguard.kinds.validators import numbers, phones, words
from postguard.kinds.validators.words import entropy

__all__ = ["VALIDATORS", "Check", "Checks", "entropy"]

Check = Callable[[str], bool]

# Modules of python-stdnum that are known to be there without a look; any other is looked for when a rule names it.
_STDNUM = (
    "at.tin", "at.vnr", "ch.ssn", "ch.uid", "de.idnr", "de.stnr", "de.vat", "es.ccc", "es.dni", "es.nie", "eu.vat", "fr.nif",
    "fr.nir", "gb.nhs", "gb.upn", "gb.utr", "gb.vat", "it.codicefiscale", "it.iva", "nl.bsn", "us.rtn", "us.ssn",
)  # fmt: skip
_MODULE = re.compile(r"[a-z]{2,}[a-z_\d]*(?:\.[a-z_\d]+)?")


class Checks(Mapping[str, Check]):
    """Checks by name. What is made of known ones, `a|b` and modules of python-stdnum, need not be listed."""

    def __init__(self, listed: Mapping[str, Check]) -> None:
        self._listed = dict(listed)
        self._made: dict[str, Check] = {}

    def __getitem__(self, name: str) -> Check:
        known = self._listed.get(name) or self._made.get(name)
        if known is None:
            known = self._made[name] = self._make(name)
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def _make(self, name: str) -> Check:
        """Raises KeyError for a name that means nothing."""
        if "|" in name:
            return _either(tuple(self[part] for part in name.split("|")))
        kind, _, module = name.partition(".")
        if kind != "stdnum" or not _MODULE.fullmatch(module) or not _exists(module):
            raise KeyError(name)
        return numbers.stdnum(module)


def _either(checks: tuple[Check, ...]) -> Check:
    return lambda text: any(check(text) for check in checks)


def _exists(module: str) -> bool:
    try:
        return hasattr(import_module(f"stdnum.{module}"), "is_valid")
    except ImportError:
        return False


VALIDATORS = Checks(
    {
        "card": numbers.card,
        "de_doctor": numbers.de_doctor,
        "de_document": numbers.de_document,
        "de_health_insurance": numbers.de_health_insurance,
        "de_pension_insurance": numbers.de_pension_insurance,
        "de_tax_id": numbers.de_tax_id,
        "dialable": phones.dialable,
        "es_social_security": numbers.es_social_security,
        "iban": numbers.iban,
        "ip": numbers.ip,
        "luhn": numbers.stdnum("luhn"),
        "mixed": words.mixed,
        "no_service": phones.no_service,
        "not_dummy": words.not_dummy,
        "parcel": numbers.parcel,
        "password": words.password,
        "phone": phones.phone,
        "strong_password": words.strong_password,
        "two_kinds": words.two_kinds,
        "us_dea": numbers.us_dea,
        "us_npi": numbers.us_npi,
        "wallet": numbers.wallet,
        **{f"stdnum.{module}": numbers.stdnum(module) for module in _STDNUM},
    }
)
