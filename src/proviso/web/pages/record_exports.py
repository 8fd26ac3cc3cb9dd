"""The file of all that is kept about a person, while it is made and for a day after (5 U.S.C. 552a(d)(1))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import record_exports as change
from proviso.db.record_exports import Held
from proviso.model import ExportState

from ..desk import Desk, at_desk
from ..evidence_words import in_mib
from .kept import sent


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPage:
    """How far it is; then the button that downloads it."""

    id: str
    answer: str
    is_making: bool
    is_ready: bool
    percent: int
    again: str
    """Where a new one is asked for."""
    again_label: str
    facts: tuple[tuple[str, str], ...]


def show_export(request: Request) -> Response:
    """How far the file is, for who asked for it."""
    desk = at_desk(request, ended=True)
    with desk.read() as tx:
        held = change.own(tx, str(request.path_params["export_id"]), desk.me.id)
    page = _page(desk, held)
    return desk.page("record_export.html", page, title=f"{page.answer} What we keep")


def _page(desk: Desk, held: Held) -> ExportPage:
    one = held.one
    is_still = one.state is ExportState.MAKING and desk.now - held.beat_at > change.STILL
    percent = min(99, held.done * 100 // max(1, held.total))
    of_request = bool(one.request_id)
    return ExportPage(
        id=one.id,
        answer=_answer(desk, held, percent, is_still=is_still),
        is_making=one.state is ExportState.MAKING and not is_still,
        is_ready=one.state is ExportState.READY,
        percent=percent,
        again=f"/foia/{one.request_id}" if of_request else "/record/kept",
        again_label=f"Back to request {one.request_id}" if of_request else "Back to What we keep",
        facts=tuple(
            fact
            for fact in (
                ("Asked", desk.when(one.asked_at)),
                ("Size", in_mib(one.size) if one.size else ""),
                ("SHA-256", one.sha256),
            )
            if fact[1]
        ),
    )


def _answer(desk: Desk, held: Held, percent: int, *, is_still: bool) -> str:
    one = held.one
    if is_still:
        return "It stopped, because Proviso was started anew. Ask for it again."
    if one.state is ExportState.MAKING:
        return f"Your file is being made: {percent}%{_left(desk, held)}. You can leave this page; you get a mail."
    if one.state is ExportState.READY:
        until = desk.words.moment(one.asked_at + change.KEPT)
        return f"Your file is ready. It is here until {until}, and then it is destroyed."
    if one.state is ExportState.STOPPED:
        return "It could not be made. Nothing is lost. Ask for it again."
    return "Its day is over, and the file was destroyed. Ask for a new one."


def _left(desk: Desk, held: Held) -> str:
    """ ", about 20 seconds left"; empty while nobody can say."""
    taken = held.beat_at - held.one.asked_at
    if not held.done or taken < timedelta(seconds=2):
        return ""
    rest = taken * max(0, held.total - held.done) / held.done
    seconds = max(5, -(-round(rest.total_seconds()) // 5) * 5)
    return f", about {seconds} seconds left" if seconds < 90 else f", about {-(-seconds // 60)} minutes left"


def take(request: Request) -> Response:
    """Download it."""
    desk = at_desk(request, ended=True)
    number = str(request.path_params["export_id"])
    with desk.read() as tx:
        content = change.take_export(tx, desk.agency, number, actor=desk.me.id)
    return sent(desk, content)
