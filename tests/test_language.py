"""Which languages a text is in."""

from __future__ import annotations

import pytest

from postguard.folding import clean, folded
from postguard.language import languages
from postguard.terms import words_of

BOTH = frozenset({"en", "de"})


@pytest.mark.parametrize(
    ("text", "main", "present"),
    [
        ("We are happy to tell you that our new office is open.", "en", {"en"}),
        ("Wir freuen uns, dass unser neues Büro eröffnet ist.", "de", {"de"}),
        ("", "en", BOTH),
        ("Contoso 2026 🎉", "en", BOTH),
        ("Übernahme!", "de", BOTH),  # one letter is weak evidence
        ("Das Team ist da und wir haben Spaß. Come and join us, we are hiring for the new office.", "en", BOTH),
        ("WIR SIND DA UND IHR SEID NICHT ALLEIN", "de", {"de"}),
        ("Grüße aus Köln für Jörg", "de", {"de"}),
    ],
)
def test_languages(text: str, main: str, present: set[str]) -> None:
    assert languages(words_of(fold := folded(clean(text)).text), fold) == (main, frozenset(present))
