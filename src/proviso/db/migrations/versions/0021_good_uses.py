"""Good uses that people share, and who found which helpful (139-07.8.e).

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "good_uses",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("author_id", sa.String, nullable=False),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("review_id", sa.String, nullable=False),
        sa.Column("shared_at", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("good_uses_by_state", "good_uses", ["state", "shared_at"])
    op.create_index("good_uses_by_author", "good_uses", ["author_id", "shared_at"])
    op.create_index("good_uses_by_review", "good_uses", ["review_id"])
    op.create_table(
        "good_use_votes",
        sa.Column("good_use_id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
    )
