"""The workspace's call: one text, one answer, as it is written. A registered system brings its own body instead."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import msgspec

from proviso.errors import ProviderError
from proviso.model import Connection, Permit

from . import summary
from .aside import wait_for
from .events import Events
from .kinds import find
from .kinds.echo import KIND as OFFLINE
from .pool import Upstreams, upstreams
from .upstream import Call, Fault, Reply, UpstreamError

LONGEST_ANSWER = 8_192
"""Tokens; Anthropic's API wants a number."""
LONGEST_PAUSE = 1.5
"""Seconds that the offline demo pauses in all, where somebody watches it."""
ANY = "*"
"""In a connection's models: every model. The workspace needs one by its name."""
STORES_UNLESS_TOLD = frozenset({"openai"})
"""Kinds whose API may keep an answer unless the body says `store: false` (139-07.2.e)."""
_SENTENCE = re.compile(r"(?<=[.!?] )")
_LENGTH = frozenset({"length", "max_tokens", "model_context_window_exceeded"})
_FILTER = frozenset({"content_filter", "refusal"})


async def converse(
    permit: Permit, connection: Connection, key: str, pool: Upstreams | None = None, *, pause: float = 0.0
) -> AsyncGenerator[str, None]:
    """What the permit allows goes to the tool; its answer comes as it is written, not yet screened.

    Ends with an `UpstreamError` when the answer is not whole: `Fault.CUT` when the tool itself stopped early.
    `pause` is for who watches the offline demo: so many seconds between two of its sentences.
    """
    if connection.kind == OFFLINE and connection.tool_id == permit.tool.id:
        async for piece in _offline(permit, pause):
            yield piece
        return
    name = permit.tool.name
    call = _call(permit, connection)
    reply = await (pool or upstreams()).send(permit, connection, call, key)
    try:
        _refuse_error(name, reply)
        reader = _READERS[call.format]()
        events = Events()
        async for chunk in reply.chunks():
            for event in _events(name, events, chunk):
                if text := reader.read(name, event):
                    yield text
            if reader.is_complete:
                break
        _refuse_cut(name, reader)
    finally:
        await reply.close()


async def _offline(permit: Permit, pause: float) -> AsyncIterator[str]:
    """The demo's own summary, sentence by sentence; a long text is summed up in a thread."""
    text = await asyncio.to_thread(summary.answer, permit.text)
    left = LONGEST_PAUSE
    for piece in _SENTENCE.split(text):
        yield piece
        if pause and left > 0:
            await asyncio.sleep(min(pause, left))
            left -= pause


def send(permit: Permit, connection: Connection | None = None, key: str = "") -> str:
    """Send what the permit allows and wait for the whole answer, not yet screened: the shell, and a page without
    JavaScript. Without a connection the tool's own `provider` counts."""
    way = connection or Connection(tool_id=permit.tool.id, kind=permit.tool.provider)
    try:
        if way.kind == OFFLINE and way.tool_id == permit.tool.id:
            return summary.answer(permit.text)
        return wait_for(lambda: _whole(permit, way, key))
    except ProviderError:
        raise
    except Exception as fault:  # its message may hold the text, so only its kind is told
        raise UpstreamError(Fault.BROKEN, f"{permit.tool.name} did not answer ({type(fault).__name__}).") from None


async def _whole(permit: Permit, connection: Connection, key: str) -> str:
    pieces: list[str] = []
    try:
        async for piece in converse(permit, connection, key):
            pieces.append(piece)  # noqa: PERF401  # what came before a cut is kept
    except UpstreamError as fault:
        if fault.fault is not Fault.CUT or not pieces:
            raise
        pieces.append(f"\n\n[{fault.message}]")
    return "".join(pieces)


def _call(permit: Permit, connection: Connection) -> Call:
    kind = find(connection.kind)
    is_chat = kind is None or "chat" in kind.FORMATS
    model = next((name for name in connection.models if name != ANY), "")
    if not model and connection.kind != OFFLINE:
        raise UpstreamError(
            Fault.NOT_CONNECTED,
            f"No model is named for {permit.tool.name}.",
            hint="Nothing was sent. Tell the CIO’s office.",
        )
    body: dict[str, Any] = {
        "model": model or OFFLINE,
        "messages": [{"role": "user", "content": permit.text}],
        "stream": True,
    }
    if not is_chat:
        body["max_tokens"] = LONGEST_ANSWER
    elif connection.kind in STORES_UNLESS_TOLD:
        body["store"] = False
    try:
        encoded = msgspec.json.encode(body)
    except UnicodeEncodeError:
        raise UpstreamError(
            Fault.NOT_CONNECTED, "The text holds half a character, and no tool can read it.", hint="Paste it anew."
        ) from None
    return Call(format="chat" if is_chat else "messages", body=encoded, is_stream=True)


def _refuse_error(name: str, reply: Reply) -> None:
    """The provider's own words are not told: they may quote the text."""
    status = reply.status
    if status < 400:
        return
    hint = {
        401: "Its key does not fit. Tell the CIO’s office.",
        403: "Its key may not do that. Tell the CIO’s office.",
        404: "It knows no such model or address. Tell the CIO’s office.",
        413: "The text is too long for it.",
        429: "It has too much to do. Try again in a minute.",
    }.get(status, "Nothing is lost. Try again.")
    raise UpstreamError(Fault.REFUSED, f"{name} answered with the error {status}.", hint=hint)


def _refuse_cut(name: str, reader: _Chat | _Messages) -> None:
    if reader.reason in _LENGTH:
        raise UpstreamError(
            Fault.CUT, f"{name} stopped here: its answer reached the longest that it writes.", hint="Ask for the rest."
        )
    if reader.reason in _FILTER:
        raise UpstreamError(
            Fault.CUT, f"{name} stopped here: its own filter ended the answer.", hint="Ask in other words."
        )
    if not reader.is_complete and not reader.reason:
        raise UpstreamError(Fault.BROKEN, f"{name} broke off its answer.")


def _events(name: str, events: Events, chunk: bytes) -> list[bytes]:
    try:
        return events.feed(chunk)
    except ValueError:
        raise _not_stream(name) from None


def _not_stream(name: str) -> UpstreamError:
    return UpstreamError(Fault.BROKEN, f"{name} answered with something that is no answer.")


class _Chat:
    """Reads OpenAI's chunks."""

    def __init__(self) -> None:
        self.reason = ""
        self.is_complete = False

    def read(self, name: str, event: bytes) -> str:
        """The text of one event."""
        if event == b"[DONE]":
            self.is_complete = True
            return ""
        choices = _object(name, event).get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return ""
        if isinstance(choice.get("finish_reason"), str):
            self.reason = choice["finish_reason"]
        delta = choice.get("delta")
        found = (delta.get("content") or delta.get("refusal")) if isinstance(delta, dict) else ""
        return found if isinstance(found, str) else ""


class _Messages:
    """Reads Anthropic's events."""

    def __init__(self) -> None:
        self.reason = ""
        self.is_complete = False

    def read(self, name: str, event: bytes) -> str:
        """The text of one event."""
        found = _object(name, event)
        kind, delta = found.get("type"), found.get("delta")
        if kind == "message_stop":
            self.is_complete = True
        if not isinstance(delta, dict):
            return ""
        if kind == "message_delta" and isinstance(delta.get("stop_reason"), str):
            self.reason = delta["stop_reason"]
        text = delta.get("text") if kind == "content_block_delta" else ""
        return text if isinstance(text, str) else ""


_READERS: dict[str, type[_Chat | _Messages]] = {"chat": _Chat, "messages": _Messages}


def _object(name: str, event: bytes) -> dict[str, Any]:
    """One event's JSON; an error that comes in the middle is the provider's own."""
    try:
        found = msgspec.json.decode(event, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise _not_stream(name) from None
    if found.get("error"):
        raise UpstreamError(Fault.REFUSED, f"{name} ended its answer with an error of its own.")
    return found
