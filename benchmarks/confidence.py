"""How often each rule is right: the counts behind the confidence that findings carry.

    python benchmarks/confidence.py LABELLED... [--config postguard.yaml] --benign FILE... [--write]

A finding on a labelled draft is right if its category is expected there, else wrong. Every finding on a benign post is
wrong. Counts are findings as reports show them, and both sets are taken as they are: no weights. So a rule's figure is its
precision on this mixture, in which benign posts may outnumber violations many times over; that is nearer to daily
life than the labelled drafts alone, where every second draft is a violation, and a rule that speaks up on ordinary posts
pays for it. A rule that never fired has no counts and gets its kind's figure (postguard/rulebook/confidence.py
shrinks towards it). Labels belong to drafts: a right category at a wrong place counts as right.

The configuration holds for the labelled drafts alone. Benign posts come from other organisations, whose products, code
names and form of address it does not know; they are checked without one.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from drafts import CannotMeasure, answer, read_labelled, read_posts, short_names, table

from postguard import Finding, Linter, PostguardError
from postguard.draft import AUTHORS
from postguard.rulebook.confidence import Confidence

TARGET = Path(__file__).resolve().parent.parent / "rules" / "confidence.json"
Counts = dict[str, tuple[int, int]]
Judged = tuple[str, bool]


def judged(linter: Linter, files: Iterable[Path]) -> Iterator[Judged]:
    """(rule, right) of every finding on labelled drafts."""
    for file in files:
        for draft in read_labelled(file):
            for finding in _findings(linter, draft.post):
                yield finding.rule, finding.category in draft.expect


def alarms(linter: Linter, files: Iterable[Path], author: str) -> Iterator[Judged]:
    """(rule, False) of every finding on benign posts."""
    for file in files:
        for post in read_posts(file, author=author):
            for finding in _findings(linter, post):
                yield finding.rule, False


def _findings(linter: Linter, post: Any) -> tuple[Finding, ...]:
    given = answer(linter, post)
    if given.skipped:
        raise CannotMeasure(f"{post.place}: rules that could not run: {', '.join(given.skipped)}")
    return given.findings


def count(findings: Iterable[Judged]) -> Counts:
    """How often each rule was right and wrong, sorted by rule."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for rule, right in findings:
        counts[rule][not right] += 1
    return {rule: (right, wrong) for rule, (right, wrong) in sorted(counts.items())}


def by_kind(rules: Counts, kinds: Mapping[str, str]) -> Counts:
    """The counts of all rules of a kind together."""
    return count(
        (kinds[rule], good) for rule, both in rules.items() for good in (True, False) for _ in range(both[not good])
    )


def source(labelled: Sequence[Path], benign: Sequence[Path], day: date) -> str:
    """Where the figures come from, in one line that `postguard rules show` can print."""
    sets = f"labelled: {short_names(labelled)}"
    if benign:
        sets += f"; benign, every finding wrong: {short_names(benign)}"
    return f"benchmarks/confidence.py, {day.isoformat()}, {sets}"


def as_json(where: str, rules: Counts, kinds: Counts) -> str:
    """The file that postguard.rulebook.confidence reads: one rule a line, so that a change shows in a diff."""
    import json

    def block(name: str, counts: Counts) -> str:
        lines = (f"  {json.dumps(key)}: [{right}, {wrong}]" for key, (right, wrong) in sorted(counts.items()))
        return f' "{name}": {{\n' + ",\n".join(lines) + "\n }" if counts else f' "{name}": {{}}'

    return f'{{\n "source": {json.dumps(where, ensure_ascii=False)},\n{block("rules", rules)},\n{block("kinds", kinds)}\n}}\n'


def as_text(rules: Counts, kinds: Counts, kind_of: Mapping[str, str]) -> str:
    """Tables of kinds, of rules from the least to the most precise, and the rules never seen."""
    known = Confidence(rules, kinds)
    shown = sorted((known.of(rule, kind_of[rule]), rule) for rule in rules)
    unseen = sorted(set(kind_of) - set(rules))
    blocks = [
        table(
            ["kind", "right", "wrong", "precision"], ([name, *both, _precision(both)] for name, both in kinds.items())
        ),
        table(
            ["rule", "right", "wrong", "precision", "confidence"],
            ([rule, *rules[rule], _precision(rules[rule]), f"{value:.2f}"] for value, rule in shown),
        ),
        f"never seen: {len(unseen)} of {len(kind_of)} rules\n" + "".join(f"  {rule}\n" for rule in unseen),
    ]
    return "\n".join(blocks)


def _precision(both: tuple[int, int]) -> str:
    return f"{both[0] / sum(both):.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", nargs="+", type=Path, metavar="LABELLED")
    parser.add_argument("--benign", nargs="+", type=Path, default=[], metavar="FILE")
    parser.add_argument("--config", type=Path, help="the organisation of the labelled drafts")
    parser.add_argument("--benign-config", type=Path, help="the organisation of the benign posts (default: none)")
    parser.add_argument("--author", choices=AUTHORS, default="brand", help="of benign posts (default: brand)")
    parser.add_argument("--write", action="store_true", help="write the counts to --out")
    parser.add_argument("--out", type=Path, default=TARGET, help=f"default: {TARGET.parent.name}/{TARGET.name}")
    parser.add_argument("--date", type=date.fromisoformat, default=None, help="day in the source line (default: today)")
    given = parser.parse_args(arguments)
    try:
        linter = Linter.load(config=given.config)
        findings = list(judged(linter, given.labelled))
        others = Linter.load(config=given.benign_config)
        findings += alarms(others, given.benign, given.author)
    except PostguardError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    kind_of = {rule.id: rule.head.kind for one in (linter, others) for rule in one.ruleset.rules}
    rules = count(findings)
    kinds = by_kind(rules, kind_of)
    if given.write:
        where = source(given.labelled, given.benign, given.date or datetime.now(UTC).date())
        given.out.write_text(as_json(where, rules, kinds), encoding="utf-8")
        print(f"wrote {given.out.name}: {len(rules)} rules, {len(kind_of) - len(rules)} never seen")
    else:
        print(as_text(rules, kinds, kind_of), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
