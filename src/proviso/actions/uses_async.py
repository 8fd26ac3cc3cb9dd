"""The same verbs for a door with an event loop: the same steps, the same record, and no thread that waits for the disk.

INVARIANT: as in `uses`, a permit comes only after its decision is durable, and a fault anywhere is a denial. A caller
who goes away while a record is being written takes nothing back: it is written, and nobody sends for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from proviso.db.loops import write
from proviso.errors import ProvisoError
from proviso.journal import record
from proviso.model import Answer, Event, Finding, Part, Permit, Use
from proviso.model.events import AnswerFailed, AnswerReceived

from . import uses
from .agency import Agency
from .places import LastPlaceGoneError
from .uses import Judged, Outcome


async def ask_async(agency: Agency, use: Use) -> Outcome:
    """`uses.ask` for a coroutine; a text that takes long is screened in a thread, so that nobody waits behind it."""
    try:
        if not agency.queues.is_quick(chars := uses.chars_of(use.parts), names=agency.settings.names):
            pool = agency.queues.pool_of(chars)
            return await asyncio.get_running_loop().run_in_executor(pool, uses.ask, agency, use)
        judged = uses.consider(agency, use)
        try:
            index = await _kept(agency, judged)
        except LastPlaceGoneError:
            judged = uses.consider(agency, use)
            index = await _kept(agency, judged)
    except Exception as fault:  # INVARIANT: whatever breaks, there is no permit
        return uses.broken(use, fault)
    return uses.conclude(judged, index)


async def _kept(agency: Agency, judged: Judged) -> int | None:
    if judged.standing is None:
        return None
    with uses.marked(agency, judged):
        return await write(agency.store, uses.keeping(agency, judged))


async def receive_async(agency: Agency, permit: Permit, text: str, at: datetime) -> Answer:
    """`uses.receive` for a coroutine: screen the answer and record that it came (139-07.2.b)."""
    parts = (Part(name=uses.ANSWER, text=text),)
    try:
        findings = await examine_async(agency, parts)
    except ProvisoError as fault:
        await fail_async(agency, permit, "screening", at)
        raise uses.unchecked(permit) from fault
    words = len(text.split())
    event = uses.answered(permit, findings, words, uses.digest(agency, parts))
    await received_async(agency, permit, event, text, findings, at)
    return uses.answer_of(permit, text, findings, words)


async def examine_async(agency: Agency, parts: Sequence[Part]) -> tuple[Finding, ...]:
    """`uses.examine` for a coroutine; in a thread when it takes long."""
    chars = uses.chars_of(parts)
    if agency.queues.is_quick(chars, names=agency.settings.names):
        return uses.examine(agency, parts)

    def in_turn() -> tuple[Finding, ...]:
        with agency.queues.of(chars):
            return uses.examine(agency, parts)

    return await asyncio.get_running_loop().run_in_executor(agency.queues.pool_of(chars), in_turn)


async def fail_async(agency: Agency, permit: Permit, fault: str, at: datetime) -> None:
    """Record that a tool did not answer."""
    await record_async(agency, uses.unanswered(permit, fault), at)


async def received_async(
    agency: Agency, permit: Permit, event: AnswerReceived, text: str, findings: Sequence[Finding], at: datetime
) -> None:
    """Record that an answer came, with its words if a rule keeps them; durable when it returns."""
    await write(agency.store, lambda tx: uses.received(tx, agency, permit, event, text, findings, at))
    agency.under_way.end(event.decision)


async def record_async(agency: Agency, event: Event, at: datetime) -> int:
    """Record an event that has no row; returns the number of its entry when that is durable.

    For an answer that was screened while it streamed: `record_async(agency, uses.answered(…), at)`.
    """
    index = await write(agency.store, lambda tx: record(tx, at, event))
    if isinstance(event, AnswerReceived | AnswerFailed):
        agency.under_way.end(event.decision)
    return index
