"""A streamed answer of `/v1/responses`: one run for each kind of delta, output item and part.

The events at the end of a part, of an item and of the answer say all of it again: there stands what was judged.
Log probabilities are left out: they name the text, and other texts, before anything was judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from proviso.decision.answers import Guard
from proviso.errors import ProviderError
from proviso.gateway.refusals import Refusal
from proviso.gateway.wire import Stream, Usage

from .reader import Reader, count_of
from .runs import Key
from .sse import encode

LAST = frozenset({"response.completed", "response.incomplete", "response.failed", "error"})
OUTPUT = "response.output_text.delta"
"""Its parts are one text to the reader."""
UNSCREENED = frozenset({"response.audio.delta", "response.image_generation_call.partial_image"})
ANSWERED = frozenset({"output", "error", "incomplete_details", "id", "model", "status", "object"})
"""Fields of a response that the model filled; the others are the caller's own request, judged on its way in."""
_PARTS = ("content_index", "summary_index", "annotation_index")


def read_stream(guard: Callable[[], Guard], *, wants_usage: bool = True) -> Stream:
    """A reader for one answer. The counts are always part of this format, so `wants_usage` changes nothing."""
    return ResponsesReader(guard)


class ResponsesReader(Reader):
    """Reads the events of a response."""

    def __init__(self, guard: Callable[[], Guard]) -> None:
        super().__init__(guard)
        self._number: int | None = None
        """Sequence number of the next event: ours are fewer, and count on without gaps."""
        self._models: dict[Key, dict[str, Any]] = {}
        """For each run, the fields of its delta events."""

    def one(self, held: dict[str, Any]) -> Iterator[bytes]:
        """One event, after what was held and goes before it."""
        kind = held.get("type")
        if not isinstance(kind, str) or not kind:
            raise ProviderError("The model sent an event without a type.")
        if kind in UNSCREENED:
            raise ProviderError("The answer has an image or a sound, which nobody here can screen.")
        if self._number is None:
            self._number = number if isinstance(number := held.get("sequence_number"), int) else 0
        if kind.endswith(".delta") and isinstance(held.get("delta"), str):
            yield from self._delta(kind, held)
            return
        yield from self._tails(*_over(kind, held))
        if kind in LAST:
            yield from self.rest()
            self._count(held)
            yield from self.last(self._written(self._cleaned(held)), is_error=kind in {"error", "response.failed"})
            return
        event = self._cleaned(held)
        if not self.is_stopped:
            yield self._written(event)

    def _delta(self, kind: str, held: dict[str, Any]) -> Iterator[bytes]:
        place = next((held[name] for name in _PARTS if isinstance(held.get(name), int)), 0)
        key: Key = (_number_of(held, "output_index"), place, kind)
        text = held.pop("delta")
        shown = self.runs.feed(key, text, lane=kind if kind == OUTPUT else "")
        self._models[key] = held
        if shown:
            yield self._piece(key, shown)

    def _piece(self, key: Key, text: str) -> bytes:
        """A delta event of a run, with text that was held."""
        held = {name: v for name, v in self._models[key].items() if name not in {"obfuscation", "logprobs"}}
        event = {**self.runs.clean(held), "delta": text}
        if "logprobs" in self._models[key]:
            event["logprobs"] = []
        return self._written(event)

    def _tails(self, *begins: str | int) -> Iterator[bytes]:
        for key, text in self.runs.finish(*begins) if begins else ():
            yield self._piece(key, text)

    def rest(self) -> Iterator[bytes]:
        """What is held of all items."""
        for key, text in self.runs.finish():
            yield self._piece(key, text)

    def _cleaned(self, held: dict[str, Any]) -> dict[str, Any]:
        """An event with what was judged in the place of what came."""
        response = held.get("response")
        if not isinstance(response, dict):
            cleaned: dict[str, Any] = self.runs.clean(_without_logprobs(held))
            return cleaned
        judged = {
            name: self.runs.clean(_without_logprobs(value), name, is_echo=name not in ANSWERED)
            for name, value in response.items()
        }
        return {**self.runs.clean({name: v for name, v in held.items() if name != "response"}), "response": judged}

    def _count(self, held: dict[str, Any]) -> None:
        response = held.get("response")
        used = response.get("usage") if isinstance(response, dict) else None
        if isinstance(used, dict):
            self.usage = Usage(
                input_tokens=count_of(used, "input_tokens"), output_tokens=count_of(used, "output_tokens")
            )

    def _written(self, held: dict[str, Any]) -> bytes:
        if "sequence_number" in held:
            held["sequence_number"] = self._number
            self._number = (self._number or 0) + 1
        return encode(held, str(held["type"]))

    def error(self, refusal: Refusal) -> bytes:
        """Flat as the format has it, and with `error` inside, for which the SDK raises."""
        body = msgspec.json.decode(refusal.body())
        said = {name: body["error"][name] for name in ("code", "message", "param")}
        return encode({**body, **said, "sequence_number": self._number or 0}, "error")


def _over(kind: str, held: dict[str, Any]) -> tuple[str | int, ...]:
    """How the keys of the runs begin that are over with this event."""
    if not kind.endswith(".done"):
        return ()
    output = _number_of(held, "output_index")
    if kind == "response.output_item.done":
        return (output,)
    place = next((held[name] for name in _PARTS if isinstance(held.get(name), int)), 0)
    return (output, place, kind.removesuffix(".done") + ".delta")


def _number_of(held: dict[str, Any], name: str) -> int:
    number = held.get(name, 0)
    return number if isinstance(number, int) else 0


def _without_logprobs(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_logprobs(one) for one in value]
    if isinstance(value, dict):
        return {k: [] if k == "logprobs" and v else _without_logprobs(v) for k, v in value.items()}
    return value
