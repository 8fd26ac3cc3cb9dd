"""A sandbox permission: a named person may test a tool in review until a day (139-07.1.d)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """It ends by itself on its last day, and with the review."""

    id: str
    tool_id: str
    review_id: str
    person_id: str
    starts_on: date
    ends_on: date
    granted_by: str
    granted_at: datetime
