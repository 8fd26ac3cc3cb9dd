"""Who looks after an incident, who sees more than that it exists, and who is too near to it (139-07.6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from proviso.db import agency as agency_db
from proviso.db import incidents as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.model import Incident, IncidentLine, IncidentStep, Person, Role

from .agency import Agency
from .letters import tell_late
from .outbox import notify
from .roles import require_role

WATCHERS = (Role.INCIDENT, Role.PRIVACY, Role.SECURITY)
"""Who looks after incidents."""
READERS = (*WATCHERS, Role.CIO, Role.AUDITOR)
"""Who may open the page of one."""


def sees(roles: Collection[Role], incident: Incident) -> bool:
    """Whether somebody with these roles sees details: of a classified one, only whom the pack clears."""
    cleared = {Role(role) for role in incident.cleared}
    return bool(set(roles) & (cleared or {*READERS, *(Role(step.role) for step in incident.steps)}))


def opens(roles: Collection[Role], incident: Incident) -> bool:
    """Whether somebody with these roles opens its page at all: of a classified one, to see that it is there."""
    return sees(roles, incident) or bool(set(roles) & {*READERS})


def watchers_of(incident: Incident) -> tuple[Role, ...]:
    """Who acts in it: who looks after incidents, or whom the pack clears for it."""
    return tuple(Role(role) for role in incident.cleared) or WATCHERS


def get(tx: Tx, incident_id: str) -> Incident:
    """The incident, or an error that says that there is none."""
    incident = db.get(tx, incident_id)
    if incident is None:
        raise NotFoundError(f"There is no incident {incident_id}.", hint="Incidents lists all of them.")
    return incident


def get_open(tx: Tx, incident_id: str) -> Incident:
    """The incident, as long as it is open: a closed one is not changed and not opened again."""
    incident = get(tx, incident_id)
    if not incident.is_open:
        raise ConflictError(
            f"Incident {incident_id} is closed.", hint="Open a new one that goes on from it, if something is left."
        )
    return incident


def require_watcher(tx: Tx, incident: Incident, actor: str, *, to: str, more: Collection[Role] = ()) -> None:
    """Only who looks after incidents, and for a classified one only who is cleared."""
    require_role(tx, actor, *dict.fromkeys((*watchers_of(incident), *(() if incident.cleared else more))), to=to)


def require_second(incident: Incident, actor: str, *, to: str) -> None:
    """INVARIANT: who reported it, whose use it was, and for whom it closed the tools settles nothing about it alone.

    An officer who writes down what a vendor says, or goes on from a closed one, is no reporter: it opened by itself."""
    if actor == incident.opened_by and incident.way != "itself":
        raise NotAllowedError(f"You reported this incident, so someone else {to}.")
    if actor == incident.person_id:
        raise NotAllowedError(f"This incident is about a use of yours, so someone else {to}.")
    if actor in incident.paused:  # its end would be the end of their own pause
        raise NotAllowedError(f"Your tools are paused for this incident, so someone else {to}.")


def settlers(tx: Tx, incident: Incident, step: IncidentStep) -> frozenset[Role]:
    """Who may settle a step: its office and the incident officer; the other offices, too, where every incident officer
    is too near to it."""
    if incident.cleared:
        return frozenset(Role(role) for role in incident.cleared)
    near = {incident.opened_by if incident.way != "itself" else "", incident.person_id}
    is_left = any(person.id not in near for person in people.with_role(tx, Role.INCIDENT))
    return frozenset({Role(step.role), Role.INCIDENT, *(() if is_left else WATCHERS)})


def officers(tx: Tx, role: str) -> tuple[str, ...]:
    """Who answers for an office; where nobody is named, whoever has its role."""
    named = agency_db.offices(tx).get(role)
    if named is not None and named.person_id:
        return (named.person_id,)
    return tuple(person.id for person in people.with_role(tx, Role(role)))


def require_not_paused(tx: Tx, person: Person) -> None:
    """INVARIANT: for whom an officer paused the tools, nobody opens them while that incident is open (139-07.6)."""
    held = next((i.id for i in db.open(tx) if person.id in i.paused), "")
    if held:
        raise NotAllowedError(
            f"The tools are paused for {person.name}, because a spill is being looked into.",
            hint=f"The incident officer ends the pause; the number is {held}.",
        )


def paused_by(incident: Incident, person_id: str) -> str:
    """Who paused the tools for a person, as its timeline says."""
    lines = (line for line in reversed(incident.log) if line.what == "did_person" and line.about == person_id)
    return next((line.by for line in lines), "")


def lift(tx: Tx, incident: Incident, person_id: str, *, at: datetime) -> None:
    """One incident closes the tools for a person no more; another one may."""
    person = people.get(tx, person_id)
    if person is None or incident.id not in person.paused_for:
        return
    left = tuple(one for one in person.paused_for if one != incident.id)
    people.put(tx, replace(person, paused_for=left))
    if left:
        return
    notify(
        tx,
        person_id,
        "pause-ended",
        subject="Your pause has ended",
        lines=("The AI tools that were open to you are open again.", "What you have done counts as before."),
        path="/steps",
        at=at,
        key=f"pause-ended:{incident.id}:{at.isoformat()}",
    )


def remind_late(agency: Agency, at: datetime) -> None:
    """Whose clock has run out hears of it once (139-07.6): the courier looks each minute."""
    with agency.store.read() as tx:
        late = any(step.due_at <= at for incident in db.open(tx) for step in incident.open_steps)
    if late:
        agency.store.write(lambda tx: _tell_late(tx, at))


def _tell_late(tx: Tx, at: datetime) -> None:
    for incident in db.open(tx):
        for step in incident.open_steps:
            if step.due_at <= at:
                whom = [*([incident.taken_by] if incident.taken_by else []), *officers(tx, step.role)]
                tell_late(tx, incident, step, tuple(dict.fromkeys(whom)), at=at)


def put(
    tx: Tx,
    incident: Incident,
    what: str,
    *,
    actor: str,
    at: datetime,
    about: str = "",
    words: str = "",
    **changes: Any,
) -> Incident:
    """Write a changed incident with the line of its timeline that says what was done."""
    line = IncidentLine(at=at, by=actor, what=what, about=about, words=words)
    after = replace(incident, log=(*incident.log, line), **changes)
    db.put(tx, after)
    return after
