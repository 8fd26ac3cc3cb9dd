"""Complaints about something that AI had a part in, from people without an account (139-07 fn6).

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("office", sa.String, nullable=False),
        sa.Column("sent_at", sa.String, nullable=False),
        sa.Column("due_on", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("locked", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    op.create_index("complaints_by_office", "complaints", ["office", "state", "due_on"])
    op.create_index("complaints_by_time", "complaints", ["sent_at"])
