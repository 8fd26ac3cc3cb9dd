"""What people sign in with: passwords, passkeys, one-time links, and the end of all of them.

INVARIANT: a password is never in a row, an event or an error; a link is shown once, to who hands it on, or mailed.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from proviso.db import credentials as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity import passwords
from proviso.identity.tokens import fingerprint
from proviso.journal import record
from proviso.model import Passkey, Password, Person, Role, SignInLink
from proviso.model.credential_events import (
    CredentialsRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    PasswordSet,
    SessionsEnded,
    SignInLinkMade,
)

from . import access_tokens
from .outbox import notify
from .roles import SYSTEM, get_person, require_other, require_role, require_self
from .wording import clean_line, says_something

LINK_COUNTS_FOR = timedelta(hours=72)
MOST_PASSKEYS = 10
LONGEST_NAME = 60


class WeakPasswordError(UsageError):
    """A password that is not taken; the message says why."""


class LinkError(NotAllowedError):
    """A link that opens nothing any more."""


def hashed(tx: Tx, person: Person, password: str, agency_name: str, *, at: datetime) -> Password:
    """The password as it may be kept. It reads, and then takes its time: never while writing."""
    has_passkey = bool(db.passkeys(tx, person.id))
    about = (person.name, person.email, person.id, agency_name, "proviso")
    why_not = passwords.weakness(password, about=about, has_passkey=has_passkey)
    if why_not:
        raise WeakPasswordError(why_not)
    return Password(hash=passwords.hash_of(password), is_short=passwords.is_short(password), set_at=at)


def set_password(tx: Tx, person_id: str, kept: Password, *, actor: str, at: datetime) -> None:
    """A person sets or changes their password; every session that they had ends."""
    require_own(tx, actor, person_id, to="set this password")
    if kept.is_short and not db.passkeys(tx, person_id):
        raise WeakPasswordError(f"Use {passwords.SHORTEST} characters or more, or add a passkey first.")
    had = db.password(tx, person_id)
    db.put_password(tx, person_id, kept)
    db.end_links(tx, person_id)
    db.sign_out(tx, person_id, at)
    record(tx, at, PasswordSet(actor=actor, person=person_id))
    if had is not None:
        _warn(tx, person_id, "Your password was changed", at)


def add_passkey(tx: Tx, passkey: Passkey, *, actor: str, at: datetime) -> None:
    """A person adds a passkey; an authenticator has one for each person."""
    require_own(tx, actor, passkey.person_id, to="add this passkey")
    held = db.passkeys(tx, passkey.person_id)
    if db.passkey(tx, passkey.id) is not None:
        raise ConflictError("This passkey is here already.")
    if len(held) >= MOST_PASSKEYS:
        raise ConflictError(f"A person has {MOST_PASSKEYS} passkeys at most.", hint="Remove one that you do not use.")
    db.add_passkey(tx, replace(passkey, name=_name(passkey.name)))
    db.end_links(tx, passkey.person_id)
    record(tx, at, PasskeyAdded(actor=actor, person=passkey.person_id, passkey=passkey.code))
    if held or db.password(tx, passkey.person_id) is not None:
        _warn(tx, passkey.person_id, "A passkey was added to your account", at)


def rename_passkey(tx: Tx, code: str, name: str, *, actor: str, at: datetime) -> Passkey:
    """A person names a passkey, so that they know which one is lost. A name opens nothing: no entry in the ledger."""
    found = replace(_mine(tx, actor, code), name=_name(name))
    db.put_passkey(tx, found)
    return found


def remove_passkey(tx: Tx, code: str, issuer: str = "", *, actor: str, at: datetime) -> Passkey:
    """A person removes a passkey that is lost; not the only way in, and not the one that a short password needs."""
    found = _mine(tx, actor, code)
    is_last = len(db.passkeys(tx, actor)) == 1
    password = db.password(tx, actor)
    has_agency = bool(issuer) and db.identity_of(tx, issuer, actor) is not None
    if is_last and password is not None and password.is_short:
        raise ConflictError("Your password is short and needs a passkey.", hint="Set a longer password first.")
    if is_last and password is None and not has_agency:
        raise ConflictError("This is your only way to sign in.", hint="Set a password or add another passkey first.")
    db.remove_passkey(tx, found.id)
    record(tx, at, PasskeyRemoved(actor=actor, person=actor, passkey=found.code))
    return found


def make_link(tx: Tx, person_id: str, *, actor: str, at: datetime, is_mailed: bool = False) -> str:
    """Make the link with which a person sets a password or a passkey, once, within three days; the one before ends.

    The person is told by mail. `is_mailed`: the mail holds the link, and nobody else sees it.
    """
    person = get_person(tx, person_id)
    if actor != SYSTEM:
        require_role(tx, actor, Role.ADMIN, to="make a sign-in link")
        require_other(actor, person_id, to="make a sign-in link for")
    if not person.is_active:
        raise NotAllowedError(f"{person.name} no longer works here.", hint="Who left does not sign in.")
    words = secrets.token_urlsafe(32)
    link = SignInLink(person_id=person_id, made_by=actor, made_at=at, ends_at=at + LINK_COUNTS_FOR)
    db.add_link(tx, link, fingerprint(words))
    ends = link.ends_at.astimezone(UTC).isoformat(timespec="seconds")
    record(tx, at, SignInLinkMade(actor=actor, person=person_id, ends_at=ends))
    _tell(tx, person_id, words if is_mailed else "", at)
    return words


def read_link(tx: Tx, words: str, *, at: datetime) -> SignInLink:
    """The link of these words, or an error that says what to do. Looking at it does not use it up: a program that
    reads mail looks, too."""
    found = db.link(tx, fingerprint(words))
    if found is None:
        raise LinkError("This link was used, or another one took its place.", hint=ASK_AGAIN)
    if at >= found.ends_at:
        raise LinkError("This link has ended.", hint=ASK_AGAIN)
    if not get_person(tx, found.person_id).is_active:
        raise LinkError("This link has ended.", hint=ASK_AGAIN)
    return found


def end_sessions(tx: Tx, person_id: str, *, actor: str, at: datetime) -> None:
    """End every session of a person, in every browser: their own wish, an administrator's, or the agency's sign-in.

    An administrator closes every door at once, those of the person's programs, too.
    """
    get_person(tx, person_id)
    if actor not in {SYSTEM, person_id}:
        require_role(tx, actor, Role.ADMIN, to="end somebody’s sessions")
        access_tokens.end_all(tx, person_id, actor=actor, at=at)
    db.sign_out(tx, person_id, at)
    record(tx, at, SessionsEnded(actor=actor, person=person_id))


def remove_all(tx: Tx, person_id: str, *, actor: str, at: datetime) -> None:
    """Take everything away with which a person signs in, and end their sessions and tokens: a lost phone, a stolen
    password."""
    get_person(tx, person_id)
    if actor != SYSTEM:
        require_role(tx, actor, Role.ADMIN, to="take away what somebody signs in with")
        require_other(actor, person_id, to="take this away from")
    db.remove_all(tx, person_id)
    db.sign_out(tx, person_id, at)
    access_tokens.end_all(tx, person_id, actor=actor, at=at)
    record(tx, at, CredentialsRemoved(actor=actor, person=person_id))


def require_own(tx: Tx, actor: str, person_id: str, *, to: str) -> None:
    """Nobody sets what somebody else signs in with. An auditor changes nothing, but this is their own door."""
    person = get_person(tx, actor)
    if Role.AUDITOR in person.roles and actor == person_id and person.is_active:
        return
    require_self(tx, actor, person_id, to=to)


ASK_AGAIN = "Ask your administrator for a new one."


def _tell(tx: Tx, person_id: str, words: str, at: datetime) -> None:
    if words:
        subject, first = "Set up how you sign in", "With this link you set a password or a passkey. It works once."
    else:
        subject, first = "A sign-in link was made for you", "Somebody will hand it to you. It works once."
    notify(
        tx,
        person_id,
        "sign-in-link",
        subject=subject,
        lines=(first, "It ends in 3 days. If you did not expect it, tell your administrator."),
        path=f"/sign-in/link/{words}" if words else "/sign-in",
        at=at,
    )


def _warn(tx: Tx, person_id: str, subject: str, at: datetime) -> None:
    """Somebody who had a way in gets to know that there is another one (NIST SP 800-63B-4 4.6)."""
    lines = ("If it was you, you have nothing to do.", "If not, sign out everywhere else and tell your administrator.")
    notify(tx, person_id, "sign-in-changed", subject=subject, lines=lines, path="/record/sign-in", at=at)


def _mine(tx: Tx, person_id: str, code: str) -> Passkey:
    found = next((passkey for passkey in db.passkeys(tx, person_id) if passkey.code == code), None)
    if found is None:
        raise NotFoundError("You have no such passkey now; it may be removed already.")
    return found


def _name(typed: str) -> str:
    name = clean_line(typed)[:LONGEST_NAME]
    if not says_something(name):
        raise UsageError("Give the passkey a name, such as: work laptop.")
    return name
