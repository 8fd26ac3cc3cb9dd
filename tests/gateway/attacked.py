"""A provider that answers with exactly the bytes that a test gives it, and keeps what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.actions.house import CHAT
from tests.gateway.house import CLAUDE, MODEL, OTHER, Gate, connect


@dataclass
class Raw:
    """What it answers next, and what came."""

    reply: bytes | Callable[[socket.socket], None] = b""
    asked: list[bytes] = field(default_factory=list)
    """Whole requests, with their heads."""


@contextmanager
def raw_provider(gate: Gate) -> Iterator[Raw]:
    """It listens until the block ends, and both tools of the gate lead to it."""
    state = Raw()
    with socket.create_server(("127.0.0.1", 0)) as server:
        base = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        threading.Thread(target=_accept, args=(server, state), daemon=True).start()
        lead(gate, base)
        try:
            yield state
        finally:
            lead(gate, gate.provider.base)


def lead(gate: Gate, base: str) -> None:
    """Lead both tools to this address."""
    at = datetime.now(UTC)

    def write(tx: Any) -> None:
        connect(tx, gate.agency, CHAT, "compatible", MODEL, base, at)
        connect(tx, gate.agency, OTHER, "anthropic", CLAUDE, base, at)

    gate.agency.store.write(write)


def _accept(server: socket.socket, state: Raw) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(line, state), daemon=True).start()


def _serve(line: socket.socket, state: Raw) -> None:
    with line:
        try:
            while request := _read(line):
                state.asked.append(request)
                if callable(state.reply):
                    state.reply(line)
                    return
                line.sendall(state.reply)
        except OSError:
            return


def _read(line: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        if not (piece := line.recv(65_536)):
            return b""
        found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    length = next(int(h.split(b":")[1]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:"))
    while len(body) < length:
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body


def whole(
    body: object, status: int = 200, kind: str = "application/json", heads: dict[str, str] | None = None
) -> bytes:
    """One answer of HTTP."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} OK", f"content-type: {kind}", f"content-length: {len(data)}"]
    lines += [f"{name}: {value}" for name, value in (heads or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def events(*every: dict[str, Any], done: bytes = b"") -> bytes:
    """A streamed answer."""
    written = [(f"event: {e['type']}\n" if "type" in e else "") + f"data: {json.dumps(e)}\n\n" for e in every]
    return whole("".join(written).encode() + done, kind="text/event-stream")
