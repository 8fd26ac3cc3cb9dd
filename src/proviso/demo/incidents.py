"""The spills and drills of the demo agency: reported, done step by step, closed by somebody else; one still runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from proviso.actions import containment, incidents
from proviso.db.store import Tx
from proviso.model import SpillKind, StepState
from proviso.policy import Pack

from .script import Calendar

Work = Callable[[Tx, datetime], object]


def closed_steps(row: dict[str, Any], pack: Pack, calendar: Calendar) -> Iterator[tuple[datetime, Work]]:
    """Reported at eleven, taken, each step settled after its minutes, closed by somebody else."""
    ids: list[str] = []
    kind, is_drill, officer = SpillKind(row["kind"]), bool(row.get("drill")), row["officer"]

    def at(minutes: int) -> datetime:
        return min(calendar.at(row["day"], 11) + timedelta(minutes=minutes), calendar.now)

    def opens(tx: Tx, when: datetime) -> None:
        found = incidents.report(tx, kind, row.get("tool"), actor=row["by"], at=when, is_drill=is_drill, pack=pack)
        ids.append(found.id)

    yield at(0), opens
    yield at(6), lambda tx, when: incidents.take(tx, ids[0], actor=officer, at=when)
    for step in row["steps"]:
        yield at(step["minutes"]), _settles(ids, step["id"], step.get("by", officer))
    yield (
        at(row["concluded"]),
        lambda tx, when: incidents.conclude(tx, ids[0], row["cause"], row["lesson"], actor=officer, at=when),
    )
    yield at(row["closed"]), lambda tx, when: incidents.close(tx, ids[0], actor=row["closed_by"], at=when)


def _settles(ids: list[str], step: str, by: str) -> Work:
    return lambda tx, when: incidents.settle(tx, ids[0], step, StepState.DONE, actor=by, at=when)


def running_steps(row: dict[str, Any], pack: Pack, calendar: Calendar) -> Iterator[tuple[datetime, Work]]:
    """The clock that runs: reported some minutes ago, taken, and the person's sessions ended."""
    ids: list[str] = []
    begun = calendar.now - timedelta(minutes=row["minutes_ago"])

    def opens(tx: Tx, when: datetime) -> None:
        ids.append(incidents.report(tx, SpillKind(row["kind"]), row["tool"], actor=row["by"], at=when, pack=pack).id)

    yield begun, opens
    yield begun + timedelta(minutes=2), lambda tx, when: incidents.take(tx, ids[0], actor=row["officer"], at=when)
    yield (
        begun + timedelta(minutes=6),
        lambda tx, when: containment.end_sessions(tx, ids[0], row["by"], actor=row["officer"], at=when),
    )
