"""Lessons: what closed incidents and returned reviews taught, in one place that can be searched (R-097, 139-07.8.e)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions.incident_access import READERS, sees
from proviso.db import good_uses, incidents
from proviso.db.store import Tx
from proviso.model import Incident
from proviso.model.good_uses import GoodUse

from ..desk import Desk, Pages, at_desk
from ..incident_words import SHORT
from ..kinds import first_upper

KINDS = (("", "Incidents and reviews"), ("incident", "Incidents"), ("review", "Reviews"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson, and where it comes from."""

    lesson: str
    cause: str
    """For those who look after incidents."""
    source: str
    href: str
    is_drill: bool
    when: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonsPage:
    """What was learned, newest first."""

    answer: str
    rows: tuple[Lesson, ...]
    pages: Pages
    q: str
    kind: str
    kinds: tuple[tuple[str, str], ...]


def list_lessons(request: Request) -> Response:
    """Every lesson; of a classified spill only for who is cleared."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = _page(desk, tx)
    return desk.page("lessons.html", page, title="Lessons")


def _page(desk: Desk, tx: Tx) -> LessonsPage:
    asked, kind = desk.asked("q"), desk.asked("kind")
    found = []
    if kind in {"", "incident"}:
        found += [_of_incident(desk, tx, one) for one in incidents.all(tx) if _has_lesson(desk, one)]
    if kind in {"", "review"}:
        found += [_of_review(desk, tx, one) for one in good_uses.lessons(tx, "")]
    words = asked.casefold().split()
    kept = [one for one in found if all(word in _words(one) for word in words)]
    kept.sort(key=lambda one: one.order, reverse=True)
    pages = desk.pages("/lessons", len(kept), q=asked, kind=kind)
    return LessonsPage(
        answer=_answer(desk, len(kept), is_filtered=bool(asked or kind)),
        rows=tuple(kept[pages.offset : pages.offset + pages.size]),
        pages=pages,
        q=asked,
        kind=kind,
        kinds=KINDS,
    )


def _answer(desk: Desk, total: int, *, is_filtered: bool) -> str:
    if is_filtered:
        return f"{desk.count(total, 'lesson matches', 'lessons match')}."
    if not total:
        return "No lesson is written down yet. Each closed incident brings one."
    return f"{desk.count(total, 'lesson')} from closed incidents and returned reviews."


def _has_lesson(desk: Desk, one: Incident) -> bool:
    """INVARIANT: what a classified spill taught stays with who is cleared."""
    if one.is_open or not one.lesson:
        return False
    return not one.cleared or sees(desk.me.roles, one)


def _of_incident(desk: Desk, tx: Tx, one: Incident) -> Lesson:
    at = one.closed_at or one.opened_at
    is_reader = desk.has(*READERS) and sees(desk.me.roles, one)
    tool = f" with {desk.tool(tx, one.tool_id)}" if one.tool_id else ""
    return Lesson(
        lesson=one.lesson,
        cause=one.cause if is_reader else "",
        source=f"Incident {one.id}: {SHORT[one.kind]}{tool}" if is_reader else f"An incident: {SHORT[one.kind]}{tool}",
        href=f"/incidents/{one.id}" if is_reader else "",
        is_drill=one.is_drill,
        when=first_upper(desk.words.near(at)),
        order=at.isoformat(),
    )


def _of_review(desk: Desk, tx: Tx, one: GoodUse) -> Lesson:
    said = one.note if one.has_note else one.watch
    return Lesson(
        lesson=said or f"What had to change stands in “{one.title}”.",
        cause="",
        source=f"A returned review, shared: {one.title}, with {desk.tool(tx, one.tool_id)}",
        href=f"/good-uses/{one.id}",
        is_drill=False,
        when=first_upper(desk.words.near(one.shared_at)),
        order=one.shared_at.isoformat(),
    )


def _words(one: Lesson) -> str:
    return f"{one.lesson}\n{one.cause}\n{one.source}".casefold()
