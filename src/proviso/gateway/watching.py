"""Whether the caller is still there: who goes away while a provider answers ends the work, and with it the cost."""

from __future__ import annotations

import asyncio

from starlette.types import Receive

from .intake import CallerGoneError

SECONDS = 0.1
"""Most answers are there before anybody has to look."""


class Watching:
    """While the block works; raises `CallerGoneError` from it when nobody waits for the answer any more."""

    __slots__ = ("_is_gone", "_later", "_looking", "_receive", "_working")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_gone = False
        self._looking: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._working = asyncio.current_task()
        self._later = asyncio.get_running_loop().call_later(SECONDS, self._look)

    def __exit__(self, _kind: object, fault: BaseException | None, _where: object) -> None:
        self._later.cancel()
        if self._looking is not None:
            self._looking.cancel()
        if self._is_gone and self._working is not None and isinstance(fault, asyncio.CancelledError):
            self._working.uncancel()
            raise CallerGoneError from None

    def _look(self) -> None:
        self._looking = asyncio.ensure_future(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True
        if self._working is not None:
            self._working.cancel()
