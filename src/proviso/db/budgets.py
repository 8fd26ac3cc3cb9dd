"""What each system used: one row a system and month. No decision reads it, so nothing watches it.

These are the driver's own statements: each request moves a row twice, and building them takes ten times as long.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from proviso.model import Spending

from .backends import Driver
from .bodies import moment, stamp
from .schema import metadata
from .store import Tx

_count = BigInteger().with_variant(Integer, "sqlite")

spendings = Table(
    "system_spendings",
    metadata,
    Column("system_id", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("requests", _count, nullable=False, server_default="0"),
    Column("input_tokens", _count, nullable=False, server_default="0"),
    Column("output_tokens", _count, nullable=False, server_default="0"),
    Column("microcents", _count, nullable=False, server_default="0"),
    Column("estimated", _count, nullable=False, server_default="0"),
    Column("held_tokens", _count, nullable=False, server_default="0"),
    Column("held_microcents", _count, nullable=False, server_default="0"),
    Column("minute", _count, nullable=False, server_default="0"),
    Column("minute_requests", _count, nullable=False, server_default="0"),
    Column("last_at", String),
    # Names of the budgets whose end is on record: `tokens`, `cents`.
    Column("told", String, nullable=False, server_default=""),
)

holds = Table(
    "system_holds",
    metadata,
    Column("decision_id", String, primary_key=True),
    Column("system_id", String, nullable=False),
    Column("month", String, nullable=False),
    Column("tokens", _count, nullable=False),
    Column("microcents", _count, nullable=False),
    Column("at", String, nullable=False),
    Index("holds_by_system", "system_id", "at"),
)

_COLUMNS = """
requests, input_tokens, output_tokens, microcents, estimated, held_tokens, held_microcents, minute_requests, last_at
"""
_GET = f"SELECT {_COLUMNS}, minute FROM system_spendings WHERE system_id = ? AND month = ?"  # noqa: S608  # our own words
_ALL = f"SELECT system_id, {_COLUMNS} FROM system_spendings WHERE month = ?"  # noqa: S608  # our own words
_REQUEST = """
INSERT INTO system_spendings
    (system_id, month, requests, minute, minute_requests, last_at, held_tokens, held_microcents)
VALUES (?, ?, 1, ?, 1, ?, ?, ?)
ON CONFLICT (system_id, month) DO UPDATE SET
    requests = system_spendings.requests + 1,
    minute_requests = CASE WHEN system_spendings.minute = excluded.minute
        THEN system_spendings.minute_requests + 1 ELSE 1 END,
    minute = excluded.minute,
    last_at = excluded.last_at,
    held_tokens = system_spendings.held_tokens + excluded.held_tokens,
    held_microcents = system_spendings.held_microcents + excluded.held_microcents
"""
_WITHIN = f"""{_REQUEST.rstrip()}
WHERE system_spendings.minute <> excluded.minute OR system_spendings.minute_requests < ?
RETURNING minute_requests, held_tokens
"""
_HOLD = "INSERT INTO system_holds (decision_id, system_id, month, tokens, microcents, at) VALUES (?, ?, ?, ?, ?, ?)"
_DROP = "DELETE FROM system_holds WHERE decision_id = ? RETURNING month, tokens, microcents"
_OVERDUE = "SELECT decision_id FROM system_holds WHERE system_id = ? AND at < ?"
_SPEND = """
INSERT INTO system_spendings
    (system_id, month, input_tokens, output_tokens, microcents, estimated, held_tokens, held_microcents)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (system_id, month) DO UPDATE SET
    input_tokens = system_spendings.input_tokens + excluded.input_tokens,
    output_tokens = system_spendings.output_tokens + excluded.output_tokens,
    microcents = system_spendings.microcents + excluded.microcents,
    estimated = system_spendings.estimated + excluded.estimated,
    held_tokens = system_spendings.held_tokens + excluded.held_tokens,
    held_microcents = system_spendings.held_microcents + excluded.held_microcents
RETURNING input_tokens + output_tokens, microcents, told
"""
_TOLD = "SELECT told FROM system_spendings WHERE system_id = ? AND month = ?"
_TELL = """
INSERT INTO system_spendings (system_id, month, told) VALUES (?, ?, ?)
ON CONFLICT (system_id, month) DO UPDATE SET told = excluded.told
"""


def month_of(at: datetime) -> str:
    """The month in which a moment counts, in UTC: `2026-11`."""
    day = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{day.year:04}-{day.month:02}"


def minute_of(at: datetime) -> int:
    """The number of the minute, so that all processes count in the same one."""
    return int(at.timestamp()) // 60


def _writing(tx: Tx) -> Driver:
    """The driver's connection, under the savepoint that takes a work's rows back together."""
    _ = tx.conn
    return tx.raw


def get(tx: Tx, system_id: str, at: datetime) -> Spending:
    """What a system has used in the month of this moment; `minute_requests` are those of this minute."""
    month, minute = month_of(at), minute_of(at)
    row = tx.raw.execute(_GET, (system_id, month)).fetchone()
    if row is None:
        return Spending(month=month)
    return _spending(month, row[:9], is_same_minute=row[9] == minute)


def all_of(tx: Tx, at: datetime) -> dict[str, Spending]:
    """The same for every system that asked in this month."""
    month = month_of(at)
    rows = tx.raw.execute(_ALL, (month,)).fetchall()
    return {row[0]: _spending(month, row[1:], is_same_minute=True) for row in rows}


def _spending(month: str, row: tuple[Any, ...], *, is_same_minute: bool) -> Spending:
    requests, input_tokens, output_tokens, microcents, estimated, held_tokens, held_microcents, lately, last_at = row
    return Spending(
        month=month,
        requests=requests,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        microcents=microcents,
        estimated=estimated,
        held_tokens=held_tokens,
        held_microcents=held_microcents,
        minute_requests=lately if is_same_minute else 0,
        last_at=None if last_at is None else moment(last_at),
    )


def count_request(tx: Tx, system_id: str, at: datetime, held_tokens: int = 0, held_microcents: int = 0) -> None:
    """One more request, in its minute and its month, and what is reserved for its answer."""
    values = (system_id, month_of(at), minute_of(at), stamp(at), held_tokens, held_microcents)
    _writing(tx).execute(_REQUEST, values)


def count_within(tx: Tx, system_id: str, at: datetime, most: int) -> tuple[int, int] | None:
    """One more request, if it is one of so many in its minute; None when it is one too many, and is not counted.

    Returns the requests of the minute, and the tokens that are held. One statement: every call waits for it."""
    values = (system_id, month_of(at), minute_of(at), stamp(at), 0, 0, most)
    found = _writing(tx).execute(_WITHIN, values).fetchall()
    return (int(found[0][0]), int(found[0][1])) if found else None


def hold(tx: Tx, decision_id: str, system_id: str, tokens: int, microcents: int, at: datetime) -> None:
    """Note for which use it was reserved; `count_request` has counted it."""
    _writing(tx).execute(_HOLD, (decision_id, system_id, month_of(at), tokens, microcents, stamp(at)))


def drop_hold(tx: Tx, decision_id: str) -> tuple[str, int, int] | None:
    """What was reserved for a use: its month, tokens and microcents; None when nothing was, or it was taken before.
    `spend` gives it back."""
    found = _writing(tx).execute(_DROP, (decision_id,)).fetchall()
    return (str(found[0][0]), int(found[0][1]), int(found[0][2])) if found else None


def overdue(tx: Tx, system_id: str, before: datetime) -> list[str]:
    """The uses whose answer never came back to be settled: their process ended."""
    return [row[0] for row in tx.raw.execute(_OVERDUE, (system_id, stamp(before))).fetchall()]


def spend(
    tx: Tx, system_id: str, month: str, used: tuple[int, int, int], held: tuple[int, int] = (0, 0), *, is_estimate: bool
) -> tuple[int, int, frozenset[str]]:
    """Count tokens in, tokens out and microcents, and give back what was held for them.

    Returns the tokens and microcents of the month so far, and the budgets whose end is on record."""
    values = (system_id, month, *used, int(is_estimate), -held[0], -held[1])
    tokens, microcents, told_of = _writing(tx).execute(_SPEND, values).fetchall()[0]
    return int(tokens), int(microcents), frozenset(told_of.split())


def told(tx: Tx, system_id: str, month: str) -> frozenset[str]:
    """The budgets whose end is on record already."""
    row = tx.raw.execute(_TOLD, (system_id, month)).fetchone()
    return frozenset(row[0].split()) if row else frozenset()


def tell(tx: Tx, system_id: str, month: str, budgets: frozenset[str]) -> None:
    """Note that the end of these budgets is on record."""
    _writing(tx).execute(_TELL, (system_id, month, " ".join(sorted(budgets))))
