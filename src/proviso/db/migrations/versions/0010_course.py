"""The built-in course: tries, answers while a try is open, counts of each question, openings, live sessions.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "course_tries",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("course", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("is_newest", sa.Boolean, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("course_tries_by_person", "course_tries", ["person_id", "course", "is_newest", "state"])
    op.create_index("course_tries_by_state", "course_tries", ["course", "is_newest", "state"])
    op.create_table(
        "course_answers",
        sa.Column("try_id", sa.String, primary_key=True),
        sa.Column("question", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "course_counts",
        sa.Column("course", sa.String, primary_key=True),
        sa.Column("question", sa.String, primary_key=True),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("right_at_once", sa.Integer, nullable=False),
    )
    op.create_table(
        "course_openings",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("opened_at", sa.String, nullable=False),
        sa.Column("undone_at", sa.String),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("course_openings_by_person", "course_openings", ["person_id", "opened_at"])
    op.create_table(
        "live_sessions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("starts_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("live_sessions_by_time", "live_sessions", ["starts_at"])
    op.create_table(
        "live_seats",
        sa.Column("session_id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("live_seats_by_person", "live_seats", ["person_id"])
