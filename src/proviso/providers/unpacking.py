"""Unpacks an answer that came packed though plain bytes were asked for, within a bound: 1 MB can hold 1 GB."""

from __future__ import annotations

import zlib

_WINDOW = 47
"""zlib's own word for: gzip or zlib, whichever it is."""

PACKED = frozenset({"gzip", "x-gzip", "deflate"})


class Unpacker:
    """One answer's bytes, unpacked piece by piece."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._zlib = zlib.decompressobj(wbits=_WINDOW)

    def feed(self, data: bytes) -> bytes | None:
        """The plain bytes; None when they are more than the bound. Raises `ValueError` when they are not packed so."""
        try:
            found = self._zlib.decompress(data, self._left + 1)
        except zlib.error:
            raise ValueError from None
        if self._zlib.unused_data:  # a second packed text behind the first: nobody sends that
            raise ValueError
        self._left -= len(found)
        return None if self._left < 0 else found

    @property
    def is_whole(self) -> bool:
        """Whether the packed bytes came to their end."""
        return self._zlib.eof
