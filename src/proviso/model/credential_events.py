"""What happened at the doors: who signed in and how, who was refused, and what a person signs in with.

INVARIANT: no password, no link, no part of a key and nothing that was typed is here.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A person signed in. `way` is `agency`, `password`, `passkey` or `link`."""

    person: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRefused(Event):
    """Somebody was not let in. Tries of a minute are one entry with their number."""

    person: str
    """Whose account was tried; empty where nobody is known by what was typed."""
    way: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityConfirmed(Event):
    """A person who was signed in showed once more who they are, for an approval or a signature (139-07.2.c)."""

    person: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Event):
    """Every session of a person ended: they asked for it, an administrator did, or the agency's sign-in said so."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Event):
    """A person set or changed their password; their other sessions ended."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(Event):
    """A person added a passkey."""

    person: str
    passkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved(Event):
    """A passkey was removed; it opens nothing any more."""

    person: str
    passkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityTied(Event):
    """A person signed in with the agency's sign-in for the first time; from now on its subject says who they are."""

    person: str
    issuer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLinkMade(Event):
    """A link was made with which a person sets a password or a passkey, once. No part of it is here."""

    person: str
    ends_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialsRemoved(Event):
    """A person's password, passkeys, ties and links were removed, and every session ended."""

    person: str
