"""Server-sent events out of the bytes of a stream, wherever the pieces were cut."""

from __future__ import annotations

LONGEST = 4 * 1024 * 1024
"""Bytes of one event."""


class Events:
    """The `data` of each event that is whole."""

    def __init__(self) -> None:
        self._begun: list[bytes] = []
        """Pieces of a line that has no end yet."""
        self._data: list[bytes] = []
        self._size = 0
        """Bytes that are held of the event that is not whole."""

    def feed(self, chunk: bytes) -> list[bytes]:
        """The events that this piece completes. Raises `ValueError` when one never ends."""
        found: list[bytes] = []
        if b"\n" in chunk:
            *lines, rest = b"".join([*self._begun, chunk]).split(b"\n")
            self._begun = [rest]
            for line in lines:
                self._take(line.removesuffix(b"\r"), found)
            # Comments count as well: an event that is nothing else never ends either.
            self._size = len(chunk) if found else self._size + len(chunk)
        else:
            self._begun.append(chunk)
            self._size += len(chunk)
        if self._size > LONGEST:
            raise ValueError
        return found

    def _take(self, line: bytes, found: list[bytes]) -> None:
        if line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
        elif not line and self._data:
            found.append(b"\n".join(self._data))
            self._data = []
