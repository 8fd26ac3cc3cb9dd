"""The outbox: mail and webhooks that wait or were sent, the systems that hear of events, and who was reminded of what.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("once", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("queued_at", sa.String, nullable=False),
        sa.Column("due_at", sa.String, nullable=False),
        sa.Column("settled_at", sa.String),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("lease", sa.String, nullable=False),
        sa.Column("leased_until", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("outbox_once", "outbox", ["way", "recipient", "once"], unique=True)
    op.create_index("outbox_by_due", "outbox", ["state", "way", "due_at"])
    op.create_index("outbox_by_time", "outbox", ["queued_at"])
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("next_index", sa.BigInteger, nullable=False),
        sa.Column("locked", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "reminders",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("thing", sa.String, primary_key=True),
        sa.Column("told_at", sa.String, nullable=False),
    )
