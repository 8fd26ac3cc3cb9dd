"""One way to do each act about streams of events and visits of auditors, for `acts.py`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from proviso.actions import audit_visits, exports
from proviso.actions.audit_visits import Invitation
from proviso.model import StreamWay

from .house import NOW

TODAY = NOW.date()
SAID = Invitation(
    name="Alex Vance",
    email="a.vance@oig.example",
    organization="Office of Inspector General",
    starts_on=TODAY,
    ends_on=TODAY + timedelta(days=9),
)


def _stream(s: Any, actor: str = "yusuf.karim") -> str:
    return exports.add(
        s.tx,
        StreamWay.FILE,
        "siem.jsonl",
        from_start=False,
        sealing_key=s.agency.sealing_key,
        may_be_private=True,
        actor=actor,
        at=NOW,
    ).stream.id


def _visit(s: Any, actor: str = "marcus.bell") -> str:
    return audit_visits.invite(s.tx, SAID, components={"FRO"}, today=TODAY, actor=actor, at=NOW).visit.person_id


EXPORT_ACTS: dict[str, tuple[Any, ...]] = {
    "exports.add": (_stream,),
    "exports.send_test": (lambda s, a: exports.send_test(s.tx, _stream(s), actor=a, at=NOW),),
    "exports.pause": (lambda s, a: exports.pause(s.tx, _stream(s), actor=a, at=NOW),),
    "exports.resume": (lambda s, a: exports.resume(s.tx, _stream(s), actor=a, at=NOW),),
    "exports.remove": (lambda s, a: exports.remove(s.tx, _stream(s), actor=a, at=NOW),),
    "audit_visits.invite": (_visit,),
    "audit_visits.new_link": (lambda s, a: audit_visits.new_link(s.tx, _visit(s), actor=a, at=NOW),),
    "audit_visits.end": (lambda s, a: audit_visits.end(s.tx, _visit(s), actor=a, at=NOW),),
}
