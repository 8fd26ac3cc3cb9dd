"""Who was told of what, so that each thing is said once; and what the records say about many people at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Column, Select, String, Table, insert, select

from proviso.model import Account, Acknowledgement, Approval, ApprovalRequest, Person, TrainingRecord

from . import records as r
from .bodies import stamp
from .personnel import people, read_person, read_request, requests
from .schema import metadata
from .standing import Records
from .store import Tx

reminders = Table(
    "reminders",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("thing", String, primary_key=True),
    Column("told_at", String, nullable=False),
)


def told(tx: Tx, person_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Person and thing of everything that these people were told."""
    query = select(reminders.c.person_id, reminders.c.thing).where(reminders.c.person_id.in_(person_ids))
    return {(row.person_id, row.thing) for row in tx.conn.execute(query)}


def tell(tx: Tx, person_id: str, things: Iterable[str], at: datetime) -> None:
    """Keep that a person was told of these."""
    rows = [{"person_id": person_id, "thing": thing, "told_at": stamp(at)} for thing in things]
    if rows:
        tx.conn.execute(insert(reminders), rows)


def active(tx: Tx, after: str, limit: int) -> list[Person]:
    """The next people who work here, by id."""
    query = select(people.c.body).where(people.c.is_active, people.c.id > after).order_by(people.c.id).limit(limit)
    return [read_person(found) for found in tx.conn.execute(query).scalars()]


def some(tx: Tx, person_ids: Iterable[str]) -> dict[str, Person]:
    """These people by id."""
    query = select(people.c.body).where(people.c.id.in_(list(person_ids)))
    return {person.id: person for person in map(read_person, tx.conn.execute(query).scalars())}


def teams(tx: Tx, supervisor_ids: Sequence[str]) -> dict[str, list[Person]]:
    """The people who work here under each of these supervisors."""
    query = select(people.c.body).where(people.c.is_active, people.c.supervisor_id.in_(supervisor_ids))
    found: dict[str, list[Person]] = defaultdict(list)
    for person in map(read_person, tx.conn.execute(query.order_by(people.c.id)).scalars()):
        found[person.supervisor_id or ""].append(person)
    return found


def waiting(tx: Tx, supervisor_ids: Sequence[str]) -> list[ApprovalRequest]:
    """The requests that wait for these supervisors, oldest first."""
    query = select(requests.c.body).where(requests.c.state == "open", requests.c.supervisor_id.in_(supervisor_ids))
    return [read_request(found) for found in tx.conn.execute(query.order_by(requests.c.asked_at)).scalars()]


def approvals(tx: Tx, person_ids: Sequence[str]) -> dict[str, Records]:
    """The approvals of each of these people that nobody took back, and nothing else."""
    found: dict[str, list[Approval]] = defaultdict(list)
    standing = _of(r.approvals, r.approvals.c.approved_at, person_ids).where(r.approvals.c.revoked_at.is_(None))
    for row in tx.conn.execute(standing):
        found[row.person_id].append(r.read_approval(row.body))
    return {person_id: Records(approvals=tuple(found[person_id])) for person_id in person_ids}


def records(tx: Tx, person_ids: Sequence[str]) -> dict[str, Records]:
    """What we hold about the steps of each of these people; approvals that were taken back are left out."""
    trainings: dict[str, list[TrainingRecord]] = defaultdict(list)
    signed: dict[str, list[Acknowledgement]] = defaultdict(list)
    accounts: dict[str, list[tuple[str, Account]]] = defaultdict(list)
    approved = approvals(tx, person_ids)
    for row in tx.conn.execute(_of(r.trainings, r.trainings.c.completed_at, person_ids)):
        trainings[row.person_id].append(r.read_training(row.body))
    for row in tx.conn.execute(_of(r.acknowledgements, r.acknowledgements.c.signed_at, person_ids)):
        signed[row.person_id].append(r.read_acknowledgement(row.body))
    for row in tx.conn.execute(_of(r.accounts, r.accounts.c.tool_id, person_ids)):
        accounts[row.person_id].append((row.order, r.read_account(row.body)))
    return {
        person_id: Records(
            approvals=approved[person_id].approvals,
            trainings=tuple(trainings[person_id]),
            acknowledgements=tuple(signed[person_id]),
            accounts=tuple(accounts[person_id]),
        )
        for person_id in person_ids
    }


def _of(table: Table, order: Column[str], person_ids: Sequence[str]) -> Select[tuple[str, str, str]]:
    query = select(table.c.person_id, order.label("order"), table.c.body)
    return query.where(table.c.person_id.in_(person_ids)).order_by(order)
