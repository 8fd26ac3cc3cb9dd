"""A number that moves with every change of a record that decisions read.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.changes import WATCHED, watching

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.execute("INSERT INTO changes (id, number) VALUES (1, 1)")
    for table in WATCHED:
        for statement in watching(table):
            op.execute(statement)
