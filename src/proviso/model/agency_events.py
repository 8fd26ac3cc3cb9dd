"""What happened to the agency itself: its components and who answers for which office."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentNamed(Event):
    """A component of the agency was named, or got another name."""

    component: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNamed(Event):
    """Who answers for an office was named: objections, reviews and incidents go to them from now on."""

    office: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactNamed(Event):
    """The address at which people ask for help was named."""
