"""One way to do each act about a spill, for `acts.py`: Maya has reported, and Yusuf's use it was not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from proviso.actions import containment, incidents, sealed_boxes, systems
from proviso.identity.boxes import new_key
from proviso.model import Incident, Role, SpillKind, StepState

from .house import CHAT, NOW

R = Role
MAYA, TOM, HENRY, JOAN, INGRID, MARCUS = (
    "maya.okafor",
    "tom.reyes",
    "henry.osei",
    "joan.castellanos",
    "ingrid.solberg",
    "marcus.bell",
)
DO = Callable[[Any, str], object]
PUBLIC = new_key("four words are easy")[1]


def reported(s: Any, kind: SpillKind = SpillKind.CUI) -> Incident:
    made: Incident = incidents.report(s.tx, kind, CHAT.id, actor=MAYA, at=NOW, pack=s.pack)
    return made


def settled(s: Any) -> Incident:
    """Every step is done, and cause and lesson stand there."""
    held = reported(s)
    for step in held.steps:
        actor = INGRID if step.role == "security" else HENRY
        incidents.settle(s.tx, held.id, step.id, StepState.DONE, actor=actor, at=NOW)
    return held


def concluded(s: Any) -> Incident:
    held = settled(s)
    return incidents.conclude(s.tx, held.id, "A wrong window.", "Check the banner.", actor=HENRY, at=NOW)


def closed(s: Any) -> Incident:
    return incidents.close(s.tx, concluded(s).id, actor=JOAN, at=NOW)


def boxed(s: Any, *, is_asked: bool = False) -> str:
    held = reported(s)
    sealed_boxes.add_key(s.tx, HENRY, PUBLIC, actor=HENRY, at=NOW)
    box = sealed_boxes.lock(s.tx, s.agency, held.id, "The text.", actor=HENRY, at=NOW)
    if is_asked:
        sealed_boxes.ask(s.tx, box.id, "The owner asks.", actor=HENRY, at=NOW)
    return box.id


def _hand_out(s: Any, actor: str) -> object:
    box = boxed(s)
    sealed_boxes.ask(s.tx, box, "The owner asks.", actor=actor, at=NOW)
    return sealed_boxes.hand_out(s.tx, box, s.pack, actor=actor, at=NOW)


def _end_pause(s: Any, actor: str) -> object:
    held = reported(s)
    containment.pause_person(s.tx, held.id, TOM, actor=HENRY, at=NOW)
    return containment.end_pause(s.tx, held.id, TOM, actor=actor, at=NOW)


def _stop_key(s: Any, actor: str) -> object:
    system = systems.register(
        s.tx, "Desk", MAYA, "Sums.", {CHAT.id}, {"research"}, NOW.date() + timedelta(days=9), actor=MARCUS, at=NOW
    ).system
    return containment.stop_key(s.tx, reported(s).id, system.id, actor=actor, at=NOW)


def _end_key(s: Any, actor: str) -> object:
    key = sealed_boxes.add_key(s.tx, HENRY, PUBLIC, actor="system", at=NOW)
    return sealed_boxes.end_key(s.tx, key.id, actor=actor, at=NOW)


def _vendor(s: Any, actor: str) -> object:
    return containment.ask_vendor(
        s.tx, reported(s).id, CHAT.id, NOW.date(), "By mail.", today=NOW.date(), actor=actor, at=NOW
    )


SPILL_ACTS: dict[str, tuple[Any, ...]] = {
    "incidents.start_drill": (
        lambda s, a: incidents.start_drill(s.tx, SpillKind.CUI, TOM, actor=a, at=NOW, pack=s.pack),
    ),
    "incidents.take": (lambda s, a: incidents.take(s.tx, reported(s).id, actor=a, at=NOW),),
    "incidents.change_kind": (
        lambda s, a: incidents.change_kind(
            s.tx, reported(s).id, SpillKind.PERSON, "It has names.", actor=a, at=NOW, pack=s.pack
        ),
    ),
    "incidents.conclude": (
        lambda s, a: incidents.conclude(s.tx, settled(s).id, "A window.", "Look.", actor=a, at=NOW),
    ),
    "incidents.settle": (
        lambda s, a: incidents.settle(s.tx, reported(s).id, "vendor-delete", StepState.DONE, actor=a, at=NOW),
    ),
    "incidents.note": (lambda s, a: incidents.note(s.tx, reported(s).id, "Called them.", actor=a, at=NOW),),
    "incidents.go_on": (lambda s, a: incidents.go_on(s.tx, closed(s).id, actor=a, at=NOW, pack=s.pack),),
    "incidents.decide_notification": (
        lambda s, a: incidents.decide_notification(
            s.tx, reported(s, SpillKind.PERSON).id, False, "Nobody can be harmed.", actor=a, at=NOW
        ),
    ),
    "incidents.close": (lambda s, a: incidents.close(s.tx, concluded(s).id, actor=a, at=NOW),),
    "containment.end_sessions": (lambda s, a: containment.end_sessions(s.tx, reported(s).id, MAYA, actor=a, at=NOW),),
    "containment.pause_person": (lambda s, a: containment.pause_person(s.tx, reported(s).id, TOM, actor=a, at=NOW),),
    "containment.end_pause": (_end_pause,),
    "containment.pause_tool": (lambda s, a: containment.pause_tool(s.tx, reported(s).id, CHAT.id, actor=a, at=NOW),),
    "containment.stop_key": (_stop_key,),
    "containment.ask_vendor": (_vendor,),
    "sealed_boxes.add_key": (lambda s, a: sealed_boxes.add_key(s.tx, HENRY, PUBLIC, actor=a, at=NOW),),
    "sealed_boxes.end_key": (_end_key, (HENRY,)),
    "sealed_boxes.lock": (lambda s, a: _lock(s, a),),
    "sealed_boxes.ask": (lambda s, a: sealed_boxes.ask(s.tx, boxed(s), "The owner asks.", actor=a, at=NOW),),
    "sealed_boxes.agree": (lambda s, a: sealed_boxes.agree(s.tx, boxed(s, is_asked=True), actor=a, at=NOW),),
    "sealed_boxes.hand_out": (_hand_out,),
}
"""The act, who may beside its duty's roles, and other roles than its duty's."""


def _lock(s: Any, actor: str) -> object:
    sealed_boxes.add_key(s.tx, HENRY, PUBLIC, actor="system", at=NOW)
    return sealed_boxes.lock(s.tx, s.agency, reported(s).id, "The text.", actor=actor, at=NOW)
