"""The list of tools, live: who has a place on a tool, the vendors' terms as they were read, when somebody last looked.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from alembic import op

from proviso.db.changes import watching
from proviso.db.migrate import has_a_past

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "tool_places",
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("since", sa.String, nullable=False),
    )
    op.create_index("places_by_person", "tool_places", ["person_id"])
    op.create_table(
        "tool_terms",
        sa.Column("tool_id", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.String, nullable=False),
        sa.Column("kept_by", sa.String, nullable=False),
    )
    op.create_table(
        "list_visits",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("began_at", sa.String, nullable=False),
        sa.Column("before_at", sa.String),
    )
    for statement in watching("tool_places"):
        op.execute(statement)
    changes = op.create_table(
        "tool_changes",
        sa.Column("idx", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("tool_id", sa.String, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_index("tool_changes_by_tool", "tool_changes", ["tool_id", "idx"])
    rows = list(_past()) if has_a_past(op.get_bind()) else []
    if rows:
        op.bulk_insert(changes, rows)


def _past() -> Iterator[dict[str, object]]:
    """What the ledger holds of before there was this list of it."""
    wanted = 'instr(record, \'"event":"ToolListed"\') > 0 OR instr(record, \'"event":"ToolChanged"\') > 0'
    query = sa.text(f"SELECT idx, record FROM entries WHERE {wanted} ORDER BY idx")  # noqa: S608  # words of ours
    for idx, record in op.get_bind().execute(query):
        held = msgspec.json.decode(bytes(record))
        if held["event"] in {"ToolListed", "ToolChanged"}:
            yield {"idx": idx, "tool_id": held["data"]["tool"], "event": held["event"], "at": held["at"]}
