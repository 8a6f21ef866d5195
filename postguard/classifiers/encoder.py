"""The `encoder` format: a small multilingual transformer with a linear head on the mean of its pieces, behind a quick look.

    card.json       see postguard.classifiers; `limit` is the longest window in pieces
    gate.bin        weights of the quick look (signed bytes), one per hashed feature
    encoder.onnx    pieces in, one vector per piece out (8-bit weights)
    arrays.npz      the head, its calibration, and the vectors of the known drafts
    vocabulary.tsv  pieces and their log probabilities
    examples.jsonl  drafts to show as similar: text, labels

Most posts are harmless and plainly so. The quick look, a linear model on hashed words (Weinberger et al. 2009, "Feature
hashing for large scale multitask learning"), says which these are, so that nothing else is loaded for them. Because
the head is linear and the pooling a mean, a score is the sum of what each piece gives to it: that is the evidence.
Probabilities are calibrated per label (Platt 1999) on drafts that the model did not learn from.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from postguard.classifiers import Card, Post
from postguard.classifiers.gate import Gate
from postguard.classifiers.subwords import Piece, Subwords
from postguard.errors import CheckError
from postguard.report import Evidence
from postguard.spans import Span

MAX_WORDS = 4
"""More words explain nothing."""
SHARE = 0.6
"""The words that are named give at least this share of what speaks for the label, unless there are too many."""


class Window(NamedTuple):
    """A stretch of a post with its vectors (pieces x width) and its scores by label number."""

    pieces: Sequence[Piece]
    states: Any
    logits: Any


class Encoder:
    """A model folder, opened part by part when first needed. Safe to share between threads."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self._nothing = dict.fromkeys(card.labels, 0.0)
        self._windows = lru_cache(maxsize=64)(self._read)

    def scores(self, post: Post, *, thorough: bool = False) -> Mapping[str, float]:
        """Probabilities by label; the highest of the windows of a long post."""
        if not post.text.strip() or not (thorough or self._gate.opens(post)):
            return self._nothing
        logits = [window.logits for window in self._windows(post)]
        best = [max(column) for column in zip(*logits, strict=True)]
        return {label: self._probability(number, best[number]) for number, label in enumerate(self.card.labels)}

    def evidence(self, post: Post, label: str) -> Evidence:
        """The words that gave the label most of its score, and the most alike drafts with and without the label."""
        number = list(self.card.labels).index(label)
        window = max(self._windows(post), key=lambda window: window.logits[number])
        similar, harmless = self._alike(window.states.mean(axis=0), label)
        return Evidence(carrying(window, window.states @ self._arrays["head"][number], post.text), similar, harmless)

    def windows(self, post: Post) -> tuple[Window, ...]:
        """The stretches of a post with the vectors of their pieces."""
        return self._windows(post)

    def pooled(self, posts: Sequence[Post]) -> Any:
        """One vector per post (the mean over its windows), for heads that an organisation trains on its own drafts."""
        import numpy

        return numpy.stack(
            [numpy.mean([window.states.mean(axis=0) for window in self._windows(post)], axis=0) for post in posts]
        )

    def _probability(self, number: int, logit: float) -> float:
        scale, shift = self._calibration[number]
        return 1 / (1 + math.exp(-max(min(scale * logit + shift, 30.0), -30.0)))

    def _read(self, post: Post) -> tuple[Window, ...]:
        import numpy

        limit = int(self.card.about["limit"])
        before = [0, *self._prefix(post.author)]
        pieces = self._subwords.pieces(post.text, limit * 12)
        head, bias = self._arrays["head"], self._arrays["bias"]
        windows = []
        for start in range(0, max(len(pieces) - limit // 3, 1), limit * 2 // 3):
            part = pieces[start : start + limit]
            numbers = numpy.array([[*before, *(piece.id for piece in part), 2]], dtype=numpy.int64)
            (states,) = self._session.run(None, {"pieces": numbers})
            own = states[0, len(before) : len(before) + len(part)]
            # The head learned on the mean of all pieces, those before and behind the text included.
            windows.append(Window(part, own, states[0].mean(axis=0) @ head.T + bias))
        return tuple(windows)

    def _prefix(self, author: str | None) -> list[int]:
        words = ("query:", f"{author or 'employee'}:")
        return [number for word in words for number in self._subwords.word(word)]

    def _alike(self, vector: Any, label: str) -> tuple[str, str]:
        import numpy

        vectors, drafts = self._arrays["examples"].astype(numpy.float32), self.examples
        likeness = (vectors - self._arrays["centre"]) @ (vector - self._arrays["centre"])
        order = numpy.argsort(-likeness)
        bad = next((drafts[n]["text"] for n in order if label in drafts[n]["labels"]), "")
        good = next((drafts[n]["text"] for n in order if not drafts[n]["labels"] and drafts[n]["near"] == label), "")
        return bad, good

    @cached_property
    def _gate(self) -> Gate:
        return Gate(self.card.read("gate.bin"), float(self.card.about["gate"]))

    @cached_property
    def _arrays(self) -> Mapping[str, Any]:
        import numpy

        try:
            with numpy.load(io.BytesIO(self.card.read("arrays.npz")), allow_pickle=False) as arrays:
                return {name: arrays[name] for name in ("head", "bias", "calibration", "examples", "centre")}
        except (ValueError, KeyError) as error:
            raise CheckError(f"model {self.card.folder.name!r}: arrays.npz is damaged ({error})") from None

    @cached_property
    def _calibration(self) -> Sequence[tuple[float, float]]:
        pairs: list[tuple[float, float]] = self._arrays["calibration"].tolist()
        return pairs

    @cached_property
    def _subwords(self) -> Subwords:
        lines = self.card.read("vocabulary.tsv").decode("utf-8").split("\n")
        pieces, scores = zip(*(line.rsplit("\t", 1) for line in lines if line), strict=True)
        return Subwords(pieces, list(map(float, scores)), unknown=3)

    @cached_property
    def examples(self) -> Sequence[Mapping[str, Any]]:
        """The drafts to show as similar."""
        return [json.loads(line) for line in self.card.read("examples.jsonl").decode("utf-8").splitlines()]

    @cached_property
    def _session(self) -> Any:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1  # The same figures on every machine, and no fight with other work.
        return InferenceSession(self.card.read("encoder.onnx"), options, providers=["CPUExecutionProvider"])


def carrying(window: Window, given: Any, text: str) -> tuple[Span, ...]:
    """The fewest words that give most of a score, in the order of the text; `given` is what each piece adds to it."""
    shares: dict[Span, float] = {}
    for piece, share in zip(window.pieces, given, strict=True):
        shares[piece.word] = shares.get(piece.word, 0.0) + float(share)
    words = {
        span: share
        for span, share in shares.items()
        if share > 0 and any(map(str.isalnum, text[span.start : span.end]))
    }
    needed, chosen = SHARE * sum(words.values()), []
    for span in sorted(words, key=lambda span: -words[span])[:MAX_WORDS]:
        if needed <= 0:
            break
        chosen.append(span)
        needed -= words[span]
    return tuple(sorted(chosen))


def load(card: Card) -> Encoder:
    """The model of a card. Raises CheckError if the card lacks what this format needs."""
    missing = [key for key in ("limit", "gate") if key not in card.about]
    if missing:
        raise CheckError(f"model {card.folder.name!r}: card.json lacks {', '.join(missing)}")
    return Encoder(card)
