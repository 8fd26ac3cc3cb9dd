"""Requests for records: what is asked for, by when is it answered, and what is left to do (5 U.S.C. 552, 552a)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import releases as change
from proviso.actions.federal_days import workdays_between
from proviso.actions.releases import OFFICERS, READERS, SECONDS, hands_of
from proviso.db import people
from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import FoiaItem, FoiaRequest, FoiaState, ItemKind, Release, RequestKind

from ..desk import Confirm, Desk, Pages, TaskRow, at_desk, typed
from ..history import Happened, happened
from ..release_sentences import EVENTS
from ..release_words import KINDS, WHOM, fees_line, item_line, read_day, state_line

FIELDS = ("kind", "name", "asks", "received", "subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsPage:
    """What is open, by due date, then what was answered."""

    answer: str
    rows: tuple[TaskRow, ...]
    closed: tuple[TaskRow, ...]
    pages: Pages
    may_add: bool
    releases: int
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """The form that takes a request down."""

    kinds: tuple[tuple[str, str], ...]
    said: dict[str, str] = field(repr=False)
    today: str
    errors: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """One request: what comes next on top."""

    id: str
    answer: str
    next_step: str
    facts: tuple[tuple[str, str, str], ...] = field(repr=False)
    rows: tuple[TaskRow, ...]
    pages: Pages
    listed: int
    undone: int
    next_record: int
    releases: tuple[Release, ...]
    may_work: bool
    may_look: bool
    """As the second person."""
    is_asked: bool
    may_release: bool
    may_delay: bool
    is_closed: bool
    has_letter: bool
    subject_id: str
    timeline: tuple[Happened, ...]
    today: str
    said: dict[str, str] = field(repr=False)
    errors: dict[str, str]
    done: str


def reader(request: Request) -> Desk:
    """The desk of somebody who may read requests; everybody else stops here."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    return desk


def officer(request: Request) -> Desk:
    """The desk of the records officer."""
    desk = at_desk(request)
    desk.only("the records officer", *OFFICERS)
    return desk


def list_requests(request: Request) -> Response:
    """Every request, what is due first on top."""
    desk = reader(request)
    with desk.read() as tx:
        page = requests_page(desk, tx)
    return desk.page("foia.html", page, title="Requests for records")


def requests_page(desk: Desk, tx: Tx) -> RequestsPage:
    """What is open, and what was answered."""
    running = db.running(tx)
    late = sum(one.due_on < desk.today for one in running)
    pages = desk.pages("/foia", db.count_closed(tx))
    answer = "No request is open."
    if running:
        answer = f"{desk.count(len(running), 'request is', 'requests are')} open. "
        first = running[0]
        answer += f"{late:,} of them late." if late else f"The next answer is due {desk.words.near(first.due_on)}."
    return RequestsPage(
        answer=answer,
        rows=tuple(_row(desk, tx, one) for one in running),
        closed=tuple(_row(desk, tx, one) for one in db.closed(tx, pages.offset, pages.size)),
        pages=pages,
        may_add=desk.has(*OFFICERS),
        releases=db.count_log(tx),
        done=desk.done,
    )


def _row(desk: Desk, tx: Tx, one: FoiaRequest) -> TaskRow:
    who = change.requester(tx, desk.agency, one.id)
    is_closed = one.state is FoiaState.CLOSED
    status = (
        f"Answered {desk.words.near(one.closed_at)}" if is_closed and one.closed_at else f"Due {desk.day(one.due_on)}"
    )
    return TaskRow(
        href=f"/foia/{one.id}",
        label=f"{one.id}: {who}",
        line=state_line(desk, tx, one, len(db.items_of(tx, one.id))),
        status=f"Late since {desk.day(one.due_on)}" if not is_closed and one.due_on < desk.today else status,
        is_done=is_closed,
        needs_you=not is_closed and desk.has(*OFFICERS),
    )


def show_new(request: Request) -> Response:
    """The form for a new request."""
    desk = officer(request)
    said = {**typed(None, *FIELDS), "kind": RequestKind.FOIA.value, "received": desk.today.isoformat()}
    return _new(desk, said, {})


def _new(desk: Desk, said: dict[str, str], errors: dict[str, str]) -> Response:
    page = NewPage(kinds=KINDS, said=said, today=desk.today.isoformat(), errors=errors)
    return desk.page("foia_new.html", page, title="Take a request down", status=422 if errors else 200)


def post_new(request: Request) -> Response:
    """Take a request down; nothing that was typed is lost when something is missing."""
    desk = officer(request)
    said = typed(desk.form, *FIELDS)
    errors, kind, received = _checked(said)
    subject_id = ""
    if kind is RequestKind.PRIVACY_ACT and not errors:
        with desk.read() as tx:
            found = people.get(tx, said["subject"].lower()) or people.by_email(tx, said["subject"])
        subject_id = found.id if found else ""
        if found is None:
            errors["subject"] = "Nobody has this id or address. People lists everybody, also who left."
    if errors or kind is None or received is None:
        return _new(desk, said, errors)
    try:
        made = desk.write(
            lambda tx: change.open_request(
                tx,
                desk.agency,
                kind,
                said["name"],
                said["asks"],
                received,
                subject_id,
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
                today=desk.today,
            )
        )
    except (UsageError, NotAllowedError) as fault:
        where = "received" if "day" in fault.message or "come in" in fault.message else "asks"
        return _new(desk, said, {where: f"{fault.message} {fault.hint}".strip()})
    return desk.go(f"/foia/{made.id}", f"Request {made.id} is taken down. Its answer is due {desk.day(made.due_on)}.")


def _checked(said: dict[str, str]) -> tuple[dict[str, str], RequestKind | None, date | None]:
    errors: dict[str, str] = {}
    kind = next((one for one in RequestKind if one.value == said["kind"]), None)
    if kind is None:
        errors["kind"] = "Say what kind of request it is."
    if kind is RequestKind.FOIA and not said["name"]:
        errors["name"] = "Say who asks."
    if kind is RequestKind.PRIVACY_ACT and not said["subject"]:
        errors["subject"] = "Say which person it is, by id or address."
    if not said["asks"]:
        errors["asks"] = "Say what is asked for."
    received = read_day(said["received"])
    if received is None:
        errors["received"] = "Say on which day it came in."
    return errors, kind, received


def show_request(request: Request) -> Response:
    """One request: what comes next, its records, and what happened."""
    desk = reader(request)
    return _show(desk, {}, {})


def _show(desk: Desk, errors: dict[str, str], said: dict[str, str]) -> Response:
    with desk.read() as tx:
        page = request_page(desk, tx, found(tx, desk.request), errors, said)
    return desk.page("foia_request.html", page, title=f"{page.answer} Request {page.id}", status=422 if errors else 200)


def found(tx: Tx, request: Request) -> FoiaRequest:
    """The request of the address."""
    one = db.get(tx, request.path_params["request_id"])
    if one is None:
        raise NotFoundError("There is no such request.", hint="Requests for records lists all of them.")
    return one


def request_page(desk: Desk, tx: Tx, one: FoiaRequest, errors: dict[str, str], said: dict[str, str]) -> RequestPage:
    """What is so, what comes next, and the records on the list."""
    listed = db.items_of(tx, one.id)
    pages = desk.pages(f"/foia/{one.id}", len(listed))
    shown = listed[pages.offset : pages.offset + pages.size]
    undone = [item.number for item in listed if not item.is_done]
    is_mine = one.subject_id == desk.me.id
    worked = hands_of(one, listed)
    is_officer = _is_officer(desk, one)
    return RequestPage(
        id=one.id,
        answer=state_line(desk, tx, one, len(listed), undone=len(undone)),
        next_step=_next(desk, tx, one, listed, undone),
        facts=_facts(desk, tx, one),
        rows=tuple(_record(desk, tx, item) for item in shown),
        pages=pages,
        listed=len(listed),
        undone=len(undone),
        next_record=undone[0] if undone else 0,
        releases=tuple(db.log(tx, one.id)),
        may_work=is_officer and one.state is not FoiaState.CLOSED,
        may_look=one.state is FoiaState.ASKED and desk.has(*SECONDS) and desk.me.id not in worked and not is_mine,
        is_asked=one.state is FoiaState.ASKED,
        may_release=is_officer and one.state is FoiaState.CONFIRMED,
        may_delay=is_officer and one.state is not FoiaState.CLOSED and not one.longer,
        is_closed=one.state is FoiaState.CLOSED,
        has_letter=is_officer and one.state is FoiaState.CLOSED,
        subject_id=one.subject_id if is_officer else "",
        timeline=happened(desk, tx, "request", one.id, EVENTS),
        today=desk.today.isoformat(),
        said={"why": "", "note": "", "received": desk.today.isoformat(), **said},
        errors=errors,
        done=desk.done,
    )


def _is_officer(desk: Desk, one: FoiaRequest) -> bool:
    return desk.has(*OFFICERS) and one.subject_id != desk.me.id


def _next(desk: Desk, tx: Tx, one: FoiaRequest, listed: list[FoiaItem], undone: list[int]) -> str:
    if one.state is FoiaState.CLOSED:
        return "Nothing is left to do."
    if one.state is FoiaState.CONFIRMED:
        return "Next: check it once more, and release it."
    if one.state is FoiaState.ASKED:
        return f"Next: somebody else looks at it. {desk.name(tx, one.asked_by)} asked for that."
    if one.sent_back:
        return f"It came back: {one.sent_back}"
    if not listed:
        return "Next: search for the records."
    if undone:
        return f"Next: mark {desk.count(len(undone), 'record')}."
    return "Next: ask somebody else to look at it."


def _facts(desk: Desk, tx: Tx, one: FoiaRequest) -> tuple[tuple[str, str, str], ...]:
    left = workdays_between(desk.today, one.due_on)
    due = f"{desk.words.date(one.due_on)}" + (
        "" if one.state is FoiaState.CLOSED else f", {desk.count(left, 'workday')} left" if left >= 0 else ", late"
    )
    facts = [
        ("Kind", dict(KINDS)[one.kind.value], ""),
        ("Who asks", change.requester(tx, desk.agency, one.id), ""),
        ("What is asked for", one.asks, ""),
        ("Received", desk.words.date(one.received_on), ""),
        ("Answer due", due, ""),
    ]
    if one.longer:
        facts.append(("Ten more workdays", one.longer, ""))
    facts += [(f"Appeal of {desk.words.date(a.received_on)}", a.note, "") for a in one.appeals]
    if one.confirmed_by:
        facts.append(("Confirmed by", desk.name(tx, one.confirmed_by), ""))
    if one.outcome:
        facts.append(("Answered", one.outcome, ""))
    facts.append(("Fees", fees_line(one, desk.today), f"/foia/{one.id}/fees" if _is_officer(desk, one) else ""))
    return tuple(facts)


def _record(desk: Desk, tx: Tx, item: FoiaItem) -> TaskRow:
    kind = "Decision" if item.kind is ItemKind.DECISION else "Kept text"
    return TaskRow(
        href=f"/foia/{item.request_id}/records/{item.number}",
        label=f"Record {item.number}: {kind} {desk.code(item.ref)}",
        line=item_line(desk, item),
        status="Marked" if item.is_done else "Not marked yet",
        is_done=item.is_done,
        needs_you=desk.has(*OFFICERS),
    )


def take_longer(request: Request) -> Response:
    """Ten more workdays, with the reason."""
    desk = officer(request)
    request_id = request.path_params["request_id"]
    why = typed(desk.form, "why")["why"]
    try:
        later = desk.write(lambda tx: change.take_longer(tx, request_id, why, actor=desk.me.id, at=desk.now))
    except UsageError as fault:
        return _show(desk, {"why": fault.message}, {"why": why})
    return desk.go(f"/foia/{request_id}", f"It is due {desk.day(later.due_on)} now. Tell who asked why, in writing.")


def check_close(request: Request) -> Response:
    """Check and confirm: a request is closed without a release."""
    desk = officer(request)
    with desk.read() as tx:
        one = found(tx, request)
        page = _closing(desk, tx, one, "", {})
    return desk.page("confirm.html", page, title=f"Check and confirm: close request {one.id}")


def _closing(desk: Desk, tx: Tx, one: FoiaRequest, said: str, errors: dict[str, str]) -> Confirm:
    listed = db.count_items(tx, one.id)
    return Confirm(
        answer=f"Request {one.id} closes now. No record leaves with it.",
        consequences=(
            f"{desk.count(listed, 'record is', 'records are')} on its list. None of them leaves.",
            "Who asked hears it from you, in writing, with their right to appeal.",
            "An appeal opens it again.",
        ),
        action=f"/foia/{one.id}/close",
        hidden={},
        button="Close the request",
        back=f"/foia/{one.id}",
        recorded="We record who closed it and when.",
        asks_reason="How was it answered? For example: we looked for records and found none.",
        typed=said,
        errors=errors,
    )


def close(request: Request) -> Response:
    """Close a request without a release."""
    desk = officer(request)
    said = typed(desk.form, "reason")["reason"]
    with desk.read() as tx:
        one = found(tx, request)
    try:
        desk.write(lambda tx: change.close(tx, one.id, said, actor=desk.me.id, at=desk.now))
    except ConflictError:
        return desk.go(f"/foia/{one.id}", "It was closed already.")
    except UsageError as fault:
        with desk.read() as tx:
            page = _closing(desk, tx, one, said, {"reason": fault.message})
        return desk.page("confirm.html", page, title=f"Check and confirm: close request {one.id}", status=422)
    return desk.go(f"/foia/{one.id}", f"Request {one.id} is closed.")


def note_appeal(request: Request) -> Response:
    """Who asked appeals: it is open again."""
    desk = officer(request)
    request_id = request.path_params["request_id"]
    said = typed(desk.form, "note", "received")
    received = read_day(said["received"])
    if received is None:
        return _show(desk, {"received": "Say on which day the appeal came in."}, said)
    try:
        again = desk.write(
            lambda tx: change.note_appeal(
                tx,
                request_id,
                received,
                said["note"],
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
                today=desk.today,
            )
        )
    except ConflictError as fault:
        return desk.go(f"/foia/{request_id}", fault.message)
    except UsageError as fault:
        return _show(desk, {"received" if "comes in" in fault.message else "note": fault.message}, said)
    return desk.go(f"/foia/{request_id}", f"It is open again. The appeal is due {desk.day(again.due_on)}.")
