"""One way to do each act about affected uses, for `acts.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from proviso.actions import affected, incidents
from proviso.model import SpillKind
from proviso.model.affected import Question

from .house import CHAT, NOW

DO = Callable[[Any, str], object]


def _reported(s: Any) -> str:
    made: str = incidents.report(s.tx, SpillKind.CUI, CHAT.id, actor="maya.okafor", at=NOW, pack=s.pack).id
    return made


def _kept(s: Any) -> str:
    kept: str = affected.save(s.tx, _reported(s), Question(tool_id=CHAT.id), actor="henry.osei", at=NOW).id
    return kept


def _notice(s: Any, who: str) -> object:
    since = NOW - timedelta(days=1)
    return affected.vendor_notice(s.tx, CHAT.id, since, NOW, "A bucket was open.", actor=who, at=NOW, pack=s.pack)


AFFECTED_ACTS: dict[str, tuple[DO]] = {
    "affected.save": (lambda s, a: affected.save(s.tx, _reported(s), Question(), actor=a, at=NOW),),
    "affected.tell": (lambda s, a: affected.tell(s.tx, _kept(s), actor=a, at=NOW),),
    "affected.vendor_notice": (_notice,),
}
