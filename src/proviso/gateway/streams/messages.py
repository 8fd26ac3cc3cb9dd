"""A streamed answer of `/v1/messages`: one run for each content block and kind of delta.

A thinking block in which something was masked no longer fits its signature: Anthropic refuses it when it is sent back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from proviso.decision.answers import Guard
from proviso.errors import ProviderError
from proviso.gateway.identifiers import is_identifier
from proviso.gateway.refusals import Refusal
from proviso.gateway.wire import Stream, Usage

from .reader import Reader, count_of
from .runs import SEALED, Key
from .sse import encode

TEXTS = {"text": "text_delta", "thinking": "thinking_delta"}
"""Fields of a block that deltas continue, and the type of those deltas."""
_INPUT = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


def read_stream(guard: Callable[[], Guard], *, wants_usage: bool = True) -> Stream:
    """A reader for one answer. The counts are always part of this format, so `wants_usage` changes nothing."""
    return MessagesReader(guard)


class MessagesReader(Reader):
    """Reads the events of a message."""

    def one(self, held: dict[str, Any]) -> Iterator[bytes]:
        """One event, after what was held and goes before it."""
        kind = held.get("type")
        if not isinstance(kind, str) or not kind:
            raise ProviderError("The model sent an event without a type.")
        if kind == "content_block_start":
            yield from self._start(held)
        elif kind == "content_block_delta":
            yield from self._delta(held)
        elif kind == "content_block_stop":
            yield from self._tails(_index(held))
            yield from self._passed(held)
        elif kind in {"message_stop", "error"}:
            yield from self.rest()
            yield from self.last(_written(self.runs.clean(held)), is_error=kind == "error")
        else:
            self._count(held)
            yield from self._passed(held)

    def _passed(self, held: dict[str, Any]) -> Iterator[bytes]:
        """An event without a run, judged as it is."""
        event = _written(self.runs.clean(held))
        if not self.is_stopped:
            yield event

    def _count(self, held: dict[str, Any]) -> None:
        message = held.get("message")
        used = message.get("usage") if isinstance(message, dict) else held.get("usage")
        if isinstance(used, dict):
            self.usage = Usage(
                input_tokens=count_of(used, *_INPUT) or self.usage.input_tokens,
                output_tokens=count_of(used, "output_tokens") or self.usage.output_tokens,
            )

    def _start(self, held: dict[str, Any]) -> Iterator[bytes]:
        """A block begins; text that it begins with goes on as a delta, once it was judged."""
        index, block = _index(held), held.get("content_block")
        begun = []
        if isinstance(block, dict):
            for field, kind in TEXTS.items():
                text = block.get(field)
                if isinstance(text, str) and text:
                    block[field] = ""
                    begun.append(((index, kind, field), text))
        yield from self._passed(held)
        for key, text in begun:
            if shown := self.runs.feed(key, text, lane=_lane(str(key[1]))):
                yield _delta_of(key, shown)

    def _delta(self, held: dict[str, Any]) -> Iterator[bytes]:
        index, delta = _index(held), held.get("delta")
        if not isinstance(delta, dict):
            raise ProviderError("The model sent a delta that is no object.")
        kind = str(delta.get("type"))
        if not is_identifier(kind):
            raise ProviderError("The model sent a delta of a type that is none.")
        self.runs.names(held)
        self.runs.names(delta)
        if kind == "signature_delta":
            yield from self._tails(index)  # all of the thinking stands before its signature
        texts = [
            name for name, v in delta.items() if isinstance(v, str) and v and name != "type" and name not in SEALED
        ]
        for name in texts:
            delta[name] = self.runs.feed((index, kind, name), delta[name], lane=_lane(kind))
        if not texts or any(delta[name] for name in texts):
            judged = {name: v if name in texts else self.runs.clean(v, name) for name, v in delta.items()}
            rest = {name: self.runs.clean(v, name) for name, v in held.items() if name != "delta"}
            if any(judged[name] for name in texts) or not self.is_stopped:
                yield _written({**rest, "delta": judged})

    def _tails(self, *begins: int) -> Iterator[bytes]:
        for key, text in self.runs.finish(*begins):
            yield _delta_of(key, text)

    def rest(self) -> Iterator[bytes]:
        """What is held of all blocks."""
        yield from self._tails()

    def error(self, refusal: Refusal) -> bytes:
        """The event for which the SDK raises."""
        return b"event: error\ndata: %b\n\n" % refusal.body()


def _index(held: dict[str, Any]) -> int:
    index = held.get("index")
    if not isinstance(index, int):
        raise ProviderError("The model sent a part of a block without its index.")
    return index


def _lane(kind: str) -> str:
    """Blocks of text are one text to the reader: citations cut it in the middle of a sentence."""
    return kind if kind == TEXTS["text"] else ""


def _delta_of(key: Key, text: str) -> bytes:
    """An event of ours with text that was held."""
    index, kind, field = key
    return _written({"type": "content_block_delta", "index": index, "delta": {"type": kind, str(field): text}})


def _written(held: dict[str, Any]) -> bytes:
    return encode(held, str(held["type"]))
