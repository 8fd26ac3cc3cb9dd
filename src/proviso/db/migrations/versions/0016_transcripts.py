"""Kept texts, the holds on them, and what became of them (R-078, R-079).

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "transcripts",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("record_class", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("decision_id", sa.String, nullable=False),
        sa.Column("case_id", sa.String, nullable=False),
        sa.Column("kept_at", sa.String, nullable=False),
        sa.Column("due_on", sa.String),
        sa.Column("chars", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("locked", sa.LargeBinary),
        sa.Column("wrapped", sa.LargeBinary),
    )
    op.create_index("transcripts_by_person", "transcripts", ["person_id", "kept_at"])
    op.create_index("transcripts_by_class", "transcripts", ["state", "record_class", "due_on"])
    op.create_index("transcripts_by_decision", "transcripts", ["decision_id"])
    op.create_index("transcripts_by_case", "transcripts", ["case_id"])
    op.create_index("transcripts_by_time", "transcripts", ["kept_at"])
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("set_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "dispositions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("record_class", sa.String, nullable=False),
        sa.Column("proposed_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("locked", sa.LargeBinary),
        sa.Column("wrapped", sa.LargeBinary),
    )
    op.create_index("dispositions_by_state", "dispositions", ["state", "proposed_at"])
