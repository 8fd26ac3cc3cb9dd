"""A streamed response: every delta is judged, and the events that say all of it again say what was judged."""

import base64
import json
import random
from typing import Any

import pytest

from proviso.errors import ProviderError
from proviso.gateway.refusals import Refusal
from proviso.gateway.streams.responses import read_stream
from proviso.gateway.wire import Usage

from .given import (
    HIDDEN,
    JUDGED,
    MARKED,
    PROSE,
    SAID,
    SSN,
    Numbered,
    events,
    guard,
    message_item,
    pieces,
    response,
    responses,
    through,
    typed,
)


def deltas(data: bytes, kind: str = "response.output_text.delta") -> str:
    return "".join(held["delta"] for held in events(data) if held["type"] == kind)


def only(data: bytes, kind: str) -> dict[str, Any]:
    [found] = [held for held in events(data) if held["type"] == kind]
    return found


@pytest.mark.parametrize("step", [0, 1, 2, 19, 4_096])
def test_the_whole_answer_says_what_the_deltas_said(step: int) -> None:
    stream = read_stream(guard)
    out = through(stream, responses(), step)
    assert deltas(out) == JUDGED
    assert only(out, "response.output_text.done")["text"] == JUDGED
    assert only(out, "response.content_part.done")["part"]["text"] == JUDGED
    assert only(out, "response.output_item.done")["item"]["content"][0]["text"] == JUDGED
    assert only(out, "response.completed")["response"]["output"][0]["content"][0]["text"] == JUDGED
    assert SSN not in out.decode()
    assert (stream.is_complete, stream.is_stopped) == (True, False)
    assert stream.usage == Usage(input_tokens=31, output_tokens=12)


def test_the_events_are_numbered_without_gaps_and_named_by_their_type() -> None:
    out = through(read_stream(guard), responses(), 100)
    assert [held["sequence_number"] for held in events(out)] == list(range(len(events(out))))
    named = [block.split("\n")[0] for block in out.decode().split("\n\n") if block]
    assert named == [f"event: {held['type']}" for held in events(out)]


def test_events_without_text_go_on_at_once_as_they_are() -> None:
    say, stream = Numbered(), read_stream(guard)
    first = say("response.created", response=response("in_progress"))
    assert events(stream.feed(first)) == events(first)
    added = say("response.output_item.added", output_index=0, item=message_item("", "in_progress"))
    assert events(stream.feed(added)) == events(added)


def test_a_clean_answer_is_the_same_but_for_its_pieces() -> None:
    said = "The levee held. Pumps ran."
    before, after = events(responses(said)), events(through(read_stream(guard), responses(said)))
    assert deltas(through(read_stream(guard), responses(said))) == said
    for one, two in zip(
        [held for held in before if not held["type"].endswith("text.delta")],
        [held for held in after if not held["type"].endswith("text.delta")],
        strict=True,
    ):
        assert {**one, "sequence_number": 0} == {**two, "sequence_number": 0}


def test_a_stream_without_events_at_the_end_of_its_parts_loses_nothing() -> None:
    say = Numbered()
    data = say("response.created", response=response("in_progress"))
    for piece in pieces(SAID):
        data += say("response.output_text.delta", item_id="msg_0a", output_index=0, content_index=0, delta=piece)
    data += say("response.completed", response=response("completed", [message_item(SAID)]))
    out = through(read_stream(guard), data, 7)
    assert deltas(out) == JUDGED
    assert events(out)[-1]["response"]["output"][0]["content"][0]["text"] == JUDGED


def test_the_arguments_of_a_tool_are_judged_and_stay_json() -> None:
    say = Numbered()
    said = '{"who":"SSN 851-33-1294","note":"a\\nA012345678 is her A-number","n":3}'
    call = {"type": "function_call", "id": "fc_01", "call_id": "call_7Qa", "name": "find_case", "status": "completed"}
    data = say("response.output_item.added", output_index=1, item={**call, "arguments": "", "status": "in_progress"})
    for piece in pieces(said, 2):
        data += say("response.function_call_arguments.delta", item_id="fc_01", output_index=1, delta=piece)
    data += say("response.function_call_arguments.done", item_id="fc_01", output_index=1, arguments=said)
    data += say("response.output_item.done", output_index=1, item={**call, "arguments": said})
    data += say("response.completed", response=response("completed", [{**call, "arguments": said}]))
    out = through(read_stream(guard), data, 5)
    judged = deltas(out, "response.function_call_arguments.delta")
    assert json.loads(judged)["who"] == f"SSN {HIDDEN}"
    assert "A012345678" not in judged
    assert only(out, "response.function_call_arguments.done")["arguments"] == judged
    assert only(out, "response.output_item.done")["item"]["arguments"] == judged
    assert only(out, "response.completed")["response"]["output"][0]["arguments"] == judged


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("response.refusal", "refusal"),
        ("response.reasoning_text", "text"),
        ("response.reasoning_summary_text", "text"),
        ("response.mcp_call_arguments", "arguments"),
        ("response.custom_tool_call_input", "input"),
        ("response.code_interpreter_call_code", "code"),
        ("response.audio.transcript", "transcript"),
        ("response.of_tomorrow", "text"),
    ],
)
def test_any_kind_of_delta_is_a_run(kind: str, field: str) -> None:
    say = Numbered()
    at = {"item_id": "rs_1", "output_index": 0, "summary_index": 2}
    data = b"".join(say(f"{kind}.delta", **at, delta=piece) for piece in pieces(SAID))
    data += say(f"{kind}.done", **at, **{field: SAID})
    out = through(read_stream(guard), data, 90)
    assert deltas(out, f"{kind}.delta") == JUDGED
    assert only(out, f"{kind}.done")[field] == JUDGED


def test_parts_of_an_item_are_runs_of_their_own() -> None:
    say = Numbered()
    said = (f"SSN {SSN} is hers", "Nobody is named in here")
    data = b"".join(
        say("response.output_text.delta", item_id="msg_0a", output_index=0, content_index=n, delta=piece)
        for pair in zip(*map(pieces, said), strict=True)
        for n, piece in enumerate(pair)
    )
    out = through(read_stream(guard), data)
    found = ["".join(e["delta"] for e in events(out) if e["content_index"] == n) for n in (0, 1)]
    assert found == [f"SSN {HIDDEN} is hers", said[1]]


@pytest.mark.parametrize("step", [0, 1, 64])
def test_an_answer_that_may_not_go_on_ends_in_an_error(step: int) -> None:
    stream = read_stream(guard)
    data = responses(MARKED)
    size = step or len(data)
    out = b"".join(stream.feed(data[at : at + size]) for at in range(0, len(data), size))
    assert (stream.is_stopped, stream.is_complete) == (True, False)
    assert deltas(out) == f"{PROSE}\n\n"
    refusal = Refusal(
        status=403, type="permission_error", code="answer_denied", message="It stopped.", clause="139-07.2.b"
    )
    last = events(stream.fail(refusal))[0]
    assert last["type"] == "error"
    assert (last["code"], last["message"], last["param"]) == ("answer_denied", "It stopped.", None)
    assert last["error"]["clause"] == "139-07.2.b"
    assert last["sequence_number"] == len(events(out))
    assert stream.finish() == b""
    assert "CUI" not in out.decode()


def test_an_answer_that_breaks_off_gives_what_it_had_and_is_not_complete() -> None:
    stream = read_stream(guard)
    assert deltas(through(stream, responses(finish=False), 31)) == JUDGED
    assert not stream.is_complete


@pytest.mark.parametrize("kind", ["response.failed", "response.incomplete", "error"])
def test_an_end_of_the_providers_own_keeps_its_shape(kind: str) -> None:
    say = Numbered()
    said = f"Cut at SSN {SSN}."
    more: dict[str, Any] = (
        {"code": "server_error", "message": said, "param": None}
        if kind == "error"
        else {"response": response("failed", error={"code": "server_error", "message": said})}
    )
    data = say("response.output_text.delta", item_id="m", output_index=0, content_index=0, delta="Yes.")
    stream = read_stream(guard)
    out = through(stream, data + say(kind, **more))
    assert deltas(out) == "Yes."
    assert stream.is_complete
    assert SSN not in out.decode()
    assert HIDDEN in json.dumps(events(out)[-1])
    assert events(out)[-1].keys() == events(say(kind, **more))[0].keys()


def test_what_comes_back_of_the_request_is_named_and_ends_nothing() -> None:
    say, stream = Numbered(), read_stream(guard)
    marked = "CUI//SP-PRVCY\nStaff list follows."
    out = stream.feed(say("response.created", response=response("in_progress", instructions=marked, user=f"SSN {SSN}")))
    held = events(out)[0]["response"]
    assert held["instructions"] == "[hidden: CUI marking]"
    assert held["user"] == f"SSN {HIDDEN}"
    assert not stream.is_stopped


def test_a_citation_is_judged() -> None:
    cited = {
        "type": "url_citation",
        "url": "https://example.org/a",
        "title": f"SSN {SSN}",
        "start_index": 0,
        "end_index": 3,
    }
    data = typed({"type": "response.output_text.annotation.added", "output_index": 0, "annotation": cited})
    assert events(read_stream(guard).feed(data))[0]["annotation"]["title"] == f"SSN {HIDDEN}"


def test_sealed_reasoning_travels_on_as_it_is_and_text_in_its_place_does_not() -> None:
    sealed = base64.urlsafe_b64encode(random.Random(7).randbytes(3_000)).decode()
    item = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": sealed}
    data = typed({"type": "response.output_item.done", "output_index": 0, "item": item})
    assert events(read_stream(guard).feed(data))[0]["item"] == item
    for text in (f"SSN {SSN}", base64.b64encode(f"Her SSN is {SSN}, as we know.".encode()).decode()):
        data = typed(
            {"type": "response.output_item.done", "output_index": 0, "item": {**item, "encrypted_content": text}}
        )
        assert "hidden: Social" in read_stream(guard).feed(data).decode()


@pytest.mark.parametrize(
    "data",
    [
        b"data: {}\n\n",
        typed({"type": "response.audio.delta", "delta": "UklGRg=="}),
        typed({"type": "response.image_generation_call.partial_image", "partial_image_b64": "iVBORw0KGgo="}),
        typed(
            {
                "type": "response.output_item.done",
                "output_index": 0,
                "item": {"result": "iVBORw0KGgoAAAANSUhEUgAA" + "4f8Q" * 400},
            }
        ),
        b"event: x\ndata: nothing\n\n",
    ],
)
def test_what_nobody_can_read_is_an_error(data: bytes) -> None:
    with pytest.raises(ProviderError):
        through(read_stream(guard), data)
