"""The reply to a text that goes out: it waits for the answer on the event loop, without a thread.

To our own script the head goes first, so that the status line says what is so while the tool writes; to a browser
without it, one page comes at the end. Who goes away meanwhile ends the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from proviso.identity.session import Session

from .asking import Asked
from .live import CLOSING, GONE, QUIET, Live, close_live, open_live

HEAD = {"content-type": "text/html; charset=utf-8", "x-accel-buffering": "no"}


class Awaited(Response):
    """What `work` brings becomes a page; `broke` makes one of a fault, where the head is out already."""

    def __init__(
        self,
        session: Session,
        live: Live,
        work: Callable[[], Awaitable[Asked]],
        page: Callable[[Asked], Response],
        *,
        broke: Callable[[Exception], Response],
        headers: Mapping[str, str] | None,
    ) -> None:
        super().__init__()
        self._session = session
        self._live = live
        self._work = work
        self._page = page
        self._broke = broke
        self._first = headers
        """What goes first; None: nothing before the page."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; until it has ended, the session can watch and stop it."""
        open_live(self._session, self._live)
        try:
            await self._answer(scope, receive, send)
        finally:
            close_live(self._session, self._live)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._first is None:
            response = await run_in_threadpool(self._page, await self._wait(receive, None))
            await response(scope, receive, send)
            return
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in {**HEAD, **self._first}.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        try:
            response = await run_in_threadpool(self._page, await self._wait(receive, send))
        except Exception as fault:  # the head is out, so the words of the fault are the page (see `Faults`)
            response = await run_in_threadpool(self._broke, fault)
        await send({"type": "http.response.body", "body": bytes(response.body)})

    async def _wait(self, receive: Receive, send: Send | None) -> Asked:
        """What came; meanwhile an empty line now and then, so that nothing on the way gives up."""
        gone = asyncio.ensure_future(self._watch(receive))
        await asyncio.sleep(0)  # who is gone already ends it before anything goes out
        work = asyncio.ensure_future(self._work())
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=QUIET)
                if send is not None and not work.done() and not gone.done():
                    await send({"type": "http.response.body", "body": b"\n", "more_body": True})
            return await work
        except asyncio.CancelledError:  # the server stops
            self._live.break_off(CLOSING)
            with suppress(Exception):
                await asyncio.wait({work})
            raise
        finally:
            gone.cancel()
            close_live(self._session, self._live)

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._live.break_off(GONE)
