"""What the training office does next: who is stuck in the course, and sessions whose roster is open (139-07.2.c.2)."""

from __future__ import annotations

from datetime import date, timedelta

from proviso.db import courses as db
from proviso.db import rosters
from proviso.db.store import Tx
from proviso.errors import PackError
from proviso.model import Role, TryState
from proviso.policy.course import course_of

from . import words as w
from .desk import Desk

LOOKS_BACK = timedelta(days=30)


def training_tasks(desk: Desk, tx: Tx) -> list[tuple[str, str, str, str, date]]:
    """Rows for Home: where it is done, what, in which words, its state, and since when."""
    if not desk.has(Role.TRAINING):
        return []
    return [*_stuck(desk, tx), *_open_rosters(desk, tx)]


def _stuck(desk: Desk, tx: Tx) -> list[tuple[str, str, str, str, date]]:
    if desk.pack.course is None:
        return []
    try:
        course = course_of(desk.pack.course)
    except PackError:
        return []
    found = db.learners(tx, course.key, TryState.STUCK.value, limit=1)
    if not found:
        return []
    count = db.count_learners(tx, course.key)[TryState.STUCK]
    label = f"{w.count(count, 'person is', 'people are')} stuck in the AI course"
    since = found[0].newest.ended_at or found[0].newest.started_at
    line = "Every try is used. Talk, then open it again."
    return [("/training?state=stuck", label, line, "Needs you", desk.words.local(since))]


def _open_rosters(desk: Desk, tx: Tx) -> list[tuple[str, str, str, str, date]]:
    rows = []
    for session in rosters.newest(tx):
        is_over = desk.now - LOOKS_BACK < session.starts_at <= desk.now
        if session.canceled_at is not None or not is_over:
            continue
        seats = rosters.seats(tx, session.id)
        if not seats or any(seat.attended_at is not None for seat in seats):
            continue
        label = "Say who was at the live session"
        line = f"{w.count(len(seats), 'person has', 'people have')} a seat. Who was there has the training."
        on = desk.words.local(session.starts_at)
        rows.append((f"/training/sessions/{session.id}", label, line, f"Since {desk.words.near(on)}", on))
    return rows
