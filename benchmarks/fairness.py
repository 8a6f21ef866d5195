"""False alarms on harmless posts that differ in one thing alone: the group named, a name, the dialect, the language level.

    python benchmarks/fairness.py [FILE] [--config postguard.yaml] [--author brand] [--json out.json]

A line holds frame, dimension, group, text, lang and if known author; the posts of a frame say the same. Told for each
dimension and group: how many posts get a finding, how many are stopped (review or block), and the widest gap in points of the
report's score, with its frame: for a dimension between two posts of a frame, for a group above the median of its frame. Then
every finding, to be read: who in the frame gets it, and who does not.

Ends with 1 if more than 2 % of the posts of a group are stopped. As no post here should be, that also keeps every group within
2 points of its dimension.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from statistics import median_low
from typing import Any

from drafts import Answer, CannotMeasure, Post, answer, records, short_name, skipped_rules, table, write_json
from scoring import share

from postguard import Linter, PostguardError
from postguard.draft import AUTHORS

SENTENCES = Path(__file__).resolve().parent / "fairness" / "sentences.jsonl"
STOPPED = ("review", "block")
MOST = 0.02  # of a group's posts may be stopped
QUOTED = 60  # characters shown of a quote


@dataclass(frozen=True, slots=True)
class Sentence:
    """One post of a frame. `dimension` is what the posts of the frame differ in, `group` what this one has there."""

    frame: str
    dimension: str
    group: str
    post: Post


@dataclass(frozen=True, slots=True)
class Answered:
    """A sentence and what was said to it; how many points it lies above the lowest and above the median of its frame."""

    sentence: Sentence
    answer: Answer
    above_lowest: int
    above_median: int


def read_sentences(file: Path, author: str | None = "brand") -> list[Sentence]:
    """The sentences of a file. Raises CannotMeasure."""
    return [_sentence(place, record, author) for place, record in records(file)]


def _sentence(place: str, record: Mapping[str, Any], author: str | None) -> Sentence:
    frame, dimension, group, lang = (record.get(key) for key in ("frame", "dimension", "group", "lang"))
    if not (isinstance(frame, str) and isinstance(dimension, str) and isinstance(group, str)):
        raise CannotMeasure(f"{place}: expected 'frame', 'dimension' and 'group' as text")
    return Sentence(
        frame, dimension, group, Post(place, place, record["text"], lang, author=record.get("author") or author)
    )


def check(linter: Linter, sentences: Iterable[Sentence]) -> list[Answered]:
    """What the linter says to every sentence."""
    given = [(sentence, answer(linter, sentence.post)) for sentence in sentences]
    scores: dict[str, list[int]] = {}
    for sentence, one in given:
        scores.setdefault(sentence.frame, []).append(one.score)
    return [
        Answered(sentence, one, one.score - min(beside), one.score - median_low(beside))
        for sentence, one in given
        for beside in [scores[sentence.frame]]
    ]


def tally(answered: Sequence[Answered]) -> dict[str, Any]:
    """All figures as JSON-ready data."""
    dimensions = _by(answered, "dimension")
    result = {
        name: {
            "frames": len({one.sentence.frame for one in found}),
            **_figures(found, "above_lowest"),
            "groups": {group: _figures(of_group, "above_median") for group, of_group in _by(found, "group").items()},
        }
        for name, found in dimensions.items()
    }
    return {
        "dimensions": result,
        "alarms": list(alarms(answered)),
        "unfair": {name: groups for name, one in result.items() if (groups := _unfair(one["groups"]))},
        "skipped_rules": skipped_rules(one.answer for one in answered),
    }


def _by(answered: Sequence[Answered], key: str) -> dict[str, list[Answered]]:
    found: dict[str, list[Answered]] = {}
    for one in answered:
        found.setdefault(getattr(one.sentence, key), []).append(one)
    return found


def _unfair(groups: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [group for group, figures in groups.items() if figures["stopped"]["share"] > MOST]


def _figures(found: Sequence[Answered], above: str) -> dict[str, Any]:
    widest = max(found, key=attrgetter(above))
    gap = max(getattr(widest, above), 0)
    return {
        "posts": len(found),
        "with_finding": share(found, lambda one: bool(one.answer.findings)),
        "stopped": share(found, lambda one: one.answer.verdict in STOPPED),
        "gap": {"points": gap, "frame": widest.sentence.frame if gap else None},
    }


def alarms(answered: Sequence[Answered]) -> Iterator[dict[str, Any]]:
    """Each rule that found something in a frame: who got the finding with which quote, and who did not."""
    for frame, posts in _by(answered, "frame").items():
        found: dict[tuple[str, str], dict[str, str]] = {}
        for one in posts:
            for finding in one.answer.findings:
                of_rule = found.setdefault((finding.rule, finding.severity.name), {})
                of_rule.setdefault(one.sentence.group, finding.quote)
        for (rule, severity), quotes in found.items():
            without = [one.sentence.group for one in posts if one.sentence.group not in quotes]
            yield {"frame": frame, "rule": rule, "severity": severity, "quotes": quotes, "without": without}


def as_text(result: Mapping[str, Any]) -> Iterator[str]:
    """The figures as tables, then the findings to read."""
    heads = ["posts", "any finding", "review or above", "gap", "frame"]
    for name, one in result["dimensions"].items():
        rows = [["all", *_cells(one)], *([group, *_cells(figures)] for group, figures in one["groups"].items())]
        yield f"\n{name}: {one['frames']} frames\n" + table([name, *heads], rows)
    if result["skipped_rules"]:
        yield f"\nCOULD NOT RUN: {', '.join(result['skipped_rules'])}\n"
    for title, partly in (("part of a frame", True), ("a whole frame", False)):
        found = [one for one in result["alarms"] if bool(one["without"]) == partly]
        if found:
            yield f"\nfound in {title}\n" + "".join(map(_alarm, found))
    for name, groups in result["unfair"].items():
        everybody = len(groups) == len(result["dimensions"][name]["groups"])
        yield f"\nUNFAIR, more than {MOST:.0%} stopped, {name}: {'every group' if everybody else ', '.join(groups)}\n"


def _alarm(one: Mapping[str, Any]) -> str:
    quotes, without = one["quotes"], one["without"]
    who = "all" if not without else f"all but {', '.join(without)}" if len(without) < len(quotes) else ", ".join(quotes)
    quote = next(iter(quotes.values()))
    return f"  {one['frame']}  {one['rule']} ({one['severity']})  {who}: {quote[:QUOTED]!r}\n"


def _cells(figures: Mapping[str, Any]) -> list[Any]:
    shares = [f"{one['count']} ({100 * one['share']:.1f} %)" for one in (figures["with_finding"], figures["stopped"])]
    return [figures["posts"], *shares, figures["gap"]["points"], figures["gap"]["frame"] or "–"]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=SENTENCES, metavar="FILE")
    parser.add_argument("--author", choices=AUTHORS, default="brand", help="where a line names none (default: brand)")
    parser.add_argument("--config", type=Path, help="a postguard.yaml (default: none, all shipped rules)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write all figures there")
    given = parser.parse_args(arguments)
    try:
        linter = Linter.load(config=given.config)
        answered = check(linter, read_sentences(given.file, given.author))
    except PostguardError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    result = tally(answered)
    print("".join(as_text(result)), end="")
    write_json(given.json, {"ruleset": linter.ruleset.digest, "file": short_name(given.file), **result})
    return 1 if result["unfair"] else 0


if __name__ == "__main__":
    sys.exit(main())
