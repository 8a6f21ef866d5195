"""Named checks of `pattern` rules: what counts as a password, a telephone number, a card, and what only looks like one."""

from __future__ import annotations

import pytest

from postguard.kinds.validators import VALIDATORS, entropy


def passing(check: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in texts if VALIDATORS[check](text))


def test_every_check_has_a_description_and_answers_an_empty_text_with_no() -> None:
    assert [name for name, check in VALIDATORS.items() if not check.__doc__] == []
    assert [name for name, check in VALIDATORS.items() if check("")] == []


def test_entropy_of_known_distributions() -> None:
    assert (entropy(""), entropy("aaaa"), entropy("abab"), entropy("abcd")) == (0.0, 0.0, 1.0, 2.0)


PASSWORDS = (
    "Tulip-2026!",
    "kettle99",
    "b4nana_bread",
    "Kaffee#77",
    "pfeffer!mühle",
    "Relaunch#7",
    "7Birnen&Quark",
    "K4ffeepause",
)
NO_PASSWORDS = (
    "tulip", "Wi-Fi", "one-time", "soon!", "12-stellig", "8-16", "24/7", "3rd", "2x", "10k", "30min", "1.5",
    "2FA", "MFA", "OAuth2", "FIDO2", "WPA3", "Windows11", "Office365", "K8s", "B2B", "CO2", "Q3", "v2.4", "SHA-256",
    "Kund*innen", "Kolleg:innen", "Nutzer_innen", "employee's", "R&D", "4711", "!!!",
)  # fmt: skip


def test_passwords_are_told_from_terms_amounts_and_inclusive_forms() -> None:
    assert passing("password", PASSWORDS + NO_PASSWORDS) == PASSWORDS


def test_strong_passwords_mix_letters_digits_and_a_symbol() -> None:
    texts = ("Kaffee#77", "Tulpe!2026", "kettle99", "Wi-Fi6", "v2.4", "08:30", "4/5", "Nutzer_innen", "a@1")
    assert passing("strong_password", texts) == ("Kaffee#77", "Tulpe!2026", "a@1")


DIALABLE = (
    "0171 3920057", "0151/23456789", "+49 (0)30 23125 881", "0044 7700 900123", "07700 900461", "(212) 555-0147",
    "+44 7700 900812", "079 123 45 67",
)  # fmt: skip
NOT_DIALABLE = ("112", "01.05.2026", "12-05-2026", "4111 1111 1111 1111", "1234567", "+999 12345678", "Raum")


def test_telephone_numbers_reserved_for_fiction_are_dialable_and_dates_are_not() -> None:
    assert passing("dialable", DIALABLE + NOT_DIALABLE) == DIALABLE


def test_a_valid_telephone_number_is_one_that_is_assigned() -> None:
    assert passing("phone", ("+49 30 23125100", "0049 30 23125100", "030 23125100", "+44 7700 900812", "+1 1")) == (
        "+49 30 23125100",
        "0049 30 23125100",
        "030 23125100",
    )


def test_cards_need_length_and_check_digit() -> None:
    texts = ("4111 1111 1111 1111", "3782-822463-10005", "4111 1111 1111 1112", "0000 0000 0000 0000", "42")
    assert passing("card", texts) == ("4111 1111 1111 1111", "3782-822463-10005")


def test_account_tax_and_insurance_numbers_need_their_check_digits() -> None:
    assert passing("iban", ("DE89 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00")) == (
        "DE89 3704 0044 0532 0130 00",
    )
    assert passing("de_idnr", ("86 095 742 719", "86 095 742 718")) == ("86 095 742 719",)
    assert passing("ch_ssn", ("756.9217.0769.85", "756.9217.0769.84")) == ("756.9217.0769.85",)


@pytest.mark.parametrize(
    ("check", "yes", "no"),
    [
        ("mixed", "a1", "abc"),
        ("two_kinds", "Ab", "ab"),
        ("not_dummy", "k3v9Qw", "your_key"),
        ("luhn", "79927398713", "79927398714"),
    ],
)
def test_shapes(check: str, yes: str, no: str) -> None:
    assert passing(check, (yes, no)) == (yes,)


def test_placeholders_are_dummies() -> None:
    texts = ("AKIAIOSFODNN7EXAMPLE", "${TOKEN}", "xxxx-xxxx", "IHR_SCHLUESSEL", "<token>", "changeme", "aaaa", "k3v9Qw")
    assert passing("not_dummy", texts) == ("k3v9Qw",)
