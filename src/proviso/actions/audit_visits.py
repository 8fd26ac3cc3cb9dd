"""Lets an auditor from outside read for some days, and ends that by itself (R-080).

INVARIANT: a visitor holds the auditor's role alone, so that no act is theirs; their person, their ways in and their
sessions end with the visit.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from proviso.db import audit_visits as db
from proviso.db import credentials as credentials_db
from proviso.db import people as people_db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.journal import record
from proviso.model import AuditVisit, Person, PersonnelType, Role, VisitPart, VisitState
from proviso.model.audit_visit_events import AuditVisitEnded, AuditVisitInvited

from . import credentials, people
from .agency import Agency
from .handles import VISITORS
from .roles import SYSTEM, get_person, require_role
from .wording import clean_line, says_something

INVITERS = (Role.CIO, Role.CIO_OFFICE, Role.ADMIN)
PREFIX = VISITORS
LONGEST_VISIT = timedelta(days=180)
AHEAD = timedelta(days=90)
LONGEST = 80
ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class FieldError(UsageError):
    """Something in the invitation cannot be; `where` names the field."""

    def __init__(self, where: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.where = where


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What is said about a visit before there is one."""

    name: str
    email: str
    organization: str
    starts_on: date
    ends_on: date
    part: VisitPart = VisitPart.WHOLE
    of: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A visit, and the words of its link: the only time that they are seen."""

    visit: AuditVisit
    link: str = field(repr=False)


def invite(
    tx: Tx, said: Invitation, *, components: Collection[str], today: date, story: str = "", actor: str, at: datetime
) -> Invited:
    """Invite an auditor from outside, for named days and a named part; makes the link with which they set a password
    or a passkey, once. `story` puts them into the demo's sign-in picker.
    """
    require_role(tx, actor, *INVITERS, to="invite an auditor")
    _check(tx, said, components, today)
    person = Person(
        id=_free_id(tx, said.name),
        name=clean_line(said.name),
        email=said.email.strip(),
        component=get_person(tx, actor).component,
        personnel_type=PersonnelType.OTHER,
        title=f"Auditor, {clean_line(said.organization)}",
        roles=frozenset({Role.AUDITOR}),
        engagement_starts=said.starts_on,
        engagement_ends=said.ends_on,
        story=story,
    )
    people.add(tx, person, actor=SYSTEM, at=at)
    visit = AuditVisit(
        person_id=person.id,
        organization=clean_line(said.organization),
        invited_by=actor,
        invited_at=at,
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        part=said.part,
        of=said.of if said.part in {VisitPart.COMPONENT, VisitPart.TOOL} else "",
        first=said.first if said.part is VisitPart.PERIOD else None,
        last=said.last if said.part is VisitPart.PERIOD else None,
    )
    db.add(tx, visit)
    event = AuditVisitInvited(
        actor=actor,
        person=person.id,
        starts_on=visit.starts_on.isoformat(),
        ends_on=visit.ends_on.isoformat(),
        part=visit.part.value,
        of=f"{visit.first}/{visit.last}" if visit.part is VisitPart.PERIOD else visit.of,
    )
    record(tx, at, event)
    return Invited(visit=visit, link=credentials.make_link(tx, person.id, actor=SYSTEM, at=at))


def new_link(tx: Tx, person_id: str, *, actor: str, at: datetime) -> Invited:
    """Another link for a visitor who lost the first one, or let its three days go by; the one before ends."""
    require_role(tx, actor, *INVITERS, to="make a link for an auditor")
    visit = _open(tx, person_id)
    return Invited(visit=visit, link=credentials.make_link(tx, person_id, actor=SYSTEM, at=at))


def end(tx: Tx, person_id: str, *, actor: str, at: datetime) -> AuditVisit:
    """End a visit before its day, at once."""
    require_role(tx, actor, *INVITERS, to="end an auditor’s visit")
    return _end(tx, _open(tx, person_id), actor=actor, at=at, early=True)


def end_due(agency: Agency, at: datetime) -> int:
    """End every visit whose last day is over; returns how many. May be done twice, by several processes."""
    today = at.astimezone(agency.settings.zone).date()
    with agency.store.read() as tx:
        if not db.over(tx, today):
            return 0

    def work(tx: Tx) -> int:
        due = db.over(tx, today)
        for visit in due:
            _end(tx, visit, actor=SYSTEM, at=at, early=False)
        return len(due)

    return agency.store.write(work)


def _end(tx: Tx, visit: AuditVisit, *, actor: str, at: datetime, early: bool) -> AuditVisit:
    ended = replace(visit, state=VisitState.ENDED, ended_at=at, ended_by=actor)
    db.put(tx, ended)
    credentials.remove_all(tx, visit.person_id, actor=SYSTEM, at=at)
    people.deactivate(tx, visit.person_id, actor=SYSTEM, at=at)
    record(tx, at, AuditVisitEnded(actor=actor, person=visit.person_id, early=early))
    return ended


def _open(tx: Tx, person_id: str) -> AuditVisit:
    visit = db.get(tx, person_id)
    if visit is None or visit.state is VisitState.ENDED:
        raise NotFoundError("There is no such visit now.", hint="The list shows all of them.")
    return visit


def _check(tx: Tx, said: Invitation, components: Collection[str], today: date) -> None:
    for where, text, what in (
        ("name", said.name, "their first and last name"),
        ("organization", said.organization, "where they come from"),
    ):
        if not says_something(clean_line(text)) or len(clean_line(text)) > LONGEST:
            raise FieldError(where, f"Say {what}, in {LONGEST} characters at most.")
    if not ADDRESS.fullmatch(said.email.strip()) or not said.email.isascii():
        raise FieldError("email", "This is no address that mail can go to.", hint="It looks like a.vance@oig.example.")
    if people_db.by_email(tx, said.email) is not None:
        raise FieldError("email", "Somebody here has this address already.", hint="A visitor needs one of their own.")
    if not today <= said.starts_on <= today + AHEAD:
        raise FieldError("starts_on", f"Let the visit begin within {AHEAD.days} days from today.")
    if not said.starts_on <= said.ends_on <= said.starts_on + LONGEST_VISIT:
        raise FieldError("ends_on", f"Let the visit end on its first day or within {LONGEST_VISIT.days} days after it.")
    _check_part(tx, said, components)


def _check_part(tx: Tx, said: Invitation, components: Collection[str]) -> None:
    if said.part is VisitPart.COMPONENT and said.of not in components:
        raise FieldError("component", "Choose the component.")
    if said.part is VisitPart.TOOL and tools.get(tx, said.of) is None:
        raise FieldError("tool", "Choose the tool.")
    if said.part is VisitPart.PERIOD and (said.first is None or said.last is None or said.first > said.last):
        raise FieldError("first", "Say the first and the last day of the period.")


def _free_id(tx: Tx, name: str) -> str:
    """`visitor.alex.vance`; with a number when there was one."""
    words = re.findall(r"[a-z0-9]+", name.casefold())
    base = PREFIX + (".".join(words)[:40].strip(".") or "auditor")
    number, handle = 1, base
    while people_db.get(tx, handle) is not None or credentials_db.signed_out_at(tx, handle) is not None:
        number += 1
        handle = f"{base}.{number}"
    return handle
