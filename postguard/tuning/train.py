"""Learn an organisation's labels: fit, cross-validate, calibrate, choose thresholds, compare, refuse what got worse.

All figures about the organisation's drafts come from drafts that the weights had not seen: whole groups are held back
in turn, and the strength of the penalty is chosen again inside of each turn. Public drafts stand beside the organisation's
own as a background, so that a label learned from twenty drafts does not fire on everything else, and one that is adjusted
does not forget what it knew. Every second public draft is kept out of that for the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from postguard.classifiers.head import logit_of, units
from postguard.tuning.drafts import Labelled
from postguard.tuning.folds import folds, groups
from postguard.tuning.logistic import platt, sigmoid
from postguard.tuning.measure import Answers, above_chance, auc, changes
from postguard.tuning.trial import Beginning, Trial

LEAST, LEAST_EACH = 20, 5
"""So many drafts a label needs in all, and so many with and without it."""
PULL = {True: 1.0, False: 0.02}
"""How strongly calibration is held back, for corrections and for labels of one's own."""
PUBLIC = 600
ALARMS = 0.02
"""Share of harmless public drafts on which a label of one's own may fire."""
MORE_ALARMS = 0.005
"""Share of public drafts without the label on which an adjusted one may fire beside those of the shipped model."""
BACKGROUND = 300
LOWEST, HIGHEST = 0.3, 0.98


class Refusal(NamedTuple):
    """Why a label is not learned: a key of the words, and what they name."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Learned:
    """One label: what was learned, how good it is, and why it was refused, if it was."""

    label: str
    adjusts: bool
    weights: Any = None
    bias: float = 0.0
    calibration: tuple[float, float] = (1.0, 0.0)
    threshold: float = 0.5
    penalty: float = 0.0
    figures: dict[str, Any] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    refused: Refusal | None = None


@dataclass(frozen=True)
class Seen:
    """Drafts with their vectors and the base's log odds by label."""

    drafts: Sequence[Labelled]
    vectors: Any
    below: dict[str, Any]

    def answers(self, label: str) -> Any:
        """1, 0 or NaN for each draft."""
        said = [draft.answer(label) for draft in self.drafts]
        return np.array([np.nan if answer is None else float(answer) for answer in said])

    def pick(self, numbers: Any) -> Seen:
        """Some of the drafts."""
        below = {label: logits[numbers] for label, logits in self.below.items()}
        return Seen([self.drafts[number] for number in numbers], self.vectors[numbers], below)

    def about(self, label: str) -> Seen:
        """The drafts of which is known whether they have the label."""
        return self.pick(np.flatnonzero(~np.isnan(self.answers(label))))

    def thinned(self, label: str) -> Seen:
        """All drafts with the label and so many of the others, evenly from all of them."""
        with_label = self.answers(label) == 1
        rest = np.flatnonzero(~with_label)
        few = rest[np.linspace(0, len(rest) - 1, BACKGROUND).astype(int)] if len(rest) > BACKGROUND else rest
        return self.pick(np.sort(np.append(np.flatnonzero(with_label), few)))

    def harmless(self) -> Any:
        """The numbers of the drafts with which nothing is wrong."""
        return np.array(
            [n for n, draft in enumerate(self.drafts) if draft.complete and not any(draft.known.values())], int
        )


def look(base: Any, drafts: Sequence[Labelled], step: Callable[[], None] = lambda: None) -> Seen:
    """Show the drafts to the base, one after the other."""
    vectors, below = [], []
    for draft in drafts:
        vectors.append(base.pooled([draft.post])[0])
        below.append(base.scores(draft.post, thorough=True))
        step()
    logits = {label: np.array([logit_of(scores[label]) for scores in below]) for label in base.card.labels}
    width = len(vectors[0]) if vectors else 0
    return Seen(drafts, np.array(vectors, dtype=np.float64).reshape(len(drafts), width), logits)


def chosen_public(drafts: Sequence[Labelled], labels: Sequence[str]) -> list[Labelled]:
    """Of a large public set the drafts with these labels, and others evenly from all of it."""
    if len(drafts) <= PUBLIC:
        return list(drafts)
    wanted = [n for n, draft in enumerate(drafts) if any(draft.answer(label) for label in labels)]
    rest = sorted(set(range(len(drafts))) - set(wanted))
    room = max(PUBLIC - len(wanted), PUBLIC // 2)
    picked = {rest[int(n * len(rest) / room)] for n in range(min(room, len(rest)))}
    return [drafts[n] for n in sorted({*wanted, *picked})]


def candidates(drafts: Sequence[Labelled]) -> list[str]:
    """All labels that some draft has."""
    return sorted({label for draft in drafts for label, value in draft.known.items() if value})


def enough(drafts: Sequence[Labelled], label: str) -> bool:
    """True if there is something to learn from."""
    said = [draft.answer(label) for draft in drafts]
    yes, no = said.count(True), said.count(False)
    return yes + no >= LEAST and min(yes, no) >= LEAST_EACH


def centre(own: Seen, public: Seen) -> Any:
    """The middle of all vectors."""
    found = [seen.vectors for seen in (own, public) if len(seen.drafts)]
    return np.vstack(found).mean(axis=0).astype(np.float32)


def learn(base: Any, label: str, own: Seen, public: Seen, middle: Any, precision: float) -> Learned:
    """One label, from the drafts that say something about it."""
    adjusts = label in base.card.labels
    mine = own.about(label)
    right = mine.answers(label) == 1
    yes, no = int(right.sum()), int((~right).sum())
    if yes + no < LEAST or min(yes, no) < LEAST_EACH:
        return Learned(label, adjusts, refused=Refusal("few", {"yes": yes, "no": no}))
    group = groups(mine.drafts)
    if folds(group, right.tolist()) is None:
        return Learned(label, adjusts, refused=Refusal("alike", {}))
    # Every second public draft is a background to learn from, the others are asked about what was learned.
    others = public.about(label)
    background, unseen = (others.pick(np.arange(first, len(others.drafts), 2)) for first in (0, 1))
    background = background.thinned(label)
    starts = (_start(label, seen, middle, adjusts=adjusts) for seen in (mine, background))
    trial = Trial.of(*starts, corrects=adjusts)
    logits, penalty = trial.predicted(group), trial.best(group)
    weights, bias = trial.whole(penalty)
    calibration = platt(logits, right, PULL[adjusts])
    made = Learned(label, adjusts, weights, bias, calibration, HIGHEST, penalty)
    tested = sigmoid(calibration[0] * logits + calibration[1])
    quiet = unseen.pick(np.flatnonzero(unseen.answers(label) == 0) if adjusts else unseen.harmless())
    alarms, allowed = probabilities(made, quiet, middle), ALARMS * len(quiet.drafts)
    if adjusts:
        flagged = sigmoid(quiet.below[label]) >= base.card.threshold(label)
        allowed = int(flagged.sum()) + MORE_ALARMS * len(quiet.drafts)
    reached = _threshold(tested, right, precision, alarms, allowed)
    threshold = reached or 0.5
    found = Answers(mine.drafts, tested, right, threshold)
    wrong = tuple(draft.name for draft, miss in zip(mine.drafts, found.fired != right, strict=True) if miss)
    shown: dict[str, Any] = {"own": found.all()}
    refused = None
    if not above_chance(logits, right):
        refused = Refusal("chance", {"auc": auc(logits, right) or 0.0})
    elif reached is None:
        key = "threshold" if _threshold(tested, right, precision, alarms, len(alarms)) is None else "alarms"
        refused = Refusal(key, {"precision": precision, "share": allowed / max(len(alarms), 1)})
    if len(alarms) and not adjusts:
        shown["alarms"] = {"drafts": len(alarms), "fired": int((alarms >= threshold).sum())}
    if adjusts:
        for where, seen, now in (("own", mine, tested), ("public", unseen, probabilities(made, unseen, middle))):
            if len(seen.drafts):
                truth = seen.answers(label) == 1
                before = Answers(seen.drafts, sigmoid(seen.below[label]), truth, base.card.threshold(label))
                after = Answers(seen.drafts, now, truth, threshold)
                shown |= {
                    where: after.all(),
                    f"{where}_shipped": before.all(),
                    f"{where}_changed": changes(before, after),
                }
                refused = refused or _worse(where, before, after)
    return replace(made, threshold=threshold, figures=shown, wrong=wrong, refused=refused)


def _start(label: str, seen: Seen, middle: Any, *, adjusts: bool) -> Beginning:
    offset = seen.below[label] if adjusts else np.zeros(len(seen.drafts))
    return Beginning(units(seen.vectors, middle), seen.answers(label) == 1, offset)


def probabilities(learned: Learned, seen: Seen, middle: Any) -> Any:
    """What the label says about drafts."""
    if not len(seen.drafts):
        return np.array([])
    logits = units(seen.vectors, middle) @ learned.weights + learned.bias
    if learned.adjusts:
        logits = logits + seen.below[learned.label]
    return sigmoid(learned.calibration[0] * logits + learned.calibration[1])


def _threshold(probability: Any, right: Any, precision: float, alarms: Any, allowed: float) -> float | None:
    """Of the thresholds that reach the precision the one that finds most, then the one with fewest wrong findings; of
    equals the middle one. One wrong finding more than was seen is allowed for, because the numbers are small."""
    best: list[float] = []
    score = (-1, 0)
    for candidate in np.arange(LOWEST, HIGHEST, 0.01):
        fired = probability >= candidate
        found, count = int(right[fired].sum()), int(fired.sum())
        enough = count and found >= precision * (count + 1)
        if enough and (alarms >= candidate).sum() <= allowed and (found, found - count) >= score:
            best = [*best, candidate] if (found, found - count) == score else [candidate]
            score = (found, found - count)
    return round(float(best[len(best) // 2]), 2) if best else None


def _worse(where: str, before: Answers, after: Answers) -> Refusal | None:
    """On one's own drafts no loss is taken, elsewhere only what chance explains."""
    total = after.against(before)
    even = total.worse == total.better
    if where == "own" and (total.worse > total.better or (even and after.cost() >= before.cost())):
        return Refusal("worse_own", total._asdict())
    if total.is_worse:
        return Refusal("worse_public", total._asdict())
    for lang, own in after.langs.items():
        part = after.against(before, own)
        if part.is_worse:
            return Refusal(f"worse_{where}_lang", {**part._asdict(), "lang": lang})
    return None
