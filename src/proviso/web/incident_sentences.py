"""Entries of the ledger about incidents as sentences; of a classified one they say no more than that it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proviso.actions.incident_access import sees
from proviso.db import incidents
from proviso.db.store import Tx
from proviso.model import Record
from proviso.model.incidents import VISITOR
from proviso.model.veils import incident_of

from .desk import Desk

_Say = Callable[[str, dict[str, Any], Desk, Tx], str]
_ACTS = {
    "sessions": "ended somebody’s sessions",
    "person": "paused all tools for somebody",
    "person_back": "ended the pause of somebody",
    "tool": "paused a tool",
    "key": "stopped the key of a system",
    "vendor": "asked the vendor to delete",
}


def _says(words: str) -> _Say:
    """ "Henry Osei took incident 2026-011." """
    return lambda who, data, desk, tx: f"{_who(who, data)} {words} incident {data['incident']}."


def _who(who: str, data: dict[str, Any]) -> str:
    return "Somebody who was not signed in" if data.get("actor") == VISITOR else who


def _opened(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    drill = " as a drill" if data.get("is_drill") else ""
    if data.get("way") == "itself":
        return f"Incident {data['incident']} opened by itself."
    return f"{_who(who, data)} reported incident {data['incident']}{drill}."


def _settled(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    late = f", {-data['minutes_left']} minutes late" if data["minutes_left"] < 0 else ""
    state = "settled a step of" if data["state"] == "done" else "said that a step is not needed in"
    return f"{who} {state} incident {data['incident']}{late}."


def _contained(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    drill = " It was a drill: nothing was ended or paused." if data["is_simulated"] else ""
    act = _ACTS.get(data["act"], data["act"])
    return f"{who} {act}, for incident {data['incident']}.{drill}"


def _notified(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    words = "the people concerned are notified" if data["notify"] else "nobody is notified"
    return f"{who} decided that {words}, in incident {data['incident']}."


_SENTENCES: dict[str, _Say] = {
    "IncidentOpened": _opened,
    "IncidentCalled": _says("said that Security was called, in"),
    "IncidentTaken": _says("took"),
    "IncidentStepSettled": _settled,
    "IncidentNoted": _says("added a note to"),
    "IncidentContained": _contained,
    "IncidentNotificationDecided": _notified,
    "IncidentKindChanged": _says("changed the kind of"),
    "IncidentConcluded": _says("wrote down cause and lesson of"),
    "IncidentClosed": _says("closed"),
    "IncidentKeyMade": lambda who, data, desk, tx: f"{who} put key {data['key']} for sealed boxes on file.",
    "IncidentKeyEnded": lambda who, data, desk, tx: f"{who} ended key {data['key']} for sealed boxes.",
    "IncidentBoxLocked": _says("locked a text in a sealed box of"),
    "IncidentBoxAsked": _says("asked to open a sealed box of"),
    "IncidentBoxAgreed": _says("agreed to open a sealed box of"),
    "IncidentBoxOpened": _says("took out a sealed box of"),
}


def withheld(record: Record, desk: Desk, tx: Tx) -> str:
    """What stands for an entry about an incident for which the reader is not cleared; empty: they may read it."""
    return _withheld(incident_of(record), desk, tx)


def _withheld(number: str, desk: Desk, tx: Tx) -> str:
    incident = incidents.get(tx, number) if number else None
    roles = desk.viewer.roles if desk.viewer is not None else ()
    if incident is None or sees(roles, incident):
        return ""
    return f"An entry of incident {incident.id}. Who and what is for whom the rules clear."


def _guarded(say: _Say) -> _Say:
    """INVARIANT: of a classified incident nobody reads who did what in it but whom the pack clears (139-07.2.a.4)."""

    def said(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
        return _withheld(str(data.get("incident", "")), desk, tx) or say(who, data, desk, tx)

    return said


INCIDENT_SENTENCES: dict[str, _Say] = {name: _guarded(say) for name, say in _SENTENCES.items()}
