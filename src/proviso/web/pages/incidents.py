"""Report a spill: what must I do this minute? And the incident after it (139-07.6, 139-07.2.a.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import incidents as change_incidents
from proviso.db import incidents, tools, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.identity.ids import read_id
from proviso.model import Incident, Role, SpillKind, ToolStatus

from ..desk import Confirm, Desk, TaskRow, at_desk
from ..history import Happened, happened

KINDS = (
    (SpillKind.PERSON.value, "Something about a person"),
    (SpillKind.CUI.value, "Controlled unclassified information (CUI)"),
    (SpillKind.CLASSIFIED.value, "Something classified"),
    (SpillKind.PASSWORD.value, "A password or key"),
    (SpillKind.NOT_SURE.value, "I am not sure"),
)
KIND_WORDS = {
    SpillKind.PERSON: "information about a person",
    SpillKind.CUI: "CUI",
    SpillKind.CLASSIFIED: "classified information",
    SpillKind.PASSWORD: "a password or key",
    SpillKind.NOT_SURE: "not sure yet what",
}
NEXT = {
    SpillKind.PERSON: "Next: ask the vendor to delete the text, and tell Privacy.",
    SpillKind.CUI: "Next: ask the vendor to delete the text, and tell the owner of the document.",
    SpillKind.CLASSIFIED: "Next: see that Security was called, and keep the device as it is.",
    SpillKind.PASSWORD: "Next: change the password or key, then ask the vendor to delete the text.",
    SpillKind.NOT_SURE: "Next: talk to the person who reported it, and find out what got out.",
}
NONE_OPEN = "No open incident. A report opens one."


@dataclass(frozen=True, slots=True, kw_only=True)
class SpillPage:
    """The form. Only the first question must be answered."""

    kinds: tuple[tuple[str, str], ...]
    kind: str
    tools: tuple[tuple[str, str], ...]
    tool: str
    decision_id: str
    about: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DonePage:
    """What happens now; for classified text only the call to Security."""

    id: str
    is_classified: bool
    title: str
    answer: str
    phone: str
    called: str
    recorded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsPage:
    """Open incidents, oldest first."""

    answer: str
    rows: tuple[TaskRow, ...]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """One incident: the one next step on top, then what happened."""

    id: str
    is_drill: bool
    answer: str
    next_step: str
    facts: tuple[tuple[str, str, str], ...]
    timeline: tuple[Happened, ...]
    may_close: bool
    errors: dict[str, str]
    done: str


def spill_form(request: Request) -> Response:
    """The form; a decision in the address fills it in."""
    desk = at_desk(request, ended=True)
    with desk.read() as tx:
        page = _spill_page(desk, tx, desk.asked("decision"))
    return desk.page("spill.html", page, title="Report a spill")


def _spill_page(desk: Desk, tx: Tx, decision_id: str, errors: dict[str, str] | None = None) -> SpillPage:
    decision = uses.get(tx, read_id(decision_id)) if decision_id else None
    last = uses.last_by_person(tx, desk.me.id)
    about = ""
    if decision is not None:
        about = f"decision {desk.code(decision.id)}, {desk.tool(tx, decision.tool_id)}, {desk.when(decision.at)}"
    return SpillPage(
        kinds=KINDS,
        kind="",
        tools=(("", "I do not know"), *((t.id, t.name) for t in tools.all(tx) if t.status is not ToolStatus.SUGGESTED)),
        tool=last.tool_id if last else "",
        decision_id=decision.id if decision else "",
        about=about,
        errors=errors or {},
    )


def report_spill(request: Request) -> Response:
    """Report it. Only the kind must be said; whatever else is odd never stops a report (139-07.6)."""
    desk = at_desk(request, ended=True)
    raw = desk.form.text("kind")
    decision_id = read_id(desk.form.text("decision"))
    if raw not in dict(KINDS):
        with desk.read() as tx:
            page = _spill_page(desk, tx, decision_id, {"kind": "Say what got out. “I am not sure” is an answer."})
            return desk.page("spill.html", page, title="Report a spill", status=422)
    with desk.read() as tx:
        decision = uses.get(tx, decision_id) if decision_id else None
        chosen = decision.tool_id if decision else desk.form.text("tool")
        tool_id = chosen if chosen and tools.get(tx, chosen) else None
    incident = desk.write(
        lambda tx: change_incidents.report(
            tx, SpillKind(raw), tool_id, decision.id if decision else None, actor=desk.me.id, at=desk.now
        )
    )
    return RedirectResponse(f"/spill/{incident.id}", status_code=303)


def spill_done(request: Request) -> Response:
    """What to do now; for classified information only the call."""
    desk = at_desk(request, ended=True)
    with desk.read() as tx:
        page = _done_page(desk, tx, _own(desk, tx, request))
    return desk.page("spill_done.html", page, title=page.title)


def _own(desk: Desk, tx: Tx, request: Request) -> Incident:
    """The incident, for who reported it; the incident officer has the page of the incident."""
    incident = incidents.get(tx, request.path_params["incident_id"])
    if incident is None or (incident.opened_by != desk.me.id and not desk.has(Role.INCIDENT, Role.SECURITY)):
        raise NotFoundError("There is no such report of yours.", hint="Report a spill again if you need to.")
    return incident


def _done_page(desk: Desk, tx: Tx, incident: Incident) -> DonePage:
    officer = desk.office_person(tx, Role.INCIDENT) or "The incident officer"
    reported = f"Reported at {desk.words.time(incident.opened_at)}."
    is_classified = incident.kind is SpillKind.CLASSIFIED
    return DonePage(
        id=incident.id,
        is_classified=is_classified,
        title="Call Security now" if is_classified else "Your report is in",
        answer=reported if is_classified else f"{reported} {officer} has it.",
        phone=desk.office_phone(tx, Role.SECURITY),
        called=f"You called at {desk.words.time(incident.called_at)}. Stay where you are."
        if incident.called_at
        else "",
        recorded=f"We recorded your report as incident {incident.id}, its time and its kind, and not the text.",
    )


def called(request: Request) -> Response:
    """ "I have called": the time is recorded."""
    desk = at_desk(request, ended=True)
    with desk.read() as tx:
        incident = _own(desk, tx, request)
    desk.write(lambda tx: change_incidents.called(tx, incident.id, actor=desk.me.id, at=desk.now))
    return RedirectResponse(f"/spill/{incident.id}", status_code=303)


OFFICERS = (Role.INCIDENT, Role.PRIVACY, Role.SECURITY, Role.AUDITOR)
"""Who hears of an incident at once can open it."""


def list_incidents(request: Request) -> Response:
    """The open incidents, oldest first."""
    desk = at_desk(request)
    desk.only("the incident officer, Privacy, Security and auditors", *OFFICERS)
    with desk.read() as tx:
        page = incidents_page(desk, tx)
    return desk.page("incidents.html", page, title="Incidents")


def incidents_page(desk: Desk, tx: Tx) -> IncidentsPage:
    """Running ones first, then the last closed."""
    running = incidents.open(tx)
    closed = [i for i in incidents.all(tx) if i.state != "open"][:25]
    answer = f"{desk.count(len(running), 'incident is', 'incidents are')} open." if running else NONE_OPEN
    return IncidentsPage(answer=answer, rows=tuple(_row(desk, tx, i) for i in (*running, *closed)), done=desk.done)


def _row(desk: Desk, tx: Tx, incident: Incident) -> TaskRow:
    where = f" with {desk.tool(tx, incident.tool_id)}" if incident.tool_id else ""
    drill = "DRILL. " if incident.is_drill else ""
    return TaskRow(
        href=f"/incidents/{incident.id}",
        label=f"Incident {incident.id}",
        line=f"{drill}Reported {desk.when(incident.opened_at)}: {KIND_WORDS[incident.kind]}{where}.",
        status="Closed" if incident.state == "closed" else f"Open for {desk.words.age(incident.opened_at)}",
        is_done=incident.state == "closed",
    )


def show_incident(request: Request) -> Response:
    """One incident: state and next step on top."""
    desk = at_desk(request)
    desk.only("the incident officer, Privacy, Security and auditors", *OFFICERS)
    with desk.read() as tx:
        page = incident_page(desk, tx, _incident(tx, request))
    return desk.page("incident.html", page, title=f"{'DRILL: ' if page.is_drill else ''}Incident {page.id}")


def _incident(tx: Tx, request: Request) -> Incident:
    incident = incidents.get(tx, request.path_params["incident_id"])
    if incident is None:
        raise NotFoundError("There is no such incident.", hint="Incidents lists all of them.")
    return incident


def incident_page(desk: Desk, tx: Tx, incident: Incident) -> IncidentPage:
    """What is so, what comes next, and what happened."""
    is_open = incident.state == "open"
    reporter = desk.name(tx, incident.opened_by)
    mine = incident.opened_by == desk.me.id
    facts = [
        ("Kind", KIND_WORDS[incident.kind], ""),
        ("Tool", desk.tool(tx, incident.tool_id) if incident.tool_id else "Not known", ""),
        ("Reported by", reporter, ""),
        ("Reported", f"{desk.when(incident.opened_at)} ({desk.stamp(incident.opened_at)})", ""),
    ]
    if incident.decision_id:
        facts.append(("Decision", desk.code(incident.decision_id), f"/decisions/{incident.decision_id}"))
    if incident.kind is SpillKind.CLASSIFIED:
        phoned = f"At {desk.words.time(incident.called_at)}" if incident.called_at else "Nobody has said so yet"
        facts.append(("Security called", phoned, ""))
    closing = "You reported it, so someone else closes it." if mine else ""
    return IncidentPage(
        id=incident.id,
        is_drill=incident.is_drill,
        answer=f"Open for {desk.words.age(incident.opened_at)}." if is_open else "Closed.",
        next_step=f"{NEXT[incident.kind]} {closing}".strip() if is_open else "Nothing is left to do.",
        facts=tuple(facts),
        timeline=happened(desk, tx, "incident", incident.id, ("IncidentOpened", "IncidentCalled", "IncidentClosed")),
        may_close=is_open and desk.has(Role.INCIDENT) and not mine,
        errors={},
        done=desk.done,
    )


def check_close(request: Request) -> Response:
    """Check and confirm: closing is done by somebody else than who reported it."""
    desk = at_desk(request)
    desk.only("the incident officer", Role.INCIDENT)
    with desk.read() as tx:
        incident = _incident(tx, request)
        reporter = desk.name(tx, incident.opened_by)
    if incident.state != "open" or incident.opened_by == desk.me.id:
        return desk.go(f"/incidents/{incident.id}", "Nothing changed: you cannot close this incident.")
    page = Confirm(
        answer=f"Incident {incident.id} closes now, after {desk.words.age(incident.opened_at)}.",
        consequences=(
            "Nothing is left to do: the vendor answered, and the offices that must know were told.",
            f"{reporter} reported it; you close it, as a second person.",
            "It cannot be opened again. A new report opens a new incident.",
        ),
        action=f"/incidents/{incident.id}/close",
        hidden={},
        button="Close the incident",
        back=f"/incidents/{incident.id}",
        recorded="We record who closed it and when.",
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: close incident {incident.id}")


def close(request: Request) -> Response:
    """Close an incident, as a second person."""
    desk = at_desk(request)
    desk.only("the incident officer", Role.INCIDENT)
    with desk.read() as tx:
        incident = _incident(tx, request)
    desk.write(lambda tx: change_incidents.close(tx, incident.id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/incidents/{incident.id}", f"Incident {incident.id} is closed.")
