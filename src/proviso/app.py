"""Where everything meets: the agency, every URL, and the web application. It only wires."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route

from proviso.actions import begin
from proviso.actions.agency import Agency, Packs
from proviso.db import agency as agency_db
from proviso.db import packs as packs_db
from proviso.db.store import Store
from proviso.errors import ProvisoError, UsageError
from proviso.identity.keys import open_keys
from proviso.identity.session import Sessions
from proviso.journal import Journal
from proviso.settings import Settings
from proviso.web.files import Files
from proviso.web.forms import Forms
from proviso.web.pages import about, errors, home, sign_in
from proviso.web.security import Faults, Security
from proviso.web.session import Visits

PACKS = Path(__file__).parent / "packs"
DEMO_OVERLAYS = "LBB=lbb"


def open_agency(settings: Settings) -> Agency:
    """Open the agency of a home folder: keys, store, ledger, packs. Makes what is missing at the first start.

    A home that holds the demo agency is in demo mode, whatever the setting says; and no other home can be, since demo
    mode signs people in without a password.
    """
    journal = Journal.open(settings.home)
    store = Store.open(settings.database, seal=journal.seal)
    try:
        return _agency(store, journal, settings)
    except BaseException:
        store.close()
        raise


def _agency(store: Store, journal: Journal, settings: Settings) -> Agency:
    keys = open_keys(settings.keys)
    with store.read() as tx:
        is_demo = agency_db.get(tx, "demo") is not None
        is_started = bool(packs_db.history(tx))
    if settings.demo and is_started and not is_demo:
        raise UsageError(
            f"{settings.home} holds a real agency, and the demo signs people in without a password.",
            hint="Name another folder for the demo with PROVISO_HOME.",
        )
    settings = replace(settings, demo=settings.demo or is_demo)
    agency = Agency(
        store=store,
        journal=journal,
        packs=Packs(folder=PACKS, pack=settings.pack, overlays=_overlays(settings)),
        digest_key=keys.digest,
        sealing_key=keys.sealing,
        settings=settings,
    )
    if not settings.demo and not is_started:
        store.write(lambda tx: begin.first_start(tx, agency, at=datetime.now(UTC)))
    return agency


def _overlays(settings: Settings) -> dict[str, str]:
    """`LBB=lbb,HIS=his` as a table; the demo agency brings its own."""
    pairs = settings.overlays or (DEMO_OVERLAYS if settings.demo else "")
    overlays = {}
    for pair in filter(None, pairs.split(",")):
        component, found, name = pair.partition("=")
        if not found:
            raise UsageError(f"PROVISO_OVERLAYS has {pair!r}.", hint="Write COMPONENT=pack pairs, with commas.")
        overlays[component.strip()] = name.strip()
    return overlays


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
