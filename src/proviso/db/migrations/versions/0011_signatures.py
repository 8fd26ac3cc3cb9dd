"""signatures: nothing yet.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass
