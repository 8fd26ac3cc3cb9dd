"""The directory: where people come from (SCIM, files, the learning system), and how far each is with the steps.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from proviso.db.readiness import marking

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("people", sa.Column("email", sa.String, nullable=False, server_default=""))
    op.add_column("people", sa.Column("roles", sa.String, nullable=False, server_default=""))
    _fill_people()
    op.create_index("people_by_email", "people", ["email"])
    op.create_index("people_by_component", "people", ["component", "sort_name", "id"])
    op.create_index("people_in_order", "people", ["sort_name", "id"])
    op.create_table(
        "feed_tokens",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("feed", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("ended_at", sa.String),
        sa.Column("used_at", sa.String),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("feed_tokens_by_fingerprint", "feed_tokens", ["fingerprint"], unique=True)
    op.create_table(
        "feed_codes",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("code", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
        sa.Column("seen_at", sa.String, nullable=False),
        sa.Column("set_by", sa.String, nullable=False),
    )
    op.create_table(
        "feed_readings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("feed", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("feed_readings_by_feed", "feed_readings", ["feed", "at"])
    op.create_table(
        "statements",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("beat_at", sa.String, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("imports_by_time", "imports", ["made_at"])
    op.create_table(
        "scim_resources",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("changed_at", sa.String, nullable=False),
        sa.Column("roles", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("scim_resources_by_name", "scim_resources", ["kind", "name"], unique=True)
    op.create_index("scim_resources_by_external", "scim_resources", ["kind", "external_id"])
    op.create_index("scim_resources_by_person", "scim_resources", ["person_id"])
    op.create_table(
        "readiness",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("missing", sa.String, nullable=False),
        sa.Column("ends_on", sa.String, nullable=False),
        sa.Column("changes_on", sa.String, nullable=False),
        sa.Column("rules", sa.String, nullable=False),
    )
    op.create_index("readiness_by_change", "readiness", ["changes_on"])
    op.create_index("readiness_by_missing", "readiness", ["missing"])
    op.create_table("uncounted", sa.Column("person_id", sa.String, primary_key=True))
    for statement in marking():
        op.execute(statement)
    op.execute("INSERT INTO uncounted SELECT id FROM people WHERE id NOT IN (SELECT person_id FROM uncounted)")


def _fill_people() -> None:
    """What the new columns hold is derived from each row, as `db/people.py` does it."""
    conn = op.get_bind()
    rows = conn.execute(sa.text("SELECT id, body FROM people")).all()
    for person_id, body in rows:
        person = json.loads(body)
        conn.execute(
            sa.text("UPDATE people SET email = :email, roles = :roles WHERE id = :id"),
            {
                "id": person_id,
                "email": person["email"].strip().casefold(),
                "roles": " ".join(("", *sorted(person.get("roles", ())), "")),
            },
        )
