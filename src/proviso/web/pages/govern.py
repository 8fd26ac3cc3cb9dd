"""Everything that the reader's offices look after, and where something waits."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ..areas import areas_of, hub_word
from ..desk import TaskRow, at_desk
from ..session import NotYoursError
from ..words import count, first_name
from .home import office_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernPage:
    """The areas, those where something waits marked."""

    title: str
    answer: str
    rows: tuple[TaskRow, ...]


def show_govern(request: Request) -> Response:
    """The areas of the reader's roles."""
    desk = at_desk(request)
    word = hub_word(desk.me.roles)
    if not word:
        raise NotYoursError("This page is for offices.", hint=f"You are signed in as {first_name(desk.me.name)}.")
    with desk.read() as tx:
        hrefs = [task.href for task in office_tasks(desk, tx) if task.needs_you]
    areas = areas_of(desk.me.roles)
    waiting = {area.href: sum(_leads(href, area.href) for href in hrefs) for area in areas}
    page = GovernPage(
        title=word,
        answer=_answer(sum(waiting.values())),
        rows=tuple(
            TaskRow(
                href=area.href,
                label=area.label,
                line=area.line,
                status=count(waiting[area.href], "needs you", "need you") if waiting[area.href] else "",
                is_done=not waiting[area.href],
            )
            for area in areas
        ),
    )
    return desk.page("govern.html", page, title=word)


def _leads(href: str, area: str) -> bool:
    path = href.partition("#")[0].partition("?")[0]
    return path == area or path.startswith(f"{area}/")


def _answer(waiting: int) -> str:
    if not waiting:
        return "Nothing waits for you here. These are the lists that your offices keep."
    where = "It stands on Home, too." if waiting == 1 else "They stand on Home, too, oldest first."
    return f"{count(waiting, 'thing needs', 'things need')} you. {where}"
