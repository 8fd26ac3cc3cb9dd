"""What a request for records costs who asked, and the letter that answers it (5 U.S.C. 552(a)(4)(A), (a)(6)(A)).

The rates are the agency's own and stand with each request. Nothing is collected here: the letter says what is owed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, UsageError
from proviso.journal import record
from proviso.model import FeeWaiver, FoiaFees, FoiaRequest, FoiaState, Release, Requester, RequestKind
from proviso.model.release_events import FoiaFeesNoted, FoiaLetterMade

from .releases import OFFICERS, get
from .roles import require_other, require_role
from .wording import clean, says_something

FREE_MINUTES, FREE_PAGES, QUARTER = 120, 100, 15
MOST_MINUTES, MOST_PAGES, MOST_CENTS = 100_000, 1_000_000, 100_000
LONGEST = 500
NOTICE_CENTS = 2_500
"""Above this, who asked says first that they pay (most agencies' rules have $25)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is owed, line by line, and why a part of it, or all, is not."""

    lines: tuple[tuple[str, int], ...] = ()
    """What it is for, and cents."""
    notes: tuple[str, ...] = ()

    @property
    def cents(self) -> int:
        """The sum."""
        return sum(cents for _, cents in self.lines)


def charge(request: FoiaRequest, answered_on: date) -> Charge:
    """What is owed for an answer of this day."""
    fees = request.fees or FoiaFees()
    if request.kind is RequestKind.PRIVACY_ACT:
        return Charge(notes=("Nobody pays for what is kept about themselves (5 U.S.C. 552a(f)(5)).",))
    if fees.waiver is FeeWaiver.GRANTED:
        return Charge(notes=("The fees are waived: the answer is in the public interest.",))
    is_late = answered_on > request.due_on
    lines = [*_search(fees, is_late=is_late), *_review(fees), *_pages(fees, is_late=is_late)]
    notes = ["The answer is late, so search is not charged (5 U.S.C. 552(a)(4)(A)(viii))."] if is_late else []
    total = sum(cents for _, cents in lines)
    if 0 < total < fees.least_cents:
        notes.append(f"{dollars(total)} costs more to collect than it is, so it is not charged.")
        lines = []
    return Charge(lines=tuple(lines), notes=tuple(notes))


def _search(fees: FoiaFees, *, is_late: bool) -> list[tuple[str, int]]:
    if fees.requester is Requester.NEWS or is_late:
        return []
    free = 0 if fees.requester is Requester.COMMERCIAL else FREE_MINUTES
    return _time("Search", max(0, fees.search_minutes - free), fees)


def _review(fees: FoiaFees) -> list[tuple[str, int]]:
    return _time("Review", fees.review_minutes, fees) if fees.requester is Requester.COMMERCIAL else []


def _time(what: str, minutes: int, fees: FoiaFees) -> list[tuple[str, int]]:
    quarters = -(-minutes // QUARTER)
    return [(f"{what}, {minutes:,} minutes", quarters * fees.quarter_cents)] if quarters else []


def _pages(fees: FoiaFees, *, is_late: bool) -> list[tuple[str, int]]:
    if fees.requester is Requester.NEWS and is_late:
        return []
    free = 0 if fees.requester is Requester.COMMERCIAL else FREE_PAGES
    pages = max(0, fees.pages - free)
    return [(f"Copies, {pages:,} pages", pages * fees.page_cents)] if pages else []


def dollars(cents: int) -> str:
    """ "$14.00" """
    return f"${cents / 100:,.2f}"


def note_fees(tx: Tx, request_id: str, fees: FoiaFees, *, actor: str, at: datetime, today: date) -> FoiaRequest:
    """Write the time, the pages and the waiver down; what was there before is in the ledger."""
    require_role(tx, actor, *OFFICERS, to="write down the fees of a request")
    request = get(tx, request_id)
    require_other(actor, request.subject_id or None, to="answer your own request")
    noted = replace(fees, waiver_reason=clean(fees.waiver_reason).strip(), noted_by=actor)
    for fault in faults(noted).values():
        raise UsageError(fault)
    after = replace(request, fees=noted)
    db.put(tx, after)
    event = FoiaFeesNoted(
        actor=actor,
        request=request_id,
        requester=noted.requester.value,
        search_minutes=noted.search_minutes,
        review_minutes=noted.review_minutes,
        pages=noted.pages,
        waiver=noted.waiver.value,
        owed_cents=charge(after, today).cents,
    )
    record(tx, at, event)
    return after


def faults(fees: FoiaFees) -> dict[str, str]:
    """What is wrong with them, by field."""
    found: dict[str, str] = {}
    for name, most in (
        ("search_minutes", MOST_MINUTES),
        ("review_minutes", MOST_MINUTES),
        ("pages", MOST_PAGES),
        ("quarter_cents", MOST_CENTS),
        ("page_cents", MOST_CENTS),
        ("least_cents", MOST_CENTS),
    ):
        if not 0 <= getattr(fees, name) <= most:
            found[name] = f"Write a number from 0 to {most:,}."
    decided = fees.waiver in {FeeWaiver.GRANTED, FeeWaiver.DENIED}
    if decided and not says_something(fees.waiver_reason):
        found["waiver_reason"] = "Say why the waiver is granted or denied. It stands in the letter."
    if len(fees.waiver_reason) > LONGEST:
        found["waiver_reason"] = f"The reason has more than {LONGEST} characters. Shorten it."
    return found


def why_wait(request: FoiaRequest, today: date) -> str:
    """Why nothing should be released yet: who asked has not said that they pay as much."""
    owed, fees = charge(request, today).cents, request.fees
    if fees is None or owed <= NOTICE_CENTS or (fees.agreed_cents is not None and owed <= fees.agreed_cents):
        return ""
    said = (
        "nobody asked whether they pay" if fees.agreed_cents is None else f"they agreed to {dollars(fees.agreed_cents)}"
    )
    return f"{dollars(owed)} would be owed, and {said}. Ask first, in writing."


def newest_release(tx: Tx, request: FoiaRequest) -> Release | None:
    """What the letter goes with; None: the request was closed without a release."""
    return next(iter(sorted(db.log(tx, request.id), key=lambda one: one.at, reverse=True)), None)


def note_letter(tx: Tx, request_id: str, letter: bytes, owed_cents: int, *, actor: str, at: datetime) -> None:
    """Record that the letter was made, before anybody has it."""
    require_role(tx, actor, *OFFICERS, to="make the letter of a request")
    request = get(tx, request_id)
    require_other(actor, request.subject_id or None, to="answer your own request")
    if request.state is not FoiaState.CLOSED:
        raise ConflictError("The letter comes with the answer.", hint="Release the records, or close the request.")
    release = newest_release(tx, request)
    event = FoiaLetterMade(
        actor=actor,
        request=request_id,
        release=release.id if release else "",
        owed_cents=owed_cents,
        sha256=hashlib.sha256(letter).hexdigest(),
    )
    record(tx, at, event)
