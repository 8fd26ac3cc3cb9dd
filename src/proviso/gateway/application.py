"""The gateway as an ASGI application: `/v1/…`, nothing else. What is not served is refused, not passed through."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from starlette.types import Message, Receive, Scope, Send

from proviso.actions.agency import Agency
from proviso.errors import ProviderError, ProvisoError, UsageError
from proviso.identity.ids import new_id
from proviso.providers import Upstreams
from proviso.providers import upstreams as shared

from . import refusals
from .callers import recognize
from .calls import serve_call
from .intake import CallerGoneError
from .models import list_models
from .refusals import Refusal, RefusedError
from .refused import Refused
from .streaming import Door
from .wires import WIRES

PREFIX = "/v1/"
MODELS = "/v1/models"
LOG = logging.getLogger("proviso.gateway")


class Gateway:
    """One agency's gateway. It is opened and closed with the application that holds it."""

    def __init__(self, agency: Agency, upstreams: Upstreams | None = None) -> None:
        self.agency = agency
        self.upstreams = upstreams or shared()
        self.refused = Refused(agency)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever breaks becomes an error in the caller's format."""
        request_id = new_id()
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._serve(scope, request_id, Door(receive=receive, send=noting))
        except CallerGoneError:
            return
        except Exception as fault:  # the last door: no stack trace, no text
            refusal = refusal_of(fault, request_id)
            if refusal.status >= 500 and not isinstance(fault, RefusedError | ProviderError):
                # The trace may hold a text: the kind of the fault and its number are enough to find it.
                LOG.error("%s at %s (%s)", type(fault).__name__, scope["path"][:80], request_id)  # noqa: TRY400
            if has_begun:
                raise CallerGoneError from None
            refusal = await self._recorded(scope, refusal)
            await refuse(send, refusal)

    async def _serve(self, scope: Scope, request_id: str, door: Door) -> None:
        caller = recognize(self.agency, scope["headers"])
        scope.setdefault("state", {})["system"] = caller.system_id
        path, method = scope["path"], scope["method"]
        if path == MODELS or path.startswith(f"{MODELS}/"):
            await list_models(self.agency, caller, scope, door.send)
            return
        wire = WIRES.get(path)
        if wire is None or method != "POST":
            raise RefusedError(refusals.not_found())
        await serve_call(self.agency, self.upstreams, wire, caller, request_id, scope, door)

    async def _recorded(self, scope: Scope, refusal: Refusal) -> Refusal:
        """What is refused without a decision is on record, too; when it cannot be, the answer says so."""
        if refusal.decision_id:
            return refusal
        try:
            await self.refused.note(scope, refusal, datetime.now(UTC))
        except ProvisoError:
            return refusals.fault("The refusal could not be put on record.", refusal.request_id)
        return refusal

    async def lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin and end with the server."""
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def close(self) -> None:
        """Put on record what was only counted, and close the connections to the providers."""
        await self.refused.flush(datetime.now(UTC))
        self.upstreams.close_here()


def refusal_of(fault: Exception, request_id: str) -> Refusal:
    """A fault in the caller's format. What broke inside is named by its kind only."""
    if isinstance(fault, RefusedError):
        return refusals.numbered(fault.refusal, request_id)
    if isinstance(fault, UsageError):
        return refusals.invalid(f"{fault.message} {fault.hint}".strip(), request_id)
    if isinstance(fault, ProviderError):
        return refusals.upstream(fault, request_id)
    if isinstance(fault, ProvisoError):
        return refusals.fault(fault.message, request_id)
    return refusals.fault(f"A part of Proviso broke ({type(fault).__name__}).", request_id)


async def refuse(send: Send, refusal: Refusal) -> None:
    """Send a refusal."""
    body = refusal.body()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": refusal.status, "headers": [*refusal.headers(), length]})
    await send({"type": "http.response.body", "body": body})
