"""Views and their way back: properties for any text, and each disguise with the exact stretch of the author's text."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postguard.folding import _EASY, View, clean, fold_term, folded, masked_words, skeleton
from postguard.lookalikes import LOOKALIKES

# Characters that normalisation changes or moves, invisible ones, and what disguises are made of.
WILD = (
    "\u00ad\u200b\u200d\u202e\ufe0f\u034f\u115f\u3164\u2800\U000e0041"
    "\u0300\u0301\u0323\u0345\u0336\u05b0\u3099\uff9e\u1161\u11a8\u1100\u09be\u20e3"
    "ﬁßẞİŉǰΐſΣςΆ´¨\u00a0…½²㎏ﷺﷲｆＦ𝐅𝔣Ⅷ①㈱가각ｶか\uac00"
    "aeiouAEIOUnNfF 0134579@$€!+|#_*.-/–’„“»\t\r\n\x85\u2028"
    "аеосАВСΑΒοᎪᴀɑı🅰🅐🇫🇺👍🏽❤"
)
ANY = st.one_of(
    st.text(),
    st.text(st.sampled_from(WILD)),
    st.lists(
        st.one_of(
            st.sampled_from(["F a l c o n", "#Pr0jectX", "sch***e", "Fuuu", "ГАЛ", "Straße"]), st.text(max_size=3)
        )
    ).map("".join),
)
INVISIBLE = {chr(point) for point in range(0x110000) if clean(chr(point)).text == ""}


def skeleton_of(text: str) -> View:
    return skeleton(clean(text))


def folded_of(text: str) -> View:
    return folded(clean(text))


def source_of(text: str, view: View, found: str) -> str:
    start = view.text.index(found)
    span = view.source(start, start + len(found))
    return text[span.start : span.end]


# -- properties -----------------------------------------------------------------------------------------------------


def test_easy_characters_are_what_the_fast_path_takes_them_for() -> None:
    easy = [character for character in map(chr, range(0x110000)) if re.match(f"[{_EASY}]", character)]
    assert len(easy) > 2_000
    for character in easy:
        fold = character.casefold()
        assert len(fold) == 1
        assert unicodedata.normalize("NFKC", character) == character
        assert unicodedata.normalize("NFKC", fold) == fold
        assert unicodedata.combining(character) == 0
        assert unicodedata.category(character)[0] != "M"


def test_all_default_ignorables_are_invisible_and_no_letter_is() -> None:
    assert {"\u00ad", "\u034f", "\u180e", "\u200b", "\u2060", "\ufeff", "\u3164", "\U000e0041", "\ufe0f"} <= INVISIBLE
    assert {unicodedata.category(character) for character in INVISIBLE} == {"Cf", "Cn", "Lo", "Mn", "So"}
    # The letters among them are the four Hangul fillers, the symbol is the braille blank.
    assert {character for character in INVISIBLE if unicodedata.category(character) in ("Lo", "So")} == set(
        "\u115f\u1160\u3164\uffa0\u2800"
    )


@settings(max_examples=500)
@given(ANY)
def test_clean_is_nfkc_of_the_visible_text(text: str) -> None:
    visible = "".join(character for character in text if character not in INVISIBLE)
    assert clean(text).text == unicodedata.normalize("NFKC", visible)


@settings(max_examples=500)
@given(ANY)
@example("\u0301\u200b\u0301a")
def test_ways_back_are_monotone_and_inside(text: str) -> None:
    for make in (clean, folded_of, skeleton_of):
        view = make(text)
        starts, ends = list(view.starts), list(view.ends)
        assert len(starts) == len(ends) == len(view.text)
        assert starts == sorted(starts)
        assert ends == sorted(ends)
        assert all(0 <= start <= len(text) and 0 <= end <= len(text) for start, end in zip(starts, ends, strict=True))
        assert view.disguised is None or len(view.disguised) == len(view.text)


@settings(max_examples=500)
@given(ANY)
def test_only_inserted_blanks_are_empty(text: str) -> None:
    for make in (clean, folded_of):
        view = make(text)
        assert all(start < end for start, end in zip(view.starts, view.ends, strict=True))
    view = skeleton_of(text)
    for place, character in enumerate(view.text):
        span = view.source(place, place + 1)
        assert span.start < span.end or (character == " " and view.is_disguised(place, place + 1))


@settings(max_examples=500)
@given(ANY, st.data())
def test_a_slice_is_found_in_the_fold_of_its_source(text: str, data: st.DataObject) -> None:
    for make in (clean, folded_of):
        view = make(text)
        if view.text:
            start = data.draw(st.integers(0, len(view.text) - 1))
            end = data.draw(st.integers(start + 1, len(view.text)))
            span = view.source(start, end)
            assert view.text[start:end] in make(text[span.start : span.end]).text


@settings(max_examples=500)
@given(ANY)
def test_the_skeleton_is_the_folded_text_where_nothing_is_disguised(text: str) -> None:
    view = skeleton_of(text)
    if view.disguised is None:
        plain = folded_of(text)
        assert (view.text, [*view.starts], [*view.ends]) == (plain.text, [*plain.starts], [*plain.ends])
    else:
        assert True in view.disguised


@given(ANY)
def test_terms_are_folded_as_drafts_are(text: str) -> None:
    assert fold_term(text) == folded_of(text).text


@settings(max_examples=500)
@given(ANY)
def test_masked_words_stand_where_they_say(text: str) -> None:
    for pattern, span in masked_words(clean(text)):
        assert 0 <= span.start < span.end <= len(text)
        assert "?" in pattern
        assert any(map(str.isalpha, pattern))


@pytest.mark.parametrize(
    "unit", ["a ", "a-", "f*", "#A", "aA", "1a", "@a", "a.", "😀\u200d", "\u0301", "**a ", "www.", "🇩"]
)
def test_long_monotone_texts_take_linear_time(unit: str) -> None:
    text = unit * 10_000
    begin = time.perf_counter()
    view = clean(text)
    folded(view)
    skeleton(view)
    list(masked_words(view))
    assert time.perf_counter() - begin < 5


def test_look_alikes_are_foreign_letters_for_latin_ones() -> None:
    assert {letter for letter in LOOKALIKES.values() if not (letter.isascii() and letter.isalpha())} == {"ß"}
    assert [alike for alike in LOOKALIKES if alike <= "\xff" or unicodedata.normalize("NFKC", alike) != alike] == []
    assert "".join(LOOKALIKES[letter] for letter in "АВСЕНІКМОРТХаеорсухԁѕԛԝ") == "ABCEHIKMOPTXaeopcyxdsqw"


# -- the way back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found", "source"),
    [
        ("so proud of Fal\u00adcon!", "falcon", "Fal\u00adcon"),
        ("so proud of Falcon\u200b!", "falcon", "Falcon"),
        ("ﬁnal straße: Falcon", "falcon", "Falcon"),
        ("ﬁnal straße: Falcon", "strasse", "straße"),
        ("ﬁnal straße: Falcon", "i", "ﬁ"),
        ("die Stra\u00adße!", "as", "a\u00adß"),
        ("ＦＡＬＣＯＮ und 𝐅𝐚𝐥𝐜𝐨𝐧", "falcon und falcon", "ＦＡＬＣＯＮ und 𝐅𝐚𝐥𝐜𝐨𝐧"),
        ("Cafe\u0301 Mu\u0308ller", "müller", "Mu\u0308ller"),
        ("e\u200b\u0301t", "é", "e\u200b\u0301"),
        ("❤️ Grüße… Ende", "ende", "Ende"),
        ("don’t", "don't", "don’t"),
        ("it´s", "it's", "it´s"),
        ("E‑Mail – „Größe“", 'e-mail - "grösse"', "E‑Mail – „Größe“"),
        ("Projekt\tFalke", "projekt falke", "Projekt\tFalke"),
        ("Projekt\u00a0\u2009Falke", "projekt  falke", "Projekt\u00a0\u2009Falke"),
    ],
)
def test_folding_finds_the_authors_own_text(text: str, found: str, source: str) -> None:
    assert source_of(text, folded_of(text), found) == source


def test_newlines_stay_and_other_blanks_do_not() -> None:
    assert folded_of("a\nb\r\nc\u2028d\te\u3000f").text == "a\nb\r\nc\nd e f"


def test_clean_keeps_case_and_ordinary_text_keeps_its_own_string() -> None:
    text = "Wir freuen uns über „Größe“ – und 🎉 #TeamKöln"
    view = clean(text)
    assert view.text is text
    assert (view.starts, view.ends) == (range(len(text)), range(1, len(text) + 1))
    assert clean("Fal\u00adCON").text == "FalCON"


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (-1, 1), (0, 4)])
def test_no_source_for_what_is_no_stretch(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        clean("abc").source(start, end)


def test_places_read_like_any_sequence() -> None:
    view = folded_of("aßb")
    assert (view.text, list(view.starts), list(view.ends)) == ("assb", [0, 1, 1, 2], [1, 2, 2, 3])
    assert (view.starts[-1], view.starts[1:3], len(view.ends)) == (2, [1, 1], 4)
    with pytest.raises(IndexError):
        view.starts[4]


# -- disguises ------------------------------------------------------------------------------------------------------

DISGUISES = [
    # letters apart
    ("wir lieben F\u00ad a l c o n sehr", "falcon", "F\u00ad a l c o n"),
    ("wir lieben F.a.l.c.o.n!", "falcon", "F.a.l.c.o.n"),
    ("oh f-u-c-k", "fuck", "f-u-c-k"),
    ("F a l c o n  s h i p s", "falcon  ships", "F a l c o n  s h i p s"),
    ("F/a/l/k/e / p/l/a/n", "falke / plan", "F/a/l/k/e / p/l/a/n"),
    ("this is a F a l c o n", "a falcon", "a F a l c o n"),
    ("P r o j e c t F a l c o n", "project falcon", "P r o j e c t F a l c o n"),
    ("F · a", "f · a", "F · a"),
    ("G·r·ö·ß·e", "grösse", "G·r·ö·ß·e"),
    # look-alikes
    ("wir lieben F\u0430lcon", "falcon", "F\u0430lcon"),
    ("the \u0420R\u041eJ\u0415\u0421\u0422 is on", "project", "\u0420R\u041eJ\u0415\u0421\u0422"),
    ("oh \u0455\u0435\u0445 sells", "sex", "\u0455\u0435\u0445"),
    ("F\u13aaLCON once", "falcon", "F\u13aaLCON"),
    ("Schei\u03b2e", "scheisse", "Schei\u03b2e"),
    ("ᴘʀᴏᴊᴇᴄᴛ x", "project", "ᴘʀᴏᴊᴇᴄᴛ"),
    ("F \u0430 l c \u043e n", "falcon", "F \u0430 l c \u043e n"),
    # letters as symbols
    ("🇫🇺🇨🇰 this", "fuck", "🇫🇺🇨🇰"),
    ("🇫 🇺 🇨 🇰 this", "fuck", "🇫 🇺 🇨 🇰"),
    ("🅵🅰🅻🅲🅾🅽", "falcon", "🅵🅰🅻🅲🅾🅽"),
    ("🅕🅐🅛🅒🅞🅝", "falcon", "🅕🅐🅛🅒🅞🅝"),
    ("F\u0336a\u0336l\u0336c\u0336on", "falcon", "F\u0336a\u0336l\u0336c\u0336on"),
    # leetspeak
    ("our Fa1c0n", "falcon", "Fa1c0n"),
    ("such sh1t", "shit", "sh1t"),
    ("you b!tch", "bitch", "b!tch"),
    ("a ki11er", "killer", "ki11er"),
    ("@$$hole", "asshole", "@$$hole"),
    ("big a$$", "ass", "a$$"),
    ("5cheiße", "scheisse", "5cheiße"),
    ("4r5chl0ch", "arschloch", "4r5chl0ch"),
    ("1d10t", "idiot", "1d10t"),
    ("Sch+rott", "schtrott", "Sch+rott"),
    # repeated letters
    ("Fuuuuck that", "fuck", "Fuuuuck"),
    ("Scheeeißßße", "scheisse", "Scheeeißßße"),
    # joined words
    ("now #ProjectFalconLaunch!", "project falcon launch", "ProjectFalconLaunch"),
    ("#Q3Results are in", "q3 results", "Q3Results"),
    ("#IPOready", "ipo ready", "IPOready"),
    ("#KIStrategie", "ki strategie", "KIStrategie"),
    ("#project_falcon_launch", "falcon launch", "falcon_launch"),
    ("#falcon2026", "falcon", "falcon"),
    ("#ÜbernahmeGrößer", "übernahme grösser", "ÜbernahmeGrößer"),
    ("die ProjektFalke GmbH", "projekt falke gmbh", "ProjektFalke GmbH"),
    ("#Pr0jectF4lc0n", "project falcon", "Pr0jectF4lc0n"),
]


@pytest.mark.parametrize(("text", "found", "source"), DISGUISES)
def test_the_skeleton_finds_the_authors_own_text(text: str, found: str, source: str) -> None:
    view = skeleton_of(text)
    assert source_of(text, view, found) == source


@pytest.mark.parametrize(
    ("text", "found", "source"), [row for row in DISGUISES if row[1] not in folded_of(row[0]).text]
)
def test_what_only_the_skeleton_finds_is_disguised(text: str, found: str, source: str) -> None:
    view = skeleton_of(text)
    start = view.text.index(found)
    assert view.is_disguised(start, start + len(found))


def test_only_the_disguised_characters_are_marked() -> None:
    view = skeleton_of("ok F\u0430lcon #NewPlan")
    assert view.text == "ok falcon new plan"
    assert "".join("x" if mark else "." for mark in view.disguised or ()) == "....x.....xxxxxxxx"
    assert not view.is_disguised(0, 2)
    assert not folded_of("ok").is_disguised(0, 2)


@pytest.mark.parametrize(
    "text",
    [
        "Wir freuen uns über große Stücke Kuchen – z. B. d. h. i. d. R. am 1. Mai um 24/7 Uhr! 🎉 ❤️",
        "Die GmbH & Co. KG, USA, E-Mail, KI, B2B, H2O, kWh, CEOs, KPIs, R&D, iPhone, eBay, II und III.",
        "5G 3D Q3 2x 100k 4th 10er 1080p A4 Covid19 XR-7000 90er 24h 2FA P2P C++ 100€ 5$ A$500",
        "See https://example.com/Sh1tHappens or www.example.com, mail max@f1rma.de, ask @Sh1tFoo",
        "#projectfalcon #teamwork #Kuchen",
        "Он любит Москву и говорит по-русски",
        "Η Αθήνα είναι όμορφη",
        "🇩🇪 and 🇺🇸",
        "Café, naïve, señor, Łódź, Žižek, São Paulo",
        "a, b, c, d und U.S.A.",
        "5 μm sind 0,005 mm",
    ],
)
def test_ordinary_writing_is_not_a_disguise(text: str) -> None:
    view = skeleton_of(text)
    assert (view.text, view.disguised) == (folded_of(text).text, None)


# -- masked words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pattern", "source"),
    [
        ("this is f*cking good", "f?cking", "f*cking"),
        ("so ein Sch***e!", "sch???e", "Sch***e"),
        ("Sch**ße", "sch??sse", "Sch**ße"),
        ("oh f#@k.", "f??k", "f#@k"),
        ("oh f#@!", "f???", "f#@!"),
        ("an a**hole", "a??hole", "a**hole"),
        ("du A*schloch", "a?schloch", "A*schloch"),
        ("oh f***!", "f???", "f***"),
        ("(s**t)", "s??t", "s**t"),
        ("ein Sch...laden", "sch???laden", "Sch...laden"),
        ("ein Sch…laden", "sch???laden", "Sch…laden"),
        ("f\u00ad*ck it", "f?ck", "f\u00ad*ck"),
        ("a f*ck-up", "f?ck", "f*ck"),
        ("#f*ck", "f?ck", "f*ck"),
        ("schei**, sagt er", "schei??", "schei**"),
    ],
)
def test_masked_words_are_seen(text: str, pattern: str, source: str) -> None:
    assert [(word, text[span.start : span.end]) for word, span in masked_words(clean(text))] == [(pattern, source)]


@pytest.mark.parametrize(
    "text",
    [
        "*word* **word** ***word*** _word_ __word__",
        "das ist **sehr wichtig** und *ganz neu*",
        "free* und Rabatt*! Preis*, f**",
        "Mitarbeiter*innen Kolleg_innen Nutzer*in Schüler·innen Lehrer*innenzimmer Student*en",
        "ein*e jede*r eine*n sein*e der*die er*sie",
        "2*3=6 und 2 * x",
        "E-Mail, z.B. usw., R&D, AT&T, C#, Hmm... Ja!!! wtf!!!",
        "#foo#bar https://example.com/a/b*c*d a.b@example.com",
        "b!tch sh1t p0rn",
        "five stars ***** from our guests",
    ],
)
def test_other_marks_mask_nothing(text: str) -> None:
    assert list(masked_words(clean(text))) == []
