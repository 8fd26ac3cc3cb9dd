"""The links of one event loop: kept for the next call, looked at by one timer for all."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter, deque
from functools import cache

from .exchange import Exchange
from .limits import Limits
from .link import Link, Origin
from .upstream import Fault, UpstreamError


class Station:
    """Links of one loop. INVARIANT: used in that loop only."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._free: dict[Origin, deque[Link]] = {}
        self._links: Counter[Origin] = Counter()
        self._connecting: Counter[Origin] = Counter()
        self._busy: set[Exchange] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def link(self, name: str, origin: Origin) -> Link:
        """A free link, else a new one."""
        waiting = self._free.get(origin)
        while waiting:
            link = waiting.pop()  # the one that was used last is the least likely to be closed soon
            if link.is_usable and self._loop.time() - link.free_since < link.keep_seconds:
                return link
            link.abort()
        return await self._connect(name, origin)

    def begin(self, link: Link, exchange: Exchange, data: bytes) -> None:
        """Send, and watch the time."""
        self._busy.add(exchange)
        if self._timer is None:
            self._timer = self._loop.call_later(self._limits.tick_seconds, self._tick)
        link.begin(exchange, data)

    def made(self, link: Link) -> None:
        """Count a link that stands."""
        self._links[link.origin] += 1

    def free(self, link: Link, now: float) -> None:
        """Keep a link for the next call."""
        link.free_since = now
        waiting = self._free.get(link.origin)
        if waiting is None:
            waiting = self._free[link.origin] = deque()
        waiting.append(link)

    def done(self, exchange: Exchange) -> None:
        """Watch it no longer."""
        self._busy.discard(exchange)

    def drop(self, link: Link) -> None:
        """Forget a link that is gone."""
        self._links[link.origin] -= 1
        waiting = self._free.get(link.origin)
        if waiting and link in waiting:
            waiting.remove(link)

    def close(self) -> None:
        """Cut everything; calls that are under way fail."""
        for exchange in list(self._busy):
            exchange.let_go()
        for waiting in list(self._free.values()):
            for link in list(waiting):
                link.abort()
        self._free.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _connect(self, name: str, origin: Origin) -> Link:
        if self._links[origin] + self._connecting[origin] >= self._limits.links:
            raise UpstreamError(
                Fault.UNREACHABLE, f"{name} has {self._limits.links:,} calls at a time, and no more fit."
            )
        self._connecting[origin] += 1
        try:
            async with asyncio.timeout(self._limits.connect_seconds):
                return await self._connect_twice(origin)
        except TimeoutError:
            raise UpstreamError(Fault.UNREACHABLE, f"{name} cannot be reached: no connection in time.") from None
        except ssl.SSLCertVerificationError as fault:
            raise UpstreamError(
                Fault.UNREACHABLE,
                f"{name} did not prove who it is: {fault.verify_message}.",
                hint="Nothing was sent. An authority of the agency’s own is named with SSL_CERT_FILE.",
            ) from None
        except (OSError, UnicodeError) as fault:
            what = type(fault).__name__ if not isinstance(fault, OSError) else (fault.strerror or type(fault).__name__)
            raise UpstreamError(Fault.UNREACHABLE, f"{name} cannot be reached: {what.lower()}.") from None
        finally:
            self._connecting[origin] -= 1

    async def _connect_twice(self, origin: Origin) -> Link:
        """Refused or reset before anything was sent: once more. INVARIANT: what was sent is never sent again."""
        try:
            return await self._connect_once(origin)
        except ConnectionError:
            return await self._connect_once(origin)

    async def _connect_once(self, origin: Origin) -> Link:
        _, link = await self._loop.create_connection(
            lambda: Link(origin, self, self._limits),
            origin.host,
            origin.port,
            ssl=_tls() if origin.is_tls else None,
        )
        return link

    def _tick(self) -> None:
        now = self._loop.time()
        for exchange in [e for e in self._busy if e.due <= now]:
            exchange.expire()
        for waiting in self._free.values():
            # The oldest stand in front.
            while waiting and now - waiting[0].free_since >= waiting[0].keep_seconds:
                waiting.popleft().abort()
        goes_on = bool(self._busy) or any(self._free.values())
        self._timer = self._loop.call_later(self._limits.tick_seconds, self._tick) if goes_on else None


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are checked, always."""
    return ssl.create_default_context()
