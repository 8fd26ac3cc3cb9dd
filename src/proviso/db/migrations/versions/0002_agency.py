"""The agency: people and their records, tools, uses, objections, incidents, and which pack was in force when.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _people()
    _lists()
    _records()
    _uses_and_cases()


def _people() -> None:
    op.create_table(
        "agency",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "components",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
    )
    op.create_table(
        "offices",
        sa.Column("role", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("mail", sa.String, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("sort_name", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("component", sa.String, nullable=False),
        sa.Column("supervisor_id", sa.String),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("people_by_name", "people", ["sort_name"])
    op.create_index("people_by_supervisor", "people", ["supervisor_id"])
    op.create_table(
        "approval_requests",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("supervisor_id", sa.String, nullable=False),
        sa.Column("asked_at", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("requests_by_person", "approval_requests", ["person_id"])
    op.create_index("requests_by_supervisor", "approval_requests", ["supervisor_id", "state"])


def _lists() -> None:
    op.create_table(
        "tools",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "pack_periods",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("component", sa.String),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("ended_at", sa.String),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("periods_by_time", "pack_periods", ["started_at"])


def _records() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("approved_at", sa.String, nullable=False),
        sa.Column("revoked_at", sa.String),
        sa.Column("revoked_by", sa.String),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("approvals_by_person", "approvals", ["person_id", "approved_at"])
    op.create_table(
        "trainings",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("training", sa.String, primary_key=True),
        sa.Column("completed_at", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("signed_at", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "waivers",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("clause", sa.String, nullable=False),
        sa.Column("revoked_at", sa.String),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("objection_id", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("corrections_by_digest", "corrections", ["digest"])


def _uses_and_cases() -> None:
    op.create_table(
        "uses",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("allowed", sa.Boolean, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("entry_index", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("uses_by_person", "uses", ["person_id", "at"])
    op.create_index("uses_by_rule", "uses", ["rule", "at"])
    op.create_index("uses_by_time", "uses", ["at"])
    op.create_index("uses_by_tool", "uses", ["tool_id", "at"])
    op.create_table(
        "objections",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("decision_id", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("office", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("sent_at", sa.String, nullable=False),
        sa.Column("due_on", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("correction_days", sa.Integer, nullable=False),
        sa.Column("sealed_text", sa.LargeBinary),
        sa.Column("wrapped_key", sa.LargeBinary),
    )
    op.create_index("objections_by_decision", "objections", ["decision_id"])
    op.create_index("objections_by_office", "objections", ["office", "state", "due_on"])
    op.create_index("objections_by_person", "objections", ["person_id"])
    op.create_table(
        "incidents",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("opened_at", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("decision_id", sa.String),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("incidents_by_decision", "incidents", ["decision_id"])
    op.create_index("incidents_by_state", "incidents", ["state", "opened_at"])
