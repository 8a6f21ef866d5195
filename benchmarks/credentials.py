"""Recall and false alarms on samples of credentials, as scanners of source code keep them.

    python benchmarks/credentials.py FILE... [--leave-out ip_public] [--kinds] [--misses] [--json out.json]

A line (.jsonl or .jsonl.gz) holds text, label ("leak.secret", or "clean" for a look-alike), and what is to be told apart:
`rule` or `plugin`, the scanner's own name for the kind. A sample counts as found if any rule of the category fires on it.
Scanners keep a credential of one kind as a look-alike of another; a text that a file labels both ways is a credential.
Samples are lines of code and settings, not posts: the figures say which forms are known, not how often a post is stopped.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from drafts import Answer, CannotMeasure, Post, answer, records, short_name, skipped_rules, table, write_json
from scoring import share

from postguard import Linter, PostguardError

CATEGORY = "leak.secret"
LABELS = (CATEGORY, "clean")
SHOWN = 160  # characters of a sample that is listed


class Sample(NamedTuple):
    """One sample, the scanner's name for its kind, and whether it is a credential."""

    post: Post
    kind: str
    secret: bool


class Result(NamedTuple):
    """A sample and what the linter said."""

    sample: Sample
    answer: Answer

    @property
    def fired(self) -> tuple[str, ...]:
        """The rules of the category that fired."""
        return tuple(sorted({item.rule for item in self.answer.findings if item.category == CATEGORY}))

    @property
    def right(self) -> bool:
        """Found if it is a credential, left alone if it is none."""
        return bool(self.fired) == self.sample.secret


def read_samples(file: Path, leave_out: Sequence[str] = ()) -> Iterator[Sample]:
    """The samples of a file, without the kinds to leave out. Raises CannotMeasure."""
    for place, record in records(file):
        kind = str(record.get("rule") or record.get("plugin") or "")
        if record.get("label") not in LABELS:
            raise CannotMeasure(f"{place}: a sample needs a label, one of {', '.join(LABELS)}")
        if kind not in leave_out:
            yield Sample(Post(place, place, record["text"]), kind, record["label"] == CATEGORY)


def figures(results: Sequence[Result]) -> dict[str, Any]:
    """Recall and false alarms over some results, as JSON-ready data."""
    return {
        "recall": share((one for one in results if one.sample.secret), lambda one: bool(one.fired)),
        "false_alarms": share((one for one in results if not one.sample.secret), lambda one: bool(one.fired)),
    }


def wrong(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Every credential that was missed and every look-alike that was stopped."""
    return [
        {
            "place": one.sample.post.place,
            "kind": one.sample.kind,
            "wrong": "missed" if one.sample.secret else "stopped",
            "fired": one.fired,
            "text": one.sample.post.text,
        }
        for one in results
        if not one.right
    ]


def settled(samples: Iterable[Sample]) -> list[Sample]:
    """The samples without look-alikes that the same file has as credentials of another kind."""
    found = list(samples)
    secrets = {sample.post.text for sample in found if sample.secret}
    return [sample for sample in found if sample.secret or sample.post.text not in secrets]


def measure(linter: Linter, file: Path, leave_out: Sequence[str] = ()) -> dict[str, Any]:
    """All figures of one file."""
    samples = list(read_samples(file, leave_out))
    results = [Result(sample, answer(linter, sample.post)) for sample in settled(samples)]
    by_kind: dict[str, list[Result]] = {}
    for one in results:
        by_kind.setdefault(one.sample.kind, []).append(one)
    return {
        **figures(results),
        "labelled_both_ways": len(samples) - len(results),
        "kinds": {kind: figures(found) for kind, found in sorted(by_kind.items())},
        "wrong": wrong(results),
        "skipped_rules": skipped_rules(one.answer for one in results),
    }


def as_text(found: Mapping[str, Mapping[str, Any]], *, kinds: bool) -> Iterator[str]:
    """The figures as tables."""
    heads = ["recall", "", "false alarms", ""]
    rows = ([name, *_cells(one), one["labelled_both_ways"]] for name, one in found.items())
    yield table(["samples", *heads, "labelled both ways"], rows)
    for name, one in found.items():
        if one["skipped_rules"]:
            yield f"COULD NOT RUN on {name}: {', '.join(one['skipped_rules'])}\n"
        if kinds:
            rows = ([kind, *_cells(value)] for kind, value in one["kinds"].items())
            yield "\n" + table([name, *heads], rows)


def _cells(one: Mapping[str, Any]) -> list[str]:
    cells = []
    for value in (one["recall"], one["false_alarms"]):
        cells += [f"{value['count']}/{value['of']}", f"{value['share']:.3f}" if value["of"] else "–"]
    return cells


def misses_as_text(result: Mapping[str, Any]) -> Iterator[str]:
    """What came out wrong, one line each."""
    for one in result["wrong"]:
        rules = f" {', '.join(one['fired'])}:" if one["fired"] else ""
        yield f"{one['wrong']} {one['kind']}:{rules} {one['text'][:SHOWN]!r}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--leave-out", action="append", default=[], metavar="KIND", help="a kind that is no credential")
    parser.add_argument("--kinds", action="store_true", help="a table by the scanner's own kinds too")
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was stopped wrongly")
    parser.add_argument("--config", type=Path, help="a postguard.yaml (default: the shipped rules)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write all figures there")
    given = parser.parse_args(arguments)
    try:
        linter = Linter.load(config=given.config, only=[CATEGORY])
        found = {short_name(file): measure(linter, file, given.leave_out) for file in dict.fromkeys(given.files)}
    except PostguardError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print("".join(as_text(found, kinds=given.kinds)), end="")
    if given.misses:
        for name, one in found.items():
            print(f"\n{name}:\n" + "".join(misses_as_text(one)), end="")
    write_json(given.json, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
