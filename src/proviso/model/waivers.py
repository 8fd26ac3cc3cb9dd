"""What is asked and answered about a waiver (139-07.5.w); the waiver itself, which decisions read, is in `people`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RequestState(StrEnum):
    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    GRANTED = "granted"
    """In force, or over by its dates; whether it counts on a day, `Waiver` says."""
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverDraft:
    """A request that is being written: nothing is checked yet, and nothing typed is lost."""

    person_id: str
    clause: str = ""
    tools: tuple[str, ...] = ()
    """Empty: every tool on the list."""
    people: tuple[str, ...] = ()
    """Handles; empty: everybody of the component."""
    case_kind: str = ""
    grounds: str = ""
    risk: str = ""
    safeguards: str = ""
    starts_on: str = ""
    ends_on: str = ""
    renews: str = ""
    """The number of the waiver that it would renew."""
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRequest:
    """139-07.5.w: asked by the leader or the CIO of a component, answered in writing by the CIO's office."""

    id: str
    """Its number: `2026-004`. The waiver that comes of it has the same."""
    clause: str
    component: str
    tools: frozenset[str] | None = None
    people: frozenset[str] | None = None
    case_kind: str
    """For which cases, in words: "Court filings". A person reads it; no machine can check it."""
    grounds: str
    risk: str
    safeguards: str
    starts_on: date
    ends_on: date
    asked_by: str
    asked_at: datetime
    text_sha256: str
    """Of the text that was signed, as `statement` in actions/waivers.py writes it."""
    renews: str = ""
    state: RequestState = RequestState.ASKED
    answered_by: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    """What the CIO's office wrote: the terms, or why not."""
    confirm_days: int | None = None
    """How many days it counts until the component confirms it again; None: until it ends."""
    ended_by: str = ""
    ended_at: datetime | None = None
    ended_for: str = ""
