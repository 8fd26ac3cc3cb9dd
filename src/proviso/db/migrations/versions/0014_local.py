"""Components' own rules and who was asked about them, the texts of packs, packs that wait for a second person, and
second approvals.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.changes import watching

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "pack_texts",
        sa.Column("ref", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("kept_at", sa.String, nullable=False),
    )
    op.create_table(
        "pack_proposals",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("proposed_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "local_rules",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("component", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("local_rules_by_component", "local_rules", ["component", "state"])
    op.create_table(
        "local_answers",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rules_id", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("local_answers_by_rules", "local_answers", ["rules_id", "revision"])
    op.create_table(
        "second_approvals",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("approval_id", sa.String, nullable=False),
        sa.Column("approved_by", sa.String, nullable=False),
        sa.Column("approved_at", sa.String, nullable=False),
        sa.Column("revoked_at", sa.String),
        sa.Column("revoked_by", sa.String),
    )
    op.create_index("second_approvals_by_person", "second_approvals", ["person_id", "approval_id"])
    for statement in watching("second_approvals"):
        op.execute(statement)
