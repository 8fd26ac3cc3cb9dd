"""The certificate of the course: a page to print, and the receipt of the ledger behind it (139-07.2.c.2)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import courses as change_courses
from proviso.db import agency as agency_db
from proviso.db import courses as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import CourseTry, Training, TryState

from .. import words as w
from ..course_words import require_learning
from ..desk import Desk, at_desk


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePage:
    """Who passed what, when, how well, and how to check it."""

    name: str
    agency: str
    course: str
    passed_on: str
    stamp: str
    facts: tuple[tuple[str, str], ...]
    code: str
    next: str


def show_certificate(request: Request) -> Response:
    """The newest try that was passed."""
    desk = at_desk(request, ended=True)
    with desk.read() as tx:
        page = certificate_page(desk, tx)
    return desk.page("certificate.html", page, title=f"Certificate: {page.course}")


def certificate_page(desk: Desk, tx: Tx) -> CertificatePage:
    """Everything on the sheet comes from the record."""
    found = require_learning(desk, tx)
    passed = _passed(desk, tx)
    ended = passed.ended_at or passed.started_at
    held = found.standing.training(Training.RESPONSIBLE_AI)
    ends = change_courses.ends_on(found.standing, found.pack)
    is_this = held is not None and held.completed_at == ended
    return CertificatePage(
        name=desk.me.name,
        agency=agency_db.name(tx) or desk.agency.settings.agency,
        course=found.course.title,
        passed_on=desk.words.date(ended),
        stamp=desk.stamp(ended),
        facts=(
            ("Course", f"{found.course.title}, version {passed.version}"),
            ("Result", f"{passed.right} of {passed.questions} questions right at once"),
            ("Passed", desk.when(ended)),
            ("Counts until", desk.words.date(ends) if ends and is_this else "A newer record counts" if held else "–"),
            ("Rules in force", f"{found.pack.title}, revision {found.pack.revision}"),
            ("Entry of the ledger", w.number(passed.entry or 0)),
        ),
        code=w.code(passed.id),
        next="/steps",
    )


def _passed(desk: Desk, tx: Tx) -> CourseTry:
    found = require_learning(desk, tx)
    tries = [each for each in db.tries_of(tx, desk.me.id, found.course.key) if each.state is TryState.PASSED]
    if not tries:
        raise NotFoundError("You have no certificate yet.", hint="Pass the course first; its page shows what is left.")
    return tries[-1]


def download_receipt(request: Request) -> Response:
    """The receipt: the entry, its inclusion proof and the signed state of the ledger (RFC 9162, C2SP checkpoint)."""
    desk = at_desk(request, ended=True)
    with desk.read() as tx:
        passed = _passed(desk, tx)
        receipt = desk.agency.journal.receipt(tx, passed.entry or 0)
    headers = {"Content-Disposition": f'attachment; filename="certificate-{w.code(passed.id)}.json"'}
    return Response(receipt.to_json(), media_type="application/json", headers=headers)
