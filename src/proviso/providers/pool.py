"""All calls to providers, of all event loops of this process: who may be called, how, and whether it answers.

INVARIANT: text goes out only with a permit for the tool that the connection belongs to; a request that may have been
processed is never sent again; no redirect is followed; no proxy is taken from the environment.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from proviso import __version__
from proviso.model import Connection, Permit, is_private_host

from .breakers import Breaker, State
from .endpoints import is_clean
from .exchange import Exchange, Ready
from .kinds import Kind, find, names
from .kinds.echo import KIND as OFFLINE
from .kinds.echo import reply as offline_reply
from .limits import Limits
from .link import Origin
from .station import Station
from .upstream import Call, Fault, Reply, UpstreamError

LONGEST_KEY = 8_192
AGENT = f"Proviso/{__version__}"
_OFFICE = "Nothing was sent. Tell the CIO’s office."


@dataclass(frozen=True, slots=True)
class Prepared:
    """The head of a request, made once for a connection: only the length is missing."""

    origin: Origin
    head: bytes = field(repr=False)
    has_body: bool


class Upstreams:
    """One for a process; safe in several event loops and threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._breakers: dict[tuple[str, str, str], Breaker] = {}
        self._stations: WeakKeyDictionary[asyncio.AbstractEventLoop, Station] = WeakKeyDictionary()

    async def send(self, permit: Permit, connection: Connection, call: Call, key: str) -> Reply:
        """Send one judged request. The reply is there with its head; close it when it is not read to its end."""
        if permit.tool.id != connection.tool_id:
            raise UpstreamError(
                Fault.NOT_CONNECTED,
                f"The permit is for {permit.tool.name}, and this connection leads to another tool.",
                hint=_OFFICE,
            )
        return await self._send(permit.tool.name, connection, call, key)

    async def ask_models(self, name: str, connection: Connection, key: str) -> Reply:
        """Ask which models there are: a test of the connection. No text goes out, so it needs no permit."""
        return await self._send(name, replace(connection, seconds=20), Call(format="models", body=b""), key)

    def states(self) -> tuple[State, ...]:
        """How each connection that was used stands: for metrics and readiness."""
        return tuple(breaker.state(tool) for (tool, _, _), breaker in sorted(self._breakers.items()))

    def is_open_to(self, connection: Connection) -> bool:
        """Whether a call would be tried now."""
        found = self._breakers.get(_id(connection))
        return found is None or found.state(connection.tool_id).seconds == 0

    def close_here(self) -> None:
        """Cut the links of this event loop, at its end."""
        station = self._stations.pop(asyncio.get_running_loop(), None)
        if station is not None:
            station.close()

    async def _send(self, name: str, connection: Connection, call: Call, key: str) -> Reply:
        kind = _kind(name, connection, call, key)
        if kind.KIND == OFFLINE:
            return Ready(*offline_reply(connection, call))
        prepared = prepare(name, connection, call.format, call.is_stream, call.headers, key)
        breaker = self._breaker(connection)
        if pause := breaker.begin():
            raise UpstreamError(
                Fault.PAUSED,
                f"{name} did not answer several times in a row, so it is left alone for {pause:.0f} seconds.",
                hint="Nothing was sent. Try again then.",
            )
        station = self._station()
        start = asyncio.get_running_loop().time()
        try:
            link = await station.link(name, prepared.origin)
        except UpstreamError:
            breaker.failed()
            raise
        except BaseException:  # the caller went away
            breaker.let_go()
            raise
        end = start + connection.seconds
        due = min(end, start + self.limits.first_byte_seconds) if call.is_stream else end
        exchange = Exchange(name, self.limits, breaker, end, due)
        station.begin(link, exchange, _request(prepared, call.body))
        try:
            await exchange.head
        except asyncio.CancelledError:  # the caller went away: the provider must see it
            exchange.let_go()
            raise
        return exchange

    def _breaker(self, connection: Connection) -> Breaker:
        found = self._breakers.get(_id(connection))
        if found is None:
            found = self._breakers.setdefault(_id(connection), Breaker(self.limits))
        return found

    def _station(self) -> Station:
        loop = asyncio.get_running_loop()
        found = self._stations.get(loop)
        if found is None:
            found = self._stations[loop] = Station(self.limits)
        return found


def _id(connection: Connection) -> tuple[str, str, str]:
    """A connection that was pointed elsewhere starts anew."""
    return connection.tool_id, connection.kind, connection.base_url


def _kind(name: str, connection: Connection, call: Call, key: str) -> Kind:
    kind = find(connection.kind)
    if kind is None:
        raise UpstreamError(
            Fault.NOT_CONNECTED,
            f"{name} is not connected: there is no provider {connection.kind!r}.",
            hint=f"The providers are: {', '.join(names())}.",
        )
    if call.format not in kind.FORMATS and call.format != "models":
        raise UpstreamError(
            Fault.NOT_CONNECTED,
            f"{name} ({kind.TITLE}) has no endpoint for {call.format}.",
            hint=f"It has: {', '.join(sorted(kind.FORMATS))}.",
        )
    if kind.NEEDS_KEY and not key:
        raise UpstreamError(Fault.NOT_CONNECTED, f"{name} has no key to sign in with.", hint=_OFFICE)
    return kind


@lru_cache(maxsize=512)
def prepare(
    name: str, connection: Connection, format_: str, is_stream: bool, headers: tuple[tuple[str, str], ...], key: str
) -> Prepared:
    """Where a call goes and its head. The same for each call of a connection, so it is made once."""
    kind = find(connection.kind)
    if kind is None or (key and not is_clean(key, LONGEST_KEY)):
        raise UpstreamError(
            Fault.NOT_CONNECTED,
            f"The key of {name} holds letters that no key has.",
            hint="Nothing was sent. Set it again.",
        )
    # A kind sees no text: it says where and with which headers.
    call = Call(format=format_, body=b"", is_stream=is_stream, headers=headers)
    method, url, own = kind.request(connection, call, key)
    origin, target = _split(name, url)
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    is_usual = origin.port == (443 if origin.is_tls else 80)
    lines = [
        f"{method} {target} HTTP/1.1",
        f"host: {host}" if is_usual else f"host: {host}:{origin.port}",
        f"user-agent: {AGENT}",
        f"accept: {'text/event-stream' if is_stream else 'application/json'}",
        "accept-encoding: identity",
        *(f"{header}: {value}" for header, value in own),
    ]
    if method == "POST":
        lines += ["content-type: application/json", "content-length: "]
    head = "\r\n".join(lines).encode("ascii")
    return Prepared(origin, head if method == "POST" else head + b"\r\n\r\n", method == "POST")


def _split(name: str, url: str) -> tuple[Origin, str]:
    """Whom, and what there. Plain HTTP only inside the agency: text that leaves it is encrypted."""
    found = urlsplit(url)
    try:
        host, port = found.hostname or "", found.port
    except ValueError:
        host, port = "", None
    target = found.path + (f"?{found.query}" if found.query else "")
    is_tls = found.scheme == "https"
    if (
        not host
        or found.username is not None
        or not is_clean(target, 2_048)
        or " " in target
        or not is_clean(host, 255)
    ):
        raise UpstreamError(Fault.NOT_CONNECTED, f"The address of {name} is not one.", hint=_OFFICE)
    if not is_tls and not (found.scheme == "http" and is_private_host(host)):
        raise UpstreamError(Fault.NOT_CONNECTED, f"The address of {name} is not encrypted (https).", hint=_OFFICE)
    return Origin(is_tls, host, port or (443 if is_tls else 80)), target


def _request(prepared: Prepared, body: bytes) -> bytes:
    return b"%b%d\r\n\r\n%b" % (prepared.head, len(body), body) if prepared.has_body else prepared.head


@cache
def upstreams() -> Upstreams:
    """This process's: the doors share the links and what is known of who answers."""
    return Upstreams()
