"""Requests for waivers, what is being written, and the uses under each (139-07.5.w)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import Column, Index, String, Table, Text, delete, func, insert, select, update

from proviso.model import Decision, RequestState, Waiver, WaiverDraft, WaiverRequest

from .bodies import body, reader, stamp
from .records import read_waiver
from .records import waivers as in_force
from .schema import metadata
from .store import Tx

requests = Table(
    "waiver_requests",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("clause", String, nullable=False),
    Column("component", String, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("ends_on", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("waiver_requests_by_state", "state"),
)

drafts = Table(
    "waiver_drafts",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("body", Text, nullable=False),
)

waived_uses = Table(
    "waived_uses",
    metadata,
    Column("waiver_id", String, primary_key=True),
    Column("at", String, primary_key=True),
    Column("decision_id", String, primary_key=True),
)

_read = reader(WaiverRequest)
_read_draft = reader(WaiverDraft)


def add(tx: Tx, request: WaiverRequest) -> None:
    """Keep a request."""
    tx.conn.execute(insert(requests), _row(request))


def put(tx: Tx, request: WaiverRequest) -> None:
    """Write a request over its row when it was answered or has ended."""
    tx.conn.execute(update(requests).where(requests.c.id == request.id).values(**_row(request)))


def _row(request: WaiverRequest) -> dict[str, str]:
    return {
        "id": request.id,
        "state": request.state.value,
        "clause": request.clause,
        "component": request.component,
        "asked_by": request.asked_by,
        "ends_on": request.ends_on.isoformat(),
        "body": body(request),
    }


def get(tx: Tx, number: str) -> WaiverRequest | None:
    """One request by its number, None when there is none."""
    found = tx.conn.execute(select(requests.c.body).where(requests.c.id == number)).scalar()
    return None if found is None else _read(found)


def listed(tx: Tx, states: Collection[RequestState] = ()) -> list[WaiverRequest]:
    """Every request, newest number first; `states` leaves out the others."""
    query = select(requests.c.body).order_by(requests.c.id.desc())
    if states:
        query = query.where(requests.c.state.in_([state.value for state in states]))
    return [_read(found) for found in tx.conn.execute(query).scalars()]


def granted(tx: Tx, number: str) -> Waiver | None:
    """The waiver that came of a request, also when it was taken back since; None when it was not granted."""
    found = tx.conn.execute(select(in_force.c.body).where(in_force.c.id == number)).scalar()
    return None if found is None else read_waiver(found)


def as_granted(tx: Tx, request: WaiverRequest) -> WaiverRequest:
    """The request with the scope and the days that were granted, which may be narrower than those that were signed."""
    held = granted(tx, request.id)
    if held is None:
        return request
    return replace(request, tools=held.tools, people=held.people, starts_on=held.starts_on, ends_on=held.ends_on)


def next_number(tx: Tx, year: int) -> str:
    """The next number of a year: `2026-005`. Inside the writer's transaction nobody else gets the same."""
    taken = [
        *tx.conn.execute(select(requests.c.id).where(requests.c.id.startswith(f"{year}-"))).scalars(),
        *tx.conn.execute(select(in_force.c.id).where(in_force.c.id.startswith(f"{year}-"))).scalars(),
    ]
    numbers = [int(tail) for number in taken if (tail := number.partition("-")[2]).isdecimal()]
    return f"{year}-{max(numbers, default=0) + 1:03}"


def draft_of(tx: Tx, person_id: str) -> WaiverDraft | None:
    """What a person is writing, None when nothing."""
    found = tx.conn.execute(select(drafts.c.body).where(drafts.c.person_id == person_id)).scalar()
    return None if found is None else _read_draft(found)


def put_draft(tx: Tx, draft: WaiverDraft) -> None:
    """Keep what a person is writing, in place of what was there."""
    drop_draft(tx, draft.person_id)
    tx.conn.execute(insert(drafts), {"person_id": draft.person_id, "body": body(draft)})


def drop_draft(tx: Tx, person_id: str) -> None:
    """Forget what a person was writing."""
    tx.conn.execute(delete(drafts).where(drafts.c.person_id == person_id))


def put_waiver(tx: Tx, waiver: Waiver) -> None:
    """Write a waiver in force over its row: a later day to confirm it by."""
    tx.conn.execute(update(in_force).where(in_force.c.id == waiver.id).values(body=body(waiver)))


def standing(tx: Tx, today: date) -> list[Waiver]:
    """The waivers that count on a day, by number."""
    query = select(in_force.c.body).where(in_force.c.revoked_at.is_(None)).order_by(in_force.c.id)
    held = [read_waiver(found) for found in tx.conn.execute(query).scalars()]
    return [w for w in held if w.starts_on <= today <= min(w.ends_on, w.confirm_by or w.ends_on)]


def add_uses(tx: Tx, decision: Decision) -> None:
    """Keep under which waivers a use was allowed."""
    tx.conn.execute(
        insert(waived_uses),
        [{"waiver_id": number, "at": stamp(decision.at), "decision_id": decision.id} for number in decision.waivers],
    )


def count_uses(tx: Tx, number: str) -> int:
    """How many uses were allowed under a waiver."""
    query = select(func.count()).select_from(waived_uses).where(waived_uses.c.waiver_id == number)
    return int(tx.conn.execute(query).scalar_one())


def uses_of(tx: Tx, number: str, limit: int = 25) -> list[str]:
    """The newest decisions under a waiver, by id."""
    query = select(waived_uses.c.decision_id).where(waived_uses.c.waiver_id == number)
    return list(tx.conn.execute(query.order_by(waived_uses.c.at.desc()).limit(limit)).scalars())
