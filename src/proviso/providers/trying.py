"""A test of a connection: which models does it list? No text goes out, so it needs no permit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from proviso.model import Connection

from .aside import wait_for
from .pool import upstreams

MOST = 1_000
LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the provider said."""

    status: int
    models: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """It answered, and let us in."""
        return self.status < 400

    def sentence(self, name: str, wanted: tuple[str, ...]) -> str:
        """For people: does it work?"""
        if self.status in {401, 403}:
            return f"{name} answers, and the key does not fit (status {self.status})."
        if self.status == 404:
            return f"{name} answers, and has no list of models there (status 404): check the address."
        if not self.is_well:
            return f"{name} answers with the error {self.status}."
        missing = [model for model in wanted if model != "*" and self.models and model not in self.models]
        if missing:
            return f"{name} answers. It does not list: {', '.join(missing)}."
        return f"{name} answers, and the key fits." + _count(len(self.models))


def _count(models: int) -> str:
    return "" if not models else " It lists 1 model." if models == 1 else f" It lists {models:,} models."


def list_models(name: str, connection: Connection, key: str) -> Listed:
    """Ask the provider; raises `UpstreamError` when it does not answer."""
    return wait_for(lambda: _list(name, connection, key))


async def _list(name: str, connection: Connection, key: str) -> Listed:
    reply = await upstreams().ask_models(name, connection, key)
    try:
        return Listed(status=reply.status, models=_ids(await reply.read()) if reply.status < 400 else ())
    finally:
        await reply.close()


def _ids(body: bytes) -> tuple[str, ...]:
    """The names, as far as they are names."""
    try:
        rows: Any = msgspec.json.decode(body, type=dict[str, Any]).get("data")
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ()
    ids = [row.get("id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return tuple(i for i in ids[:MOST] if isinstance(i, str) and len(i) <= LONGEST and i.isprintable())
