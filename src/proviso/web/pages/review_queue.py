"""Reviews: which tools wait for my office, and which suggestions wait for a review? (139-07.1.b, 139-07.1.d)"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import undo_answers as change_back
from proviso.actions.review_access import OFFICES
from proviso.actions.undo import WINDOW
from proviso.db import reviews, suggestions, tools
from proviso.db.store import Tx
from proviso.model import Review, ReviewState, Role, ToolClass, ToolStatus

from .. import review_words as rw
from .. import words as w
from ..desk import Desk, TaskRow, at_desk
from ..review_waiting import Waiting, waiting_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsPage:
    """What waits, oldest first; then what was decided."""

    answer: str
    rows: tuple[TaskRow, ...]
    without: tuple[tuple[str, str], ...]
    """Tools in review whose review has not begun: id and name."""
    waiting: tuple[Waiting, ...]
    undo: tuple[tuple[str, str], ...]
    """Suggestions that the reader said no to in the last minutes: group and name."""
    decided: tuple[TaskRow, ...]
    again: tuple[tuple[str, str], ...]
    """Tools on the list that can be reviewed again: id and name."""
    can_start: bool
    delegates: bool
    """The reader may name who answers in their place."""
    done: str


def list_reviews(request: Request) -> Response:
    """What waits for the reader's office, and what waits to be reviewed."""
    desk = at_desk(request)
    with desk.read() as tx:
        rw.only_readers(desk, tx)
        page = reviews_page(desk, tx)
    return desk.page("reviews.html", page, title="Reviews")


def reviews_page(desk: Desk, tx: Tx) -> ReviewsPage:
    """Open reviews by due date, suggestions with their ages, then decisions."""
    running = sorted(reviews.open(tx), key=lambda review: review.due_on)
    busy = {review.tool_id for review in running} | {review.tool_id for review in reviews.approved(tx)}
    waiting = waiting_groups(desk, tx)
    return ReviewsPage(
        answer=_answer(desk, tx, running, waiting),
        rows=tuple(_task(desk, tx, review) for review in running),
        without=tuple((t.id, t.name) for t in tools.all(tx) if t.status is ToolStatus.IN_REVIEW and t.id not in busy),
        waiting=waiting,
        undo=_undoable(desk, tx) if desk.has(*OFFICES) else (),
        decided=tuple(_task(desk, tx, review) for review in reviews.decided(tx)),
        again=_again(tx, running) if desk.has(*OFFICES) else (),
        can_start=desk.has(*OFFICES),
        delegates=any(desk.has(Role(office)) for office in desk.pack.review_offices),
        done=desk.done,
    )


def _undoable(desk: Desk, tx: Tx) -> tuple[tuple[str, str], ...]:
    fresh = {s.group: s.name for s in suggestions.answered(tx, desk.me.id, desk.now - WINDOW)}
    return tuple(
        (group, name)
        for group, name in fresh.items()
        if not change_back.why_no_undo_of_suggestion(tx, group, actor=desk.me.id, at=desk.now)
    )


def _again(tx: Tx, running: list[Review]) -> tuple[tuple[str, str], ...]:
    busy = {review.tool_id for review in running}
    new = {ToolStatus.SUGGESTED, ToolStatus.IN_REVIEW}
    found = [t for t in tools.all(tx) if t.id not in busy and t.status not in new]
    return tuple((t.id, t.name) for t in found if t.tool_class is ToolClass.COMMERCIAL)


def _answer(desk: Desk, tx: Tx, running: list[Review], waiting: tuple[Waiting, ...]) -> str:
    """ "No tool is in review. 1 suggestion waits: LanternSearch." """
    said = [
        f"{w.count(len(running), 'tool is', 'tools are')} in review." if running else "No tool is in review.",
    ]
    owed = sum(not reviews.answer(tx, r.id, o).is_signed for r in running for o in rw.offices_of(desk, tx, r))
    if owed:
        said.append(f"Your office owes {w.count(owed, 'answer')}.")
    elif running and any(desk.has(Role(office)) for office in desk.pack.review_offices):
        said.append("Your office owes no answer.")
    if waiting:
        names = desk.names(one.name for one in waiting[:3])
        said.append(f"{w.count(len(waiting), 'suggestion waits', 'suggestions wait')}: {names}.")
    return " ".join(said)


def _task(desk: Desk, tx: Tx, review: Review) -> TaskRow:
    is_open = review.state is ReviewState.OPEN
    mine = [o for o in rw.offices_of(desk, tx, review) if not reviews.answer(tx, review.id, o).is_signed]
    owing = [o for o in review.offices if not reviews.answer(tx, review.id, o).is_signed]
    decides = desk.has(Role.CIO) and not owing
    if not is_open:
        status = "Approved" if review.state is ReviewState.APPROVED else "Not approved"
    elif mine or decides:
        due = review.offices_due if mine else review.due_on
        status = f"{'Was due' if due < rw.today_of(desk) else 'Due'} {desk.words.near(due)}"
    else:
        status = f"Waits for {desk.names(rw.office_title(tx, o) for o in owing)}" if owing else "Waits for the CIO"
    return TaskRow(
        href=f"/reviews/{review.id}",
        label=rw.tool_of(tx, review).name,
        line=rw.progress(desk, tx, review),
        status=status,
        is_done=not is_open,
        needs_you=bool(mine or decides),
    )
