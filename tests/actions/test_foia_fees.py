"""What a request for records costs, by who asks, and when nothing is owed (5 U.S.C. 552(a)(4)(A))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from proviso.actions.foia_fees import charge, faults, why_wait
from proviso.model import FeeWaiver, FoiaFees, FoiaRequest, Requester, RequestKind
from tests.actions.house import NOW

DAY = date(2026, 11, 20)
REQUEST = FoiaRequest(
    id="F2026-001", kind=RequestKind.FOIA, received_on=DAY, due_on=DAY + timedelta(days=28), asks="All of it.",
    made_by="lorraine.pike", made_at=NOW,
)  # fmt: skip
WORK = FoiaFees(search_minutes=300, review_minutes=61, pages=350)
FREE = FoiaFees(search_minutes=120, review_minutes=600, pages=100)

OWED = (
    (replace(WORK, requester=Requester.COMMERCIAL), 20 * 700 + 5 * 700 + 350 * 10),
    (replace(WORK, requester=Requester.OTHER), 12 * 700 + 250 * 10),
    (replace(WORK, requester=Requester.NEWS), 250 * 10),
    (FREE, 0),
    (replace(FREE, search_minutes=121), 0),
    (replace(FREE, search_minutes=121, least_cents=0), 700),
    (replace(WORK, waiver=FeeWaiver.GRANTED, waiver_reason="News."), 0),
    (replace(WORK, waiver=FeeWaiver.DENIED, waiver_reason="No."), 12 * 700 + 250 * 10),
    (replace(WORK, quarter_cents=1025, page_cents=15), 12 * 1025 + 250 * 15),
)


@pytest.mark.parametrize(("fees", "cents"), OWED)
def test_what_is_owed_follows_from_who_asks(fees: FoiaFees, cents: int) -> None:
    assert charge(replace(REQUEST, fees=fees), DAY).cents == cents


LATE = (
    (Requester.COMMERCIAL, 5 * 700 + 350 * 10),
    (Requester.OTHER, 250 * 10),
    (Requester.NEWS, 0),
)


@pytest.mark.parametrize(("who", "cents"), LATE)
def test_a_late_answer_charges_no_search_and_the_press_nothing(who: Requester, cents: int) -> None:
    late = replace(REQUEST, fees=replace(WORK, requester=who))
    said = charge(late, REQUEST.due_on + timedelta(days=1))
    assert said.cents == cents
    assert any("late" in note for note in said.notes)


def test_nobody_pays_for_what_is_kept_about_themselves() -> None:
    own = replace(REQUEST, kind=RequestKind.PRIVACY_ACT, fees=replace(WORK, requester=Requester.COMMERCIAL))
    assert charge(own, DAY).cents == 0


WRONG = (
    (replace(WORK, search_minutes=-1), "search_minutes"),
    (replace(WORK, pages=10_000_000), "pages"),
    (replace(WORK, waiver=FeeWaiver.GRANTED), "waiver_reason"),
    (replace(WORK, waiver_reason="x" * 501), "waiver_reason"),
)


@pytest.mark.parametrize(("fees", "name"), WRONG)
def test_what_cannot_be_is_named_by_its_field(fees: FoiaFees, name: str) -> None:
    assert list(faults(fees)) == [name]


@pytest.mark.parametrize(("agreed", "waits"), [(None, True), (2_500, True), (11_000, False)])
def test_above_25_dollars_who_asks_says_first_that_they_pay(agreed: int | None, waits: bool) -> None:
    asked = replace(REQUEST, fees=replace(WORK, agreed_cents=agreed))
    assert bool(why_wait(asked, DAY)) is waits
