"""What reviews ask of a person, as rows of Home: an answer that the office owes, a decision, a suggestion, a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from proviso.actions.review_access import OFFICES
from proviso.db import reviews, tools, trials
from proviso.db.store import Tx
from proviso.model import Review, Role, ToolStatus

from . import review_words as rw
from . import words as w
from .desk import Desk
from .review_waiting import waiting_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTask:
    """One row."""

    href: str
    label: str
    line: str
    status: str
    due: date
    needs_you: bool = True


def review_tasks(desk: Desk, tx: Tx) -> Iterator[ReviewTask]:
    """The rows of this person: as an officer, as who decides, as the tool office, as a tester."""
    running = reviews.open(tx)
    for review in running:
        yield from _answers(desk, tx, review)
        if desk.has(*OFFICES):
            yield _decision(desk, tx, review)
    if desk.has(*OFFICES):
        yield from _not_begun(desk, tx, running)
    if desk.has(Role.CIO_OFFICE):
        yield from _suggestions(desk, tx)
    yield from _tests(desk, tx)


def _answers(desk: Desk, tx: Tx, review: Review) -> Iterator[ReviewTask]:
    """139-07.1.b: tools that wait for the reader's office."""
    for office in rw.offices_of(desk, tx, review):
        if reviews.answer(tx, review.id, office).is_signed:
            continue
        late = (rw.today_of(desk) - review.offices_due).days
        due = desk.words.near(review.offices_due)
        yield ReviewTask(
            href=f"/reviews/{review.id}?office={office}#your-answer",
            label=f"Answer for {rw.office_title(tx, office)}: {rw.tool_of(tx, review).name}",
            line=rw.progress(desk, tx, review),
            status=f"{w.count(late, 'day')} late" if late > 0 else f"Due {due}",
            due=review.offices_due,
        )


def _decision(desk: Desk, tx: Tx, review: Review) -> ReviewTask:
    owing = [o for o in review.offices if not reviews.answer(tx, review.id, o).is_signed]
    waits = f"Waits for {desk.names(rw.office_title(tx, o) for o in owing)}"
    return ReviewTask(
        href=f"/reviews/{review.id}",
        label=f"Decide on {rw.tool_of(tx, review).name}",
        line=rw.progress(desk, tx, review),
        status=waits if owing else f"Due {desk.day(review.due_on)}",
        due=review.due_on,
        needs_you=not owing and desk.has(Role.CIO),
    )


def _not_begun(desk: Desk, tx: Tx, running: list[Review]) -> Iterator[ReviewTask]:
    """Tools that the list calls in review, and nobody was asked about."""
    busy = {review.tool_id for review in (*running, *reviews.approved(tx))}
    for tool in tools.all(tx):
        if tool.status is ToolStatus.IN_REVIEW and tool.id not in busy:
            since = desk.words.local(tool.status_since) if tool.status_since else desk.today
            yield ReviewTask(
                href="/reviews#without",
                label=f"Start the review of {tool.name}",
                line="No office was asked yet.",
                status=f"Listed {desk.age(tool.status_since)}" if tool.status_since else "Not begun",
                due=since,
            )


def _suggestions(desk: Desk, tx: Tx) -> Iterator[ReviewTask]:
    """139-07.1.d: each suggested tool once, with its age."""
    for one in waiting_groups(desk, tx):
        yield ReviewTask(
            href=f"/reviews/suggestions/{one.group}",
            label=f"Answer the suggestion {one.name}",
            line=one.line,
            status=f"Due {desk.day(one.due_on)}",
            due=one.due_on,
            needs_you=one.can_act,
        )


def _tests(desk: Desk, tx: Tx) -> Iterator[ReviewTask]:
    """139-07.1.d: who may test a tool sees it, and until when."""
    today = rw.today_of(desk)
    for trial in trials.of_person(tx, desk.me.id):
        tool = tools.get(tx, trial.tool_id)
        if tool is None or tool.status is not ToolStatus.IN_REVIEW or not trial.starts_on <= today <= trial.ends_on:
            continue
        yield ReviewTask(
            href=f"/reviews/{trial.review_id}/tests",
            label=f"You can test {tool.name}",
            line="Choose it in the workspace, with the purpose of a test. Then write down what came back.",
            status=f"Until {desk.day(trial.ends_on)}",
            due=trial.ends_on,
        )
