"""Who waits for a tool to open.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "wishes",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("asked_at", sa.String, primary_key=True),
        sa.Column("closed_at", sa.String),
    )
    op.create_index("wishes_by_tool", "wishes", ["tool_id", "closed_at"])
