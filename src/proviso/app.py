"""Where everything meets: the agency, every URL, and the application. It only wires."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route

from proviso.actions.agency import Agency
from proviso.errors import ProvisoError
from proviso.identity.session import Sessions
from proviso.web.files import Files
from proviso.web.forms import Forms
from proviso.web.pages import about, errors, home, sign_in
from proviso.web.security import Faults, Security
from proviso.web.session import Visits

ROUTES: list[BaseRoute] = [
    Route("/", home.show_home),
    Route("/sign-in", sign_in.show_sign_in),
    Route("/sign-in", sign_in.sign_in, methods=["POST"]),
    Route("/sign-out", sign_in.sign_out, methods=["POST"]),
    Route("/stay", sign_in.stay),
    Route("/help", about.show_help),
    Route("/accessibility", about.show_accessibility),
    Route("/contact", about.show_contact),
    Mount("/static", Files(), name="static"),
]
"""Every URL: the auditor's map. One line a page and method; `tests/web/test_routes.py` pins it."""


def create_app(agency: Agency) -> Starlette:
    """The web application of one agency. Pages find it at `request.app.state.agency`."""
    settings = agency.settings
    sessions = Sessions(idle_minutes=settings.session_minutes)
    app = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(Security, settings=settings),
            Middleware(Faults, answer=errors.answer),
            Middleware(Visits, settings=settings, sessions=sessions),
            Middleware(Forms, settings=settings),
        ],
        exception_handlers={HTTPException: errors.answer, ProvisoError: errors.answer},
    )
    app.state.agency = agency
    app.state.sessions = sessions
    return app
