"""One number that moves with every change of a record that decisions read, whichever process or program made it.

SQLite's triggers move it, so that no function can forget to, and it is part of the transaction that made the change.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, select

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


def watching(table: str) -> tuple[str, ...]:
    """The statements by which a migration has a table watched. They stand in databases: never change them."""
    return tuple(
        f"CREATE TRIGGER {table}_{when.lower()}_changes AFTER {when} ON {table} "  # noqa: S608  # a name, from a migration
        "BEGIN UPDATE changes SET number = number + 1; END"
        for when in ("INSERT", "UPDATE", "DELETE")
    )


def number(tx: Tx) -> int:
    """The number in this snapshot."""
    return int(tx.conn.execute(_number).scalar_one())
