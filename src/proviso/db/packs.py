"""Which policy pack was in force when (139-07.9.a): each past use is judged by the pack of its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Column, Index, Integer, String, Table, Text, insert, select, update

from .bodies import moment, stamp
from .schema import metadata
from .store import Tx

periods = Table(
    "pack_periods",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("ref", String, nullable=False),
    Column("sha256", String, nullable=False),
    # None: the agency's own pack; else the component whose overlay it is.
    Column("component", String),
    Column("started_at", String, nullable=False),
    Column("ended_at", String),
    Column("reason", Text, nullable=False, default=""),
    Index("periods_by_time", "started_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when to when one pack was in force."""

    ref: str
    """`id@revision`"""
    sha256: str
    component: str | None
    started_at: datetime
    ended_at: datetime | None
    """At or before its start: it was taken back before it held."""
    reason: str

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at this moment: time alone says so, in every process."""
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)


def in_force(tx: Tx, at: datetime, component: str = "") -> str | None:
    """`dhs-139-07@3`, or `dhs-139-07@3+lbb@1` for a component with an overlay; None: no pack, every use is denied."""
    return ref_at(history(tx), at, component)


def ref_at(periods: Iterable[Period], at: datetime, component: str) -> str | None:
    """The same among these periods, newest first."""
    base, overlays = None, []
    for period in periods:
        if not period.holds(at):
            continue
        if period.component is None:
            base = base or period.ref
        elif period.component == component:
            overlays.append(period.ref)
    return None if base is None else "+".join([base, *reversed(overlays)])


def last_ended(tx: Tx, at: datetime) -> tuple[str, datetime] | None:
    """The agency's pack that ended last before this moment, and when: the denial says since when nothing is open."""
    return ended_before(history(tx), at)


def ended_before(periods: Iterable[Period], at: datetime) -> tuple[str, datetime] | None:
    """The same among these periods."""
    ended = [
        (p.ended_at, p.ref)
        for p in periods
        if p.component is None and p.ended_at is not None and p.started_at < p.ended_at <= at
    ]
    if not ended:
        return None
    latest = max(ended, key=lambda pair: pair[0])
    return latest[1], latest[0]


def running(tx: Tx, at: datetime) -> list[Period]:
    """The periods that hold at this moment, the agency's own first, then each component's, oldest first."""
    held = [p for p in history(tx) if p.holds(at)]
    own = [p for p in held if p.component is None][:1]
    return own + [p for p in reversed(held) if p.component is not None]


def coming(tx: Tx, at: datetime) -> list[Period]:
    """The periods that have not begun and were not taken back, the next one first."""
    waiting = [p for p in history(tx) if p.started_at > at and p.ended_at != p.started_at]
    return sorted(waiting, key=lambda p: p.started_at)


_history = select(*periods.c).order_by(periods.c.number.desc())


def history(tx: Tx) -> list[Period]:
    """Every period, newest first: read for every page, and for every use after a change."""
    return [_period(*row) for row in tx.conn.execute(_history)]


@lru_cache(maxsize=256)
def _period(
    _number: int, ref: str, sha256: str, component: str | None, started_at: str, ended_at: str | None, reason: str
) -> Period:
    return Period(
        ref=ref,
        sha256=sha256,
        component=component,
        started_at=moment(started_at),
        ended_at=moment(ended_at) if ended_at else None,
        reason=reason,
    )


def begin(tx: Tx, ref: str, sha256: str, component: str | None, at: datetime) -> None:
    """Start a period, now or later."""
    row = {"ref": ref, "sha256": sha256, "component": component, "started_at": stamp(at), "reason": ""}
    tx.conn.execute(insert(periods), row)


def finish(tx: Tx, component: str | None, at: datetime, reason: str, pack_id: str = "") -> list[str]:
    """End what holds at this moment for this component (None: the agency's), all of it or one pack; says which ended.

    What begins later is left alone."""
    held = (periods.c.started_at <= stamp(at)) & (periods.c.ended_at.is_(None) | (periods.c.ended_at > stamp(at)))
    mine = periods.c.component.is_(None) if component is None else periods.c.component == component
    if pack_id:
        mine &= periods.c.ref.startswith(f"{pack_id}@", autoescape=True)
    ended = tx.conn.execute(select(periods.c.ref).where(mine, held)).scalars().all()
    tx.conn.execute(update(periods).where(mine, held).values(ended_at=stamp(at), reason=reason))
    return list(ended)


def take_back(tx: Tx, ref: str, starts_at: datetime, reason: str) -> None:
    """A period that has not begun never will, and what was to end with its start goes on."""
    start = stamp(starts_at)
    gone = (periods.c.ref == ref) & (periods.c.started_at == start)
    tx.conn.execute(update(periods).where(gone).values(ended_at=start, reason=reason))
    before = (periods.c.ended_at == start) & (periods.c.started_at < start) & (periods.c.reason == followed(ref))
    tx.conn.execute(update(periods).where(before).values(ended_at=None, reason=""))


def followed(ref: str) -> str:
    """Why a period ended when another one took its place."""
    return f"{ref} followed"
