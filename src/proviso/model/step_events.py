"""What happened on the way from a wish to the first use, beside the events of `events.py` (139-07.2.c–e)."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPassedOn(Event):
    """A request waits for somebody else now: the supervisor asked another one, has left, or is a new one
    (139-07.2.c.1)."""

    request: str
    person: str
    supervisor: str
    """Who answers now."""
    because: str
    """`asked`, `left` or `supervisor`; `undone`, when who asked somebody else took that back within minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalReminded(Event):
    """A person reminded whoever has their request (139-07.2.c.1)."""

    request: str
    person: str
    supervisor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideChanged(Event):
    """The steps that set up an account on a tool changed; says whether everybody is asked again (139-07.2.d–e)."""

    tool: str
    version: int
    settings: int
    """How many settings it has."""
    asks_again: bool
