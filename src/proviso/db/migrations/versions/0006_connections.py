"""How each tool is reached: its connection, its locked key, and the names of its models.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.changes import watching

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "connections",
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("locked", sa.LargeBinary),
        sa.Column("wrapped", sa.LargeBinary),
        sa.Column("hint", sa.String, nullable=False),
        sa.Column("set_at", sa.String, nullable=False),
        sa.Column("set_by", sa.String, nullable=False),
    )
    op.create_table(
        "connection_models",
        sa.Column("model", sa.String, primary_key=True),
        sa.Column("tool_id", sa.String, nullable=False),
    )
    op.create_index("connection_models_by_tool", "connection_models", ["tool_id"])
    for statement in watching("connections"):
        op.execute(statement)
