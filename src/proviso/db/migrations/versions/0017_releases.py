"""Requests for records, what was chosen and taken out for each, searches through kept texts, and the log of releases.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "foia_requests",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("due_on", sa.String, nullable=False),
        sa.Column("subject_id", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("locked", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    op.create_index("foia_requests_by_state", "foia_requests", ["state", "due_on"])
    op.create_table(
        "foia_items",
        sa.Column("request_id", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("foia_items_by_ref", "foia_items", ["request_id", "kind", "ref"], unique=True)
    op.create_table(
        "foia_searches",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("request_id", sa.String, nullable=False),
        sa.Column("began_at", sa.String, nullable=False),
        sa.Column("beat_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("locked", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    op.create_index("foia_searches_by_request", "foia_searches", ["request_id", "began_at"])
    op.create_table(
        "releases",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("request_id", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("entry_index", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("locked", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    op.create_index("releases_by_time", "releases", ["at"])
    op.create_index("releases_by_request", "releases", ["request_id", "at"])
