"""What the shipped rules promise, on drafts that no rule was written for word by word."""

from __future__ import annotations

import pytest

from postguard import Draft, Linter, Verdict

SACCO = "Going to Africa. Hope I don't get AIDS. Just kidding. I'm white!"
SACCO_AND_ITS_KIN = [
    SACCO,
    "Off to Kenya. Hope I won't catch malaria. Just joking, I'm white!",
    "Landing in India tomorrow. Pray I don't bring home cholera, haha. Kidding!",
    "Fliege nach Afrika. Hoffentlich kriege ich kein AIDS. Kleiner Scherz, ich bin ja weiß!",
    "Ab nach Indien. Hoffentlich hole ich mir keine Cholera, haha, nur Spaß!",
]
CFO = "Board meeting. Good numbers=Happy Board."
CFO_AND_ITS_KIN = [
    CFO,
    "Board meeting done. Great figures, happy faces all around.",
    "Supervisory board today. Strong quarter, everybody is smiling.",
    "Vorstandssitzung vorbei. Gute Zahlen, glückliche Gesichter.",
    "Aufsichtsrat heute. Starkes Quartal, alle strahlen.",
]
INTERNALS = {
    "leak.secret": ["The staff wifi password is Tulip!2031x, enjoy", "Das Kennwort fürs Lager-WLAN lautet Tulpe!2031x"],
    "leak.pii": [
        "Refund for Mrs Olga Brandt goes to DE89 3704 0044 0532 0130 00 today",
        "Die Erstattung für Frau Brandt geht an DE89 3704 0044 0532 0130 00",
    ],
    "leak.confidential": [
        "Don't tell anyone yet, it is still strictly confidential 🤫",
        "Bitte noch nicht weitersagen, das ist streng vertraulich 🤫",
    ],
    "leak.financial": [
        "Our Q3 revenue is up 12 % and nobody outside knows it yet",
        "Unser Umsatz im dritten Quartal liegt 12 % im Plus, draußen weiß das noch keiner",
    ],
    "leak.deal": [
        "Between us: we are taking over a competitor next month, contract is signed",
        "Unter uns: Wir übernehmen nächsten Monat einen Wettbewerber, der Vertrag ist unterschrieben",
    ],
    "leak.personnel": [
        "Heard in the meeting: 40 people in our plant will be laid off in May",
        "Gerade im Meeting gehört: 40 Leute in unserem Werk werden im Mai entlassen",
    ],
    "leak.infrastructure": [
        "Our database server db03.corp.internal at 10.20.30.40 is up again",
        "Unser Datenbankserver db03.corp.internal mit der 10.20.30.40 läuft wieder",
    ],
    "leak.incident": [
        "We got hacked last night and customer data is gone, nobody outside knows yet",
        "Wir wurden letzte Nacht gehackt, Kundendaten sind weg, draußen weiß es noch keiner",
    ],
    "leak.legal": [
        "The tax office is raiding our headquarters right now",
        "Bei uns in der Zentrale ist gerade die Steuerfahndung im Haus",
    ],
    "leak.roadmap": [
        "Our new model comes out in March, not announced yet, so keep it quiet",
        "Unser neues Modell kommt im März, das ist noch nicht angekündigt",
    ],
}


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter.load()


@pytest.mark.parametrize("text", [*SACCO_AND_ITS_KIN, *CFO_AND_ITS_KIN])
@pytest.mark.parametrize("author", [None, "employee", "executive"])
def test_the_warnings_are_blocked_and_so_are_their_kin(linter: Linter, text: str, author: str | None) -> None:
    assert linter.check(Draft(text, author=author)).verdict is Verdict.block


@pytest.mark.parametrize(
    ("category", "text"), [(category, text) for category, texts in INTERNALS.items() for text in texts]
)
@pytest.mark.parametrize("author", [None, "employee"])
def test_internals_of_every_kind_are_blocked(linter: Linter, category: str, text: str, author: str | None) -> None:
    report = linter.check(Draft(text, author=author))
    assert report.verdict is Verdict.block
    assert category in {finding.category for finding in report.findings}


@pytest.mark.parametrize(
    "text",
    [
        "Our half-year report is out: revenue up 12 %. Read it on our website.",
        "Unser Halbjahresbericht ist da: Umsatz plus 12 %. Nachzulesen auf unserer Website.",
        "Board meeting room for rent, seats twelve, good coffee.",
        "Going to Africa for the first time. So excited to meet our partners in Nairobi!",
        "Please change your wifi password once a year.",
        "Wir suchen eine Pflegekraft (m/w/d) in Hof. Bewerbungen bis 12. Mai.",
        "Es tut uns leid, dass Sie warten mussten. Schreiben Sie uns bitte eine Nachricht.",
        "The tax office publishes new guidance for small firms.",
    ],
)
def test_look_alikes_pass(linter: Linter, text: str) -> None:
    assert linter.check(Draft(text, author="brand")).findings == ()
