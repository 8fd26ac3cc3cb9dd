"""One way to do each act about affected uses and about good ones, for `acts.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from proviso.actions import affected, good_uses, incidents
from proviso.actions.good_use_checks import Example, Looked
from proviso.db import good_uses as db
from proviso.model import Channel, Decision, Part, SpillKind, Use
from proviso.model.affected import Question
from proviso.model.good_uses import NoteState

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


MAYA, MARCUS, LENA = "maya.okafor", "marcus.bell", "lena.fox"
EXAMPLE = Example(title="Sum up a report", purpose="research", tool_id=CHAT.id, prompt="Sum up the flood report.")


def _looked(actor: str) -> Looked:
    """Screened already: that a rule stops it is another test's."""
    part = Part(name="text", text=EXAMPLE.words)
    use = Use(
        id="00000001",
        person_id=actor,
        tool_id=CHAT.id,
        purpose="research",
        channel=Channel.WEB,
        parts=(part,),
        at=NOW,
        digest="00",
    )
    decision = Decision(
        id=use.id,
        at=NOW,
        allowed=True,
        person_id=actor,
        tool_id=CHAT.id,
        purpose="research",
        channel=Channel.WEB,
    )
    return Looked(example=EXAMPLE, use=use, decision=decision)


def _shared(s: Any, note_by: str = "") -> str:
    made = good_uses.share(s.tx, _looked(MAYA), actor=MAYA, at=NOW)
    if note_by:
        db.put(s.tx, replace(made, note="Check the dates.", note_by=note_by, note_state=NoteState.ASKED))
    return made.id


def _down(s: Any) -> str:
    return good_uses.take_down(s.tx, _shared(s), "It is out of date.", actor=MARCUS, at=NOW).id


def _voted(s: Any, who: str) -> str:
    code = _shared(s)
    db.vote(s.tx, code, who, NOW)
    return code


AFFECTED_ACTS: dict[str, tuple[Any, ...]] = {
    "good_uses.share": (lambda s, a: good_uses.share(s.tx, _looked(a), actor=a, at=NOW), (MAYA,)),
    "good_uses.change": (lambda s, a: good_uses.change(s.tx, _shared(s), _looked(a), actor=a, at=NOW), (MAYA,)),
    "good_uses.take_back": (lambda s, a: good_uses.take_back(s.tx, _shared(s), actor=a, at=NOW), (MAYA,)),
    "good_uses.vote": (lambda s, a: good_uses.vote(s.tx, _shared(s), actor=a, at=NOW), (LENA,)),
    "good_uses.take_vote": (lambda s, a: good_uses.take_vote(s.tx, _voted(s, a), actor=a, at=NOW), (LENA,)),
    "good_uses.take_down": (
        lambda s, a: good_uses.take_down(s.tx, _shared(s), "It is out of date.", actor=a, at=NOW),
        (MARCUS,),
    ),
    "good_uses.put_back": (lambda s, a: good_uses.put_back(s.tx, _down(s), actor=a, at=NOW), (MARCUS,)),
    "good_uses.answer_note": (
        lambda s, a: good_uses.answer_note(s.tx, _shared(s, LENA), may_stand=True, actor=a, at=NOW),
        (LENA,),
    ),
    "affected.save": (lambda s, a: affected.save(s.tx, _reported(s), Question(), actor=a, at=NOW),),
    "affected.tell": (lambda s, a: affected.tell(s.tx, _kept(s), actor=a, at=NOW),),
    "affected.vendor_notice": (_notice,),
}
