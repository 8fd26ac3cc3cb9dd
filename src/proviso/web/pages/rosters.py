"""Live sessions of the course: planned, filled, and who was there (139-07.2.c.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import rosters as change_rosters
from proviso.actions.tables import read_table
from proviso.db import people
from proviso.db import rosters as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, ProvisoError, UsageError
from proviso.model import LiveSession, Role

from .. import words as w
from ..access import log_list
from ..desk import Confirm, Desk, at_desk, typed
from .trainees import READERS, WHOM, the_course

FIELDS = ("day", "time", "place", "seats")
COLUMNS = {"person": ("handle", "address", "email", "e-mail", "mail", "name")}
MOST_LINES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One session on the list."""

    id: str
    when: str
    stamp: str
    place: str
    seated: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsPage:
    """Every session, and the form that plans one."""

    answer: str
    rows: tuple[SessionRow, ...]
    may_plan: bool
    zone: str
    typed: dict[str, str]
    errors: dict[str, str]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """One person on a roster."""

    id: str
    name: str
    status: str
    was_there: bool
    may_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """One session: its roster, and what can be done now."""

    id: str
    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    seats: tuple[SeatRow, ...]
    has_begun: bool
    may_change: bool
    lines: str
    """What was typed and could not be used, one a line."""
    unclear: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def list_sessions(request: Request) -> Response:
    """Every live session, the latest first."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        page = sessions_page(desk, tx)
    return desk.page("sessions.html", page, title="Live sessions")


def sessions_page(
    desk: Desk, tx: Tx, values: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> SessionsPage:
    """The list and the form."""
    every = db.newest(tx)
    rows = []
    for session in every:
        seated = db.seats(tx, session.id)
        rows.append(
            SessionRow(
                id=session.id,
                when=desk.when(session.starts_at),
                stamp=desk.stamp(session.starts_at),
                place=session.place,
                seated=f"{len(seated)} of {w.count(session.seats, 'seat')}",
                status=_state(desk, session, sum(seat.attended_at is not None for seat in seated)),
            )
        )
    coming = sum(session.starts_at > desk.now and session.canceled_at is None for session in every)
    return SessionsPage(
        answer=f"{w.count(coming, 'live session is', 'live sessions are')} to come."
        if coming
        else "No live session is planned. Plan one here.",
        rows=tuple(rows),
        may_plan=desk.has(Role.TRAINING),
        zone=desk.words.time(desk.now).rpartition(" ")[2],
        typed={**dict.fromkeys(FIELDS, ""), "seats": "20", **(values or {})},
        errors=errors or {},
        done=desk.done,
    )


def _state(desk: Desk, session: LiveSession, were_there: int) -> str:
    if session.canceled_at is not None:
        return "Called off"
    if session.starts_at > desk.now:
        return "To come"
    return f"{w.count(were_there, 'person was', 'people were')} there" if were_there else "Say who was there"


def plan_session(request: Request) -> Response:
    """Plan a live session."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    course = the_course(desk)
    values = typed(desk.form, *FIELDS)
    starts_at, errors = _read(desk, values)
    if errors or starts_at is None:
        with desk.read() as tx:
            page = sessions_page(desk, tx, values, errors)
        return desk.page("sessions.html", page, title="Live sessions", status=422)
    session = desk.write(
        lambda tx: change_rosters.plan(
            tx, starts_at, values["place"], int(values["seats"]), course.version, actor=desk.me.id, at=desk.now
        )
    )
    done = "Planned. People see it on their course page, and can take a seat."
    return desk.go(f"/training/sessions/{session.id}", done)


def _read(desk: Desk, values: dict[str, str]) -> tuple[datetime | None, dict[str, str]]:
    errors: dict[str, str] = {}
    starts_at = None
    try:
        local = datetime.fromisoformat(f"{values['day']}T{values['time']}")
        starts_at = local.replace(tzinfo=desk.words.zone)
    except ValueError:
        errors["day"] = "Give the day and the time."
    if starts_at is not None and abs((starts_at - desk.now).days) > 366:
        errors["day"] = "Give a day within a year from now."
    if not values["place"]:
        errors["place"] = "Say where it is: a room, or the link of the call."
    seats = values["seats"]
    if not (seats.isascii() and seats.isdecimal() and 1 <= int(seats[:6]) <= change_rosters.MOST_SEATS):
        errors["seats"] = f"Give a number from 1 to {w.number(change_rosters.MOST_SEATS)}."
    return starts_at, errors


def show_session(request: Request) -> Response:
    """One session with its roster."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        session = _session(tx, request)
    log_list(desk, "roster")
    with desk.read() as tx:
        page = session_page(desk, tx, session)
    return desk.page("session.html", page, title=page.title)


def _session(tx: Tx, request: Request) -> LiveSession:
    session = db.get(tx, request.path_params["session_id"])
    if session is None:
        raise NotFoundError("There is no such session.", hint="Live sessions lists all of them.")
    return session


def session_page(
    desk: Desk,
    tx: Tx,
    session: LiveSession,
    unclear: tuple[tuple[str, str], ...] = (),
    errors: dict[str, str] | None = None,
    lines: str = "",
    done: str = "",
) -> SessionPage:
    """The roster, and the forms of who may change it."""
    seated = db.seats(tx, session.id)
    is_open, has_begun = session.canceled_at is None, session.starts_at <= desk.now
    rows = []
    for seat in seated:
        person = people.get(tx, seat.person_id)
        was_there = seat.attended_at is not None
        rows.append(
            SeatRow(
                id=seat.person_id,
                name=person.name if person else seat.person_id,
                status="Was there" if was_there else "Has a seat",
                was_there=was_there,
                may_undo=was_there and not change_rosters.why_no_undo(tx, seat, actor=desk.me.id, at=desk.now),
            )
        )
    there = sum(row.was_there for row in rows)
    return SessionPage(
        id=session.id,
        title=f"Live session, {desk.words.date(session.starts_at)}",
        answer=_answer(desk, session, len(rows), there),
        facts=(
            ("When", desk.when(session.starts_at)),
            ("Where", session.place),
            ("Seats", f"{len(rows)} of {w.number(session.seats)} taken"),
            ("Course", f"Version {session.version}"),
            ("Planned by", desk.name(tx, session.planned_by)),
        ),
        seats=tuple(sorted(rows, key=lambda row: row.name)),
        has_begun=has_begun,
        may_change=is_open and desk.has(Role.TRAINING),
        lines=lines or "\n".join(line for line, _ in unclear),
        unclear=tuple(f"{line}: {why}" for line, why in unclear),
        errors=errors or {},
        done=done or desk.done,
    )


def _answer(desk: Desk, session: LiveSession, seated: int, there: int) -> str:
    if session.canceled_at is not None:
        return "This session was called off."
    if session.starts_at > desk.now:
        return f"It begins {desk.when(session.starts_at)}. {w.count(seated, 'person has', 'people have')} a seat."
    if there:
        return f"{there} of {w.count(seated, 'person was', 'people were')} there. Each of them has the training."
    return "It has begun. Say who was there: each of them has the training then."


def add_people(request: Request) -> Response:
    """Put people on the roster: typed, one a line, or a CSV file. What nobody can be made of comes back."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    with desk.read() as tx:
        session = _session(tx, request)
    sent = desk.form.text("people")
    try:
        lines = _lines(desk, sent)
        added, unclear = desk.write(lambda tx: _seat_all(desk, tx, session, lines))
    except (UsageError, ConflictError) as fault:
        said = " ".join(filter(None, (fault.message, fault.hint)))
        with desk.read() as tx:
            page = session_page(desk, tx, session, errors={"people": said}, lines=sent)
        return desk.page("session.html", page, title=page.title, status=422)
    done = f"{w.count(added, 'person is', 'people are')} on the roster now."
    if not unclear:
        return desk.go(f"/training/sessions/{session.id}", done)
    said = f"{w.count(len(unclear), 'line needs', 'lines need')} you. They are in the box again."
    with desk.read() as tx:
        page = session_page(desk, tx, session, unclear, {"people": said}, done=done if added else "")
    return desk.page("session.html", page, title=page.title, status=422)


def _lines(desk: Desk, sent: str) -> list[str]:
    lines = [line for line in sent.split("\n") if line.strip()]
    for file in desk.form.files("file"):
        table = read_table(file.content, COLUMNS, (("person",),))
        lines += [row.get("person") for row in table.rows if row.get("person")]
    if not lines:
        raise UsageError("Type a handle or an address, one a line, or choose a file.")
    if len(lines) > MOST_LINES:
        raise UsageError(f"These are {w.number(len(lines))} lines; {w.number(MOST_LINES)} go at once.")
    return lines


def _seat_all(desk: Desk, tx: Tx, session: LiveSession, lines: list[str]) -> tuple[int, tuple[tuple[str, str], ...]]:
    ids, unclear = change_rosters.find_people(tx, lines)
    full: list[tuple[str, str]] = []
    for person_id in ids:
        try:
            change_rosters.take_seat(tx, session.id, person_id, actor=desk.me.id, at=desk.now)
        except ConflictError as fault:
            full.append((person_id, fault.message))
    return len(ids) - len(full), (*unclear, *full)


def take_off(request: Request) -> Response:
    """Take a person off the roster."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    session_id, person_id = request.path_params["session_id"], request.path_params["person_id"]
    return _do(
        desk,
        session_id,
        lambda tx: change_rosters.give_up_seat(tx, session_id, person_id, actor=desk.me.id, at=desk.now),
        "Taken off the roster.",
    )


def record_attendance(request: Request) -> Response:
    """Record who was there: each of them has the training (139-07.2.c.2)."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    session_id, present = request.path_params["session_id"], desk.form.all("present")
    if desk.form.is_ticked("everyone"):  # a form has room for 200 ticks, a session for more people
        with desk.read() as tx:
            present = tuple(seat.person_id for seat in db.seats(tx, session_id) if seat.person_id != desk.me.id)
    if not present:
        return desk.go(f"/training/sessions/{session_id}", "Nothing recorded: nobody was ticked.")
    count = w.count(len(set(present)), "person has", "people have")
    return _do(
        desk,
        session_id,
        lambda tx: change_rosters.record_attendance(tx, session_id, present, actor=desk.me.id, at=desk.now),
        f"Recorded: {count} the training. You can undo it for ten minutes.",
    )


def undo_attendance(request: Request) -> Response:
    """Take a fresh attendance back, and the training with it."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    session_id, person_id = request.path_params["session_id"], request.path_params["person_id"]
    return _do(
        desk,
        session_id,
        lambda tx: change_rosters.undo_attendance(tx, session_id, person_id, actor=desk.me.id, at=desk.now),
        "Undone: the training no longer counts.",
    )


def _do(desk: Desk, session_id: str, work: object, done: str) -> Response:
    try:
        desk.write(work)  # type: ignore[arg-type]  # a function of the transaction; what it returns is nobody's
    except ProvisoError as fault:
        done = " ".join(filter(None, (fault.message, fault.hint)))
    return desk.go(f"/training/sessions/{session_id}", done)


def check_cancel(request: Request) -> Response:
    """Check and confirm that a session is called off, with what it means in numbers."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    with desk.read() as tx:
        session = _session(tx, request)
        seated = len(db.seats(tx, session.id))
    confirm = Confirm(
        answer="1 person loses a seat and gets a mail."
        if seated == 1
        else f"{w.number(seated)} people lose their seats and get a mail each.",
        consequences=("Nobody can take a seat any more.", "The course in the console stays open."),
        action=f"/training/sessions/{session.id}/cancel",
        hidden={},
        button="Call the session off",
        back=f"/training/sessions/{session.id}",
        recorded="We record who called it off, and when.",
    )
    return desk.page("confirm.html", confirm, title="Check and confirm: call a session off")


def cancel(request: Request) -> Response:
    """Call a session off."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    session_id = request.path_params["session_id"]
    return _do(
        desk,
        session_id,
        lambda tx: change_rosters.cancel(tx, session_id, actor=desk.me.id, at=desk.now),
        "Called off. Whoever had a seat gets a mail.",
    )
