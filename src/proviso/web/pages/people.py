"""People: who is ready, who is stuck where? (139-07.2.c). Opening the list is itself recorded, once an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import readiness as counting
from proviso.db import agency as agency_db
from proviso.db import people
from proviso.db import readiness as db
from proviso.db.readiness import Listed, Wanted
from proviso.db.store import Tx
from proviso.model import Person, PersonnelType, Role, Standing, Training

from ..access import log_list
from ..desk import Desk, Pages, at_desk
from ..gates import GATES, best_standing, status_of
from ..jobs import count_people
from ..listing import Sorting, address, sorting, table_file
from ..session import ROLE_NAMES

READERS = (Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR, Role.TRAINING, Role.CIO_OFFICE, Role.CIO)
WHOM = "supervisors, the training office, the administrator and auditors"
KINDS = (
    (PersonnelType.EMPLOYEE.value, "Employee"),
    (PersonnelType.CONTRACTOR.value, "Contractor"),
    (PersonnelType.DETAILEE.value, "Detailee"),
    (PersonnelType.OTHER.value, "Somebody else who works for the agency"),
)
TRAININGS = (
    (Training.RESPONSIBLE_AI.value, "The AI course"),
    (Training.PRIVACY.value, "Privacy training"),
    (Training.CYBERSECURITY.value, "Cybersecurity training"),
)
STATES = (
    ("", "Everybody"),
    ("ready", "Ready"),
    ("stuck", "A step is missing"),
    ("here", "Works here"),
    ("left", "Has left"),
)
COLUMNS = (("name", "Name"), ("status", "Status"), ("component", "Component"))
FILTERS = ("q", "component", "role", "step", "state", "supervisor")
FEW = 50
"""So many are counted anew while the reader waits; more are counted behind their back."""
MOST_CHOICES = 100
"""Supervisors that a list to choose from may have; beyond it, the address is typed."""


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
    late: str
    """Said while some are being counted anew."""
    asked: dict[str, str]
    components: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    sorting: Sorting
    rows: tuple[Row, ...]
    pages: Pages
    csv: str
    may_add: bool
    done: str


def list_people(request: Request) -> Response:
    """Everyone, one status each; a supervisor who is nothing else sees their own people."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    log_list(desk, "people")
    late = count_anew(desk)
    with desk.read() as tx:
        page = people_page(desk, tx, late)
    return desk.page("people.html", page, title="People")


def count_anew(desk: Desk) -> int:
    """Count who changed since the last look; how many are still to be counted when this returns."""
    with desk.read() as tx:
        waiting = counting.waiting(tx, desk.agency, at=desk.now)
    if 0 < waiting <= FEW:
        counting.count_some(desk.agency, at=desk.now)
        return 0
    if waiting:
        count_people(desk.agency)
    return waiting


def wanted(desk: Desk, asked: dict[str, str]) -> Wanted:
    """The filters of the address; a supervisor who is nothing else asks for their own people only."""
    sees_all = desk.has(*(role for role in READERS if role is not Role.SUPERVISOR))
    return Wanted(
        search=asked["q"],
        component=asked["component"],
        role=asked["role"],
        step=asked["step"],
        state=asked["state"],
        supervisor=asked["supervisor"] if sees_all else desk.me.id,
    )


def _asked(desk: Desk) -> dict[str, str]:
    asked = {name: desk.asked(name) for name in FILTERS}
    known = {"step": GATES, "state": dict(STATES), "role": {role.value for role in Role}}
    return {name: value if value in known.get(name, (value,)) else "" for name, value in asked.items()}


def people_page(desk: Desk, tx: Tx, late: int) -> PeoplePage:
    """One page of the list. Only its rows are judged; the filters use what was counted ahead."""
    asked, which = _asked(desk), desk.asked("sort")
    filters = wanted(desk, asked)
    order = sorting("/people", COLUMNS, which, asked)
    sort = f"-{order.key}" if order.is_down else order.key
    total = db.count_listed(tx, filters)
    pages = desk.pages("/people", total, **asked, sort=sort if which else "")
    names = agency_db.components(tx)
    found = db.listed(tx, filters, sort, pages.offset, pages.size)
    near = people.near_each(tx, [one.person.id for one in found])
    return PeoplePage(
        answer=_answer(desk, total, asked),
        late=f"{desk.count(late, 'person is', 'people are')} being counted anew, so filters are a little behind."
        if late
        else "",
        asked=asked,
        components=(("", "All components"), *names.items()),
        roles=(("", "Any role"), *((role.value, _capital(ROLE_NAMES[role])) for role in Role)),
        steps=(("", "Any or none"), *GATES.items()),
        states=STATES,
        sorting=order,
        rows=tuple(_row(desk, tx, one.person, near[one.person.id], names) for one in found),
        pages=pages,
        csv=address("/people/csv", **asked),
        may_add=desk.has(Role.ADMIN),
        done=desk.done,
    )


def _answer(desk: Desk, total: int, asked: dict[str, str]) -> str:
    step = asked["step"]
    if step:
        verb = "lacks" if total == 1 else "lack"
        return f"{desk.count(total, 'person', 'people')} {verb} this step: {GATES[step]}."
    if any(asked.values()):
        return f"{desk.count(total, 'person', 'people')} {'match' if total != 1 else 'matches'}."
    return f"{desk.count(total, 'person is', 'people are')} in the directory."


def _row(desk: Desk, tx: Tx, person: Person, near: tuple[Standing, ...], names: dict[str, str]) -> Row:
    return Row(
        id=person.id,
        name=person.name,
        title=person.title,
        component=names.get(person.component, person.component) or "No component yet",
        status=status_of(desk, tx, person, best_standing(desk, tx, person, near)),
    )


def download_people(request: Request) -> Response:
    """The list as a file, with the filters of the page. It is a look at the list, and recorded as one."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    log_list(desk, "people as a file")
    count_anew(desk)
    with desk.read() as tx:
        names = agency_db.components(tx)
        found = db.listed(tx, wanted(desk, _asked(desk)), "name", 0, 1_000_000)
    heads = ("Handle", "Name", "Email", "Title", "Component", "Type", "Supervisor", "Last day", "Status", "Ready until")
    return table_file("people.csv", heads, [_line(one, names) for one in found])


def _line(one: Listed, names: dict[str, str]) -> tuple[object, ...]:
    person = one.person
    return (
        person.id,
        person.name,
        person.email,
        person.title,
        names.get(person.component, person.component),
        person.personnel_type.value,
        person.supervisor_id,
        person.engagement_ends,
        _said(one),
        one.ends_on if one.missing == () else None,
    )


def _said(one: Listed) -> str:
    if not one.person.is_active:
        return "Has left"
    if one.missing is None:
        return "Not counted yet"
    missing = [GATES.get(step, "Engagement") for step in one.missing]
    return f"Missing: {', '.join(missing)}" if missing else "Ready"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def as_date(raw: str) -> date | None:
    """A day as a form sends it; None when it is not one."""
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def supervisor_choices(tx: Tx) -> tuple[tuple[str, str], ...]:
    """Who can be chosen as a supervisor; none where they are so many that the address is typed."""
    found = people.with_role(tx, Role.SUPERVISOR)
    return (("", "Choose"), *((one.id, one.name) for one in found)) if len(found) <= MOST_CHOICES else ()


def supervisor_of(tx: Tx, typed: str) -> Person | None:
    """The supervisor of this handle or address, if there is one."""
    found = people.get(tx, typed) or people.by_email(tx, typed)
    return found if found is not None and found.is_active and Role.SUPERVISOR in found.roles else None
