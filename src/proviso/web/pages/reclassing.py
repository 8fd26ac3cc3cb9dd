"""The class of a kept text: which other one, until when it would be kept then, and why? (R-079)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import reclassing as change
from proviso.actions import transcripts
from proviso.actions.reclassing import Choice
from proviso.actions.roles import require_other
from proviso.db.store import Tx
from proviso.model import Transcript

from .. import record_words as said
from .. import words as w
from ..desk import Desk, at_desk, typed
from ..kinds import first_upper


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassForm:
    """The other classes, each with the last day that would follow from it."""

    id: str
    title: str
    answer: str
    choices: tuple[tuple[str, str, str], ...]
    """Its id, its title, and what follows."""
    closed: tuple[tuple[str, str], ...]
    """The classes that this text cannot be put into, and why."""
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def show_reclass(request: Request) -> Response:
    """The form; each class says what it would mean for this text."""
    desk = _officer(request)
    with desk.read() as tx:
        return _page(desk, tx, _of(desk, tx, request), {"record_class": "", "why": ""}, {})


def reclass(request: Request) -> Response:
    """Change it, with the reason."""
    desk = _officer(request)
    said_now = typed(desk.form, "record_class", "why")
    with desk.read() as tx:
        text = _of(desk, tx, request)
        open_ones = [one.held.id for one in change.choices(tx, desk.agency, text, desk.now) if not one.why_not]
        errors = {}
        if said_now["record_class"] not in open_ones:
            errors["record_class"] = "Choose a class."
        if not said_now["why"]:
            errors["why"] = "Say why it belongs there. It stays on its page."
        elif len(said_now["why"]) > change.LONGEST_WHY:
            errors["why"] = f"The reason has more than {change.LONGEST_WHY} characters. Shorten it."
        if errors:
            return _page(desk, tx, text, said_now, errors)
    after = desk.write(
        lambda tx: change.reclass(
            tx, desk.agency, text.id, said_now["record_class"], why=said_now["why"], actor=desk.me.id, at=desk.now
        )
    )
    found = desk.pack.record_class(after.record_class)
    name = found.title if found else after.record_class
    return desk.go(f"/records/texts/{text.id}", f"Its class is “{name}” now. {said.due_line(desk, after)}.")


def _officer(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the records officer", *change.WHO)
    return desk


def _of(desk: Desk, tx: Tx, request: Request) -> Transcript:
    text = transcripts.get(tx, str(request.path_params["transcript_id"]))
    require_other(desk.me.id, text.person_id or None, to="change the class of your own text")
    change.require_free(tx, text)
    return text


def _page(desk: Desk, tx: Tx, text: Transcript, fields: dict[str, str], errors: dict[str, str]) -> Response:
    found = change.choices(tx, desk.agency, text, desk.now)
    now = desk.pack.record_class(text.record_class) if text.record_class else None
    page = ClassForm(
        id=text.id,
        title=f"Change the class of text {w.code(text.id)}",
        answer=f"It is in “{now.title if now else said.NO_CLASS}” now. {said.due_line(desk, text)}.",
        choices=tuple((one.held.id, one.held.title, follows(desk, text, one)) for one in found if not one.why_not),
        closed=tuple((one.held.title, one.why_not) for one in found if one.why_not),
        typed=fields,
        errors=errors,
    )
    title = f"{'Error: ' if errors else ''}{page.title}"
    return desk.page("records_reclass.html", page, title=title, status=422 if errors else 200)


def follows(desk: Desk, text: Transcript, one: Choice) -> str:
    """ "Kept through Dec. 3, 275 days shorter. GRS 5.2-010." """
    schedule = f"{first_upper(one.held.schedule)}."
    if one.due_on is None:
        return f"Kept until its review or incident is closed, and on from there. {schedule}"
    if one.due_on < desk.today:
        return f"Past since {desk.words.date(one.due_on)}: it must go, and can be proposed at once. {schedule}"
    days = (one.due_on - text.due_on).days if text.due_on else 0
    longer = f", {w.count(abs(days), 'day')} {'longer' if days > 0 else 'shorter'}" if days else ""
    return f"Kept through {desk.words.date(one.due_on)}{longer}. {schedule}"
