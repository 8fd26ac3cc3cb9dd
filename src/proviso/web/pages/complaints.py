"""Complaints: the form for people without an account, what came of theirs, and the office's answer (139-07 fn6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import complaints as change
from proviso.actions.complaints import OFFICES, READERS
from proviso.actions.sign_ins import is_inside
from proviso.db import agency as agency_db
from proviso.db import complaints as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.limits import Limits
from proviso.model import Complaint, ComplaintState, Redress, Role

from .. import words as w
from ..desk import Desk, Pages, TaskRow, at_desk, typed
from ..history import Happened, happened

WHOM = "the offices that answer complaints, and auditors"
REDRESS = (
    (Redress.CHANGED.value, "It is changed, or a person did it again"),
    (Redress.STANDS.value, "A person looked at it anew, and it stands"),
    (Redress.NOT_OURS.value, "AI had no part in it, or it was not our act"),
)
SAID = {
    Redress.CHANGED: "It was changed, or a person did it again.",
    Redress.STANDS: "A person looked at it anew, and it stands.",
    Redress.NOT_OURS: "AI had no part in it, or it was not our act.",
}
EVENTS = ("ComplaintReceived", "ComplaintOpened", "ComplaintPassed", "ComplaintAnswered")
SENT = Limits(free=5)
"""Complaints by address, in this process: after five, each one waits longer, up to 15 minutes. All of them together
are bounded by the day (`MOST_A_DAY`)."""
GUESSED = Limits(free=5)
"""Wrong codes by address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplainPage:
    """The form for everybody."""

    said: dict[str, str] = field(repr=False)
    office: str
    days: int
    mail: str
    errors: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage:
    """What happens next, and the code, shown once."""

    id: str
    code: str = field(repr=False)
    office: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPage:
    """What became of a complaint, for who has its code."""

    title: str
    answer: str
    words: str = field(repr=False)
    said: dict[str, str] = field(repr=False)
    errors: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintsPage:
    """What waits, then what was answered."""

    answer: str
    rows: tuple[TaskRow, ...]
    answered: tuple[TaskRow, ...]
    pages: Pages
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPage:
    """One complaint, opened on record."""

    id: str
    answer: str
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    text: str = field(repr=False)
    may_answer: bool
    choices: tuple[tuple[str, str], ...]
    offices: tuple[tuple[str, str], ...]
    said: dict[str, str] = field(repr=False)
    timeline: tuple[Happened, ...]
    errors: dict[str, str]
    done: str


def _address(desk: Desk) -> str:
    return desk.request.client.host if desk.request.client else ""


def _wait(limits: Limits, desk: Desk) -> timedelta:
    """How long this address has to wait. A proxy of the agency stands for the whole public, so it waits for nobody."""
    return timedelta() if is_inside(_address(desk)) else limits.wait(_address(desk), desk.now)


def show_form(request: Request) -> Response:
    """The form, for everybody, without an account."""
    return _form(at_desk(request, public=True), typed(None, "text", "contact"), {})


def _form(desk: Desk, said: dict[str, str], errors: dict[str, str], status: int = 422) -> Response:
    with desk.read() as tx:
        page = ComplainPage(
            said=said,
            office=_office(tx, OFFICES[0].value),
            days=desk.pack.workdays.get("complaint", change.WORKDAYS),
            mail=agency_db.get(tx, "help") or "",
            errors=errors,
        )
    return desk.page("complain.html", page, title="Complain about AI", status=status if errors else 200)


def _office(tx: Tx, role: str) -> str:
    found = agency_db.offices(tx).get(role)
    return found.name if found else role.replace("_", " ").capitalize()


def send(request: Request) -> Response:
    """Take it in. Nobody signs in; who sends many waits longer each time."""
    desk = at_desk(request, public=True)
    said = typed(desk.form, "text", "contact")
    wait = _wait(SENT, desk)
    if wait > timedelta():
        return _form(desk, said, {"text": f"Many came from your address. {_later(wait)}"}, status=429)
    try:
        got = desk.write(
            lambda tx: change.receive(tx, desk.agency, said["text"], said["contact"], pack=desk.pack, at=desk.now)
        )
    except ConflictError as fault:
        return _form(desk, said, {"text": f"{fault.message} {fault.hint}"}, status=429)
    except UsageError as fault:
        return _form(desk, said, {"contact" if "reach" in fault.message else "text": fault.message})
    SENT.fail(_address(desk), desk.now)
    with desk.read() as tx:
        page = SentPage(
            id=got.complaint.id,
            code=w.code(got.code),
            office=_office(tx, got.complaint.office),
            due=desk.words.date(got.complaint.due_on),
        )
    return desk.page("complaint_sent.html", page, title=f"We have your complaint {page.id}")


def _later(wait: timedelta) -> str:
    minutes = -(-int(wait.total_seconds()) // 60)
    return f"Send it again in {w.count(max(1, minutes), 'minute')}; nothing that you typed is lost."


def show_follow(request: Request) -> Response:
    """The form that asks for number and code."""
    desk = at_desk(request, public=True)
    return _follow(desk, "Type the number and the code that you got.", "", typed(None, "number", "code"), {})


def _follow(
    desk: Desk, answer: str, words: str, said: dict[str, str], errors: dict[str, str], status: int = 422
) -> Response:
    page = FollowPage(title="What became of a complaint", answer=answer, words=words, said=said, errors=errors)
    return desk.page("complaint_follow.html", page, title=page.title, status=status if errors else 200)


def follow(request: Request) -> Response:
    """What became of it, for who has the code."""
    desk = at_desk(request, public=True)
    said = typed(desk.form, "number", "code")
    wait = _wait(GUESSED, desk)
    if wait > timedelta():
        return _follow(desk, "Nothing is shown yet.", "", said, {"code": _later(wait)}, status=429)
    try:
        with desk.read() as tx:
            one = change.answer_of(tx, said["number"], said["code"])
            office = _office(tx, one.office)
    except NotFoundError as fault:
        GUESSED.fail(_address(desk), desk.now)
        return _follow(desk, "Nothing is shown yet.", "", said, {"code": f"{fault.message} {fault.hint}"})
    if one.state is ComplaintState.OPEN or one.redress is None:
        return _follow(desk, f"{office} answers by {desk.words.date(one.due_on)}.", "", said, {})
    return _follow(desk, f"{office} answered. {SAID[one.redress]}", one.answer, said, {})


def list_complaints(request: Request) -> Response:
    """What waits for an answer, by due date."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        waiting = db.open_for(tx, [office.value for office in OFFICES])
        pages = desk.pages("/complaints", db.count(tx, ComplaintState.ANSWERED))
        answered = db.listed(tx, ComplaintState.ANSWERED, pages.offset, pages.size)
        answer = (
            f"{desk.count(len(waiting), 'complaint waits', 'complaints wait')}." if waiting else "No complaint waits."
        )
        page = ComplaintsPage(
            answer=answer,
            rows=tuple(row(desk, tx, one) for one in waiting),
            answered=tuple(row(desk, tx, one) for one in answered),
            pages=pages,
            done=desk.done,
        )
    return desk.page("complaints.html", page, title="Complaints")


def row(desk: Desk, tx: Tx, one: Complaint) -> TaskRow:
    """One complaint in a list: nothing of what was written."""
    is_open = one.state is ComplaintState.OPEN
    late = is_open and one.due_on < desk.today
    due = f"Late since {desk.day(one.due_on)}" if late else f"Due {desk.words.near(one.due_on)}"
    return TaskRow(
        href=f"/complaints/{one.id}",
        label=f"Complaint {one.id}",
        line=f"For {_office(tx, one.office)}, sent {desk.when(one.sent_at)}.",
        status=due if is_open else SAID[one.redress] if one.redress else "Answered",
        is_done=not is_open,
        needs_you=desk.has(Role(one.office)),
    )


def show_complaint(request: Request) -> Response:
    """One complaint. Reading it is recorded."""
    return _show(at_desk(request), typed(None, "redress", "words", "office"), {})


def _show(desk: Desk, said: dict[str, str], errors: dict[str, str]) -> Response:
    desk.only(WHOM, *READERS)
    complaint_id = desk.request.path_params["complaint_id"]
    one, text, contact = change.read(desk.agency, complaint_id, actor=desk.me.id, at=desk.now)
    with desk.read() as tx:
        page = _page(desk, tx, one, text, contact, said, errors)
    return desk.page("complaint.html", page, title=f"Complaint {one.id}", status=422 if errors else 200)


def _page(
    desk: Desk, tx: Tx, one: Complaint, text: str, contact: str, said: dict[str, str], errors: dict[str, str]
) -> ComplaintPage:
    is_open = one.state is ComplaintState.OPEN
    facts = [
        ("Sent", desk.when(one.sent_at)),
        ("Answers", _office(tx, one.office)),
        ("Answer due", desk.words.date(one.due_on)),
        ("How to reach them", contact or "They left nothing; they come back with a code"),
    ]
    if not is_open:
        facts.append(("Answer", one.answer))
    return ComplaintPage(
        id=one.id,
        answer=f"It waits for {_office(tx, one.office)}." if is_open else SAID[one.redress or Redress.STANDS],
        facts=tuple(facts),
        text=text,
        may_answer=is_open and desk.has(Role(one.office)),
        choices=REDRESS,
        offices=tuple((o.value, _office(tx, o.value)) for o in OFFICES if o.value != one.office),
        said=said,
        timeline=happened(desk, tx, "complaint", one.id, EVENTS),
        errors=errors,
        done=desk.done,
    )


def answer(request: Request) -> Response:
    """The office answers, and that closes it."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    complaint_id, said = request.path_params["complaint_id"], typed(desk.form, "redress", "words", "office")
    chosen = next((one for one in Redress if one.value == said["redress"]), None)
    if chosen is None:
        return _show(desk, said, {"redress": "Say what came of it."})
    try:
        desk.write(lambda tx: change.answer(tx, complaint_id, chosen, said["words"], actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go(f"/complaints/{complaint_id}", fault.message)
    except NotAllowedError:
        raise
    except UsageError as fault:
        return _show(desk, said, {"words": fault.message})
    return desk.go(f"/complaints/{complaint_id}", "Answered. Who wrote can read your words with their code.")


def pass_on(request: Request) -> Response:
    """Another office answers, by the same day."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    complaint_id, said = request.path_params["complaint_id"], typed(desk.form, "redress", "words", "office")
    office = next((role for role in OFFICES if role.value == said["office"]), None)
    if office is None:
        return _show(desk, said, {"office": "Choose the office that answers."})
    try:
        desk.write(lambda tx: change.pass_on(tx, complaint_id, office, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go(f"/complaints/{complaint_id}", fault.message)
    except NotAllowedError:
        raise
    except UsageError as fault:
        return _show(desk, said, {"office": fault.message})
    return desk.go("/complaints", f"Complaint {complaint_id} is with the other office now.")
