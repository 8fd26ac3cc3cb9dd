"""A token by which a program acts in one person's name, for chosen areas and some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """What is known of a token. Its words are shown once, and kept as a fingerprint."""

    id: str
    person_id: str
    name: str
    """What the person calls the program: "Team calendar"."""
    areas: tuple[str, ...]
    """Areas of the table of duties; an act of another area is refused."""
    created_at: datetime
    ends_at: datetime
    hint: str
    """Its last characters, to tell one from another."""
