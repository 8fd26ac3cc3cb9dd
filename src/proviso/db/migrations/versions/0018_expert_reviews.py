"""Texts on their way to official use, who reads them, topics and delegates (139-07.4).

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "expert_reviews",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("author_id", sa.String, nullable=False),
        sa.Column("reviewer_id", sa.String, nullable=False),
        sa.Column("due_on", sa.String, nullable=False),
        sa.Column("asked_at", sa.String, nullable=False),
        sa.Column("official_sha256", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("expert_reviews_by_state", "expert_reviews", ["state", "reviewer_id", "due_on"])
    op.create_index("expert_reviews_by_author", "expert_reviews", ["author_id", "asked_at"])
    op.create_index("expert_reviews_by_hash", "expert_reviews", ["official_sha256"])
    op.create_table(
        "expert_review_uses",
        sa.Column("decision_id", sa.String, primary_key=True),
        sa.Column("review_id", sa.String, primary_key=True),
    )
    op.create_table(
        "expert_readings",
        sa.Column("review_id", sa.String, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("reviewer_id", sa.String, nullable=False),
        sa.Column("given_at", sa.String, nullable=False),
        sa.Column("said_at", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
    )
    op.create_index("expert_readings_by_reviewer", "expert_readings", ["reviewer_id", "given_at"])
    op.create_table(
        "expert_topics",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "expert_delegates",
        sa.Column("expert_id", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
