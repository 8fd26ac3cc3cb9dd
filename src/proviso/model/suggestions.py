"""Tools that people suggest for review (139-07.1.d)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class SuggestionState(StrEnum):
    WAITING = "waiting"
    IN_REVIEW = "in_review"
    ANSWERED = "answered"
    """The tool is on the list, or the CIO's office said no; `answer` says which."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One person suggests one tool. Those of one group ask for the same tool."""

    id: str
    group: str
    """Id of the first suggestion of the same tool."""
    person_id: str
    name: str
    url: str = ""
    use: str = field(repr=False)
    """What it would be used for."""
    instead: str = field(default="", repr=False)
    """How the work is done today."""
    asked_at: datetime
    due_on: date
    state: SuggestionState = SuggestionState.WAITING
    tool_id: str = ""
    """The tool on the list, once there is one."""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
