"""Words cut into pieces, and the quick look over hashed words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postguard.classifiers import Post
from postguard.classifiers.gate import Gate, slots
from postguard.classifiers.subwords import MARK, Subwords, masked
from postguard.spans import Span

PIECES = ["<s>", "<pad>", "</s>", "<unk>", MARK, "a", "b", "ab", f"{MARK}ab", f"{MARK}a", "ba"]
SCORES = [0.0, 0.0, 0.0, 0.0, -3.0, -4.0, -4.0, -5.0, -2.0, -3.0, -5.0]
WORDS = Subwords(PIECES, SCORES, unknown=3)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("ab", [f"{MARK}ab"]),
        ("aba", [f"{MARK}ab", "a"]),  # -6 beats ▁a+ba (-8) and ▁+a+b+a
        ("b", [MARK, "b"]),
        ("xa", [MARK, "<unk>", "a"]),
        ("#abAb", [MARK, "<unk>", f"{MARK}ab", MARK, "<unk>", "b"]),
    ],
)
def test_the_most_likely_cut(word: str, pieces: list[str]) -> None:
    assert [PIECES[number] for number in WORDS.word(word)] == pieces


def test_every_piece_knows_the_place_of_its_word() -> None:
    assert [(PIECES[piece.id], piece.word) for piece in WORDS.pieces(" ab\nb  ab", 3)] == [
        (f"{MARK}ab", Span(1, 3)),
        (MARK, Span(4, 5)),
        ("b", Span(4, 5)),
    ]


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("https://example.com/a?token=1", "https://link"),
        ("(www.example.de).", "(https://link"),
        ("@anna.weber", "@user"),
        ("mail@example.com", "mail@example.com"),
        ("#WirSuchenDich", "# Wir Suchen Dich"),
        ("#stadt_werke", "# stadt werke"),
        ("#", "#"),
        ("ﬁne", "fine"),
    ],
)
def test_what_the_model_reads(word: str, read: str) -> None:
    assert masked(word) == read


@given(st.text(max_size=60), st.integers(1, 30))
def test_pieces_stay_within_the_text_and_the_limit(text: str, limit: int) -> None:
    pieces = WORDS.pieces(text, limit)
    assert len(pieces) <= limit
    assert [piece.word for piece in pieces] == sorted(piece.word for piece in pieces)
    assert all(text[piece.word.start : piece.word.end].strip() for piece in pieces)


def test_the_quick_look_adds_what_words_weigh() -> None:
    post = Post("Secret merger!", "employee")
    weights = bytearray(1 << 10)
    weights[slots(Post("merger"), 1 << 10)[2]] = 90  # the slot of the word itself, behind those of the role
    quick = Gate(bytes(weights), 20.0)
    assert quick.score(post) == pytest.approx(90 / (3 * 4) ** 0.5)
    assert quick.opens(post)
    assert quick.score(Post("SECRET MERGER!", "employee")) == quick.score(post)
    assert not quick.opens(Post("Sunshine.", "employee"))
