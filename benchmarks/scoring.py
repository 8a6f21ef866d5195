"""How well answers fit labels: plain counting, no linter in sight.

A draft's answer is a set of categories and a verdict. Precision, recall and F1 are counted per category over all drafts
(0 where nothing was predicted or expected); micro pools the counts, macro is the mean of the categories that are
expected somewhere. Findings of a category that no draft expects stand under `unexpected` and touch neither. A language
is scored as if its drafts were the whole set. A share over nothing is None, so that files without twins or evasions can
be scored as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from drafts import KINDS, VERDICTS, Answer, Labelled

from postguard.report import FAMILIES

Answers = Mapping[str, Answer]
Pair = Mapping[str, Sequence[Labelled]]
T = TypeVar("T")


def score(gold: Sequence[Labelled], answers: Answers) -> dict[str, Any]:
    """All figures as JSON-ready data. Every draft must have an answer (KeyError: a missing one is no pass)."""
    got = {draft.post.place: answers[draft.post.place].categories for draft in gold}
    categories = category_figures(gold, got)
    pairs = complete_pairs(gold)
    return {
        "drafts": len(gold),
        "kinds": {kind: sum(draft.kind == kind for draft in gold) for kind in KINDS},
        "categories": categories,
        "micro": pooled(categories.values()),
        "macro": mean(categories.values()),
        "unexpected": dict(sorted(_unexpected(categories, got.values()).items())),
        "families": {family: _family(family, categories, pairs, got) for family in FAMILIES},
        **_false_alarms(gold, pairs, got),
        "verdict": _verdicts(gold, answers),
        **_pair_shares(pairs, got),
        "evasion": share(
            (draft for draft in gold if draft.kind == "evasion"),
            lambda draft: set(draft.expect) <= got[draft.post.place],
        ),
    }


def category_figures(gold: Sequence[Labelled], got: Mapping[str, frozenset[str]]) -> dict[str, dict[str, Any]]:
    """Counts, precision, recall and F1 of every category that is expected somewhere."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for draft in gold:
        expect, found = set(draft.expect), got[draft.post.place]
        right.update(expect & found)
        wrong.update(found - expect)
        missed.update(expect - found)
    return {name: figures(right[name], wrong[name], missed[name]) for name in sorted(right.keys() | missed.keys())}


def figures(right: int, wrong: int, missed: int) -> dict[str, Any]:
    """Precision, recall and F1 of three counts."""
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"tp": right, "fp": wrong, "fn": missed, "precision": precision, "recall": recall, "f1": f1}


def pooled(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of the summed counts (micro average)."""
    counts = [(part["tp"], part["fp"], part["fn"]) for part in parts]
    return figures(*(sum(column) for column in zip(*counts, strict=True))) if counts else figures(0, 0, 0)


def mean(parts: Iterable[Mapping[str, Any]]) -> dict[str, float | None]:
    """The mean of the figures (macro average)."""
    found = list(parts)
    return {
        key: sum(part[key] for part in found) / len(found) if found else None for key in ("precision", "recall", "f1")
    }


def share(items: Iterable[T], fits: Callable[[T], bool]) -> dict[str, Any]:
    """How many of the items fit."""
    fitting = [fits(item) for item in items]
    return {
        "count": sum(fitting),
        "of": len(fitting),
        "share": sum(fitting) / len(fitting) if fitting else None,
    }


def complete_pairs(gold: Iterable[Labelled]) -> list[Pair]:
    """Drafts of the same pair by kind, where both a violation and a twin are there."""
    pairs: dict[tuple[str, str], dict[str, list[Labelled]]] = defaultdict(lambda: defaultdict(list))
    for draft in gold:
        if draft.pair is not None:
            pairs[draft.pair][draft.kind].append(draft)
    return [pair for pair in pairs.values() if pair["violation"] and pair["twin"]]


def _family(
    family: str, categories: Mapping[str, Any], pairs: Sequence[Pair], got: Mapping[str, frozenset[str]]
) -> dict[str, Any]:
    own = [value for name, value in categories.items() if name.startswith(f"{family}.")]
    own_pairs = [pair for pair in pairs if pair["violation"][0].expect[0].startswith(f"{family}.")]
    twins = [twin for pair in own_pairs for twin in pair["twin"]]
    return {
        "micro": pooled(own),
        "macro": mean(own),
        "twins": share(twins, lambda twin: bool(got[twin.post.place])),
        **_pair_shares(own_pairs, got),
    }


def _false_alarms(
    gold: Sequence[Labelled], pairs: Sequence[Pair], got: Mapping[str, frozenset[str]]
) -> dict[str, dict[str, Any]]:
    def sibling(pair: Pair) -> bool:
        return any(one.expect[0] in got[twin.post.place] for one in pair["violation"] for twin in pair["twin"])

    def alarm(draft: Labelled) -> bool:
        return bool(got[draft.post.place])

    return {
        "twins": share((draft for draft in gold if draft.kind == "twin"), alarm),
        "twins_with_siblings_category": share(pairs, sibling),
        "clean": share((draft for draft in gold if draft.kind == "clean"), alarm),
    }


def _pair_shares(pairs: Sequence[Pair], got: Mapping[str, frozenset[str]]) -> dict[str, dict[str, Any]]:
    def quiet(pair: Pair) -> bool:
        return not any(got[twin.post.place] for twin in pair["twin"])

    return {
        "pairs": share(
            pairs, lambda pair: quiet(pair) and all(one.expect[0] in got[one.post.place] for one in pair["violation"])
        ),
        "pairs_strict": share(
            pairs, lambda pair: quiet(pair) and all(set(one.expect) == got[one.post.place] for one in pair["violation"])
        ),
    }


def _verdicts(gold: Iterable[Labelled], answers: Answers) -> dict[str, Any]:
    judged = [(draft.verdict, answers[draft.post.place].verdict) for draft in gold if draft.verdict is not None]
    cells = Counter(judged)
    return {
        "right": share(judged, lambda pair: pair[0] == pair[1]),
        "blocks_let_through": cells["block", "pass"] + cells["block", "advise"],
        "confusion": {wanted: {given: cells[wanted, given] for given in VERDICTS} for wanted in VERDICTS},
    }


def _unexpected(known: Mapping[str, Any], found: Iterable[frozenset[str]]) -> Counter[str]:
    return Counter(category for categories in found for category in categories if category not in known)
