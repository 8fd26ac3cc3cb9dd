"""Undoing a supervisor's answer: ten minutes, its own author, nothing used; an entry of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import people, undo
from proviso.actions.agency import Agency
from proviso.db import people as people_db
from proviso.db import uses as uses_db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from tests.actions.house import NOW, House
from tests.web.demo import Reader, open_copy

TOM, ELENA = "tom.reyes", "elena.sorokin"
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def approved(house: House) -> tuple[str, str]:
    request = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    approval = house.do(lambda tx: people.approve(tx, TOM, request_id=request.id, actor=ELENA, at=NOW))
    return request.id, approval.id


def test_an_undone_approval_opens_nothing_and_the_request_waits_again(house: House) -> None:
    request_id, approval_id = approved(house)
    house.do(lambda tx: undo.undo_approval(tx, approval_id, actor=ELENA, at=LATER))
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).approval is None
    assert [r.id for r in house.look(lambda tx: people_db.requests_for(tx, ELENA))] == [request_id]
    assert house.events()[-2:] == ["ApprovalRevoked", "ApprovalUndone"]


def test_an_approval_before_it_stands_again(house: House) -> None:
    older = house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW))
    _, approval_id = approved(house)
    house.do(lambda tx: undo.undo_approval(tx, approval_id, actor=ELENA, at=LATER))
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).approval == older


def test_an_approval_that_nobody_asked_for_opens_no_request(house: House) -> None:
    approved(house)
    second = house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW + timedelta(minutes=1)))
    house.do(lambda tx: undo.undo_approval(tx, second.id, actor=ELENA, at=LATER))
    assert house.look(lambda tx: people_db.requests_for(tx, ELENA)) == []


def test_after_ten_minutes_the_answer_stands(house: House) -> None:
    _, approval_id = approved(house)
    before = len(house.events())
    with pytest.raises(ConflictError, match="ten minutes are over"):
        house.do(lambda tx: undo.undo_approval(tx, approval_id, actor=ELENA, at=LATER + timedelta(seconds=1)))
    assert len(house.events()) == before


@pytest.mark.parametrize("actor", [TOM, "maya.okafor", "ana.whitfield"])
def test_only_the_supervisor_undoes(house: House, actor: str) -> None:
    _, approval_id = approved(house)
    with pytest.raises((NotAllowedError, ConflictError)):
        house.do(lambda tx: undo.undo_approval(tx, approval_id, actor=actor, at=NOW))


def test_a_delegate_does_not_undo_what_the_supervisor_answered(house: House) -> None:
    _, approval_id = approved(house)
    house.do(lambda tx: people.delegate(tx, ELENA, "lee.marsh", actor=ELENA, at=NOW))
    with pytest.raises(ConflictError, match="only they can undo it"):
        house.do(lambda tx: undo.undo_approval(tx, approval_id, actor="lee.marsh", at=NOW))


def test_a_decline_is_undone_once_and_in_time(house: House) -> None:
    request = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    house.do(lambda tx: people.decline(tx, request.id, "Not yet.", actor=ELENA, at=NOW))
    with pytest.raises(ConflictError, match="ten minutes are over"):
        house.do(lambda tx: undo.undo_decline(tx, request.id, actor=ELENA, at=NOW + timedelta(minutes=11)))
    house.do(lambda tx: undo.undo_decline(tx, request.id, actor=ELENA, at=LATER))
    assert [r.id for r in house.look(lambda tx: people_db.requests_for(tx, ELENA))] == [request.id]
    with pytest.raises(ConflictError, match="is not declined"):
        house.do(lambda tx: undo.undo_decline(tx, request.id, actor=ELENA, at=LATER))


def test_who_asked_again_gets_an_answer_not_an_undo(house: House) -> None:
    request = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    house.do(lambda tx: people.decline(tx, request.id, "Not yet.", actor=ELENA, at=NOW))
    house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW + timedelta(minutes=1)))
    with pytest.raises(ConflictError, match="asked again"):
        house.do(lambda tx: undo.undo_decline(tx, request.id, actor=ELENA, at=LATER))


@pytest.mark.parametrize("verb", [undo.undo_approval, undo.undo_decline])
def test_a_code_that_is_none_is_said(house: House, verb: object) -> None:
    with pytest.raises(NotFoundError, match="NOSUCH00"):
        house.do(lambda tx: verb(tx, "NOSUCH00", actor=ELENA, at=NOW))  # type: ignore[operator]  # one of the two verbs


def test_what_was_used_under_it_stands(agency: Agency) -> None:
    maya = Reader(agency, "maya.okafor")
    with agency.store.read() as tx:
        supervisor = people_db.get(tx, "maya.okafor").supervisor_id  # type: ignore[union-attr]  # she is there
    assert supervisor is not None
    maya.ask_sample("flood-report")
    with agency.store.read() as tx:
        use = uses_db.by_person(tx, "maya.okafor", limit=1)[0]
    assert use.allowed
    at = use.at - timedelta(seconds=3)
    approval = agency.store.write(lambda tx: people.approve(tx, "maya.okafor", actor=supervisor, at=at))
    with pytest.raises(ConflictError, match="Maya Okafor used Northlight Chat since"):
        agency.store.write(lambda tx: undo.undo_approval(tx, approval.id, actor=supervisor, at=use.at))
