"""How people show who they are: passwords as hashes, passkeys, one-time links, and the agency's own sign-in.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "passwords",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("is_short", sa.Boolean, nullable=False),
        sa.Column("set_at", sa.String, nullable=False),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("passkeys_by_person", "passkeys", ["person_id"])
    op.create_table(
        "sign_in_links",
        sa.Column("fingerprint", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("ends_at", sa.String, nullable=False),
    )
    op.create_index("sign_in_links_by_person", "sign_in_links", ["person_id"])
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("tied_at", sa.String, nullable=False),
    )
    op.create_index("identities_by_person", "identities", ["person_id"])
    op.create_table(
        "sign_outs",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
    )
