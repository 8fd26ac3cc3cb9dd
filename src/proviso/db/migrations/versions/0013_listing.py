"""The list of tools, live: who has a place on a tool, the vendors' terms as they were read, when somebody last looked.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.changes import watching

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "tool_places",
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("since", sa.String, nullable=False),
    )
    op.create_index("places_by_person", "tool_places", ["person_id"])
    op.create_table(
        "tool_terms",
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.String, nullable=False),
        sa.Column("kept_by", sa.String, nullable=False),
    )
    op.create_table(
        "list_visits",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("began_at", sa.String, nullable=False),
        sa.Column("before_at", sa.String),
    )
    for statement in watching("tool_places"):
        op.execute(statement)
