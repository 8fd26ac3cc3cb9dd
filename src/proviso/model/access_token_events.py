"""What happened to the tokens by which programs act for people.

INVARIANT: no token and no part of one is here, and not what the person calls the program.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTokenMade(Event):
    """A person made a token by which a program acts in their name: for which areas, until when (139-07.3)."""

    person: str
    token: str
    """Its code, which opens nothing."""
    areas: tuple[str, ...]
    ends_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTokenEnded(Event):
    """Such a token was ended before its day; the next act with it is refused."""

    person: str
    token: str
