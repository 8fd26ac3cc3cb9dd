"""The dates on which a person's steps end, for their own calendar (RFC 5545)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions.reminders import dates_of, endings_of

from ..desk import at_desk


def download_dates(request: Request) -> Response:
    """Your dates as a calendar file; a day that moves keeps its name, so that your calendar moves it."""
    desk = at_desk(request)
    with desk.read() as tx:
        found = endings_of(tx, desk.agency, desk.me, desk.now)
    said = dates_of(desk.agency, desk.me.id, found, desk.now)
    headers = {"Content-Disposition": 'attachment; filename="ai-tools-dates.ics"'}
    return Response(said, media_type="text/calendar; charset=utf-8", headers=headers)
