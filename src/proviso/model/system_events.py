"""What happened to registered systems, their budgets, and people's tokens: entries of the ledger like any other.

INVARIANT: no key and no part of one is here.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRegistered(Event):
    """A system of the agency was registered: who answers for it, and for which tools and purposes (139-07.3)."""

    system: str
    owner: str
    tools: tuple[str, ...]
    purposes: tuple[str, ...]
    expires_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemChanged(Event):
    """A system's scope, limits, owner or end changed; lists the fields, not their values (139-07.3)."""

    system: str
    fields: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemKeyRotated(Event):
    """A system got a new key; says when the old one ends. No part of a key is here."""

    system: str
    old_ends_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRevoked(Event):
    """A system was taken off the register; its next use is denied (139-07.3)."""

    system: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSpent(Event):
    """A system has used up its tokens or its money of a month; said once a month and budget."""

    system: str
    budget: str
    """`tokens` or `cents`."""
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenMade(Event):
    """A person made a token for the gateway, for a few hours. No part of it is here."""

    person: str
    token: str
    """Its code, which opens nothing."""
    ends_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEnded(Event):
    """A person ended a token of theirs before its time."""

    person: str
    token: str
