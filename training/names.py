"""Trains the shipped pipelines that find people, organisations and places: `python -m training.names --data DIR --lang en`.

No vectors: hash embeddings and a small convolution, so that a pipeline is a few megabytes. The corpora are named with their
licences in SETS; sentences written for this project (names.yaml) add what news and old tweets lack: firms in the posts of
people at work. Seed and order are fixed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from training.names_readme import readme

HERE = Path(__file__).parent
LABELS = ("PER", "ORG", "LOC")
# MobIE's routes (A 7, S4) are no places in the sense of the other corpora.
SAME = {
    "person": "PER",
    "organization": "ORG",
    "organization-company": "ORG",
    "location": "LOC",
    "location-city": "LOC",
    "location-stop": "LOC",
    "location-street": "LOC",
} | {label: label for label in LABELS}
MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "nO": None,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [6000, 500, 2500, 1000],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 3,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    },
}
SEED = 20_26
DROPOUT = 0.2
EPOCHS = {"en": 10, "de": 10}
SILVER = 15  # sentences drawn from each written template
WHOLE = 1.0


class Row(NamedTuple):
    """A text and what is named in it: start, end, label."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str


class Part(NamedTuple):
    """A file of a corpus, and what share of it is held out to measure with."""

    folder: str
    file: str
    held: float = 0.0


SETS = {
    "en": (
        *(Part("ner_broad_twitter", name, 0.1) for name in "abegh"),
        Part("ner_tweebank", "train"),
        Part("ner_tweebank", "dev"),
        Part("ner_tweebank", "test", WHOLE),
    ),
    "de": (
        Part("ner_germeval2014", "dev", 0.1),
        Part("ner_germeval2014", "test", 0.1),
        Part("ner_mobie", "train_no_smartdata"),
        Part("ner_mobie", "dev_no_smartdata", WHOLE),
    ),
}
ABOUT = {
    "ner_broad_twitter": "Broad Twitter Corpus (Derczynski, Bontcheva, Roberts 2016), CC-BY 4.0",
    "ner_tweebank": "Tweebank-NER 1.0 (Jiang, Hua, Beeferman, Roy 2022), Apache-2.0",
    "ner_germeval2014": "GermEval 2014 NER (Benikova, Biemann, Reznicek 2014), CC-BY 4.0",
    "ner_mobie": "MobIE (Hennig, Truong, Gabryszak 2021), CC-BY 4.0",
    "names.yaml": "sentences and names written for this project, Apache-2.0",
}
_HANDLE = re.compile(r"@ ?\w+")
_LINK = re.compile(r"https?://\S+|\bURL\d+\b")


def masked(row: Row) -> Row:
    """The row with made-up account names and links, which are no names here: nobody's account is learnt."""
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    found = sorted([*_HANDLE.finditer(row.text), *_LINK.finditer(row.text)], key=lambda match: match.start())
    shift, done = 0, 0
    moves: list[tuple[int, int, int]] = []  # start and end in the old text, shift behind it
    for match in found:
        if match.start() < done:
            continue
        rng = random.Random(match.group())
        word = "".join(rng.choice("abcdefghiklmnoprstuw") for _ in range(rng.randint(4, 9)))
        new = f"@{word.title() if rng.random() < 0.4 else word}" if match.group()[0] == "@" else f"https://t.co/{word}"
        parts += [row.text[done : match.start()], new]
        shift += len(new) - len(match.group())
        done = match.end()
        moves.append((match.start(), match.end(), shift))
    parts.append(row.text[done:])
    for start, end, label in row.spans:
        if not any(start < last and first < end for first, last, _ in moves):
            by = next((by for _, last, by in reversed(moves) if last <= start), 0)
            spans.append((start + by, end + by, label))
    return Row("".join(parts), tuple(spans), row.source)


def corpus(data: Path, part: Part) -> Iterator[Row]:
    """The rows of one file of a corpus, with this project's labels; others, parts of words and derived words are left out."""
    with gzip.open(data / part.folder / f"{part.file}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = ((span["start"], span["end"], SAME.get(span["label"])) for span in row["spans"])
            named = tuple((start, end, label) for start, end, label in spans if label)
            yield masked(Row(row["text"], named, part.folder))


_MARK = re.compile(r"\[([^\]|]+)\|(\w+)\]")


def marked(text: str, source: str) -> Row:
    """A row from a text with marks: `our customer [Contoso|ORG]`."""
    plain, spans, done = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[done : match.start()]
        spans.append((len(plain), len(plain) + len(match.group(1)), match.group(2)))
        plain += match.group(1)
        done = match.end()
    return Row(plain + text[done:], tuple(spans), source)


class Namer:
    """Draws names: half of them from the written lists, half of made-up syllables, so that context and shape are learnt."""

    def __init__(self, names: dict[str, list[str]], rng: random.Random) -> None:
        self.names = names
        self.rng = rng

    def word(self) -> str:
        """A word that nobody has read before."""
        pick = self.rng.choice
        made = "".join(pick(_ONSETS) + pick("aeiouao") + pick(_CODAS) for _ in range(pick((1, 2, 2, 2, 3))))
        return made.upper() if len(made) < 4 and self.rng.random() < 0.3 else made.title()

    def of(self, label: str) -> str:
        """A name with this label."""
        pick, names, own = self.rng.choice, self.names, self.rng.random() < 0.5
        if label == "LOC":
            return pick(names["places"])
        last = self.word() if own else pick(names["last"])
        if label == "PER":
            first = self.word() if self.rng.random() < 0.15 else pick(names["first"])
            return pick((first, f"{first} {last}", f"{first} {last}", f"{pick(names['title'])} {last}"))
        stem = self.word() if own else pick((*names["stems"], last))
        return f"{stem} {pick((*names['endings'], '', '', '', '', '', ''))}".strip()


_ONSETS = "b br c d dr f fl g gr h j k kr l m n p pl r s st t tr v w z".split()
_CODAS = ("", "", "", "n", "r", "l", "s", "x", "nd", "rt", "m", "ck", "ll")


def written(data: dict[str, Any], namer: Namer) -> Iterator[Row]:
    """Rows from the written sentences, with names drawn for their slots."""
    for template in data["templates"]:
        for _ in range(SILVER):
            filled = re.sub(r"\{(\w+)\}", lambda slot: f"[{namer.of(slot.group(1))}|{slot.group(1)}]", template)
            yield marked(filled, "names.yaml")
    for text in data["plain"]:
        yield from [marked(text, "names.yaml")] * 4


def renamed(row: Row, namer: Namer) -> Row:
    """The row with other people and organisations in the same places."""
    text, spans, done = "", [], 0
    for start, end, label in sorted(row.spans):
        name = row.text[start:end]
        if start < done:
            continue
        if label != "LOC" and name[0] != "#":
            name = namer.of(label).lower() if name.islower() else namer.of(label)
        text += row.text[done:start]
        spans.append((len(text), len(text) + len(name), label))
        text += name
        done = end
    return Row(text + row.text[done:], tuple(spans), row.source)


def split(data: Path, lang: str) -> tuple[list[Row], dict[str, list[Row]]]:
    """Rows to learn from, and held-out rows by corpus; equal texts stay on one side."""
    learn: list[Row] = []
    held: dict[str, list[Row]] = defaultdict(list)
    for part in SETS[lang]:
        for row in corpus(data, part):
            share = int(sha256(row.text.encode()).hexdigest()[:8], 16) / 16**8
            (held[row.source] if share < part.held else learn).append(row)
    aside = {row.text for rows in held.values() for row in rows}
    learn = [row for row in learn if row.text not in aside]
    data_of_lang = yaml.safe_load((HERE / "names.yaml").read_text(encoding="utf-8"))[lang]
    namer = Namer(data_of_lang["names"], random.Random(SEED))
    learn += [renamed(row, namer) for row in learn if any(label != "LOC" for *_, label in row.spans)]
    learn += written(data_of_lang, namer)
    posts = yaml.safe_load((HERE / "names-held.yaml").read_text(encoding="utf-8"))[lang]
    held["posts"] = [marked(text, "posts") for text in posts]
    return learn, held


def example(nlp: Any, row: Row) -> Any:
    """A row as spaCy's training example; a name that ends inside a token takes the whole token."""
    from spacy.training import Example
    from spacy.util import filter_spans

    gold = nlp.make_doc(row.text)
    spans = (gold.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in row.spans)
    gold.ents = filter_spans([span for span in spans if span is not None])
    return Example(nlp.make_doc(row.text), gold)


def figures(nlp: Any, rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of whole names with their labels."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    gold = [{(s.start_char, s.end_char, s.label_) for s in example(nlp, row).reference.ents} for row in rows]
    for doc, wanted in zip(nlp.pipe(row.text for row in rows), gold, strict=True):
        seen = {(span.start_char, span.end_char, span.label_) for span in doc.ents}
        for counter, spans in ((right, seen & wanted), (found, seen), (asked, wanted)):
            counter.update(label for *_, label in spans)
            counter.update("all" for _ in spans)
    return {label: _scores(right[label], found[label], asked[label]) for label in (*LABELS, "all")}


def _scores(right: int, found: int, asked: int) -> dict[str, float]:
    precision, recall = right / found if found else 0.0, right / asked if asked else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3), "names": asked}


def train(lang: str, learn: Sequence[Row], epochs: int) -> Any:
    """A pipeline with the averaged weights of all steps."""
    import spacy
    from spacy.util import compounding, fix_random_seed, minibatch

    fix_random_seed(SEED)
    rng = random.Random(SEED)
    nlp = spacy.blank(lang)
    ner = nlp.add_pipe("ner", config={"model": MODEL})
    for label in LABELS:
        ner.add_label(label)
    rows = list(learn)
    examples = [example(nlp, row) for row in rows]
    optimizer = nlp.initialize(lambda: examples)
    sizes = compounding(8.0, 64.0, 1.002)
    for epoch in range(epochs):
        losses: dict[str, float] = {}
        rng.shuffle(examples)
        for batch in minibatch(examples, size=sizes):
            nlp.update(batch, sgd=optimizer, losses=losses, drop=DROPOUT)
        print(f"epoch {epoch + 1}/{epochs}: loss {losses['ner']:.0f}", flush=True)
    with nlp.use_params(optimizer.averages):
        return spacy.util.load_model_from_config(nlp.config, auto_fill=True).from_bytes(nlp.to_bytes())


def save(nlp: Any, out: Path, card: dict[str, Any]) -> None:
    """The pipeline as spaCy writes it, without the words that were read in training, and its card with digests."""
    shutil.rmtree(out / "ner", ignore_errors=True)
    shutil.rmtree(out / "vocab", ignore_errors=True)
    nlp.to_disk(out)
    (out / "vocab" / "strings.json").write_text(json.dumps(sorted(LABELS)) + "\n", encoding="utf-8")
    files = sorted(file for file in out.rglob("*") if file.is_file() and file.name not in ("card.json", "README.md"))
    digests = {file.relative_to(out).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}
    text = json.dumps(card | {"sha256": digests}, indent=2, ensure_ascii=False)
    (out / "card.json").write_text(f"{text}\n", encoding="utf-8")
    print(f"{out}: {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")


def main(arguments: Iterable[str] | None = None) -> None:
    """Train, measure on what was held out, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--lang", choices=("en", "de"), required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--epochs", type=int)
    given = parser.parse_args(None if arguments is None else list(arguments))
    out = given.out or HERE.parent / "models" / f"names-{given.lang}"
    learn, held = split(given.data, given.lang)
    counts = Counter(row.source for row in learn)
    print(dict(counts), {name: len(rows) for name, rows in held.items()}, flush=True)
    nlp = train(given.lang, learn, given.epochs or EPOCHS[given.lang])
    measured = {name: figures(nlp, rows) for name, rows in held.items()}
    for name, by_label in measured.items():
        for label, found in by_label.items():
            print(
                f"{name:18} {label:4} P {found['precision']:.3f} R {found['recall']:.3f} F1 {found['f1']:.3f} of {found['names']}"
            )
    out.mkdir(parents=True, exist_ok=True)
    card = {
        "format": "spacy",
        "format_version": 1,
        "langs": [given.lang],
        "labels": list(LABELS),
        "made": date.today().isoformat(),
        "command": f"python -m training.names --data DIR --lang {given.lang}",
        "licence": "Apache-2.0; the corpora are named above with theirs",
        "trained_on": [{"set": ABOUT[name], "rows": counts[name]} for name in sorted(counts)],
        "held_out": measured,
    }
    save(nlp, out, card)
    readme(card, out)


if __name__ == "__main__":
    main()
