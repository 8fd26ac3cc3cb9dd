"""A streamed answer on its way: each piece is judged, then goes on; the end is on record before it is sent.

A caller who goes away, and a provider who breaks off, hangs or never ends, are each recorded; the provider's call is
closed in every case.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.types import Receive, Send

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.budgets import NOTHING, Used
from proviso.actions.calls import Account, record_call, used_of
from proviso.actions.halts import Halt
from proviso.decision.answers import Guard
from proviso.errors import ProviderError
from proviso.model import Event, Finding, Part, Permit
from proviso.providers.upstream import Reply

from .halting import Halting
from .refusals import Refusal, halted
from .room import Share
from .wire import Stream, Usage

Heads = list[tuple[bytes, bytes]]

GONE = "the caller went away"
QUICK_BYTES = 20_000
"""So much of an answer is screened in about 2 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The caller's side of one request."""

    receive: Receive
    send: Send
    share: Share
    """How much of a body it may hold."""


@dataclass(slots=True, kw_only=True)
class Sent:
    """One call that went out, who pays for it, and whether what came of it is on record."""

    agency: Agency
    permit: Permit
    account: Account
    is_recorded: bool = False
    halting: Halting | None = None
    """Ends it when the use is not permitted any more."""
    usage: Usage = field(default_factory=Usage)
    """Tokens, when the provider has said."""

    @property
    def counted(self) -> dict[str, str | int]:
        """What a trace may say of it."""
        kind = self.account.connection.kind if self.account.connection else ""
        used = self.usage
        return {"provider": kind, "input_tokens": used.input_tokens, "output_tokens": used.output_tokens}

    async def fail(self, fault: str, *, is_unsent: bool = False) -> None:
        """Record that there is no answer; what may have been processed counts by its estimate."""
        used = NOTHING if is_unsent else None
        await self._record(uses.unanswered(self.permit, fault), used)

    async def receive(self, event: Event, usage: Usage) -> None:
        """Record the answer, and what it used."""
        self.usage = usage
        await self._record(event, used_of(self.account, usage.input_tokens, usage.output_tokens))

    async def _record(self, event: Event, used: Used | None) -> None:
        if self.is_recorded:
            return
        self.is_recorded = True  # who is cancelled while it is written takes nothing back
        at = datetime.now(UTC)
        await record_call(self.agency, event, self.permit.decision_id, self.account, used, at)


async def stream_answer(sent: Sent, reply: Reply, stream: Stream, send: Send, heads: Heads) -> None:
    """Send the answer on as it comes, and its end when it is on record."""
    await send({"type": "http.response.start", "status": reply.status, "headers": heads})
    last = await _pump(sent, reply, stream, send)
    await send({"type": "http.response.body", "body": last})


async def _pump(sent: Sent, reply: Reply, stream: Stream, send: Send) -> bytes:
    """All but the last bytes, which may be sent only when the answer is on record."""
    stream.decision_id = sent.permit.decision_id
    try:
        last = await _through(sent, reply, stream, send)
    except asyncio.CancelledError:
        halt = None if sent.halting is None else sent.halting.taken()
        if halt is None:
            raise
        return await _halt(sent, stream, halt)
    except Exception as fault:  # INVARIANT: whatever breaks, the stream ends in an error that the caller sees
        said = fault.message if isinstance(fault, ProviderError) else f"A part broke ({type(fault).__name__})."
        return await _fail(sent, stream, said)
    try:
        if stream.is_error:
            await sent.fail("the provider ended its answer with an error of its own")
            return last
        await sent.receive(_answered(sent.agency, sent.permit, stream.guards), stream.usage)
    except Exception:  # INVARIANT: what is not on record does not end as if it were
        return stream.fail(_unrecorded(sent.permit))
    return last


async def _through(sent: Sent, reply: Reply, stream: Stream, send: Send) -> bytes:
    last = b""
    async for chunk in reply.chunks():
        out = await _fed(sent.agency, stream, chunk)
        if stream.is_complete or stream.is_stopped:  # its end is not sent before it is on record
            last = out
            break
        if out:
            await send({"type": "http.response.body", "body": out, "more_body": True})
    last += await _aside(sent.agency, stream.finish) if sent.agency.settings.names else stream.finish()
    if not stream.is_complete and not stream.is_stopped:
        raise ProviderError(f"{sent.permit.tool.name} broke off in the middle of its answer.")
    return last


async def _fed(agency: Agency, stream: Stream, chunk: bytes) -> bytes:
    """What may go on. With the names model, or a lot at once, it is screened in a thread: nobody waits behind it."""
    if not agency.settings.names and len(chunk) <= QUICK_BYTES:
        return stream.feed(chunk)
    return await _aside(agency, lambda: stream.feed(chunk))


async def _aside(agency: Agency, work: Callable[[], bytes]) -> bytes:
    def in_turn() -> bytes:
        with agency.queues.short:
            return work()

    return await asyncio.get_running_loop().run_in_executor(agency.queues.short_pool, in_turn)


async def _halt(sent: Sent, stream: Stream, halt: Halt) -> bytes:
    """The use is not permitted any more (139-07.1): the stream ends in a sentence that says so."""
    try:
        await sent.fail(halt.fault)
    except Exception:
        return stream.fail(_unrecorded(sent.permit))
    return stream.fail(halted(halt, sent.permit.decision_id, "What came before is all there is."))


async def _fail(sent: Sent, stream: Stream, said: str) -> bytes:
    permit = sent.permit
    try:
        await sent.fail(said)
    except Exception:
        return stream.fail(_unrecorded(permit))
    return stream.fail(
        Refusal(
            status=502,
            type="api_error",
            code="upstream_failed",
            message=f"{said} What came before is all there is.",
            decision_id=permit.decision_id,
            request_id=permit.decision_id,
        )
    )


def _unrecorded(permit: Permit) -> Refusal:
    return Refusal(
        status=500,
        type="api_error",
        code="not_recorded",
        message="The answer could not be put on record, so it ends here.",
        decision_id=permit.decision_id,
        request_id=permit.decision_id,
    )


def _answered(agency: Agency, permit: Permit, guards: tuple[Guard, ...]) -> Event:
    """What came, as the ledger keeps it: kinds, places and a keyed digest (139-07.2.b)."""
    parts = tuple(Part(name=uses.ANSWER, text=guard.text) for guard in guards)
    findings: tuple[Finding, ...] = tuple(f for guard in guards for f in guard.findings)
    words = sum(len(part.text.split()) for part in parts)
    return uses.answered(permit, findings, words, uses.digest(agency, parts))
