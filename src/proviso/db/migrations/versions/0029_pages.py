"""Lists of a million uses: indexes in the order of the pages, counts that are kept, what led a denial; how fast a
directory sends.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.uses import COUNTING

revision = "0029"
down_revision = "0028"

_NEWEST = sa.text("id DESC")
_INDEXES: dict[str, list[str | sa.TextClause]] = {
    "uses_by_time": ["at", _NEWEST],
    "uses_by_person": ["person_id", "at", _NEWEST, "tool_id", "allowed"],
    "uses_by_tool": ["tool_id", "at", _NEWEST, "rule"],
    "uses_by_rule": ["rule", "at", _NEWEST],
}
_PROFILE = ["tool_id", "purpose", "allowed", "channel", "component", "system_id", "found"]


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.drop_index(name, "uses")
        op.create_index(name, "uses", columns)
    op.create_index("scim_resources_by_change", "scim_resources", ["kind", "changed_at"])
    op.create_table(
        "use_counts",
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("rule", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.add_column("use_profiles", sa.Column("lead", sa.String, nullable=False, server_default=""))
    op.drop_index("use_profiles_by_all", "use_profiles")
    op.create_index("use_profiles_by_all", "use_profiles", [*_PROFILE, "lead"], unique=True)
    op.execute(
        "INSERT INTO use_counts (tool_id, rule, number) SELECT tool_id, rule, count(*) FROM uses GROUP BY tool_id, rule"
    )
    # Denials get a profile that says what led them, a thousand at a time, while people work (`affected.fill`).
    op.execute("UPDATE uses SET profile = NULL WHERE NOT allowed")
    op.execute(COUNTING)
