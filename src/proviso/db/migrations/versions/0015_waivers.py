"""Requests for waivers, what is being written, and the uses under each (139-07.5.w).

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "waiver_requests",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("clause", sa.String, nullable=False),
        sa.Column("component", sa.String, nullable=False),
        sa.Column("asked_by", sa.String, nullable=False),
        sa.Column("ends_on", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("waiver_requests_by_state", "waiver_requests", ["state"])
    op.create_table(
        "waiver_drafts",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "waived_uses",
        sa.Column("waiver_id", sa.String, primary_key=True),
        sa.Column("at", sa.String, primary_key=True),
        sa.Column("decision_id", sa.String, primary_key=True),
    )
