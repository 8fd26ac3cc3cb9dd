"""How often was each recognizer wrong? What the offices answered, for those who tune it (139-07 fn6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from proviso.db import objections, uses
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.model import Role
from proviso.reports.objections import FEW, SORTS, Rate, as_csv, counts, rates

from .. import words as w
from ..access import is_for, office_name
from ..desk import Desk, at_desk
from ..kinds import kind_title

READERS = (Role.CIO, Role.CIO_OFFICE, Role.PRIVACY, Role.AUDITOR)
WHOM = "the CIO’s office, the privacy office and auditors"
PERIODS = (("28", "Last 28 days"), ("90", "Last 90 days"), ("365", "Last 365 days"))
SORT_WORDS = (
    ("right", "Most often right first"),
    ("rate", "Highest rate first"),
    ("objections", "Most objections first"),
    ("denials", "Most denials first"),
    ("name", "By recognizer"),
)
NO_FINDING = "Nothing in the text: a step, the tool or the purpose"
OFTEN = 0.2
"""A rule that is wrong in more than 1 of 5 answers wants a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One objection; its address is empty where another office's eyes are the only ones."""

    code: str
    href: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """One kind of finding."""

    title: str
    recognizer: str
    denials: int
    objections: int
    answered: int
    right: str
    look: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesPage:
    """The table, and what it was counted from."""

    answer: str
    counted: str
    few: str
    rows: tuple[RateRow, ...]
    periods: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str], ...]
    days: str
    sort: str
    csv: str
    back: tuple[str, str]


def show_rates(request: Request) -> Response:
    """Each recognizer and kind: denials, objections, and how often the person was right."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    days, sort = _asked(desk)
    since = _since(desk, days)
    with desk.read() as tx:
        found = rates(tx, since, desk.now, sort)
        sent, answered, right = counts(tx, since, desk.now)
        rows = tuple(_row(desk, tx, rate) for rate in found)
    page = RatesPage(
        answer=_answer(sent, answered, right, dict(PERIODS)[days]),
        counted=f"Counted from the record at {desk.words.time(desk.now)}: denials since {desk.words.date(since)}, "
        "and the objections to them. A text can have several kinds, so the lines add up to more.",
        few=f"Fewer than {FEW} answers say little, so no percentage stands there.",
        rows=rows,
        periods=PERIODS,
        sorts=SORT_WORDS,
        days=days,
        sort=sort,
        csv=f"/objections/rates/csv?{urlencode({'days': days, 'sort': sort})}",
        back=("/ledger", "Back to the ledger") if desk.has(Role.AUDITOR) else ("/objections", "Back to the objections"),
    )
    return desk.page("rates.html", page, title="How often we were wrong")


def download_rates(request: Request) -> Response:
    """The same lines as CSV; no text and no person is in it."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    days, sort = _asked(desk)
    with desk.read() as tx:
        said = as_csv(rates(tx, _since(desk, days), desk.now, sort))
    name = f"objection-rates-{days}-days-{desk.today.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(said, media_type="text/csv; charset=utf-8", headers=headers)


def _asked(desk: Desk) -> tuple[str, str]:
    """The period and the order of the address; what it does not say is the usual."""
    days, sort = desk.asked("days") or PERIODS[0][0], desk.asked("sort") or SORT_WORDS[0][0]
    if days not in dict(PERIODS) or sort not in SORTS:
        raise UsageError("We do not count like this.", hint="Choose the time and the order on the page.")
    return days, sort


def _since(desk: Desk, days: str) -> datetime:
    return desk.now - timedelta(days=int(days))


def _answer(sent: int, answered: int, right: int, period: str) -> str:
    when = period[0].lower() + period[1:]
    if not sent:
        return f"Nobody objected to a denial of the {when}."
    first = f"{w.count(sent, 'objection')} to denials of the {when}, {answered} answered."
    return f"{first} {right} said that the person was right." if answered else first


def _row(desk: Desk, tx: Tx, rate: Rate) -> RateRow:
    return RateRow(
        title=w.nobreak(kind_title(rate.kind)) if rate.kind else NO_FINDING,
        recognizer=rate.recognizer,
        denials=rate.denials,
        objections=rate.objections,
        answered=rate.answered,
        right=_right(rate),
        look=_look(rate),
        examples=tuple(_example(desk, tx, objection_id) for objection_id in rate.examples),
    )


def _right(rate: Rate) -> str:
    """ "12 of 40 (30%)"; with few answers the two numbers alone."""
    if rate.right_rate is None:
        return "No answer yet" if rate.objections else "No objection"
    said = f"{rate.right} of {rate.answered}"
    return f"{said} (few)" if rate.is_small else f"{said} ({w.percent(rate.right, rate.answered)})"


def _look(rate: Rate) -> str:
    if rate.right_rate is None or rate.right_rate <= OFTEN:
        return ""
    return "Wrong in more than 1 of 5, from few answers" if rate.is_small else "Wrong in more than 1 of 5: look at it"


def _example(desk: Desk, tx: Tx, objection_id: str) -> Example:
    objection = objections.get(tx, objection_id)
    if objection is None:  # the page reads one snapshot, so it is there
        raise UsageError(f"There is no objection {objection_id}.", hint="Load the page again.")
    decision = uses.get(tx, objection.decision_id)
    may_open = desk.has(Role.AUDITOR) or objection.person_id == desk.me.id or is_for(desk, tx, objection)
    state = {"open": "open", "right": "the person was right", "stands": "the rule stands"}[objection.state.value]
    return Example(
        code=w.code(decision.id if decision is not None else objection.decision_id),
        href=f"/objections/{objection.id}" if may_open else "",
        says=state if may_open else f"{state}; {office_name(tx, objection.office)} holds it",
    )
