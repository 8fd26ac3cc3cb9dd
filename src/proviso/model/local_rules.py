"""A component's own rules: plain choices, the pack that they make, and who was asked about it (139-07.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .findings import FindingClass
from .people import PersonnelType
from .reviews import Position


class LocalState(StrEnum):
    """Where a text of local rules stands."""

    DRAFT = "draft"
    ASKED = "asked"
    """The offices are asked. From now on its text stays as it is, or it is a draft again."""
    DATED = "dated"
    """It has a moment from which it holds; it goes live by itself."""
    WITHDRAWN = "withdrawn"
    """Taken back before it held."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRule:
    """One limit, as it was chosen. All that is chosen must hold at once; nothing chosen means every one."""

    title: str
    """What a person reads first when it denies."""
    why: str = ""
    purposes: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    classes: frozenset[FindingClass] = frozenset()
    personnel: frozenset[PersonnelType] = frozenset()
    days: frozenset[str] = frozenset()
    """`monday` to `sunday`"""
    from_hour: int | None = None
    """The full hour at which it begins, in the agency's zone, 0 to 23."""
    to_hour: int | None = None
    """The full hour at which it is over; before `from_hour`: on the next morning."""
    unless_second: bool = False
    """It falls away for who has a second approval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRules:
    """One text of a component's rules: from draft to end."""

    id: str
    """Id of the pack that it is: `lbb-1`."""
    revision: int
    component: str
    title: str
    rules: tuple[LocalRule, ...] = ()
    """None for a text that was written by hand."""
    files: dict[str, str] = field(default_factory=dict, repr=False)
    """The pack itself. INVARIANT: what was asked about is, byte for byte, what goes live."""
    sha256: str = ""
    base: str = ""
    """Reference of the agency's pack that it was checked with."""
    state: LocalState = LocalState.DRAFT
    version: int = 1
    """Moves with each change, so that a form knows that it is old."""
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    asked_at: datetime | None = None
    starts_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    """Why it was withdrawn or ended."""

    @property
    def ref(self) -> str:
        """`lbb-1@2`"""
        return f"{self.id}@{self.revision}"

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at this moment."""
        is_over = self.ended_at is not None and at >= self.ended_at
        return self.starts_at is not None and self.starts_at <= at and not is_over


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """What one office said to one text (139-07.7.a); it stays when the text changes."""

    number: int = 0
    rules_id: str
    revision: int
    sha256: str
    """Of the text that it answered."""
    office: str
    position: Position
    conditions: str = ""
    reasons: str = ""
    by: str
    at: datetime
    reply: str = ""
    """What the CIO's office wrote to who does not concur."""
    reply_by: str = ""
    reply_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedAnswer:
    """What one office has written about a text, and has not signed; and when it was last reminded (139-07.7.a)."""

    rules_id: str
    revision: int
    office: str
    position: Position | None = None
    conditions: str = ""
    reasons: str = ""
    version: int = 0
    """Moves with each change, so that a form knows that it is old."""
    saved_by: str = ""
    saved_at: datetime | None = None
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondApproval:
    """Somebody else's word beside the supervisor's, for what that approval opens (139-07.7.b)."""

    id: str
    person_id: str
    approval_id: str
    approved_by: str
    approved_at: datetime
    revoked_at: datetime | None = None
