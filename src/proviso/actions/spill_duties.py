"""Who may do what about a spill (139-07.6): rows of `duties.py`."""

from __future__ import annotations

from collections.abc import Iterator

from proviso.model import Role

from .duty import Duty
from .incident_access import WATCHERS
from .incidents import DECIDERS

R = Role


def spill_duties() -> Iterator[Duty]:
    """Report, take, settle, contain, decide, close; and the sealed boxes."""
    a = "Spills (139-07.6)"
    yield Duty(area=a, says="report a spill", acts=("incidents.report",), roles=tuple(Role), also="also who has left")
    second = "who reported it, or whose use it was"
    yield Duty(area=a, says="start a drill", acts=("incidents.start_drill",), roles=(R.INCIDENT,))
    yield Duty(
        area=a,
        says="take an incident, say what kind it is, write down its cause",
        acts=("incidents.take", "incidents.change_kind", "incidents.conclude"),
        roles=WATCHERS,
        never=f"{second}; of a classified one only whom the rules clear",
    )
    yield Duty(
        area=a,
        says="settle a step of an incident",
        acts=("incidents.settle",),
        roles=(R.INCIDENT,),
        also="the office that the step names",
        never=second,
    )
    yield Duty(
        area=a,
        says="add a note to an incident, go on from a closed one",
        acts=("incidents.note", "incidents.go_on"),
        roles=WATCHERS,
    )
    yield Duty(
        area=a,
        says="contain a spill: end sessions, pause a person or a tool, stop a key, ask the vendor",
        acts=(
            "containment.end_sessions",
            "containment.pause_person",
            "containment.end_pause",
            "containment.pause_tool",
            "containment.stop_key",
            "containment.ask_vendor",
        ),
        roles=WATCHERS,
        never="pause themselves, or end a pause that they began",
    )
    yield Duty(
        area=a,
        says="decide whether people are notified of a breach",
        acts=("incidents.decide_notification",),
        roles=DECIDERS,
        never=second,
    )
    yield Duty(
        area=a,
        says="close an incident",
        acts=("incidents.close",),
        roles=WATCHERS,
        never=f"{second}, and who wrote down its cause",
    )
    yield Duty(
        area=a,
        says="put a key for sealed boxes on file, end one",
        acts=("sealed_boxes.add_key", "sealed_boxes.end_key"),
        roles=(R.INCIDENT, R.SECURITY),
        also="the key’s owner",
    )
    yield Duty(
        area=a,
        says="lock a text in a sealed box",
        acts=("sealed_boxes.lock",),
        roles=WATCHERS,
    )
    yield Duty(
        area=a,
        says="ask to open a sealed box, agree to it, take it out",
        acts=("sealed_boxes.ask", "sealed_boxes.agree", "sealed_boxes.hand_out"),
        roles=WATCHERS,
        never="agree to their own wish",
    )
