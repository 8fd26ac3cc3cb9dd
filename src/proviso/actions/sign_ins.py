"""Who comes in: what was shown is checked here, whichever way it came, and each sign-in and refusal is on record.

INVARIANT: whoever is refused learns nothing about an account that they have not opened: not whether it is there, not
whether it has a password.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from ipaddress import ip_address

from proviso.db import credentials as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import NotAllowedError
from proviso.identity import passkeys, passwords
from proviso.identity.known import mark_of
from proviso.identity.limits import Limits
from proviso.identity.oidc import Claims
from proviso.journal import record
from proviso.model import Identity, Passkey, Person
from proviso.model.credential_events import IdentityConfirmed, IdentityTied, SignedIn, SignInRefused

from .agency import Agency
from .handles import RESERVED
from .roles import SYSTEM

AGENCY, PASSWORD, PASSKEY, LINK = "agency", "password", "passkey", "link"


class RefusedError(NotAllowedError):
    """Somebody was not let in; `reason` is one word for the ledger."""

    def __init__(self, reason: str, message: str, *, hint: str = "", wait: timedelta = timedelta()) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Where a try comes from."""

    address: str = ""
    cookie: str = ""
    """The mark of a browser that signed in to an account before (`identity/known.py`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A right password; a short one needs a passkey beside it."""

    person: Person
    needs_passkey: bool


def find(tx: Tx, typed: str) -> Person | None:
    """Whom an address or a handle means."""
    return (people.by_email(tx, typed) if "@" in typed else None) or people.get(tx, typed.strip().casefold())


def check_password(agency: Agency, typed: str, password: str, caller: Caller, *, at: datetime) -> Proof:
    """Whether this is the password of whom an address or a handle means. For nobody it takes as long."""
    with agency.store.read() as tx:
        person = find(tx, typed)
        kept = db.password(tx, person.id) if person is not None else None
    counters = _counters(agency, person, typed, caller)
    wait = max(limits.wait(key, at) for limits, key in counters)
    person_id = person.id if person is not None else ""
    if wait:
        _note(agency, person_id, PASSWORD, "wait", at)
        raise RefusedError(
            "wait",
            f"There were too many tries. Try again in {_words(wait)}.",
            hint="A passkey works at once.",
            wait=wait,
        )
    for limits, key in counters:
        limits.fail(key, at)  # before it is looked at, so that many at once are not all the first
    try:
        is_right = passwords.is_password(kept.hash if kept else "", password)
    except passwords.BusyError as fault:
        raise RefusedError("busy", fault.message, hint=fault.hint, wait=timedelta(seconds=5)) from None
    if not is_right or person is None or kept is None:
        _note(agency, person_id, PASSWORD, "wrong", at)
        raise RefusedError(
            "wrong",
            "This address and this password do not belong together.",
            hint="Check both. If you have no password yet, ask your administrator for a link.",
        )
    for limits, key in counters:
        limits.clear(key)
    return Proof(person=person, needs_passkey=kept.is_short)


def check_passkey(agency: Agency, answer: str, word: str, origin: str, *, at: datetime, person_id: str = "") -> Person:
    """Whose passkey answered; with `person_id` it has to be theirs."""
    try:
        credential_id = passkeys.credential_id(answer)
        with agency.store.read() as tx:
            found = db.passkey(tx, credential_id)
            owner = people.get(tx, found.person_id) if found is not None else None
        found, owner = _require_known(found, owner, person_id)
        count = passkeys.counted(answer, word, origin, found)
    except passkeys.PasskeyError as fault:
        _note(agency, person_id, PASSKEY, "passkey", at)
        raise RefusedError("passkey", fault.message, hint=fault.hint) from fault
    agency.store.write(lambda tx: db.put_passkey(tx, replace(found, count=count, used_at=at)))
    return owner


def check_identity(agency: Agency, claims: Claims, *, at: datetime, person_id: str = "") -> Person:
    """Who the agency's sign-in means: by the subject that was tied, at the first time by the claim that names them."""
    with agency.store.read() as tx:
        tied = db.identity(tx, claims.issuer, claims.subject)
        owner = people.get(tx, tied.person_id) if tied is not None else _named(tx, claims)
        held = db.identity_of(tx, claims.issuer, owner.id) if owner is not None else None
    reason = _why_not(claims, owner, held, person_id)
    if reason or owner is None:
        _note(agency, owner.id if owner is not None else "", AGENCY, reason, at)
        message, hint = _SAID[reason]
        raise RefusedError(reason, message, hint=hint)
    if tied is None:
        agency.store.write(lambda tx: _tie(tx, claims, owner, at))
    return owner


def enter(agency: Agency, person: Person, way: str, today: date, *, at: datetime) -> None:
    """Let a person in who has shown who they are, and put it on record; who does not work here now is refused."""
    why_not = why_not_now(person, today)
    if why_not:
        _note(agency, person.id, way, "ended", at)
        raise RefusedError("ended", why_not, hint="If that is wrong, your administrator can change it.")
    agency.store.write(lambda tx: record(tx, at, SignedIn(actor=person.id, person=person.id, way=way)))


def confirm(agency: Agency, person: Person, way: str, *, at: datetime) -> None:
    """A person showed once more who they are: on record, before what they approve or sign (139-07.2.c)."""
    agency.store.write(lambda tx: record(tx, at, IdentityConfirmed(actor=person.id, person=person.id, way=way)))


def refuse(agency: Agency, way: str, reason: str, *, at: datetime, person_id: str = "") -> None:
    """Put on record that an answer of a sign-in did not hold."""
    _note(agency, person_id, way, reason, at)


def flush(agency: Agency, *, at: datetime) -> None:
    """Put on record what was only counted: at the end of the process."""
    _write(agency, agency.tries.floods.flush(), at)


def why_not_now(person: Person, today: date) -> str:
    """Why a person does not sign in today; empty when they may (139-07 fn3). An auditor's visit ends by this, too."""
    if person.id in RESERVED:  # an older version let a directory make one
        return "This handle is kept for Proviso itself, so it opens nothing."
    if not person.is_active:
        return "You no longer work here, so your access has ended."
    if person.engagement_starts is not None and today < person.engagement_starts:
        return "Your work here has not begun yet."
    if person.engagement_ends is not None and today > person.engagement_ends:
        return "Your time here is over, so your access has ended."
    return ""


def is_over(tx: Tx, person: Person, roles: frozenset[str], started_at: datetime, today: date) -> bool:
    """Whether a session that began then has ended since: the person left, became somebody else, or ended it."""
    ended = db.signed_out_at(tx, person.id)
    is_changed = roles != frozenset(role.value for role in person.roles)
    return bool(why_not_now(person, today)) or is_changed or (ended is not None and started_at < ended)


def _require_known(found: Passkey | None, owner: Person | None, person_id: str) -> tuple[Passkey, Person]:
    if found is None or owner is None or (person_id and owner.id != person_id):
        raise passkeys.PasskeyError(
            "This passkey is not known here.", hint="Use another one, or another way to sign in."
        )
    return found, owner


def _named(tx: Tx, claims: Claims) -> Person | None:
    return find(tx, claims.says) if claims.says.strip() else None


def _why_not(claims: Claims, owner: Person | None, held: Identity | None, person_id: str) -> str:
    if owner is None:
        return "unknown"
    if held is not None and held.subject != claims.subject:
        return "tied"
    if held is None and not claims.is_verified:
        return "unverified"
    return "another" if person_id and owner.id != person_id else ""


_SAID = {
    "unknown": (
        "You are not in the agency’s directory yet.",
        "The agency sign-in knows you, Proviso does not. Ask your administrator to add you.",
    ),
    "tied": (
        "Your address belongs to another account of the agency sign-in.",
        "Your administrator can untie the old one.",
    ),
    "unverified": (
        "The agency sign-in has not checked your address yet.",
        "Confirm your address there, then sign in again.",
    ),
    "another": (
        "That is another person’s account.",
        "Confirm with the account that you are signed in with.",
    ),
}


def _tie(tx: Tx, claims: Claims, owner: Person, at: datetime) -> None:
    if db.identity(tx, claims.issuer, claims.subject) is None:
        tied = Identity(issuer=claims.issuer, subject=claims.subject, person_id=owner.id, tied_at=at)
        db.tie(tx, tied)
        record(tx, at, IdentityTied(actor=owner.id, person=owner.id, issuer=claims.issuer))


def _counters(agency: Agency, person: Person | None, typed: str, caller: Caller) -> list[tuple[Limits, str]]:
    """What a try counts against: the account, by browser where that is known, and the address that it comes from.

    A proxy on this network stands for many people, so a private address counts for nobody.
    """
    account = (
        person.id if person is not None else f"nobody:{hashlib.sha256(typed.encode('utf-8', 'replace')).hexdigest()}"
    )
    mark = mark_of(agency.digest_key, caller.cookie, account)
    counters = [(agency.tries.accounts, f"{account}|{mark}")]
    if not mark and is_public(caller.address):
        counters.append((agency.tries.addresses, caller.address))
    return counters


def is_public(address: str) -> bool:
    """Whether an address is one of the internet."""
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


def is_inside(address: str) -> bool:
    """Whether an address is one of this computer or of the agency's network: a proxy's, who stands for many."""
    try:
        return not ip_address(address).is_global
    except ValueError:
        return False


def _note(agency: Agency, person_id: str, way: str, reason: str, at: datetime) -> None:
    _write(agency, agency.tries.floods.note((person_id, way, reason), at), at)


def _write(agency: Agency, due: list[tuple[tuple[str, ...], int]], at: datetime) -> None:
    if not due:
        return

    def put(tx: Tx) -> None:
        for (person_id, way, reason), count in due:
            record(tx, at, SignInRefused(actor=SYSTEM, person=person_id, way=way, reason=reason, count=count))

    agency.store.write(put)


def _words(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
