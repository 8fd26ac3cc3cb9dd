"""Report a spill, and what is done about it: taken, done step by step, decided, closed by a second person (139-07.6).

A report is accepted from anybody, also after access has ended, and told at once. INVARIANT: the spilled text is in no
event, no mail and no row of an incident; what officers type stands in the row only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from proviso.db import incidents as db
from proviso.db import people, uses
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import Incident, IncidentLine, Role, SpillKind, StepState
from proviso.model.events import IncidentCalled, IncidentClosed, IncidentOpened
from proviso.model.incident_events import (
    IncidentConcluded,
    IncidentKindChanged,
    IncidentNoted,
    IncidentNotificationDecided,
    IncidentStepSettled,
    IncidentTaken,
)
from proviso.model.incidents import VISITOR
from proviso.policy import Pack

from .incident_access import (
    WATCHERS,
    get,
    get_open,
    lift,
    put,
    require_second,
    require_watcher,
    settlers,
    watchers_of,
)
from .incident_clocks import told_people, under, zone_of
from .letters import tell_closed, tell_incident
from .roles import get_person, require_role
from .wording import clean, clean_line, says_something

DECIDERS = (Role.PRIVACY, Role.CIO)
"""Who decides whether the people concerned are notified."""
MOST_WORDS = 2_000
MOST_CONTACT = 200


def report(
    tx: Tx,
    kind: SpillKind,
    tool_id: str | None = None,
    decision_id: str | None = None,
    *,
    actor: str,
    at: datetime,
    is_drill: bool = False,
    pack: Pack | None = None,
    key: str = "",
    way: str = "page",
    system_id: str = "",
) -> Incident:
    """Open an incident. The form never stops a report: only the kind must be said (139-07.6).

    `key` belongs to the form that was sent: the same form again opens no second incident.
    """
    get_person(tx, actor)
    known = db.reported(tx, f"{actor}:{key}") if key else None
    if known is not None:
        return known
    incident = open_incident(
        tx, kind, tool_id, decision_id, actor=actor, at=at, is_drill=is_drill, pack=pack, way=way, system_id=system_id
    )
    if key:
        db.add_report(tx, f"{actor}:{key}", incident.id)
    return incident


def report_unknown(
    tx: Tx, kind: SpillKind, contact: str, *, at: datetime, pack: Pack | None = None, key: str = ""
) -> Incident:
    """A report by somebody who is not signed in: whose access has ended, mostly. It is told like any other."""
    known = db.reported(tx, f"{VISITOR}:{key}") if key else None
    if known is not None:
        return known
    said = clean_line(contact)[:MOST_CONTACT]
    incident = open_incident(tx, kind, None, None, actor=VISITOR, at=at, pack=pack, way="visitor", contact=said)
    if key:
        db.add_report(tx, f"{VISITOR}:{key}", incident.id)
    return incident


def start_drill(tx: Tx, kind: SpillKind, reporter: str, *, actor: str, at: datetime, pack: Pack | None) -> Incident:
    """An exercise: somebody plays the reporter, and everything is as if it were so, but nothing is ended or paused."""
    require_role(tx, actor, Role.INCIDENT, to="start a drill")
    get_person(tx, reporter)
    if reporter == actor:
        raise UsageError("Somebody else plays the reporter.", hint="Who reports does none of the steps, as in earnest.")
    return open_incident(tx, kind, None, None, actor=reporter, at=at, is_drill=True, pack=pack)


def go_on(tx: Tx, incident_id: str, *, actor: str, at: datetime, pack: Pack | None) -> Incident:
    """Something is left of a closed incident: a new one that refers to it."""
    before = get(tx, incident_id)
    require_watcher(tx, before, actor, to="go on from an incident")
    if before.is_open:
        raise ConflictError(f"Incident {incident_id} is still open.", hint="Go on in it.")
    return open_incident(
        tx,
        before.kind,
        before.tool_id,
        before.decision_id,
        actor=actor,
        at=at,
        is_drill=before.is_drill,
        pack=pack,
        follows=before.id,
    )


def open_incident(
    tx: Tx,
    kind: SpillKind,
    tool_id: str | None,
    decision_id: str | None,
    *,
    actor: str,
    at: datetime,
    is_drill: bool = False,
    pack: Pack | None = None,
    way: str = "itself",
    system_id: str = "",
    contact: str = "",
    follows: str = "",
) -> Incident:
    """Open an incident for whoever asked, known or not: a classified text does it by itself (139-07.2.a.4).

    Its clocks are those of `pack` at this moment, and stay what they are when the pack changes.
    """
    decision = uses.get(tx, decision_id) if decision_id else None
    whose = decision.person_id if decision is not None else "" if way == "itself" else actor
    plain = Incident(
        id=db.next_id(tx, at.year),
        kind=kind,
        opened_at=at,
        opened_by=actor,
        decision_id=decision_id,
        tool_id=tool_id,
        is_drill=is_drill,
        system_id=system_id or (decision.system_id if decision is not None else ""),
        person_id="" if people.get(tx, whose) is None else whose,
        way=way,
        contact=contact,
        follows=follows,
    )
    incident = under(tx, plain, pack, at)
    first = IncidentLine(at=at, by=actor, what="reported" if way != "itself" else "opened", about=follows)
    told = IncidentLine(at=at, by="system", what="told", about=",".join(told_people(incident)))
    incident = replace(incident, log=(first, told))
    db.add(tx, incident)
    event = IncidentOpened(
        actor=actor,
        incident=incident.id,
        kind=kind.value,
        decision=decision_id,
        tool=tool_id,
        is_drill=is_drill,
        way=way,
    )
    record(tx, at, event)
    tell_incident(tx, incident, told_people(incident), zone=zone_of(pack), at=at)
    return incident


def called(tx: Tx, incident_id: str, *, actor: str, at: datetime) -> Incident:
    """The person says that they called Security; saying it again changes nothing."""
    incident = get(tx, incident_id)
    if actor != incident.opened_by:
        require_role(tx, actor, Role.INCIDENT, Role.SECURITY, to="say that Security was called")
    if incident.called_at is not None:
        return incident
    after = put(tx, incident, "called", actor=actor, at=at, called_at=at)
    record(tx, at, IncidentCalled(actor=actor, incident=incident_id))
    return after


def take(tx: Tx, incident_id: str, *, over: str = "", actor: str, at: datetime) -> Incident:
    """An officer takes it: everybody sees whose it is. `over` names who has it, when it is taken over."""
    incident = get_open(tx, incident_id)
    require_watcher(tx, incident, actor, to="take an incident")
    require_second(incident, actor, to="takes it")
    if incident.taken_by == actor:
        return incident
    if incident.taken_by and incident.taken_by != over:
        raise ConflictError(f"{get_person(tx, incident.taken_by).name} took it already.", hint="Look at it again.")
    after = put(tx, incident, "taken", actor=actor, at=at, about=over, taken_by=actor, taken_at=at)
    record(tx, at, IncidentTaken(actor=actor, incident=incident_id))
    return after


def settle(
    tx: Tx, incident_id: str, step_id: str, state: StepState, reason: str = "", *, actor: str, at: datetime
) -> Incident:
    """A step is done, or is not needed and why. Never by who reported it alone (139-07.6)."""
    incident = get_open(tx, incident_id)
    step = next((s for s in incident.steps if s.id == step_id), None)
    if step is None:
        raise NotFoundError(f"Incident {incident_id} has no step {step_id!r}.", hint="Its kind may have changed.")
    require_watcher(tx, incident, actor, to="settle a step of an incident", more=(Role(step.role),))
    require_second(incident, actor, to="settles its steps")
    if not settlers(tx, incident, step) & get_person(tx, actor).roles:
        raise NotAllowedError(f"This step belongs to another office: {step.role.replace('_', ' ')}.")
    said = _words(reason)
    if state is StepState.NOT_NEEDED and not says_something(said):
        raise UsageError("Say why it is not needed: the next reader asks.")
    if step.state is not StepState.OPEN:
        raise ConflictError("Somebody settled this step meanwhile.", hint="The timeline says who and when.")
    done = replace(step, state=state, by=actor, at=at, reason=said)
    after = put(
        tx,
        incident,
        f"step_{state.value}",
        actor=actor,
        at=at,
        about=step.title if state is StepState.NOT_NEEDED else step.done,
        words=said,
        steps=tuple(done if s.id == step_id else s for s in incident.steps),
    )
    left = int((step.due_at - at).total_seconds() // 60)
    event = IncidentStepSettled(actor=actor, incident=incident_id, step=step_id, state=state.value, minutes_left=left)
    record(tx, at, event)
    return after


def note(tx: Tx, incident_id: str, words: str, *, actor: str, at: datetime) -> Incident:
    """Add a note; nobody edits one."""
    incident = get_open(tx, incident_id)
    require_watcher(tx, incident, actor, to="add a note to an incident")
    said = _words(words)
    if not says_something(said):
        raise UsageError("Write the note first.")
    after = put(tx, incident, "note", actor=actor, at=at, words=said)
    record(tx, at, IncidentNoted(actor=actor, incident=incident_id, chars=len(said)))
    return after


def change_kind(
    tx: Tx, incident_id: str, kind: SpillKind, why: str, *, actor: str, at: datetime, pack: Pack | None
) -> Incident:
    """It turned out to be something else: the steps and clocks of that kind from now on; what was done stays."""
    incident = get_open(tx, incident_id)
    require_watcher(tx, incident, actor, to="change the kind of an incident")
    require_second(incident, actor, to="says what kind it is")
    said = _words(why)
    if kind is incident.kind:
        raise UsageError("It is of this kind already.")
    if not says_something(said):
        raise UsageError("Say how you know: the next reader asks.")
    fresh = under(tx, replace(incident, kind=kind, notify=None, concluded_by="", concluded_at=None), pack, at)
    settled = {step.id: step for step in incident.steps if step.state is not StepState.OPEN}
    fresh = replace(fresh, steps=tuple(settled.get(step.id, step) for step in fresh.steps))
    after = put(tx, fresh, "kind", actor=actor, at=at, about=f"{incident.kind.value},{kind.value}", words=said)
    record(
        tx,
        at,
        IncidentKindChanged(actor=actor, incident=incident_id, before=incident.kind.value, after=kind.value),
    )
    tell_incident(tx, after, told_people(after), zone=zone_of(pack), at=at)
    return after


def decide_notification(tx: Tx, incident_id: str, notify: bool, reason: str, *, actor: str, at: datetime) -> Incident:
    """Privacy or the CIO decides whether the people concerned are notified (OMB M-17-12)."""
    incident = get_open(tx, incident_id)
    require_role(tx, actor, *DECIDERS, to="decide whether people are notified")
    require_second(incident, actor, to="decides this")
    said = _words(reason)
    if not incident.must_decide:
        raise UsageError("Nothing has to be decided here: this kind asks for no notification.")
    if not says_something(said):
        raise UsageError("Say why: whoever asks later reads it.")
    after = put(
        tx,
        incident,
        "notify_yes" if notify else "notify_no",
        actor=actor,
        at=at,
        words=said,
        notify=notify,
        notify_reason=said,
        decided_by=actor,
    )
    record(tx, at, IncidentNotificationDecided(actor=actor, incident=incident_id, notify=notify))
    return after


def conclude(tx: Tx, incident_id: str, cause: str, lesson: str, *, actor: str, at: datetime) -> Incident:
    """Write down cause and lesson, when nothing else is left; then a second person closes."""
    incident = get_open(tx, incident_id)
    require_watcher(tx, incident, actor, to="write down the cause of an incident")
    require_second(incident, actor, to="writes down its cause")
    left = what_is_left(incident)
    if left:
        raise ConflictError(f"This is left to do: {'; '.join(left)}.", hint="A step that is not needed says why.")
    because, learned = _words(cause), _words(lesson)
    if not says_something(because) or not says_something(learned):
        raise UsageError("Write down the cause and the lesson, one sentence each at least.")
    after = put(
        tx,
        incident,
        "concluded",
        actor=actor,
        at=at,
        cause=because,
        lesson=learned,
        concluded_by=actor,
        concluded_at=at,
    )
    record(tx, at, IncidentConcluded(actor=actor, incident=incident_id))
    return after


def close(tx: Tx, incident_id: str, *, actor: str, at: datetime) -> Incident:
    """A second person closes it: not who reported it, and not who wrote down its cause."""
    incident = get(tx, incident_id)
    require_role(tx, actor, *dict.fromkeys((*WATCHERS, *watchers_of(incident))), to="close an incident")
    require_second(incident, actor, to="closes it")
    if not incident.is_open:
        return incident
    if not incident.concluded_by:
        raise ConflictError("Its cause and its lesson are not written down yet.", hint="That comes first.")
    if actor == incident.concluded_by:
        raise NotAllowedError("You wrote down its cause, so a second person closes it.")
    after = put(tx, incident, "closed", actor=actor, at=at, state="closed", closed_by=actor, closed_at=at)
    record(tx, at, IncidentClosed(actor=actor, incident=incident_id))
    for one in incident.paused:
        lift(tx, incident, one, at=at)
    tell_closed(tx, after, at=at)
    return after


def what_is_left(incident: Incident) -> tuple[str, ...]:
    """What keeps it open, in words."""
    steps = tuple(step.title for step in incident.open_steps)
    return (*steps, "decide whether people are notified") if _owes_decision(incident) else steps


def why_not_mine(incident: Incident, actor: str) -> str:
    """Why somebody settles nothing here; empty when they may."""
    try:
        require_second(incident, actor, to="does its steps")
    except NotAllowedError as fault:
        return fault.message
    return ""


def _owes_decision(incident: Incident) -> bool:
    return incident.must_decide and incident.notify is None


def _words(typed: str) -> str:
    said = clean(typed).strip()
    if len(said) > MOST_WORDS:
        raise UsageError(f"Say it in {MOST_WORDS:,} characters at most; these are {len(said):,}.")
    return said
