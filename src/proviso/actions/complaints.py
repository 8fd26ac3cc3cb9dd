"""Complaints from outside: sealed, answered by a named office by a day, and closed by an answer alone.

139-07 fn6: review and redress. Nobody needs an account.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from proviso.db import agency as agency_db
from proviso.db import complaints as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id, read_id
from proviso.journal import record
from proviso.model import Complaint, ComplaintState, Redress, Role
from proviso.model.complaint_events import ComplaintAnswered, ComplaintOpened, ComplaintPassed, ComplaintReceived
from proviso.policy import Pack

from .agency import Agency
from .federal_days import workdays_after
from .outbox import notify
from .roles import SYSTEM, get_person, require_role
from .sealing import seal, unseal
from .wording import clean, clean_line, says_something

OFFICES = (Role.CIVIL_RIGHTS, Role.PRIVACY, Role.COUNSEL, Role.CIO_OFFICE)
"""Who can answer; the first one gets what comes in."""
READERS = (*OFFICES, Role.AUDITOR)
WORKDAYS = 20
"""The pack's `[offices]` may say another number for `complaint`."""
LONGEST, LONGEST_CONTACT, LONGEST_ANSWER = 4_000, 200, 2_000
MOST_A_DAY = 500
"""More are a flood: the form says whom to write to instead."""
_BETWEEN = "\x1e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A complaint, and the code with which its writer comes back; the code is shown once."""

    complaint: Complaint
    code: str = field(repr=False)


def receive(tx: Tx, agency: Agency, text: str, contact: str, *, pack: Pack, at: datetime) -> Received:
    """Take a complaint in from whoever writes it."""
    wrote, reach = clean(text).strip(), clean_line(contact)
    if not says_something(wrote) or len(wrote) > LONGEST:
        raise UsageError(f"Say what happened, in up to {LONGEST:,} characters.")
    if len(reach) > LONGEST_CONTACT:
        raise UsageError(f"Say how to reach you in up to {LONGEST_CONTACT} characters.")
    if db.count_since(tx, at - timedelta(days=1)) >= MOST_A_DAY:
        raise ConflictError("More came in today than the form takes.", hint="Write or call; the contacts are below.")
    today = at.astimezone(pack.zone).date()
    one = Complaint(
        id=db.next_number(tx, today.year),
        office=OFFICES[0].value,
        sent_at=at,
        due_on=workdays_after(today, pack.workdays.get("complaint", WORKDAYS)),
        chars=len(wrote),
        has_contact=bool(reach),
    )
    code = new_id() + new_id()
    db.add(tx, one, seal(f"{wrote}{_BETWEEN}{reach}", one.id, agency.sealing_key), _fingerprint(one.id, code))
    event = ComplaintReceived(
        actor=SYSTEM, complaint=one.id, office=one.office, due_on=one.due_on.isoformat(), chars=one.chars
    )
    record(tx, at, event)
    _tell(tx, one, at)
    return Received(complaint=one, code=code)


def answer_of(tx: Tx, complaint_id: str, code: str) -> Complaint:
    """What became of a complaint, for who has its code. A wrong code and a number that is not there are one answer."""
    one = db.get(tx, clean_line(complaint_id).upper())
    known = db.fingerprint(tx, one.id) if one else ""
    if one is None or not hmac.compare_digest(known, _fingerprint(one.id, read_id(code))):
        raise NotFoundError(
            "No complaint has this number and this code.", hint="Both stood on the page after you sent."
        )
    return one


def read(agency: Agency, complaint_id: str, *, actor: str, at: datetime) -> tuple[Complaint, str, str]:
    """The office, or an auditor, reads what was written and how to reach its writer; that is recorded first."""

    def look(tx: Tx) -> tuple[Complaint, str, str]:
        person, one, sealed = get_person(tx, actor), get(tx, complaint_id), db.sealed(tx, complaint_id)
        if not person.is_active or not person.roles.intersection(READERS) or sealed is None:
            raise NotAllowedError("Complaints are for the offices that answer them, and for auditors.")
        record(tx, at, ComplaintOpened(actor=actor, complaint=complaint_id))
        text, _, contact = unseal(sealed, complaint_id, agency.sealing_key).partition(_BETWEEN)
        return one, text, contact

    return agency.store.write(look)


def pass_on(tx: Tx, complaint_id: str, office: Role, *, actor: str, at: datetime) -> Complaint:
    """Let another office answer, by the same day."""
    one = _mine(tx, complaint_id, actor, to="pass a complaint on")
    if office not in OFFICES or office.value == one.office:
        raise UsageError("Choose another office.")
    passed = replace(one, office=office.value)
    db.put(tx, passed)
    record(tx, at, ComplaintPassed(actor=actor, complaint=complaint_id, office=office.value))
    _tell(tx, passed, at)
    return passed


def answer(tx: Tx, complaint_id: str, redress: Redress, words: str, *, actor: str, at: datetime) -> Complaint:
    """The office answers, which closes it: who wrote reads these words with the code."""
    one = _mine(tx, complaint_id, actor, to="answer a complaint")
    said = clean(words).strip()
    if not says_something(said) or len(said) > LONGEST_ANSWER:
        raise UsageError(f"Answer in up to {LONGEST_ANSWER:,} characters: a person looked at it, and what came of it.")
    answered = replace(
        one, state=ComplaintState.ANSWERED, redress=redress, answer=said, answered_by=actor, answered_at=at
    )
    db.put(tx, answered)
    record(tx, at, ComplaintAnswered(actor=actor, complaint=complaint_id, redress=redress.value))
    return answered


def get(tx: Tx, complaint_id: str) -> Complaint:
    """The complaint, or an error that says that there is none."""
    one = db.get(tx, complaint_id)
    if one is None:
        raise NotFoundError(f"There is no complaint {complaint_id}.", hint="Complaints lists all of them.")
    return one


def _mine(tx: Tx, complaint_id: str, actor: str, *, to: str) -> Complaint:
    one = get(tx, complaint_id)
    require_role(tx, actor, Role(one.office), to=to)
    if one.state is not ComplaintState.OPEN:
        raise ConflictError("This complaint was answered already.")
    return one


def _tell(tx: Tx, one: Complaint, at: datetime) -> None:
    named = agency_db.offices(tx).get(one.office)
    office = [person.id for person in people.with_role(tx, Role(one.office)) if person.is_active]
    for person_id in dict.fromkeys([named.person_id] if named else office):
        notify(
            tx,
            person_id,
            "complaint",
            subject=f"Complaint {one.id} waits for your office",
            lines=("Somebody outside wrote about something that AI had a part in.", "It closes with an answer only."),
            path=f"/complaints/{one.id}",
            at=at,
        )


def _fingerprint(complaint_id: str, code: str) -> str:
    return hashlib.sha256(f"{complaint_id}:{code}".encode()).hexdigest()
