"""One way to do each act with kept texts, for `acts.py`: Lorraine looks after the records, Peter is counsel."""

from __future__ import annotations

from typing import Any

from proviso.actions import holds, reclassing, retention

from .house import NOW
from .records_house import LATER, LORRAINE, keep, staff, wanted


def held(s: Any) -> str:
    staff(s.tx)
    hold = holds.set_hold(s.tx, s.agency, wanted(tool_id="northlight-chat"), actor=LORRAINE, at=NOW)
    return hold.id


def due(s: Any) -> None:
    staff(s.tx)
    keep(s.tx, s.agency)


def proposed(s: Any, record_class: str = "transitory") -> str:
    staff(s.tx)
    keep(s.tx, s.agency, record_class=record_class)
    return retention.propose(s.tx, s.agency, record_class, actor=LORRAINE, at=LATER).id


def _set(s: Any, actor: str) -> object:
    staff(s.tx)
    return holds.set_hold(s.tx, s.agency, wanted(), actor=actor, at=NOW)


def _propose(s: Any, actor: str) -> object:
    due(s)
    return retention.propose(s.tx, s.agency, "transitory", actor=actor, at=LATER)


def _reclass(s: Any, actor: str) -> object:
    staff(s.tx)
    text = keep(s.tx, s.agency, case_id="R1")
    return reclassing.reclass(s.tx, s.agency, text.id, "official", why="It was used.", actor=actor, at=NOW)


RECORDS_ACTS: dict[str, tuple[Any, ...]] = {
    "reclassing.reclass": (_reclass,),
    "holds.set_hold": (_set,),
    "holds.release": (lambda s, a: holds.release(s.tx, held(s), reason="It is over.", actor=a, at=NOW),),
    "retention.propose": (_propose,),
    "retention.confirm": (lambda s, a: retention.confirm(s.tx, s.agency, proposed(s), actor=a, at=LATER),),
    "retention.withdraw": (lambda s, a: retention.withdraw(s.tx, proposed(s), reason="Not yet.", actor=a, at=LATER),),
}
"""The act, who may beside its duty's roles, and other roles than its duty's."""
RECORDS_NO_ACTS = {
    # said by others, who ask who may
    "transcripts.keep",
    "transcripts.open_text",
    "transcripts.destroy",
}
RECORDS_APART = {
    "open a kept text": "in a transaction of its own: tests of kept texts",
    "change the master key, destroy the one before": "in many transactions: tests of the master key",
}
