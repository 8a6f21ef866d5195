"""The linter: one draft in, one report out; when and for whom rules hold; the same answer every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from postguard.config import Organisation
from postguard.draft import Draft, Media, read_time
from postguard.errors import CheckError, PostguardError
from postguard.report import Verdict
from tests.conftest import ROOT, LinterMaker

RULES = r"""
rules:
  - id: leak.deal.a
    kind: terms
    any: {en: [merger], de: [Fusion]}
    message: {en: "“{match}” is a secret", de: "„{match}“ ist geheim"}
    advice: {en: wait, de: warten}
    fix: plan
  - {id: leak.pii.a, kind: pattern, pattern: '\d{6,}'}
  - {id: tone.hype.a, kind: terms, any: [wow], channels: [x]}
  - {id: tone.hype.b, kind: terms, any: [wow], authors: [brand, agency]}
  - {id: tone.hype.c, kind: terms, any: [wow], regions: [us]}
  - {id: risk.green.a, kind: terms, any: [green], from: 2026-09-27}
  - {id: risk.green.b, kind: terms, any: [green], until: 2026-09-26}
  - {id: tone.address.a, kind: terms, any: {de: [du]}, langs: [de], voice: Sie,
     examples: {hit: {de: ["‹du›"]}, miss: {de: [ich]}}}
"""


def test_a_whole_report(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES)
    draft = Draft("🎉 Unsere Fusion kommt!", id="7", channel="linkedin", lang="de", at=read_time("2026-11-21"))
    confidence = round(linter.check(draft).findings[0].confidence, 3)
    assert linter.check(draft).as_dict() == {
        "schema_version": 1,
        "id": "7",
        "verdict": "block",
        "score": {"overall": round(100 * confidence), "leak": round(100 * confidence), "tone": 0, "risk": 0, "form": 0},
        "lang": "de",
        "channel": "linkedin",
        "findings": [
            {
                "rule": "leak.deal.a",
                "category": "leak.deal",
                "severity": "block",
                "confidence": confidence,
                "part": "text",
                "start": 9,
                "end": 15,
                "utf16": {"start": 10, "end": 16},
                "quote": "Fusion",
                "message": "„Fusion“ ist geheim",
                "advice": "warten",
                "fix": {"start": 9, "end": 15, "text": "plan"},
                "basis": [],
                "escalate_to": [],
                "guards": [],
            }
        ],
        "accepted": [],
        "skipped": [],
        "ruleset": linter.ruleset.digest,
    }


def test_messages_speak_the_language_of_the_draft_or_of_the_user(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES)
    assert linter.check(Draft("The merger is on", lang="en")).findings[0].message == "“merger” is a secret"
    assert linter.check(Draft("The merger is on", lang="en"), ui="de").findings[0].message == "„merger“ ist geheim"


def test_secrets_are_masked_in_messages_and_braces_mean_nothing(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES + "  - {id: leak.deal.z, kind: terms, any: ['{word} x']}\n")
    report = linter.check(Draft("call 1234567 now", lang="en"))
    assert [(item.message, item.quote) for item in report.findings] == [("found 1•••••7", "1234567")]


@pytest.mark.parametrize(
    ("draft", "regions", "rules"),
    [
        ({}, ("de",), ["tone.hype.b"]),
        ({"author": "support"}, ("de",), []),
        ({"author": "support"}, ("us",), ["tone.hype.c"]),
        ({"channel": "x"}, ("de",), ["tone.hype.a"]),
        ({"channel": "x", "author": "support"}, ("de",), ["tone.hype.a"]),
        ({"channel": "linkedin", "author": "brand"}, ("de",), ["tone.hype.b"]),
        ({"author": "agency"}, ("de",), ["tone.hype.b"]),
    ],
)
def test_channels_authors_and_regions(
    make_linter: LinterMaker, draft: dict[str, str], regions: tuple[str, ...], rules: list[str]
) -> None:
    report = make_linter(RULES, regions=regions).check(Draft("wow", **draft))  # type: ignore[arg-type]
    assert [item.rule for item in report.findings] == rules


def test_check_rule_asks_one_rule_whoever_it_is_for(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES, regions=("de",))
    found = [rule.id for rule in linter.ruleset.rules if linter.check_rule(rule, Draft("wow"))]
    assert found == ["tone.hype.a", "tone.hype.b", "tone.hype.c"]


def test_dates(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES)
    for day, rule in {"2026-09-26T23:59": "risk.green.b", "2026-09-27T00:00": "risk.green.a"}.items():
        assert [item.rule for item in linter.check(Draft("green", at=read_time(day))).findings] == [rule]


def test_voice(make_linter: LinterMaker) -> None:
    draft = Draft("Hast du Zeit?", lang="de")
    for voice, found in {None: [], "du": [], "Sie": ["tone.address.a"]}.items():
        linter = make_linter(RULES, organisation=Organisation(voice=voice))
        assert [item.rule for item in linter.check(draft).findings] == found


def test_descriptions_are_read_with_places_of_their_own(make_linter: LinterMaker) -> None:
    draft = Draft("A merger", lang="en", media=(Media(), Media(alt="Our merger")))
    report = make_linter(RULES).check(draft)
    assert [(item.part, item.quote, tuple(item.span)) for item in report.findings] == [
        ("alt:1", "merger", (4, 10)),
        ("text", "merger", (2, 8)),
    ]
    assert report.parts == {"text": "A merger", "alt:1": "Our merger"}


def test_many_keep_their_order(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES)
    drafts = [Draft(f"{'the merger' if number % 3 else 'the sun'} {number}", id=str(number)) for number in range(30)]
    reports = list(linter.check_many(drafts))
    assert [report.id for report in reports] == [draft.id for draft in drafts]
    assert [report.verdict for report in reports] == [Verdict.block if n % 3 else Verdict.pass_ for n in range(30)]
    assert next(iter(linter.check_many(["merger"]))).verdict is Verdict.block


def test_threads_share_a_linter(make_linter: LinterMaker) -> None:
    linter = make_linter(RULES)
    texts = [f"merger {number} green wow" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(linter.check, texts)) == [linter.check(text) for text in texts]


def test_a_rule_that_breaks_says_where(make_linter: LinterMaker) -> None:
    class Broken:
        def overlaps(self, text: str, min_words: int) -> object:
            raise ZeroDivisionError("by hand")

    linter = make_linter("rules: [{id: leak.document.a, kind: document}]", documents=Broken())
    with pytest.raises(CheckError) as caught:
        linter.check(Draft("a", id="7"))
    assert "rule leak.document.a (" in str(caught.value)
    assert str(caught.value).endswith("broke on draft '7': ZeroDivisionError: by hand")


def test_only_some_rules(make_linter: LinterMaker) -> None:
    ruleset = make_linter(RULES).ruleset
    assert [rule.id for rule in ruleset.only(["tone.hype", "leak.pii"]).chosen_rules] == [
        "leak.pii.a",
        "tone.hype.a",
        "tone.hype.b",
        "tone.hype.c",
    ]
    with pytest.raises(PostguardError, match=r"no rule begins with 'leak\.pia'"):
        ruleset.only(["leak.pia"])
    with pytest.raises(PostguardError, match=r"unknown rule 'leak\.pii\.b', did you mean 'leak\.pii\.a'\?"):
        _ = ruleset["leak.pii.b"]


SCRIPT = """
import json, sys
from pathlib import Path
from tests.conftest import build_linter
linter = build_linter(Path(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8"))
print(json.dumps([linter.check(text).as_dict() for text in json.loads(sys.argv[3])]))
"""


def test_the_same_answer_twice_and_under_any_hash_seed(tmp_path: Path) -> None:
    terms = "".join(f"  - {{id: risk.pricing.n{n}, kind: terms, any: [price, 'pri*', offer {n}]}}\n" for n in range(20))
    (tmp_path / "rules.txt").write_text(RULES + terms, encoding="utf-8")
    texts = json.dumps(["Our price: an offer 7, a merger 1234567, wow, so green!", "du, wow", ""])
    answers = set()
    for seed in ("0", "1", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path), str(tmp_path / "rules.txt"), texts],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        answers.add(done.stdout)
    assert len(answers) == 1
    found = [[item["quote"] for item in report["findings"]] for report in json.loads(answers.pop())]
    assert found == [["price", "offer 7", "merger", "1•••••7", "wow", "green"], ["wow"], []]
