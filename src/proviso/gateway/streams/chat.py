"""A streamed answer of `/v1/chat/completions`: one run for each field of each choice, by index for tool calls.

Log probabilities are left out: they name the text, and other texts, before anything was judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from proviso.decision.answers import Guard
from proviso.errors import ProviderError
from proviso.gateway.refusals import Refusal
from proviso.gateway.wire import Stream, Usage

from .reader import Reader, count_of
from .runs import Key
from .sse import DONE, encode

LISTS = frozenset({"tool_calls", "content", "reasoning_details"})
"""Fields of a delta whose items go on from event to event, each under its `index`."""
_META = ("id", "object", "created", "model", "system_fingerprint", "service_tier")
_WHOLE = frozenset({"id", "type", "name", "role", "format", "signature", "encrypted_content"})
"""Fields inside a delta that come at once, not in pieces."""
_SPOKEN = frozenset({"content", "refusal", "reasoning", "reasoning_content"})
"""Fields of a delta that callers put together: a number in one is a piece of the text."""


def read_stream(guard: Callable[[], Guard], *, wants_usage: bool = True) -> Stream:
    """A reader for one answer. Without `wants_usage`, the counts that were asked for on our own stay here."""
    return ChatReader(guard, wants_usage=wants_usage)


class ChatReader(Reader):
    """Reads chunks of a chat completion."""

    def __init__(self, guard: Callable[[], Guard], *, wants_usage: bool) -> None:
        super().__init__(guard)
        self._wants_usage = wants_usage
        self._meta: dict[str, Any] = {}
        self._lanes: dict[int, str] = {}
        """For each choice, the field that came last: what is held of another one goes out before it."""

    def one(self, held: dict[str, Any]) -> Iterator[bytes]:
        """One chunk, after what was held and goes before it."""
        if held.get("error"):
            yield from self.rest()
            yield from self.last(encode(self.runs.clean(held)), is_error=True)
            return
        is_counted = self._count(held)
        choices = held.get("choices")
        if not isinstance(choices, list):
            raise ProviderError("The model sent a chunk without choices.")
        if is_counted and not choices and not self._wants_usage:
            return
        self._clean(held)
        kept: list[Any] = []
        for choice in choices:
            yield from self._choice(choice, kept)
            if self.is_stopped:
                return
        if kept or not choices or held.get("usage"):
            held["choices"] = kept
            yield encode(held)

    def _count(self, held: dict[str, Any]) -> bool:
        """Whether this chunk has the counts."""
        used = held.get("usage") if self._wants_usage else held.pop("usage", None)
        if not isinstance(used, dict):
            return False
        self.usage = Usage(
            input_tokens=count_of(used, "prompt_tokens"), output_tokens=count_of(used, "completion_tokens")
        )
        return True

    def _clean(self, held: dict[str, Any]) -> None:
        self.runs.names(held)
        held.pop("obfuscation", None)  # it hides how long a piece is, and ours are of another length
        for key, value in held.items():
            if key == "choices" or value is None or self._meta.get(key) == value:
                continue
            held[key] = self.runs.clean(value, key)
        if held.get("id") != self._meta.get("id"):  # Azure's first chunk has none
            self._meta = {key: held[key] for key in _META if key in held}

    def _choice(self, choice: Any, kept: list[Any]) -> Iterator[bytes]:
        """What goes before this chunk; the choice itself is put into `kept`, if something of it is left."""
        index = choice.get("index", 0) if isinstance(choice, dict) else None
        if not isinstance(index, int):
            raise ProviderError("The model sent a choice that is no object with an index.")
        self.runs.names(choice)
        for key, value in choice.items():
            if key == "logprobs":
                choice[key] = None
            elif key != "delta":
                choice[key] = self.runs.clean(value, key)
        delta = _Delta(self, index, choice.get("delta"))
        yield from self._turn(index, delta)
        if choice.get("finish_reason") or self.is_stopped:
            for key, text in delta.taken():
                yield self._chunk(key, text)
            for key, text in self.runs.finish(index):
                yield self._chunk(key, text)
        if delta.is_whole or choice.get("finish_reason") or delta.shown:
            kept.append(choice)

    def _turn(self, index: int, delta: _Delta) -> Iterator[bytes]:
        """Another field began: what is held of the others goes out before it."""
        lane = delta.lane
        if not lane or self._lanes.get(index, lane) == lane:
            self._lanes[index] = lane or self._lanes.get(index, "")
            return
        self._lanes[index] = lane
        for key, text in self.runs.pause((index,), but=(index, lane)):
            yield self._chunk(key, text)

    def _chunk(self, key: Key, text: str) -> bytes:
        """A chunk of ours with text that was held."""
        choice = {"index": key[0], "delta": _nested(key[1:], text), "logprobs": None, "finish_reason": None}
        return encode({**self._meta, "choices": [choice]})

    def rest(self) -> Iterator[bytes]:
        """What is held of all choices."""
        for key, text in self.runs.finish():
            yield self._chunk(key, text)

    def done(self) -> Iterator[bytes]:
        """The mark at the end, after what was held."""
        yield from self.rest()
        yield from self.last(DONE)

    def error(self, refusal: Refusal) -> bytes:
        """A line of data with `error`, for which the SDK raises."""
        return b"data: %b\n\n" % refusal.body()


class _Delta:
    """The text of one delta, given to its runs and replaced by what may be shown."""

    def __init__(self, reader: ChatReader, index: int, held: Any) -> None:
        self._runs = reader.runs
        self.lane = ""
        """The field of which something came; empty for none."""
        self._has_text = False
        self.is_whole = False
        """Whether something else than text came, so that the chunk goes on even without text."""
        self.shown: list[tuple[dict[str, Any], str, Key]] = []
        """Where text that may be shown now was put back."""
        if not isinstance(held, dict):
            self.is_whole = True
            return
        self._runs.names(held)
        for name, value in held.items():
            is_number = name in _SPOKEN and type(value) in (int, float)
            self._field(held, name, str(value) if is_number else value, (index, name))
        self.is_whole = self.is_whole or not self._has_text

    def taken(self) -> Iterator[tuple[Key, str]]:
        """What may be shown, taken out of the delta again to be sent before it."""
        for held, name, key in self.shown:
            text, held[name] = held[name], ""
            yield key, text

    def _field(self, held: dict[str, Any], name: str, value: Any, key: Key) -> None:
        if name == "audio" and value:
            raise ProviderError("The answer has sound, which nobody here can screen.")
        if isinstance(value, list) and name in LISTS:
            self.lane = name if value else self.lane
            for at, item in enumerate(value):
                self._item(value, at, item, key)
        elif isinstance(value, dict) and name == "function_call":
            self._fields(value, key)
        elif isinstance(value, str) and name != "role":
            self._text(held, name, value, key)
        elif value is not None:
            self._beside(held, name, value)

    def _item(self, items: list[Any], at: int, item: Any, key: Key) -> None:
        if not isinstance(item, dict):
            items[at] = self._runs.clean(item)
            self.is_whole = True
            return
        number = item.get("index", at)
        self._fields(item, (*key, number if isinstance(number, int) else at))

    def _fields(self, held: dict[str, Any], key: Key) -> None:
        self._runs.names(held)
        for name, value in held.items():
            if isinstance(value, dict) and name in {"function", "custom"}:
                self._fields(value, (*key, name))
            elif isinstance(value, str) and name not in _WHOLE:
                self._text(held, name, value, (*key, name))
            elif value is not None and name != "index":
                self._beside(held, name, value)

    def _text(self, held: dict[str, Any], name: str, value: str, key: Key) -> None:
        if not value:
            return
        self.lane, self._has_text = str(key[1]), True
        held[name] = self._runs.feed(key, value)
        if held[name]:
            self.shown.append((held, name, key))

    def _beside(self, held: dict[str, Any], name: str, value: Any) -> None:
        held[name] = self._runs.clean(value, name)
        self.is_whole = True


def _nested(key: Key, text: str) -> dict[str, Any]:
    """A delta that has only this text, in its place."""
    held: Any = text
    for step in reversed(key):
        held = [{"index": step, **held}] if isinstance(step, int) else {step: held}
    nested: dict[str, Any] = held
    return nested
