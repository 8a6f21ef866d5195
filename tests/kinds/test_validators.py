"""Named checks of `pattern` rules: what counts as a password, a telephone number, a card, and what only looks like one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from postguard.errors import RuleProblems
from postguard.kinds.validators import VALIDATORS, entropy
from tests.conftest import LinterMaker

RULES = Path(__file__).resolve().parent.parent.parent / "rules"


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
    assert passing("stdnum.de.idnr", ("86 095 742 719", "86 095 742 718")) == ("86 095 742 719",)
    assert passing("stdnum.ch.ssn", ("756.9217.0769.85", "756.9217.0769.84")) == ("756.9217.0769.85",)


CARDS = (
    "4222222222222",
    "3056 930902 5904",
    "6759 6498 2643 8453",
    "2223 0000 4841 0010",
    "3528000700000000",
    "501971701010374 2",
)


def test_cards_belong_to_a_network() -> None:
    others = ("7992 7398 7130 0003", "0150 1234 5678 9010", "4222 2222 2222 20", "4012 8888 8888 1882")
    assert passing("card", (*CARDS, *others)) == CARDS


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        # The numbers that authorities and handbooks print as samples, and the same with one sign changed.
        ("de_tax_id", "12 345 678 903", "12 345 678 904"),
        ("de_tax_id", "86095742719", "11112345676"),  # one digit four times
        ("de_health_insurance", "A123456780", "A123456781"),
        ("de_health_insurance", "a123 456 780", "1123456780"),
        ("de_pension_insurance", "65 170839 J 003", "65 170839 J 008"),
        ("de_pension_insurance", "15070649C103", "15420649C103"),  # no day has the number 42
        ("de_document", "L01X00T471", "L01X00T472"),
        ("de_document", "T22000129", "T2200012"),
        ("de_document", "l01x00t44", "A01X00T44"),  # no vowels
        ("de_doctor", "123456601", "123456901"),
        ("es_social_security", "28 12345678 40", "28 12345678 41"),
        ("es_social_security", "280012345666", "280012345667"),
        ("us_npi", "1234567893", "1234567890"),
        ("us_dea", "AB1234563", "AB1234562"),
        ("wallet", "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ", "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyY"),
        ("wallet", "bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297",
         "bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3298"),
        ("wallet", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bc1pb"),
        ("parcel", "RR473124829FI", "RR473124828FI"),
        ("parcel", "1Z999AA10123456784", "1Z999AA10123456785"),
        ("parcel", "CP 123 456 785 US", "473124829"),
        ("ip", "86.121.97.248", "86.121.97.256"),
        ("ip", "2001:db8::1%eth0/64", "2001:db8::1/129"),
        ("iban", "BE68539007547034", "BE68539007547035"),
        ("stdnum.us.rtn", "0210-0002-1", "0210-0002-2"),
        ("stdnum.es.dni|stdnum.es.nie", "X-1234567-L", "W-1234567-L"),
        ("stdnum.pl.pesel", "44051401458", "44051401459"),
        ("no_service", "0160 8426931", "0800 3301000"),
        ("no_service", "+44 20 7946 0958", "+44 800 1111"),
        ("no_service", "+33 6 12 34 56 78", "+33 800 00 00 00"),
    ],
)  # fmt: skip
def test_check_digits_and_parts(check: str, right: str, wrong: str) -> None:
    assert passing(check, (right, wrong)) == (right,)


@pytest.mark.parametrize(
    "name", ["stdnum.de.idnr.x", "stdnum.util", "stdnum.os", "stdnum", "iban|", "iban|ibn", "numdb", ""]
)
def test_what_is_no_check_is_no_name(name: str) -> None:
    assert name not in VALIDATORS


def test_unknown_checks_are_mistakes_of_the_rule(make_linter: LinterMaker) -> None:
    rule = "rules:\n  - {id: tone.hype.a, severity: advise, kind: pattern, pattern: a,\n     validate: [iban, stdnum.de.idnx]}"
    with pytest.raises(RuleProblems) as caught:
        make_linter(rule)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (9, 16)  # where the list of checks begins, below the defaults of the tests
    assert "unknown check 'stdnum.de.idnx', did you mean 'stdnum.de.idnr'?" in problem.text


def test_naming_the_checks_of_shipped_rules_imports_nothing() -> None:
    files = "".join(file.read_text("utf-8") for file in RULES.rglob("*.yaml"))
    listed = re.findall(r"validate: \[(.+)\]", files)
    checks = sorted({name for names in listed for name in names.split(", ")})
    code = (
        f"from postguard.kinds.validators import VALIDATORS\nfor name in {checks!r}: VALIDATORS[name]\n"
        "import sys\nprint(sorted({'stdnum', 'phonenumbers', 'ipaddress'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (len(checks) > 20, done.stdout) == (True, "[]\n")


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
