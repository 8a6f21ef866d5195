"""A reading: sentences, distances, quotations, and terms found across views with their places in the author's text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postguard.reading import Reading
from postguard.spans import Span
from tests.conftest import reading, termset


def cut(made: Reading, spans: tuple[Span, ...]) -> list[str]:
    return [made.text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", [""]),
        ("One. Two! Three? Four", ["One. ", "Two! ", "Three? ", "Four"]),
        ("Das kostet z. B. 5 Euro. Nicht mehr.", ["Das kostet z. B. 5 Euro. ", "Nicht mehr."]),
        ("Am 5. Mai kommt Dr. Weber. Toll!", ["Am 5. Mai kommt Dr. Weber. ", "Toll!"]),
        ("Version 3.11 is out. we like it", ["Version 3.11 is out. we like it"]),
        ("I said no. Then we left. See No. 5 and Art. 6.", ["I said no. ", "Then we left. ", "See No. 5 and Art. 6."]),
        ("„Na und?“ Das sagte er.", ["„Na und?“ ", "Das sagte er."]),
        ("Really?! yes", ["Really?! ", "yes"]),
        ("a\n\nb\r\nc", ["a\n\n", "b\r\n", "c"]),
        ("Fertig. 🎉 Los", ["Fertig. ", "🎉 Los"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    made = reading(text)
    assert cut(made, made.sentences) == sentences


def test_sentence_of_a_place() -> None:
    made = reading("One two. Three four. Five.")
    assert made.sentence(Span(4, 7)) == Span(0, 9)
    assert made.sentence(Span(9, 14)) == Span(9, 21)
    assert made.sentence(Span(4, 12)) == Span(0, 21)
    assert reading("").sentence(Span(0, 0)) == Span(0, 0)


def test_words_between_and_around() -> None:
    text = "one two, three four five"
    made = reading(text)
    one, three, five = Span(0, 3), Span(9, 14), Span(20, 24)
    assert made.words_between(one, three) == made.words_between(three, one) == 1
    assert made.words_between(one, five) == 3
    assert made.words_between(one, Span(2, 9)) == made.words_between(Span(0, 24), three) == 0
    assert made.words_around(three, 1, 1) == Span(4, 20)
    assert made.words_around(three, 9, 9) == Span(0, 24)
    assert made.words_around(three, 0, 0) == Span(9, 15)
    assert reading("🤫 one").words_around(Span(0, 1), 0, 1) == Span(0, 5)
    assert reading("").words_around(Span(0, 0), 2, 2) == Span(0, 0)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Er sagte „Nein“ und “No” und »Non« und «Ni».", ["„Nein“", "“No”", "»Non«", "«Ni»"]),
        ("He said \"no\" and 'never' and ‘not’.", ['"no"', "'never'", "‘not’"]),
        ("Don't say it's mine, that's 5' long", []),
        ('An open " quotation\nand another "', []),
        ("‚Nein‘, sagte sie", ["‚Nein‘"]),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    made = reading(text)
    assert cut(made, made.quotations) == quoted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Project Falcon is near", ["Falcon"]),
        ("so proud of Fal\u00adcon and F\u200balcon!", ["Fal\u00adcon", "F\u200balcon"]),
        ("Ｆａｌｃｏｎ and 𝐅𝐚𝐥𝐜𝐨𝐧", ["Ｆａｌｃｏｎ", "𝐅𝐚𝐥𝐜𝐨𝐧"]),
        ("soon F a l c o n, F.a.l.c.o.n", ["F a l c o n", "F.a.l.c.o.n"]),
        ("#ProjectFalconLaunch is on", ["Falcon"]),
        ("F4lc0n and Fаlсоn", ["F4lc0n", "Fаlсоn"]),
        ("Faaaalcon", ["Faaaalcon"]),
        ("falcons are birds", []),
    ],
)
def test_find_sees_through_disguises_and_gives_the_authors_text(text: str, found: list[str]) -> None:
    terms = termset("Falcon")
    made = reading(text, terms)
    assert cut(made, made.find(terms)) == found


def test_each_view_finds_what_it_shows() -> None:
    exact = termset("US", view="text")
    made = reading("US us 𝐔𝐒", exact)
    assert cut(made, made.find(exact)) == ["US"]
    clean = termset("US", view="clean")
    made = reading("US us 𝐔𝐒 U\u200bS", clean)
    assert cut(made, made.find(clean)) == ["US", "𝐔𝐒", "U\u200bS"]
    fold = termset("US", view="folded")
    made = reading("US us 𝐔𝐒 #LeaveUS", fold)
    assert cut(made, made.find(fold)) == ["US", "us", "𝐔𝐒"]
    skeleton = termset("US")
    made = reading("US #LeaveUS", skeleton)
    assert cut(made, made.find(skeleton)) == ["US", "US"]


def test_expansions_are_widened_to_whole_characters() -> None:
    terms = termset("final strasse")
    made = reading("Die ﬁnal Straße.", terms)
    assert made.find(terms) == (Span(4, 15),)


def test_masked_spellings_only_where_asked() -> None:
    plain, masked = termset("Scheiße"), termset("Scheiße", masked=True)
    made = reading("So ein Sch***e, f█ck und Scheiße", plain, masked)
    assert cut(made, made.find(plain)) == ["Scheiße"]
    assert cut(made, made.find(masked)) == ["Sch***e", "Scheiße"]
    block = termset("fuck", masked=True)
    made = reading("f█ck", block)
    assert cut(made, made.find(block)) == ["f█ck"]


def test_terms_of_another_language_stay_silent() -> None:
    english, german, both = termset("gift", lang="en"), termset("gift", lang="de"), termset("gift")
    made = reading("Das ist ein Gift und nicht gut für uns.", english, german, both, lang="de")
    assert [len(made.find(terms)) for terms in (english, german, both)] == [0, 1, 1]


def test_may_hold() -> None:
    inside, absent = termset("falcon"), termset("eagle")
    made = reading("F.a.l.c.o.n hawks", inside, absent)
    assert [made.may_hold(terms) for terms in (inside, absent)] == [True, False]


WILD = st.text(
    st.sampled_from("Falcon faαаlсоn F.a.l.c 4@0$ ß ﬁ ﷺ \u200b\u00ad\u0301\u0308🤫🇫🇺 #AbC *_-'„“\"\n\r.!?"), max_size=40
)
VIEWS = ("text", "clean", "folded", "skeleton")
SETS = (
    *(termset("Falcon", "fa*", "f ... n", "{word} c", "🤫", view=view) for view in VIEWS),
    termset("falcon", masked=True),
)


@settings(max_examples=300, deadline=None)
@given(WILD | st.text(max_size=40))
def test_every_place_lies_in_the_text_and_is_not_empty(text: str) -> None:
    made = reading(text, *SETS)
    for terms in SETS:
        found = made.find(terms)
        assert all(0 <= start < end <= len(made.text) for start, end in found)
        assert list(found) == sorted(set(found), key=lambda span: (span.start, -span.end))


@settings(max_examples=200, deadline=None)
@given(WILD | st.text(max_size=40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 3), st.integers(0, 3))
def test_sentences_tile_the_text_and_surroundings_cover_the_place(
    text: str, a: int, b: int, before: int, after: int
) -> None:
    made = reading(text)
    borders = [edge for sentence in made.sentences for edge in sentence]
    assert borders[0] == 0 and borders[-1] == len(made.text)
    assert borders[1:-1:2] == borders[2::2]
    start, end = sorted((min(a, len(made.text)), min(b, len(made.text))))
    place = Span(start, end)
    assert made.words_around(place, before, after).covers(place)
    if start < end:
        assert made.sentence(place).covers(place)
    assert all(quote.start < quote.end <= len(made.text) for quote in made.quotations)
