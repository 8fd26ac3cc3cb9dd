from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from proviso.actions import people, sign_ins, waivers
from proviso.db import people as people_db
from proviso.db import records
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Training, Waiver
from tests.actions.house import NOW, House, person

MAYA, TOM, ELENA = "maya.okafor", "tom.reyes", "elena.sorokin"
COURT = Waiver(id="2026-004", clause="139-07.5.d", starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=90))


def test_a_request_waits_for_the_supervisor_until_it_is_approved(house: House) -> None:
    request = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    assert [r.id for r in house.look(lambda tx: people_db.requests_for(tx, ELENA))] == [request.id]
    approval = house.do(lambda tx: people.approve(tx, TOM, request_id=request.id, actor=ELENA, at=NOW))
    assert house.look(lambda tx: people_db.requests_for(tx, ELENA)) == []
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).approval == approval
    assert house.events()[-2:] == ["ApprovalRequested", "ApprovalGranted"]


def test_asking_twice_is_one_request(house: House) -> None:
    first = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    assert house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW)) == first


def test_an_approval_takes_the_scope_of_its_request(house: House) -> None:
    request = house.do(
        lambda tx: people.request_approval(tx, TOM, {"research"}, {"northlight-chat"}, actor=TOM, at=NOW)
    )
    approval = house.do(lambda tx: people.approve(tx, TOM, request_id=request.id, actor=ELENA, at=NOW))
    assert (approval.purposes, approval.tools) == (frozenset({"research"}), frozenset({"northlight-chat"}))
    assert house.look(lambda tx: people_db.standing(tx, TOM, "quillmate", "")).approval is None


def test_the_delegate_of_a_supervisor_may_approve(house: House) -> None:
    house.do(lambda tx: people.delegate(tx, ELENA, "lee.marsh", actor=ELENA, at=NOW))
    approval = house.do(lambda tx: people.approve(tx, TOM, actor="lee.marsh", at=NOW))
    assert approval.approved_by == "lee.marsh"


def test_a_granted_request_cannot_be_granted_again(house: House) -> None:
    request = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    house.do(lambda tx: people.approve(tx, TOM, request_id=request.id, actor=ELENA, at=NOW))
    with pytest.raises(ConflictError):
        house.do(lambda tx: people.approve(tx, TOM, request_id=request.id, actor=ELENA, at=NOW))


def test_a_declined_request_keeps_its_reason_out_of_the_ledger(house: House) -> None:
    request = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    house.do(lambda tx: people.decline(tx, request.id, "Take the course first.", actor=ELENA, at=NOW))
    assert house.look(lambda tx: people_db.decline_reason(tx, request.id)) == "Take the course first."
    assert house.events()[-1] == "ApprovalDeclined"


def test_declining_needs_a_reason(house: House) -> None:
    request = house.do(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    with pytest.raises(UsageError, match="Say why"):
        house.do(lambda tx: people.decline(tx, request.id, "  ", actor=ELENA, at=NOW))


@pytest.mark.parametrize("actor", [ELENA, "ana.whitfield", "marcus.bell"])
def test_the_supervisor_or_the_cio_takes_an_approval_back(house: House, actor: str) -> None:
    approval = house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW))
    house.do(lambda tx: people.revoke_approval(tx, approval.id, actor=actor, at=NOW))
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).approval is None
    assert house.look(lambda tx: people_db.records(tx, TOM)).revoked == ((approval, actor, NOW),)


def test_taking_an_approval_back_takes_back_the_older_ones_too(house: House) -> None:
    """The page says that the next use is denied, so no older approval may open the tools again."""
    house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW))
    newer = house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW + timedelta(seconds=1)))
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).approval == newer
    house.do(lambda tx: people.revoke_approval(tx, newer.id, actor=ELENA, at=NOW + timedelta(seconds=2)))
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).approval is None
    assert house.events()[-2:] == ["ApprovalRevoked", "ApprovalRevoked"]


@pytest.mark.parametrize("changes", [{"supervisor_id": "lee.marsh"}, {"component": "HIS"}, {"title": "Planner"}])
def test_a_new_position_ends_the_approval(house: House, changes: dict[str, object]) -> None:
    house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW))
    house.do(lambda tx: people.change(tx, TOM, actor="yusuf.karim", at=NOW, **changes))
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).approval is None
    assert house.events()[-2:] == ["PersonChanged", "ApprovalRevoked"]


def test_a_new_address_ends_nothing(house: House) -> None:
    house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW))
    house.do(lambda tx: people.change(tx, TOM, email="tom@dcs.example", actor="yusuf.karim", at=NOW))
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).approval is not None


def test_a_leaver_is_not_active_and_has_no_approval(house: House) -> None:
    house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW))
    house.do(lambda tx: people.deactivate(tx, TOM, actor=ELENA, at=NOW))
    standing = house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", ""))
    assert standing.person is not None
    assert not standing.person.is_active
    assert standing.approval is None


def test_the_end_of_an_engagement_is_kept(house: House) -> None:
    house.do(lambda tx: people.end_engagement(tx, TOM, date(2026, 12, 1), actor="yusuf.karim", at=NOW))
    found = house.look(lambda tx: people_db.get(tx, TOM))
    assert found is not None
    assert found.engagement_ends == date(2026, 12, 1)


def test_the_same_line_of_a_feed_is_one_record(house: House) -> None:
    done = NOW - timedelta(days=3)
    for _ in range(2):
        house.do(
            lambda tx: people.record_training(
                tx, TOM, Training.PRIVACY, done, "learning system", actor="system", at=NOW
            )
        )
    assert len(house.look(lambda tx: people_db.records(tx, TOM)).trainings) == 1
    assert house.events().count("TrainingRecorded") == 1


def test_the_newest_training_of_each_kind_counts(house: House) -> None:
    for days in (400, 3, 90):
        done = NOW - timedelta(days=days)
        house.do(
            lambda tx, done=done: people.record_training(  # type: ignore[misc]  # mypy cannot see the default's type
                tx, TOM, Training.PRIVACY, done, "learning system", actor="lena.fox", at=NOW
            )
        )
    standing = house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", ""))
    assert [t.completed_at for t in standing.trainings] == [NOW - timedelta(days=3)]


def test_a_training_in_the_future_is_refused(house: House) -> None:
    with pytest.raises(UsageError, match="future"):
        house.do(
            lambda tx: people.record_training(
                tx, TOM, Training.PRIVACY, NOW + timedelta(days=1), "x", actor="lena.fox", at=NOW
            )
        )


def test_an_attested_account_replaces_the_one_before(house: House) -> None:
    for settings in (False, True):
        house.do(
            lambda tx, s=settings: people.attest_account(  # type: ignore[misc]  # mypy cannot see the default's type
                tx, TOM, "northlight-chat", "tom.reyes@dcs.example", True, s, actor=TOM, at=NOW
            )
        )
    account = house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).account
    assert account is not None
    assert account.settings_attested_at == NOW


def test_a_waiver_covers_its_people_and_is_taken_back(house: House) -> None:
    waiver = replace(COURT, people=frozenset({MAYA}))
    house.do(lambda tx: people.grant_waiver(tx, waiver, asked_by="lee.marsh", actor="ana.whitfield", at=NOW))
    assert house.look(lambda tx: people_db.standing(tx, MAYA, "northlight-chat", "")).waivers == (waiver,)
    assert house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", "")).waivers == ()
    house.do(lambda tx: people.revoke_waiver(tx, waiver.id, actor="marcus.bell", at=NOW))
    assert house.look(lambda tx: people_db.standing(tx, MAYA, "northlight-chat", "")).waivers == ()


def test_there_is_no_second_person_with_the_same_id(house: House) -> None:
    with pytest.raises(ConflictError):
        house.do(lambda tx: people.add(tx, person(MAYA), actor="yusuf.karim", at=NOW))


def test_an_unknown_field_is_named(house: House) -> None:
    with pytest.raises(UsageError, match="salary"):
        house.do(lambda tx: people.change(tx, TOM, salary=1, actor="yusuf.karim", at=NOW))


def test_an_unknown_person_is_named(house: House) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        house.do(lambda tx: people.approve(tx, "nobody", actor=ELENA, at=NOW))


Work = Callable[[Tx], object]
REFUSED: list[tuple[str, Work]] = [
    ("approve for themselves", lambda tx: people.approve(tx, ELENA, actor=ELENA, at=NOW)),
    ("another supervisor approves", lambda tx: people.approve(tx, TOM, actor="ruth.delgado", at=NOW)),
    ("the system approves", lambda tx: people.approve(tx, TOM, actor="system", at=NOW)),
    ("ask for somebody else", lambda tx: people.request_approval(tx, TOM, actor=MAYA, at=NOW)),
    ("sign for somebody else", lambda tx: people.sign(tx, TOM, "1", "00", actor=ELENA, at=NOW)),
    (
        "attest for somebody else",
        lambda tx: people.attest_account(tx, TOM, "northlight-chat", "t@dcs.example", True, True, actor=MAYA, at=NOW),
    ),
    (
        "record their own training",
        lambda tx: people.record_training(tx, "lena.fox", Training.PRIVACY, NOW, "me", actor="lena.fox", at=NOW),
    ),
    (
        "a supervisor records trainings",
        lambda tx: people.record_training(tx, TOM, Training.PRIVACY, NOW, "me", actor=ELENA, at=NOW),
    ),
    ("change themselves", lambda tx: people.change(tx, "yusuf.karim", title="x", actor="yusuf.karim", at=NOW)),
    ("a person adds people", lambda tx: people.add(tx, person("new.one"), actor=MAYA, at=NOW)),
    ("the auditor adds people", lambda tx: people.add(tx, person("new.one"), actor="alice.tran", at=NOW)),
    ("close their own access", lambda tx: people.deactivate(tx, "yusuf.karim", actor="yusuf.karim", at=NOW)),
    (
        "ask for a waiver without the office",
        lambda tx: people.grant_waiver(tx, COURT, asked_by=MAYA, actor="ana.whitfield", at=NOW),
    ),
    (
        "a component grants a waiver",
        lambda tx: people.grant_waiver(tx, COURT, asked_by="lee.marsh", actor="ruth.delgado", at=NOW),
    ),
    (
        "a waiver for whom grants it",
        lambda tx: waivers.grant_waiver(
            tx, replace(COURT, people=frozenset({"marcus.bell"})), asked_by="lee.marsh", actor="marcus.bell", at=NOW
        ),
    ),
]


@pytest.mark.parametrize(("case", "work"), REFUSED, ids=[case for case, _ in REFUSED])
def test_nobody_acts_for_themselves_or_for_another_office(house: House, case: str, work: Work) -> None:
    before = house.events()
    with pytest.raises(NotAllowedError):
        house.do(work)
    assert house.events() == before, case


@pytest.mark.parametrize(
    ("handle", "actor"),
    [("system", "yusuf.karim"), ("system", "system"), ("visitor", "system"), ("visitor.x", "yusuf.karim")],
)
def test_nobody_is_called_what_means_proviso_itself_or_a_visitor(house: House, handle: str, actor: str) -> None:
    with pytest.raises(UsageError, match="keeps this handle"):
        house.do(lambda tx: people.add(tx, person(handle), actor=actor, at=NOW))


def test_whoever_was_called_so_before_comes_in_no_more() -> None:
    assert sign_ins.why_not_now(person("system"), NOW.date())


def test_an_administrator_ends_no_pause_of_an_incident(house: House) -> None:
    with pytest.raises(UsageError, match="no paused_for"):
        house.do(lambda tx: people.change(tx, TOM, paused_for=(), actor="yusuf.karim", at=NOW))


def test_a_leaver_approves_nothing(house: House) -> None:
    house.do(lambda tx: people.deactivate(tx, ELENA, actor="lee.marsh", at=NOW))
    with pytest.raises(NotAllowedError, match="no longer"):
        house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW))


def test_an_error_leaves_neither_row_nor_event(house: House) -> None:
    before = house.events()

    def half(tx: Tx) -> None:
        people.approve(tx, TOM, actor=ELENA, at=NOW)
        people.approve(tx, ELENA, actor=ELENA, at=NOW)

    with pytest.raises(NotAllowedError):
        house.do(half)
    assert house.events() == before
    assert house.look(lambda tx: records.standing_approvals(tx, TOM)) == []


def test_an_older_version_of_the_course_that_comes_in_late_hides_no_newer_one(house: House) -> None:
    for days, version in ((9, "2.1"), (2, "1.4"), (1, "")):
        done = NOW - timedelta(days=days)
        house.do(
            lambda tx, done=done, version=version: people.record_training(  # type: ignore[misc]  # as above
                tx, TOM, Training.RESPONSIBLE_AI, done, "x", version=version, actor="lena.fox", at=NOW
            )
        )
        standing = house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", ""))
        assert [t.version for t in standing.trainings] == [{9: "2.1", 2: "2.1", 1: ""}[days]]
