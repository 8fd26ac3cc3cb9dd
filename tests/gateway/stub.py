"""A provider for the tests: keeps what reached it, and answers what it is told to, plain or in pieces."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CHAT, RESPONSES, EMBEDDINGS = "/v1/chat/completions", "/v1/responses", "/v1/embeddings"
MESSAGES, COUNT = "/v1/messages", "/v1/messages/count_tokens"


@dataclass
class Provider:
    """What it does next, and what came."""

    base: str = ""
    answer: str = "The committee meets on Tuesday."
    """The text of every answer."""
    arguments: str = ""
    """Not empty: the answer is a call of the function `look_up` with these arguments."""
    piece: int = 3
    """Characters of one piece of a streamed answer."""
    pause: float = 0.0
    """Seconds between two pieces of a stream."""
    status: int = 200
    trouble: str = ""
    """`hang`, `reset`, `half`, `cut`, `garbage`, `endless`, `redirect`, `no_end`, `own_error`."""
    bodies: list[bytes] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    after: Callable[[], object] | None = None
    """Called when a request has come and before it is answered."""
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when the gateway closed the connection in the middle of an answer."""

    @property
    def seen(self) -> str:
        """Everything that reached it, as text; escapes of JSON undone."""
        return "\n".join(json.dumps(json.loads(body), ensure_ascii=False) for body in self.bodies)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that listens until the block ends."""
    state = Provider()

    class Handler(_Handler):
        provider = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.base = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: Provider

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass

    def do_POST(self) -> None:
        state = self.provider
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        state.bodies.append(body)
        state.heads.append({k.lower(): v for k, v in self.headers.items()})
        if state.after is not None:
            state.after()
        try:
            self._answer(state, json.loads(body))
        except OSError:
            state.gone.set()
            self.close_connection = True

    def _answer(self, state: Provider, asked: dict[str, Any]) -> None:
        if state.trouble == "reset":
            self.close_connection = True
            self.connection.close()
        elif state.trouble == "hang":
            state.gone.wait(20)
            self.close_connection = True
        elif state.trouble == "redirect":
            self._whole(307, b"", "text/plain", location="http://127.0.0.1:9/v1/elsewhere")
        elif state.status >= 400:
            said = {"error": {"message": "Slow down.", "type": "rate_limit", "param": None, "code": "rate_limit"}}
            self._whole(state.status, json.dumps(said).encode(), "application/json")
        elif asked.get("stream"):
            self._stream(state, asked)
        elif state.trouble == "garbage":
            self._whole(200, b'{"choices": [{"message": \xff\xfe', "application/json")
        else:
            self._whole(200, json.dumps(whole(self.path, state)).encode(), "application/json")

    def _whole(self, status: int, body: bytes, kind: str, **more: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("x-ratelimit-remaining-requests", "41")
        self.send_header("set-cookie", "session=1")
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, state: Provider, asked: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        events = list(streamed(self.path, state))
        if state.trouble in {"half", "cut", "endless"}:
            events = events[: len(events) // 2]
        if state.trouble == "no_end":
            events = events[:-1]
        if state.trouble == "own_error":
            said = {"type": "error", "message": "Overloaded.", "code": "overloaded"}
            body = {
                "type": "error",
                "error": said,
                "sequence_number": 7,
                "message": "Overloaded.",
                "code": "overloaded",
            }
            events = [*events[: len(events) // 2], _event(body, "" if "chat" in self.path else "error")]
        for number, event in enumerate(events):
            if state.trouble == "garbage" and number == len(events) // 2:
                self._chunk(b"data: {\xff\xfe\n\n")
            self._chunk(event)
            time.sleep(state.pause)
        if state.trouble == "half":
            self._chunk(b'data: {"id": "half')
        while state.trouble == "endless":
            self._chunk(events[-1])
        if state.trouble == "cut":
            self.close_connection = True
            self.connection.close()
            return
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


def whole(path: str, state: Provider) -> dict[str, Any]:
    """One plain answer in the format of an endpoint."""
    call = {"id": "call_1", "type": "function", "function": {"name": "look_up", "arguments": state.arguments}}
    if path.endswith("/chat/completions"):
        message: dict[str, Any] = {"role": "assistant", "content": state.answer, "refusal": None}
        if state.arguments:
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        used = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_760_000_000,
            "model": "m",
            "choices": [choice],
            "usage": used,
        }
    if path.endswith("/responses"):
        return response(state)
    if path.endswith("/embeddings"):
        data = [{"object": "embedding", "index": 0, "embedding": [0.25, -0.5]}]
        return {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 2, "total_tokens": 2}}
    if path.endswith("/count_tokens"):
        return {"input_tokens": 14}
    block: dict[str, Any] = {"type": "text", "text": state.answer}
    if state.arguments:
        block = {"type": "tool_use", "id": "toolu_1", "name": "look_up", "input": json.loads(state.arguments)}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [block],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 9, "output_tokens": 12},
    }


def response(state: Provider) -> dict[str, Any]:
    """One whole answer of `/v1/responses`."""
    output: dict[str, Any] = {
        "type": "message",
        "id": "msg_1",
        "status": "completed",
        "role": "assistant",
        "content": [{"type": "output_text", "text": state.answer, "annotations": []}],
    }
    if state.arguments:
        output = {
            "type": "function_call",
            "id": "fc_1",
            "call_id": "call_1",
            "status": "completed",
            "name": "look_up",
            "arguments": state.arguments,
        }
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_760_000_000,
        "status": "completed",
        "model": "m",
        "output": [output],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {"input_tokens": 9, "output_tokens": 12, "total_tokens": 21},
    }


def pieces(text: str, size: int) -> list[str]:
    """The text in pieces."""
    return [text[at : at + size] for at in range(0, len(text), size)]


def streamed(path: str, state: Provider) -> Iterator[bytes]:
    """The events of one streamed answer."""
    if path.endswith("/chat/completions"):
        yield from _chat(state)
    elif path.endswith("/responses"):
        yield from _responses(state)
    else:
        yield from _messages(state)


def _event(body: dict[str, Any], name: str = "") -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(body)}\n\n".encode()


def _chat(state: Provider) -> Iterator[bytes]:
    def chunk(delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": "m"}
        return _event({**head, "choices": [choice]})

    yield chunk({"role": "assistant", "content": ""})
    if state.arguments:
        named = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "look_up", "arguments": ""}}
        yield chunk({"tool_calls": [named]})
        for piece in pieces(state.arguments, state.piece):
            yield chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    else:
        for piece in pieces(state.answer, state.piece):
            yield chunk({"content": piece})
    yield chunk({}, "tool_calls" if state.arguments else "stop")
    used = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": "m"}
    yield _event({**head, "choices": [], "usage": used})
    yield b"data: [DONE]\n\n"


def _responses(state: Provider) -> Iterator[bytes]:
    number = iter(range(10_000))

    def event(name: str, /, **body: Any) -> bytes:
        return _event({"type": name, "sequence_number": next(number), **body}, name)

    final = response(state)
    item = final["output"][0]
    yield event("response.created", response={**final, "status": "in_progress", "output": [], "usage": None})
    if state.arguments:
        begun = {**item, "status": "in_progress", "arguments": ""}
        yield event("response.output_item.added", output_index=0, item=begun)
        for piece in pieces(state.arguments, state.piece):
            yield event("response.function_call_arguments.delta", item_id="fc_1", output_index=0, delta=piece)
        whole_text = {"item_id": "fc_1", "output_index": 0, "arguments": state.arguments, "name": "look_up"}
        yield event("response.function_call_arguments.done", **whole_text)
    else:
        begun = {**item, "status": "in_progress", "content": []}
        yield event("response.output_item.added", output_index=0, item=begun)
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        empty = {"type": "output_text", "text": "", "annotations": []}
        yield event("response.content_part.added", **place, part=empty)
        for piece in pieces(state.answer, state.piece):
            yield event("response.output_text.delta", **place, logprobs=[], delta=piece)
        yield event("response.output_text.done", **place, logprobs=[], text=state.answer)
        yield event("response.content_part.done", **place, part=item["content"][0])
    yield event("response.output_item.done", output_index=0, item=item)
    yield event("response.completed", response=final)


def _messages(state: Provider) -> Iterator[bytes]:
    def event(name: str, **body: Any) -> bytes:
        return _event({"type": name, **body}, name)

    head = whole("/v1/messages", state)
    used = {"input_tokens": 9, "output_tokens": 1}
    yield event("message_start", message={**head, "content": [], "stop_reason": None, "usage": used})
    block: dict[str, Any] = {"type": "text", "text": ""}
    if state.arguments:
        block = {"type": "tool_use", "id": "toolu_1", "name": "look_up", "input": {}}
    yield event("content_block_start", index=0, content_block=block)
    for piece in pieces(state.arguments or state.answer, state.piece):
        delta = {"type": "text_delta", "text": piece}
        if state.arguments:
            delta = {"type": "input_json_delta", "partial_json": piece}
        yield event("content_block_delta", index=0, delta=delta)
    yield event("content_block_stop", index=0)
    end = {"stop_reason": "end_turn", "stop_sequence": None}
    yield event("message_delta", delta=end, usage={"output_tokens": 12})
    yield event("message_stop")
