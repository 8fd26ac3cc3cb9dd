"""The words of the mail that follows an answer, a pause or an incident: two lines, then the page (ux section 14).

INVARIANT: no text of a prompt, no findings and no names of third persons. A reason that somebody typed stays on the
page behind the sign-in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from proviso.db import audiences, tools
from proviso.db.store import Tx
from proviso.model import Incident, IncidentStep, Objection, ObjectionState, Tool, ToolStatus

from .days import day
from .hours import hour
from .outbox import notify, notify_many

A_WHILE = timedelta(minutes=10)
"""How long the mail of an answer waits that can be undone (ux section 5)."""
LATELY = timedelta(days=90)
"""Who used a tool within it hears that it is closed."""
CLOSED = {ToolStatus.PAUSED: "paused", ToolStatus.REVOKED: "closed for good", ToolStatus.ENDED: "closed for good"}


def tell_answer(tx: Tx, objection: Objection, *, at: datetime) -> None:
    """The person who objected hears what the office said."""
    code = f"{objection.decision_id[:4]}-{objection.decision_id[4:]}"
    if objection.state is ObjectionState.RIGHT:
        subject = f"You were right about decision {code}"
        until = objection.corrected_until
        then = f"You can send that text until {day(until, at.date())}." if until else "Thank you for saying so."
        lines = ("The office agrees with you.", then)
    else:
        subject = f"The rule stands in decision {code}"
        lines = ("The office looked again and wrote down why.", "It also says what you can do instead.")
    notify(
        tx,
        objection.person_id,
        "objection-answered",
        subject=subject,
        lines=lines,
        path=f"/objections/{objection.id}",
        at=at,
        key=answer_key(objection),
        after=A_WHILE,
    )


def answer_key(objection: Objection) -> str:
    """Which mail is about this answer, so that an undo finds it."""
    at = "" if objection.answered_at is None else objection.answered_at.isoformat()
    return f"objection:{objection.id}:{at}"


def tell_request_went_back(tx: Tx, person_id: str, *, at: datetime) -> None:
    """Who was asked to answer a request in somebody's place has nothing to do any more (139-07.2.c.1)."""
    notify(
        tx,
        person_id,
        "approval-went-back",
        subject="You need not answer that request",
        lines=("Who asked you to answer it has taken that back.", "Nothing is left for you to do."),
        path="/team",
        at=at,
    )


def tell_undone(tx: Tx, person_id: str, *, at: datetime) -> None:
    """Whoever read an answer that was undone within minutes hears that they wait again (139-07.2.c.1)."""
    notify(
        tx,
        person_id,
        "approval-undone",
        subject="Your supervisor took an answer back",
        lines=("Your request waits again. The answer before it does not count.", "You hear when it is answered."),
        path="/steps",
        at=at,
    )


def tell_tool(tx: Tx, before: Tool, after: Tool, *, at: datetime) -> None:
    """Who used a tool hears that it is closed; who waited for one hears that it is open (139-07.1)."""
    if before.status is after.status:
        return
    if after.status in CLOSED:
        _tell_closed(tx, after, at)
    elif after.status is ToolStatus.APPROVED:
        notify_many(
            tx,
            audiences.waiting(tx, after.id),
            "tool-open",
            subject=f"{after.name} is open again",
            lines=("You asked to be told.", "Its page says for what, and on which conditions."),
            path=f"/tools/{after.id}",
            at=at,
            key=f"open:{after.id}:{at.isoformat()}",
        )


def _tell_closed(tx: Tx, tool: Tool, at: datetime) -> None:
    open_ = [t for t in tools.all(tx) if t.status is ToolStatus.APPROVED]
    named = [t for t in open_ if t.id == tool.instead]
    others = named or [t for t in open_ if t.tool_class is tool.tool_class]
    instead = f"{others[0].name} may do the same work." if others else "Its page says what to use until then."
    notify_many(
        tx,
        audiences.users(tx, tool.id, at - LATELY),
        "tool-closed",
        subject=f"{tool.name} is {CLOSED[tool.status]}",
        lines=("Nothing can be sent to it now. Its page says why.", instead),
        path=f"/tools/{tool.id}",
        at=at,
        key=f"closed:{tool.id}:{at.isoformat()}",
    )


def tell_incident(tx: Tx, incident: Incident, person_ids: Iterable[str], *, zone: ZoneInfo, at: datetime) -> None:
    """The offices that its kind names hear of an incident at once; a drill says so first (139-07.6)."""
    drill, step = "DRILL: " if incident.is_drill else "", incident.next_step
    by = f"act by {hour(step.due_at, zone)}" if step is not None else "act now"
    line = f"Next step: {step.title}." if step is not None else "Nobody has a step yet."
    for person_id in person_ids:
        notify(
            tx,
            person_id,
            "incident-opened",
            subject=f"{drill}INCIDENT {incident.id}: {by}",
            lines=(f"{drill}{line}", "Details are behind sign-in only."),
            path=f"/incidents/{incident.id}",
            at=at,
            key=f"incident:{incident.id}:{incident.kind.value}",
        )


def tell_late(tx: Tx, incident: Incident, step: IncidentStep, person_ids: Iterable[str], *, at: datetime) -> None:
    """A clock of an incident has run out: who has the step, and who took the incident, hear of it once."""
    drill = "DRILL: " if incident.is_drill else ""
    for person_id in person_ids:
        notify(
            tx,
            person_id,
            "incident-late",
            subject=f"{drill}INCIDENT {incident.id}: a step is late",
            lines=(f"{drill}Late: {step.title}.", "Do it now, or say why it is not needed."),
            path=f"/incidents/{incident.id}",
            at=at,
            key=f"incident-late:{incident.id}:{step.id}:{step.due_at.isoformat()}",
        )


def tell_closed(tx: Tx, incident: Incident, *, at: datetime) -> None:
    """Who reported it hears that it is closed."""
    drill = "DRILL: " if incident.is_drill else ""
    notify(
        tx,
        incident.opened_by,
        "incident-closed",
        subject=f"{drill}Your report {incident.id} is closed",
        lines=("Thank you for saying it at once.", "Nothing is left for you to do."),
        path=f"/spill/{incident.id}",
        at=at,
        key=f"incident-closed:{incident.id}",
    )
