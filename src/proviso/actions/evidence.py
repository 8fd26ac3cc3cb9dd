"""Evidence files: who may ask for which, and that each one that was made or taken is on record (R-080).

A file is made beside the requests (`web/jobs.py`) and kept for a week; the ledger holds its hash for ever.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from proviso.db import evidence as db
from proviso.db import incidents
from proviso.db.evidence import Kept
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.identity.ids import new_id, read_id
from proviso.journal import record
from proviso.model import Evidence, EvidenceScope, EvidenceState, Person, Role
from proviso.model.evidence_events import EvidenceMade, EvidenceTaken

from . import views
from .evidence_bounds import bound_of, bounded
from .incident_access import sees
from .outbox import notify, shortened
from .roles import SYSTEM, get_person

ALL = (Role.AUDITOR, Role.CIO, Role.CIO_OFFICE)
"""Evidence about anything and anybody."""
OFFICES = (Role.PRIVACY, Role.CIVIL_RIGHTS, Role.SECURITY, Role.COUNSEL)
"""About anything but one person."""
LEADERS = (Role.COMPONENT_CIO, Role.LEADER)
"""About their own component, and nobody in it by name."""
KEEP = timedelta(days=7)
STILL = timedelta(minutes=3)
"""What did not go on for so long belongs to a process that ended."""
AT_ONCE = 3


def why_not(person: Person, scope: EvidenceScope) -> str:
    """Why this person may not have this evidence; empty when they may. Everybody may have their own."""
    roles = person.roles
    if roles.intersection(ALL) or (scope.person and scope.person == person.id):
        return ""
    if scope.person:
        return "Evidence about another person is for them, an auditor and the CIO."
    if roles.intersection(OFFICES):
        return ""
    if roles.intersection(LEADERS):
        own = scope.component == person.component
        return "" if own else f"Evidence about a component is for its own people in charge: choose {person.component}."
    return "Evidence about more than yourself is for auditors, the CIO and the offices that review tools."


def hidden_from(tx: Tx, person: Person) -> frozenset[str]:
    """The incidents for whose details this person is not cleared: their entries are left out (139-07.6)."""
    return frozenset(one.id for one in incidents.all(tx) if one.cleared and not sees(person.roles, one))


def _here(tx: Tx, actor: str) -> Person:
    """Who works here; an auditor may, too: nothing changes but what the ledger says about this."""
    person = get_person(tx, actor)
    if not person.is_active:
        raise NotAllowedError(f"{person.name} no longer works here, and gets no evidence.")
    return person


def ask(
    tx: Tx, scope: EvidenceScope, title: str, total: int, *, zone: tzinfo = UTC, actor: str, at: datetime
) -> Evidence:
    """Ask for an evidence file; whoever made it of another person is on that person's access log at once.

    `zone` is the agency's, for the days of an auditor's visit."""
    _require_may(tx, _here(tx, actor), scope, zone)
    if db.running(tx, at - STILL) >= AT_ONCE:
        raise ConflictError("Other evidence files are being made.", hint="Try again in a minute.")
    db.drop_old(tx, at - KEEP)
    if scope.person and scope.person != actor:
        views.look_at(tx, scope.person, "evidence", actor=actor, at=at)
    one = Evidence(id=new_id(), by=actor, scope=scope, title=title, asked_at=at)
    db.add(tx, one, total, at)
    return one


def _require_may(tx: Tx, person: Person, scope: EvidenceScope, zone: tzinfo) -> None:
    if refusal := why_not(person, scope):
        raise NotAllowedError(refusal)
    if bounded(scope, bound_of(tx, person.id), zone) != scope:
        raise NotAllowedError("Your visit is for a part of the record, and this evidence is about more.")


def go_on(tx: Tx, one: Evidence, done: int, total: int, *, at: datetime) -> None:
    """Say how far it is: this many entries are read."""
    db.beat(tx, one.id, done, total, at)


def ready(tx: Tx, one: Evidence, content: bytes, sha256: str, entries: int, *, at: datetime) -> Evidence:
    """The file is made: keep it, put its hash on record, and tell who asked."""
    done = replace(one, entries=entries, size=len(content), sha256=sha256, ready_at=at)
    db.put(tx, done, EvidenceState.READY, content, at)
    made(tx, done.scope, sha256, entries, evidence=done.id, actor=done.by, at=at)
    notify(
        tx,
        one.by,
        "evidence-ready",
        subject="The evidence that you asked for is ready",
        lines=(f"Entries of the ledger that it holds: {entries:,}.", f"It is kept for {KEEP.days} days."),
        path=f"/evidence/{one.id}",
        at=at,
        key=f"evidence:{one.id}",
    )
    return done


def made(
    tx: Tx, scope: EvidenceScope, sha256: str, entries: int, *, evidence: str = "", actor: str = SYSTEM, at: datetime
) -> None:
    """Put on record that a file was made, so that it can be told from its hash; in a shell, nobody is asked."""
    event = EvidenceMade(
        actor=actor,
        evidence=evidence,
        person=scope.person,
        tool=scope.tool,
        component=scope.component,
        clause=scope.clause,
        since=scope.since.isoformat() if scope.since else "",
        until=scope.until.isoformat() if scope.until else "",
        entries=entries,
        sha256=sha256,
    )
    record(tx, at, event)


def stop(tx: Tx, one: Evidence, fault: str, *, at: datetime) -> None:
    """It could not be made; the page says why."""
    db.put(tx, replace(one, fault=shortened(fault, 300)), EvidenceState.STOPPED, None, at)


def get(tx: Tx, evidence_id: str, *, actor: str) -> Kept:
    """One file, for who asked for it and for auditors."""
    person = get_person(tx, actor)
    found = db.get(tx, read_id(evidence_id))
    is_theirs = found is not None and found.one.by == actor
    if found is None or not (is_theirs or (Role.AUDITOR in person.roles and bound_of(tx, actor) is None)):
        raise NotFoundError("There is no such evidence file.", hint="Your files are on the page Evidence.")
    return found


def take(tx: Tx, evidence_id: str, *, zone: tzinfo = UTC, actor: str, at: datetime) -> tuple[Evidence, bytes]:
    """Download a file: each time is on record. Who lost the right since it was made does not get it."""
    found = get(tx, evidence_id, actor=actor)
    _require_may(tx, _here(tx, actor), found.one.scope, zone)
    content = db.content(tx, found.one.id)
    if content is None:
        raise NotFoundError("This file is not kept any more.", hint="Make it again: it comes from the ledger.")
    record(tx, at, EvidenceTaken(actor=actor, evidence=found.one.id))
    return found.one, content
