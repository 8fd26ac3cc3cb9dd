"""What a person shows to sign in: a password, passkeys, or who they are at the agency's own sign-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """A password as it is kept: its Argon2 hash."""

    hash: str = field(repr=False)
    is_short: bool
    """Fewer than 15 characters: it counts only together with a passkey (NIST SP 800-63B-4 3.1.1.1)."""
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey (W3C Web Authentication): the public half, which opens nothing."""

    id: str
    """The authenticator's own code for it, base64url."""
    code: str
    """Our code for it, for pages and the ledger."""
    person_id: str
    handle: bytes
    """What the authenticator knows the person by: random, and the same for all passkeys of a person."""
    name: str
    public_key: bytes
    count: int
    """How often the authenticator says that it was used; 0 where it does not count."""
    is_synced: bool
    added_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLink:
    """A link with which a person sets a password or a passkey, once."""

    person_id: str
    made_by: str
    made_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a person is at the agency's sign-in: the issuer and the subject of OpenID Connect, tied once."""

    issuer: str
    subject: str
    person_id: str
    tied_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSession:
    """Who is signed in at one browser, as it is kept: the rest is locked with the server's key."""

    mark: str
    """A keyed hash of the code in the browser's cookie."""
    person_id: str
    seen_at: datetime
    locked: str = field(repr=False)
