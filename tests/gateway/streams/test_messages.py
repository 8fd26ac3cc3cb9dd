"""A streamed message: each block is judged, and nothing else is changed."""

import base64
import json
import random
from typing import Any

import pytest

from proviso.errors import ProviderError
from proviso.gateway.refusals import Refusal
from proviso.gateway.streams.messages import read_stream
from proviso.gateway.wire import Usage

from .given import (
    HIDDEN,
    JUDGED,
    MARKED,
    PROSE,
    SAID,
    SSN,
    block,
    ended,
    events,
    guard,
    messages,
    pieces,
    started,
    text_block,
    through,
    typed,
)


def deltas(data: bytes, index: int = 0, field: str = "text") -> str:
    return "".join(
        held["delta"].get(field, "")
        for held in events(data)
        if held["type"] == "content_block_delta" and held["index"] == index
    )


@pytest.mark.parametrize("step", [0, 1, 2, 23, 4_096])
def test_what_a_rule_hides_is_masked_however_the_bytes_come(step: int) -> None:
    stream = read_stream(guard)
    out = through(stream, messages(), step)
    assert deltas(out) == JUDGED
    assert (stream.is_complete, stream.is_stopped) == (True, False)
    assert stream.usage == Usage(input_tokens=125, output_tokens=15)
    kinds = [held["type"] for held in events(out)]
    assert kinds[:3] == ["message_start", "ping", "content_block_start"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert "".join(g.text for g in stream.guards) == SAID


def test_events_without_text_go_on_at_once_as_they_are() -> None:
    stream = read_stream(guard)
    for one in (started(), typed({"type": "ping"}), block(0, {"type": "text", "text": ""}, [], stops=False)):
        assert events(stream.feed(one)) == events(one)
        assert one.split(b"\n")[0] == f"event: {events(one)[0]['type']}".encode()


def test_a_tool_gets_json_that_was_judged() -> None:
    said = '{"who": "SSN 851-33-1294", "note": "a\\nA012345678 is her A-number", "ssn": 851331294}'
    tool = {"type": "tool_use", "id": "toolu_01Kx", "name": "find_case", "input": {}}
    parts = ({"type": "input_json_delta", "partial_json": piece} for piece in ["", *pieces(said)])
    out = through(
        read_stream(guard), started() + text_block(0, "I look.") + block(1, tool, parts) + ended("tool_use"), 13
    )
    found = json.loads(deltas(out, 1, "partial_json"))
    assert found["who"] == f"SSN {HIDDEN}"
    assert "A012345678" not in found["note"]
    assert found["ssn"] == HIDDEN
    assert deltas(out) == "I look."


def test_thinking_is_judged_before_its_signature() -> None:
    sealed = base64.b64encode(random.Random(3).randbytes(300)).decode()
    parts: list[dict[str, Any]] = [{"type": "thinking_delta", "thinking": piece} for piece in pieces(SAID)]
    parts.append({"type": "signature_delta", "signature": sealed})
    out = through(
        read_stream(guard), started() + block(0, {"type": "thinking", "thinking": "", "signature": ""}, parts)
    )
    assert deltas(out, field="thinking") == JUDGED
    last = [held["delta"] for held in events(out) if held["type"] == "content_block_delta"][-1]
    assert last == {"type": "signature_delta", "signature": sealed}


def test_thinking_that_only_the_provider_can_open_travels_on() -> None:
    hidden = {"type": "redacted_thinking", "data": base64.b64encode(random.Random(5).randbytes(2_000)).decode()}
    data = block(0, hidden, [])
    assert events(read_stream(guard).feed(data)) == events(data)
    readable = {"type": "redacted_thinking", "data": base64.b64encode(f"Her SSN is {SSN}.".encode()).decode()}
    assert "hidden: Social" in read_stream(guard).feed(block(0, readable, [])).decode()


def test_text_that_a_block_begins_with_is_judged() -> None:
    begun = {"type": "text", "text": "Her SSN is 851-33-"}
    out = through(read_stream(guard), block(0, begun, [{"type": "text_delta", "text": "1294."}]))
    assert deltas(out) == f"Her SSN is {HIDDEN}."
    assert events(out)[0]["content_block"]["text"] == ""


def test_a_citation_and_a_search_result_are_judged() -> None:
    cited = {"type": "char_location", "cited_text": f"SSN {SSN}", "document_index": 0, "document_title": "a plan"}
    data = block(0, {"type": "text", "text": ""}, [{"type": "citations_delta", "citation": cited}])
    found = {"type": "web_search_result", "title": f"SSN {SSN}", "url": "https://example.org/a", "page_age": None}
    data += block(1, {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_01", "content": [found]}, [])
    out = through(read_stream(guard), data)
    assert SSN not in out.decode()
    assert out.decode().count(HIDDEN) == 2


def test_a_block_of_text_is_judged_by_the_one_before_it() -> None:
    data = text_block(0, "Her social security number is ") + text_block(1, "851331294") + text_block(2, ", we think.")
    out = through(read_stream(guard), data, 40)
    assert [deltas(out, n) for n in range(3)] == ["Her social security number is ", HIDDEN, ", we think."]


def test_what_began_in_one_block_is_hidden_from_where_the_next_begins() -> None:
    out = through(read_stream(guard), text_block(0, "SSN 851-") + text_block(1, "33-1294."))
    assert (deltas(out, 0), deltas(out, 1)) == ("SSN 851-", f"{HIDDEN}.")


def test_a_delta_of_tomorrow_is_a_run() -> None:
    parts = [{"type": "tomorrow_delta", "words": piece} for piece in pieces(SAID)]
    out = through(read_stream(guard), block(0, {"type": "tomorrow"}, parts), 70)
    assert deltas(out, field="words") == JUDGED


def test_an_event_of_tomorrow_is_judged() -> None:
    out = read_stream(guard).feed(typed({"type": "tomorrow", "note": {"who": f"SSN {SSN}"}, "n": 4}))
    assert events(out) == [{"type": "tomorrow", "note": {"who": f"SSN {HIDDEN}"}, "n": 4}]


@pytest.mark.parametrize("step", [0, 1, 64])
def test_an_answer_that_may_not_go_on_ends_in_an_error(step: int) -> None:
    stream = read_stream(guard)
    data = messages(MARKED)
    size = step or len(data)
    out = b"".join(stream.feed(data[at : at + size]) for at in range(0, len(data), size))
    assert (stream.is_stopped, stream.is_complete) == (True, False)
    assert deltas(out) == f"{PROSE}\n\n"
    refusal = Refusal(
        status=403, type="permission_error", code="answer_denied", message="It stopped.", decision_id="7KQ2"
    )
    last = stream.fail(refusal)
    assert last.startswith(b"event: error\n")
    assert events(last)[0]["error"]["decision_id"] == "7KQ2"
    assert stream.finish() == b""
    assert "CUI" not in out.decode()
    assert events(out)[-1]["type"] == "content_block_delta"


def test_an_answer_that_breaks_off_gives_what_it_had_and_is_not_complete() -> None:
    stream = read_stream(guard)
    out = through(stream, started() + text_block(0, SAID, stops=False) + b"event: content_block_st")
    assert deltas(out) == JUDGED
    assert not stream.is_complete


def test_an_error_of_the_provider_keeps_its_shape() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": f"Overloaded at SSN {SSN}"}}
    stream = read_stream(guard)
    out = through(stream, started() + text_block(0, "Yes.", stops=False) + typed(error) + ended())
    assert deltas(out) == "Yes."
    assert events(out)[-1] == {"type": "error", "error": {**error["error"], "message": f"Overloaded at SSN {HIDDEN}"}}  # type: ignore[dict-item]
    assert stream.is_complete


@pytest.mark.parametrize(
    "data",
    [
        b"data: {}\n\n",
        typed({"type": "content_block_delta", "delta": {"type": "text_delta", "text": "x"}}),
        typed({"type": "content_block_delta", "index": 0, "delta": "x"}),
        typed({"type": "content_block_stop"}),
        typed({"type": "x", "source": {"type": "base64", "data": "iVBORw0KGgoAAAANSUhEUgAA" + "4f8Q" * 400}}),
    ],
)
def test_what_is_not_this_format_is_an_error(data: bytes) -> None:
    with pytest.raises(ProviderError):
        through(read_stream(guard), data)
