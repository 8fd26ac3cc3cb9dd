"""Which policy pack was in force when (139-07.9.a): each past use is judged by the pack of its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    reason: str


def in_force(tx: Tx, at: datetime, component: str = "") -> str | None:
    """`dhs-139-07@3`, or `dhs-139-07@3+lbb@1` for a component with an overlay; None: no pack, every use is denied."""
    return ref_at(history(tx), at, component)


def ref_at(periods: Iterable[Period], at: datetime, component: str) -> str | None:
    """The same among these periods, newest first."""
    base, overlays = None, []
    for period in periods:
        if period.started_at > at or (period.ended_at is not None and period.ended_at <= at):
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
        (p.ended_at, p.ref) for p in periods if p.component is None and p.ended_at is not None and p.ended_at <= at
    ]
    if not ended:
        return None
    latest = max(ended, key=lambda pair: pair[0])
    return latest[1], latest[0]


def history(tx: Tx) -> list[Period]:
    """Every period, newest first."""
    rows = tx.conn.execute(select(periods).order_by(periods.c.number.desc()))
    return [
        Period(
            ref=row.ref,
            sha256=row.sha256,
            component=row.component,
            started_at=moment(row.started_at),
            ended_at=moment(row.ended_at) if row.ended_at else None,
            reason=row.reason,
        )
        for row in rows
    ]


def begin(tx: Tx, ref: str, sha256: str, component: str | None, at: datetime) -> None:
    """Start a period."""
    row = {"ref": ref, "sha256": sha256, "component": component, "started_at": stamp(at), "reason": ""}
    tx.conn.execute(insert(periods), row)


def finish(tx: Tx, component: str | None, at: datetime, reason: str) -> list[str]:
    """End the period that is in force for this component (None: the agency's); says which packs ended."""
    mine = periods.c.component.is_(None) if component is None else periods.c.component == component
    ended = tx.conn.execute(select(periods.c.ref).where(mine, periods.c.ended_at.is_(None))).scalars().all()
    tx.conn.execute(update(periods).where(mine, periods.c.ended_at.is_(None)).values(ended_at=stamp(at), reason=reason))
    return list(ended)
