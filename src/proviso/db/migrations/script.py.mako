"""${message}

Migrations are numbered, one transaction each, and readable by the release before: add columns and tables first,
take them away a release later.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "..."}
