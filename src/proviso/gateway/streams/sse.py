"""Server-sent events over chunks of any size, as the HTML standard parses them, with bounds.

What goes on is written anew: comments lose their words, and fields that no format uses are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from proviso.errors import ProviderError

MOST_EVENT = 16 * 1024 * 1024
"""Bytes of one event: the last one of an answer repeats all of it."""
COMMENT = b":\n\n"
"""Keeps a connection alive and says nothing."""
DONE = b"data: [DONE]\n\n"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `data` is empty for a comment that keeps the connection alive."""

    data: bytes = field(repr=False)


class Parser:
    """Bytes in, whole events out. Raises `ProviderError` when an event is too long."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._seen = 0
        """So much of what is held has no end of an event in it."""
        self._is_first = True
        self._was_return = False
        """The last byte was a carriage return: a line feed that follows belongs to it."""

    def feed(self, data: bytes) -> Iterator[Event]:
        """The events that end in these bytes."""
        self._held += self._plain(data)
        if self._is_first and len(self._held) >= len(BOM):
            self._is_first = False
            if self._held.startswith(BOM):
                del self._held[: len(BOM)]
        start = 0
        while (end := self._held.find(b"\n\n", max(start, self._seen))) >= 0:
            event = _event(bytes(self._held[start:end]))
            start = end + 2
            if event is not None:
                yield event
        del self._held[:start]
        self._seen = max(0, len(self._held) - 1)
        if len(self._held) > MOST_EVENT:
            raise ProviderError(
                f"The model sent an event of more than {MOST_EVENT:,} bytes.", hint="Ask for a shorter answer."
            )

    def finish(self) -> Iterator[Event]:
        """The event that the last lines make, where the provider left out the blank line at the end."""
        rest = bytes(self._held)
        self._held.clear()
        self._seen = 0
        event = _event(rest.removeprefix(BOM)) if rest.endswith((b"\n", b"[DONE]")) else None
        if event is not None:
            yield event

    def _plain(self, data: bytes) -> bytes:
        """The same with line feeds alone; a pair of return and line feed may be split over two chunks."""
        if self._was_return and data[:1] == b"\n":
            data = data[1:]
            self._was_return = False
        if not data:
            return data
        self._was_return = data[-1:] == b"\r"
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _event(block: bytes) -> Event | None:
    """The data of one block of lines; None when it has neither data nor a comment."""
    if block.startswith(b"data: ") and b"\n" not in block:
        return Event(block[6:])
    lines: list[bytes] = []
    is_comment = False
    for line in block.split(b"\n"):
        name, colon, value = line.partition(b":")
        if name == b"data":
            lines.append(value.removeprefix(b" "))
        elif not name and colon:
            is_comment = True
    if lines:
        return Event(b"\n".join(lines))
    return Event(b"") if is_comment else None


_decoder = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder()


def decode(data: bytes) -> dict[str, Any]:
    """The JSON object of an event. Raises `ProviderError`, which quotes nothing of it."""
    try:
        held = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProviderError("The model sent an event that is no JSON.") from None
    if not isinstance(held, dict):
        raise ProviderError("The model sent an event that is no JSON object.")
    return held


def encode(held: dict[str, Any], name: str = "") -> bytes:
    """An event with this data. JSON of ours has no line ends, so one line holds it."""
    data = _encoder.encode(held)
    return b"event: %b\ndata: %b\n\n" % (name.encode(), data) if name else b"data: %b\n\n" % data
