"""One call, from its first byte to its last: who calls, what it says, may it, what came of it.

Order, as in docs/architecture.md: read → ask (decide, record, commit) → send with the permit → judge the answer,
record, commit → answer. INVARIANT: nothing is sent to a provider without a permit, and what is sent is what was judged.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.types import Scope, Send

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.budgets import REQUESTS, USUAL_OUTPUT, Over, estimate
from proviso.actions.calls import Account, ask_call
from proviso.actions.connections import key_of
from proviso.db import connections
from proviso.decision.answers import guards_of
from proviso.decision.kinds import title_of
from proviso.errors import ProviderError, ProvisoError
from proviso.identity.ids import new_id
from proviso.model import Connection, Decision, Part, Permit, Use
from proviso.providers.fallback import DOWN, next_way
from proviso.providers.pool import Upstreams
from proviso.providers.upstream import UNSENT, Call, Reply, UpstreamError

from . import refusals
from .callers import Caller
from .choosing import ANY, Way, way_of
from .halting import Halting
from .heads import check_source, forwarded, passed
from .intake import CallerGoneError, read_body
from .passages import compose, parse, replaced
from .plain import judge_answer, judge_error
from .refusals import JSON, RefusedError
from .streaming import GONE, Door, Heads, Sent, stream_answer
from .watching import Watching
from .wire import Body, Place, Request, Wire

EVENTS = b"text/event-stream"
QUICK_BYTES = 200_000
"""A body up to this size is read in about 2 ms, or 12 if it is all small pieces."""

LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens")
"""Where a caller says how long the answer may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, read and hardened, as it will be judged."""

    wire: Wire
    body: Body
    request: Request
    hardened: tuple[str, ...]
    way: Way
    caller: Caller
    request_id: str


async def serve_call(
    agency: Agency, upstreams: Upstreams, wire: Wire, caller: Caller, request_id: str, scope: Scope, door: Door
) -> Sent:
    """Serve one call of a known caller; returns what was sent. Raises `RefusedError` for what is not answered."""
    data = await read_body(scope["headers"], door.receive, agency.settings.max_request_mib << 20, door.share)
    if len(data) <= QUICK_BYTES:
        asked = read_call(agency, wire, caller, request_id, data)
    else:  # nobody waits behind a body that takes long to read
        asked = await asyncio.to_thread(read_call, agency, wire, caller, request_id, data)
    heads = forwarded(scope["headers"])
    sent, call = await permitted(agency, asked, heads)
    tried: list[str] = []
    try:
        with Watching(door.receive):
            while other := await watched(sent, upstreams, asked, call, door.send, tuple(tried)):
                tried.append(asked.way.tool_id)
                asked = named(asked, other)
                sent, call = await permitted(agency, asked, heads)
    except CallerGoneError:
        await sent.fail(GONE)
        raise
    return sent


async def permitted(agency: Agency, asked: Asked, heads: tuple[tuple[str, str], ...]) -> tuple[Sent, Call]:
    """Ask, and compose what may go out. Raises `RefusedError` when it may not."""
    account = account_of(asked)
    outcome = await ask_call(agency, use_of(agency, asked), account)
    if isinstance(outcome, Over):
        code = "rate_limited" if outcome.budget == REQUESTS else "budget_spent"
        raise RefusedError(refusals.limited(outcome.message, code=code, retry_after=outcome.retry_after))
    if outcome.permit is None or asked.way.connection is None:
        raise RefusedError(refusals.denied(outcome.decision, asked.request, asked.request_id))
    sent = Sent(agency=agency, permit=outcome.permit, account=account)
    try:
        body = sent_body(asked, outcome.decision)
    except Exception as fault:  # the permit is given back: nothing went out, and its budget is free again
        said = f"{fault.message} {fault.hint}" if isinstance(fault, ProvisoError) else type(fault).__name__
        await sent.fail(said, is_unsent=True)
        raise RefusedError(refusals.unmasked(said, outcome.decision.id, asked.request_id)) from None
    return sent, Call(format=asked.wire.name, body=body, is_stream=asked.request.is_stream, headers=heads)


async def watched(
    sent: Sent, upstreams: Upstreams, asked: Asked, call: Call, out: Send, tried: tuple[str, ...]
) -> Connection | None:
    """`attempt`, which ends when the use is not permitted any more, in whichever process that was said (139-07.1)."""
    with Halting(sent.agency, sent.permit) as sent.halting:
        try:
            return await attempt(sent, upstreams, asked, call, out, tried)
        except asyncio.CancelledError:
            halt = sent.halting.taken()
            if halt is None:
                raise
            await sent.fail(halt.fault)
            raise RefusedError(refusals.halted(halt, sent.permit.decision_id)) from None


async def attempt(
    sent: Sent, upstreams: Upstreams, asked: Asked, call: Call, out: Send, tried: tuple[str, ...]
) -> Connection | None:
    """Send and answer. When the provider is away, the tool to ask for next, if the pack and the CIO's office named one:
    that is a use of its own, with its own decision."""
    fault, status = None, 200
    try:
        reply = await send(sent, upstreams, asked.way, call)
    except UpstreamError as error:
        fault = error
    else:
        status = reply.status
        if status not in DOWN:
            try:
                await give(sent, reply, asked, out)
            finally:
                await reply.close()
            return None
    other = elsewhere(sent, upstreams, asked, fault, status, tried)
    if other is not None:
        if fault is None:
            await sent.fail(f"status {status}")
            await reply.close()
        return other
    if fault is not None:
        raise fault
    try:
        await give(sent, reply, asked, out)
    finally:
        await reply.close()
    return None


def elsewhere(
    sent: Sent, upstreams: Upstreams, asked: Asked, fault: UpstreamError | None, status: int, tried: tuple[str, ...]
) -> Connection | None:
    """The other tool to ask for, or None."""
    connection = asked.way.connection
    if connection is None or not connection.fallback:
        return None
    return next_way(
        connection,
        asked.wire.name,
        connections.lately(sent.agency.store),
        upstreams,
        is_allowed=sent.agency.packs.by_ref(sent.permit.pack).fallback,
        has_begun=False,
        fault=fault.fault if fault is not None else None,
        status=status,
        tried=tried,
    )


def named(asked: Asked, other: Connection) -> Asked:
    """The same request to the other tool, for a model of its own: a use of its own."""
    model = next(name for name in other.models if name != ANY)
    return replace(asked, request_id=new_id(), way=Way(tool_id=other.tool_id, connection=other, model=model))


def account_of(asked: Asked) -> Account:
    """Who pays, and what the call may use."""
    connection = asked.way.connection
    chars = sum(len(passage.text) for passage in asked.request.passages)
    limits = [n for name in LIMITS if (n := _count_of(asked.body.get(name))) is not None]
    most = max(limits, default=USUAL_OUTPUT) * max(1, _count_of(asked.body.get("n")) or 1)
    return Account(system=asked.caller.system, connection=connection, need=estimate(connection, chars, most))


def _count_of(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def read_call(agency: Agency, wire: Wire, caller: Caller, request_id: str, data: bytes) -> Asked:
    """Every text of it, and which tool it is for; nothing is decided yet."""
    body = parse(data)
    check_source(agency, caller)
    request = wire.read(body)
    hardened = wire.harden(body)
    way = way_of(agency, request.model, wire)
    return Asked(
        wire=wire, body=body, request=request, hardened=hardened, way=way, caller=caller, request_id=request_id
    )


def use_of(agency: Agency, asked: Asked) -> Use:
    """The question, as every door asks it."""
    caller = asked.caller
    parts = tuple(Part(name=uses.TYPED, text=passage.text) for passage in asked.request.passages)
    return uses.prepare_call(
        agency,
        parts,
        person_id=caller.person_id,
        system_id=caller.system_id,
        tool_id=asked.way.tool_id,
        purpose=caller.purpose,
        at=datetime.now(UTC),
        source=caller.source,
        unscreened=tuple(sorted({part.kind for part in asked.request.unscreened})),
        hardened=asked.hardened,
        use_id=asked.request_id,
    )


def sent_body(asked: Asked, decision: Decision) -> bytes:
    """What goes out: written anew from what was judged, with each masked place replaced."""
    found = [decision.findings[n] for n in decision.masked]
    places = [Place(passage=f.part, start=f.start, end=f.end, words=f"[{title_of(f.kind)}]") for f in found]
    body = replaced(asked.body, asked.request.passages, places) if places else asked.body
    return compose({**body, "model": asked.way.model})


async def send(sent: Sent, upstreams: Upstreams, way: Way, call: Call) -> Reply:
    """Send with the permit. A provider that does not answer is on record."""
    if way.connection is None:  # never: there was no permit then
        raise ProviderError(f"{sent.permit.tool.name} is not connected.")
    try:
        return await upstreams.send(sent.permit, way.connection, call, key_of(sent.agency, way.connection))
    except ProvisoError as fault:
        await sent.fail(fault.message, is_unsent=not isinstance(fault, UpstreamError) or fault.fault in UNSENT)
        raise
    except Exception as fault:
        await sent.fail(type(fault).__name__)
        raise ProviderError(f"{sent.permit.tool.name} did not answer.") from None


async def give(sent: Sent, reply: Reply, asked: Asked, out: Send) -> None:
    """Judge the answer and give it to the caller."""
    heads = heads_of(sent.permit, reply, JSON.encode())
    if reply.status >= 400:
        await answer(out, reply.status, heads, await judge_error(sent, reply))
        return
    pack = sent.agency.packs.by_ref(sent.permit.pack)
    stream = None
    if asked.request.is_stream:
        stream = asked.wire.stream(guards_of(pack, sent.agency.screen), asked.request)
    if stream is None:
        await answer(out, reply.status, heads, await judge_answer(sent, reply, asked.wire, pack))
    else:
        await stream_answer(sent, reply, stream, out, heads_of(sent.permit, reply, EVENTS))


def heads_of(permit: Permit, reply: Reply, kind: bytes) -> Heads:
    """The provider's own headers, as far as they may go on, and ours."""
    code = permit.decision_id.encode()
    ours = [(b"content-type", kind), (b"x-request-id", code), (b"request-id", code), (b"x-proviso-decision", code)]
    return [*passed(reply.headers), *ours]


async def answer(send: Send, status: int, heads: Heads, body: bytes) -> None:
    """Send one whole answer."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*heads, (b"content-length", str(len(body)).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})
