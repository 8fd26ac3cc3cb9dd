"""Sessions outlive the process that began them; what a sign-in used up is known to every process; what an office
writes about local rules is saved before it is signed.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("mark", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("seen_at", sa.String, nullable=False),
        sa.Column("locked", sa.Text, nullable=False),
    )
    op.create_index("sessions_by_person", "sessions", ["person_id"])
    op.create_index("sessions_by_seen", "sessions", ["seen_at"])
    op.create_table(
        "used_words",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_index("used_words_by_time", "used_words", ["at"])
    op.create_table(
        "local_drafts",
        sa.Column("rules_id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("office", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
