"""What contains a spill: sessions end, a person or a tool is paused, a key is stopped, the vendor is asked (139-07.6).

Each really acts, through the same rows that decisions read, and is on record with its incident. INVARIANT: in a drill
nothing is ended or paused; the record says that it was an exercise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from proviso.db import access_tokens, credentials, people, systems, tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Incident, ToolStatus
from proviso.model.credential_events import SessionsEnded
from proviso.model.incident_events import IncidentContained

from .incident_access import get_open, lift, paused_by, put, require_watcher
from .outbox import notify
from .roles import get_person, require_other
from .systems import get_standing
from .tools import write as write_tool
from .wording import clean_line, says_something

WHY = "a spill is being looked into"
"""What people read who use a tool that is paused for an incident."""
MOST_HOW = 200


def end_sessions(tx: Tx, incident_id: str, person_id: str, *, actor: str, at: datetime) -> Incident:
    """End every session of a person, and every token by which a program acts for them."""
    incident = _begin(tx, incident_id, actor, "end somebody’s sessions")
    get_person(tx, person_id)
    if not incident.is_drill:
        credentials.sign_out(tx, person_id, at)
        for held in access_tokens.of_person(tx, person_id, at):
            access_tokens.end(tx, held.token.id, at)
        for token in systems.tokens_of(tx, person_id, at):
            systems.end_token(tx, token.id, at)
        record(tx, at, SessionsEnded(actor=actor, person=person_id))
    return _note(tx, incident, "sessions", person_id, actor=actor, at=at)


def pause_person(tx: Tx, incident_id: str, person_id: str, *, actor: str, at: datetime) -> Incident:
    """Close every tool for a person, under every pack: the next use is denied until a second person ends the pause.

    What the person has done stays: approvals and signatures count again afterwards.
    """
    incident = _begin(tx, incident_id, actor, "pause a person")
    require_other(actor, person_id, to="pause")
    person = get_person(tx, person_id)
    if person_id in incident.paused:
        raise ConflictError("The tools are paused for this person already.")
    if not incident.is_drill:
        people.put(tx, replace(person, paused_for=(*person.paused_for, incident_id)))
        incident = replace(incident, paused=(*incident.paused, person_id))
        notify(
            tx,
            person_id,
            "paused",
            subject="Your AI tools are paused",
            lines=("A spill is being looked into. That is no judgment about you.", "You get a mail when it ends."),
            path="/steps",
            at=at,
            key=f"paused:{incident_id}:{at.isoformat()}",
        )
    return _note(tx, incident, "person", person_id, actor=actor, at=at)


def end_pause(tx: Tx, incident_id: str, person_id: str, *, actor: str, at: datetime) -> Incident:
    """A second person ends the pause: not the one who paused, and nobody for themselves."""
    incident = _begin(tx, incident_id, actor, "end a pause")
    require_other(actor, person_id, to="end the pause of")
    if person_id not in incident.paused:
        raise ConflictError("The tools are not paused for this person.")
    if actor == paused_by(incident, person_id):
        raise NotAllowedError("You paused the tools for this person, so a second person ends the pause.")
    lift(tx, incident, person_id, at=at)
    left = tuple(one for one in incident.paused if one != person_id)
    return _note(tx, replace(incident, paused=left), "person_back", person_id, actor=actor, at=at)


def pause_tool(tx: Tx, incident_id: str, tool_id: str, *, actor: str, at: datetime) -> Incident:
    """Pause a tool for everybody: answers that are being written stop (139-07.1)."""
    incident = _begin(tx, incident_id, actor, "pause a tool")
    tool = tools.get(tx, tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    if tool.status is not ToolStatus.APPROVED:
        raise ConflictError(f"{tool.name} is not open, so there is nothing to pause.")
    if not incident.is_drill:
        paused = replace(
            tool, status=ToolStatus.PAUSED, status_since=at, status_reason=WHY, status_by=actor, instead=""
        )
        write_tool(tx, tool, paused, reason=WHY, actor=actor, at=at)
    return _note(tx, incident, "tool", tool_id, actor=actor, at=at)


def stop_key(tx: Tx, incident_id: str, system_id: str, *, actor: str, at: datetime) -> Incident:
    """Every key of a system ends now; who answers for it makes a new one."""
    incident = _begin(tx, incident_id, actor, "stop the key of a system")
    system = get_standing(tx, system_id)
    if not incident.is_drill:
        systems.end_keys(tx, system_id, at)
        notify(
            tx,
            system.owner_id,
            "key-stopped",
            subject=f"The key of {system.name} was stopped",
            lines=("A spill is being looked into, so its key opens nothing now.", "You can make a new key."),
            path=f"/systems/{system_id}",
            at=at,
            key=f"key-stopped:{incident_id}:{system_id}:{new_id()}",
        )
    return _note(tx, incident, "key", system_id, actor=actor, at=at)


def ask_vendor(
    tx: Tx, incident_id: str, tool_id: str, sent_on: date, how: str, *, today: date, actor: str, at: datetime
) -> Incident:
    """The letter to the vendor left the agency on this day, by hand: Proviso sends nothing outside by itself."""
    incident = _begin(tx, incident_id, actor, "say that the vendor was asked")
    if tools.get(tx, tool_id) is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    said = clean_line(how)
    if not says_something(said) or len(said) > MOST_HOW:
        raise UsageError(f"Say how it was sent, in {MOST_HOW} characters at most: by mail, on the vendor’s page.")
    if sent_on > today:
        raise UsageError("That day has not come yet.", hint="Say it when the letter has left.")
    if sent_on < (incident.opened_at - timedelta(days=1)).date():
        raise UsageError("That day is before the report.", hint="Check the date.")
    return _note(tx, incident, "vendor", tool_id, words=f"{sent_on.isoformat()} {said}", actor=actor, at=at)


def _begin(tx: Tx, incident_id: str, actor: str, to: str) -> Incident:
    incident = get_open(tx, incident_id)
    require_watcher(tx, incident, actor, to=to)
    return incident


def _note(tx: Tx, incident: Incident, act: str, target: str, *, words: str = "", actor: str, at: datetime) -> Incident:
    after = put(tx, incident, f"did_{act}", actor=actor, at=at, about=target, words=words)
    event = IncidentContained(actor=actor, incident=incident.id, act=act, target=target, is_simulated=incident.is_drill)
    record(tx, at, event)
    return after
