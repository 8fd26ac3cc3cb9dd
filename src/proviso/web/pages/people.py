"""People: who is ready, who is stuck where? (139-07.2.c). Looking at a person's record is itself recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import people as change_people
from proviso.db import agency as agency_db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Person, PersonnelType, Role, Training

from ..access import log_list, log_view
from ..desk import Confirm, Desk, Pages, at_desk, typed
from ..gates import GATES, Gate, best_standing, gates_of, status_of
from ..history import Happened
from ..records import record_lines

READERS = (Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR, Role.TRAINING, Role.CIO_OFFICE, Role.CIO)
TRAINERS = (Role.TRAINING, Role.ADMIN)
KINDS = (
    (PersonnelType.EMPLOYEE.value, "Employee"),
    (PersonnelType.CONTRACTOR.value, "Contractor"),
    (PersonnelType.DETAILEE.value, "Detailee"),
    (PersonnelType.OTHER.value, "Somebody else who works for the agency"),
)
PERSON_FIELDS = ("name", "email", "title", "component", "personnel_type", "supervisor_id")
TRAININGS = (
    (Training.RESPONSIBLE_AI.value, "The AI course"),
    (Training.PRIVACY.value, "Privacy training"),
    (Training.CYBERSECURITY.value, "Cybersecurity training"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person on the list, with one status."""

    id: str
    name: str
    title: str
    component: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """The list, 25 a page."""

    answer: str
    search: str
    component: str
    step: str
    components: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    pages: Pages
    may_add: bool
    done: str


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
    trainings: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    """The form that adds a person."""

    components: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    supervisors: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def list_people(request: Request) -> Response:
    """Everyone, one status each; a supervisor who is nothing else sees their own people."""
    desk = at_desk(request)
    desk.only("supervisors, the training office, the administrator and auditors", *READERS)
    log_list(desk, "people")
    with desk.read() as tx:
        page = people_page(desk, tx)
    return desk.page("people.html", page, title="People")


def people_page(desk: Desk, tx: Tx) -> PeoplePage:
    """One page of the list; the step filter reads each record, so that it can say who lacks what today."""
    search, component, step = (desk.asked(name) for name in ("q", "component", "step"))
    names = agency_db.components(tx)
    if desk.has(*READERS[2:], Role.ADMIN):
        found = people.everyone(tx, search, component, 0, 1_000_000) if step else None
        total = people.count(tx, search, component)
    else:
        found = [p for p in people.team(tx, desk.me.id) if _matches(p, search, component)]
        total = len(found)
    if found is not None and step:
        found = [p for p in found if _lacks(desk, tx, p, step)]
        total = len(found)
    pages = desk.pages("/people", total, q=search, component=component, step=step)
    shown = (
        people.everyone(tx, search, component, pages.offset, pages.size)
        if found is None
        else found[pages.offset : pages.offset + pages.size]
    )
    return PeoplePage(
        answer=_answer(desk, total, step, bool(search or component)),
        search=search,
        component=component,
        step=step,
        components=(("", "All components"), *names.items()),
        steps=(("", "Any or none"), *((gate, label) for gate, label in GATES.items())),
        rows=tuple(_row(desk, tx, p, names) for p in shown),
        pages=pages,
        may_add=desk.has(Role.ADMIN),
        done=desk.done,
    )


def _matches(person: Person, search: str, component: str) -> bool:
    words = f"{person.name} {person.email} {person.title} {person.component}".casefold()
    return all(w in words for w in search.casefold().split()) and component in {"", person.component}


def _lacks(desk: Desk, tx: Tx, person: Person, step: str) -> bool:
    if not person.is_active:
        return False
    return any(g.id == step and not g.is_done for g in gates_of(desk, tx, best_standing(desk, tx, person)))


def _answer(desk: Desk, total: int, step: str, filtered: bool) -> str:
    if step:
        verb = "lacks" if total == 1 else "lack"
        return f"{desk.count(total, 'person', 'people')} {verb} this step: {GATES.get(step, step)}."
    kind = "match" if total != 1 else "matches"
    if filtered:
        return f"{desk.count(total, 'person', 'people')} {kind}."
    return f"{desk.count(total, 'person is', 'people are')} in the directory."


def _row(desk: Desk, tx: Tx, person: Person, names: dict[str, str]) -> Row:
    return Row(
        id=person.id,
        name=person.name,
        title=person.title,
        component=names.get(person.component, person.component),
        status=status_of(desk, tx, person),
    )


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
        ("Component", names.get(person.component, person.component)),
        ("Works here as", dict(KINDS)[person.personnel_type.value]),
        ("Address", person.email),
        ("Supervisor", desk.name(tx, person.supervisor_id) if person.supervisor_id else "Not recorded"),
    ]
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


def as_date(raw: str) -> date | None:
    """A day as a form sends it; None when it is not one."""
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


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


def add_person_form(request: Request) -> Response:
    """The form that adds a person."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    with desk.read() as tx:
        page = _add_page(tx, typed(None, *PERSON_FIELDS))
    return desk.page("person_add.html", page, title="Add a person")


def _add_page(tx: Tx, values: dict[str, str], errors: dict[str, str] | None = None) -> AddPage:
    supervisors = [p for p in people.everyone(tx, limit=1_000_000) if Role.SUPERVISOR in p.roles and p.is_active]
    return AddPage(
        components=tuple(agency_db.components(tx).items()),
        kinds=KINDS,
        supervisors=(("", "Choose"), *((p.id, p.name) for p in supervisors)),
        typed=values,
        errors=errors or {},
    )


def add_person(request: Request) -> Response:
    """Add a person (139-07 fn3); none of the steps is done for them."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    values = typed(desk.form, *PERSON_FIELDS)
    with desk.read() as tx:
        errors = _person_errors(tx, values)
        if errors:
            return desk.page("person_add.html", _add_page(tx, values, errors), title="Add a person", status=422)
    person = Person(
        id=handle(values["name"]),
        name=values["name"],
        email=values["email"],
        title=values["title"],
        component=values["component"],
        personnel_type=PersonnelType(values["personnel_type"]),
        supervisor_id=values["supervisor_id"],
        engagement_starts=desk.today,
    )
    desk.write(lambda tx: change_people.add(tx, person, actor=desk.me.id, at=desk.now))
    return desk.go(f"/people/{person.id}", f"{person.name} is in the directory. Next: five steps, shown at sign-in.")


def _person_errors(tx: Tx, values: dict[str, str]) -> dict[str, str]:
    errors = {}
    if len(values["name"].split()) < 2 or not handle(values["name"]):
        errors["name"] = "Give the first and the last name."
    elif people.get(tx, handle(values["name"])) is not None:
        errors["name"] = "Somebody has this name already. Add a middle name or initial."
    if "@" not in values["email"].strip("@"):
        errors["email"] = "Give the agency e-mail address."
    if values["component"] not in agency_db.components(tx):
        errors["component"] = "Choose the component."
    if values["personnel_type"] not in dict(KINDS):
        errors["personnel_type"] = "Choose one."
    supervisor = people.get(tx, values["supervisor_id"])
    if supervisor is None or Role.SUPERVISOR not in supervisor.roles:
        errors["supervisor_id"] = "Choose the supervisor: without one, nobody can approve."
    return errors


def handle(name: str) -> str:
    """`Maya Okafor` becomes `maya.okafor`."""
    words = ("".join(c for c in word if c.isascii() and c.isalnum()) for word in name.lower().split())
    return ".".join(word for word in words if word)
