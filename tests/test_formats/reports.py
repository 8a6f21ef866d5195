"""The fixed set of reports that every golden file shows; names and data are invented."""

from __future__ import annotations

from postguard.formats import RuleInfo
from postguard.report import Finding, Fix, Report, Severity, Skipped, Verdict
from postguard.spans import Span, utf16

GERMAN = (
    "Heute feiern wir 🎉 den Abschluss mit Brückner & Söhne,\r\n"
    "die Zahlen sehen wir uns am Freitag an.\r\n"
    "Zugang für alle: Passwort Sommerwiese77! 👩‍👩‍👧\r\n"
    "Wer mag, ruft\u202e mich an: 0170 5550142"
)
ENGLISH = "Our juice heals colds, guaranteed. Nobody else on the market comes close to what it does for you 🍊🍊🍊!!!"


def finding(text: str, quote: str, rule: str, severity: Severity, **given: object) -> Finding:
    """A finding on the first place of `quote`; a test may search where the product must not."""
    span = Span(text.index(quote), text.index(quote) + len(quote))
    values: dict[str, object] = {
        "category": ".".join(rule.split(".")[:2]),
        "confidence": 0.9,
        "part": "text",
        "utf16": utf16(text, span),
        "message": "",
        "advice": "",
    }
    return Finding(rule=rule, severity=severity, span=span, quote=quote, **{**values, **given})  # type: ignore[arg-type]


_SECRET = finding(
    GERMAN,
    "Sommerwiese77!",
    "leak.secret.password",
    Severity.block,
    message="Hier steht ein Passwort.",
    advice="Nehmen Sie es heraus und lassen Sie es gleich ändern.",
    confidence=0.97,
    escalate_to=("security",),
)
_PHONE = finding(
    GERMAN,
    "0170 5550142",
    "leak.pii.phone",
    Severity.review,
    message="Das sieht nach einer privaten Telefonnummer aus.",
    advice="Nennen Sie die Nummer der Zentrale.",
    escalate_to=("dpo", "Frau Wiegand"),
    basis=("DSGVO Art. 6",),
    guards=("own-data",),
    accepted_because="eigene Nummer, bis 31.12.2026",
)
_DEAL = finding(
    GERMAN,
    "Abschluss mit Brückner & Söhne,\r\ndie Zahlen",
    "leak.deal.customer",
    Severity.block,
    message="Ein Vertrag, der noch nicht öffentlich ist: {Brückner & Söhne}.",
    advice="Warten Sie auf die Pressemitteilung, oder schreiben Sie „ein neuer Kunde“.",
    basis=("GeschGehG § 2",),
    escalate_to=("sales", "legal"),
    confidence=0.84,
)
_NAME = finding(
    GERMAN,
    "Brückner & Söhne",
    "leak.deal.name",
    Severity.review,
    message="Dieser Name steht auf Ihrer Liste.",
    advice="Fragen Sie, ob er genannt werden darf.",
    fix=Fix(Span(38, 54), "ein neuer Kunde"),
    guards=("public-already",),
    confidence=0.6,
)
_HIDDEN = finding(
    GERMAN,
    "\u202e",
    "form.hidden",
    Severity.advise,
    message="Ein unsichtbares Zeichen dreht die Leserichtung um.",
    advice="Löschen Sie es.",
    confidence=1.0,
)
_ALT = finding(
    "Gruppenbild, Frau Ebert im Rollstuhl",
    "Frau Ebert",
    "leak.pii.name",
    Severity.review,
    part="alt:0",
    message="Ein Name in der Bildbeschreibung.",
    advice="Schreiben Sie „eine Kollegin“.",
    confidence=0.55,
)
_HEALS = finding(
    ENGLISH,
    "heals colds",
    "risk.health.cure",
    Severity.block,
    message="A food must not be said to heal anything.",
    advice="Say what is in it, not what it does.",
    basis=("Regulation (EC) 1924/2006",),
    escalate_to=("medical",),
)
_SURE = finding(
    ENGLISH,
    "guaranteed",
    "risk.guarantee.absolute",
    Severity.review,
    message="This promises more than anybody can keep.",
    advice="Leave the word out.",
    fix=Fix(Span(23, 33), "we think"),
)
_LOUD = finding(
    ENGLISH, "!!!", "tone.shouting.marks", Severity.advise, message="Loud: 100 % of it.", advice="One mark is enough."
)

_RULESET = "5d0c1f7e"

REPORTS: tuple[tuple[str, Report], ...] = (
    (
        "posts/neuer kunde.txt",
        Report(
            id=None,
            verdict=Verdict.block,
            score={"overall": 98, "leak": 98, "tone": 0, "risk": 0, "form": 9},
            lang="de",
            channel="linkedin",
            findings=(_ALT, _DEAL, _NAME, _SECRET, _HIDDEN),
            accepted=(_PHONE,),
            skipped=(),
            ruleset=_RULESET,
            parts={"text": GERMAN, "alt:0": "Gruppenbild, Frau Ebert im Rollstuhl"},
        ),
    ),
    (
        "posts.jsonl:12",
        Report(
            id="juice-3",
            verdict=Verdict.block,
            score={"overall": 90, "leak": 0, "tone": 10, "risk": 90, "form": 0},
            lang="en",
            channel="instagram",
            findings=(_HEALS, _SURE, _LOUD),
            accepted=(),
            skipped=(Skipped("tone.hostile.model", "the model 'hostile-en' is not installed"),),
            ruleset=_RULESET,
            parts={"text": ENGLISH},
        ),
    ),
    (
        "posts.jsonl:13",
        Report(None, Verdict.pass_, {"overall": 0}, "en", None, (), (), (), _RULESET, {"text": "We open at nine."}),
    ),
    (
        "<stdin>",
        Report(
            id=None,
            verdict=Verdict.review,
            score={"overall": 0},
            lang="de",
            channel=None,
            findings=(),
            accepted=(),
            skipped=(Skipped("leak.document.shingles", "the index is missing"), Skipped("tone.x", "no model")),
            ruleset=_RULESET,
            parts={"text": "Wir öffnen um neun."},
        ),
    ),
)

RULES = {
    "risk.health.cure": RuleInfo(
        id="risk.health.cure",
        category="risk.health",
        severity="block",
        message="A food must not be said to heal anything.",
        advice="Say what is in it, not what it does.",
        why="Whoever says that food heals can be warned off, and people may leave out the medicine that they need.",
    )
}
