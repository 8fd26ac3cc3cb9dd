"""Server-sent events out of the bytes of a stream, wherever the pieces were cut."""

from __future__ import annotations

LONGEST = 4 * 1024 * 1024
"""Bytes of one event."""


class Events:
    """The `data` of each event that is whole."""

    def __init__(self) -> None:
        self._held = b""
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """The events that this piece completes. Raises `ValueError` when one never ends."""
        *lines, self._held = (self._held + chunk).split(b"\n")
        found = []
        for line in lines:
            stripped = line.removesuffix(b"\r")
            if stripped.startswith(b"data:"):
                self._data.append(stripped[5:].removeprefix(b" "))
            elif not stripped and self._data:
                found.append(b"\n".join(self._data))
                self._data = []
        if len(self._held) + sum(map(len, self._data)) > LONGEST:
            raise ValueError
        return found
