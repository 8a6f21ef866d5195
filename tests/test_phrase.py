"""Phrases with places for names, token patterns, and the pipelines that find names."""

from __future__ import annotations

import json
import pickletools
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from postguard import nlp
from postguard.config import load_settings
from postguard.draft import Draft
from postguard.errors import CheckError, MissingModel, RuleProblems
from postguard.report import Verdict
from tests.conftest import ROOT, LinterMaker, build_linter, short

FOLDERS = [ROOT / "models" / name for name in nlp.SHIPPED.values()]
PACKAGE = """\
import json
from pathlib import Path
import spacy


def load(**overrides):
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "zorro"}, {"label": "GPE", "pattern": "Zamunda"}])
    return nlp
"""


def rule(phrases: str, more: str = "") -> str:
    """One rule of the kind with these phrases."""
    return f"rules: [{{id: leak.deal.a, kind: phrase, phrases: {{{phrases}}}{more}}}]"


EN, DE = "en: [our customer <ORG>]", "de: [<PER> verlässt uns]"
CALLED, TALKS = "en: ['our customer (called)? <ORG>']", "de: ['wir verhandeln mit (der|dem)? <ORG>']"
FOUND = [
    (EN, "Our customer Brightwell Foods signed.", ["Our customer Brightwell Foods"]),
    (EN, "Great: our customer “Brightwell Foods” signed.", ["our customer “Brightwell Foods"]),
    (EN, "our customer @brightwell signed", ["our customer @brightwell"]),
    (EN, "our customer service is great", []),
    (EN, "Our customer called Brightwell Foods.", []),
    (CALLED, "Our customer called Brightwell Foods.", ["Our customer called Brightwell Foods"]),
    ("en: [<PER> is leaving]", "So, Sarah Walker is leaving us.", ["Sarah Walker is leaving"]),
    ("en: [<PER> is leaving]", "The train is leaving. She is leaving, too.", []),
    ("en: [<PER|ORG> is leaving]", "Sarah is leaving.", ["Sarah is leaving"]),
    (TALKS, "Tja, wir verhandeln mit der Haldensee GmbH.", ["wir verhandeln mit der Haldensee GmbH"]),
    (DE, "😀 Thomas Berger verlässt uns.", ["Thomas Berger verlässt uns"]),
    (DE, "Der Sommer verlässt uns.", []),
    ("all: [<PER> trifft <PER>]", "@sarah trifft @thomas", ["@sarah trifft @thomas"]),
]


@pytest.mark.parametrize(("phrases", "text", "found"), FOUND)
def test_phrases_with_names(make_linter: LinterMaker, phrases: str, text: str, found: list[str]) -> None:
    report = make_linter(rule(phrases)).check(Draft(text, lang="de" if phrases[:2] == "de" else "en"))
    assert [item[1] for item in short(report)] == found
    for _, quote, start, end in short(report):
        assert text[start:end] == quote


def test_none_keeps_away(make_linter: LinterMaker) -> None:
    linter = make_linter(rule("en: [our customer <ORG>]", ", none: {en: [case study]}"))
    text = "Our customer Brightwell Foods signed. New case study: our customer Brightwell Foods."
    assert short(linter.check(Draft(text, lang="en"))) == [("leak.deal.a", "Our customer Brightwell Foods", 0, 29)]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        (rule("en: [our customer]"), "has no place for a name (<PER>, <ORG>, <LOC>); use kind terms"),
        (rule("en: [<ORG>]"), "has no words beside the name; it would look at every draft"),
        (rule("en: [our <FIRM>]"), "unknown name <FIRM>; known: <PER>, <ORG>, <LOC>, several as <PER|ORG>"),
        (rule("en: [our (customer <ORG>]"), "our (customer"),
        (rule("en: ['{word} <ORG>']"), "would match every text; name at least one word"),
        (rule("en: [our <ORG>]", ", keywords: [our]"), "keywords go with 'tokens'"),
        ("rules: [{id: leak.deal.a, kind: phrase}]", "expected either 'phrases' or 'tokens' with 'keywords'"),
        ("rules: [{id: leak.deal.a, kind: phrase, tokens: {en: [[{LOWER: a}]]}}]", "'keywords' is missing"),
        (
            "rules: [{id: leak.deal.a, kind: phrase, keywords: [sell], tokens: {en: [[{LEMMA: sell}]]}}]",
            "LEMMA: needs an installed pipeline; name one for en under 'pipelines'",
        ),
        ("rules: [{id: leak.deal.a, kind: phrase, keywords: [sell], tokens: {fr: [[{LOWER: a}]]}}]", "unknown language 'fr'"),
    ],
)  # fmt: skip
def test_mistakes_are_told_at_their_place(tmp_path: Path, rules: str, problem: str) -> None:
    with pytest.raises(RuleProblems) as caught:
        build_linter(tmp_path, rules)
    assert problem in str(caught.value)
    assert all(item.line and item.column > 1 for item in caught.value.problems)


def test_tokens_know_names(make_linter: LinterMaker) -> None:
    linter = make_linter(
        "rules: [{id: leak.deal.a, kind: phrase, keywords: {en: [lunch]}, tokens: {en: "
        "[[{LOWER: lunch}, {LOWER: with}, {ENT_TYPE: {IN: [PERSON]}, OP: +}]]}}]"
    )
    found = linter.check(Draft("Had lunch with Sarah Walker in Leeds.", lang="en"))
    assert short(found) == [("leak.deal.a", "lunch with Sarah Walker", 4, 27)]


@pytest.mark.parametrize(
    ("text", "loads"),
    [
        ("We had a great day in Leeds with Sarah Walker.", False),
        ("our customer service never sleeps", False),
        ("she is leaving, he is leaving", False),
        ("Our customer Brightwell Foods signed.", True),
    ],
)
def test_spacy_is_loaded_only_when_words_and_a_possible_name_are_there(tmp_path: Path, text: str, loads: bool) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.conftest import build_linter; from postguard.draft import Draft\n"
        f"linter = build_linter(Path({str(tmp_path)!r}), {rule('en: [our customer <ORG>, <PER> is leaving]')!r})\n"
        f"linter.check(Draft({text!r}, lang='en')); print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(loads)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_shipped_pipelines_are_small_whole_and_no_pickles(folder: Path) -> None:
    nlp.verified(folder)
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 10_000_000
    card = json.loads((folder / "card.json").read_text("utf-8"))
    named = {*card["sha256"], "card.json", "README.md"}
    assert {file.relative_to(folder).as_posix() for file in files} == named
    assert tuple(card["labels"]) == nlp.LABELS
    for file in files:
        with pytest.raises(ValueError, match=r"."):
            list(pickletools.genops(file.read_bytes()))


@pytest.mark.parametrize("lang", nlp.SHIPPED)
def test_readme_says_the_figures_of_the_card(lang: str) -> None:
    folder = ROOT / "models" / nlp.SHIPPED[lang]
    text = (folder / "README.md").read_text("utf-8")
    for by_label in json.loads((folder / "card.json").read_text("utf-8"))["held_out"].values():
        for found in by_label.values():
            row = f"{found['precision']:.2f} | {found['recall']:.2f} | {found['f1']:.2f} | {found['names']}"
            assert row in text


def test_a_damaged_pipeline_is_an_error(
    make_linter: LinterMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FOLDERS[0], tmp_path / "models" / FOLDERS[0].name)
    monkeypatch.setattr(nlp, "shipped", lambda kind: tmp_path / kind)
    nlp.pipeline.cache_clear()
    model = tmp_path / "models" / FOLDERS[0].name / "ner" / "model"
    model.write_bytes(model.read_bytes()[:-1] + b"x")
    linter = make_linter(rule("en: [our customer <ORG>]"))
    text = "ner/model is missing or does not have the digest that card.json names; install postguard again"
    with pytest.raises(CheckError, match=text):
        linter.check(Draft("Our customer Brightwell Foods signed.", lang="en"))
    shutil.rmtree(tmp_path / "models")
    report = linter.check(Draft("Our customer Brightwell Foods signed.", lang="en"))
    assert report.verdict is Verdict.review
    assert "there is no pipeline 'names-en'" in report.skipped[0].reason
    nlp.pipeline.cache_clear()


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"sha256": 3}'])
def test_a_card_that_says_nothing_is_an_error(tmp_path: Path, card: str) -> None:
    (tmp_path / "card.json").write_text(card, "utf-8")
    with pytest.raises(CheckError, match="not a card of a pipeline"):
        nlp.verified(tmp_path)


def package(folder: Path, monkeypatch: pytest.MonkeyPatch, **meta: object) -> None:
    """An installed pipeline as far as postguard looks at it."""
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "zz_names", raising=False)
    nlp.pipeline.cache_clear()
    (folder / "zz_names").mkdir()
    (folder / "zz_names" / "__init__.py").write_text(PACKAGE, "utf-8")
    (folder / "zz_names" / "meta.json").write_text(json.dumps({"lang": "en", "pipeline": ["ner"]} | meta), "utf-8")


def test_an_installed_pipeline_is_used_instead_and_its_labels_are_ours(
    make_linter: LinterMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(tmp_path, monkeypatch)
    (tmp_path / "postguard.yaml").write_text("pipelines: {en: zz_names}", "utf-8")
    assert load_settings(tmp_path / "postguard.yaml")[0].pipelines == {"en": "zz_names"}
    import zz_names  # type: ignore[import-not-found]

    monkeypatch.setattr("spacy.load", lambda name: zz_names.load())
    linter = make_linter(rule("en: [hello <PER>, off to <LOC>]"), pipelines={"en": "zz_names"})
    found = linter.check(Draft("Hello Zorro, hello zorro! Hello, (zorro) Off to Zamunda.", lang="en"))
    assert [quote for _, quote, *_ in short(found)] == ["hello zorro", "Hello, (zorro", "Off to Zamunda"]


@pytest.mark.parametrize(
    ("name", "meta", "problem"),
    [
        (
            "en_core_web_nix",
            {},
            "the pipeline 'en_core_web_nix' is not installed; install the package, or leave the key out",
        ),
        ("../names", {}, "'../names' is not the name of a package such as en_core_web_sm"),
        ("json", {}, "the package 'json' is not a spaCy pipeline; it has no meta.json that says so"),
        ("zz_names", {"lang": "de"}, "the pipeline 'zz_names' is for 'de', not for 'en'"),
        ("zz_names", {"pipeline": ["tagger"]}, "the pipeline 'zz_names' finds no names; it has no part 'ner'"),
    ],
)
def test_a_pipeline_that_cannot_be_used_is_told_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, meta: dict[str, object], problem: str
) -> None:
    package(tmp_path, monkeypatch, **meta)
    file = tmp_path / "postguard.yaml"
    file.write_text(f"version: 1\npipelines:\n  en: {name}\n", "utf-8")
    with pytest.raises(RuleProblems) as caught:
        load_settings(file)
    (found,) = caught.value.problems
    assert (found.line, found.column) == (3, 7)
    assert problem in found.text
    with pytest.raises(MissingModel):
        nlp.pipeline("en", name)


def test_a_language_that_nobody_speaks_here(tmp_path: Path) -> None:
    (tmp_path / "postguard.yaml").write_text("pipelines: {fr: fr_core_news_sm}", "utf-8")
    with pytest.raises(RuleProblems) as caught:
        load_settings(tmp_path / "postguard.yaml")
    assert "1:13" in str(caught.value)
