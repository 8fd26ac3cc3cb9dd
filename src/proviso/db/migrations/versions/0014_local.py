"""local: nothing yet.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    pass
