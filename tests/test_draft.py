"""Drafts: what is taken, what is refused and in which words, and that nothing moves."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postguard.draft import MAX_LENGTH, Draft, Media, decode, did_you_mean, draft_from_dict, draft_from_json, read_time
from postguard.errors import InputError, PostguardError


def test_a_whole_draft() -> None:
    line = json.dumps(
        {
            "text": "Wir stellen ein.",
            "id": "7",
            "channel": "linkedin",
            "author": "recruiter",
            "lang": "de",
            "media": [{"kind": "image", "alt": "Ein Team", "path": "a.png"}, {"kind": None, "alt": None}],
            "at": "2026-11-21T09:00+01:00",
            "mandatory": None,
            "context": "Sucht ihr noch?",
        }
    )
    assert draft_from_json(line) == Draft(
        text="Wir stellen ein.",
        id="7",
        channel="linkedin",
        author="recruiter",
        lang="de",
        media=(Media("image", "Ein Team", "a.png"), Media("image")),
        at=datetime(2026, 11, 21, 9, tzinfo=timezone(timedelta(hours=1))),
        context="Sucht ihr noch?",
    )


def test_defaults_fill_what_a_line_leaves_out_and_never_win() -> None:
    draft = draft_from_json('{"text": "a", "channel": "x", "author": null}', channel="linkedin", author="brand")
    assert (draft.channel, draft.author) == ("x", "brand")


def test_labels_of_labelled_files_are_dropped() -> None:
    assert draft_from_json('{"text": "a", "expect": ["leak.deal"], "verdict": "block"}') == Draft("a")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[1]", 'a draft is a JSON object such as {"text": "..."}'),
        ("{}", "'text' is missing"),
        ('{"text": null}', "'text' must be a text, found null"),
        ('{"text": 5}', "'text' must be a text, found 5"),
        ('{"text": "a", "chanel": "x"}', "unknown key 'chanel', did you mean 'channel'?"),
        ('{"text": "a", "text": "b"}', "'text' is given twice"),
        ('{"text": "a", "channel": "linkdin"}', "unknown channel 'linkdin', did you mean 'linkedin'?"),
        ('{"text": "a", "lang": "fr"}', "unknown lang 'fr'; known: en, de"),
        ('{"text": "a", "at": 5}', "'at' must be a text, found 5"),
        ('{"text": "a", "at": "soon"}', "'at' must be an ISO time such as 2026-11-21T09:00+01:00, found 'soon'"),
        ('{"text": "a", "media": "b"}', "'media' must be a list"),
        ('{"text": "a", "media": [1]}', 'each of \'media\' must be an object such as {"kind": "image", "alt": "..."}'),
        ('{"text": "a", "media": [{"alt": 1}]}', "'alt' in 'media' must be a text"),
        ('{"text": "a", "media": [{"alr": "b"}]}', "unknown key 'alr' in 'media', did you mean 'alt'?"),
        ('{"text": "a", "media": [{"kind": "film"}]}', "unknown kind 'film'; known: image, video, audio, document"),
    ],
)
def test_what_is_wrong_is_said(line: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        draft_from_json(line)
    assert str(caught.value) == problem
    assert caught.value.exit_code == 3


def test_numbers_and_nesting_beyond_the_parser_are_input_errors() -> None:
    for line in ('{"text": ' + "1" * 5000 + "}", "[" * 100_000):
        with pytest.raises(InputError, match="not JSON"):
            draft_from_json(line)


def test_too_long_is_refused_in_text_and_description() -> None:
    assert Draft("a" * MAX_LENGTH).text == "a" * MAX_LENGTH
    with pytest.raises(InputError, match="the text has 200,001 characters; a draft may have 200,000 at most"):
        Draft("a" * (MAX_LENGTH + 1))
    with pytest.raises(InputError, match="a description has 200,001 characters; 200,000 at most"):
        Draft("a", media=(Media(alt="a" * (MAX_LENGTH + 1)),))


def test_lone_surrogates_become_one_replacement_character_everywhere() -> None:
    draft = draft_from_json('{"text": "a\\ud83d b", "id": "\\udc00", "context": "\\ud800"}')
    assert (draft.text, draft.id, draft.context) == ("a\ufffd b", "\ufffd", "\ufffd")
    assert Draft("a", media=(Media(alt="\ud83d"),)).parts() == {"text": "a", "alt:0": "\ufffd"}


def test_parts_are_numbered_by_medium() -> None:
    assert Draft("a", media=(Media(), Media(alt="b"), Media(alt=""), Media(alt="c"))).parts() == {
        "text": "a",
        "alt:1": "b",
        "alt:3": "c",
    }


def test_decode_takes_off_one_mark_and_nothing_else() -> None:
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbfa\r\nb \n") == "\ufeffa\r\nb \n"
    with pytest.raises(InputError, match="not UTF-8: byte 1 is 0xff; save the file as UTF-8"):
        decode(b"a\xff")


def test_times() -> None:
    assert read_time("2026-11-21") == datetime(2026, 11, 21, tzinfo=UTC)
    assert Draft("a", at=datetime(2026, 11, 21)).at == datetime(2026, 11, 21, tzinfo=UTC)


def test_did_you_mean() -> None:
    assert did_you_mean("mesage", ["message", "id"]) == ", did you mean 'message'?"
    assert did_you_mean("zzz", ["a", "b"]) == "; known: a, b"
    assert did_you_mean("zzz", [str(number) for number in range(40)]) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["text", "id", "channel", "author", "lang", "media", "at", "mandatory", "context", "kind", "alt"]
)


@given(st.dictionaries(KEYS, JSON | st.sampled_from(["x", "en", "2026-01-01", [{"alt": "b"}]])))
def test_any_object_is_a_draft_or_an_input_error(value: dict[str, object]) -> None:
    try:
        draft = draft_from_dict(value)
    except InputError as error:
        assert str(error)
        return
    assert len(draft.text) == len(str(value["text"]))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_draft_or_an_input_error(data: bytes) -> None:
    try:
        draft_from_json(decode(data))
    except PostguardError as error:
        assert isinstance(error, InputError)
