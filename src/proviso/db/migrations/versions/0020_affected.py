"""Who else? What a spill asks for, beside each use; which provider a tool had when; the sets that were kept (139-07.6).

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.migrate import has_a_past

revision = "0020"
down_revision = "0019"

_WAYS = """
INSERT INTO tool_ways (tool_id, since_entry, kind, models)
SELECT json_extract(said, '$.data.tool'), idx, coalesce(json_extract(said, '$.data.kind'), ''),
  coalesce(json_extract(said, '$.data.models'), '[]')
FROM (
  SELECT idx, CAST(record AS TEXT) AS said FROM entries
  WHERE instr(record, CAST('"event":"ConnectionSet"' AS BLOB)) > 0
    OR instr(record, CAST('"event":"ConnectionRemoved"' AS BLOB)) > 0)
WHERE json_extract(said, '$.event') IN ('ConnectionSet', 'ConnectionRemoved')
"""


def upgrade() -> None:
    op.create_table(
        "use_profiles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("allowed", sa.Boolean, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("component", sa.String, nullable=False),
        sa.Column("system_id", sa.String, nullable=False),
        sa.Column("found", sa.String, nullable=False),
    )
    op.create_index(
        "use_profiles_by_all",
        "use_profiles",
        ["tool_id", "purpose", "allowed", "channel", "component", "system_id", "found"],
        unique=True,
    )
    # Old rows get theirs a thousand at a time (`profiles.fill`), while people work: no long lock here.
    op.add_column("uses", sa.Column("profile", sa.Integer))
    op.add_column("uses", sa.Column("mark", sa.Integer))
    op.create_index("uses_by_profile", "uses", ["profile", "at", "entry_index", "person_id", "mark"])
    op.create_table(
        "tool_ways",
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("since_entry", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("models", sa.Text, nullable=False),
    )
    if has_a_past(op.get_bind()):
        op.execute(_WAYS)
    op.create_table(
        "affected_sets",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("incident_id", sa.String, nullable=False),
        sa.Column("saved_at", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("affected_sets_by_incident", "affected_sets", ["incident_id", "saved_at"])
    op.create_table(
        "rescreenings",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("begun_at", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "later_finds",
        sa.Column("decision_id", sa.String, primary_key=True),
        sa.Column("what", sa.String, primary_key=True),
        sa.Column("incident_id", sa.String, nullable=False),
        sa.Column("found_at", sa.String, nullable=False),
    )
    op.create_index("later_finds_by_incident", "later_finds", ["incident_id"])
