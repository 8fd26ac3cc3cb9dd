"""An answer while it is written, for the page that asked: our script reads it, and can stop it.

Only the session that asked finds it, and only until its end; the page with the whole answer is the reply of the form.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from proviso.errors import NotFoundError

from ..live import STOPPED, Live, lives_of
from ..session import require, session

PROXIES = {"x-accel-buffering": "no"}
"""A proxy that gathers a reply before it sends it on would take the stream away."""


def follow_answer(request: Request) -> Response:
    """What was let through of an answer, as it comes: `text/event-stream`."""
    live = _find(request)
    return StreamingResponse(_events(live), media_type="text/event-stream", headers=PROXIES)


def stop_answer(request: Request) -> Response:
    """[Stop]: the provider's call is cancelled, and what had come becomes a turn of the conversation."""
    _find(request).break_off(STOPPED)
    return Response(status_code=204)


async def _events(live: Live) -> AsyncIterator[str]:
    yield _event("begin", {"title": live.title})
    async for text in live.follow():
        yield _event("piece", {"text": text}) if text else ":\n\n"
    yield _event("end", {})


def _event(name: str, data: dict[str, str]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _find(request: Request) -> Live:
    require(request)
    live = lives_of(session(request)).get(request.path_params["decision_id"])
    if live is None:
        raise NotFoundError("No answer is being written here.", hint="Look in the workspace.")
    return live
