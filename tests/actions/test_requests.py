"""A request that waits: passed on to another supervisor, reminded of once a day, told by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from proviso.actions import people, requests, undo
from proviso.db import outbox
from proviso.db import people as people_db
from proviso.errors import ConflictError, NotAllowedError, ProvisoError, UsageError
from proviso.model import ApprovalRequest
from tests.actions.house import NOW, House

TOM, ELENA, RUTH = "tom.reyes", "elena.sorokin", "ruth.delgado"
DAY = timedelta(days=1)


@pytest.fixture
def asked(house: House) -> ApprovalRequest:
    return house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW, note="For the flood plan."))


def test_another_supervisor_answers_this_one_and_no_other(house: House, asked: ApprovalRequest) -> None:
    house.do(lambda tx: requests.pass_on(tx, asked.id, RUTH, actor=ELENA, at=NOW))
    given = house.do(lambda tx: people.approve(tx, TOM, request_id=asked.id, actor=RUTH, at=NOW))
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: people.approve(tx, TOM, actor=RUTH, at=NOW))
    house.do(lambda tx: undo.undo_approval(tx, given.id, actor=RUTH, at=NOW))
    held = house.look(lambda tx: people_db.get_request(tx, asked.id))
    assert held is not None
    assert (held.state, held.supervisor_id, held.answered_by) == ("open", RUTH, "")
    house.do(lambda tx: people.approve(tx, TOM, request_id=asked.id, actor=ELENA, at=NOW))


@pytest.mark.parametrize(
    ("to", "actor", "fault"),
    [
        (TOM, ELENA, NotAllowedError),
        (ELENA, ELENA, UsageError),
        ("maya.okafor", ELENA, UsageError),
        ("alice.tran", ELENA, UsageError),
        ("no.body", ELENA, UsageError),
        (RUTH, TOM, NotAllowedError),
        (RUTH, "lee.marsh", NotAllowedError),
        (RUTH, "yusuf.karim", NotAllowedError),
    ],
)
def test_who_may_not_pass_it_on_or_get_it(
    house: House, asked: ApprovalRequest, to: str, actor: str, fault: type[ProvisoError]
) -> None:
    before = house.events()
    with pytest.raises(fault):
        house.do(lambda tx: requests.pass_on(tx, asked.id, to, actor=actor, at=NOW))
    assert house.events() == before


def test_a_supervisor_who_left_gets_nothing(house: House, asked: ApprovalRequest) -> None:
    house.do(lambda tx: people.deactivate(tx, RUTH, actor="yusuf.karim", at=NOW))
    with pytest.raises(UsageError, match="no longer works here"):
        house.do(lambda tx: requests.pass_on(tx, asked.id, RUTH, actor=ELENA, at=NOW))


def test_a_reminder_goes_out_once_a_day(house: House, asked: ApprovalRequest) -> None:
    for at, goes in (
        (NOW, False),
        (NOW + DAY, True),
        (NOW + 2 * DAY - timedelta(seconds=1), False),
        (NOW + 2 * DAY, True),
    ):
        if goes:
            house.do(lambda tx, at=at: requests.remind(tx, asked.id, actor=TOM, at=at))  # type: ignore[misc]  # the default binds
        else:
            with pytest.raises(ConflictError, match="once a day"):
                house.do(lambda tx, at=at: requests.remind(tx, asked.id, actor=TOM, at=at))  # type: ignore[misc]  # the same
    assert house.events().count("ApprovalReminded") == 2
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: requests.remind(tx, asked.id, actor="maya.okafor", at=NOW + 4 * DAY))


def test_each_turn_of_a_request_is_told_by_mail(house: House, asked: ApprovalRequest) -> None:
    house.do(lambda tx: requests.pass_on(tx, asked.id, RUTH, actor=ELENA, at=NOW))
    house.do(lambda tx: people.decline(tx, asked.id, "Take the course first.", actor=RUTH, at=NOW))
    again = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    house.do(lambda tx: people.approve(tx, TOM, request_id=again.id, actor=ELENA, at=NOW))
    house.do(lambda tx: people.change(tx, TOM, title="Planner", actor="yusuf.karim", at=NOW))
    told = house.look(lambda tx: [(m.recipient, m.kind, m.path) for m in outbox.page(tx, limit=50)])
    assert sorted(told) == sorted(
        [
            (ELENA, "approval-requested", f"/team/requests/{asked.id}"),
            (RUTH, "approval-requested", f"/team/requests/{asked.id}"),
            (TOM, "approval-declined", "/steps"),
            (ELENA, "approval-requested", f"/team/requests/{again.id}"),
            (TOM, "approval-granted", "/steps"),
            (TOM, "approval-ended", "/steps"),
        ]
    )
    words = house.look(lambda tx: " ".join(f"{m.subject} {' '.join(m.lines)}" for m in outbox.page(tx, limit=50)))
    assert "flood plan" not in words
    assert "Take the course" not in words
