"""One request and its answer, as it comes in: bounded, timed, and let go of when nobody reads it.

INVARIANT: nothing of a request, an answer or a key is in an error or a log.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from .breakers import Breaker
from .endpoints import passed
from .limits import Limits
from .unpacking import PACKED, Unpacker
from .upstream import Fault, Headers, UpstreamError

_DOWN = frozenset({502, 503, 504, 529})
"""The provider itself is away or full; 500 may be one request's fault, and 429 is one key's."""
_OURS = frozenset({Fault.CLOSED, Fault.TOO_LARGE})
"""They say nothing about whether the provider works."""


class Flow(Protocol):
    """The connection that an answer comes from."""

    def pause(self) -> None:
        """Read no more for now."""
        ...

    def resume(self) -> None:
        """Read on."""
        ...

    def abort(self) -> None:
        """Cut it: the provider sees that nobody listens."""
        ...


class Exchange:
    """A `Reply`, once `head` is done."""

    __slots__ = (
        "_bytes",
        "_error",
        "_headers",
        "_is_left",
        "_is_paused",
        "_leaving",
        "_parts",
        "_unpacker",
        "_waiter",
        "_waiting",
        "_wants_all",
        "breaker",
        "due",
        "end",
        "flow",
        "head",
        "is_done",
        "limits",
        "name",
        "raw",
        "status",
    )

    def __init__(self, name: str, limits: Limits, breaker: Breaker, end: float, due: float) -> None:
        self.name, self.limits, self.breaker = name, limits, breaker
        self.end = end
        """When the whole of it has to be there, by the loop's clock."""
        self.due = due
        """When the next of it has to be there."""
        self.status = 0
        self.is_done = False
        self.raw: list[tuple[str, str]] = []
        """The headers that anybody reads, in lower case."""
        self.head: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.flow: Flow | None = None
        self._headers: Headers = ()
        self._parts: list[bytes] = []
        self._waiting = self._bytes = 0
        """Bytes that nobody has taken yet, and all bytes."""
        self._unpacker: Unpacker | None = None
        self._is_paused = self._wants_all = self._is_left = False
        """`_is_left`: its reader let go, and its end is waited for a moment longer."""
        self._leaving: asyncio.TimerHandle | None = None
        self._error: UpstreamError | None = None
        self._waiter: asyncio.Future[None] | None = None

    # What its link calls.

    def begin_answer(self, status: int) -> None:
        """The head is there."""
        if 300 <= status < 400:
            self.fail(Fault.REDIRECT, "sends us to another address, and we send no text there.")
            return
        if status >= 600:
            self.fail(Fault.BROKEN, "answered with a status that HTTP does not have.")
            return
        packed = [value.lower() for name, value in self.raw if name == "content-encoding" and value != "identity"]
        if packed:
            if packed[1:] or packed[0] not in PACKED:
                self.fail(Fault.BROKEN, "answered packed in a way that it was not asked for.")
                return
            self._unpacker = Unpacker(self.limits.body_bytes)
        self.status = status
        self._headers = passed(self.raw)
        if status in _DOWN:
            self.breaker.failed()
        else:
            self.breaker.answered()
        if not self.head.done():
            self.head.set_result(None)

    def feed(self, data: bytes) -> None:
        """A piece of the body."""
        if self.is_done:
            return
        if self._is_left:
            self._waiting += len(data)
            if self._waiting > self.limits.linger_bytes:
                self.let_go()
            return
        if self._unpacker is not None:
            unpacked = self._unpack(data)
            if unpacked is None:
                return
            data = unpacked
        self._bytes += len(data)
        if self._bytes > self.limits.body_bytes:
            self._too_large()
            return
        self._parts.append(data)
        self._waiting += len(data)
        if self._wants_all:
            return
        if self._waiting > self.limits.held_bytes and not self._is_paused and self.flow is not None:
            self._is_paused = True
            self.due = self.end  # it is our reader that is slow
            self.flow.pause()
        self._wake()

    def finish(self) -> None:
        """The answer is whole."""
        if self.is_done:
            return
        if not self._is_left and self._unpacker is not None and self._bytes and not self._unpacker.is_whole:
            self.fail(Fault.BROKEN, "broke off its answer.")
            return
        self._end()
        if self.status not in _DOWN:
            self.breaker.ended()
        self._wake()

    def fail(self, fault: Fault, what: str, hint: str = "Nothing is lost. Try again.") -> None:
        """There is no answer, or no whole one; the connection is cut."""
        if self.is_done:
            return
        self._end()
        self._error = self._error or UpstreamError(fault, f"{self.name} {what}", hint=hint)
        if fault in _OURS or self._is_left:
            self.breaker.let_go()
        else:
            self.breaker.failed()
        if not self.head.done():
            self.head.set_exception(self._error)
        self._wake()
        if self.flow is not None:
            self.flow.abort()

    def expire(self) -> None:
        """The time is over."""
        self.fail(
            Fault.TIMEOUT, "did not answer in time." if self.status == 0 else "stopped in the middle of its answer."
        )

    @property
    def is_slow_here(self) -> bool:
        """Whether reading was paused for a slow reader."""
        return self._is_paused

    # What its reader calls.

    @property
    def headers(self) -> Headers:
        """Those that may go on to the caller, in lower case."""
        return self._headers

    async def read(self) -> bytes:
        """The whole of it."""
        self._wants_all = True
        self._resume()
        while not self.is_done and not self._is_left:
            await self._wait()
        if self._error is not None:
            raise self._error
        return self._take()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Piece by piece, as it comes; what came before a fault comes before its error."""
        while True:
            if self._parts:
                yield self._take()
            elif self.is_done or self._is_left:
                if self._error is not None:
                    raise self._error
                return
            else:
                await self._wait()

    async def close(self) -> None:
        """Let go; an answer that has more to say is cancelled upstream."""
        self._parts.clear()
        if self.is_done or self._is_left:
            return
        self._is_left = True
        self._waiting = 0
        self._error = self._closed()
        self._leaving = asyncio.get_running_loop().call_later(self.limits.linger_seconds, self.let_go)
        self._resume()
        self._wake()

    def let_go(self) -> None:
        """Cut it at once."""
        if self.is_done:
            return
        self._error = self._error or self._closed()
        self.fail(Fault.CLOSED, "")
        self._parts.clear()

    def _closed(self) -> UpstreamError:
        return UpstreamError(Fault.CLOSED, f"{self.name} was stopped from our side.")

    def _end(self) -> None:
        self.is_done = True
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    def _unpack(self, data: bytes) -> bytes | None:
        try:
            found = self._unpacker.feed(data) if self._unpacker is not None else data
        except ValueError:
            self.fail(Fault.BROKEN, "answered with bytes that cannot be unpacked.")
            return None
        if found is None:
            self._too_large()
        return found

    def _too_large(self) -> None:
        most = self.limits.body_bytes // (1024 * 1024)
        self.fail(Fault.TOO_LARGE, f"answered with more than {most} MiB.", "Ask for less at a time.")

    def _take(self) -> bytes:
        found = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts.clear()
        self._waiting = 0
        self._resume()
        return found

    def _resume(self) -> None:
        if self._is_paused and not self.is_done and self.flow is not None:
            self._is_paused = False
            self.due = min(self.end, asyncio.get_running_loop().time() + self.limits.between_seconds)
            self.flow.resume()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _wait(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None


class Ready:
    """A `Reply` that is there already: the offline demo's."""

    def __init__(self, status: int, content_type: str, parts: list[bytes]) -> None:
        self.status = status
        self.headers: Headers = (("content-type", content_type),)
        self._parts = parts

    async def read(self) -> bytes:
        """The whole of it."""
        return b"".join(self._parts)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Piece by piece; others get their turn between them."""
        for part in self._parts:
            yield part
            await asyncio.sleep(0)

    async def close(self) -> None:
        """There is nothing to let go of."""
