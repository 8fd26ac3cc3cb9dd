"""Incidents after the report: which form opened which one, the officers' public keys, and sealed boxes (139-07.6).

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "incident_reports",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("incident_id", sa.String, nullable=False),
    )
    op.create_table(
        "incident_keys",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "incident_boxes",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("incident_id", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("incident_boxes_by_incident", "incident_boxes", ["incident_id"])
