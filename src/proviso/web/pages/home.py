"""Home: what needs me now? At most seven rows, oldest due first, then one line on how things stand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions.approvers import waiting_for
from proviso.actions.budgets import near_end
from proviso.actions.incident_access import WATCHERS
from proviso.db import budgets, incidents, objections, systems, tools, wishes
from proviso.db.store import Tx
from proviso.model import Objection, ObjectionState, Role, Standing, ToolStatus

from .. import words as w
from ..desk import Desk, at_desk
from ..expert_tasks import expert_tasks
from ..export_tasks import export_tasks
from ..feed_words import feed_tasks
from ..foia_tasks import foia_tasks
from ..gates import Gate, best_standing, gates_of
from ..incident_words import named, row_words, status_words
from ..local_tasks import local_tasks
from ..quiet_day import nothing_today
from ..record_tasks import record_tasks
from ..render import render
from ..review_tasks import review_tasks
from ..session import agency, person
from ..step_rows import StepRow, step_rows, steps_answer
from ..system_words import NAMES, state
from ..training_tasks import training_tasks
from ..waiver_tasks import waiver_tasks
from .incidents import due_of
from .outbox import task_for
from .tour import stops_here

MOST_ROWS = 7
SOON = timedelta(days=30)
NEWS = timedelta(days=14)
OFFICES = (Role.PRIVACY, Role.CIVIL_RIGHTS, Role.SECURITY, Role.COUNSEL, Role.TRAINING, Role.CIO_OFFICE)
DOORS = (
    (Role.AUDITOR, "Check the ledger", "/ledger"),
    (Role.INCIDENT, "See the incidents", "/incidents"),
    (Role.RECORDS, "Open Records", "/records"),
    (Role.ADMIN, "See the people", "/people"),
)
"""Who comes to Home for something else than asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that needs this person."""

    href: str
    label: str
    line: str
    status: str
    due: date
    """Orders the rows, and is not shown."""
    is_done: bool = False
    needs_you: bool = True
    button: str = ""
    """A button of the row itself, and where it posts."""
    action: str = ""
    """False: it waits for somebody else, or for another step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What needs this person, or the sentence that nothing does."""

    title: str
    answer: str
    rows: tuple[Task, ...] = ()
    more: str = ""
    """Said when there are more rows than fit."""
    standing: str = ""
    button: str = ""
    button_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomePage:
    """Home for somebody who is not signed in: what this is, and what the public may see."""

    title: str
    is_demo: bool
    has_tour: bool
    open_tools: int


def show_home(request: Request) -> Response:
    """Home, by role."""
    if person(request) is None:
        return _welcome(request)
    desk = at_desk(request)
    with desk.read() as tx:
        page = home_page(desk, tx)
    return render(request, "home.html", page)


def _welcome(request: Request) -> Response:
    house = agency(request)
    with house.store.read() as tx:
        page = WelcomePage(
            title="Home",
            is_demo=house.settings.demo,
            has_tour=house.settings.demo and bool(stops_here(tx)),
            open_tools=sum(tool.status is ToolStatus.APPROVED for tool in tools.all(tx)),
        )
    return render(request, "welcome.html", page)


def home_page(desk: Desk, tx: Tx) -> HomePage:
    """The rows of all the person's roles together, and the line on how things stand."""
    standing = best_standing(desk, tx, desk.me)
    gates = gates_of(desk, tx, standing)
    is_ready = all(gate.is_done for gate in gates) and not desk.me.paused_for
    steps = step_rows(desk, tx, standing) if _asks(desk, gates) and not (is_ready or desk.me.paused_for) else ()
    rows = [
        *office_tasks(desk, tx),
        *_answered(desk, tx),
        *_open_again(desk, tx),
        *(_ending(desk, tx) if is_ready else ()),
    ]
    rows += [_step(desk, row) for row in steps if not row.is_done]
    rows.sort(key=lambda row: row.due)
    left = len(rows) - MOST_ROWS
    button, href = _button(desk, is_ready=is_ready, has_steps=bool(steps))
    return HomePage(
        title="Home",
        answer=_answer(desk, tx, rows, is_ready),
        rows=tuple(rows[:MOST_ROWS]),
        more=f"{w.count(left, 'more waits', 'more wait')} behind these." if left > 0 else "",
        standing=_standing(desk, tx, standing, is_ready=is_ready, has_rows=bool(rows), has_steps=bool(steps)),
        button=button,
        button_href=href,
    )


def _asks(desk: Desk, gates: tuple[Gate, ...]) -> bool:
    """Whether this person means to use the tools: an officer who has begun no step is not told to."""
    has_begun = any(gate.is_done for gate in gates if gate.id != "account")
    return has_begun or desk.me.roles <= {Role.PERSONNEL, Role.SUPERVISOR, Role.EXPERT}


def _step(desk: Desk, row: StepRow) -> Task:
    return Task(
        href=row.href,
        label=row.label,
        line=row.line,
        status=row.status,
        due=desk.today,
        needs_you=row.status == "Needs you",
    )


def _standing(desk: Desk, tx: Tx, standing: Standing, *, is_ready: bool, has_rows: bool, has_steps: bool) -> str:
    """The line under the rows; a day without rows has said it already."""
    if has_steps or (is_ready and has_rows):
        return steps_answer(desk, tx, standing, step_rows(desk, tx, standing))
    return ""


def _button(desk: Desk, *, is_ready: bool, has_steps: bool) -> tuple[str, str]:
    """The one primary button: what this person most likely came for."""
    if has_steps:
        return "See your steps", "/steps"
    for role, label, href in DOORS:
        if desk.has(role):
            return label, href
    return ("Ask a question", "/workspace") if is_ready else ("See the tools", "/tools")


def _answer(desk: Desk, tx: Tx, rows: list[Task], is_ready: bool) -> str:
    needing = sum(row.needs_you for row in rows)
    if not rows:
        return nothing_today(desk, tx, OFFICES, is_ready=is_ready)
    if not needing:
        return "Nothing needs you today. You wait for somebody else."
    return f"{w.count(needing, 'thing needs', 'things need')} you."


def office_tasks(desk: Desk, tx: Tx) -> list[Task]:
    """What this person's offices and systems ask of them."""
    rows: list[Task] = []
    rows += _requests(desk, tx)
    for office in OFFICES:
        if desk.has(office):
            rows += [_objection(desk, tx, o) for o in objections.open_for(tx, office.value)]
    if desk.has(*WATCHERS):
        rows += _incidents(desk, tx)
    if desk.has(Role.CIO, Role.CIO_OFFICE):
        rows += _tools(desk, tx)
    rows += [Task(**asdict(task)) for task in review_tasks(desk, tx)]
    rows += [Task(**asdict(task)) for task in local_tasks(desk, tx)]
    rows += [
        Task(href=href, label=label, line=line, status=status, due=due)
        for href, label, line, status, due in (
            *waiver_tasks(desk, tx),
            *training_tasks(desk, tx),
            *feed_tasks(desk, tx),
            *expert_tasks(desk, tx),
            *foia_tasks(desk, tx),
            *record_tasks(desk, tx),
            *export_tasks(desk, tx),
        )
    ]
    if desk.has(Role.ADMIN):
        rows += _messages(desk, tx)
    return [*rows, *_systems(desk, tx)]


def _requests(desk: Desk, tx: Tx) -> list[Task]:
    """Who waits for this person's answer, and since when (139-07.2.c.1): a supervisor's, or of who acts for one."""
    page = "/team#request-" if desk.has(Role.SUPERVISOR) else "/team/requests/"
    return [
        Task(
            href=f"{page}{asked.id}",
            label=f"{desk.name(tx, asked.person_id)} asks to use AI tools",
            line=f"Asked {desk.words.near(asked.asked_at)}.",
            status=f"Waiting for {desk.words.age(desk.words.local(asked.asked_at))}",
            due=desk.words.local(asked.asked_at),
        )
        for asked in waiting_for(tx, desk.me.id, desk.now)
    ]


def _objection(desk: Desk, tx: Tx, objection: Objection) -> Task:
    late = (desk.today - objection.due_on).days
    return Task(
        href=f"/objections/{objection.id}",
        label=f"{desk.name(tx, objection.person_id)} thinks that decision {w.code(objection.decision_id)} is wrong",
        line=f"Sent {desk.words.near(objection.sent_at)}: {objection.reason}",
        status=f"{w.count(late, 'day')} late" if late > 0 else f"Due {desk.words.near(objection.due_on)}",
        due=objection.due_on,
    )


def _incidents(desk: Desk, tx: Tx) -> list[Task]:
    """Running clocks, the shortest first (139-07.6): each office sees those that it was told of."""
    mine = {role.value for role in desk.me.roles}
    told = [i for i in incidents.open(tx) if desk.has(Role.INCIDENT) or mine & {one.role for one in i.told}]
    return [
        Task(
            href=f"/incidents/{incident.id}",
            label=named(incident),
            line=row_words(desk, tx, incident),
            status=status_words(desk, incident),
            due=desk.words.local(due_of(desk, incident)),
        )
        for incident in sorted(told, key=lambda one: due_of(desk, one))
    ]


def _tools(desk: Desk, tx: Tx) -> list[Task]:
    """Decisions that only the CIO's office can make (139-07.1)."""
    rows = []
    for tool in tools.all(tx):
        due = tool.re_review_due
        if tool.status is ToolStatus.APPROVED and due and due - desk.today <= SOON:
            late = (desk.today - due).days
            line = f"Its re-review is {w.count(late, 'day')} late." if late > 0 else "Its re-review comes up."
            rows.append(_tool(desk, tool.id, f"Extend or pause {tool.name}", line, due, f"Due {desk.day(due)}"))
    return rows


def _messages(desk: Desk, tx: Tx) -> list[Task]:
    """Mail and webhooks that do not leave: somebody has to look."""
    found = task_for(desk, tx)
    if found is None:
        return []
    return [Task(href="/outbox", label=found[0], line=found[1], status="Needs you", due=desk.today)]


def _systems(desk: Desk, tx: Tx) -> list[Task]:
    """Systems that this person answers for: one that ends soon, or has used most of a budget (139-07.3)."""
    rows = []
    for system in systems.of_owner(tx, desk.me.id):
        if state(desk, system) != "current":
            continue
        left = (system.expires_on - desk.today).days
        if left <= SOON.days:
            line = "After that day it gets no answer. The CIO’s office can set a later one."
            label = f"The registration of {system.name} ends {desk.words.near(system.expires_on)}"
            rows.append(_system(system.id, label, line, f"{w.count(max(left, 0), 'day')} left", system.expires_on))
        near = near_end(system, budgets.get(tx, system.id, desk.now))
        if near is not None:
            budget, share = near
            label = f"{system.name} has used {min(share, 100)}% of its {NAMES[budget]} this month"
            line = "When it is used up, requests are refused until next month. The CIO’s office can give more."
            rows.append(_system(system.id, label, line, "Used up" if share >= 100 else "Nearly used up", desk.today))
    return rows


def _system(system_id: str, label: str, line: str, status: str, due: date) -> Task:
    return Task(href=f"/systems/{system_id}", label=label, line=line, status=status, due=due)


def _tool(desk: Desk, tool_id: str, label: str, line: str, due: date, status: str) -> Task:
    return Task(href=f"/tools/{tool_id}", label=label, line=line, status=status, due=due)


def _answered(desk: Desk, tx: Tx) -> list[Task]:
    """Objections of this person that came back in the last two weeks."""
    said = {ObjectionState.RIGHT: "You were right about decision", ObjectionState.STANDS: "The rule stands in decision"}
    return [
        Task(
            href=f"/objections/{o.id}",
            label=f"{said[o.state]} {w.code(o.decision_id)}",
            line=o.answer,
            status=f"Answered {desk.words.near(o.answered_at)}",
            due=desk.words.local(o.answered_at),
        )
        for o in objections.by_person(tx, desk.me.id)
        if o.state in said and o.answered_at and _is_news(desk, o.answered_at)
    ]


def _open_again(desk: Desk, tx: Tx) -> list[Task]:
    """Tools that this person waited for and that are open again (139-07.1), until the person says that it was read."""
    rows = []
    for tool_id, asked_at in wishes.open_of(tx, desk.me.id).items():
        tool = tools.get(tx, tool_id)
        if tool is None or tool.status is not ToolStatus.APPROVED:
            continue
        since = tool.status_since or desk.now
        rows.append(
            Task(
                href=f"/tools/{tool_id}",
                label=f"{tool.name} is open again",
                line=f"You asked {desk.words.near(asked_at)} to be told.",
                status=f"Open since {desk.day(since)}",
                due=desk.words.local(since),
                button="I have seen it",
                action=f"/tools/{tool_id}/tell-me",
            )
        )
    return rows


def _is_news(desk: Desk, at: datetime) -> bool:
    return desk.now - at <= NEWS


def _ending(desk: Desk, tx: Tx) -> list[Task]:
    """What ends in 30 days, so that nobody is stopped by surprise."""
    rows = [
        (gate.ends_on, gate.label, "/steps")
        for gate in gates_of(desk, tx, best_standing(desk, tx, desk.me))
        if gate.ends_on and gate.ends_on - desk.today <= SOON
    ]
    last = desk.me.engagement_ends
    if last and last - desk.today <= SOON:
        rows.append((last, "Your engagement", "/steps"))
    return [
        Task(
            href=href,
            label=f"{label} ends {desk.words.near(on)}",
            line="After that day the tools close for you.",
            status=f"{w.count(max((on - desk.today).days, 0), 'day')} left",
            due=on,
        )
        for on, label, href in rows
    ]
