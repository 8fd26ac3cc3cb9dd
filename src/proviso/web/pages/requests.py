"""One request to a supervisor, from both ends: asking for it, and the page that a mail leads to (139-07.2.c.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import people as change_people
from proviso.actions import requests as change_requests
from proviso.actions import undo as change_back
from proviso.actions.approvers import NEXT_UP, OFFICE, SUPERVISOR, approver_of, may_approve
from proviso.actions.objections import due_on
from proviso.actions.roles import get_person
from proviso.actions.undo_answers import why_no_undo_of_pass_on
from proviso.actions.wording import clean
from proviso.db import agency as agency_db
from proviso.db import people, records
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.model import ApprovalRequest, Person, Role

from ..access import log_list
from ..desk import Desk, at_desk, typed
from ..gates import best_standing, what_is_left
from ..scopes import Choices, Scope, choices, read_scope, scope_words
from ..stepping import ask, confirmed
from ..words import first_name

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """The form that asks the supervisor."""

    title: str
    answer: str
    choices: Choices
    first: str
    """First name of who answers."""
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """One request, for whoever may answer it, or what became of it."""

    id: str
    title: str
    answer: str
    person: str
    first: str
    facts: tuple[tuple[str, str], ...]
    note: str
    may_answer: bool
    button: str
    left: str
    choices: Choices | None
    undo: str
    """Code of the answer that can be undone; empty when none can."""
    takes_back: str
    """The first name of whom the reader asked in their place, as long as that can be undone."""
    open_part: str = ""
    """Which of the other answers stands open: it has an error."""
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def show_ask(request: Request) -> Response:
    """For what, with which tools, and a sentence: everything that the rules allow is chosen already."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = _ask_page(desk, tx, Scope())
    return desk.page("ask.html", page, title=page.title)


def _ask_page(desk: Desk, tx: Tx, scope: Scope, note: str = "", errors: dict[str, str] | None = None) -> AskPage:
    approver = approver_of(tx, desk.me)
    name = desk.name(tx, approver.person_id) if approver else ""
    if approver is None:
        answer = "You have no supervisor on record. The administrator can name one."
    elif approver.acts_as == SUPERVISOR:
        answer = f"{name}, your supervisor, approves you before your first use. It takes a minute."
    else:
        answer = f"Your supervisor has left, so {name} answers. It takes a minute."
    return AskPage(
        title="Ask your supervisor",
        answer=answer,
        choices=choices(desk, tx, scope),
        first=first_name(name),
        note=note,
        errors=errors or {},
    )


def ask_supervisor(request: Request) -> Response:
    """Ask for an approval (139-07.2.c.1): for every tool and purpose that the rules allow, or for those that were
    ticked."""
    desk = at_desk(request)
    note = clean(desk.form.text("note")).strip()
    with desk.read() as tx:
        scope, errors = read_scope(desk, tx)
        approver = approver_of(tx, desk.me)
        if approver is None:
            errors["ask"] = "You have no supervisor on record. The administrator can name one."
        if len(note) > LONGEST_NOTE:
            errors["note"] = f"Say it in {LONGEST_NOTE} characters. These are {len(note):,}."
        if errors or approver is None:
            page = _ask_page(desk, tx, scope, note, errors)
            return desk.page("ask.html", page, title=page.title, status=422)
        lines = _mail_lines(desk, tx, scope)
        who = desk.name(tx, approver.person_id)
    desk.write(
        lambda tx: change_people.request_approval(
            tx, desk.me.id, scope.purposes, scope.tools, actor=desk.me.id, at=desk.now, note=note, lines=lines
        )
    )
    return desk.go("/steps", f"Sent. {who} sees your request on their first page. You can do the other steps now.")


def _mail_lines(desk: Desk, tx: Tx, scope: Scope) -> tuple[str, ...]:
    """The two lines of the mail: what it is for, and by when (ux section 14)."""
    words = scope_words(desk, tx, scope)
    by = due_on(desk.now, desk.pack.workdays.get("supervisor", 3), desk.pack.zone)
    return f"It is for {words}.", f"Approve or decline by {desk.day(by)}; it takes a minute."


def remind(request: Request) -> Response:
    """Remind whoever has the request, once a day."""
    desk = at_desk(request)
    with desk.read() as tx:
        waiting = next((r for r in people.requests_of(tx, desk.me.id) if r.state == "open"), None)
        who = desk.name(tx, waiting.supervisor_id) if waiting else ""
    if waiting is None:
        raise NotFoundError("No request of yours waits, so nothing was sent.", hint="Get ready shows your steps.")
    if not change_requests.may_remind(waiting, desk.now):
        return desk.go("/steps", f"Nothing was sent: {first_name(who)} gets one reminder a day.")
    desk.write(lambda tx: change_requests.remind(tx, waiting.id, actor=desk.me.id, at=desk.now))
    return desk.go("/steps", f"{first_name(who)} is reminded. You can send the next reminder tomorrow.")


def show_request(request: Request) -> Response:
    """The page that a mail leads to: approve, change, decline, ask someone else; or what became of it."""
    desk = at_desk(request)
    log_list(desk, "team")
    with desk.read() as tx:
        asked, person = _found(desk, tx, request)
        page = _request_page(desk, tx, asked, person)
    return desk.page("request.html", page, title=page.title)


def _found(desk: Desk, tx: Tx, request: Request) -> tuple[ApprovalRequest, Person]:
    """The request, for whoever has or had to do with it; for everybody else there is none."""
    asked = people.get_request(tx, request.path_params["request_id"])
    person = people.get(tx, asked.person_id) if asked else None
    if asked is None or person is None or asked.person_id == desk.me.id:
        raise _none()
    mine = {asked.supervisor_id, asked.passed_by, asked.answered_by, person.supervisor_id}
    if desk.me.id not in mine and not may_approve(tx, desk.me.id, person, at=desk.now, request=asked):
        raise _none()
    return asked, person


def _none() -> NotFoundError:
    return NotFoundError("There is no such request for you.", hint="Team shows who waits for you.")


def _request_page(
    desk: Desk,
    tx: Tx,
    asked: ApprovalRequest,
    person: Person,
    *,
    scope: Scope | None = None,
    open_part: str = "",
    errors: dict[str, str] | None = None,
) -> RequestPage:
    may_answer = asked.state == "open" and may_approve(tx, desk.me.id, person, at=desk.now, request=asked)
    period = desk.period("approval")
    return RequestPage(
        id=asked.id,
        title=f"{person.name} asks to use AI tools",
        answer=_answer(desk, tx, asked, person, may_answer=may_answer),
        person=person.name,
        first=first_name(person.name),
        facts=_facts(desk, tx, asked, person),
        note=asked.note,
        may_answer=may_answer,
        button=f"Approve for {period}" if period else "Approve",
        left=what_is_left(desk, tx, best_standing(desk, tx, person), without_approval=True) if may_answer else "",
        choices=choices(desk, tx, scope or Scope(tools=asked.tools, purposes=asked.purposes)) if may_answer else None,
        undo=_undoable(desk, tx, asked),
        takes_back=_taken_back_from(desk, tx, asked),
        open_part=open_part,
        typed=typed(desk.form, "someone", f"reason-{asked.id}"),
        errors=errors or {},
        done=desk.done,
    )


def again(desk: Desk, tx: Tx, asked: ApprovalRequest, errors: dict[str, str]) -> Response:
    """The page of a request once more: a "no" came without its reason."""
    page = _request_page(desk, tx, asked, get_person(tx, asked.person_id), open_part="decline", errors=errors)
    return desk.page("request.html", page, title=page.title, status=422)


def _answer(desk: Desk, tx: Tx, asked: ApprovalRequest, person: Person, *, may_answer: bool) -> str:
    first = first_name(person.name)
    if asked.state in {"granted", "declined"}:
        said = "approved" if asked.state == "granted" else "declined"
        if not asked.answered_by or asked.answered_at is None:
            return "This request was answered before."
        who = "You" if asked.answered_by == desk.me.id else desk.name(tx, asked.answered_by)
        return f"{who} {said} this {_near(desk, asked.answered_at)}."
    if asked.state == "ended":
        return f"{first} no longer works here. Nothing is left to answer."
    if may_answer:
        return f"{first} asked {_near(desk, asked.asked_at)} and waits for you.{_why_you(desk, tx, asked, person)}"
    return f"{desk.name(tx, asked.supervisor_id)} answers this now. Nothing is left for you to do."


def _near(desk: Desk, at: datetime) -> str:
    """ "today", "yesterday", "on Nov. 20" """
    near = desk.words.near(at)
    return near if near in {"today", "yesterday"} else f"on {near}"


def _why_you(desk: Desk, tx: Tx, asked: ApprovalRequest, person: Person) -> str:
    """Why this is for the reader, where the reader is not the supervisor."""
    if asked.passed_by and asked.supervisor_id == desk.me.id:
        return f" {desk.name(tx, asked.passed_by)} asked you to answer."
    if asked.passed_by == desk.me.id:
        return f" You asked {desk.name(tx, asked.supervisor_id)} to answer; you still can."
    approver = approver_of(tx, person)
    if approver is not None and approver.person_id == desk.me.id:
        return {
            NEXT_UP: " The supervisor has left, so it comes to you.",
            OFFICE: " Nobody above is left, so it comes to your office.",
        }.get(approver.acts_as, "")
    return f" You stand in for {desk.name(tx, asked.supervisor_id)}."


def _facts(desk: Desk, tx: Tx, asked: ApprovalRequest, person: Person) -> tuple[tuple[str, str], ...]:
    where = agency_db.components(tx).get(person.component, person.component)
    held = best_standing(desk, tx, person).approval
    ends = f"{desk.words.date(held.ends_on)}" if held and held.ends_on else ""
    facts = (
        ("Person", ", ".join(part for part in (person.name, person.title, where) if part)),
        ("Asked", desk.when(asked.asked_at)),
        ("For", f"{scope_words(desk, tx, asked)}, {desk.until('approval')}."),
        ("Now", f"An approval stands until {ends}; it counts until then." if ends else ""),
    )
    return tuple((label, value[:1].upper() + value[1:]) for label, value in facts if value)


def _taken_back_from(desk: Desk, tx: Tx, asked: ApprovalRequest) -> str:
    if why_no_undo_of_pass_on(tx, asked.id, actor=desk.me.id, at=desk.now):
        return ""
    return first_name(desk.name(tx, asked.supervisor_id))


def _undoable(desk: Desk, tx: Tx, asked: ApprovalRequest) -> str:
    if asked.answered_by != desk.me.id:
        return ""
    if asked.state == "declined":
        return "" if change_back.why_no_undo_of_decline(tx, asked.id, actor=desk.me.id, at=desk.now) else asked.id
    given = [a for a in records.standing_approvals(tx, asked.person_id) if a.approved_at == asked.answered_at]
    if not given or change_back.why_no_undo(tx, given[-1].id, actor=desk.me.id, at=desk.now):
        return ""
    return given[-1].id


def approve_changed(request: Request) -> Response:
    """Approve for another scope or another last day than was asked (139-07.2.c.1)."""
    desk = at_desk(request)
    with desk.read() as tx:
        asked, person = _found(desk, tx, request)
        scope, errors = read_scope(desk, tx)
        if errors and asked.state == "open":
            page = _request_page(desk, tx, asked, person, scope=scope, open_part="change", errors=errors)
            return desk.page("request.html", page, title=page.title, status=422)
        words = scope_words(desk, tx, scope)
    path = f"/team/requests/{asked.id}"
    if asked.state != "open":
        return desk.go(path, "Nothing changed: it was answered before.")
    if not confirmed(desk):
        return ask(desk, path)
    desk.write(
        lambda tx: change_people.approve(
            tx,
            asked.person_id,
            scope.tools,
            scope.purposes,
            scope.ends_on,
            asked.id,
            actor=desk.me.id,
            at=desk.now,
            as_asked=False,
        )
    )
    until = f"until {desk.words.date(scope.ends_on)}" if scope.ends_on else desk.until("approval")
    return desk.go(path, f"{person.name} is approved for {words}, {until}. You can undo it for ten minutes.")


def pass_on(request: Request) -> Response:
    """Ask another supervisor to answer this one request; never the person who asked."""
    desk = at_desk(request)
    wanted = desk.form.line("someone")
    path = f"/team/requests/{request.path_params['request_id']}"
    with desk.read() as tx:
        asked, person = _found(desk, tx, request)
        if asked.state != "open":
            return desk.go(path, "Nothing changed: it was answered before.")
        other, error = _someone(desk, tx, wanted, person)
    if other is not None:
        try:
            desk.write(lambda tx: change_requests.pass_on(tx, asked.id, other.id, actor=desk.me.id, at=desk.now))
        except UsageError as fault:
            error = f"{fault.message} {fault.hint}".strip()
        else:
            said = f"{other.name} has the request of {person.name} now, with a mail that leads to it."
            return desk.go(path, f"{said} You can undo this for ten minutes.")
    with desk.read() as tx:
        page = _request_page(desk, tx, asked, person, open_part="pass", errors={"someone": error})
    return desk.page("request.html", page, title=page.title, status=422)


def _someone(desk: Desk, tx: Tx, wanted: str, person: Person) -> tuple[Person | None, str]:
    """The supervisor of this name or address, or what to type instead."""
    if not wanted:
        return None, "Type the name or the agency address of a supervisor."
    by_address = people.by_email(tx, wanted)
    found = [by_address] if by_address else people.everyone(tx, search=wanted, limit=50)
    others = [p for p in found if p.is_active and p.id not in {person.id, desk.me.id}]
    able = [p for p in others if p.roles & {Role.SUPERVISOR, Role.LEADER}]
    exact = [p for p in able if p.name.casefold() == wanted.casefold()]
    able = exact if len(exact) == 1 else able
    if len(able) == 1:
        return able[0], ""
    if not able:
        return None, f"No other supervisor is called “{wanted}”. Type the agency address."
    return (
        None,
        f"{desk.count(len(able), 'supervisor')} fit: {desk.names(p.email for p in able[:5])}. Type one address.",
    )
