"""Whether a use that was permitted still is, while its answer is written (139-07.1, 139-07.2.c, 139-07.6)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

from proviso.db import tools
from proviso.model import Decision, Grounds, Permit, Standing, Tool, ToolStatus

from . import uses
from .agency import Agency
from .halts import Halt, Stop

TOOL_CLOSED = "the tool was closed"
ENDED = "the use was not permitted any more"
_STOPPED = "The answer stopped here."
_STATES = {
    ToolStatus.PAUSED: "is paused",
    ToolStatus.REVOKED: "is closed",
    ToolStatus.ENDED: "has ended",
}


def watching(agency: Agency, permit: Permit, stop: Stop) -> AbstractContextManager[None]:
    """While the block writes the answer that was permitted: `stop` is called, once, when it is not any more."""
    return agency.halts.watching(agency.store, lambda: find_halt(agency, permit, datetime.now(UTC)), stop)


def find_halt(agency: Agency, permit: Permit, at: datetime) -> Halt | None:
    """Why the answer may not go on: the same question is asked again where the records say something else now."""
    grounds = permit.grounds
    if grounds is None:
        with agency.store.read() as tx:
            return _closed(tools.get(tx, permit.tool.id))
    use = grounds.use
    seen = agency.memory.look(agency.store, use.person_id, use.tool_id, use.digest, use.system_id)
    now = seen.standing
    pack = uses.pack_among(agency, seen.periods, now.person.component if now.person else "", at)
    if now == grounds.standing and pack is not None and pack.ref == permit.pack:
        return None
    decision = uses.judge(replace(use, at=at), now, pack, lambda _parts: grounds.found)
    if decision.allowed:
        return None
    return _closed(now.tool) or Halt(f"{_STOPPED} {_why(decision, now, grounds)}", ENDED)


def stop_sentence(tool: Tool) -> str:
    """Why an answer goes no further: "The answer stopped here. Ferry is paused, because its terms changed." """
    why = f", because {tool.status_reason.rstrip('.')}" if tool.status_reason else ""
    return f"{_STOPPED} {tool.name} {_STATES.get(tool.status, 'is not open any more')}{why}."


def _closed(tool: Tool | None) -> Halt | None:
    if tool is None or tool.status is ToolStatus.APPROVED:
        return None
    return Halt(stop_sentence(tool), TOOL_CLOSED)


def _why(decision: Decision, now: Standing, grounds: Grounds) -> str:
    """What leads the denial of the next use; where a word was taken back that was there, that it was."""
    lead = decision.reasons[0]
    before = grounds.standing
    if now.person is not None and now.person.is_active:
        if before.approval is not None and now.approval is None:
            return "Your supervisor’s approval was taken back."
        held = {waiver.id for waiver in now.waivers}
        if any(waiver.clause == lead.clause and waiver.id not in held for waiver in before.waivers):
            return f"The waiver was taken back. {lead.headline}"
    return lead.headline
