"""The proof of rules: marks, places, guards, open wishes; what fails and in which words."""

from __future__ import annotations

import pytest

from postguard.errors import PostguardError
from postguard.prove import Failure, prove
from postguard.rulebook.examples import unmark
from tests.conftest import LinterMaker

RULE = """
guards:
  - id: test-denied
    limit: {{en: a, de: b}}
    lower_to: pass
    any: [denied]
    examples: {{pass: {{en: [{guarded}]}}, still: {{en: [{still}]}}}}
rules:
  - id: leak.deal.a
    kind: {kind}
    langs: en
    guards: test-denied
    message: {{en: a, de: b}}
    advice: {{en: a, de: b}}
    examples: {{hit: [{hit}], miss: [{miss}], todo: [{todo}]}}
"""
FINE = {
    "guarded": "we denied the merger",
    "still": "the merger is on",
    "kind": "terms\n    any: [merger, merger talks]",
    "hit": "the ‹merger› is on",
    "miss": "the sun is up",
    "todo": "the big fusion",
}


def failures(make_linter: LinterMaker, **changes: str) -> list[str]:
    proofs = prove(make_linter(RULE.format(**(FINE | changes)), defaults=False))
    assert proofs.examples == 5
    return [item.text for item in proofs.failures]


def test_a_proven_rule(make_linter: LinterMaker) -> None:
    linter = make_linter(RULE.format(**FINE), defaults=False)
    proofs = prove(linter)
    place = linter.ruleset["leak.deal.a"].place
    assert (proofs.examples, proofs.failures) == (5, ())
    assert proofs.todo == (Failure(place, "leak.deal.a", "todo (all): 'the big fusion'"),)
    assert prove(linter, only=["leak.deal"]).examples == 3
    assert prove(linter, only=["test"]).examples == 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"hit": "the ‹big merger› is on"},
            ["hit (all): expected 'big merger', found 'merger', in 'the big merger is on'"],
        ),
        (
            {"hit": "the ‹merger› and the merger"},
            ["hit (all): expected 'merger', found 'merger', 'merger', in 'the merger and the merger'"],
        ),
        ({"hit": "the ‹sun›"}, ["hit (all): expected 'sun', found nothing, in 'the sun'"]),
        ({"hit": "the ‹merger talks›"}, []),  # the longer of two terms, once
        ({"miss": "the merger"}, ["miss (all): expected nothing, found 'merger', in 'the merger'"]),
        ({"miss": "denied merger"}, []),
        (
            {"hit": "denied ‹merger›"},
            ["hit (all): expected 'merger', found nothing (set aside, guard: test-denied), in 'denied merger'"],
        ),
        ({"todo": "the ‹merger› x"}, ["known miss (all) is found now; move it to hit: 'the ‹merger› x'"]),
        ({"todo": "the merger x"}, ["known miss (all) is found now; move it to hit: 'the merger x'"]),
        ({"todo": "the ‹big merger›"}, []),
        ({"hit": "‹a merger"}, ["hit (all): a mark ‹ without › in '‹a merger'"]),
        (
            {"guarded": "the merger"},
            [
                "pass (en): 'the merger' came out as block: leak.deal.a",
                "pass (en): no example makes the guard act; it proves nothing",
            ],
        ),
        ({"guarded": "the sun"}, ["pass (en): no example makes the guard act; it proves nothing"]),
        ({"still": "denied merger"}, ["still (en): 'denied merger' came out as pass"]),
        # a keyword that does not stand in the hit: the rule would never be tried
        (
            {"kind": "pattern\n    pattern: merger\n    keywords: [fusion]"},
            [
                "hit (all): expected 'merger', found nothing, in 'the merger is on'",
                "pass (en): no example makes the guard act; it proves nothing",
                "still (en): 'the merger is on' came out as pass",
            ],
        ),
        ({"kind": "classifier\n    model: none\n    label: a"}, None),
    ],
)
def test_what_fails(make_linter: LinterMaker, changes: dict[str, str], expected: list[str] | None) -> None:
    if expected is None:
        found = failures(make_linter, **changes)
        assert (
            found[0] == "hit (all): rule leak.deal.a could not run: no models are configured; the rule asks for 'none'"
        )
        return
    assert failures(make_linter, **changes) == expected


def test_unmark() -> None:
    assert unmark("a ‹b› ‹c›") == ("a b c", ((2, 3), (4, 5)))
    assert unmark("‹‹a››") == ("‹a›", ())
    with pytest.raises(PostguardError, match="a mark › without ‹"):
        unmark("a›")
