"""Registered systems, their keys, people's tokens, what each system used, and which uses were theirs.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.changes import watching

revision = "0005"
down_revision = "0004"

_COUNT = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _registers()
    _counts()
    op.add_column("uses", sa.Column("system_id", sa.String, nullable=False, server_default=""))
    of_systems = sa.text("system_id != ''")
    op.create_index("uses_by_system", "uses", ["system_id", "at"], sqlite_where=of_systems, postgresql_where=of_systems)
    # Not watched: keys and tokens are read anew at each call, and what was used decides nothing about a text.
    for statement in watching("systems"):
        op.execute(statement)


def _registers() -> None:
    op.create_table(
        "systems",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("systems_by_owner", "systems", ["owner_id"])
    op.create_table(
        "system_keys",
        sa.Column("hash", sa.String, primary_key=True),
        sa.Column("system_id", sa.String, nullable=False),
        sa.Column("ends_at", sa.String),
    )
    op.create_index("keys_by_system", "system_keys", ["system_id"])
    op.create_table(
        "person_tokens",
        sa.Column("hash", sa.String, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("ends_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("tokens_by_person", "person_tokens", ["person_id", "ends_at"])


def _counts() -> None:
    counts = (
        "requests",
        "input_tokens",
        "output_tokens",
        "microcents",
        "estimated",
        "held_tokens",
        "held_microcents",
        "minute",
        "minute_requests",
    )
    op.create_table(
        "system_spendings",
        sa.Column("system_id", sa.String, primary_key=True),
        sa.Column("month", sa.String, primary_key=True),
        *(sa.Column(name, _COUNT, nullable=False, server_default="0") for name in counts),
        sa.Column("last_at", sa.String),
        sa.Column("told", sa.String, nullable=False, server_default=""),
    )
    op.create_table(
        "system_holds",
        sa.Column("decision_id", sa.String, primary_key=True),
        sa.Column("system_id", sa.String, nullable=False),
        sa.Column("month", sa.String, nullable=False),
        sa.Column("tokens", _COUNT, nullable=False),
        sa.Column("microcents", _COUNT, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_index("holds_by_system", "system_holds", ["system_id", "at"])
