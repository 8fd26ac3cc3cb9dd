"""The list of conditionally approved tools (139-07.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ToolClass(StrEnum):
    COMMERCIAL = "commercial"
    """139-07 fn4: off the shelf, for the general public."""
    INTERNAL = "internal"
    """139-07.9.b: deployed inside the agency; other rules."""


class ToolStatus(StrEnum):
    SUGGESTED = "suggested"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    """Conditionally approved."""
    PAUSED = "paused"
    REVOKED = "revoked"
    ENDED = "ended"


class Ceiling(StrEnum):
    """What may go into a tool at most. INVARIANT: of a commercial tool it is never raised (139-07.1.c, fn5)."""

    OPEN_SOURCE = "open_source"
    AGENCY = "agency"
    """What the agency's own rules let in (139-06)."""


class Channel(StrEnum):
    """How the text travels (139-07.2.f: on the web only)."""

    WEB = "web"
    EXTENSION = "extension"
    GATEWAY = "gateway"
    APP = "app"
    """A downloaded desktop or mobile app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the approval depends on; None means no such limit."""

    purposes: frozenset[str] | None = None
    components: frozenset[str] | None = None
    channels: frozenset[Channel] | None = None
    organization_account: bool = False
    """Only with an account that the agency manages for its people, not one that a person made (T-12)."""
    most_users: int | None = None
    """So many people may use it; who used it before is one of them (`Places`)."""
    no_attachments: bool = False
    only_code: bool = False
    """Public source code only."""
    ceiling: Ceiling | None = None
    """None: the one of the tool's class."""
    unscreened: frozenset[str] = frozenset()
    """Kinds of parts that may go to it unread, since nobody here can read them (`Use.unscreened`): `image`, `audio`…"""
    ends_on: date | None = None
    notes: tuple[str, ...] = ()
    """Sentences for people ("No images."), not read by the engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    id: str
    name: str
    vendor: str
    tool_class: ToolClass
    status: ToolStatus
    summary: str = ""
    conditions: Conditions = Conditions()
    needs_account: bool = True
    """False for a tool behind Proviso's own connection: no personal account exists."""
    provider: str = "echo"
    """Which `providers/` module sends to it."""
    status_since: datetime | None = None
    status_reason: str = ""
    """A clause without full stop that follows "because": "its terms changed"."""
    status_by: str = ""
    re_review_due: date | None = None
    re_review_said: date | None = None
    """The due day of which the ledger says that it has come."""
    re_review_reason: str = ""
    """Why it came early, as a clause: "its terms changed"; empty: its day came."""
    instead: str = ""
    """Id of the tool that can do the same work while this one is closed."""

    @property
    def ceiling(self) -> Ceiling:
        """What may go in. A commercial tool has one answer, whatever its row says."""
        if self.tool_class is ToolClass.COMMERCIAL:
            return Ceiling.OPEN_SOURCE
        return self.conditions.ceiling or Ceiling.AGENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How many people use a tool whose approval is for so many, and whether the person is one of them."""

    taken: int = 0
    is_held: bool = False
    """The person used it before, so they have a place."""


NOBODY = Places()
"""Nobody is counted: the approval is for any number of people."""
