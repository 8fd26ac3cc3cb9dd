"""Streams of the ledger's events to other systems, and visits of outside auditors.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "streams",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("next_index", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.String, nullable=False),
        sa.Column("lease", sa.String, nullable=False),
        sa.Column("leased_until", sa.String, nullable=False),
        sa.Column("locked", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "audit_visits",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("ends_on", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
