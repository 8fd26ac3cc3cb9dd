"""What was refused before there was a question: on record like everything else, and counted where there may be floods.

A caller without a key can ask as often as the network lets them; a ledger that takes an entry for each would fill the
disk. So the first of a kind is an entry at once, and those of the next minute are one entry with their number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.types import Scope

from proviso.actions.agency import Agency
from proviso.actions.uses_async import record_async
from proviso.model import System
from proviso.model.events import CallRefused

from .refusals import Refusal

FLOODS = frozenset({"unknown_key", "rate_limited", "budget_spent"})
WINDOW = timedelta(minutes=1)
MOST_KINDS = 1_000


@dataclass(slots=True)
class _Counted:
    since: datetime
    count: int = 0


@dataclass(slots=True)
class Refused:
    """The refusals of one process."""

    agency: Agency
    counted: dict[tuple[str, str], _Counted] = field(default_factory=dict)
    unread: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    """For each system, since when and how many bodies led to no question. As many as there are systems."""

    def has_room(self, system: System, at: datetime) -> bool:
        """Whether a system may send one more body that leads to no question: as many a minute as it may ask.

        INVARIANT: what cannot be read costs reading, so it is bounded like what can; each process counts its own.
        """
        since, count = self.unread.get(system.id, (at, 0))
        return at - since >= WINDOW or count < system.requests_a_minute

    def count_unread(self, system_id: str, at: datetime) -> None:
        """A system sent a body that leads to no question."""
        since, count = self.unread.get(system_id, (at, 0))
        self.unread[system_id] = (at, 1) if at - since >= WINDOW else (since, count + 1)

    async def note(self, scope: Scope, refusal: Refusal, at: datetime) -> None:
        """Put a refusal on record, or count it."""
        system = scope.get("state", {}).get("system", "")
        if refusal.code not in FLOODS:
            await self._record(system, refusal.code, at, 1)
            return
        key = (system, refusal.code)
        running = self.counted.get(key)
        if running is not None and at - running.since < WINDOW:
            running.count += 1
            return
        if running is not None and running.count:
            await self._record(system, refusal.code, at, running.count)
        if len(self.counted) >= MOST_KINDS:
            await self.flush(at)
        self.counted[key] = _Counted(since=at)
        await self._record(system, refusal.code, at, 1)

    async def flush(self, at: datetime) -> None:
        """Put on record what was only counted."""
        counted, self.counted = self.counted, {}
        for (system, code), running in counted.items():
            if running.count:
                await self._record(system, code, at, running.count)

    async def _record(self, system: str, code: str, at: datetime, count: int) -> None:
        event = CallRefused(actor=system or "system", system=system, code=code, count=count)
        await record_async(self.agency, event, at)
