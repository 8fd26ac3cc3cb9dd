"""outbox: nothing yet.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass
