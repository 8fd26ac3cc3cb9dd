"""`GET /v1/models`: what this caller may ask for, in the shape of the SDK that asks. Nothing is sent for it."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.types import Scope, Send

from proviso.actions.agency import Agency
from proviso.db import connections
from proviso.model import Connection

from . import refusals
from .callers import Caller
from .choosing import ANY
from .refusals import JSON, RefusedError

CREATED = 0
"""The providers' dates are not ours to say."""


async def list_models(agency: Agency, caller: Caller, scope: Scope, send: Send) -> None:
    """All of them, or one by its name."""
    if scope["method"] != "GET":
        raise RefusedError(refusals.not_found())
    mine = [c for c in connections.lately(agency.store) if caller.system is None or c.tool_id in caller.system.tools]
    names = [(name, c) for c in mine for name in c.models if name != ANY]
    is_anthropic = any(key == b"anthropic-version" for key, _ in scope["headers"])
    shape = _anthropic if is_anthropic else _openai
    wanted = scope["path"].removeprefix("/v1/models").lstrip("/")
    if wanted:
        found = next((shape(name, c) for name, c in names if name == wanted), None)
        if found is None:
            raise RefusedError(refusals.not_found(refusals.NO_MODEL))
        body: dict[str, Any] = found
    elif is_anthropic:
        data = [shape(name, c) for name, c in names]
        ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {"first_id": None, "last_id": None}
        body = {"data": data, "has_more": False, **ends}
    else:
        body = {"object": "list", "data": [shape(name, c) for name, c in names]}
    encoded = msgspec.json.encode(body)
    heads = [(b"content-type", JSON.encode()), (b"content-length", str(len(encoded)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": heads})
    await send({"type": "http.response.body", "body": encoded})


def _openai(name: str, connection: Connection) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": connection.kind}


def _anthropic(name: str, connection: Connection) -> dict[str, Any]:
    return {"id": name, "type": "model", "display_name": name, "created_at": "1970-01-01T00:00:00Z"}
