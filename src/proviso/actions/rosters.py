"""What changes about live sessions of the course: planned, called off, seats taken, attendance recorded (139-07.2.c.2).

Who was there has the training from the start of the session on. It can be taken back for ten minutes, as long as
nothing was used under it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from proviso.db import people, records, uses
from proviso.db import rosters as db
from proviso.db.bodies import stamp
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import LiveSession, Role, Seat, Training
from proviso.model.course_events import (
    SeatGivenUp,
    SeatTaken,
    SessionCanceled,
    SessionPlanned,
    TrainingTakenBack,
)

from .outbox import notify
from .people import record_training
from .roles import get_person, require_other, require_role, require_self
from .wording import clean_line

WINDOW = timedelta(minutes=10)
MOST_SEATS = 5_000
LOOKED_AT = 100


def plan(
    tx: Tx,
    starts_at: datetime,
    place: str,
    seats: int,
    version: str,
    *,
    actor: str,
    at: datetime,
    session_id: str = "",
) -> LiveSession:
    """The training office plans a live session."""
    require_role(tx, actor, Role.TRAINING, to="plan a session")
    if not place.strip():
        raise UsageError("Say where it is: a room, or the link of the call.")
    if not 1 <= seats <= MOST_SEATS:
        raise UsageError(f"A session has from 1 to {MOST_SEATS:,} seats.")
    session = LiveSession(
        id=session_id or new_id(),
        starts_at=starts_at,
        place=clean_line(place),
        seats=seats,
        version=version,
        planned_by=actor,
    )
    db.add(tx, session)
    record(tx, at, SessionPlanned(actor=actor, session=session.id, starts_at=stamp(starts_at), seats=seats))
    return session


def cancel(tx: Tx, session_id: str, *, actor: str, at: datetime) -> LiveSession:
    """Call a session off before it begins; whoever has a seat gets a mail."""
    require_role(tx, actor, Role.TRAINING, to="call a session off")
    session = _open(tx, session_id)
    if session.starts_at <= at:
        raise ConflictError("This session has begun.", hint="Record who was there instead.")
    seated = db.seats(tx, session_id)
    canceled = replace(session, canceled_at=at)
    db.put(tx, canceled)
    record(tx, at, SessionCanceled(actor=actor, session=session_id, seated=len(seated)))
    for seat in seated:
        notify(
            tx,
            seat.person_id,
            "session-canceled",
            subject="The live AI course that you signed up for is off",
            lines=(
                "The training office called it off.",
                "You can take the course here at any time, or pick another day.",
            ),
            path="/course",
            at=at,
            key=f"session-canceled:{session_id}",
        )
    return canceled


def take_seat(tx: Tx, session_id: str, person_id: str, *, actor: str, at: datetime) -> Seat:
    """A person takes a seat, or the training office puts them on the roster; twice is once."""
    session = _open(tx, session_id)
    if actor == person_id:
        require_self(tx, actor, person_id, to="take a seat")
        if session.starts_at <= at:
            raise ConflictError("This session has begun.", hint="The training office can put you on the roster.")
    else:
        require_role(tx, actor, Role.TRAINING, to="put people on a roster")
    person = get_person(tx, person_id)
    if not person.is_active:
        raise ConflictError(f"{person.name} no longer works here.")
    held = db.seat(tx, session_id, person_id)
    if held is not None:
        return held
    if len(db.seats(tx, session_id)) >= session.seats:
        raise ConflictError("No seat is free.", hint="Pick another day, or take the course here.")
    seat = Seat(session_id=session_id, person_id=person_id, added_by=actor, added_at=at)
    db.put_seat(tx, seat)
    record(tx, at, SeatTaken(actor=actor, session=session_id, person=person_id))
    return seat


def give_up_seat(tx: Tx, session_id: str, person_id: str, *, actor: str, at: datetime) -> None:
    """A person gives their seat up, or the training office takes them off; once they were there, it stays."""
    _open(tx, session_id)
    if actor == person_id:
        require_self(tx, actor, person_id, to="give up a seat")
    else:
        require_role(tx, actor, Role.TRAINING, to="take people off a roster")
    held = db.seat(tx, session_id, person_id)
    if held is None:
        return
    if held.attended_at is not None:
        raise ConflictError("It is recorded that this person was there.")
    db.remove_seat(tx, session_id, person_id)
    record(tx, at, SeatGivenUp(actor=actor, session=session_id, person=person_id))


def record_attendance(
    tx: Tx, session_id: str, present: Collection[str], *, actor: str, at: datetime
) -> tuple[Seat, ...]:
    """Record who was there: each of them has the training (139-07.2.c.2). Nobody records their own."""
    require_role(tx, actor, Role.TRAINING, to="record who was there")
    session = _open(tx, session_id)
    if session.starts_at > at:
        raise ConflictError("This session has not begun yet.", hint="Record who was there when it is over.")
    seated = {seat.person_id: seat for seat in db.seats(tx, session_id)}
    stray = sorted(set(present) - set(seated))
    if stray:
        raise UsageError(f"{stray[0]} is not on the roster.", hint="Put them on it first.")
    done = []
    for person_id in sorted(present):
        seat = seated[person_id]
        if seat.attended_at is not None:
            continue
        require_other(actor, person_id, to="record the attendance of")
        record_training(
            tx,
            person_id,
            Training.RESPONSIBLE_AI,
            session.starts_at,
            f"live session {session.id}",
            version=session.version,
            actor=actor,
            at=at,
        )
        attended = replace(seat, attended_at=at, recorded_by=actor)
        db.put_seat(tx, attended)
        done.append(attended)
    return tuple(done)


def undo_attendance(tx: Tx, session_id: str, person_id: str, *, actor: str, at: datetime) -> Seat:
    """Take a fresh attendance back, and the training with it; the person stays on the roster."""
    require_role(tx, actor, Role.TRAINING, to="undo this")
    session, held = _open(tx, session_id), db.seat(tx, session_id, person_id)
    if held is None or held.attended_at is None:
        raise ConflictError("It is not recorded that this person was there.", hint="Load the page again.")
    why_not = why_no_undo(tx, held, actor=actor, at=at)
    if why_not:
        raise ConflictError(why_not)
    records.remove_training(tx, person_id, Training.RESPONSIBLE_AI, session.starts_at)
    event = TrainingTakenBack(
        actor=actor,
        person=person_id,
        training=Training.RESPONSIBLE_AI.value,
        completed_at=session.starts_at.date().isoformat(),
        source=f"live session {session.id}",
    )
    record(tx, at, event)
    open_ = replace(held, attended_at=None, recorded_by="")
    db.put_seat(tx, open_)
    return open_


def why_no_undo(tx: Tx, seat: Seat, *, actor: str, at: datetime) -> str:
    """Why an attendance cannot be undone any more, in a sentence; empty when it can."""
    if seat.attended_at is None:
        return "It is not recorded."
    if seat.recorded_by != actor:
        return f"{get_person(tx, seat.recorded_by).name} recorded it, so only they can undo it."
    if any(uses.search(tx, person=seat.person_id, allowed=True, since=seat.attended_at, limit=LOOKED_AT)):
        return f"{get_person(tx, seat.person_id).name} used a tool since, so it stands in the record."
    return "The ten minutes are over." if at - seat.attended_at > WINDOW else ""


def _open(tx: Tx, session_id: str) -> LiveSession:
    session = db.get(tx, session_id)
    if session is None:
        raise NotFoundError("There is no such session.")
    if session.canceled_at is not None:
        raise ConflictError("This session was called off.", hint="Plan another one.")
    return session


def find_people(tx: Tx, lines: Collection[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Who is meant by each line, a handle or an agency address: the ids, and the lines that need somebody's eyes."""
    ids: dict[str, None] = {}
    unclear: list[tuple[str, str]] = []
    for line in lines:
        wanted = clean_line(line).strip(" ,;\"'")
        if not wanted:
            continue
        person = people.get(tx, wanted.casefold()) or people.by_email(tx, wanted)
        if person is None:
            unclear.append((wanted, "Nobody has this handle or address."))
        elif not person.is_active:
            unclear.append((wanted, f"{person.name} no longer works here."))
        else:
            ids[person.id] = None
    return tuple(ids), tuple(unclear)
