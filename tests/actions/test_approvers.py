"""Who answers for a person: the supervisor, else the next one up, else the CIO's office; never the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from proviso.actions import people
from proviso.actions.approvers import Approver, approver_of, may_approve, waiting_for
from proviso.db import agency as agency_db
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.errors import NotAllowedError
from tests.actions.house import NOW, House

TOM, ELENA, LEE, MARCUS, ANA = "tom.reyes", "elena.sorokin", "lee.marsh", "marcus.bell", "ana.whitfield"

Change = Callable[[Tx], object]


def under(tx: Tx, person_id: str, supervisor_id: str | None) -> None:
    """Write it past the check for circles: a directory of somebody else may hold one."""
    held = people_db.get(tx, person_id)
    assert held is not None
    people_db.put(tx, replace(held, supervisor_id=supervisor_id))


def gone(tx: Tx, *ids: str) -> None:
    for one in ids:
        people.deactivate(tx, one, actor="system", at=NOW)


def all_of(*changes: Change) -> Change:
    """One after the other."""

    def work(tx: Tx) -> None:
        for change in changes:
            change(tx)

    return work


def offices(tx: Tx, cio_office: str = MARCUS, cio: str = ANA) -> None:
    for role, who in (("cio_office", cio_office), ("cio", cio)):
        agency_db.put_office(tx, agency_db.Office(role=role, person_id=who, name=role))


CASES: list[tuple[str, Change, tuple[str, str] | None]] = [
    ("the supervisor", lambda tx: None, (ELENA, "supervisor")),
    ("the supervisor has left", lambda tx: gone(tx, ELENA), (LEE, "next_up")),
    ("both have left", all_of(lambda tx: gone(tx, ELENA, LEE), offices), (MARCUS, "office")),
    ("both have left, and nobody holds an office", lambda tx: gone(tx, ELENA, LEE), None),
    ("the office has left, too", all_of(lambda tx: gone(tx, ELENA, LEE, MARCUS), offices), (ANA, "office")),
    ("nobody is named", lambda tx: under(tx, TOM, None), None),
    ("their own supervisor", all_of(lambda tx: under(tx, TOM, TOM), offices), (MARCUS, "office")),
    (
        "their own supervisor, in the office",
        all_of(lambda tx: under(tx, TOM, TOM), lambda tx: offices(tx, TOM)),
        (ANA, "office"),
    ),
    ("their own supervisor, in both", all_of(lambda tx: under(tx, TOM, TOM), lambda tx: offices(tx, TOM, TOM)), None),
    (
        "a circle of two",
        all_of(lambda tx: under(tx, ELENA, TOM), lambda tx: gone(tx, ELENA), offices),
        (MARCUS, "office"),
    ),
    (
        "a circle of two who are there",
        lambda tx: under(tx, ELENA, TOM),
        (ELENA, "supervisor"),
    ),
    (
        "a circle above",
        all_of(lambda tx: under(tx, LEE, ELENA), lambda tx: gone(tx, ELENA, LEE), offices),
        (MARCUS, "office"),
    ),
    (
        "a supervisor who is not in the directory",
        all_of(lambda tx: under(tx, TOM, "no.body"), offices),
        (MARCUS, "office"),
    ),
]


@pytest.mark.parametrize(("case", "change", "expected"), CASES, ids=[case for case, _, _ in CASES])
def test_who_answers(house: House, case: str, change: Change, expected: tuple[str, str] | None) -> None:
    house.do(change)

    def look(tx: Tx) -> Approver | None:
        tom = people_db.get(tx, TOM)
        assert tom is not None
        return approver_of(tx, tom)

    found = house.look(look)
    assert (None if found is None else (found.person_id, found.acts_as)) == expected, case


def test_a_request_follows_to_who_answers_now(house: House) -> None:
    house.do(offices)
    house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    house.do(lambda tx: gone(tx, ELENA))
    assert [r.supervisor_id for r in house.look(lambda tx: people_db.requests_of(tx, TOM))] == [LEE]
    with pytest.raises(NotAllowedError, match="Only Lee Marsh can approve this for Tom Reyes"):
        house.do(lambda tx: people.approve(tx, TOM, actor=MARCUS, at=NOW))
    house.do(lambda tx: people.change(tx, TOM, supervisor_id="ruth.delgado", actor="yusuf.karim", at=NOW))
    assert [r.supervisor_id for r in house.look(lambda tx: people_db.requests_of(tx, TOM))] == ["ruth.delgado"]
    assert house.events().count("ApprovalPassedOn") == 2
    house.do(lambda tx: gone(tx, TOM))
    assert [r.state for r in house.look(lambda tx: people_db.requests_of(tx, TOM))] == ["ended"]


def test_a_delegate_sees_what_waits_for_the_supervisor_as_long_as_the_dates_say(house: House) -> None:
    request = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    tomorrow, week = NOW + timedelta(days=1), NOW + timedelta(days=7)
    house.do(
        lambda tx: people.delegate(tx, ELENA, "ruth.delgado", actor=ELENA, at=NOW, starts_at=tomorrow, ends_at=week)
    )
    seen = [
        [r.id for r in house.look(lambda tx, at=at: waiting_for(tx, "ruth.delgado", at))]  # type: ignore[misc]  # the default binds
        for at in (NOW, tomorrow, week)
    ]
    assert seen == [[], [request.id], []]


def test_who_would_approve_themselves_does_not_even_see_it(house: House) -> None:
    house.do(lambda tx: people.request_approval(tx, ELENA, actor=ELENA, at=NOW))
    house.do(lambda tx: people.delegate(tx, LEE, ELENA, actor=LEE, at=NOW))

    def look(tx: Tx) -> tuple[int, bool]:
        elena = people_db.get(tx, ELENA)
        assert elena is not None
        return len(waiting_for(tx, ELENA, NOW)), may_approve(tx, ELENA, elena, at=NOW)

    assert house.look(look) == (0, False)
