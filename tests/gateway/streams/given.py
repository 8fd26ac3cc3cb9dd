"""Invented streams in each format, as the providers send them, and ways to send them through a reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from proviso import screening
from proviso.decision.answers import Guard
from proviso.gateway.wire import Stream
from proviso.model import AnswerRule, FindingClass, Part, Screened

SSN = "851-33-1294"
HIDDEN = "[hidden: Social Security number]"
RULES = {
    FindingClass.INDIVIDUAL: AnswerRule.MASK,
    FindingClass.SECRET: AnswerRule.MASK,
    FindingClass.CONTROLLED: AnswerRule.END,
    FindingClass.CLASSIFIED: AnswerRule.END,
}
PROSE = "The county said on Monday that the levee held and that the pumps ran all night without a fault. " * 4
SAID = f"{PROSE}Her SSN is {SSN}. {PROSE}"
JUDGED = SAID.replace(SSN, HIDDEN)
MARKED = f"{PROSE}\n\nCUI//SP-PRVCY\nStaff list follows.\n\n{PROSE}"


rules_only = partial(screening.screen, names=False)


def guard() -> Guard:
    """A guard as a pack of an agency makes it, without the names model."""
    return Guard(rules_only, RULES)


def nothing(parts: Sequence[Part]) -> Screened:
    """Screens quickly, and finds nothing."""
    return Screened(findings=(), chars=sum(len(part.text) for part in parts))


def event(data: Mapping[str, Any] | str, name: str = "") -> bytes:
    """One event as a provider writes it."""
    said = data if isinstance(data, str) else json.dumps(data)
    return (f"event: {name}\n" if name else "").encode() + f"data: {said}\n\n".encode()


def typed(data: Mapping[str, Any]) -> bytes:
    """An event that is named by its type."""
    return event(data, str(data["type"]))


def pieces(text: str, step: int = 3) -> list[str]:
    return [text[at : at + step] for at in range(0, len(text), step)]


def through(stream: Stream, data: bytes, step: int = 0) -> bytes:
    """What comes out, when so many bytes are fed at a time; all at once without a step."""
    step = step or max(1, len(data))
    out = b"".join(stream.feed(data[at : at + step]) for at in range(0, len(data), step))
    return out + stream.finish()


def events(data: bytes) -> list[dict[str, Any]]:
    """The JSON of each event, in order."""
    blocks = [block for block in data.decode().split("\n\n") if block]
    lines = [line[6:] for block in blocks for line in block.split("\n") if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


# -- /v1/chat/completions


def chunk(delta: Mapping[str, Any], finish: str | None = None, index: int = 0, **more: Any) -> bytes:
    choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
    head = {"id": "chatcmpl-9x81", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": "gpt-5.1-mini"}
    return event({**head, "system_fingerprint": "fp_44709d6fcb", "choices": [choice], **more})


def chat(text: str = SAID, *, field: str = "content", finish: bool = True) -> bytes:
    """An answer in one choice."""
    out = chunk({"role": "assistant", "content": ""})
    out += b"".join(chunk({field: piece}) for piece in pieces(text))
    return out + (chunk({}, "stop") + b"data: [DONE]\n\n" if finish else b"")


def chat_tools(arguments: Iterable[str]) -> bytes:
    """An answer that calls tools, one after the other."""
    out = chunk({"role": "assistant", "content": None})
    for number, said in enumerate(arguments):
        called = {"index": number, "id": f"call_{number}Ab", "type": "function"}
        out += chunk({"tool_calls": [{**called, "function": {"name": "find_case", "arguments": ""}}]})
        for piece in pieces(said):
            out += chunk({"tool_calls": [{"index": number, "function": {"arguments": piece}}]})
    return out + chunk({}, "tool_calls") + b"data: [DONE]\n\n"


# -- /v1/messages


def started() -> bytes:
    usage = {"input_tokens": 25, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 0, "output_tokens": 1}
    message = {"id": "msg_01A7", "type": "message", "role": "assistant", "model": "claude-opus-4-6", "content": []}
    return typed(
        {"type": "message_start", "message": {**message, "stop_reason": None, "stop_sequence": None, "usage": usage}}
    )


def block(index: int, kind: Mapping[str, Any], deltas: Iterable[Mapping[str, Any]], *, stops: bool = True) -> bytes:
    out = typed({"type": "content_block_start", "index": index, "content_block": kind})
    for delta in deltas:
        out += typed({"type": "content_block_delta", "index": index, "delta": delta})
    return out + (typed({"type": "content_block_stop", "index": index}) if stops else b"")


def text_block(index: int, text: str, *, stops: bool = True) -> bytes:
    deltas = ({"type": "text_delta", "text": piece} for piece in pieces(text))
    return block(index, {"type": "text", "text": ""}, deltas, stops=stops)


def ended(reason: str = "end_turn") -> bytes:
    delta = {"stop_reason": reason, "stop_sequence": None}
    last = typed({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 15}})
    return last + typed({"type": "message_stop"})


def messages(text: str = SAID) -> bytes:
    """An answer in one block."""
    return started() + typed({"type": "ping"}) + text_block(0, text) + ended()


# -- /v1/responses


class Numbered:
    """Writes events with their sequence numbers."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, kind: str, **more: Any) -> bytes:
        self.number += 1
        return typed({"type": kind, "sequence_number": self.number - 1, **more})


def response(status: str, output: Iterable[Mapping[str, Any]] = (), **more: Any) -> dict[str, Any]:
    usage = {"input_tokens": 31, "output_tokens": 12, "total_tokens": 43}
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {
        "id": "resp_0a1b",
        "object": "response",
        "created_at": 1_760_000_000,
        "status": status,
        "model": "gpt-5.1-mini",
        "error": None,
        "incomplete_details": None,
        "instructions": "Answer in English.",
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "top_p": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "output": list(output),
        "usage": {**usage, **details} if status == "completed" else None,
        **more,
    }


def message_item(text: str, status: str = "completed") -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    content = [part] if status == "completed" else []
    return {"type": "message", "id": "msg_0a", "status": status, "role": "assistant", "content": content}


def responses(text: str = SAID, *, finish: bool = True) -> bytes:
    """An answer in one item, with every event that repeats it."""
    say = Numbered()
    at = {"item_id": "msg_0a", "output_index": 0, "content_index": 0}
    part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    out = say("response.created", response=response("in_progress"))
    out += say("response.in_progress", response=response("in_progress"))
    out += say("response.output_item.added", output_index=0, item=message_item("", "in_progress"))
    out += say("response.content_part.added", **at, part=part)
    for piece in pieces(text):
        out += say("response.output_text.delta", **at, delta=piece, logprobs=[], obfuscation="kQ3xT8")
    if finish:
        out += say("response.output_text.done", **at, text=text, logprobs=[])
        out += say("response.content_part.done", **at, part={**part, "text": text})
        out += say("response.output_item.done", output_index=0, item=message_item(text))
        out += say("response.completed", response=response("completed", [message_item(text)]))
    return out


STREAMS: dict[str, Callable[[str], bytes]] = {"chat": chat, "messages": messages, "responses": responses}
