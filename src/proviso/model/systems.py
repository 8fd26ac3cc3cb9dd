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


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A person's own way through the gateway, for a few hours; the token itself is not here."""

    id: str
    person_id: str
    purpose: str
    """The one that counts when a request names none."""
    created_at: datetime
    ends_at: datetime
    hint: str
    """Its last four characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What one system has used in one month."""

    month: str
    """`2026-11`, in UTC."""
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    microcents: int = 0
    """Millionths of a cent: prices are cents for a million tokens."""
    estimated: int = 0
    """Answers whose provider did not say what they used."""
    held_tokens: int = 0
    """Reserved for answers that are being written."""
    held_microcents: int = 0
    minute_requests: int = 0
    """In the minute of the last request."""
    last_at: datetime | None = None

    @property
    def tokens(self) -> int:
        """In and out."""
        return self.input_tokens + self.output_tokens
