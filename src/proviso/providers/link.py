"""One connection to a provider: HTTP/1.1, one exchange at a time, kept for the next one.

Our own, because a general client costs more than the rest of a gateway's work on a call (ADR 16 has the figures).
llhttp reads the answers, strictly: two lengths, or a length beside chunks, is an error.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple, Protocol, cast

import httptools

from .endpoints import known
from .exchange import Exchange
from .limits import Limits
from .upstream import Fault

MOST_HEADERS = 200
NOT_HTTP = "answered with bytes that are no HTTP answer."
LARGE_HEAD, TELL = "answered with a head that is too large.", "Tell the CIO’s office."
_LENGTHS = frozenset({"content-length", "transfer-encoding"})


class Origin(NamedTuple):
    """Whom a link leads to."""

    is_tls: bool
    host: str
    port: int


class Keeper(Protocol):
    """Who keeps the links of one loop."""

    def made(self, link: Link) -> None:
        """This one stands."""
        ...

    def free(self, link: Link, now: float) -> None:
        """This one can be used again."""
        ...

    def done(self, exchange: Exchange) -> None:
        """This exchange is over, whichever way."""
        ...

    def drop(self, link: Link) -> None:
        """This one is gone."""
        ...


class Link(asyncio.Protocol):
    """One connection."""

    __slots__ = (
        "_exchange",
        "_head_bytes",
        "_head_lines",
        "_is_head_done",
        "_is_interim",
        "_is_to_end",
        "_keeper",
        "_limits",
        "_loop",
        "_parser",
        "_received",
        "_transport",
        "free_since",
        "is_gone",
        "keep_seconds",
        "origin",
    )

    def __init__(self, origin: Origin, keeper: Keeper, limits: Limits) -> None:
        self.origin = origin
        self.is_gone = False
        self.free_since = 0.0
        self.keep_seconds = limits.idle_seconds
        self._keeper = keeper
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._exchange: Exchange | None = None
        self._is_head_done = self._is_interim = self._is_to_end = False
        self._head_bytes = self._head_lines = self._received = 0

    def begin(self, exchange: Exchange, data: bytes) -> None:
        """Send one request; its answer goes to the exchange."""
        exchange.flow = self
        self._exchange = exchange
        self._is_head_done = self._is_interim = False
        self._is_to_end = True
        self._head_bytes = self._head_lines = self._received = 0
        self._parser = httptools.HttpResponseParser(self)
        if self._transport is None or self.is_gone:
            exchange.fail(Fault.BROKEN, "closed the connection.")
        else:
            self._transport.write(data)

    @property
    def is_usable(self) -> bool:
        """Whether it is still open, as far as this side knows."""
        return not self.is_gone and self._transport is not None and not self._transport.is_closing()

    # What an exchange asks for.

    def pause(self) -> None:
        """Read no more for now."""
        if self.is_usable and self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self.is_usable and self._transport is not None:
            self._transport.resume_reading()

    def abort(self) -> None:
        """Cut it."""
        self._leave()
        if self._transport is not None:
            self._transport.abort()

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        self._transport = cast("asyncio.Transport", transport)
        self._keeper.made(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone, in order or not."""
        self.is_gone = True
        self._keeper.drop(self)
        exchange = self._exchange
        if exchange is None:
            return
        if not self._is_head_done:
            exchange.fail(Fault.BROKEN, "closed the connection without an answer.")
        elif exc is None and self._is_to_end:  # no length was given: the end of the connection is the end of the answer
            exchange.finish()
        else:
            exchange.fail(Fault.BROKEN, "broke off its answer.")
        self._leave()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        exchange = self._exchange
        if exchange is None:  # nobody asked
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            exchange.fail(Fault.BROKEN, NOT_HTTP)
            return
        if exchange.is_done:
            return
        if not self._is_head_done:
            self._received += len(data)
            if self._received > self._limits.head_bytes:  # one header that never ends
                exchange.fail(Fault.TOO_LARGE, LARGE_HEAD, TELL)
        elif not exchange.is_slow_here:
            exchange.due = min(exchange.end, self._loop.time() + self._limits.between_seconds)

    # What the parser calls. It turns what is raised here into its own error, so nothing is.

    def on_message_begin(self) -> None:
        """Another answer than the one that was asked for ends the connection."""
        if self._exchange is None and self._transport is not None:
            self._transport.abort()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header; behind the body they count for nothing."""
        if self._is_head_done:
            return
        self._head_bytes += len(name) + len(value)
        self._head_lines += 1
        if (found := known(name)) and self._exchange is not None:
            self._exchange.raw.append((found, value.decode("latin-1").strip()))

    def on_headers_complete(self) -> None:
        """The head is there."""
        exchange = self._exchange
        if exchange is None or exchange.is_done:
            return
        status = self._parser.get_status_code()
        if status < 200:
            self._is_interim = True
            exchange.raw.clear()
            return
        self._is_head_done = True
        self.keep_seconds = self._limits.idle_seconds
        for name, value in exchange.raw:
            if name in _LENGTHS:
                self._is_to_end = False
            elif name == "keep-alive":
                self.keep_seconds = min(self._limits.idle_seconds, _kept(value))
        if self._head_bytes > self._limits.head_bytes or self._head_lines > MOST_HEADERS:
            exchange.fail(Fault.TOO_LARGE, LARGE_HEAD, TELL)
        else:
            exchange.begin_answer(status)

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        if self._exchange is not None:
            self._exchange.feed(body)

    def on_message_complete(self) -> None:
        """The answer is whole, or it was only the word to go on."""
        exchange = self._exchange
        if exchange is None or exchange.is_done:
            return
        if self._is_interim:
            self._is_interim = False
            return
        was_slow = exchange.is_slow_here
        exchange.finish()
        self._leave()
        if self._is_free():
            if was_slow:
                self.resume()
            self._keeper.free(self, self._loop.time())
        elif self._transport is not None:
            self._transport.abort()

    def _is_free(self) -> bool:
        """An answer that came before the request was sent whole leaves the rest of it in the way."""
        transport = self._transport
        is_sent = transport is not None and transport.get_write_buffer_size() == 0
        return is_sent and self.is_usable and self._parser.should_keep_alive()

    def _leave(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            self._keeper.done(exchange)


def _kept(value: str) -> float:
    """What `Keep-Alive: timeout=5` leaves us: a second less, so that we never send into a closing door."""
    for part in value.split(","):
        name, _, number = part.strip().partition("=")
        if name.strip().lower() == "timeout" and number.strip().isdecimal() and len(number) < 9:
            return max(0.0, int(number) - 1.0)
    return float("inf")
