"""Tokens by which a program acts in a person's name.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "access_tokens",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("ends_at", sa.String, nullable=False),
        sa.Column("used_at", sa.String),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("access_tokens_by_fingerprint", "access_tokens", ["fingerprint"], unique=True)
    op.create_index("access_tokens_by_person", "access_tokens", ["person_id", "ends_at"])
