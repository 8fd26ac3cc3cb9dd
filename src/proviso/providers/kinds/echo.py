"""The offline demo: no model, no network. It answers every format, plain and streamed, and says that it is the demo."""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from collections.abc import Iterator
from struct import pack
from typing import Any

import msgspec

from proviso.model import Connection

from ..endpoints import PATHS
from ..summary import NOTE, answer, summarize
from ..upstream import Call

KIND = "echo"
TITLE = "Offline demo (no model)"
FORMATS = frozenset({"chat", "responses", "embeddings", "messages", "count_tokens"})
BASE_URL = "echo:"
NEEDS_KEY = False

LETTERS = "etaoinsh"
"""An embedding is how often these stand in the text: the same for the same text, and nothing that gives it away."""

Json = dict[str, Any]


def request(connection: Connection, call: Call, key: str) -> tuple[str, str, list[tuple[str, str]]]:
    """For the record only: nothing is sent."""
    return "POST", BASE_URL + PATHS[call.format], []


def reply(connection: Connection, call: Call) -> tuple[int, str, list[bytes]]:
    """Status, content type and the pieces of the answer."""
    if call.format == "models":
        return 200, "application/json", [_json({"object": "list", "data": [{"id": n} for n in connection.models]})]
    try:
        body = msgspec.json.decode(call.body, type=Json)
    except msgspec.MsgspecError:
        return 400, "application/json", [_json(_refused("The body is no JSON object."))]
    text = " ".join(_words(_asked(body)))
    if call.is_stream and call.format in _STREAMS:
        return 200, "text/event-stream", list(_STREAMS[call.format](body, _pieces(answer(text))))
    return 200, "application/json", [_json(_PLAIN[call.format](body, text))]


def _asked(body: Json) -> Any:
    """What the last message says; the whole input where there are no messages."""
    turns = body.get("messages") or body.get("input") or ""
    if isinstance(turns, list) and turns and isinstance(turns[-1], dict):
        return turns[-1].get("content") or ""
    return turns


def _words(value: Any) -> Iterator[str]:
    """The texts of a message: a string, or parts that hold one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, dict):
        yield from _words(value.get("text") or "")


def _pieces(text: str) -> list[str]:
    """Sentence by sentence, so that a stream is seen to stream."""
    found = [piece + " " for piece in text.replace(". ", ".\0").split("\0")]
    return [*found[:-1], found[-1].removesuffix(" ")]


def _id(beginning: str) -> str:
    return f"{beginning}{secrets.token_hex(12)}"


def _tokens(text: str) -> int:
    """About four letters a token, as the providers say themselves."""
    return -(-len(text) // 4)


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _event(value: Any, name: str = "") -> bytes:
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + _json(value) + b"\n\n"


def _refused(message: str) -> Json:
    return {"type": "error", "error": {"type": "invalid_request_error", "message": message}}


def _content(body: Json, text: str) -> str:
    """A caller that asks for JSON gets JSON."""
    wanted = body.get("response_format")
    kind = wanted.get("type", "text") if isinstance(wanted, dict) else "text"
    return answer(text) if kind == "text" else _json({"note": NOTE, "summary": summarize(text)}).decode()


def _chat(body: Json, text: str) -> Json:
    said = _content(body, text)
    choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
    head = _chat_head(body, "chat.completion")
    return {**head, "choices": [choice], "usage": _chat_usage(_tokens(text), _tokens(said))}


def _chat_head(body: Json, kind: str) -> Json:
    return {"id": _id("chatcmpl-"), "object": kind, "created": int(time.time()), "model": body.get("model", KIND)}


def _chat_usage(sent: int, said: int) -> Json:
    return {"prompt_tokens": sent, "completion_tokens": said, "total_tokens": sent + said}


def _chat_stream(body: Json, pieces: list[str]) -> Iterator[bytes]:
    head = _chat_head(body, "chat.completion.chunk")
    options = body.get("stream_options")
    for delta, reason in [
        ({"role": "assistant", "content": ""}, None),
        *(({"content": piece}, None) for piece in pieces),
        ({}, "stop"),
    ]:
        yield _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
    if isinstance(options, dict) and options.get("include_usage"):
        usage = _chat_usage(_tokens(" ".join(_words(_asked(body)))), _tokens("".join(pieces)))
        yield _event({**head, "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _response(body: Json, text: str) -> Json:
    said = answer(text)
    return _response_of(body, _id("resp_"), "completed", [_message(_id("msg_"), said)], _tokens(text), _tokens(said))


def _message(item: str, said: str) -> Json:
    part = {"type": "output_text", "text": said, "annotations": []}
    return {"type": "message", "id": item, "status": "completed", "role": "assistant", "content": [part]}


def _response_of(body: Json, code: str, status: str, output: list[Json], sent: int, said: int) -> Json:
    usage = {
        "input_tokens": sent,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": said,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": sent + said,
    }
    return {
        "id": code,
        "object": "response",
        "created_at": int(time.time()),
        "status": status,
        "model": body.get("model", KIND),
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "store": False,
        "error": None,
        "usage": usage if status == "completed" else None,
    }


def _response_stream(body: Json, pieces: list[str]) -> Iterator[bytes]:
    code, item, said = _id("resp_"), _id("msg_"), "".join(pieces)
    at: Json = {"item_id": item, "output_index": 0, "content_index": 0}
    begun = _response_of(body, code, "in_progress", [], 0, 0)
    whole = _message(item, said)
    sent = _tokens(" ".join(_words(_asked(body))))
    events: list[tuple[str, Json]] = [
        ("response.created", {"response": begun}),
        ("response.output_item.added", {"output_index": 0, "item": {**whole, "status": "in_progress", "content": []}}),
        ("response.content_part.added", {**at, "part": {"type": "output_text", "text": "", "annotations": []}}),
        *(("response.output_text.delta", {**at, "delta": piece, "logprobs": []}) for piece in pieces),
        ("response.output_text.done", {**at, "text": said, "logprobs": []}),
        ("response.content_part.done", {**at, "part": whole["content"][0]}),
        ("response.output_item.done", {"output_index": 0, "item": whole}),
        ("response.completed", {"response": _response_of(body, code, "completed", [whole], sent, _tokens(said))}),
    ]
    for number, (name, event) in enumerate(events):
        yield _event({"type": name, "sequence_number": number, **event}, name)


def _messages(body: Json, text: str) -> Json:
    said = answer(text)
    return {**_messages_head(body, _tokens(text), _tokens(said)), **_ended(), "content": [_block(said)]}


def _messages_head(body: Json, sent: int, said: int) -> Json:
    return {
        "id": _id("msg_"),
        "type": "message",
        "role": "assistant",
        "model": body.get("model", KIND),
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": sent, "output_tokens": said},
    }


def _ended() -> Json:
    return {"stop_reason": "end_turn", "stop_sequence": None}


def _block(text: str) -> Json:
    return {"type": "text", "text": text}


def _messages_stream(body: Json, pieces: list[str]) -> Iterator[bytes]:
    sent = _tokens(" ".join(_words(_asked(body))))
    events: list[Json] = [
        {"type": "message_start", "message": _messages_head(body, sent, 0)},
        {"type": "content_block_start", "index": 0, "content_block": _block("")},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
            for piece in pieces
        ),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": _ended(), "usage": {"output_tokens": _tokens("".join(pieces))}},
        {"type": "message_stop"},
    ]
    for event in events:
        yield _event(event, event["type"])


def _embeddings(body: Json, text: str) -> Json:
    inputs = body.get("input")
    texts = inputs if isinstance(inputs, list) else [inputs]
    is_packed = body.get("encoding_format") == "base64"
    rows = [
        {
            "object": "embedding",
            "index": place,
            "embedding": _vector(found if isinstance(found, str) else "", is_packed),
        }
        for place, found in enumerate(texts)
    ]
    usage = {"prompt_tokens": _tokens(text), "total_tokens": _tokens(text)}
    return {"object": "list", "data": rows, "model": body.get("model", KIND), "usage": usage}


def _vector(text: str, is_packed: bool) -> list[float] | str:
    counts = [text.lower().count(letter) + 0.5 for letter in LETTERS]
    length = sum(count * count for count in counts) ** 0.5
    found = [count / length for count in counts]
    return b64encode(pack(f"<{len(found)}f", *found)).decode() if is_packed else found


def _count(body: Json, text: str) -> Json:
    return {"input_tokens": sum(_tokens(" ".join(_words(turn.get("content")))) for turn in _turns(body))}


def _turns(body: Json) -> list[Json]:
    turns = body.get("messages")
    return [turn for turn in turns if isinstance(turn, dict)] if isinstance(turns, list) else []


_PLAIN = {
    "chat": _chat,
    "responses": _response,
    "embeddings": _embeddings,
    "messages": _messages,
    "count_tokens": _count,
}
_STREAMS = {"chat": _chat_stream, "responses": _response_stream, "messages": _messages_stream}
