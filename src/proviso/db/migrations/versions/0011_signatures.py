"""What was signed and by which key, how accounts are set up, and why an approval was taken back.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.changes import watching

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "signed_texts",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "signature_keys",
        sa.Column("kid", sa.String, primary_key=True),
        sa.Column("jwk", sa.Text, nullable=False),
        sa.Column("since", sa.String, nullable=False),
    )
    op.create_table(
        "guides",
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("asks_from", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "guide_pictures",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("media", sa.String, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("added_by", sa.String, nullable=False),
    )
    op.create_index("guide_pictures_by_tool", "guide_pictures", ["tool_id"])
    op.add_column("approvals", sa.Column("revoked_because", sa.String))
    for statement in watching("guides"):
        op.execute(statement)
