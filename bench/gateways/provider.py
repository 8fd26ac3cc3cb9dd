"""A provider for measurements: reads each request whole, and answers with words of its own, plain or in pieces.

`python -m bench.gateways.provider PORT` listens on this machine. Every answer has a number of its own and every body is
parsed, so that no gateway is fast because it left something out. It is told what to do, and tells what it saw, by:

    GET /__set?answer=…&wait=20&every=2&piece=3    text of the answers, ms before the first byte and between two
                                                   pieces, characters of a piece; without values: as at the start
    GET /__seen                                    {"requests": …, "connections": …}
    GET /__last                                    the last body, as it came
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import httptools
import msgspec
import uvloop

WORDS = (
    "The agency publishes the schedule of public meetings each quarter and keeps the minutes on its open web site so "
    "that anyone can read what was decided and why. "
)
ANSWER = WORDS * 3
PIECES = 40
"""Pieces of a stream, unless it is told how many characters one has."""
KINDS = {
    "/chat/completions": "chat",
    "/responses": "responses",
    "/messages": "messages",
    "/embeddings": "embeddings",
    "/messages/count_tokens": "count_tokens",
}


@dataclass(slots=True)
class State:
    """What it does, and what it saw."""

    answer: str = ANSWER
    wait: float = 0
    """Milliseconds before the first byte of a stream."""
    every: float = 0
    """Milliseconds between two pieces."""
    piece: int = 0
    """Characters of a piece; 0: as many as make `PIECES`."""
    requests: int = 0
    connections: int = 0
    last: bytes = b""

    def tell(self, said: dict[str, str]) -> None:
        """From now on it answers so."""
        self.answer = said.get("answer", ANSWER)
        self.wait, self.every = float(said.get("wait", 0)), float(said.get("every", 0))
        self.piece = int(said.get("piece", 0))

    def pieces(self) -> list[str]:
        """The answer as a stream has it."""
        size = self.piece or -(-len(self.answer) // PIECES)
        return [self.answer[n : n + size] for n in range(0, len(self.answer), size)]


class Server(asyncio.Protocol):
    """One connection."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.numbers = count(1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out = cast("asyncio.Transport", transport)
        self.state.connections += 1
        self.parser = httptools.HttpRequestParser(self)
        self.url, self.body = b"", bytearray()

    def connection_lost(self, _fault: Exception | None) -> None:
        self.out.close()

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.out.close()

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"expect" and value.lower() == b"100-continue":
            self.out.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, data: bytes) -> None:
        self.body += data

    def on_message_complete(self) -> None:
        url, body = urlsplit(self.url.decode()), bytes(self.body)
        self.url, self.body = b"", bytearray()
        if self.parser.get_method() == b"GET":
            self._tell(url.path, dict(parse_qsl(url.query)))
        else:
            self._answer(KINDS.get(url.path.removeprefix("/v1"), ""), body)

    def _tell(self, path: str, said: dict[str, str]) -> None:
        state = self.state
        if path == "/__last":
            self._whole(state.last)
            return
        if path == "/__set":
            state.tell(said)
        if path.endswith("/models"):
            listed = {"id": "gpt-4o-mini", "object": "model", "created": 0, "owned_by": "bench"}
            self._whole(msgspec.json.encode({"object": "list", "data": [listed]}))
            return
        self._whole(msgspec.json.encode({"requests": state.requests, "connections": state.connections}))

    def _answer(self, kind: str, body: bytes) -> None:
        state = self.state
        state.requests += 1
        state.last = body
        try:
            asked = msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.MsgspecError:
            kind = ""
        if not kind:
            self._whole(b'{"error": {"message": "There is nothing here.", "type": "invalid_request_error"}}', 404)
            return
        number, model = next(self.numbers), str(asked.get("model"))
        if not asked.get("stream"):
            self._whole(msgspec.json.encode(whole(kind, number, model, state.answer)))
        elif state.wait or state.every:
            _slowly(self._slowly(list(streamed(kind, number, model, state.pieces()))))
        else:
            events = b"".join(map(_chunk, streamed(kind, number, model, state.pieces())))
            self.out.write(STREAM + events + b"0\r\n\r\n")

    def _whole(self, body: bytes, status: int = 200) -> None:
        head = b"HTTP/1.1 %d X\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % (status, len(body))
        self.out.write(head + body)

    async def _slowly(self, events: list[bytes]) -> None:
        await asyncio.sleep(self.state.wait / 1000)
        self.out.write(STREAM)
        for event in events:
            if self.out.is_closing():
                return
            self.out.write(_chunk(event))
            await asyncio.sleep(self.state.every / 1000)
        self.out.write(b"0\r\n\r\n")


STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n"
_running: set[asyncio.Task[None]] = set()


def _slowly(work: Any) -> None:
    task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _event(name: str, body: dict[str, Any]) -> bytes:
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + msgspec.json.encode(body) + b"\n\n"


def whole(kind: str, number: int, model: str, answer: str) -> dict[str, Any]:
    """A plain answer of one kind."""
    if kind == "chat":
        message = {"role": "assistant", "content": answer, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        usage = {"prompt_tokens": 350, "completion_tokens": 90, "total_tokens": 440}
        body = {"id": f"chatcmpl-{number:09}", "object": "chat.completion", "created": 1_760_000_000, "model": model}
        return {**body, "choices": [choice], "usage": usage}
    if kind == "messages":
        return {
            **_message(number, model),
            "content": [{"type": "text", "text": answer}],
            "stop_reason": "end_turn",
            "usage": {"input_tokens": 350, "output_tokens": 90},
        }
    if kind == "responses":
        return _response(number, model, answer)
    if kind == "count_tokens":
        return {"input_tokens": 350}
    vector = [n / 1_000 for n in range(256)]
    one = {"object": "embedding", "index": 0, "embedding": vector}
    return {"object": "list", "model": model, "data": [one], "usage": {"prompt_tokens": 8, "total_tokens": 8}}


def streamed(kind: str, number: int, model: str, pieces: list[str]) -> Iterator[bytes]:
    """The events of a streamed answer of one kind."""
    if kind == "chat":
        yield from _chat_events(number, model, pieces)
    elif kind == "messages":
        yield from _message_events(number, model, pieces)
    else:
        yield from _response_events(number, model, pieces)


def _chat_events(number: int, model: str, pieces: list[str]) -> Iterator[bytes]:
    base = {"id": f"chatcmpl-{number:09}", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": model}

    def chunk(delta: dict[str, str], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event("", {**base, "choices": [choice]})

    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces:
        yield chunk({"content": piece})
    yield chunk({}, "stop")
    yield b"data: [DONE]\n\n"


def _message(number: int, model: str) -> dict[str, Any]:
    return {
        "id": f"msg_{number:09}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 350, "output_tokens": 1},
    }


def _message_events(number: int, model: str, pieces: list[str]) -> Iterator[bytes]:
    def event(name: str, **body: Any) -> bytes:
        return _event(name, {"type": name, **body})

    yield event("message_start", message=_message(number, model))
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for piece in pieces:
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
    yield event("content_block_stop", index=0)
    delta = {"stop_reason": "end_turn", "stop_sequence": None}
    yield event("message_delta", delta=delta, usage={"output_tokens": 90})
    yield event("message_stop")


def _response(number: int, model: str, answer: str | None) -> dict[str, Any]:
    is_done = answer is not None
    counted = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {
        "id": f"resp_{number:09}",
        "object": "response",
        "created_at": 1_760_000_000,
        "status": "completed" if is_done else "in_progress",
        "model": model,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "top_p": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "output": [_item(answer)] if answer is not None else [],
        "usage": {"input_tokens": 350, "output_tokens": 90, "total_tokens": 440, **counted} if is_done else None,
    }


def _item(answer: str | None) -> dict[str, Any]:
    content = [_part(answer)] if answer is not None else []
    status = "completed" if content else "in_progress"
    return {"type": "message", "id": "msg_1", "status": status, "role": "assistant", "content": content}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": []}


def _response_events(number: int, model: str, pieces: list[str]) -> Iterator[bytes]:
    numbers, answer = count(), "".join(pieces)
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}

    def event(name: str, **body: Any) -> bytes:
        return _event(name, {"type": name, "sequence_number": next(numbers), **body})

    yield event("response.created", response=_response(number, model, None))
    yield event("response.output_item.added", output_index=0, item=_item(None))
    yield event("response.content_part.added", **place, part=_part(""))
    for piece in pieces:
        yield event("response.output_text.delta", **place, logprobs=[], delta=piece)
    yield event("response.output_text.done", **place, logprobs=[], text=answer)
    yield event("response.content_part.done", **place, part=_part(answer))
    yield event("response.output_item.done", output_index=0, item=_item(answer))
    yield event("response.completed", response=_response(number, model, answer))


async def serve(port: int) -> None:
    """Listen until it is stopped."""
    state = State()
    server = await asyncio.get_running_loop().create_server(lambda: Server(state), "127.0.0.1", port, backlog=2_048)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
