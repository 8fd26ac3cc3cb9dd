"""Texts in review: what waits for me, where are mine, and how much does each expert have? (139-07.4)

No ranking of named people: the load is by name, for the office that shares the work out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions.expert_texts import minutes
from proviso.db import expert_reviews as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.model import ExpertReview, ExpertState, Role

from .. import expert_words as ew
from .. import words as w
from ..desk import PAGE, Desk, Pages, TaskRow, at_desk

READERS = (*ew.OFFICES, Role.AUDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """How much one expert has to read now."""

    name: str
    topics: str
    waiting: int
    away: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The reader's queue, their own texts, and for the offices all of them."""

    answer: str
    is_expert: bool
    queue: tuple[TaskRow, ...]
    coming: tuple[TaskRow, ...]
    """Texts for the public that come to this expert after somebody else."""
    own: tuple[TaskRow, ...]
    done_before: tuple[TaskRow, ...]
    """What this expert has answered, newest first."""
    sees_all: bool
    figures: tuple[tuple[str, int, str], ...] = ()
    """Label, number, address of the list behind it."""
    shown: str = ""
    every: tuple[TaskRow, ...] = ()
    pages: Pages | None = None
    load: tuple[LoadRow, ...] = ()
    done: str = ""


def list_reviews(request: Request) -> Response:
    """Texts that wait for the reader, their own, and for the offices every one."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = list_page(desk, tx)
    return desk.page("expert_reviews.html", page, title="Texts in review")


def list_page(desk: Desk, tx: Tx) -> ListPage:
    """The queue by due date; then the rest, newest first."""
    queue = db.waiting(tx, desk.me.id)
    own = db.by_author(tx, desk.me.id)
    is_expert, sees_all = desk.has(Role.EXPERT) or bool(queue), desk.has(*READERS)
    page = ListPage(
        answer=_answer(desk, tx, queue, own, is_expert=is_expert),
        is_expert=is_expert,
        queue=tuple(_queued(desk, tx, review) for review in queue),
        coming=_coming(desk, tx) if is_expert else (),
        own=tuple(_own(desk, tx, review) for review in own),
        done_before=tuple(_before(desk, tx, r) for r in db.by_reviewer(tx, desk.me.id, limit=10)) if is_expert else (),
        sees_all=sees_all,
        done=desk.done,
    )
    return _with_all(desk, tx, page) if sees_all else page


def _answer(desk: Desk, tx: Tx, queue: list[ExpertReview], own: list[ExpertReview], *, is_expert: bool) -> str:
    if queue:
        first = queue[0]
        return f"{w.count(len(queue), 'text waits', 'texts wait')} for you. The first one is {ew.due(desk, first)}."
    if desk.has(*READERS):
        many = db.count(tx, (ExpertState.WAITING,))
        return f"{w.count(many, 'text waits', 'texts wait')} for an expert’s answer." if many else "No text waits."
    if is_expert:
        return f"No reviews.{_last_took(desk, tx)}"
    back = sum(review.state is ExpertState.RETURNED for review in own)
    waits = sum(review.state is ExpertState.WAITING for review in own)
    if back:
        return f"{w.count(back, 'text of yours has', 'texts of yours have')} something to change."
    if waits:
        return f"{w.count(waits, 'text of yours is', 'texts of yours are')} in review."
    return "No text of yours waits." if own else "You have sent no text to review yet."


def _last_took(desk: Desk, tx: Tx) -> str:
    for review in db.by_reviewer(tx, desk.me.id, limit=1):
        for reading in reversed(review.readings):
            if reading.reviewer_id == desk.me.id and reading.said_at and reading.given_at:
                return f" The last one took {ew.span(reading.said_at - reading.given_at)}."
    return ""


def _queued(desk: Desk, tx: Tx, review: ExpertReview) -> TaskRow:
    reading = review.reading
    since = ew.ended(f" With you since {ew.since(desk, reading)}") if reading is not None else ""
    said = f"{ew.line(desk, tx, review)} About {minutes(review.text.words)} minutes.{since}"
    status = ew.due(desk, review)
    return TaskRow(href=_href(review), label=review.subject, line=said, status=status[:1].upper() + status[1:])


def _coming(desk: Desk, tx: Tx) -> tuple[TaskRow, ...]:
    """What comes to the reader next, once who has it now approves it (139-07.4.f)."""
    rows = []
    for review in db.waiting(tx):
        held = review.reading.reviewer_id if review.reading else ""
        if held not in {"", desk.me.id} and ew.next_readers(tx, review) == (desk.me.id,):
            line = f"{ew.line(desk, tx, review)} {desk.name(tx, held)} reads it first."
            due = ew.due(desk, review)
            rows.append(TaskRow(href="", label=review.subject, line=line, status=due.capitalize(), needs_you=False))
    return tuple(rows)


def _own(desk: Desk, tx: Tx, review: ExpertReview) -> TaskRow:
    waits_for_me = review.state is ExpertState.RETURNED
    return TaskRow(
        href=_href(review),
        label=ew.headline(review),
        line=ew.stands(desk, tx, review),
        status=ew.STATES[review.state],
        is_done=review.state in {ExpertState.APPROVED, ExpertState.WITHDRAWN},
        needs_you=waits_for_me,
    )


def _before(desk: Desk, tx: Tx, review: ExpertReview) -> TaskRow:
    mine = [r for r in review.readings if r.reviewer_id == desk.me.id and r.verdict is not None and r.said_at]
    said = ew.VERDICTS[mine[-1].verdict] if mine and mine[-1].verdict else ""
    when = desk.words.near(mine[-1].said_at) if mine and mine[-1].said_at else ""
    return TaskRow(
        href=_href(review),
        label=review.subject,
        line=f"From {desk.name(tx, review.author_id)}. {said} {when}.",
        status=ew.STATES[review.state],
        is_done=True,
        needs_you=False,
    )


def _with_all(desk: Desk, tx: Tx, page: ListPage) -> ListPage:
    asked = desk.asked("state")
    states = tuple(state for state in ExpertState if state.value == asked)
    total = db.count(tx, states)
    pages = desk.pages("/expert-reviews", total, state=asked if states else "")
    rows = db.page(tx, states, limit=PAGE, offset=pages.offset)
    figures = [("Reviews", db.count(tx), "/expert-reviews#every")]
    figures += [
        (ew.STATES[state], db.count(tx, (state,)), f"/expert-reviews?state={state.value}#every")
        for state in ExpertState
    ]
    return replace(
        page,
        figures=tuple(figures),
        shown=ew.STATES[states[0]] if states else "",
        every=tuple(_listed(desk, tx, review) for review in rows),
        pages=pages,
        load=_load(desk, tx),
    )


def _listed(desk: Desk, tx: Tx, review: ExpertReview) -> TaskRow:
    nobody = review.reading is not None and not review.reading.reviewer_id
    return TaskRow(
        href=_href(review),
        label=ew.headline(review),
        line=f"From {desk.name(tx, review.author_id)}, {desk.day(review.asked_at)}. {ew.stands(desk, tx, review)}",
        status=ew.STATES[review.state],
        is_done=review.state in {ExpertState.APPROVED, ExpertState.WITHDRAWN},
        needs_you=nobody,
    )


def _load(desk: Desk, tx: Tx) -> tuple[LoadRow, ...]:
    """By last name: what each expert has to read, of which topics they are, and whether they are away."""
    experts = people.with_role(tx, Role.EXPERT)
    held, topics = db.load(tx, [p.id for p in experts]), db.all_topics(tx)
    rows = []
    for person in experts:
        named = db.delegate_of(tx, person.id, desk.today)
        away = (
            f"{desk.name(tx, named.person_id)} reads until {desk.day(named.ends_on)}" if named is not None else "Here"
        )
        rows.append(
            LoadRow(
                name=person.name,
                topics=desk.names(t.name for t in topics if person.id in t.experts) or "None yet",
                waiting=held[person.id].waiting,
                away=away,
            )
        )
    return tuple(rows)


def _href(review: ExpertReview) -> str:
    return f"/expert-reviews/{review.id}"
