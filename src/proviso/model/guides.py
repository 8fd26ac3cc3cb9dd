"""How an account on a tool is set up, step by step, in the agency's own words (139-07.2.d–e)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideRow:
    """One setting of an account: what to choose, why, and where it is found."""

    id: str
    setting: str
    """What the person chooses: "Turn off chat history"."""
    clause: str
    """The clause that asks for it: `139-07.2.e.1`."""
    steps: tuple[str, ...]
    """What to open and press, one thing each: "Settings", "Data controls", "Chat history: off"."""
    picture: str = ""
    """Id of the agency's own screenshot; empty: none."""
    alt: str = ""
    """What the picture shows, for whoever does not see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The settings of a tool's account. People attest each row; a later guide may ask them again."""

    tool_id: str
    version: int
    """Counts up with each change."""
    asks_from: int
    """An account that was attested under an older version than this one is asked again."""
    rows: tuple[GuideRow, ...]
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A screenshot of the agency, checked and without the data that programs write beside it."""

    id: str
    tool_id: str
    media: str
    """`image/png` or `image/jpeg`."""
    width: int
    height: int
    content: bytes
    added_at: datetime
    added_by: str
