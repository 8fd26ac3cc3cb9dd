"""What changes about people: the directory, and the five records that the gates read (139-07 fn3, 139-07.2.c–e)."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from proviso.db import audit_visits, delegates, guides, records, tools
from proviso.db import people as db
from proviso.db.delegates import Delegation
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Account, Acknowledgement, Person, Role, Training, TrainingRecord
from proviso.model.course_events import TrainingRecorded
from proviso.model.events import (
    AccountAttested,
    AcknowledgementSigned,
    PersonAdded,
    PersonChanged,
)

from . import access_tokens
from .approvals import approve, decline, end_approvals, request_approval, revoke_approval
from .experts import reader_left
from .handles import RESERVED, is_reserved
from .requests import move_all_on, move_on
from .roles import (
    SYSTEM,
    get_person,
    require_no_circle,
    require_other,
    require_role,
    require_self,
    require_supervisor,
)
from .waivers import grant_waiver, revoke_waiver

__all__ = [
    "add",
    "approve",
    "attest_account",
    "change",
    "deactivate",
    "decline",
    "delegate",
    "end_engagement",
    "grant_waiver",
    "reactivate",
    "record_training",
    "request_approval",
    "revoke_approval",
    "revoke_waiver",
    "sign",
]

CHANGEABLE = frozenset(f.name for f in fields_of(Person)) - {"id", "is_active", "paused_for", "story"}
ENDS_APPROVALS = frozenset({"component", "supervisor_id", "title"})
"""A new supervisor or position ends the approval of the old one (139-07.2.c.1)."""


def add(tx: Tx, person: Person, *, actor: str, at: datetime) -> Person:
    """Put a person into the directory (139-07 fn3)."""
    if actor != SYSTEM:
        require_role(tx, actor, Role.ADMIN, to="add people")
    # INVARIANT: whoever signed in under the name of Proviso itself would pass each gate that it passes.
    if person.id in RESERVED or (is_reserved(person.id) and actor != SYSTEM):
        raise UsageError(f"Nobody can be called {person.id}: Proviso keeps this handle.", hint="Choose another id.")
    if db.get(tx, person.id) is not None:
        raise ConflictError(f"There is a person {person.id} already.", hint="Change that one, or choose another id.")
    db.add(tx, person)
    event = PersonAdded(
        actor=actor, person=person.id, component=person.component, personnel_type=person.personnel_type.value
    )
    record(tx, at, event)
    return person


def change(tx: Tx, person_id: str, *, actor: str, at: datetime, **changes: object) -> Person:
    """Change a person's entry; a new supervisor, component or title ends the approvals that stood (139-07.2.c.1)."""
    if actor != SYSTEM:
        require_role(tx, actor, Role.ADMIN, to="change people")
        require_other(actor, person_id, to="change")
        _require_no_visitor(tx, person_id)
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise UsageError(f"A person has no {', '.join(unknown)}.", hint=f"These can change: {sorted(CHANGEABLE)}")
    before = get_person(tx, person_id)
    if changes.get("supervisor_id") not in {None, before.supervisor_id}:
        require_no_circle(tx, person_id, str(changes["supervisor_id"]))
    after = replace(before, **changes)  # type: ignore[arg-type]  # the names were checked against the fields above
    changed = tuple(sorted(name for name in changes if getattr(before, name) != getattr(after, name)))
    if changed:
        _write(tx, after, changed, actor=actor, at=at)
    if Role.EXPERT in before.roles - after.roles:
        reader_left(tx, person_id, by=actor, at=at)
    if ENDS_APPROVALS.intersection(changed):
        because = "supervisor" if "supervisor_id" in changed else "position"
        end_approvals(tx, person_id, because, actor=actor, at=at)
        move_on(tx, person_id, because, actor=actor, at=at)
    return after


def end_engagement(tx: Tx, person_id: str, on: date, *, actor: str, at: datetime) -> Person:
    """Say which day is the last of a contract or detail; every use after it is denied."""
    person = get_person(tx, person_id)
    if actor != SYSTEM:
        _require_admin_or_supervisor(tx, actor, person, to="end an engagement", at=at)
    after = replace(person, engagement_ends=on)
    _write(tx, after, ("engagement_ends",), actor=actor, at=at)
    return after


def deactivate(tx: Tx, person_id: str, *, actor: str, at: datetime) -> Person:
    """A person leaves: their approvals are taken back, and the next use is denied."""
    person = get_person(tx, person_id)
    if actor != SYSTEM:
        _require_admin_or_supervisor(tx, actor, person, to="close the access", at=at)
    after = replace(person, is_active=False)
    _write(tx, after, ("is_active",), actor=actor, at=at)
    end_approvals(tx, person_id, "left", actor=actor, at=at)
    access_tokens.end_all(tx, person_id, actor=actor, at=at)
    move_on(tx, person_id, "left", actor=actor, at=at)
    move_all_on(tx, person_id, actor=actor, at=at)
    reader_left(tx, person_id, by=actor, at=at)
    return after


def reactivate(tx: Tx, person_id: str, *, actor: str, at: datetime) -> Person:
    """A person who left is back; their trainings count as long as they last, and the supervisor is asked anew."""
    person = get_person(tx, person_id)
    if actor != SYSTEM:
        require_role(tx, actor, Role.ADMIN, to="open the access again")
        require_other(actor, person_id, to="open the access of")
        _require_no_visitor(tx, person_id)
    if person.is_active:
        return person
    after = replace(person, is_active=True)
    _write(tx, after, ("is_active",), actor=actor, at=at)
    return after


def _require_no_visitor(tx: Tx, person_id: str) -> None:
    """INVARIANT: what an auditor from outside reads, and until when, is what their invitation says (R-080)."""
    if audit_visits.get(tx, person_id) is not None:
        raise ConflictError(
            "This is an auditor from outside: their invitation says what they read, and until when.",
            hint="End the visit, and invite them anew: /audit-visits.",
        )


def delegate(
    tx: Tx,
    supervisor_id: str,
    delegate_id: str | None,
    *,
    actor: str,
    at: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Person:
    """A supervisor names who may approve in their place, until a time when it ends by itself; None takes it back."""
    require_self(tx, actor, supervisor_id, to="name who approves in their place")
    supervisor = get_person(tx, supervisor_id)
    named = None
    if delegate_id is not None:
        require_other(actor, delegate_id, to="stand in for")
        if not get_person(tx, delegate_id).is_active:
            raise UsageError("This person no longer works here.", hint="Name somebody else.")
        if ends_at is not None and ends_at <= max(at, starts_at or at):
            raise UsageError("This ends before it begins.", hint="Give a last day that comes after the first one.")
        named = Delegation(person_id=delegate_id, starts_at=starts_at, ends_at=ends_at)
    delegates.put(tx, supervisor_id, named)
    record(tx, at, PersonChanged(actor=actor, person=supervisor_id, fields=("delegate",)))
    return supervisor


def record_training(
    tx: Tx,
    person_id: str,
    training: Training,
    completed_at: datetime,
    source: str,
    *,
    actor: str,
    at: datetime,
    version: str = "",
    score: str = "",
) -> TrainingRecord:
    """The training office, an administrator or a feed records a completion (139-07.2.c.2–4), each one once."""
    if actor != SYSTEM:
        require_role(tx, actor, Role.TRAINING, Role.ADMIN, to="record trainings")
        require_other(actor, person_id, to="record a training for")
    get_person(tx, person_id)
    if completed_at > at:
        raise UsageError("A training cannot be done in the future.", hint="Check the date.")
    done = TrainingRecord(training=training, completed_at=completed_at, version=version, source=source, score=score)
    if not records.has_training(tx, person_id, training, completed_at):
        records.add_training(tx, person_id, done)
        event = TrainingRecorded(
            actor=actor,
            person=person_id,
            training=training.value,
            completed_at=completed_at.date().isoformat(),
            source=source,
            version=version,
            score=score,
        )
        record(tx, at, event)
    return done


def sign(
    tx: Tx,
    person_id: str,
    version: str,
    text_sha256: str,
    *,
    actor: str,
    at: datetime,
    method: str = "",
    statement: bytes = b"",
    jws: str = "",
) -> Acknowledgement:
    """A person signs the conditions on use (139-07.2.c.5); nobody can sign for somebody else.

    `actions.signing` makes the statement and the signature over it that a receipt shows.
    """
    require_self(tx, actor, person_id, to="sign this")
    event = AcknowledgementSigned(
        actor=actor,
        person=person_id,
        version=version,
        text_sha256=text_sha256,
        method=method,
        statement_sha256=sha256(statement).hexdigest() if statement else "",
        jws=jws,
    )
    signed = Acknowledgement(
        version=version,
        signed_at=at,
        text_sha256=text_sha256,
        id=new_id(),
        method=method,
        statement=statement.decode(),
        jws=jws,
        entry=record(tx, at, event),
    )
    records.add_acknowledgement(tx, person_id, signed)
    return signed


def attest_account(
    tx: Tx,
    person_id: str,
    tool_id: str,
    email: str,
    agency_only: bool,
    settings: bool,
    *,
    actor: str,
    at: datetime,
    is_organization: bool = False,
    guide_version: int = 0,
) -> Account:
    """A person attests their account: agency address, agency use only, retention and training off (139-07.2.d–e).

    `guide_version` says which guide's settings they ticked; a word about an older one is asked for again.
    """
    require_self(tx, actor, person_id, to="attest this account")
    if tools.get(tx, tool_id) is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    guide = guides.get(tx, tool_id)
    if guide_version not in {0, guide.version if guide else 0}:
        raise ConflictError("The settings changed since you opened them.", hint="Check them again.")
    account = Account(
        email=email.strip(),
        agency_only_attested_at=at if agency_only else None,
        settings_attested_at=at if settings else None,
        is_organization=is_organization,
        guide_version=guide_version,
    )
    records.put_account(tx, person_id, tool_id, account)
    event = AccountAttested(
        actor=actor,
        person=person_id,
        tool=tool_id,
        agency_only=agency_only,
        settings=settings,
        guide=guide_version,
    )
    record(tx, at, event)
    return account


def _require_admin_or_supervisor(tx: Tx, actor: str, person: Person, *, to: str, at: datetime) -> None:
    require_other(actor, person.id, to=f"{to} for")
    if Role.ADMIN in get_person(tx, actor).roles:
        require_role(tx, actor, Role.ADMIN, to=to)
    else:
        require_supervisor(tx, actor, person, to=to, at=at)


def _write(tx: Tx, person: Person, changed: tuple[str, ...], *, actor: str, at: datetime) -> None:
    db.put(tx, person)
    record(tx, at, PersonChanged(actor=actor, person=person.id, fields=changed))
