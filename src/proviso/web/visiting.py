"""Auditors from outside: what their visit lets them read, and that each page they read is on the access log.

INVARIANT: fail closed. What a visit for a part of the record does not name is not shown, whatever the role may read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from proviso.actions import views
from proviso.actions.agency import Agency
from proviso.actions.audit_visits import PREFIX
from proviso.db import audit_visits, entries, people, reviews, tools, uses
from proviso.db.store import Tx
from proviso.identity.ids import read_id
from proviso.ledger import canonical
from proviso.model import AuditVisit, VisitPart, VisitState

from .alerts import Alert
from .session import NotYoursError, clock
from .words import Words

EVERYBODYS = frozenset(
    {"", "help", "accessibility", "contact", "builders", "rules", "record", "mail", "govern"}
    | {"sign-in", "sign-out", "signed-out", "stay", "spill"}
)
"""First parts of the addresses that any visit opens: no record of the agency's people is behind them."""
CHECK = "/ledger/check"
"""Whether the ledger is whole: says nothing of what is in it."""
LISTS = frozenset({"", "csv"})
"""The list of decisions, on a page and as a table."""
THEIR_FORMS = frozenset({"sign-in", "sign-out", "record", "spill", "evidence"})
"""Where a visit for a part of the record may post: their own door, the report of a spill, and evidence of that part."""


class Visiting:
    """Looks at each request of a visitor before the page does."""

    def __init__(self, app: ASGIApp, *, agency: Agency) -> None:
        self.app = app
        self.agency = agency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the visit is for; refuse the rest in words."""
        session = scope["state"]["visit"].session if scope["type"] == "http" else None
        if session is None or not session.person_id.startswith(PREFIX) or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        elsewhere = await run_in_threadpool(self._look, session.person_id, Request(scope))
        if elsewhere:
            await RedirectResponse(elsewhere, status_code=303)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _look(self, person_id: str, request: Request) -> str:
        """Where the visitor is led instead; empty: the page is theirs to read, and that they read it is on record."""
        path, at = request.url.path, clock()
        with self.agency.store.read() as tx:
            visit = audit_visits.get(tx, person_id)
            if visit is None or visit.state is VisitState.ENDED:
                return _over(tx, person_id, path)
            elsewhere = _led(visit, path, request.query_params)
            is_open = bool(elsewhere) or may_open(tx, self.agency, visit, request.method, path, request.query_params)
            if not is_open:
                says = (
                    f"Your visit is {about(tx, visit, Words(self.agency.settings.zone, at))}, and this page shows more."
                )
                raise NotYoursError(says, hint="Ask who invited you if you need it.")
        if request.method == "GET" and not elsewhere:
            self.agency.store.write(lambda tx: views.look_at_page(tx, path, actor=person_id, at=at))
        return elsewhere


def may_open(
    tx: Tx, agency: Agency, visit: AuditVisit, method: str, path: str, query: Mapping[str, str] | QueryParams
) -> bool:
    """Whether a visit is for what this address shows."""
    if visit.part is VisitPart.WHOLE:
        return True
    first, _, rest = path.removeprefix("/").partition("/")
    if method not in {"GET", "HEAD"}:
        return first in THEIR_FORMS or path == CHECK
    if first in EVERYBODYS:
        return True
    if first == "evidence":
        return rest != "coverage.csv"  # it counts the whole agency; a file of theirs is bounded where it is asked for
    one, _, more = rest.partition("/")
    if first == "decisions":
        return _is_of_decision(tx, agency, visit, one)
    if visit.part is VisitPart.COMPONENT:
        return first == "people" and (_is_of_person(tx, visit, one) if one else _said(query, "component") == visit.of)
    if visit.part is VisitPart.TOOL:
        if first == "ledger" and one == "entries":
            return _is_of_tool(tx, visit, more.partition("/")[0])
        if first == "ledger":
            return rest in LISTS and _said(query, "tool") == visit.of and _said(query, "show") != "everything"
        if first == "reviews" and one:
            review = reviews.get(tx, read_id(one))
            return review is not None and review.tool_id == visit.of
        return first == "tools" and one in {"", visit.of}
    if first == "ledger" and one == "entries":
        return _is_of_entry(tx, agency, visit, more.partition("/")[0])
    return first == "ledger" and rest in LISTS and _is_inside(visit, query)


def about(tx: Tx, visit: AuditVisit, words: Words) -> str:
    """ "for Northlight Chat", "for the days from Nov. 1 to Nov. 30" """
    if visit.part is VisitPart.TOOL:
        tool = tools.get(tx, visit.of)
        return f"for {tool.name if tool else visit.of}"
    if visit.part is VisitPart.COMPONENT:
        return f"for {visit.of}"
    if visit.part is VisitPart.PERIOD and visit.first and visit.last:
        return f"for the days from {words.date(visit.first)} to {words.date(visit.last)}"
    return "for the whole record"


def visit_alert(tx: Tx, person_id: str, words: Words) -> tuple[Alert, ...]:
    """The banner of a visitor, on every page: until when they are here, and where what they came for is."""
    if not person_id.startswith(PREFIX):
        return ()
    visit = audit_visits.get(tx, person_id)
    if visit is None:
        return ()
    what = "" if visit.part is VisitPart.WHOLE else f", {about(tx, visit, words)}"
    until = words.day(visit.ends_on)
    text = f"You are here until {until}{what}. You read, and change nothing. What you open is on record."
    return (Alert(text=text, href=start_of(visit), link="Go to what you came for"),)


def start_of(visit: AuditVisit) -> str:
    """Where a visitor begins."""
    return {
        VisitPart.WHOLE: "/govern",
        VisitPart.COMPONENT: f"/people?{urlencode({'component': visit.of})}",
        VisitPart.TOOL: f"/ledger?{urlencode({'tool': visit.of})}",
        VisitPart.PERIOD: f"/ledger?{urlencode({'since': str(visit.first), 'until': str(visit.last)})}",
    }[visit.part]


def _led(visit: AuditVisit, path: str, query: QueryParams) -> str:
    """A list without its filter leads to the same list with it."""
    start = start_of(visit)
    return start if visit.part is not VisitPart.WHOLE and path == start.partition("?")[0] and not query else ""


def _over(tx: Tx, person_id: str, path: str) -> str:
    """A visit that is over opens nothing, also for a person whom somebody made active again."""
    person = people.get(tx, person_id)
    if person is not None and person.is_active and path not in {"/sign-out", "/signed-out", "/spill"}:
        raise NotYoursError("Your visit is over.", hint="Ask who invited you for a new one.")
    return ""  # the session ends by itself: the person is no longer here


def _is_of_decision(tx: Tx, agency: Agency, visit: AuditVisit, code: str) -> bool:
    decision = uses.get(tx, read_id(code))
    if decision is None:
        return False
    if visit.part is VisitPart.COMPONENT:
        return _is_of_person(tx, visit, decision.person_id)
    if visit.part is VisitPart.TOOL:
        return decision.tool_id == visit.of
    return _is_in(agency, visit, decision.at)


def _is_of_person(tx: Tx, visit: AuditVisit, person_id: str) -> bool:
    person = people.get(tx, person_id)
    return person is not None and person.component == visit.of


def _is_of_entry(tx: Tx, agency: Agency, visit: AuditVisit, number: str) -> bool:
    entry = entries.get(tx, int(number)) if number.isascii() and number.isdecimal() else None
    return entry is not None and _is_in(agency, visit, datetime.fromisoformat(canonical.stamp_of(entry.raw)))


def _is_of_tool(tx: Tx, visit: AuditVisit, number: str) -> bool:
    entry = entries.get(tx, int(number)) if number.isascii() and number.isdecimal() else None
    return entry is not None and entry.record.data.get("tool") == visit.of


def _is_in(agency: Agency, visit: AuditVisit, at: datetime) -> bool:
    day = at.astimezone(agency.settings.zone).date()
    return visit.first is not None and visit.last is not None and visit.first <= day <= visit.last


def _is_inside(visit: AuditVisit, query: Mapping[str, str] | QueryParams) -> bool:
    """Whether the list of the ledger is asked for days of the visit, both named."""
    try:
        since, until = (date.fromisoformat(_said(query, name)) for name in ("since", "until"))
    except ValueError:
        return False
    is_plain = (str(since), str(until)) == (_said(query, "since"), _said(query, "until"))
    if visit.first is None or visit.last is None or not is_plain or _said(query, "show") == "everything":
        return False
    return visit.first <= since <= until <= visit.last


def _said(query: Mapping[str, str] | QueryParams, name: str) -> str:
    """One value of the address as the pages read it (`Desk.asked`)."""
    return " ".join(query.get(name, "").split())
