"""What an ill-willed caller or provider would try: texts where nobody looks, in both directions."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from proviso.actions import systems
from proviso.cli import listening
from tests.gateway.attacked import Raw, events, raw_provider, whole
from tests.gateway.house import CLAUDE, KEY, MODEL, Gate, gate, text_of, until
from tests.gateway.stub import CHAT, COUNT, EMBEDDINGS, MESSAGES, RESPONSES

SSN, BARE = "851-33-1294", "851331294"
ASKED = f"SSN {SSN}"
PACKED = base64.b64encode(f"The Social Security number of Maria Lopez is {SSN}, please keep it.".encode()).decode()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with gate(tmp_path_factory.mktemp("gate")) as opened:
        yield opened


@pytest.fixture(scope="module")
def raw(here: Gate) -> Iterator[Raw]:
    with raw_provider(here) as provider:
        yield provider


def request(path: str, **more: Any) -> dict[str, Any]:
    usual = {"input": "Hi."} if path in {RESPONSES, EMBEDDINGS} else {"messages": [user("Hi.")]}
    model = CLAUDE if path in {MESSAGES, COUNT} else MODEL
    return {"model": model, **({"max_tokens": 9} if path == MESSAGES else {}), **usual, **more}


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def said(**message: Any) -> dict[str, Any]:
    """A plain answer of chat."""
    choice = {"index": 0, "message": {"role": "assistant", "content": "Yes.", **message}, "finish_reason": "stop"}
    return {"id": "chatcmpl-1", "object": "chat.completion", "model": "m", "choices": [choice]}


OK = whole(said())
BETAS = {
    "anthropic-beta": [ASKED, SSN, f"a-{SSN}-2025-01-01", "files-api-2025-04-14, ssn-851331294"],
    "anthropic-version": [ASKED, f"2023-06-01 {SSN}"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in BETAS for value in BETAS[name]])
@pytest.mark.parametrize("path", [CHAT, MESSAGES])
def test_no_text_goes_out_in_a_header(here: Gate, raw: Raw, path: str, name: str, value: str) -> None:
    raw.reply = OK
    before = len(raw.asked)
    answer = here.post(path, request(path), **{name: value})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "header_form"
    assert SSN not in answer.text
    assert len(raw.asked) == before


def test_the_headers_that_a_provider_knows_go_on(here: Gate, raw: Raw) -> None:
    raw.reply = whole({"input_tokens": 3})
    betas = "files-api-2025-04-14,claude-code-20250219, context-1m-2025-08-07"
    assert here.post(COUNT, request(COUNT), **{"anthropic-beta": betas, "anthropic-version": "2023-06-01"}).is_success
    head = raw.asked[-1].partition(b"\r\n\r\n")[0]
    assert betas.replace(" ", "").encode() in head
    assert b"anthropic-version: 2023-06-01" in head


@pytest.mark.parametrize("source", [ASKED, f"https://floods.example/?ssn={SSN}"])
def test_no_text_comes_into_the_record_with_a_source(here: Gate, raw: Raw, source: str) -> None:
    raw.reply = OK
    before = len(raw.asked)
    answer = here.post(CHAT, request(CHAT), **{"x-proviso-source": source})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "header_form")
    assert len(raw.asked) == before
    assert SSN.encode() not in here.ledger_bytes()
    page = "https://floods.example/2026/spring-report-4471"
    assert here.post(CHAT, request(CHAT), **{"x-proviso-source": page}).is_success


HEADS = {
    "x-request-id": ASKED,
    "request-id": f"SSN-{SSN}",
    "x-ratelimit-note": SSN,
    f"x-ratelimit-{SSN}": "1",
    "retry-after": ASKED,
    "x-should-retry": ASKED,
    "openai-version": f"v{BARE}",
}


@pytest.mark.parametrize(("name", "value"), HEADS.items())
@pytest.mark.parametrize("status", [200, 429])
def test_no_text_comes_back_in_a_header(here: Gate, raw: Raw, name: str, value: str, status: int) -> None:
    raw.reply = whole(said() if status == 200 else {"error": {"message": "No."}}, status, heads={name: value})
    answer = here.post(CHAT, request(CHAT))
    assert answer.status_code == status
    assert not any(found in str(answer.headers.raw) for found in (SSN, BARE))


@pytest.mark.parametrize("kind", ["text/html", f"application/json; a={SSN}"])
def test_the_kind_of_an_answer_is_ours_to_say(here: Gate, raw: Raw, kind: str) -> None:
    raw.reply = whole(said(), kind=kind)
    assert here.post(CHAT, request(CHAT)).headers["content-type"] == "application/json"
    raw.reply = whole(b"data: [DONE]\n\n", kind=kind)
    assert here.post(CHAT, request(CHAT, stream=True)).headers["content-type"] == "text/event-stream"


PASSED = {
    "x-request-id": "req_011CSHoEeqs5C35K2UUqR7Fy",
    "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT",
    "x-ratelimit-reset-requests": "6m0.25s",
    "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:00Z",
    "x-ratelimit-remaining-tokens": "149984",
    "openai-processing-ms": "412",
    "openai-version": "2020-10-01",
    "x-should-retry": "true",
}


def test_a_provider_s_own_figures_come_back(here: Gate, raw: Raw) -> None:
    raw.reply = whole(said(), heads=PASSED)
    came = here.post(CHAT, request(CHAT)).headers
    for name, value in PASSED.items():
        assert came["x-upstream-request-id" if name == "x-request-id" else name] == value


def test_a_status_that_http_does_not_have_is_no_answer(here: Gate, raw: Raw) -> None:
    raw.reply = whole(said(), 799)
    assert here.post(CHAT, request(CHAT)).status_code == 502


SEALED = {
    "signature": {"type": "thinking", "thinking": "a", "signature": PACKED},
    "redacted": {"type": "redacted_thinking", "data": PACKED},
    "beside a text": {"type": "text", "text": "Hi.", "data": PACKED},
}


@pytest.mark.parametrize("block", SEALED.values(), ids=SEALED.keys())
def test_a_text_that_is_packed_like_a_seal_is_read(here: Gate, raw: Raw, block: dict[str, Any]) -> None:
    raw.reply = OK
    before = len(raw.asked)
    messages = [user("Hi."), {"role": "assistant", "content": [block]}, user("Go on.")]
    assert here.post(MESSAGES, request(MESSAGES, messages=messages)).status_code == 403
    assert len(raw.asked) == before


@pytest.mark.parametrize("block", [SEALED["signature"], SEALED["redacted"]])
@pytest.mark.parametrize("stream", [False, True])
def test_a_text_that_comes_back_packed_like_a_seal_is_read(
    here: Gate, raw: Raw, block: dict[str, Any], stream: bool
) -> None:
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [block]}
    raw.reply = streamed(block) if stream else whole(message)
    assert PACKED not in here.post(MESSAGES, request(MESSAGES, stream=stream)).text


def streamed(*blocks: dict[str, Any], **start: Any) -> bytes:
    """A streamed answer of messages, with these blocks."""
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], **start}
    found: list[dict[str, Any]] = [{"type": "message_start", "message": head}]
    for n, block in enumerate(blocks):
        found += [
            {"type": "content_block_start", "index": n, "content_block": block},
            {"type": "content_block_stop", "index": n},
        ]
    return events(*found, {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}, {"type": "message_stop"})


def chunk(delta: Any = None, reason: str | None = None, **more: Any) -> dict[str, Any]:
    """A chunk of a streamed chat."""
    choice = {"index": 0, "delta": {} if delta is None else delta, "finish_reason": reason}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "m", "choices": [choice], **more}


IDENTIFIERS = {
    "id": chunk(id=f"SSN-{SSN}"),
    "model": chunk(model=f"ssn/{SSN}"),
    "role": chunk({"role": f"SSN:{SSN}", "content": ""}),
    "reason": chunk(reason=f"ssn_{SSN}"),
    "call": chunk({"tool_calls": [{"index": 0, "id": f"ssn_{SSN}", "function": {"name": "f", "arguments": "{}"}}]}),
}


@pytest.mark.parametrize("first", IDENTIFIERS.values(), ids=IDENTIFIERS.keys())
def test_what_stands_where_a_provider_puts_its_numbers_is_read(here: Gate, raw: Raw, first: dict[str, Any]) -> None:
    raw.reply = events(first, chunk({}, "stop"), done=b"data: [DONE]\n\n")
    assert SSN not in text_of(here.post(CHAT, request(CHAT, stream=True)))


@pytest.mark.parametrize("name", ["id", "model"])
def test_the_same_in_messages_and_responses(here: Gate, raw: Raw, name: str) -> None:
    raw.reply = streamed(**{name: f"ssn:{SSN}"})
    assert SSN not in text_of(here.post(MESSAGES, request(MESSAGES, stream=True)))
    raw.reply = events({"type": f"ssn:{SSN}"}, {"type": "response.completed", "response": {name: f"ssn:{SSN}"}})
    assert SSN not in text_of(here.post(RESPONSES, request(RESPONSES, stream=True)))


LABELLED = {
    "arguments": chunk(
        {"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": {"ssn": BARE}}}]}
    ),
    "a number in them": chunk({"tool_calls": [{"index": 0, "function": {"arguments": {"ssn": int(BARE)}}}]}),
    "a number in the chunk": chunk({"content": "Yes."}, ssn=int(BARE)),
    "an object in the chunk": chunk({"content": "Yes."}, x={"ssn": BARE}),
    "a list": chunk({"content": "Yes."}, x={"ssn": [int(BARE)]}),
    "a number in the delta": chunk({"content": "Yes.", "ssn": int(BARE)}),
    "an object around it": chunk({"content": "Yes."}, x={"ssn": {"value": BARE}}),
    "an error": {"error": {"ssn": int(BARE)}},
    "the name of a field": chunk({"content": "Yes.", ASKED: "a"}),
    "a text in two pieces, one a number": chunk({"content": "SSN "}),
}


@pytest.mark.parametrize("first", LABELLED.values(), ids=LABELLED.keys())
def test_a_streamed_value_is_read_with_its_name(here: Gate, raw: Raw, first: dict[str, Any]) -> None:
    number = chunk({"content": int(BARE)})
    raw.reply = events(first, number, chunk({}, "stop"), done=b"data: [DONE]\n\n")
    if "error" in first or "ssn" in str(first):
        raw.reply = events(first, chunk({}, "stop"), done=b"data: [DONE]\n\n")
    answer = text_of(here.post(CHAT, request(CHAT, stream=True)))
    assert SSN not in answer
    assert BARE not in answer


BLOCKS = {
    "text": {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"ssn": BARE}},
    "number": {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"ssn": int(BARE)}},
    "deep": {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"a": [{"ssn": {"is": int(BARE)}}]}},
    "citation": {"type": "text", "text": "", "citations": [{"type": "char_location", "ssn": BARE}]},
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_value_in_a_streamed_block_is_read_with_its_name(here: Gate, raw: Raw, block: dict[str, Any]) -> None:
    raw.reply = streamed(block)
    answer = here.post(MESSAGES, request(MESSAGES, stream=True))
    assert BARE not in answer.text
    assert "[hidden: Social Security number]" in answer.text
    assert "message_stop" in answer.text


def test_a_value_in_a_streamed_item_is_read_with_its_name(here: Gate, raw: Raw) -> None:
    item = {"type": "computer_call", "id": f"ssn:{SSN}", "action": {"ssn": BARE, "at": 1_760_000_000}}
    done = {"type": "response.completed", "response": {"id": "r", "created_at": 1_760_000_000, "output": [item]}}
    raw.reply = events({"type": "response.output_item.done", "output_index": 0, "item": item}, done)
    answer = here.post(RESPONSES, request(RESPONSES, stream=True)).text
    assert SSN not in answer
    assert BARE not in answer
    assert answer.count("1760000000") == 3
    assert "response.completed" in answer


@pytest.mark.parametrize("kind", [f"ssn:{SSN}", ASKED])
def test_a_type_of_a_delta_is_no_place_for_a_text(here: Gate, raw: Raw, kind: str) -> None:
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": kind, "text": "a"}}
    raw.reply = events(delta, {"type": "message_stop"})
    answer = here.post(MESSAGES, request(MESSAGES, stream=True)).text
    assert SSN not in answer
    assert '"error"' in answer


UNMASKABLE: dict[str, dict[str, Any]] = {
    "a name": {"metadata": {ASKED: "1"}},
    "a number": {"metadata": {"ssn": int(BARE)}},
    "two texts": {"messages": [user([{"type": "text", "text": "SSN 851-33-"}, {"type": "text", "text": "1294"}])]},
}


def test_what_cannot_be_masked_gives_its_permit_back(tmp_path: Path) -> None:
    with gate(tmp_path, "example-city") as city:
        assert city.post(CHAT, request(CHAT, messages=[user(ASKED)])).is_success
        assert SSN not in city.provider.seen
        for more in UNMASKABLE.values():
            before, asked = len(city.records()), len(city.provider.bodies)
            answer = city.post(CHAT, request(CHAT, **more))
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "cannot_mask")
            assert [r.event for r in city.records()[before:]] == ["UseDecided", "AnswerFailed"]
            assert len(city.provider.bodies) == asked


SEAMS = {
    "a number in two": [user("My SSN is 851-33-"), user("1294")],
    "a number in three": [user("My SSN is 851-"), user("33-"), user("1294")],
    "its label before it": [user("My SSN is"), user(BARE)],
    "a question and its answer": [
        user("Hi."),
        {"role": "assistant", "content": "Please give me your Social Security number."},
        user(f"It is {BARE}."),
    ],
}


@pytest.mark.parametrize("turns", SEAMS.values(), ids=SEAMS.keys())
@pytest.mark.parametrize("path", [CHAT, RESPONSES, MESSAGES, COUNT])
def test_a_message_is_read_behind_the_one_before_it(
    here: Gate, raw: Raw, path: str, turns: list[dict[str, Any]]
) -> None:
    before = len(raw.asked)
    answer = here.post(path, request(path, **{"input" if path == RESPONSES else "messages": turns}))
    assert answer.status_code == 403
    assert len(raw.asked) == before


def test_an_answer_to_a_question_is_masked_where_it_stands(tmp_path: Path) -> None:
    with gate(tmp_path, "example-city") as city:
        for turns in (SEAMS["a question and its answer"], [user("SSN?"), user(f"{SSN}, and again {SSN}.")]):
            assert city.post(CHAT, request(CHAT, messages=turns)).is_success
        assert '"It is [Social Security number]."' in city.provider.seen
        assert '"[Social Security number], and again [Social Security number]."' in city.provider.seen
        split = city.post(CHAT, request(CHAT, messages=SEAMS["a number in two"]))
        assert split.json()["error"]["code"] == "cannot_mask"
        assert BARE not in city.provider.seen


DEAR = {
    "many choices": {"n": 100, "max_tokens": 100},
    "many choices of the usual length": {"n": 8},
    "two limits": {"max_completion_tokens": 1, "max_tokens": 8_000},
}


@pytest.mark.parametrize("more", DEAR.values(), ids=DEAR.keys())
def test_what_a_request_may_cost_is_all_that_it_asks_for(here: Gate, raw: Raw, more: dict[str, Any]) -> None:
    raw.reply = OK
    before = len(raw.asked)
    key, at = f"pv-of-{more}", datetime.now(UTC)
    here.agency.store.write(
        lambda tx: systems.register(
            tx,
            f"Dear {more}"[:60],
            "maya.okafor",
            "Asks for much.",
            {"northlight-chat"},
            {"research"},
            (at + timedelta(days=9)).date(),
            tokens_a_month=5_000,
            actor="system",
            at=at,
            key=key,
        )
    )
    answer = here.post(CHAT, request(CHAT, **more), authorization=f"Bearer {key}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "budget_spent")
    assert len(raw.asked) == before
    assert here.post(CHAT, request(CHAT, n=2), authorization=f"Bearer {key}").is_success


def test_a_caller_who_does_not_read_is_let_go(here: Gate, raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "SLOW_SECONDS", 0.3)
    sent, is_cut = [0], []

    def endless(line: socket.socket) -> None:
        line.settimeout(20)
        line.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        piece = events(*[chunk(x="The levee held. " * 500)] * 8).partition(b"\r\n\r\n")[2]
        try:
            while True:
                line.sendall(piece)
                sent[0] += len(piece)
        except OSError:
            is_cut.append(True)

    raw.reply = endless
    before = len(here.records("AnswerFailed"))
    body = json.dumps(request(CHAT, stream=True)).encode()
    head = f"POST {CHAT} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {KEY}\r\nContent-Length: {len(body)}\r\n\r\n"
    place = urlsplit(here.base)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.connect((place.hostname, place.port))
        line.sendall(head.encode() + body)
        assert until(lambda: len(here.records("AnswerFailed")) == before + 1)
    assert here.records("AnswerFailed")[-1].data["fault"] == "the caller went away"
    assert until(lambda: bool(is_cut))
    assert sent[0] < 30_000_000


ENDLESS = {
    "a name without an end": b"POST /v1/chat/completions HTTP/1.1\r\nx-a: " + b"a" * 4_000_000,
    "an address without an end": b"POST /v1/" + b"a" * 4_000_000,
    "names without an end": b"POST /v1/chat/completions HTTP/1.1\r\n" + b"x-a: b\r\n" * 500_000,
}


@pytest.mark.parametrize("head", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_head_without_an_end_is_not_kept(here: Gate, head: bytes) -> None:
    place = urlsplit(here.base)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as line:
        assert is_closed(line, head)


def is_closed(line: socket.socket, data: bytes) -> bool:
    """Whether the other side ends the connection while it is given this."""
    try:
        line.sendall(data)
        return not line.recv(65_536).startswith(b"HTTP/1.1 2")
    except ConnectionError:
        return True


def test_what_stands_behind_a_body_is_no_header(here: Gate, raw: Raw) -> None:
    raw.reply = OK
    body = json.dumps(request(MESSAGES)).encode()
    lines = [f"POST {MESSAGES} HTTP/1.1", "Host: a", f"x-api-key: {KEY}", "Transfer-Encoding: chunked"]
    tail = f"0\r\nx-proviso-purpose: vetting\r\nanthropic-beta: {ASKED}\r\n\r\n".encode()
    sent = "\r\n".join([*lines, "Connection: close"]).encode() + b"\r\n\r\n"
    place = urlsplit(here.base)
    before = len(raw.asked)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as line:
        line.sendall(sent + b"%x\r\n%b\r\n" % (len(body), body) + tail)
        assert line.recv(65_536).startswith(b"HTTP/1.1 200")
    assert len(raw.asked) == before + 1
    assert SSN.encode() not in raw.asked[-1]
