"""What happened to requests for waivers (139-07.5.w). The reasons stand in the rows, and their digest here."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverAsked(Event):
    """A leader or a component's CIO asked for a waiver, in writing and signed (139-07.5.w)."""

    waiver: str
    clause: str
    component: str
    starts_on: str
    ends_on: str
    text_sha256: str
    renews: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverWithdrawn(Event):
    """Who asked for a waiver took the request back before it was answered (139-07.5.w)."""

    waiver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRefused(Event):
    """The CIO's office refused a waiver; its reason stands in the row (139-07.5.w)."""

    waiver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverConfirmed(Event):
    """The component confirmed that a waiver is still needed; it counts through this day (139-07.5.w)."""

    waiver: str
    confirm_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverWished(Event):
    """A person told one who may ask for a waiver what they need one for (139-07.5.w)."""

    clause: str
    told: str
