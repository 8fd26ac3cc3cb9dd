"""The gateway as an ASGI application: `/v1/…`, nothing else. What is not served is refused, not passed through."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from time import perf_counter

from starlette.types import Message, Receive, Scope, Send

from proviso.actions.agency import Agency
from proviso.errors import ProviderError, ProvisoError, ScreeningError, UsageError
from proviso.identity.ids import new_id
from proviso.providers import Upstreams
from proviso.providers import upstreams as shared

from . import refusals
from .callers import Caller, recognize
from .calls import serve_call
from .intake import CallerGoneError
from .metrics import Metrics
from .models import list_models
from .refusals import Refusal, RefusedError
from .refused import Refused
from .room import LARGEST_AT_ONCE, Room
from .streaming import Door, Sent
from .traces import fail, is_tracing, say, tracing
from .wire import Wire
from .wires import WIRES

PREFIX = "/v1/"
MODELS = "/v1/models"
MISPLACED = frozenset(path.removeprefix("/v1") for path in (*WIRES, MODELS, "/v1/completions"))
"""What SDKs ask for when their base URL lacks `/v1`: told so in their own format, instead of by a page."""
OTHER = "other"
"""For the numbers: whatever is no call of a format."""
DENIALS = frozenset({"policy_denied", "answer_denied", "check_failed"})
MOST_AT_ONCE = 2_000
"""Calls of one process; one more is told to come again. Each may hold a body of `max_request_mib`."""
BAD_REQUEST = 400
LOG = logging.getLogger("proviso.gateway")


class Gateway:
    """One agency's gateway. It is opened and closed with the application that holds it."""

    def __init__(self, agency: Agency, upstreams: Upstreams | None = None) -> None:
        self.agency = agency
        self.upstreams = upstreams or shared()
        self.refused = Refused(agency)
        self.metrics = Metrics()
        self.room = Room(LARGEST_AT_ONCE * agency.settings.max_request_mib << 20)
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever breaks becomes an error in the caller's format."""
        request_id = new_id()
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        self._open += 1
        try:
            with self.room.share() as share:
                await self._counted(scope, request_id, Door(receive=receive, send=noting, share=share))
        except CallerGoneError:
            return
        except Exception as fault:  # the last door: no stack trace, no text
            refusal = refusal_of(fault, request_id)
            if refusal.status >= 500 and not isinstance(fault, RefusedError | ProviderError):
                # The trace may hold a text: the kind of the fault and its number are enough to find it.
                LOG.error("%s (%s)", type(fault).__name__, request_id)  # noqa: TRY400
            if has_begun:
                return  # the server closes the connection: the caller sees that it broke off
            if not isinstance(fault, ProviderError | ScreeningError):  # those are on record with their decision
                refusal = await self._recorded(scope, refusal)
            await refuse(send, refusal)
        finally:
            self._open -= 1

    async def _counted(self, scope: Scope, request_id: str, door: Door) -> None:
        """Serve, and count what came of it."""
        wire = WIRES.get(scope["path"]) if scope["method"] == "POST" else None
        name = wire.name if wire is not None else OTHER
        begun = perf_counter()
        outcome = "failed"
        try:
            if self._open > MOST_AT_ONCE:
                raise RefusedError(refusals.busy())  # noqa: TRY301  # counted here like any other refusal
            await self._serve(scope, wire, request_id, door)
            outcome = "allowed"
        except RefusedError as refused:
            outcome = "denied" if refused.refusal.code in DENIALS else "refused"
            raise
        except UsageError:
            outcome = "refused"
            raise
        except CallerGoneError:
            outcome = "gone"
            raise
        finally:
            self.metrics.count(name, outcome, perf_counter() - begun)

    async def _serve(self, scope: Scope, wire: Wire | None, request_id: str, door: Door) -> None:
        caller = recognize(self.agency, scope["headers"])
        scope.setdefault("state", {})["system"] = caller.system_id
        path = scope["path"]
        if path == MODELS or path.startswith(f"{MODELS}/"):
            await list_models(self.agency, caller, scope, door.send)
            return
        if wire is None:
            raise RefusedError(refusals.not_found())
        system = caller.system
        if system is not None and not self.refused.has_room(system, datetime.now(UTC)):
            said = f"{system.name} sent too many requests that cannot be read. Try again in a minute."
            raise RefusedError(refusals.limited(said, code="rate_limited", retry_after=60))
        serve = self._traced if is_tracing() else self._called
        sent = await serve(wire, caller, request_id, scope, door)
        self.metrics.spend(sent.usage.input_tokens, sent.usage.output_tokens)

    async def _called(self, wire: Wire, caller: Caller, request_id: str, scope: Scope, door: Door) -> Sent:
        return await serve_call(self.agency, self.upstreams, wire, caller, request_id, scope, door)

    async def _traced(self, wire: Wire, caller: Caller, request_id: str, scope: Scope, door: Door) -> Sent:
        with tracing(wire.name, scope["headers"]) as span:
            say(span, system=caller.system_id, decision=request_id)
            try:
                sent = await self._called(wire, caller, request_id, scope, door)
            except Exception as fault:
                fail(span, refusal_of(fault, request_id).code)
                raise
            say(span, tool=sent.permit.tool.id, **sent.counted)
        return sent

    async def _recorded(self, scope: Scope, refusal: Refusal) -> Refusal:
        """What is refused without a decision is on record, too; when it cannot be, the answer says so."""
        if refusal.decision_id:
            return refusal
        if refusal.status == BAD_REQUEST and (system := scope.get("state", {}).get("system", "")):
            self.refused.count_unread(system, datetime.now(UTC))
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
