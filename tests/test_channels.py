"""Channels count as the networks count: reference figures, published rules, and properties over any text."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from twitter_text import parse_tweet

from postguard.channels import Channel, Channels, channels, emoji, hashtags, links, mentions
from postguard.links import mastodon_links, x_links
from postguard.spans import Span

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 21)
FAMILY = "👨‍👩‍👧‍👦"


def _source() -> dict[str, Any]:
    loaded = yaml.load((ROOT / "rules" / "channels.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(loaded, dict)
    return loaded


TABLE = Channels(channels(_source()))
REFERENCE = json.loads((Path(__file__).parent / "data" / "twitter_text.json").read_text("utf-8"))["cases"]


def _channel(id: str) -> Channel:
    return TABLE.get(id, DAY)


def _cut(text: str, spans: list[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: ascii(case["text"][:40]))
def test_x_counts_as_the_reference_implementation(case: dict[str, Any]) -> None:
    text = case["text"]
    got = {
        "text": text,
        "length": _channel("x").length(text),
        "links": _cut(text, x_links(text)),
        "hashtags": _cut(text, hashtags(text)),
    }
    assert got == case


# Flags of tags (England) are left out: the reference loses links behind them, the network's own code does not.
PIECES = st.sampled_from(
    ["a", " ", "\n", "-", ".", ",", "…", "€", "“", "é", "e\u0301", "저", "\U00010000", "☺", "☺️", "❤️", "1️⃣", "👍🏽", "🇩🇪", "👨‍👩‍👧",
     "#tag", "@me", "https://example.com/x", "test.com", "http://☃.net/", "foo.co.jp/a?b=c",
     "www.example.de", "x.y", "(https://a.de)", "t.co"]
)  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_x_counts_as_a_second_implementation(text: str) -> None:
    assert _channel("x").length(text) == parse_tweet(text).weightedLength


# What random texts found: a label of variation selectors alone is empty, a path ends before `.(`, hosts may be long.
@pytest.mark.parametrize(
    ("text", "length"),
    [("☺️.test.com", 11), ("https://example.com/x.(https://a.de)", 49), ("www.example.de." * 6 + "test.com", 23)],
)
def test_x_counts_odd_links(text: str, length: int) -> None:
    assert _channel("x").length(text) == parse_tweet(text).weightedLength == length


# Where we part from the reference on purpose: it knows the emoji of 2018, X itself shows and counts later ones as one.
@pytest.mark.parametrize(
    ("text", "ours", "reference"),
    [("🧑‍🦰", 2, 5), ("🐦‍🔥", 2, 5), ("👩🏽‍🤝‍👨🏿", 2, 8), ("⚧️", 2, 4), ("eins\r\nzwei", 9, 10)],
)
def test_known_differences_from_the_reference(text: str, ours: int, reference: int) -> None:
    assert _channel("x").length(text) == ours != reference


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        # text, then x, mastodon, bluesky, threads, linkedin
        ("Straße", (6, 6, 6, 6, 6)),
        ("12 €", (5, 4, 4, 4, 4)),
        ("…", (2, 1, 1, 1, 1)),
        ("•", (2, 1, 1, 1, 1)),
        ("™", (2, 1, 1, 1, 1)),
        ("„so“ – ja", (9, 9, 9, 9, 9)),
        ("u\u0308ber", (4, 4, 4, 5, 5)),
        ("q\u0308", (2, 1, 1, 2, 2)),
        ("👍", (2, 1, 1, 4, 1)),
        ("👍🏽", (2, 1, 1, 8, 2)),
        (FAMILY, (2, 1, 1, 25, 7)),
        ("🇩🇪🇦🇹", (4, 2, 2, 16, 4)),
        ("1️⃣", (2, 1, 1, 7, 3)),
        ("❤️", (2, 1, 1, 6, 2)),
        ("日本", (4, 2, 2, 2, 2)),
        ("https://example.com/ein/langer/pfad", (23, 23, 35, 35, 35)),
        ("example.com", (23, 11, 11, 11, 11)),
        ("@kai@chaos.example danke", (24, 10, 24, 24, 24)),
        ("a\r\nb", (3, 3, 3, 3, 3)),
        ("", (0, 0, 0, 0, 0)),
    ],
)
def test_lengths(text: str, lengths: tuple[int, ...]) -> None:
    names = ("x", "mastodon", "bluesky", "threads", "linkedin")
    assert tuple(_channel(name).length(text) for name in names) == lengths


@pytest.mark.parametrize(
    ("first", "last"), [(0x0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037)], ids=hex
)
def test_x_counts_four_ranges_as_one(first: int, last: int) -> None:
    def weight(code: int) -> int:
        return _channel("x").length("a" + chr(code)) - 1

    assert [weight(first), weight(last), weight(last + 1)] == [1, 1, 2]
    assert first == 0 or weight(first - 1) == 2


# The rules that Mastodon's own specification of StatusLengthValidator states, with our own texts.
@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("b" * 501, 501),
        ("b" * 476 + " https://" + "n" * 40 + ".example.com/seite", 500),
        ("b" * 476 + " https://" + "n" * 40 + ".example.com/a_(b)?q=ü", 500),
        ("b" * 494 + " @mara@" + "n" * 40 + ".example.com", 500),
        ("b" * 470 + " www." + "n" * 40 + ".example.com", 527),
        (FAMILY * 500, 500),
        ("gemini://example.com/ort und ftp://example.com", 23 + 5 + len("ftp://example.com")),
        ("https://mail.example.com/@mara@chaos.example", 23),
        ("mail@example.com", 16),
    ],
)
def test_mastodon_counts_links_and_remote_names_flat(text: str, length: int) -> None:
    assert _channel("mastodon").length(text) == length


def test_bluesky_runs_out_of_bytes_before_graphemes() -> None:
    bluesky = _channel("bluesky")
    assert [bluesky.length(FAMILY * n) for n in (1, 120, 121, 240)] == [1, 120, 303, 600]
    assert bluesky.fits(FAMILY * 120) is None
    assert bluesky.fits(FAMILY * 121) == 120 * len(FAMILY)


@pytest.mark.parametrize(
    ("channel", "text", "fits"),
    [
        ("x", "a" * 280, None),
        ("x", "a" * 281, 280),
        ("x", "€" * 141, 140),
        ("x", FAMILY * 141, 140 * len(FAMILY)),
        ("x", "u\u0308" * 281, 560),
        ("x", "a" * 256 + " https://example.com/pfad", None),
        ("x", "a" * 257 + " https://example.com/pfad", 258),
        ("x", "a" * 279 + "👍", 279),
        ("bluesky", "a" * 299 + FAMILY, None),
        ("bluesky", "a" * 300 + FAMILY, 300),
        ("bluesky", "a" * 290 + " https://example.com", 291),
        ("mastodon", "a" * 495 + " @kai@chaos.example !", 495 + len(" @kai@chaos.example")),
        ("mastodon", "a" * 498 + " @kai@chaos.example", 499),
        ("threads", "a" * 480 + FAMILY, 480),
        ("linkedin", "ä" * 3001, 3000),
        ("other", "a" * 100_000, None),
    ],
)
def test_fits_cuts_before_what_would_be_torn(channel: str, text: str, fits: int | None) -> None:
    assert _channel(channel).fits(text) == fits


def test_links_as_an_author_sees_them() -> None:
    text = (
        "Siehe https://example.com/a_(b), (www.example.de/x), müller.de! http://intranet/start? Nicht: z.B. Gut.Es "
        "Co.KG info@example.com mara@über.de nichts.foobar 3.500. EXAMPLE.COM „https://example.org“ example.de."
    )
    assert _cut(text, links(text)) == [
        "https://example.com/a_(b)",
        "www.example.de/x",
        "müller.de",
        "http://intranet/start",
        "EXAMPLE.COM",
        "https://example.org",
        "example.de",
    ]


def test_links_below_a_domain_with_vowel_signs() -> None:
    text = "example.भारत https://example.भारत www.example.ไทย"
    assert _cut(text, x_links(text)) == text.split()


def test_hashtags() -> None:
    text = "#Über #KielerWoche2031, #1a #12 a#b (#c) ＃d #e-f https://example.com/#g #️⃣ #h#i #日本 &#j"
    assert _cut(text, hashtags(text)) == ["#Über", "#KielerWoche2031", "#1a", "#c", "＃d", "#e", "#日本"]


def test_mentions() -> None:
    text = "@kai, @kai@chaos.example. mara@example.com https://example.com/@lea .@nele @mara.example @_@ @@ben (@ida)"
    assert _cut(text, mentions(text)) == ["@kai", "@kai@chaos.example", "@mara.example", "@ida"]


def test_emoji() -> None:
    text = f"a👍b👍🏽{FAMILY}🇩🇪🇦🇹1️⃣ 1 # © ™ ™️ ↔ ❤ ❤️ ❤︎ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ☀ 🏳️‍🌈 € … ★ ✓"
    assert _cut(text, emoji(text)) == [
        *("👍", "👍🏽", FAMILY, "🇩🇪", "🇦🇹", "1️⃣", "™️", "❤", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☀", "🏳️‍🌈"),
    ]


def test_figures_follow_the_day() -> None:
    before, since = date(2025, 12, 18), date(2025, 12, 19)
    assert [TABLE.get("instagram", day).hashtags for day in (before, since, DAY)] == [30, 5, 5]
    assert [TABLE.get("threads", day).links for day in (date(2025, 12, 21), date(2025, 12, 22))] == [None, 5]


def test_every_channel_of_the_data_file() -> None:
    ids = ("x", "linkedin", "mastodon", "bluesky", "threads", "facebook", "instagram", "xing", "youtube", "other")
    table = {
        id: (c.unit, c.limit, c.hashtags, c.links, c.alt_text, c.bytes) for id in ids for c in [TABLE.get(id, DAY)]
    }
    assert table == {
        "x": ("weighted", 280, None, None, 1000, None),
        "linkedin": ("characters", 3000, None, None, None, None),
        "mastodon": ("mastodon", 500, None, None, 1500, None),
        "bluesky": ("graphemes", 300, None, None, 2000, 3000),
        "threads": ("threads", 500, 1, 5, None, None),
        "facebook": ("characters", 63206, None, None, None, None),
        "instagram": ("characters", 2200, 5, None, None, None),
        "xing": ("characters", None, None, None, None, None),
        "youtube": ("characters", None, None, None, None, None),
        "other": ("characters", None, None, None, None, None),
    }
    assert tuple(TABLE.rows) == ids
    assert TABLE.get(None, DAY) is TABLE.get("other", DAY)
    assert all(TABLE.get(id, DAY).note.keys() == {"en", "de"} for id in ids)
    with pytest.raises(ValueError, match="unknown channel 'myspace'"):
        TABLE.get("myspace", DAY)


def _break(path: str, value: object) -> dict[str, Any]:
    source = _source()
    *way, last = path.split(".")
    place: Any = source
    for key in way:
        place = place[int(key) if key.isdigit() else key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return source


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("channels.x.limit.0.max", "many", "channels.x.limit[0].max: 'many' is neither a whole number nor 'none'"),
        ("channels.x.limit.0.max", "-1", "channels.x.limit[0].max: '-1' is neither a whole number nor 'none'"),
        ("channels.x.limit.0.maks", "1", "channels.x.limit[0].maks: unknown key"),
        ("channels.x.limit.0.status", "sure", "channels.x.limit[0].status: 'sure' is none of verified"),
        ("channels.x.limit.0.source", None, "channels.x.limit[0].source: missing"),
        ("channels.x.limit", "280", "channels.x.limit: must be a list of dated figures"),
        ("channels.x.unit", "words", "channels.x.unit: 'words' is no way of counting"),
        ("channels.x.note.de", None, "channels.x.note.de: missing"),
        ("channels.x.colour", "blue", "channels.x.colour: unknown key"),
        ("channels.x", [], "channels.x: must be a mapping of keys to values"),
        ("channels.instagram.hashtags.0.from", "19.12.2025", "channels.instagram.hashtags[0].from: '19.12.2025' is no"),
        ("channels.instagram.hashtags.1.until", "2025-12-19", "channels.instagram.hashtags: two figures hold on the"),
        ("channels.other", None, "channels.other: missing"),
        ("as_of", "today", "as_of: 'today' is no date"),
        ("channels", None, "channels: missing"),
    ],
)
def test_bad_data_is_told_by_its_key_path(path: str, value: object, message: str) -> None:
    with pytest.raises(ValueError) as error:
        channels(_break(path, value))
    assert str(error.value).startswith(message)


_SNIPPETS = st.sampled_from(
    [
        *("https://example.com/a", "example.de", "www.", "@kai@chaos.example", "#tag", "info@example.com", "xn--"),
        *(FAMILY, "🇩🇪", "1️⃣", "u\u0308", "€", "日本", "。", "\u200d", "\ufe0f", "\ud800", "\r\n", " ", ".", "/", "("),
        *("a" * 90, "ä" * 70),
    ]
)
_TEXTS = st.lists(_SNIPPETS | st.text(max_size=12), max_size=14).map("".join)
_LIMITED = st.sampled_from(["x", "mastodon", "bluesky", "threads"]).map(_channel)


@given(_LIMITED, _TEXTS)
@settings(max_examples=300, deadline=None)
def test_what_fits_is_within_the_limit_and_no_more_would_be(channel: Channel, text: str) -> None:
    assert channel.limit is not None
    cut = channel.fits(text)
    if cut is None:
        assert channel.length(text) <= channel.limit
        return
    assert 0 <= cut < len(text)
    assert channel.length(text[:cut]) <= channel.limit < channel.length(text)
    found = {"weighted": x_links, "mastodon": mastodon_links}.get(channel.unit, links)(text) + mentions(text)
    assert not any(span.start < cut < span.end for span in found)
    ends = [match.end() for match in regex.finditer(r"\X", text)]
    assert cut == 0 or cut in ends
    later = [end for end in ends if end > cut and not any(span.start < end < span.end for span in found)]
    assert channel.length(text[: later[0]]) > channel.limit


@pytest.mark.parametrize("find", [links, x_links, mastodon_links, hashtags, mentions, emoji])
@given(text=_TEXTS)
@settings(max_examples=150, deadline=None)
def test_spans_are_sorted_and_inside(find: Callable[[str], list[Span]], text: str) -> None:
    spans = find(text)
    offsets = [offset for span in spans for offset in span]
    assert offsets == sorted(offsets)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_x_counts_composed_and_decomposed_text_alike(text: str) -> None:
    assert _channel("x").length(text) == _channel("x").length(unicodedata.normalize("NFD", text))


def test_long_hostile_texts_do_not_cost_their_square() -> None:
    for text in ("の" * 20_000 + ".com", "www." * 2_000, ("の" * 60 + ".") * 300 + "x", "@a-" * 10_000, "#" * 20_000):
        found = [find(text) for find in (links, mastodon_links, hashtags, mentions, emoji)]
        assert sum(map(len, found)) <= 1


def test_the_module_loads_nothing_heavy() -> None:
    code = "import sys, postguard.channels; print({'regex', 'yaml', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
