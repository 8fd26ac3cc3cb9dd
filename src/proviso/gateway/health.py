"""Whether this process lives, whether it can do its work, and its numbers: for the platform that runs it.

`/livez` and `/readyz` say no more than a word. `/metrics` needs the token of `PROVISO_METRICS_TOKEN`; without the
setting it is not there, since behind a proxy everybody looks like this computer.
"""

from __future__ import annotations

import asyncio
import hmac

from starlette.types import Receive, Scope, Send

from proviso.actions.agency import Agency
from proviso.db import entries

from .application import Gateway
from .metrics import TYPE

PATHS = frozenset({"/livez", "/readyz", "/metrics"})
SECONDS = 5
"""A writer that does not come to its work in this time is not ready."""
PLAIN = "text/plain; charset=utf-8"


class Health:
    """The three addresses of one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one of them."""
        if scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 405, b"GET only\n")
        elif scope["path"] == "/livez":
            await _answer(send, 200, b"alive\n")
        elif scope["path"] == "/readyz":
            is_ready = await is_writable(self.gateway.agency)
            await _answer(send, 200 if is_ready else 503, b"ready\n" if is_ready else b"the record cannot be written\n")
        elif self._may_read(scope):
            await _answer(send, 200, await asyncio.to_thread(self._numbers), TYPE)
        else:
            await _answer(send, 404, b"not here\n")

    def _may_read(self, scope: Scope) -> bool:
        token = self.gateway.agency.settings.metrics_token
        said = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        return bool(token) and hmac.compare_digest(said, f"Bearer {token}".encode())

    def _numbers(self) -> bytes:
        with self.gateway.agency.store.read() as tx:
            size = entries.size(tx)
        return self.gateway.metrics.text(size, self.gateway.upstreams.states())


async def is_writable(agency: Agency) -> bool:
    """Whether a record could be made now: the writer comes to an empty work, and the disk takes it."""
    try:
        async with asyncio.timeout(SECONDS):
            await asyncio.to_thread(agency.store.write, lambda tx: tx.conn is not None)
    except Exception:  # whatever keeps the record from being written keeps this process from its work
        return False
    return True


async def _answer(send: Send, status: int, body: bytes, kind: str = PLAIN) -> None:
    heads = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": body})
