"""Incidents: what must I do this minute? The running clocks, and the page of one (139-07.6; ux section 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions.incident_access import READERS, WATCHERS, opens, paused_by, sees, settlers, watchers_of
from proviso.actions.incidents import DECIDERS, what_is_left, why_not_mine
from proviso.db import affected, incidents, people, systems, tools
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError
from proviso.model import Incident, IncidentStep, Role, StepState, ToolStatus

from .. import words as w
from ..access import log_view
from ..affected_words import first_question, question_of
from ..desk import Desk, TaskRow, at_desk
from ..incident_words import (
    OFFICE_WORDS,
    SHORT,
    Line,
    clock,
    hidden_words,
    named,
    next_words,
    phone_of,
    row_words,
    status_words,
    timeline,
    who,
)
from ..listing import Sorting, sorting
from ..sealed_words import BoxRow, box_rows

NONE_OPEN = "No open incident."
COLUMNS = (("clock", "Clock"), ("reported", "When it was reported"), ("kind", "Kind"))
WHOM = "the incident officer, Privacy, Security, the CIO and auditors"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsPage:
    """Open incidents, the shortest clock first."""

    answer: str
    rows: tuple[TaskRow, ...]
    sorting: Sorting
    done: str
    may_drill: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step: what, who, by when, and how it stands."""

    id: str
    title: str
    done: str
    office: str
    due: str
    stamp: str
    state: str
    is_open: bool
    is_late: bool
    may: bool
    act_href: str
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """One incident: the one next step on top, then what happened."""

    id: str
    is_drill: bool
    is_hidden: bool
    heading: str
    answer: str
    due: str
    """When the clock of the next step ends, for the page's own clock."""
    left: str
    why_not: str
    phone: str
    next: StepRow | None
    steps: tuple[StepRow, ...]
    facts: tuple[tuple[str, str, str], ...]
    told: tuple[str, ...]
    timeline: tuple[Line, ...]
    acts: tuple[tuple[str, str], ...]
    boxes: tuple[BoxRow, ...]
    may_take: str
    over: str
    may_write: bool
    may_decide: bool
    may_conclude: bool
    may_close: bool
    may_go_on: bool
    conclusion: tuple[tuple[str, str], ...]
    who_else: str
    who_else_href: str
    typed: dict[str, str] = field(default_factory=dict)
    asks_sure: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def list_incidents(request: Request) -> Response:
    """The open incidents, the shortest clock first, then the last closed."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        page = incidents_page(desk, tx)
    return desk.page("incidents.html", page, title="Incidents")


def incidents_page(desk: Desk, tx: Tx) -> IncidentsPage:
    """Running clocks first, the shortest on top; then the last closed."""
    held = incidents.all(tx)
    order = sorting("/incidents", COLUMNS, desk.asked("sort"), {})
    running = sorted((i for i in held if i.is_open), key=lambda i: due_of(desk, i))
    closed = [i for i in held if not i.is_open]
    listed = sorted((*running, *closed[:25]), key=lambda i: _key(desk, i, order.key), reverse=order.is_down)
    drill = next((i for i in closed if i.is_drill), None)
    last = f" Last drill: {desk.words.near(drill.opened_at)}." if drill else ""
    real = desk.count(len(running), "incident is open.", "incidents are open.") if running else f"{NONE_OPEN}{last}"
    return IncidentsPage(
        answer=real,
        rows=tuple(_row(desk, tx, i) for i in listed),
        sorting=order,
        done=desk.done,
        may_drill=desk.has(Role.INCIDENT),
    )


def _key(desk: Desk, incident: Incident, column: str) -> tuple[object, ...]:
    """What an incident is sorted by: running clocks before the closed ones, unless the list is by another column."""
    if column == "clock":
        opened = -incident.opened_at.timestamp()
        return (0, due_of(desk, incident).timestamp()) if incident.is_open else (1, opened)
    keys = {"kind": SHORT[incident.kind], "reported": w.stamp(incident.opened_at)}
    return keys[column], named(incident)


def due_of(desk: Desk, incident: Incident) -> datetime:
    """When its shortest clock ends; without one, when it was reported."""
    return next_words(desk, incident)[1] or incident.opened_at


def _row(desk: Desk, tx: Tx, incident: Incident) -> TaskRow:
    return TaskRow(
        href=f"/incidents/{incident.id}",
        label=f"{named(incident)} · {SHORT[incident.kind]}",
        line=f"{'DRILL. ' if incident.is_drill else ''}{row_words(desk, tx, incident)}",
        status=status_words(desk, incident),
        is_done=not incident.is_open,
    )


def show_incident(request: Request) -> Response:
    """One incident: state and next step on top; the look at it is on the access log."""
    desk = at_desk(request)
    incident = opened(desk, request)
    with desk.read() as tx:
        reporter = people.get(tx, incident.opened_by)
    if reporter is not None and sees(desk.me.roles, incident):
        log_view(desk, reporter, f"incident {incident.id}")
    return answer(desk, incident.id)


def opened(desk: Desk, request: Request) -> Incident:
    """The incident of the address, for who may open its page."""
    with desk.read() as tx:
        incident = incidents.get(tx, request.path_params["incident_id"])
    if incident is None or not opens(desk.me.roles, incident):
        desk.only(WHOM, *READERS)
    if incident is None:
        raise NotFoundError("There is no such incident.", hint="Incidents lists all of them.")
    return incident


def require_writer(desk: Desk, incident: Incident) -> None:
    """Stop here for who sees no details of it, and for who only reads."""
    if not sees(desk.me.roles, incident):
        raise NotAllowedError("Details of this incident are with the cleared office only.")
    desk.only("who acts in this incident: the incident officer, Privacy and Security", *watchers_of(incident))


def answer(
    desk: Desk,
    incident_id: str,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    *,
    asks_sure: bool = False,
) -> Response:
    """The page of an incident, also with what was typed when something was missing."""
    with desk.read() as tx:
        incident = incidents.get(tx, incident_id)
        if incident is None:
            raise NotFoundError("There is no such incident.")
        page = incident_page(desk, tx, incident, errors or {}, typed or {}, asks_sure=asks_sure)
    error = "Error: " if errors else ""
    title = f"{error}{page.answer.rstrip('.')} – {named(incident)}"
    return desk.page("incident.html", page, title=title, status=422 if errors else 200)


def incident_page(
    desk: Desk,
    tx: Tx,
    incident: Incident,
    errors: dict[str, str],
    typed: dict[str, str],
    *,
    asks_sure: bool = False,
) -> IncidentPage:
    """What is so, what comes next, and what happened."""
    may_see = sees(desk.me.roles, incident)
    next_step, due = next_words(desk, incident)
    mine = why_not_mine(incident, desk.me.id)
    acts_here = may_see and incident.is_open and desk.has(*watchers_of(incident))
    steps = tuple(_step(desk, tx, incident, step, mine) for step in _in_order(incident)) if may_see else ()
    left = what_is_left(incident)
    return IncidentPage(
        id=incident.id,
        is_drill=incident.is_drill,
        is_hidden=not may_see,
        heading=_heading(desk, incident),
        answer=f"{next_step}." if may_see or not incident.is_open else hidden_words(desk, tx, incident),
        due=desk.stamp(due) if due else "",
        left=clock(desk.now, due) if due else "",
        why_not=mine if acts_here else "",
        phone=phone_of(desk, tx, incident),
        next=next((step for step in steps if step.is_open), None) if incident.is_open else None,
        steps=steps,
        facts=tuple(_facts(desk, tx, incident)) if may_see else (),
        told=tuple(_told(desk, tx, incident)) if may_see else (),
        timeline=timeline(desk, tx, incident) if may_see else (),
        acts=tuple(_acts(desk, tx, incident)) if acts_here else (),
        boxes=box_rows(desk, tx, incident) if may_see and desk.has(*watchers_of(incident)) else (),
        may_take=_may_take(desk, tx, incident) if acts_here and not mine else "",
        over=incident.taken_by,
        may_write=acts_here,
        may_decide=may_see
        and incident.is_open
        and incident.must_decide
        and incident.notify is None
        and desk.has(*DECIDERS)
        and not mine,
        may_conclude=acts_here and not mine and not left,
        may_close=_may_close(desk, incident, mine),
        may_go_on=may_see and not incident.is_open and desk.has(*watchers_of(incident)),
        conclusion=_conclusion(desk, tx, incident) if may_see else (),
        who_else=_who_else(desk, tx, incident) if may_see else "",
        who_else_href=f"/incidents/{incident.id}/affected",
        typed=typed,
        asks_sure=asks_sure,
        errors=errors,
        done=desk.done,
    )


def _heading(desk: Desk, incident: Incident) -> str:
    age = desk.words.age(incident.opened_at) if incident.is_open else "Closed"
    return f"{named(incident)} · {SHORT[incident.kind]} · {age}"


def _in_order(incident: Incident) -> list[IncidentStep]:
    return [*incident.open_steps, *(step for step in incident.steps if step.state is not StepState.OPEN)]


def _step(desk: Desk, tx: Tx, incident: Incident, step: IncidentStep, mine: str) -> StepRow:
    is_open = step.state is StepState.OPEN
    settled = desk.when(step.at) if step.at else ""
    words = {StepState.DONE: f"Done {settled}", StepState.NOT_NEEDED: f"Not needed: {step.reason}"}
    href, act = _STEP_ACTS.get(step.act, ("", ""))
    return StepRow(
        id=step.id,
        title=step.title,
        done=step.done,
        office=OFFICE_WORDS.get(step.role, step.role),
        due=f"By {desk.when(step.due_at)}",
        stamp=desk.stamp(step.due_at),
        state=words.get(step.state, clock(desk.now, step.due_at)),
        is_open=is_open,
        is_late=is_open and step.due_at < desk.now,
        may=is_open and incident.is_open and not mine and desk.has(*settlers(tx, incident, step)),
        act_href=f"/incidents/{incident.id}/{href}" if href and is_open else "",
        act=act,
    )


_STEP_ACTS = {"vendor": ("vendor", "Write the letter to the vendor")}


def _may_take(desk: Desk, tx: Tx, incident: Incident) -> str:
    """The words on the button; empty when it is theirs already."""
    if incident.taken_by == desk.me.id:
        return ""
    return f"Take it over from {desk.name(tx, incident.taken_by)}" if incident.taken_by else "Take it"


def _may_close(desk: Desk, incident: Incident, mine: str) -> bool:
    is_second = bool(incident.concluded_by) and incident.concluded_by != desk.me.id
    return incident.is_open and desk.has(*WATCHERS, *watchers_of(incident)) and not mine and is_second


def _facts(desk: Desk, tx: Tx, incident: Incident) -> Iterator[tuple[str, str, str]]:
    reported = f"{desk.when(incident.opened_at)} ({desk.stamp(incident.opened_at)})"
    way = {"visitor": ", without signing in", "api": ", by a program", "itself": ", by itself"}.get(incident.way, "")
    yield "Kind", SHORT[incident.kind], ""
    yield "Tool", desk.tool(tx, incident.tool_id) if incident.tool_id else "Not known", ""
    reporter = who(desk, tx, incident.opened_by)
    yield "Reported by", f"{reporter[:1].upper()}{reporter[1:]}{way}", ""
    yield "Reported", reported, ""
    if incident.contact:
        yield "How to reach them", incident.contact, ""
    system = systems.get(tx, incident.system_id) if incident.system_id else None
    if system is not None:
        yield "System", system.name, f"/systems/{system.id}"
    if incident.decision_id:
        yield "Decision", desk.code(incident.decision_id), f"/decisions/{incident.decision_id}"
    if incident.follows:
        yield "Goes on from", f"Incident {incident.follows}", f"/incidents/{incident.follows}"
    yield "Has it", desk.name(tx, incident.taken_by) if incident.taken_by else "Nobody yet", ""
    if incident.called_at is not None:
        yield "Security called", desk.when(incident.called_at), ""
    if incident.must_decide:
        words = {None: "Not decided yet", True: "Yes", False: "No"}[incident.notify]
        by = f", {desk.name(tx, incident.decided_by)}: {incident.notify_reason}" if incident.decided_by else ""
        yield "Are people notified?", f"{words}{by}", ""
    if incident.closed_at is not None:
        yield "Closed", f"{desk.when(incident.closed_at)} by {desk.name(tx, incident.closed_by)}", ""
    yield "Clocks from", _clocks(desk, incident.pack), ""


def _clocks(desk: Desk, ref: str) -> str:
    """The rules whose clocks run, by their title: those of the day on which it was opened."""
    return f"{desk.agency.packs.by_ref(ref).title} ({ref})" if ref else "the usual ones: the rules name none"


def _told(desk: Desk, tx: Tx, incident: Incident) -> Iterator[str]:
    """Who was told, and whom to call where the mail has not left in its minutes: a mail server may be down."""
    waits = set() if desk.agency.settings.demo else incidents.mail_waits(tx, incident)
    passed = int((desk.now - incident.opened_at).total_seconds() // 60)
    for told in incident.told:
        office = OFFICE_WORDS.get(told.role, told.role)
        late = [desk.name(tx, one) for one in told.people if one in waits]
        if not told.people:
            yield f"{office}: nobody holds this office, so nobody was told. Call the CIO’s office."
        elif late and passed >= told.minutes:
            yield f"{office}: the mail to {desk.names(late)} has not left after {passed} minutes. Call them."
        else:
            names = desk.names(desk.name(tx, one) for one in told.people)
            yield f"{office}: {names}, by mail, within {desk.count(told.minutes, 'minute')}."


def _acts(desk: Desk, tx: Tx, incident: Incident) -> Iterator[tuple[str, str]]:
    """What contains it, each with a page of its own that says what it does, in numbers."""
    base = f"/incidents/{incident.id}/contain"
    person = people.get(tx, incident.person_id) if incident.person_id else None
    if person is not None:
        yield f"End the sessions of {person.name}", f"{base}/sessions?target={person.id}"
        may_end = desk.me.id not in {person.id, paused_by(incident, person.id)}
        if person.id in incident.paused and may_end:
            yield f"End the pause of {person.name}", f"{base}/person_back?target={person.id}"
        elif person.id not in {desk.me.id, *incident.paused}:
            yield f"Pause all tools for {person.name}", f"{base}/person?target={person.id}"
    tool = tools.get(tx, incident.tool_id) if incident.tool_id else None
    if tool is not None:
        if tool.status is ToolStatus.APPROVED:
            yield f"Pause {tool.name} for everybody", f"{base}/tool?target={tool.id}"
        yield f"Ask the vendor of {tool.name} to delete", f"/incidents/{incident.id}/vendor"
    system = systems.get(tx, incident.system_id) if incident.system_id else None
    if system is not None and system.revoked_at is None:
        yield f"Stop the key of {system.name}", f"{base}/key?target={system.id}"
    yield "Choose another person, tool or system", base


def _conclusion(desk: Desk, tx: Tx, incident: Incident) -> tuple[tuple[str, str], ...]:
    if not incident.concluded_by:
        return ()
    by = desk.name(tx, incident.concluded_by)
    return (("Cause", incident.cause), ("Lesson", incident.lesson), ("Written down by", by))


def _who_else(desk: Desk, tx: Tx, incident: Incident) -> str:
    """ "Who else? 3 uses, same tool, same day" """
    if not incident.tool_id:
        return ""
    if not affected.is_whole(tx):
        return "Who else?"
    first = first_question(desk, tx, incident)
    question, _ = question_of(desk, tx, first)
    same = ", same find" if first["found"] else ""
    return f"Who else? {desk.count(affected.tally(tx, question).uses, 'use')}, same tool, same day{same}"
