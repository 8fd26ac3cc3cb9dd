"""How much of bodies the gateway holds at once: each may be large, and all of them together are bounded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from . import refusals
from .refusals import RefusedError

LARGEST_AT_ONCE = 4
"""So many bodies of the largest size fit; a body takes several times its size while it is read and judged."""


class Room:
    """The bodies of one process, in bytes. One event loop uses it, so nothing is locked."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0

    @contextmanager
    def share(self) -> Iterator[Share]:
        """The part of one call, given back when it is over, whatever came of it."""
        share = Share(self)
        try:
            yield share
        finally:
            self.held -= share.size


class Share:
    """What one call holds."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.size = 0

    def take(self, size: int) -> None:
        """So many bytes more came. Raises `RefusedError` (busy) when they do not fit beside those of all others."""
        if self._room.held + size > self._room.most:
            raise RefusedError(refusals.busy("The gateway reads many large bodies now. Nothing was sent."))
        self._room.held += size
        self.size += size
