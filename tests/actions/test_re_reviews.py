"""A tool falls to "re-review due" by its day, by changed terms or by an incident, and is paused when nobody looks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from proviso.actions import re_reviews, terms, tools
from proviso.db import history, outbox
from proviso.db import terms as terms_db
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.model import Record, Tool, ToolStatus
from proviso.policy import builtin
from tests.actions.house import CHAT, NOW, PEOPLE, House

PACK = builtin("dhs-139-07")
DUE = date(2026, 11, 20)
"""The day of NOW."""


def on(days: int) -> datetime:
    return NOW + timedelta(days=days)


def due(house: House, day: date = DUE) -> None:
    house.do(lambda tx: tools.change(tx, CHAT.id, re_review_due=day, actor="ana.whitfield", at=NOW))


def sweep(house: House, days: int) -> list[str]:
    return [tool.id for tool in house.do(lambda tx: re_reviews.sweep(tx, PACK, on(days)))]


def tool(house: House) -> Tool:
    return house.look(lambda tx: tools.get(tx, CHAT.id))


def said(house: House, event: str) -> list[dict[str, Any]]:
    found: list[Record] = house.look(lambda tx: [e.record for e in history.about(tx, "tool", CHAT.id, (event,))])
    return [record.data for record in found]


def test_by_the_clock_a_tool_is_due_once_then_paused_by_proviso_with_its_own_sentence(house: House) -> None:
    due(house)
    assert sweep(house, 0) == [], "the day itself still counts"
    assert sweep(house, 1) == [CHAT.id]
    assert sweep(house, 1) == [], "twice is the same as once"
    assert [row["closes_after"] for row in said(house, "ToolReReviewDue")] == ["2026-12-20"]
    assert sweep(house, 30) == []
    assert tool(house).status is ToolStatus.APPROVED
    assert sweep(house, 31) == [CHAT.id]
    paused = tool(house)
    assert (paused.status, paused.status_by) == (ToolStatus.PAUSED, "system")
    assert paused.status_reason == "its re-review was due on Nov. 20 and is not done"
    assert said(house, "ToolChanged")[0]["actor"] == "system"
    assert sweep(house, 60) == []


def test_the_offices_are_told_by_mail_when_it_falls_due_and_when_it_is_paused(house: House) -> None:
    due(house)
    sweep(house, 1)
    sweep(house, 31)
    found = house.look(lambda tx: outbox.page(tx, recipient="marcus.bell"))
    mine = sorted(m.subject for m in found)
    assert mine == ["Northlight Chat is paused", "Review Northlight Chat again"]


def test_a_tool_that_proviso_paused_is_opened_only_with_another_day(house: House) -> None:
    due(house)
    sweep(house, 31)
    with pytest.raises(UsageError, match="waits for its re-review"):
        house.do(lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.APPROVED, actor="ana.whitfield", at=on(31)))
    later = DUE + timedelta(days=200)
    house.do(
        lambda tx: re_reviews.extend(tx, CHAT.id, later, "the review runs", PACK, actor="ana.whitfield", at=on(31))
    )
    house.do(lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.APPROVED, actor="ana.whitfield", at=on(31)))
    assert sweep(house, 32) == []


def _extend(house: House, actor: str) -> None:
    house.do(lambda tx: re_reviews.extend(tx, CHAT.id, date(2027, 3, 1), "it runs", PACK, actor=actor, at=NOW))


def test_only_the_cio_moves_the_day(house: House) -> None:
    due(house)
    for one in PEOPLE:
        if one.id != "ana.whitfield":
            with pytest.raises(NotAllowedError):
                _extend(house, one.id)


@pytest.mark.parametrize(
    ("day", "reason", "says"),
    [
        (date(2026, 11, 20), "the review runs", "from tomorrow on"),
        (date(2028, 12, 1), "the review runs", "within two years"),
        (date(2027, 3, 1), " . ", "Say why"),
    ],
)
def test_a_day_that_is_none_and_a_missing_reason_are_refused(house: House, day: date, reason: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        house.do(lambda tx: re_reviews.extend(tx, CHAT.id, day, reason, PACK, actor="ana.whitfield", at=NOW))


def test_a_moved_day_is_announced_anew_when_it_comes(house: House) -> None:
    due(house)
    sweep(house, 1)
    later = DUE + timedelta(days=10)
    house.do(lambda tx: re_reviews.extend(tx, CHAT.id, later, "the review runs", PACK, actor="ana.whitfield", at=on(1)))
    assert sweep(house, 5) == []
    assert sweep(house, 11) == [CHAT.id]
    assert len(said(house, "ToolReReviewDue")) == 2
    assert said(house, "ToolReReviewSet")[0]["reason"] == "the review runs"


def keep(house: House, content: bytes, **more: Any) -> bool:
    values: dict[str, Any] = {"actor": "marcus.bell", "at": NOW, **more}
    link = values.pop("link", "")
    return house.do(lambda tx: terms.keep(tx, CHAT.id, content, "terms.txt", link, PACK, **values))[1]


def test_changed_terms_start_a_re_review_and_the_same_ones_do_not(house: House) -> None:
    assert not keep(house, b"You own what comes out.", link="https://northlight.example/terms")
    assert not keep(house, b"You own what comes out.")
    assert tool(house).re_review_due is None
    assert keep(house, b"We own what comes out.")
    changed = tool(house)
    assert (changed.re_review_due, changed.re_review_reason) == (DUE, "its terms changed")
    assert changed.status is ToolStatus.APPROVED, "it stays open for the days of grace"
    assert [row["changed"] for row in said(house, "ToolTermsKept")] == [True, False]
    assert said(house, "ToolReReviewDue")[0]["reason"] == "terms"
    kept = house.look(lambda tx: terms_db.of_tool(tx, CHAT.id))
    assert [one.version for one in kept] == [2, 1]
    assert house.look(lambda tx: terms_db.content(tx, CHAT.id, 1)) == b"You own what comes out."


@pytest.mark.parametrize(
    ("content", "link", "says"),
    [
        (b"  ", "", "nothing in these terms"),
        (b"x" * (terms.MOST_BYTES + 1), "", "more than 10 MB"),
        (b"x", "javascript:alert(1)", "no address of the web"),
        (b"x", "https://", "no address of the web"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(house: House, content: bytes, link: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        keep(house, content, link=link)


def test_who_has_nothing_to_do_with_terms_keeps_none(house: House) -> None:
    for actor in ("maya.okafor", "elena.sorokin", "alice.tran", "ruth.delgado"):
        with pytest.raises(NotAllowedError):
            keep(house, b"x", actor=actor)


def test_an_incident_of_the_vendor_starts_a_re_review(house: House) -> None:
    house.do(
        lambda tx: re_reviews.report_incident(
            tx, CHAT.id, "Its keys were stolen.", PACK, actor="ingrid.solberg", at=NOW
        )
    )
    assert tool(house).re_review_reason == "its vendor had an incident"
    assert said(house, "ToolIncidentReported")[0]["what"] == "Its keys were stolen."
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: re_reviews.report_incident(tx, CHAT.id, "x y", PACK, actor="maya.okafor", at=NOW))
    with pytest.raises(UsageError, match="Say what happened"):
        house.do(lambda tx: re_reviews.report_incident(tx, CHAT.id, "", PACK, actor="ingrid.solberg", at=NOW))


def test_a_stale_form_moves_no_day(house: House) -> None:
    seen = tools.mark(tool(house))
    due(house)
    with pytest.raises(ConflictError, match="Ana Whitfield changed Northlight Chat"):
        house.do(
            lambda tx: re_reviews.extend(
                tx, CHAT.id, date(2027, 3, 1), "it runs", PACK, seen=seen, actor="ana.whitfield", at=NOW
            )
        )
