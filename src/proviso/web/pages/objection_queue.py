"""The queue of objections: what does my office owe an answer, and what did it answer? (139-07 fn6)"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import undo_answers as change_back
from proviso.db import agency as agency_db
from proviso.db import objections, uses
from proviso.db.store import Tx
from proviso.model import Objection, ObjectionState, Role

from .. import words as w
from ..access import is_for
from ..denial import title_line
from ..desk import Desk, at_desk
from ..listing import Sorting, sorting
from ..session import NotYoursError
from .rates import READERS

COLUMNS = (("due", "Due day"), ("sent", "When it was sent"), ("person", "Person"), ("rule", "Rule"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One objection in the queue."""

    href: str
    label: str
    line: str
    status: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """What an office owes an answer, oldest due first."""

    answer: str
    waiting: tuple[Row, ...]
    answered: tuple[Row, ...]
    undo: tuple[tuple[str, str], ...]
    """Answers that the reader can still undo: the objection, and the code of its decision."""
    sorting: Sorting
    has_rates: bool
    """The reader may see how often each recognizer was wrong."""
    done: str


def list_objections(request: Request) -> Response:
    """The queue of the reader's offices."""
    desk = at_desk(request)
    with desk.read() as tx:
        waiting, done = queue(desk, tx)
        order = sorting("/objections", COLUMNS, desk.asked("sort"), {})
        for listed in (waiting, done) if desk.asked("sort") else (waiting,):  # unasked, the newest answer is first
            listed.sort(key=lambda o: _key(desk, tx, o, order.key), reverse=order.is_down)
        page = QueuePage(
            answer=_queue_answer(len(waiting), done),
            waiting=tuple(_row(desk, tx, o) for o in waiting),
            answered=tuple(_row(desk, tx, o) for o in done),
            undo=tuple((o.id, w.code(o.decision_id)) for o in done if _may_undo(desk, tx, o)),
            sorting=order,
            has_rates=desk.has(*READERS),
            done=desk.done,
        )
    return desk.page("objections.html", page, title="Objections")


def queue(desk: Desk, tx: Tx) -> tuple[list[Objection], list[Objection]]:
    """What waits for the reader's offices, first due first, and what they answered."""
    roles = sorted(role.value for role in desk.me.roles)
    held = [role for role in roles if role in agency_db.offices(tx) or role == Role.SUPERVISOR.value]
    if not held:
        raise NotYoursError(
            "This page is for the offices that answer objections.",
            hint=f"You are signed in as {w.first_name(desk.me.name)}. Yours are in My record.",
        )
    waiting = sorted(
        (o for role in held for o in objections.open_for(tx, role) if is_for(desk, tx, o)),
        key=lambda o: (o.due_on, o.sent_at),
    )
    return waiting, [o for role in held for o in objections.answered(tx, role) if is_for(desk, tx, o)]


def _may_undo(desk: Desk, tx: Tx, objection: Objection) -> bool:
    """Only the reader's own answers of the last minutes are looked at closely."""
    is_mine = objection.answered_by == desk.me.id
    return is_mine and not change_back.why_no_undo_of_answer(tx, objection.id, actor=desk.me.id, at=desk.now)


def _key(desk: Desk, tx: Tx, objection: Objection, column: str) -> tuple[str, str]:
    """What an objection is sorted by."""
    sent = w.stamp(objection.sent_at)
    keys = {
        "due": objection.due_on.isoformat(),
        "sent": sent,
        "person": desk.name(tx, objection.person_id).casefold(),
        "rule": objection.rule,
    }
    return keys[column], sent


def _queue_answer(waiting: int, done: list[Objection]) -> str:
    right = sum(o.state is ObjectionState.RIGHT for o in done)
    past = f" Of the last {len(done)} answers, {right} said that the person was right." if done else ""
    first = w.count(waiting, "objection waits", "objections wait") + " for you." if waiting else "No objections wait."
    return first + past


def _row(desk: Desk, tx: Tx, objection: Objection) -> Row:
    decision = uses.get(tx, objection.decision_id)
    headline = title_line(decision.reasons[0].headline) if decision is not None and decision.reasons else "Denial"
    who = desk.name(tx, objection.person_id)
    if objection.state is ObjectionState.OPEN:
        late = objection.due_on < desk.today
        status = f"{'Was due' if late else 'Due'} {desk.words.near(objection.due_on)}"
    else:
        status = "The person was right" if objection.state is ObjectionState.RIGHT else "The rule stands"
    line = f"{who}: “{objection.reason}”. Sent {desk.when(objection.sent_at)}" + (
        ", with the text." if objection.has_text else "."
    )
    return Row(
        href=f"/objections/{objection.id}",
        label=f"{headline}, {w.code(objection.decision_id)}",
        line=line,
        status=status,
        is_done=objection.state is not ObjectionState.OPEN,
    )
