"""Incidents in words: the clock, the one next step, and each line of the timeline (ux section 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from proviso.actions.incident_access import sees
from proviso.actions.incidents import what_is_left
from proviso.actions.roles import SYSTEM
from proviso.db import systems
from proviso.db.store import Tx
from proviso.model import Incident, IncidentLine, Role, SpillKind
from proviso.model.incidents import VISITOR

from . import words as w
from .desk import Desk

KIND_WORDS = {
    SpillKind.PERSON: "information about a person",
    SpillKind.CUI: "CUI",
    SpillKind.CLASSIFIED: "classified information",
    SpillKind.VENDOR: "something at the vendor",
    SpillKind.PASSWORD: "a password or key",
    SpillKind.NOT_SURE: "not sure yet what",
}
SHORT = {
    SpillKind.PERSON: "About a person",
    SpillKind.CUI: "CUI",
    SpillKind.CLASSIFIED: "Classified",
    SpillKind.VENDOR: "At the vendor",
    SpillKind.PASSWORD: "A password",
    SpillKind.NOT_SURE: "Not sure",
}
OFFICE_WORDS = {role.value: role.value.replace("_", " ").capitalize() for role in Role} | {
    Role.INCIDENT.value: "Incident officer",
    Role.CIO.value: "CIO",
    Role.CIO_OFFICE.value: "CIO’s office",
    Role.COMPONENT_CIO.value: "Component CIO",
}
DRILL_ACT = " This is a drill: nothing was ended or paused."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the timeline."""

    when: str
    stamp: str
    what: str
    words: str = ""


def clock(now: datetime, due: datetime) -> str:
    """ "51 minutes left", "2 hours left", "due now", "12 minutes late"; a begun minute is left, a whole one is late."""
    seconds = (due - now).total_seconds()
    if seconds > 0:
        return f"{_span(-int(-seconds // 60))} left"
    late = int(-seconds // 60)
    return f"{_span(late)} late" if late else "due now"


def _span(minutes: int) -> str:
    if minutes < 120:
        return w.count(minutes, "minute")
    if minutes < 48 * 60:
        return w.count(minutes // 60, "hour")
    return w.count(minutes // (24 * 60), "day")


def named(incident: Incident) -> str:
    """ "DRILL: Incident 2026-011" """
    return f"{'DRILL: ' if incident.is_drill else ''}Incident {incident.id}"


def next_words(desk: Desk, incident: Incident) -> tuple[str, datetime | None]:
    """The one next step as a sentence, and when its clock ends."""
    step = incident.next_step
    if not incident.is_open:
        return "Nothing is left to do.", None
    if step is not None:
        return f"Next: {step.title}", step.due_at
    left = what_is_left(incident)
    if left:
        return f"Next: {left[0]}", None
    if not incident.concluded_by:
        return "Next: write down its cause and its lesson", None
    return "Next: a second person closes it", None


def status_words(desk: Desk, incident: Incident) -> str:
    """What a row of a list says at its end."""
    if not incident.is_open:
        return "Closed"
    due = next_words(desk, incident)[1]
    return clock(desk.now, due) if due is not None else f"Open for {desk.words.age(incident.opened_at)}"


def row_words(desk: Desk, tx: Tx, incident: Incident) -> str:
    """What a row says about it; of a classified one only that it is there, and whom to call."""
    if not sees(desk.me.roles, incident):
        return hidden_words(desk, tx, incident)
    where = f" with {desk.tool(tx, incident.tool_id)}" if incident.tool_id else ""
    said = f"Reported {desk.when(incident.opened_at)} by {who(desk, tx, incident.opened_by)}: "
    following = f" {next_words(desk, incident)[0]}." if incident.is_open else ""
    return f"{said}{KIND_WORDS[incident.kind]}{where}.{following}"


def hidden_words(desk: Desk, tx: Tx, incident: Incident) -> str:
    """All that somebody reads who is not cleared for it."""
    phone = phone_of(desk, tx, incident)
    call = f" Call {phone}." if phone else ""
    return f"{SHORT[incident.kind]}. Details are with the cleared office only.{call}"


def phone_of(desk: Desk, tx: Tx, incident: Incident) -> str:
    """ "Security: 555-0142"; empty when nobody named a number."""
    try:
        role = Role(incident.phone) if incident.phone else Role.SECURITY
    except ValueError:
        return ""
    number = desk.office_phone(tx, role) or desk.pack.phones.get(role.value, "")
    return f"{OFFICE_WORDS[role.value]}: {number}" if number else ""


def who(desk: Desk, tx: Tx, person_id: str) -> str:
    """A person's name; somebody who was not signed in is called that."""
    return "somebody who was not signed in" if person_id == VISITOR else desk.name(tx, person_id)


def timeline(desk: Desk, tx: Tx, incident: Incident) -> tuple[Line, ...]:
    """Every line, newest first."""
    return tuple(
        Line(
            when=desk.when(line.at),
            stamp=desk.stamp(line.at),
            what=_sentence(desk, tx, incident, line),
            words=line.words if line.what != "did_vendor" else "",
        )
        for line in reversed(incident.log)
    )


_Say = Callable[[str, str, Desk, Tx, str], str]


def _names(desk: Desk, tx: Tx, ids: str) -> str:
    return desk.names(desk.name(tx, one) for one in ids.split(",") if one) or "nobody"


def _kind(about: str) -> str:
    before, _, after = about.partition(",")
    return f"from “{SHORT[SpillKind(before)]}” to “{SHORT[SpillKind(after)]}”"


def _vendor(desk: Desk, tx: Tx, about: str, words: str) -> str:
    day, _, how = words.partition(" ")
    return f"asked the vendor of {desk.tool(tx, about)} to delete, on {desk.day(date.fromisoformat(day))}: {how}"


def _system(tx: Tx, system_id: str) -> str:
    found = systems.get(tx, system_id)
    return found.name if found is not None else system_id


_SAYS: dict[str, Callable[[Desk, Tx, str], str]] = {
    "reported": lambda d, tx, a: "reported it" + (f"; it goes on from incident {a}" if a else ""),
    "called": lambda d, tx, a: "said that Security was called",
    "taken": lambda d, tx, a: "took it" + (f" over from {d.name(tx, a)}" if a else ""),
    "step_done": lambda d, tx, a: f"said: {a}",
    "step_not_needed": lambda d, tx, a: f"said that this is not needed: {a}",
    "note": lambda d, tx, a: "added a note",
    "kind": lambda d, tx, a: f"changed the kind {_kind(a)}; the clocks are new",
    "notify_yes": lambda d, tx, a: "decided that the people concerned are notified",
    "notify_no": lambda d, tx, a: "decided that nobody is notified",
    "concluded": lambda d, tx, a: "wrote down its cause and its lesson",
    "closed": lambda d, tx, a: "closed it",
    "did_sessions": lambda d, tx, a: f"ended the sessions of {d.name(tx, a)}",
    "did_person": lambda d, tx, a: f"paused all tools for {d.name(tx, a)}",
    "did_person_back": lambda d, tx, a: f"ended the pause of {d.name(tx, a)}",
    "did_tool": lambda d, tx, a: f"paused {d.tool(tx, a)} for everybody",
    "did_key": lambda d, tx, a: f"stopped the key of {_system(tx, a)}",
    "box_locked": lambda d, tx, a: "locked a text in a sealed box",
    "box_asked": lambda d, tx, a: "asked to open a sealed box",
    "box_agreed": lambda d, tx, a: "agreed that a sealed box is opened",
    "box_opened": lambda d, tx, a: "took a sealed box out to open it",
}


def _opened(desk: Desk, tx: Tx, incident: Incident, line: IncidentLine) -> str:
    name = who(desk, tx, line.by)
    if line.about:
        return f"{name} opened it; it goes on from incident {line.about}."
    if line.by == SYSTEM:
        return "It opened by itself, after a later check."
    if incident.kind is SpillKind.VENDOR:
        return f"It opened by itself, from what {name} reported of the vendor."
    return f"It opened by itself, about a use of {name}."


def _sentence(desk: Desk, tx: Tx, incident: Incident, line: IncidentLine) -> str:
    if line.what == "told":
        return f"Mail went to {_names(desk, tx, line.about)}."
    if line.what == "opened":
        return _opened(desk, tx, incident, line)
    name = who(desk, tx, line.by)
    name = name[:1].upper() + name[1:]
    if line.what == "did_vendor":
        said = _vendor(desk, tx, line.about, line.words)
    else:
        say = _SAYS.get(line.what)
        said = say(desk, tx, line.about) if say is not None else line.what.replace("_", " ")
    drill = DRILL_ACT if incident.is_drill and line.what.startswith("did_") else ""
    return f"{name} {said.rstrip('.')}.{drill}"
