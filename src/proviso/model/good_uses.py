"""Good uses: what worked for somebody, shared so that others try it (139-07.8.e)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class GoodUseState(StrEnum):
    SHARED = "shared"
    TAKEN_BACK = "taken_back"
    """By who shared it."""
    TAKEN_DOWN = "taken_down"
    """By the CIO's office, with a reason that the author reads."""


class NoteState(StrEnum):
    """Whether a reviewer's note stands with it: only when the reviewer agrees."""

    NONE = "none"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUse:
    """One example. INVARIANT: its words were screened as they stand, and nothing in them stops a use."""

    id: str
    author_id: str
    title: str
    purpose: str
    """Id of a purpose of the pack."""
    tool_id: str
    prompt: str = field(repr=False)
    """What was asked, so that others can ask it, too."""
    watch: str = field(default="", repr=False)
    """What to watch for."""
    shared_at: datetime
    changed_at: datetime | None = None
    is_named: bool = False
    """The author chose that their name stands there."""
    review_id: str = ""
    """The expert review that it came from."""
    was_returned: bool = False
    """That review was returned: what had to change is the lesson."""
    note: str = field(default="", repr=False)
    """What the reviewer wrote; shown once they agree."""
    note_by: str = ""
    note_state: NoteState = NoteState.NONE
    state: GoodUseState = GoodUseState.SHARED
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""
    """Why the CIO's office took it down."""
    tries: int = 0
    """How often it filled somebody's workspace; nobody keeps whose."""

    @property
    def is_shared(self) -> bool:
        """Whether others see it."""
        return self.state is GoodUseState.SHARED

    @property
    def has_note(self) -> bool:
        """Whether the reviewer's note stands with it."""
        return bool(self.note) and self.note_state is NoteState.AGREED
