"""Whether the caller is still there: who goes away while a provider answers ends the work, and with it the cost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Receive

from .intake import CallerGoneError

SECONDS = 0.1
"""Most answers are there before anybody has to look."""


class _Watch:
    """Cancels the task that began it when the caller goes away."""

    def __init__(self, receive: Receive) -> None:
        loop = asyncio.get_running_loop()
        self.is_gone = False
        self._receive = receive
        self._working = asyncio.current_task()
        self._looking: asyncio.Task[None] | None = None
        self._later = loop.call_later(SECONDS, self._look)

    def end(self) -> None:
        """Look no longer."""
        self._later.cancel()
        if self._looking is not None:
            self._looking.cancel()

    def _look(self) -> None:
        self._looking = asyncio.ensure_future(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.is_gone = True
        if self._working is not None:
            self._working.cancel()


@contextmanager
def watching(receive: Receive) -> Iterator[None]:
    """While the block works; raises `CallerGoneError` in it when nobody waits for the answer any more."""
    watch = _Watch(receive)
    try:
        yield
    except asyncio.CancelledError:
        working = asyncio.current_task()
        if not watch.is_gone or working is None:
            raise
        working.uncancel()
        raise CallerGoneError from None
    finally:
        watch.end()
