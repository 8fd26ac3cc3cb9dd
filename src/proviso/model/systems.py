"""Registered systems: an agency's own applications that reach a tool through the gateway; a person answers for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One registered system. Its key is shown once and kept as a hash, which is not here."""

    id: str
    name: str
    owner_id: str
    """The person who answers for it: when their standing ends, its uses are denied."""
    component: str
    use_case: str
    """What it does, one sentence, for the inventory."""
    tools: frozenset[str]
    purposes: frozenset[str]
    purpose: str
    """The one that counts when a request names none."""
    source: str = ""
    """Where its texts are published, when a request says nothing else."""
    created_at: datetime
    expires_on: date
    revoked_at: datetime | None = None
    key_hint: str = ""
    """The last four characters of its key."""
    requests_a_minute: int = 60
    tokens_a_month: int | None = None
    """None: no such limit."""
    cents_a_month: int | None = None
