"""Server-sent events, however they are cut and however their lines end; too long or no text is an error."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.errors import ProviderError
from proviso.gateway.streams.sse import MOST_EVENT, Parser, decode, encode

BODY = (
    'event: a\ndata: {"n": 1}\n\n: alive\n\ndata: {"n":\ndata: "ü"}\nid: 7\nretry: 10\n\ndata\n\n'
    "event: empty\n\ndata: [DONE]\n\n"
)
PARSED = [b'{"n": 1}', b"", b'{"n":\n"\xc3\xbc"}', b"", b"[DONE]"]


def parsed(data: bytes, cuts: list[int]) -> list[bytes]:
    parser = Parser()
    at = [0, *sorted(cut for cut in cuts if 0 < cut < len(data)), len(data)]
    found = [event.data for a, b in itertools.pairwise(at) for event in parser.feed(data[a:b])]
    return found + [event.data for event in parser.finish()]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_line_ends_and_any_cut_give_the_same_events(end: str, mark: str) -> None:
    data = (mark + BODY.replace("\n", end)).encode()
    for place in range(len(data)):
        assert parsed(data, [place]) == PARSED
    assert parsed(data, list(range(len(data)))) == PARSED


@given(st.lists(st.integers(0, 160), max_size=30))
@settings(max_examples=100, deadline=None)
def test_mixed_line_ends_and_many_cuts_give_the_same_events(cuts: list[int]) -> None:
    data = BODY.replace("1}\n\n", "1}\r\n\n").replace("alive\n\n", "alive\r\r\n").encode()
    assert parsed(data, cuts) == PARSED


@pytest.mark.parametrize("last", [b"data: [DONE]", b"data: [DONE]\n", b"data: [DONE]\r\n", b"data: [DONE]\n\n"])
def test_the_last_event_needs_no_blank_line(last: bytes) -> None:
    assert parsed(b"data: {}\n\n" + last, []) == [b"{}", b"[DONE]"]


def test_half_an_event_is_none() -> None:
    assert parsed(b'data: {}\n\ndata: {"a', []) == [b"{}"]


@pytest.mark.parametrize("piece", [b"x" * 65_536, b"data: y\n" * 8_192])
def test_an_event_that_does_not_end_is_an_error(piece: bytes) -> None:
    parser = Parser()

    def endless() -> None:
        for _ in range(MOST_EVENT // len(piece) + 2):
            assert list(parser.feed(piece)) == []

    with pytest.raises(ProviderError, match="an event of more than 16,777,216 bytes"):
        endless()


@pytest.mark.parametrize(
    "data", [b'{"a', b"[1]", b'"text"', b"7", b'{"a": "\xff"}', b'{"a": "\\ud83d"}', b'{"a":' + b"[" * 90_000]
)
def test_what_is_no_object_of_json_is_an_error_that_quotes_nothing(data: bytes) -> None:
    with pytest.raises(ProviderError, match="The model sent an event that is no JSON") as caught:
        decode(data)
    assert caught.value.__cause__ is None


def test_of_two_equal_keys_only_what_was_judged_goes_on() -> None:
    assert encode(decode(b'{"a": "851-33-1294", "a": "b"}')) == b'data: {"a":"b"}\n\n'


def test_an_event_is_written_in_one_line() -> None:
    written = encode({"type": "x", "text": "a\r\n\u2028b"}, "x")
    assert written.startswith(b"event: x\ndata: ")
    assert written.count(b"\n") == 3
    assert json.loads(written.split(b"data: ")[1]) == {"type": "x", "text": "a\r\n\u2028b"}
