"""The tour: the demo in ten minutes, each stop one sentence and the button that goes there as the right person."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError

from ..desk import Desk, at_desk
from ..session import TOUR, clock, visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where the tour goes, as whom, and what happens there."""

    number: int
    person: str
    path: str
    sentence: str
    button: str
    tool: str = ""
    """The tool that it is about: without it there is no stop."""


STOPS = (
    Stop(
        number=1,
        person="maya.okafor",
        path="/workspace?sample=flood-report",
        sentence="Maya sends a published flood report and gets an answer, with a receipt.",
        button="Ask as Maya",
    ),
    Stop(
        number=2,
        person="maya.okafor",
        path="/workspace?sample=a-number",
        sentence="She pastes a text with an A‑number. It is not sent. She takes the number out and sends the rest.",
        button="Paste the A‑number as Maya",
    ),
    Stop(
        number=3,
        person="maya.okafor",
        path="/workspace?sample=press-story",
        sentence="A press story has names in it. Proviso asks one question: where was this published?",
        button="Give the source as Maya",
    ),
    Stop(
        number=4,
        person="maya.okafor",
        path="/record/objections",
        sentence="Maya said “I think this is wrong” twice. Both times an office answered, and she was right.",
        button="See the answers as Maya",
    ),
    Stop(
        number=5,
        person="priya.nair",
        path="/workspace?sample=flood-report",
        sentence="Priya is stopped for one step: her privacy training ended yesterday.",
        button="Ask as Priya",
    ),
    Stop(
        number=6,
        person="elena.sorokin",
        path="/team",
        sentence="Six people wait for Elena. She approves Tom with one click, and his steps change.",
        button="Approve as Elena",
    ),
    Stop(
        number=7,
        person="joan.castellanos",
        path="/tools/ferry/review",
        sentence="Joan answers for Privacy: Ferry may open, with one condition. She can still take it back.",
        button="Look as Joan",
        tool="ferry",
    ),
    Stop(
        number=8,
        person="ana.whitfield",
        path="/tools/ferry/review",
        sentence="Ana sees the dissent in full. She decides when each office has answered, and replies in writing.",
        button="Look as Ana",
        tool="ferry",
    ),
    Stop(
        number=9,
        person="samuel.adeyemi",
        path="/expert-reviews",
        sentence="Three texts wait for Samuel. He answers five questions, and only then Maya can use hers officially.",
        button="Review as Samuel",
    ),
    Stop(
        number=10,
        person="maya.okafor",
        path="/spill",
        sentence="Maya reports a spill in three clicks, and Henry has it at once.",
        button="Report as Maya",
    ),
    Stop(
        number=11,
        person="henry.osei",
        path="/incidents",
        sentence="Henry sees the open incidents, the next step of each, and how long it has been open.",
        button="Look as Henry",
    ),
    Stop(
        number=12,
        person="alice.tran",
        path="/ledger#one-byte",
        sentence="Alice checks the ledger, changes one byte in a copy, and sees which entry it was.",
        button="Check as Alice",
    ),
)
"""The stops that exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """One stop as the page shows it."""

    number: int
    sentence: str
    button: str
    is_done: bool
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TourPage:
    """The stops, and how far this browser has come."""

    answer: str
    stops: tuple[StopRow, ...]
    can_restart: bool


def show_tour(request: Request) -> Response:
    """The stops, in order."""
    desk = at_desk(request, public=True)
    _demo_only(desk)
    with desk.read() as tx:
        page = tour_page(stops_here(tx), _done(request))
    return desk.page("tour.html", page, title="Take the tour")


def _demo_only(desk: Desk) -> None:
    if not desk.agency.settings.demo:
        raise NotFoundError("Nothing is here. It may have moved.")


def stops_here(tx: Tx) -> tuple[Stop, ...]:
    """Only the stops whose person is in this agency, and whose tool is on its list."""
    return tuple(
        stop
        for stop in STOPS
        if people.get(tx, stop.person) is not None and (not stop.tool or tools.get(tx, stop.tool) is not None)
    )


def _done(request: Request) -> frozenset[int]:
    session = visit(request).session
    return frozenset(session.lasting.get(TOUR, ())) if session else frozenset()


def tour_page(stops: tuple[Stop, ...], done: frozenset[int]) -> TourPage:
    """What is done, what is next; the number on the page counts the stops that exist."""
    left = [stop.number for stop in stops if stop.number not in done]
    if not stops:
        answer = "This agency has no tour. The Department of Coastal Safety has one: proviso serve --demo."
    elif not left:
        answer = "You have seen every stop. Everything you did stands in the ledger."
    elif done:
        answer = f"{len(done)} of {len(stops)} stops done. The next one takes about a minute."
    else:
        answer = f"{len(stops)} stops, about 10 minutes. Each button goes there as the right person."
    rows = tuple(
        StopRow(
            number=place,
            sentence=stop.sentence,
            button=stop.button,
            is_done=stop.number in done,
            is_next=bool(left) and stop.number == left[0],
        )
        for place, stop in enumerate(stops, start=1)
    )
    return TourPage(answer=answer, stops=rows, can_restart=bool(done))


def go(request: Request) -> Response:
    """Sign in as the person of the stop and go there (demo only: no password exists)."""
    desk = at_desk(request, public=True)
    _demo_only(desk)
    with desk.read() as tx:
        stops = stops_here(tx)
    place = request.path_params["number"]
    if not 1 <= place <= len(stops):
        raise NotFoundError("There is no such stop.", hint="The tour lists all of them.")
    stop, done = stops[place - 1], _done(request)
    visit(request).sign_in(stop.person, clock(), lasting={TOUR: sorted({*done, stop.number})})
    return RedirectResponse(stop.path, status_code=303)


def restart(request: Request) -> Response:
    """Forget the progress; what was done stays in the ledger."""
    desk = at_desk(request, public=True)
    _demo_only(desk)
    session = visit(request).session
    if session is not None:
        session.lasting = {}
        visit(request).sessions.keep(session)
    return RedirectResponse("/tour", status_code=303)
