"""One person: how far they are, what stands behind it, and the forms of those who may change it (139-07.2.c).

Looking at somebody's record is itself recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import people as change_people
from proviso.db import agency as agency_db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Person, Role, Training

from ..access import log_view
from ..desk import Confirm, Desk, at_desk, typed
from ..gates import Gate, best_standing, gates_of, status_of
from ..history import Happened
from ..records import record_lines
from ..session import ROLE_NAMES
from .people import KINDS, READERS, TRAININGS, as_date

TRAINERS = (Role.TRAINING, Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person: the gates with their dates, the records, and the forms of those who may change them."""

    id: str
    name: str
    logged: str
    answer: str
    gates: tuple[Gate, ...]
    facts: tuple[tuple[str, str], ...]
    records: tuple[Happened, ...]
    may_train: bool
    may_end: bool
    may_change: bool
    may_return: bool
    trainings: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str]
    done: str


def show_person(request: Request) -> Response:
    """One person's record; the look is in the ledger before the page is sent."""
    desk = at_desk(request)
    with desk.read() as tx:
        person = _person(tx, request)
        _may_see(desk, person)
    log_view(desk, person, "person")
    with desk.read() as tx:
        page = person_page(desk, tx, person)
    return desk.page("person.html", page, title=person.name)


def _person(tx: Tx, request: Request) -> Person:
    person = people.get(tx, request.path_params["person_id"])
    if person is None:
        raise NotFoundError("Nobody has this handle.", hint="Search by name under People.")
    return person


def _may_see(desk: Desk, person: Person) -> None:
    """Own record, own people, or an office that needs it."""
    if desk.me.id in {person.id, person.supervisor_id}:
        return
    desk.only(
        "the person’s supervisor, the training office, the administrator and auditors",
        *(r for r in READERS if r is not Role.SUPERVISOR),
    )


def person_page(
    desk: Desk, tx: Tx, person: Person, values: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> PersonPage:
    """The gates as they decide today, and the records behind them."""
    first = person.name.split(" ")[0]
    return PersonPage(
        id=person.id,
        name=person.name,
        logged="" if desk.me.id == person.id else f"We recorded that you opened this page. {first} can see it.",
        answer=f"{status_of(desk, tx, person)}.",
        gates=gates_of(desk, tx, best_standing(desk, tx, person)),
        facts=_facts(desk, tx, person),
        records=record_lines(desk, tx, person.id),
        may_train=desk.has(*TRAINERS) and desk.me.id != person.id,
        may_end=desk.has(Role.ADMIN) and person.is_active and desk.me.id != person.id,
        may_change=desk.has(Role.ADMIN) and desk.me.id != person.id,
        may_return=desk.has(Role.ADMIN) and not person.is_active and desk.me.id != person.id,
        trainings=TRAININGS,
        typed={
            **typed(None, "training", "source", "last_day"),
            "completed_on": desk.today.isoformat(),
            **(values or {}),
        },
        errors=errors or {},
        done=desk.done,
    )


def _facts(desk: Desk, tx: Tx, person: Person) -> tuple[tuple[str, str], ...]:
    names = agency_db.components(tx)
    facts = [
        ("Title", person.title or "Not recorded"),
        ("Component", names.get(person.component, person.component) or "Not known yet: nobody can approve"),
        ("Works here as", dict(KINDS)[person.personnel_type.value]),
        ("Address", person.email),
        ("Supervisor", desk.name(tx, person.supervisor_id) if person.supervisor_id else "Not recorded"),
    ]
    roles = [ROLE_NAMES[role] for role in Role if role in person.roles and role is not Role.PERSONNEL]
    facts.append(("Roles", desk.names(_capital(role) for role in roles) or "None beside using the tools"))
    if person.engagement_ends:
        facts.append(("Last day", desk.day(person.engagement_ends)))
    if not person.is_active:
        facts.append(("Account", "Closed. Every use is denied."))
    return tuple(facts)


def record_training(request: Request) -> Response:
    """Record a completed training (139-07.2.c.2–4)."""
    desk = at_desk(request)
    desk.only("the training office and the administrator", *TRAINERS)
    values = typed(desk.form, "training", "completed_on", "source")
    with desk.read() as tx:
        person = _person(tx, request)
        errors = _training_errors(values, desk.today)
        if errors:
            page = person_page(desk, tx, person, values, errors)
            return desk.page("person.html", page, title=f"{person.name}", status=422)
    completed = datetime.combine(date.fromisoformat(values["completed_on"]), time(12), tzinfo=UTC)
    desk.write(
        lambda tx: change_people.record_training(
            tx,
            person.id,
            training=Training(values["training"]),
            completed_at=min(completed, desk.now),
            source=values["source"],
            actor=desk.me.id,
            at=desk.now,
        )
    )
    label = dict(TRAININGS)[values["training"]]
    return desk.go(f"/people/{person.id}", f"Recorded: {label}, {desk.day(completed)}. It counts from the next use on.")


def _training_errors(values: dict[str, str], today: date) -> dict[str, str]:
    errors = {}
    if values["training"] not in dict(TRAININGS):
        errors["training"] = "Choose the training."
    day = as_date(values["completed_on"])
    if day is None:
        errors["completed_on"] = "Give the day as a date."
    elif day > today:
        errors["completed_on"] = "This day has not come yet."
    if not values["source"]:
        errors["source"] = "Say where this record comes from."
    return errors


def check_end(request: Request) -> Response:
    """Check and confirm the end of an engagement, with what it means."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    values = typed(desk.form, "last_day")
    with desk.read() as tx:
        person = _person(tx, request)
        if as_date(values["last_day"]) is None:
            errors = {"last_day": "Give the last day as a date."}
            page = person_page(desk, tx, person, values, errors)
            return desk.page("person.html", page, title=f"{person.name}", status=422)
    day = date.fromisoformat(values["last_day"])
    confirm = Confirm(
        answer=f"{person.name} can use AI tools until the end of {desk.day(day)}, and not after it.",
        consequences=(
            "From the day after, every use is denied, whatever the other steps say.",
            "The records stay; reporting a spill stays open.",
        ),
        action=f"/people/{person.id}/end",
        hidden=values,
        button="End the engagement",
        back=f"/people/{person.id}",
        recorded="We record who ended it, when, and the last day.",
    )
    return desk.page("confirm.html", confirm, title=f"Check and confirm: {person.name}")


def end_engagement(request: Request) -> Response:
    """End an engagement: gate "engagement current" closes after the last day."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    with desk.read() as tx:
        person = _person(tx, request)
    day = as_date(desk.form.text("last_day"))
    if day is None:
        return desk.go(f"/people/{person.id}", "Nothing changed: the last day was not a date.")
    desk.write(lambda tx: change_people.end_engagement(tx, person.id, day, actor=desk.me.id, at=desk.now))
    return desk.go(f"/people/{person.id}", f"The last day of {person.name} is {desk.day(day)}.")


def check_leave(request: Request) -> Response:
    """Check and confirm that somebody has left, with what it means."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    with desk.read() as tx:
        person = _person(tx, request)
        approvals = len(people.records(tx, person.id).approvals)
        team = sum(member.is_active for member in people.team(tx, person.id))
    ends = f"{desk.count(approvals, 'approval ends', 'approvals end')} now. " if approvals else ""
    consequences = [
        f"{ends}The next use is denied. An answer that is being written stops.",
        "The records stay; reporting a spill stays open.",
    ]
    if team:
        consequences.append(f"{desk.count(team, 'person has', 'people have')} nobody then who approves. Name another.")
    confirm = Confirm(
        answer=f"{person.name} has left, and loses all AI tools now.",
        consequences=tuple(consequences),
        action=f"/people/{person.id}/leave",
        hidden={},
        button="Close the access",
        back=f"/people/{person.id}",
        recorded="We record who closed it, and when.",
    )
    return desk.page("confirm.html", confirm, title=f"Check and confirm: {person.name}")


def leave(request: Request) -> Response:
    """Somebody has left: approvals end, and the next use is denied through every door."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    with desk.read() as tx:
        person = _person(tx, request)
    desk.write(lambda tx: change_people.deactivate(tx, person.id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/people/{person.id}", f"{person.name} has left. Every use is denied from now on.")


def come_back(request: Request) -> Response:
    """Somebody is back; the supervisor is asked anew."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    with desk.read() as tx:
        person = _person(tx, request)
    desk.write(lambda tx: change_people.reactivate(tx, person.id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/people/{person.id}", f"{person.name} is back. The supervisor is asked anew.")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
