"""The socket of a server and the server itself, for every command that listens."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from typing import Any

import click
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from proviso.errors import UsageError
from proviso.settings import Settings
from proviso.web.security import EVERY_ADDRESS

HEAD_SECONDS = 15
"""Longest wait for the head of a request: a caller who drips it is let go."""


MOST_HEAD = 64 * 1024
"""Bytes of a head that has no end yet: who sends more is let go, before anybody knows who it is."""
BODY_SECONDS, BODY_IN_ALL = 45, 900
"""Longest wait for the next piece of a body, and for all of it, at every door; the gateway's own is shorter."""
SLOW_SECONDS = 60
"""Longest wait for a caller to take what was written to them: about 1 KB a second. Who takes nothing is let go."""
SWITCH_SECONDS = 0.001
"""How soon a thread that screens lets the event loop take its turn; Python's own is five times as long."""

YOUNG = 5_000
"""Objects between two looks of the collector: a call makes and drops hundreds, and hardly one of them in a circle."""


class Patient(HttpToolsProtocol):
    """The server's protocol, with an end to its patience for a head or a body that does not come or does not end, and
    for a caller who asked for an answer and does not read it."""

    _head: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _has_head = False
    _is_whole = True
    """Nothing of a body is missing."""
    _body: asyncio.TimerHandle | None = None
    _body_ends = 0.0
    _slow: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a head that has begun."""
        if self._head is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()
        super().data_received(data)
        if self._body is not None or not self._is_whole:
            self._wait_for_body()
        if self._head is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD:
                self.transport.abort()

    def on_message_begin(self) -> None:
        """Another request."""
        self._has_head = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header; behind the body there are none that count."""
        if not self._has_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._stop()
        self._has_head, self._is_whole = True, False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is there."""
        self._is_whole = True
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there to wait for."""
        self._stop()
        self._is_whole = True
        self._wait_for_body()
        self._taken()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to wait for the caller to read."""
        super().pause_writing()
        self._taken()
        self._slow = self.loop.call_later(SLOW_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """They did."""
        self._taken()
        super().resume_writing()

    def _taken(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None

    def _wait(self) -> None:
        self._head_bytes = 0
        self._head = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _wait_for_body(self) -> None:
        """Mostly all of it comes with the head, and there is nothing to wait for."""
        now, was_waiting = self.loop.time(), self._body is not None
        if self._body is not None:
            self._body.cancel()
            self._body = None
        if not self._is_whole:
            self._body_ends = self._body_ends if was_waiting else now + BODY_IN_ALL
            self._body = self.loop.call_at(min(now + BODY_SECONDS, self._body_ends), self.transport.abort)

    def _stop(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None


def run(application: ASGIApp, listening: socket.socket, settings: Settings) -> None:
    """Serve until told to stop; what streams then has `drain_seconds` to end. No access log: an address may hold what
    a person searched for."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what was made until now stays: the collector need not look at it again and again
    gc.set_threshold(YOUNG)
    config = uvicorn.Config(
        application,
        http=Patient,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.drain_seconds,
    )
    uvicorn.Server(config).run(sockets=[listening])


def listen(settings: Settings) -> socket.socket:
    """Take the port; an error that says what to do when somebody has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(2048)
    except OSError as fault:
        listening.close()
        command = click.get_current_context(silent=True)
        name = command.info_name if command else "serve"
        raise UsageError(
            f"Port {settings.port} of {settings.host} cannot be used: {(fault.strerror or 'no reason given').lower()}.",
            hint=f"Stop the program that has it, or take another one: proviso {name} --port {settings.port + 1}",
        ) from None
    return listening


def address(settings: Settings) -> str:
    """What to open."""
    host = "127.0.0.1" if settings.host in EVERY_ADDRESS else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/"
