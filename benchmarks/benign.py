"""False alarms on posts that nobody should be stopped from publishing.

    python benchmarks/benign.py FILE... [--author brand] [--channel x] [--samples 3] [--json out.json]

A line (.jsonl or .jsonl.gz) holds text, and if known lang, channel and author. Told for each file and for all: how many posts
get a finding, of which severity, by which rule, with a few of the places to read. Whether a finding on such a post is
wrong is for the reader to say: a real post may break a rule.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from drafts import Answer, Post, answer, read_posts, short_name, skipped_rules, table, write_json
from scoring import share

from postguard import Finding, Linter, PostguardError, Severity
from postguard.draft import AUTHORS, CHANNELS, LANGS

Answered = tuple[Post, Answer]
AROUND = 60  # characters shown before and after a sample


def tally(answered: Sequence[Answered], samples: int) -> dict[str, Any]:
    """Counts over posts and their answers, as JSON-ready data."""
    found = [(post, finding) for post, given in answered for finding in given.findings]
    by_rule: dict[str, list[tuple[Post, Finding]]] = {}
    for post, finding in found:
        by_rule.setdefault(finding.rule, []).append((post, finding))
    rules = {name: _rule(of_rule, samples) for name, of_rule in by_rule.items()}
    worst = [_worst(given) for _, given in answered]
    return {
        "posts": len(answered),
        "with_finding": share(answered, lambda one: bool(one[1].findings)),
        "worst": {severity.name: share(worst, severity.__eq__) for severity in reversed(Severity)},
        "findings": {
            severity.name: sum(finding.severity == severity for _, finding in found) for severity in reversed(Severity)
        },
        "skipped_rules": skipped_rules(given for _, given in answered),
        "rules": dict(sorted(rules.items(), key=lambda item: (-item[1]["posts"], -item[1]["findings"], item[0]))),
    }


def _worst(given: Answer) -> int:
    return max((finding.severity for finding in given.findings), default=0)


def _rule(found: Sequence[tuple[Post, Finding]], samples: int) -> dict[str, Any]:
    # Drawn, not the first ones: neighbouring posts often come from one campaign. The seed keeps two runs comparable.
    drawn = random.Random(0).sample(found, min(samples, len(found)))
    return {
        "severity": max(finding.severity for _, finding in found).name,
        "posts": len({post.place for post, _ in found}),
        "findings": len(found),
        "samples": [
            {"id": post.id, "quote": finding.quote, "start": finding.span.start, "text": post.text}
            for post, finding in drawn
        ],
    }


def as_text(name: str, result: Mapping[str, Any]) -> Iterator[str]:
    """One tally as plain text."""
    yield f"\n{name}: {result['posts']} posts, with any finding {_share(result['with_finding'])}\n"
    yield table(
        ["severity", "posts (worst finding)", "findings"],
        ([key, _share(result["worst"][key]), result["findings"][key]] for key in result["worst"]),
    )
    if result["skipped_rules"]:
        yield f"COULD NOT RUN: {', '.join(result['skipped_rules'])}\n"
    if result["rules"]:
        yield "\n" + table(
            ["rule", "severity", "posts", "findings"],
            ([rule, one["severity"], one["posts"], one["findings"]] for rule, one in result["rules"].items()),
        )


def samples_as_text(result: Mapping[str, Any]) -> Iterator[str]:
    """The places to read, by rule."""
    for rule, one in result["rules"].items():
        if one["samples"]:
            yield f"\n{rule} ({one['posts']} posts)\n"
        for sample in one["samples"]:
            end = sample["start"] + len(sample["quote"])
            around = sample["text"][max(sample["start"] - AROUND, 0) : end + AROUND]
            yield f"  {sample['quote']!r} in {around!r}\n"


def _share(value: Mapping[str, Any]) -> str:
    return f"{value['count']} ({100 * value['share']:.1f} %)" if value["of"] else "–"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--author", choices=AUTHORS, default="brand", help="where a line names none (default: brand)")
    parser.add_argument("--channel", choices=CHANNELS, help="where a line names none (default: none)")
    parser.add_argument("--lang", choices=LANGS, help="where a line names none (default: detected)")
    parser.add_argument("--config", type=Path, help="a postguard.yaml (default: none, as the posts are other people's)")
    parser.add_argument("--samples", type=int, default=3, metavar="N", help="places shown per rule (default: 3)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write all figures there")
    given = parser.parse_args(arguments)
    defaults = {"author": given.author, "channel": given.channel, "lang": given.lang}
    try:
        linter = Linter.load(config=given.config)
        sets = [
            [(post, answer(linter, post)) for post in read_posts(file, **defaults)]
            for file in dict.fromkeys(given.files)
        ]
    except PostguardError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    names = map(short_name, dict.fromkeys(given.files))
    tallies = [{"file": name, **tally(answered, given.samples)} for name, answered in zip(names, sets, strict=True)]
    total = tally([one for answered in sets for one in answered], given.samples)
    for one in tallies:
        print("".join(as_text(one["file"], one)), end="")
    if len(tallies) > 1:
        print("".join(as_text("all files", total)), end="")
    print("".join(samples_as_text(total)), end="")
    write_json(given.json, {"ruleset": linter.ruleset.digest, "files": tallies, "total": total})
    return 0


if __name__ == "__main__":
    sys.exit(main())
