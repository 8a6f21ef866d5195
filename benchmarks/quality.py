"""How well the rules do on labelled drafts.

    python benchmarks/quality.py FILE... [--config postguard.yaml] [--json out.json] [--misses]

A line holds text, expect (categories, empty for a draft that must pass), and if known lang, channel, author, kind
(violation, twin, evasion, clean), pair (the number that a violation and its twin share) and verdict. Per category,
family and language: precision, recall, F1; false alarms on twins and clean drafts; verdicts; pairs; evasions. Several
files are scored as one set. What the figures mean stands in scoring.py and README.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from drafts import (
    KINDS,
    VERDICTS,
    Answer,
    Labelled,
    answers,
    read_labelled,
    short_name,
    skipped_rules,
    table,
    write_json,
)
from scoring import score

from postguard import Linter, PostguardError

SHARES = {
    "false alarms on twins": "twins",
    "  with the sibling's category": "twins_with_siblings_category",
    "false alarms on clean drafts": "clean",
    "pairs right": "pairs",
    "  with exactly what is expected": "pairs_strict",
    "evasions found": "evasion",
}


def measure(files: Sequence[Path], linter: Linter) -> tuple[dict[str, Any], list[Labelled], dict[str, Answer]]:
    """The scores of all drafts and of each language, with the drafts and answers behind them."""
    gold = [draft for file in dict.fromkeys(files) for draft in read_labelled(file)]
    given = answers(linter, (draft.post for draft in gold))
    langs = sorted({draft.post.lang for draft in gold if draft.post.lang})
    result = {
        "files": [short_name(file) for file in dict.fromkeys(files)],
        "rules": len(linter.ruleset.rules),
        "ruleset": linter.ruleset.digest,
        "skipped_rules": skipped_rules(given.values()),
        "all": score(gold, given),
        "langs": {lang: score([draft for draft in gold if draft.post.lang == lang], given) for lang in langs},
    }
    return result, gold, given


def errors(gold: Iterable[Labelled], given: Mapping[str, Answer]) -> Iterator[dict[str, Any]]:
    """Every draft with a category missed or reported wrongly, for reading."""
    for draft in gold:
        answer = given[draft.post.place]
        missed = sorted(set(draft.expect) - answer.categories)
        alarms = [finding for finding in answer.findings if finding.category not in draft.expect]
        if missed or alarms:
            yield {
                "id": draft.post.id,
                "kind": draft.kind,
                "lang": draft.post.lang,
                "channel": draft.post.channel,
                "author": draft.post.author,
                "expect": list(draft.expect),
                "missed": missed,
                "false": [{"category": one.category, "rule": one.rule, "quote": one.quote} for one in alarms],
                "text": draft.post.text,
            }


def as_text(result: Mapping[str, Any]) -> str:
    """The whole result as plain text."""
    parts = {"all": result["all"], **result["langs"]}
    blocks = [
        f"{' '.join(result['files'])}, {result['rules']} rules ({result['ruleset']})\n",
        table(["", *parts], _headline(parts)),
        *_by_name(parts, "categories", ["tp", "fp", "fn"]),
        table(["family", "P", "R", "F1", "macro F1", "twins", "pairs", "strict"], _families(result["all"]["families"])),
        table(["verdict wanted \\ given", *VERDICTS], _confusion(result["all"]["verdict"]["confusion"])),
    ]
    if result["all"]["unexpected"]:
        blocks.append(table(["never expected, yet found", "drafts"], result["all"]["unexpected"].items()))
    if result["skipped_rules"]:
        blocks.append(f"COULD NOT RUN, so these figures are not those of the rules: {result['skipped_rules']}\n")
    return "\n".join(blocks)


def _headline(parts: Mapping[str, Any]) -> Iterator[list[str]]:
    every = parts.values()
    yield ["drafts", *(str(part["drafts"]) for part in every)]
    for kind in KINDS:
        yield [f"  {kind}", *(str(part["kinds"][kind]) for part in every)]
    for average in ("micro", "macro"):
        for key in ("precision", "recall", "f1"):
            yield [f"{average} {key}", *(_decimal(part[average][key]) for part in every)]
    yield ["  in categories never expected", *(str(sum(part["unexpected"].values())) for part in every)]
    for name, key in SHARES.items():
        yield [name, *(_share(part[key]) for part in every)]
    yield ["verdict right", *(_share(part["verdict"]["right"]) for part in every)]
    yield ["blocks let through", *(str(part["verdict"]["blocks_let_through"]) for part in every)]


def _by_name(parts: Mapping[str, Any], key: str, counts: Sequence[str]) -> Iterator[str]:
    langs = [name for name in parts if name != "all"]
    rows = [
        [name, *(value[count] for count in counts), *(_decimal(value[one]) for one in ("precision", "recall", "f1"))]
        + [_decimal(parts[lang][key].get(name, {}).get("f1")) for lang in langs]
        for name, value in parts["all"][key].items()
    ]
    if rows:
        yield table(["category", *counts, "P", "R", "F1", *(f"F1 {lang}" for lang in langs)], rows)


def _families(families: Mapping[str, Any]) -> Iterator[list[str]]:
    for name, value in families.items():
        micro = (_decimal(value["micro"][key]) for key in ("precision", "recall", "f1"))
        shares = (_share(value[key]) for key in ("twins", "pairs", "pairs_strict"))
        yield [name, *micro, _decimal(value["macro"]["f1"]), *shares]


def _confusion(confusion: Mapping[str, Mapping[str, int]]) -> Iterator[list[Any]]:
    for wanted, given in confusion.items():
        yield [wanted, *given.values()]


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: Mapping[str, Any]) -> str:
    return f"{_decimal(value['share'])} ({value['count']}/{value['of']})" if value["of"] else "–"


def errors_as_text(found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One block for each draft: what was missed, what was wrongly said and by which rule, the text."""
    for error in found:
        facts = (error[key] for key in ("id", "kind", "lang", "channel", "author"))
        yield " ".join(str(fact) for fact in facts if fact) + "\n"
        yield from (f"  MISSED {category}\n" for category in error["missed"])
        yield from (f"  FALSE  {one['category']} by {one['rule']}: {one['quote']!r}\n" for one in error["false"])
        yield f"  {error['text']!r}\n\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="labelled drafts, .jsonl or .jsonl.gz")
    parser.add_argument("--config", type=Path, help="the postguard.yaml of the organisation that the drafts come from")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write all figures there")
    parser.add_argument("--misses", action="store_true", help="list every miss and false alarm with its text")
    given = parser.parse_args(arguments)
    try:
        result, gold, found = measure(given.files, Linter.load(config=given.config))
    except PostguardError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(as_text(result), end="")
    if given.misses:
        wrong = list(errors(gold, found))
        result["errors"] = wrong
        print(f"\n{len(wrong)} drafts with a miss or a false alarm\n")
        print("".join(errors_as_text(wrong)), end="")
    write_json(given.json, result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
