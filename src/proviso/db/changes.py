"""One number that moves with every change of a record that decisions read, whichever process or program made it.

Triggers of the database move it, so that no function can forget to, and it is part of the transaction that made the
change.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, select

from .dialects import Trigger
from .schema import metadata
from .store import Tx

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""One row."""

WATCHED = (
    "accounts",
    "acknowledgements",
    "agency",
    "approvals",
    "corrections",
    "offices",
    "pack_periods",
    "people",
    "tools",
    "trainings",
    "waivers",
)
"""The tables of migration 0004. A table that came later is watched by the migration that made it."""

_number = select(changes.c.number)


def watching(table: str) -> tuple[Trigger, ...]:
    """The statements by which a migration has a table watched. They stand in databases: never change them."""
    return tuple(
        Trigger(f"{table}_{when.lower()}_changes", when, table, "UPDATE changes SET number = number + 1", once=True)
        for when in ("INSERT", "UPDATE", "DELETE")
    )


def number(tx: Tx) -> int:
    """The number in this snapshot."""
    return int(tx.conn.execute(_number).scalar_one())
