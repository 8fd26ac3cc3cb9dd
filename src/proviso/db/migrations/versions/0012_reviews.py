"""Suggested tools, their reviews with every office's answer, and permissions to test a tool in review.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.changes import watching

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    _suggestions()
    _reviews()
    op.create_table(
        "trials",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("review_id", sa.String, nullable=False),
        sa.Column("ended_at", sa.String),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("trials_by_person", "trials", ["person_id", "tool_id"])
    # A decision reads the permissions; suggestions and reviews change one only through the list of tools.
    for statement in watching("trials"):
        op.execute(statement)


def _suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("group_id", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("asked_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("suggestions_by_group", "suggestions", ["group_id"])
    op.create_index("suggestions_by_person", "suggestions", ["person_id", "asked_at"])
    op.create_index("suggestions_by_state", "suggestions", ["state", "asked_at"])
    op.create_index("suggestions_by_tool", "suggestions", ["tool_id"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("opened_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("reviews_by_tool", "reviews", ["tool_id", "opened_at"])
    op.create_index("reviews_by_state", "reviews", ["state", "opened_at"])
    op.create_table(
        "review_parts",
        sa.Column("review_id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "review_papers",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("review_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("locked", sa.LargeBinary),
        sa.Column("wrapped", sa.LargeBinary),
    )
    op.create_index("papers_by_review", "review_papers", ["review_id", "kind", "added_at"])
    op.create_table(
        "office_delegates",
        sa.Column("office", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
