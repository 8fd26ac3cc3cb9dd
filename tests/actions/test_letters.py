"""Who hears of what: two lines, no names of third persons, no reason that somebody typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from proviso.actions import incidents, people, tools, undo
from proviso.actions import uses as uses_of
from proviso.actions.agency import Agency
from proviso.db import outbox, uses
from proviso.db.store import Tx
from proviso.model import Message, SpillKind, ToolStatus
from tests.actions.house import CHAT, NOW
from tests.actions.test_uses import use

SECRET = "the vendor's lawyer Jane Roe"


def mail(agency: Agency, kind: str) -> list[Message]:
    with agency.store.read() as tx:
        return sorted((m for m in outbox.page(tx, "mail", limit=100) if m.kind == kind), key=lambda m: m.recipient)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (SpillKind.PERSON, ["henry.osei", "joan.castellanos"]),
        (SpillKind.CUI, ["henry.osei", "ingrid.solberg", "joan.castellanos"]),
        (SpillKind.CLASSIFIED, ["henry.osei", "ingrid.solberg"]),
        (SpillKind.PASSWORD, ["henry.osei", "ingrid.solberg"]),
        (SpillKind.NOT_SURE, ["henry.osei", "ingrid.solberg", "joan.castellanos"]),
    ],
)
def test_an_incident_is_told_at_once_to_its_officer_and_the_offices(
    agency: Agency, kind: SpillKind, told: list[str]
) -> None:
    made = agency.store.write(lambda tx: incidents.report(tx, kind, CHAT.id, actor="maya.okafor", at=NOW))
    found = mail(agency, "incident-opened")
    assert [m.recipient for m in found] == told
    assert {m.subject for m in found} == {f"INCIDENT {made.id}: act by {made.steps[0].due_at:%-I:%M} p.m. UTC"}
    assert {m.path for m in found} == {f"/incidents/{made.id}"}
    assert all(m.lines[1] == "Details are behind sign-in only." for m in found)
    assert not any("Maya" in "".join((m.subject, *m.lines)) for m in found)


def test_a_drill_says_so_first(agency: Agency) -> None:
    agency.store.write(lambda tx: incidents.report(tx, SpillKind.CUI, actor="maya.okafor", at=NOW, is_drill=True))
    assert all(
        m.subject.startswith("DRILL: ") and m.lines[0].startswith("DRILL: ") for m in mail(agency, "incident-opened")
    )


def test_who_used_a_tool_hears_that_it_is_paused_and_who_waited_that_it_is_open(agency: Agency) -> None:
    uses_of.ask(agency, use(agency))
    with agency.store.read() as tx:
        assert uses.count(tx, person="maya.okafor", allowed=True) == 1
    pause = {"status": ToolStatus.PAUSED, "reason": f"It was {SECRET}.", "actor": "marcus.bell"}
    agency.store.write(lambda tx: tools.change(tx, CHAT.id, at=NOW, **pause))  # type: ignore[arg-type]
    (closed,) = mail(agency, "tool-closed")
    assert (closed.recipient, closed.subject) == ("maya.okafor", "Northlight Chat is paused")
    assert SECRET not in "".join(closed.lines)
    agency.store.write(lambda tx: tools.await_tool(tx, CHAT.id, actor="tom.reyes", at=NOW))
    later = NOW + timedelta(days=1)
    agency.store.write(lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.APPROVED, actor="marcus.bell", at=later))
    assert [(m.recipient, m.subject) for m in mail(agency, "tool-open")] == [
        ("tom.reyes", "Northlight Chat is open again")
    ]


def test_who_used_it_long_ago_hears_nothing(agency: Agency) -> None:
    uses_of.ask(agency, use(agency))
    later = NOW + timedelta(days=91)

    def pause(tx: Tx) -> None:
        tools.change(tx, CHAT.id, status=ToolStatus.PAUSED, reason="Its terms.", actor="marcus.bell", at=later)

    agency.store.write(pause)
    assert mail(agency, "tool-closed") == []


def test_who_read_an_answer_that_was_undone_hears_that_they_wait_again(agency: Agency) -> None:
    asked = agency.store.write(lambda tx: people.request_approval(tx, "tom.reyes", actor="tom.reyes", at=NOW))
    given = {"request_id": asked.id, "actor": "elena.sorokin", "at": NOW}
    approval = agency.store.write(lambda tx: people.approve(tx, "tom.reyes", **given))  # type: ignore[arg-type]
    agency.store.write(lambda tx: undo.undo_approval(tx, approval.id, actor="elena.sorokin", at=NOW))
    agency.store.write(lambda tx: people.decline(tx, asked.id, "Later.", actor="elena.sorokin", at=NOW))
    agency.store.write(lambda tx: undo.undo_decline(tx, asked.id, actor="elena.sorokin", at=NOW))
    assert [(m.recipient, m.path) for m in mail(agency, "approval-undone")] == [("tom.reyes", "/steps")] * 2
