"""Every text of a body is read, wherever it stands; what is masked is written back there, in a copy."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.errors import UnreadableError, UsageError
from proviso.gateway.embedded import decoded, unescaped
from proviso.gateway.passages import MAX_DEPTH, compose, parse, passages_of, replaced
from proviso.gateway.wire import Passage, Place
from proviso.gateway.wires import WIRES

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5), max_leaves=25
)
BODIES = st.dictionaries(st.text(), VALUES, max_size=6)


def strings(value: Any) -> list[str]:
    """Each string and each key of a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [*value, *(text for member in value.values() for text in strings(member))]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else []


def text_of(body: dict[str, Any]) -> str:
    return "\n".join(passage.text for passage in passages_of(body))


def place_of(passages: tuple[Passage, ...], words: str, nth: int = 0) -> Place:
    """The nth place of some words in the first passage."""
    at = -1
    for _ in range(nth + 1):
        at = passages[0].text.index(words, at + 1)
    return Place(passage=0, start=at, end=at + len(words), words="[hidden]")


@settings(max_examples=60)
@given(BODIES)
def test_no_string_and_no_key_is_lost(body: dict[str, Any]) -> None:
    text = text_of(body)
    assert all(found in text for found in strings(body))


@settings(max_examples=60)
@given(BODIES)
def test_pieces_lie_inside_and_say_what_stands_there(body: dict[str, Any]) -> None:
    for passage in passages_of(body):
        at = 0
        for piece in passage.pieces:
            assert at <= piece.start <= piece.end <= len(passage.text)
            at = piece.end
            if not piece.is_key and -1 not in piece.path:
                assert at_path(body, piece.path) == passage.text[piece.start : piece.end]


def at_path(body: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        body = body[step]
    return body


@settings(max_examples=60)
@given(BODIES)
def test_with_nothing_masked_the_body_stays_as_it_is(body: dict[str, Any]) -> None:
    assert replaced(body, passages_of(body), []) == body


@settings(max_examples=60)
@given(BODIES, st.data())
def test_a_masked_string_is_gone_and_everything_else_stays(body: dict[str, Any], data: st.DataObject) -> None:
    passages = passages_of(body)
    pieces = [(n, p) for n, passage in enumerate(passages) for p in passage.pieces if not p.is_key and -1 not in p.path]
    if not pieces:
        return
    n, piece = data.draw(st.sampled_from(pieces))
    if decoded(at_path(body, piece.path)) is not None:
        return
    before = copy.deepcopy(body)
    changed = replaced(body, passages, [Place(passage=n, start=piece.start, end=piece.end, words="[hidden]")])
    assert body == before
    assert at_path(changed, piece.path) == "[hidden]"
    holder = at_path(changed, piece.path[:-1])
    holder[piece.path[-1]] = at_path(before, piece.path)
    assert changed == before


@settings(max_examples=60)
@given(BODIES)
def test_what_goes_on_is_read_as_what_was_judged(body: dict[str, Any]) -> None:
    assert json.loads(compose(parse(json.dumps(body).encode()))) == body


@settings(max_examples=60)
@given(BODIES)
def test_json_in_a_string_is_read_as_well(body: dict[str, Any]) -> None:
    text = text_of({"arguments": json.dumps(body)})
    assert all(found in text for found in strings(body))


@settings(max_examples=60)
@given(BODIES, st.data())
def test_a_mask_in_json_in_a_string_leaves_json(body: dict[str, Any], data: st.DataObject) -> None:
    held = {"arguments": json.dumps(body)}
    passages = passages_of(held)
    pieces = [p for p in passages[0].pieces if not p.is_key and p.path.count(-1) == 1]
    if not pieces:
        return
    piece = data.draw(st.sampled_from(pieces))
    if decoded(at_path(body, piece.path[2:])) is not None:
        return
    changed = replaced(held, passages, [Place(passage=0, start=piece.start, end=piece.end, words="[hidden]")])
    inner = json.loads(changed["arguments"])
    assert at_path(inner, piece.path[2:]) == "[hidden]"
    at_path(inner, piece.path[2:-1])[piece.path[-1]] = at_path(body, piece.path[2:])
    assert inner == body


READ = [
    ({"ssn": "078051120"}, "ssn: 078051120"),
    ({"a": {"ssn": 78051120}}, "a:\nssn: 78051120"),
    ({"ssn": ["078-05-1120", "219-09-9999"]}, "ssn: 078-05-1120\nssn: 219-09-9999"),
    ({"078-05-1120": True}, "078-05-1120"),
    ({"078-05-1120": None, "x": {}, "y": []}, "078-05-1120\nx\ny"),
    ({"n": [1, 22, 333333]}, "n:\n333333"),
    ({"n": 78051120.0}, "n: 78051120"),
    ({"n": 0.078051120}, "n: 0.07805112"),
    ({"n": 123456789012345678901234567890}, "n: 123456789012345678901234567890"),
    ({"t": '{"ssn": "\\u0030\\u0037\\u0038051120"}'}, 't: {"ssn": "\\u0030\\u0037\\u0038051120"}\nssn: 078051120'),
    ({"t": '{"ssn": "\\u0030\\u00378051120"'}, 't: {"ssn": "\\u0030\\u00378051120"'),
    ({"t": '{"s":"\\u0030","s":"1"}'}, 't: {"s":"\\u0030","s":"1"}\n{"s":"0","s":"1"}'),
    ({"t": '"a\\u0062c"'}, 't: "a\\u0062c"\nabc'),
    ({"t": ["{}", '{"k": ["v"]}']}, 't: {}\nt: {"k": ["v"]}\nk: v'),
    ({"lp": [{"token": "078", "bytes": None}, {"token": "-05-1120"}]}, "lp:\n078-05-1120"),
    ({"lp": [{"token": "?", "bytes": [48, 55]}, {"token": "?", "bytes": [56]}]}, "lp:\n??\n078"),
    (
        {
            "lp": [
                {"token": "a", "top_logprobs": [{"token": "0"}, {"token": "1"}]},
                {"token": "b", "top_logprobs": [{"token": "7"}]},
            ]
        },
        "lp:\nab\n07\n1",
    ),
    ({"lp": [{"token": "a", "note": "078051120"}]}, "lp:\na\nnote: 078051120"),
    ({"lp": [{"token": "a", "top_logprobs": [{"token": "b", "note": "n"}]}]}, "note: n"),
    ({"lp": [{"token": "a", "bytes": "078051120"}]}, "bytes: 078051120"),
    ({"ssn": list("078-05-1120")}, "ssn: 078-05-1120"),
    ({"ssn": ["078", "05", "1120"]}, "ssn: 078 05 1120"),
    ({"x": ["SSN", "078", "05", "1120"]}, "x: SSN 078 05 1120"),
    ({"x": [*map(ord, "SSN 078-05-1120")]}, "x:\nx: SSN 078-05-1120"),
    ({"x": [["0", "7", "8", "0", "5", "1", "1", "2", "0"]]}, "x:\n0\n7\n8\n0\n5\n1\n1\n2\n0\n078051120"),
]
ALONE = [
    {"enum": ["a", "b", "c"]},
    {"x": ["078", "05", "a long word"]},
    {"x": [7, 8, 5, 1, 1, 2, 0]},
    {"x": [48, 55, 100_000, 56, 48, 53, 49, 49]},
    {"x": [48, 55.5, 48, 53, 49, 49, 50]},
    {"x": ["0", 7, "8", "0", "5", "1", "1"]},
]
"""Lists that are no text in pieces."""


@pytest.mark.parametrize(("body", "text"), READ)
def test_a_body_is_read_as_lines(body: dict[str, Any], text: str) -> None:
    assert text in text_of(body)


@pytest.mark.parametrize("body", ALONE, ids=repr)
def test_a_list_that_is_no_text_in_pieces_is_not_joined(body: dict[str, Any]) -> None:
    (items,) = body.values()
    lines = text_of(body).split("\n")
    assert not [line for line in lines if all(str(item) in line for item in items)]


UNREADABLE = [
    (b"", "not JSON"),
    (b"{", "not JSON"),
    (b"[]", "not a JSON object"),
    (b'"text"', "not a JSON object"),
    (b'{"a": NaN}', "not JSON"),
    (b'{"a": Infinity}', "not JSON"),
    (b'{"a": 1e999}', "too large"),
    (b'{"a": "\\ud800"}', "not JSON"),
    (b'{"a": "\\ud800x"}', "not JSON"),
    (b'{"a": "\xff"}', "not UTF-8"),
    (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
    (b'\xef\xbb\xbf{"a": 1}', "not JSON"),
    (b'{"a": 1} {"b": 2}', "not JSON"),
    (b'{"a": 1,}', "not JSON"),
    (b"{'a': 1}", "not JSON"),
    (b'{"a": "\x00"}', "not JSON"),
    (b'{"a":' * 3_000 + b"1" + b"}" * 3_000, "nested too deeply"),
]


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_what_is_no_json_object_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        parse(data)
    assert caught.value.__context__ is None
    assert caught.value.hint


def test_a_key_that_stands_twice_goes_on_once() -> None:
    body = parse(b'{"content": "078051120", "content": "hello"}')
    assert compose(body) == b'{"content":"hello"}'
    assert text_of(body) == "content: hello"


EXACT = [b"18446744073709551616", b"-9223372036854775809", b"0.1", b"1e22", b"-0.0", b"3.141592653589793", b"1e-320"]


@pytest.mark.parametrize("number", EXACT)
def test_numbers_go_on_as_they_came(number: bytes) -> None:
    sent = json.loads(compose(parse(b'{"n":' + number + b"}")))["n"]
    assert repr(sent) == repr(json.loads(number))


@pytest.mark.parametrize("nest", [lambda inner: {"a": inner}, lambda inner: [inner], lambda inner: json.dumps([inner])])
def test_what_is_nested_too_deeply_is_refused(nest: Any) -> None:
    inner: Any = "x"
    levels = 12 if isinstance(nest("x"), str) else MAX_DEPTH + 1
    for _ in range(levels):
        inner = nest(inner)
    if isinstance(inner, str):
        assert "x" in text_of({"a": inner})
        return
    with pytest.raises(UsageError, match="nested too deeply"):
        passages_of({"a": inner})
    with pytest.raises(UsageError, match="nested too deeply"):
        WIRES["/v1/chat/completions"].read({"model": "gpt-4o", "messages": [{"role": "user", "content": inner}]})


def test_too_many_texts_are_refused() -> None:
    with pytest.raises(UsageError, match="too many texts"):
        passages_of({"a": ["x"] * 500_001})


MASKED: list[tuple[dict[str, Any], list[tuple[str, int]], dict[str, Any]]] = [
    ({"content": "my ssn is 078-05-1120."}, [("078-05-1120", 0)], {"content": "my ssn is [hidden]."}),
    ({"a": ["x", "078 and 079"]}, [("078", 0), ("079", 0)], {"a": ["x", "[hidden] and [hidden]"]}),
    ({"a": "078 078"}, [("078", 1)], {"a": "078 [hidden]"}),
    ({"a": "0780", "b": {"c": ["0780"]}}, [("0780", 1)], {"a": "0780", "b": {"c": ["[hidden]"]}}),
    (
        {"arguments": '{"ssn": "078-05-1120", "n": 3}'},
        [("078-05-1120", 0), ("078-05-1120", 1)],
        {"arguments": '{"ssn":"[hidden]","n":3}'},
    ),
    ({"arguments": '{"ssn": "078-05-1120"}'}, [("078-05-1120", 1)], {"arguments": '{"ssn":"[hidden]"}'}),
    (
        {"arguments": '{"ssn": "\\u0030780"}'},
        [("0780", 1)],
        {"arguments": '{"ssn":"[hidden]"}'},
    ),
    (
        {"arguments": '{"a": "078", "b": "Ann Lee", "n": 1}'},
        [("Ann Lee", 0)],
        {"arguments": '{"a":"078","b":"[hidden]","n":1}'},
    ),
    (
        {"arguments": '{"a": "078", "b": "Ann Lee"}'},
        [("078", 1), ("Ann Lee", 0)],
        {"arguments": '{"a":"[hidden]","b":"[hidden]"}'},
    ),
    (
        {"arguments": '{"a": "078 Ann Lee", "b": ["Lee"]}'},
        [("078", 1), ("078 Ann Lee", 0), ("Ann Lee", 1), ("Lee", 1)],
        {"arguments": '{"a":"[hidden] [hidden]","b":["[hidden]"]}'},
    ),
    (
        {"arguments": json.dumps({"inner": json.dumps({"ssn": "078-05-1120"})})},
        [("078-05-1120", 2)],
        {"arguments": json.dumps({"inner": '{"ssn":"[hidden]"}'}, separators=(",", ":"))},
    ),
]


@pytest.mark.parametrize(("body", "found", "expected"), MASKED)
def test_a_mask_is_written_back_where_it_stood(
    body: dict[str, Any], found: list[tuple[str, int]], expected: dict[str, Any]
) -> None:
    before = copy.deepcopy(body)
    passages = passages_of(body)
    assert replaced(body, passages, [place_of(passages, words, nth) for words, nth in found]) == expected
    assert body == before


def test_masks_that_overlap_become_one() -> None:
    body = {"a": "John Quincy Public"}
    passages = passages_of(body)
    places = [place_of(passages, "John Quincy"), place_of(passages, "Quincy Public"), place_of(passages, "Public")]
    assert replaced(body, passages, places) == {"a": "[hidden]"}


UNMASKABLE: list[tuple[dict[str, Any], str, int]] = [
    ({"078-05-1120": "x"}, "078-05-1120", 0),
    ({"ssn": 78051120}, "78051120", 0),
    ({"ssn": [78051120]}, "78051120", 0),
    ({"ssn": "078"}, "ssn: 078", 0),
    ({"a": ["078-05", "-1120"]}, "078-05\na: -1120", 0),
    ({"arguments": '{"ssn": 78051120}'}, "78051120", 0),
    ({"arguments": '{"ssn": 78051120}'}, "78051120", 1),
    ({"arguments": '{"078-05-1120": 1}'}, "078-05-1120", 1),
    ({"arguments": '{"a": "078", "b": "078"}'}, "078", 0),
    ({"arguments": '{"a": "Ann", "b": "Lee"}'}, 'Ann", "b": "Lee', 0),
    ({"arguments": '{"078": 1, "b": "Lee"}'}, "078", 0),
    ({"arguments": '{"a": "Ann\\nLee 1", "b": "Ann\\nLee 1 "}'}, "Ann\\nLee", 0),
    ({"t": '{"s":"\\u0030780","s":"1"}'}, "0780", 1),
    ({"lp": [{"token": "078"}, {"token": "-05"}]}, "078-05", 0),
]


@pytest.mark.parametrize(("body", "words", "nth"), UNMASKABLE)
def test_where_no_mask_can_stand_nothing_is_sent(body: dict[str, Any], words: str, nth: int) -> None:
    passages = passages_of(body)
    with pytest.raises(UnreadableError, match="cannot be masked") as caught:
        replaced(body, passages, [place_of(passages, words, nth)])
    assert words not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 0), (3, 2), (0, 99), (50, 60)])
def test_a_place_outside_the_text_masks_nothing(start: int, end: int) -> None:
    body = {"a": "text"}
    with pytest.raises(UnreadableError):
        replaced(body, passages_of(body), [Place(passage=0, start=start, end=end, words="[hidden]")])


def test_escapes_are_undone_as_json_does() -> None:
    assert unescaped(r"a\u0062\n\"\\\ud83d\ude00\q\u00") == 'ab\n"\\😀qu00'


def test_reading_takes_time_in_proportion_to_the_size() -> None:
    wire = WIRES["/v1/chat/completions"]

    def seconds(messages: int) -> float:
        parts = [{"type": "text", "text": f"part {n} of a long message"} for n in range(40)]
        turns = [{"role": "user", "content": parts} for _ in range(messages)]
        data = compose({"model": "gpt-4o", "messages": turns})
        best = 99.0
        for _ in range(3):
            began = time.process_time()
            wire.read(parse(data))
            best = min(best, time.process_time() - began)
        return best

    assert seconds(2_000) < 40 * seconds(200)
