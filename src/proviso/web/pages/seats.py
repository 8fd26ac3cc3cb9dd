"""A seat in a live session of the course: taken and given up by the person (139-07.2.c.2)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import rosters as change_rosters
from proviso.db import rosters
from proviso.errors import ConflictError, NotFoundError

from ..desk import at_desk


def change_seat(request: Request) -> Response:
    """Take a seat, or give it up; a full or canceled session says so."""
    desk = at_desk(request)
    session_id = request.path_params["session_id"]
    with desk.read() as tx:
        session = rosters.get(tx, session_id)
    if session is None:
        raise NotFoundError("There is no such session.", hint="The course page lists those to come.")
    is_leaving = desk.form.text("do") == "leave"
    change = change_rosters.give_up_seat if is_leaving else change_rosters.take_seat
    try:
        desk.write(lambda tx: change(tx, session_id, desk.me.id, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go("/course", " ".join(filter(None, (fault.message, fault.hint))))
    when = desk.when(session.starts_at)
    if is_leaving:
        return desk.go("/course", f"Your seat on {when} is free again.")
    return desk.go("/course", f"You have a seat: {when}, {session.place}.")
