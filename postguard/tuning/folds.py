"""Which drafts belong on the same side of a split: pairs, and drafts that repeat each other.

Drafts are near duplicates if they share half of the shorter one's word triples; a model that saw the one knows the other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from zlib import crc32

from postguard.tuning.drafts import Labelled

_WORD = re.compile(r"\w+")
SHARED = 0.5
COMMON = 50
"""A word triple that more drafts have than this is a formula of the house and says nothing."""


def groups(drafts: Sequence[Labelled]) -> list[int]:
    """A number per draft; those that belong together have the same."""
    above = list(range(len(drafts)))

    def root(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def join(one: int, other: int) -> None:
        one, other = sorted((root(one), root(other)))
        above[other] = one

    names: dict[str, int] = {}
    for number, draft in enumerate(drafts):
        for name in filter(None, (draft.pair, draft.id)):
            join(number, names.setdefault(name, number))
    for one, other in _alike([_triples(draft.text) for draft in drafts]):
        join(one, other)
    return [root(number) for number in range(len(drafts))]


def _triples(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    return frozenset(" ".join(words[n : n + 3]) for n in range(max(len(words) - 2, 1)))


def _alike(triples: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(triples):
        for triple in own:
            places[triple].append(number)
    found = []
    for number, own in enumerate(triples):
        shared = Counter(other for t in own if len(places[t]) <= COMMON for other in places[t] if other < number)
        found += [
            (other, number) for other, count in shared.items() if count >= SHARED * min(len(own), len(triples[other]))
        ]
    return found


def folds(group: Sequence[int], right: Sequence[bool], wanted: int = 5) -> list[int] | None:
    """A fold per draft: whole groups, with and without the label spread evenly. None if there are too few groups."""
    members: dict[int, list[int]] = defaultdict(list)
    for number, name in enumerate(group):
        members[name].append(number)
    with_label = [name for name, inside in members.items() if any(right[n] for n in inside)]
    without = [name for name, inside in members.items() if not all(right[n] for n in inside)]
    count = min(wanted, len(with_label), len(without))
    if count < 2:
        return None
    order = sorted(
        members, key=lambda name: (-sum(right[n] for n in members[name]), -len(members[name]), crc32(b"%d" % name))
    )
    sizes = [[0, 0] for _ in range(count)]
    place = [0] * len(group)
    for name in order:
        inside = members[name]
        yes = sum(right[n] for n in inside)
        first = 0 if yes else 1
        fold = min(range(count), key=lambda f: (sizes[f][first], sum(sizes[f]), f))
        sizes[fold][0] += yes
        sizes[fold][1] += len(inside) - yes
        for number in inside:
            place[number] = fold
    return place
