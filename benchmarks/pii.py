"""How many identifiers of persons are recognised, and how many look-alikes are left alone.

    python benchmarks/pii.py FILE... [--as-they-stand] [--misses] [--json out.json]

Two kinds of lines (.jsonl or .jsonl.gz), as made from the tests of Microsoft's Presidio and from presidio-research (both MIT):

* a case: text, label ("leak.pii", or "clean" for a look-alike), entity, and if known spans and lang. Right is a case of
  which every span (or, where none is given, any part of the text) lies in a finding of the category leak.pii, and a look-alike
  that gets none. Severity does not matter.
* a sentence: text, spans (start, end, label) and no entity. Told is the recall of its spans, and how many sentences without
  any span get a finding.

Presidio hands a number to the recogniser of its kind; most cases are the bare number. A linter of posts is not told the kind,
and a bare number with a valid check digit is not enough for it where the form is weak. So a case that holds no word (four
letters or more) is put into a sentence that names the identifier, the same for cases and look-alikes (CARRIERS); cases in a
sentence of their own, and identifiers of strong form, stand as they are. `--as-they-stand` leaves all out: then only strong
forms can be found. Where a datum is personal only with a person (a postcode, an IP address), the sentence names one.

Not in scope are entities that are no personal data in a post (URL, DATE_TIME), and countries that no rule speaks of; they are
counted, but stand apart. By design wrong are cases with one's own telephone number, function mailboxes such as info@, and the
rows of DE_VAT_ID that the tests call both valid and invalid, depending on a setting.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from drafts import Answer, CannotMeasure, Post, answer, records, short_name, skipped_rules, table, write_json
from scoring import share

from postguard import Linter, PostguardError

CATEGORY = "leak.pii"
LABELS = (CATEGORY, "clean")
SHOWN = 100  # characters of a case that is listed
CARRIERS = {
    "ABA_ROUTING_NUMBER": "Routing number: {}",
    "DE_BSNR": "Betriebsstättennummer: {}",
    "DE_FUEHRERSCHEIN": "Führerscheinnummer: {}",
    "DE_HANDELSREGISTER": "Handelsregisternummer: {}",
    "DE_HEALTH_INSURANCE": "Krankenversichertennummer: {}",
    "DE_ID_CARD": "Personalausweis: {}",
    "DE_KFZ": "Kfz-Kennzeichen: {}",
    "DE_LANR": "Arztnummer: {}",
    "DE_PASSPORT": "Reisepass: {}",
    "DE_PLZ": "Die Kundin wohnt in {}.",
    "DE_TAX_ID": "Steuer-ID: {}",
    "DE_TAX_NUMBER": "Steuernummer: {}",
    "ES_PASSPORT": "Pasaporte: {}",
    "IP_ADDRESS": "The customer's IP address: {}",
    "IT_DRIVER_LICENSE": "Patente di guida: {}",
    "IT_IDENTITY_CARD": "Carta d'identità: {}",
    "IT_PASSPORT": "Passaporto: {}",
    "IT_VAT_CODE": "Partita IVA: {}",
    "JP": "The customer's phone number: {}",  # the telephone numbers; the tests name them after a list of countries
    "MEDICAL_LICENSE": "DEA number: {}",
    "UK_NHS": "NHS number: {}",
    "UK_PASSPORT": "Passport number: {}",
    "UK_POSTCODE": "The customer lives in {}.",
    "UK_VEHICLE_REGISTRATION": "Number plate: {}",
    "US_BANK_NUMBER": "Bank account number: {}",
    "US_DRIVER_LICENSE": "Driver's license number: {}",
    "US_ITIN": "ITIN: {}",
    "US_NPI": "NPI: {}",
    "US_PASSPORT": "US passport number: {}",
    "US_SSN": "SSN: {}",
}
STRONG = {
    "CREDIT_CARD", "CRYPTO", "DE_SOCIAL_SECURITY", "DE_VAT_ID", "EMAIL_ADDRESS", "ES_NIE", "ES_NIF", "IBAN_CODE",
    "IT_FISCAL_CODE", "MAC_ADDRESS", "UK_DRIVING_LICENCE", "UK_NINO", "US_MBI",
}  # fmt: skip
_WORD = re.compile(r"(?<!\w)[^\W\d_]{4,}(?!\w)")


class Place(NamedTuple):
    """Where something stands in a text that is checked, and what it is."""

    start: int
    end: int
    label: str


class Case(NamedTuple):
    """One line: the text as it is checked, where in it the line's own text stands, and what should be found."""

    post: Post
    entity: str | None
    own: Place
    spans: tuple[Place, ...]
    personal: bool


class Result(NamedTuple):
    """A case and what the linter said."""

    case: Case
    answer: Answer

    def found(self, place: Place) -> bool:
        """True if a finding of the category lies on the place."""
        return any(
            item.category == CATEGORY and item.span.start < place.end and place.start < item.span.end
            for item in self.answer.findings
        )

    @property
    def right(self) -> bool:
        """Every span found, or nothing in a look-alike."""
        case = self.case
        if not case.personal:
            return not self.found(case.own)
        return all(map(self.found, case.spans or (case.own,)))


def read_cases(file: Path, *, as_they_stand: bool = False) -> Iterator[Case]:
    """The cases and sentences of a file. Raises CannotMeasure."""
    for place, record in records(file):
        if record.get("label") not in LABELS:
            raise CannotMeasure(f"{place}: a case needs a label, one of {', '.join(LABELS)}")
        yield _case(place, record, as_they_stand=as_they_stand)


def _case(place: str, record: Mapping[str, Any], *, as_they_stand: bool) -> Case:
    text, entity, spans = record["text"], record.get("entity"), record.get("spans") or []
    try:
        given = [Place(int(span["start"]), int(span["end"]), str(span["label"])) for span in spans]
    except (KeyError, TypeError, ValueError):
        raise CannotMeasure(f"{place}: a span needs start, end and label") from None
    carrier = "{}" if as_they_stand or is_sentence(text, given) else CARRIERS.get(entity or "", "{}")
    shift = carrier.index("{}")
    moved = tuple(Place(span.start + shift, span.end + shift, span.label) for span in given)
    post = Post(place, place, carrier.replace("{}", text), record.get("lang"))
    return Case(post, entity, Place(shift, shift + len(text), entity or ""), moved, record["label"] == CATEGORY)


def is_sentence(text: str, spans: Sequence[Place]) -> bool:
    """True if the text holds a word besides what should be found."""
    rest = "".join(" " if any(span.start <= at < span.end for span in spans) else sign for at, sign in enumerate(text))
    return len(text.split()) > 1 and bool(_WORD.search(rest))


def in_scope(entity: str) -> bool:
    """True for identifiers that some rule speaks of."""
    return entity in CARRIERS or entity in STRONG


def measure(linter: Linter, file: Path, *, as_they_stand: bool = False) -> dict[str, Any]:
    """All figures of one file."""
    results = [Result(case, answer(linter, case.post)) for case in read_cases(file, as_they_stand=as_they_stand)]
    cases = [one for one in results if one.case.entity is not None]
    sentences = [one for one in results if one.case.entity is None]
    entities = sorted({one.case.entity or "" for one in cases})
    labels = sorted({span.label for one in sentences for span in one.case.spans})
    return {
        "cases": _figures(cases),
        "in_scope": _figures([one for one in cases if in_scope(one.case.entity or "")]),
        "entities": {name: _figures([one for one in cases if one.case.entity == name]) for name in entities},
        "spans": {label: _recall(sentences, label) for label in labels},
        "sentences": share((one for one in sentences if not one.case.spans), lambda one: not one.right),
        "wrong": [_wrong(one) for one in cases if not one.right],
        "missed": [miss for one in sentences for miss in _missed(one)],
        "skipped_rules": skipped_rules(one.answer for one in results),
    }


def _figures(results: Sequence[Result]) -> dict[str, Any]:
    return {
        "right": share(results, lambda one: one.right),
        "missed": sum(one.case.personal and not one.right for one in results),
        "stopped": sum(not one.case.personal and not one.right for one in results),
    }


def _recall(results: Sequence[Result], label: str) -> dict[str, Any]:
    places = [(one, span) for one in results for span in one.case.spans if span.label == label]
    return share(places, lambda pair: pair[0].found(pair[1]))


def _wrong(one: Result) -> dict[str, Any]:
    kind = "missed" if one.case.personal else "stopped"
    rules = sorted({item.rule for item in one.answer.findings if item.category == CATEGORY})
    return {"entity": one.case.entity, "wrong": kind, "text": one.case.post.text, "rules": rules}


def _missed(one: Result) -> Iterator[dict[str, Any]]:
    text = one.case.post.text
    for span in one.case.spans:
        if not one.found(span):
            yield {"label": span.label, "quote": text[span.start : span.end], "text": text}


def as_text(name: str, found: Mapping[str, Any]) -> Iterator[str]:
    """The figures of one file as tables."""
    yield f"\n{name}\n"
    if found["skipped_rules"]:
        yield f"COULD NOT RUN: {', '.join(found['skipped_rules'])}\n"
    if found["entities"]:
        rows = [
            (entity if in_scope(entity) else f"({entity})", *_cells(one)) for entity, one in found["entities"].items()
        ]
        rows += [("all in scope", *_cells(found["in_scope"])), ("all", *_cells(found["cases"]))]
        yield table(["entity (not in scope)", "right", "of", "share", "missed", "stopped"], rows)
    if found["spans"]:
        rows = [(label, *_share(one)) for label, one in found["spans"].items()]
        rows += [("sentences without any, stopped", *_share(found["sentences"]))]
        yield table(["spans found", "found", "of", "share"], rows)


def _cells(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*_share(one["right"]), one["missed"], one["stopped"])


def _share(value: Mapping[str, Any]) -> tuple[Any, ...]:
    return (value["count"], value["of"], f"{value['share']:.3f}" if value["of"] else "–")


def misses_as_text(found: Mapping[str, Any]) -> Iterator[str]:
    """What came out wrong, one line each."""
    for one in found["wrong"]:
        rules = f" {', '.join(one['rules'])}:" if one["rules"] else ""
        yield f"{one['wrong']} {one['entity']}:{rules} {one['text'][:SHOWN]!r}\n"
    for one in found["missed"]:
        yield f"missed {one['label']}: {one['quote'][:SHOWN]!r} in {one['text'][:SHOWN]!r}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--as-they-stand", action="store_true", help="no sentence around bare numbers")
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was stopped wrongly")
    parser.add_argument("--config", type=Path, help="a postguard.yaml (default: the shipped rules)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write all figures there")
    given = parser.parse_args(arguments)
    try:
        linter = Linter.load(config=given.config, only=[CATEGORY])
        found = {
            short_name(file): measure(linter, file, as_they_stand=given.as_they_stand)
            for file in dict.fromkeys(given.files)
        }
    except PostguardError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for name, one in found.items():
        print("".join(as_text(name, one)), end="")
        if given.misses:
            print("".join(misses_as_text(one)), end="")
    write_json(given.json, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
