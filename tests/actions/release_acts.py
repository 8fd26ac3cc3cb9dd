"""One way to do each act of a request for records, for `acts.py`: Lorraine marks, Peter looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from proviso.actions import complaints, foia_fees, holdings, record_exports, redactions, release_searches, releases
from proviso.actions.releases import Package, fingerprint_of
from proviso.db import releases as db
from proviso.model import FoiaFees, FoiaRequest, ItemKind, Mark, RecordExport, RecordQuery, Redress, RequestKind, Role

from .house import NOW
from .records_house import LORRAINE, MAYA, PETER, keep, staff

TODAY = NOW.date()


def taken_down(s: Any, subject: str = "", actor: str = LORRAINE) -> FoiaRequest:
    staff(s.tx)
    return releases.open_request(
        s.tx,
        s.agency,
        RequestKind.PRIVACY_ACT if subject else RequestKind.FOIA,
        "" if subject else "Harbor Gazette",
        "Uses of AI tools in the Flood Recovery Office.",
        TODAY,
        subject,
        pack=s.agency.packs.base(),
        actor=actor,
        at=NOW,
        today=TODAY,
    )


def chosen(s: Any) -> tuple[FoiaRequest, str]:
    """A request with one kept text on its list, and the words of it."""
    request = taken_down(s)
    text = "The levee held. Call Ann Tester."
    releases.choose(s.tx, request.id, ItemKind.TEXT, [keep(s.tx, s.agency, text).id], actor=LORRAINE, at=NOW)
    return request, text


def marked(s: Any) -> FoiaRequest:
    request, text = chosen(s)
    out = [Mark(start=21, end=31, code="(b)(6)")]
    redactions.mark(s.tx, s.agency, request.id, 1, text, out, actor=LORRAINE, at=NOW)
    redactions.finish(s.tx, s.agency, request.id, 1, text, actor=LORRAINE, at=NOW)
    return request


def asked(s: Any) -> FoiaRequest:
    return releases.ask_second(s.tx, marked(s).id, actor=LORRAINE, at=NOW, today=TODAY)


def confirmed(s: Any) -> FoiaRequest:
    return releases.confirm(s.tx, asked(s).id, actor=PETER, at=NOW)


def _exported(s: Any, actor: str) -> RecordExport:
    number = "" if actor == MAYA else taken_down(s, MAYA).id
    return record_exports.ask_export(s.tx, MAYA, number, total=3, actor=actor, at=NOW)


def _take_export(s: Any, actor: str) -> object:
    one = _exported(s, actor)
    record_exports.export_ready(s.tx, s.agency, one, b"PK", 1, at=NOW)
    return record_exports.take_export(s.tx, s.agency, one.id, actor=actor)


def _letter(s: Any, actor: str) -> object:
    request = releases.close(s.tx, taken_down(s).id, "None found.", actor=LORRAINE, at=NOW)
    foia_fees.note_letter(s.tx, request.id, b"%PDF", 0, actor=actor, at=NOW)
    return request


def package(s: Any, request_id: str) -> Package:
    return Package(file=b"PK", manifest_sha256="00" * 32, fingerprint=fingerprint_of(db.items_of(s.tx, request_id)))


def _open(s: Any, actor: str) -> object:
    return taken_down(s, actor=actor)


def _longer(s: Any, actor: str) -> object:
    return releases.take_longer(s.tx, taken_down(s).id, "Many records.", actor=actor, at=NOW)


def _appeal(s: Any, actor: str) -> object:
    request = taken_down(s)
    releases.close(s.tx, request.id, "None found.", actor=LORRAINE, at=NOW)
    pack = s.agency.packs.base()
    return releases.note_appeal(
        s.tx, request.id, TODAY, "They want the names.", pack=pack, actor=actor, at=NOW, today=TODAY
    )


def _search(s: Any, actor: str) -> object:
    request = taken_down(s)
    return release_searches.begin(s.tx, s.agency, request.id, "levee", RecordQuery(), actor=actor, at=NOW)


def _go_on(s: Any, actor: str) -> object:
    request = taken_down(s)
    begun = release_searches.begin(s.tx, s.agency, request.id, "levee", RecordQuery(), actor=LORRAINE, at=NOW)
    return release_searches.go_on(s.tx, begun.id, actor=actor, at=NOW + timedelta(minutes=5))


def _choose(s: Any, actor: str) -> object:
    request = taken_down(s)
    return releases.choose(s.tx, request.id, ItemKind.DECISION, ["ABCD1234"], actor=actor, at=NOW)


def _mark(s: Any, actor: str) -> object:
    request, text = chosen(s)
    out = [Mark(start=0, end=3, code="(b)(5)")]
    return redactions.mark(s.tx, s.agency, request.id, 1, text, out, actor=actor, at=NOW)


def _finish(s: Any, actor: str) -> object:
    request, text = chosen(s)
    return redactions.finish(s.tx, s.agency, request.id, 1, text, actor=actor, at=NOW)


def _release(s: Any, actor: str) -> object:
    request = confirmed(s)
    return releases.release(s.tx, s.agency, request.id, package(s, request.id), actor=actor, at=NOW)


def _take_along(s: Any, actor: str) -> object:
    request = confirmed(s)
    made = releases.release(s.tx, s.agency, request.id, package(s, request.id), actor=LORRAINE, at=NOW)
    return releases.open_release(s.tx, s.agency, made.id, actor=actor, at=NOW)


def _export(s: Any, actor: str) -> None:
    request = taken_down(s, MAYA)
    mine = "" if actor == MAYA else request.id
    holdings.note_export(s.tx, MAYA, b"PK", 1, mine, actor=actor, at=NOW)


def complained(s: Any) -> str:
    made = complaints.receive(s.tx, s.agency, "My claim was denied.", "", pack=s.agency.packs.base(), at=NOW)
    return made.complaint.id


def _answer_complaint(s: Any, actor: str) -> object:
    return complaints.answer(s.tx, complained(s), Redress.CHANGED, "A person did it again.", actor=actor, at=NOW)


RELEASE_ACTS: dict[str, tuple[Any, ...]] = {
    "releases.open_request": (_open,),
    "releases.take_longer": (_longer,),
    "releases.note_appeal": (_appeal,),
    "release_searches.begin": (_search,),
    "release_searches.go_on": (_go_on,),
    "releases.choose": (_choose,),
    "releases.take_off": (lambda s, a: releases.take_off(s.tx, chosen(s)[0].id, [1], actor=a, at=NOW),),
    "redactions.mark": (_mark,),
    "redactions.withhold": (lambda s, a: redactions.withhold(s.tx, chosen(s)[0].id, 1, "(b)(5)", actor=a, at=NOW),),
    "redactions.finish": (_finish,),
    "releases.ask_second": (lambda s, a: releases.ask_second(s.tx, marked(s).id, actor=a, at=NOW, today=TODAY),),
    "releases.confirm": (lambda s, a: releases.confirm(s.tx, asked(s).id, actor=a, at=NOW),),
    "releases.send_back": (lambda s, a: releases.send_back(s.tx, asked(s).id, "Record 1.", actor=a, at=NOW),),
    "releases.release": (_release,),
    "foia_fees.note_fees": (
        lambda s, a: foia_fees.note_fees(s.tx, taken_down(s).id, FoiaFees(), actor=a, at=NOW, today=TODAY),
    ),
    "foia_fees.note_letter": (_letter,),
    "releases.close": (lambda s, a: releases.close(s.tx, taken_down(s).id, "None found.", actor=a, at=NOW),),
    "releases.open_release": (_take_along,),
    "holdings.note_export": (_export, (MAYA,)),
    "record_exports.ask_export": (lambda s, a: _exported(s, a), (MAYA,)),
    "record_exports.take_export": (_take_export, (MAYA,)),
    "complaints.answer": (_answer_complaint, (), (Role.CIVIL_RIGHTS,)),
    "complaints.pass_on": (
        lambda s, a: complaints.pass_on(s.tx, complained(s), Role.PRIVACY, actor=a, at=NOW),
        (),
        (Role.CIVIL_RIGHTS,),
    ),
}
"""The act, who may beside its duty's roles, and other roles than its duty's."""
RELEASE_APART = {"read a complaint": "in a transaction of its own: tests of complaints"}
RELEASE_NO_ACTS = {
    "holdings.require_export",  # a question
    "record_exports.own",  # a question
    "record_texts.text_of",  # said by others, who ask who may
}
