"""A second approval: somebody else's word beside the supervisor's, which ends with it (139-07.7.b)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import people, second_approvals
from proviso.actions.agency import Agency
from proviso.db import entries, records
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.model import LocalRule, Role, SecondApproval
from tests.actions.house import NOW, person
from tests.actions.rules import ANA, MAYA, RUTH, ask_as, live, open_rules

RULE = LocalRule(title="Two people approve", unless_second=True)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    for made in open_rules(tmp_path):
        live(made, RULE)
        yield made


def approval_of(agency: Agency, person_id: str = MAYA) -> str:
    with agency.store.read() as tx:
        return records.standing_approvals(tx, person_id)[-1].id


def second(agency: Agency, actor: str = RUTH) -> SecondApproval:
    approval = approval_of(agency)
    return agency.store.write(lambda tx: second_approvals.second(tx, approval, actor=actor, at=NOW))


def test_without_a_second_one_the_use_is_a_missing_step_that_says_whom_to_ask(agency: Agency) -> None:
    decision = ask_as(agency)
    (reason,) = decision.reasons
    assert (reason.rule, reason.kind.value) == ("fro-1-1", "step")
    assert reason.remedy == "Ask the head or the CIO of FRO to approve it, too."
    second(agency)
    assert ask_as(agency).allowed
    assert second(agency) == second(agency)  # twice is once


def test_taken_back_it_counts_no_longer(agency: Agency) -> None:
    given = second(agency)
    agency.store.write(lambda tx: second_approvals.revoke(tx, given.id, actor="lee.marsh", at=NOW))
    assert not ask_as(agency).allowed
    with agency.store.read() as tx:
        names = [e.record.event for e in entries.page(tx, 0, 1000)]
    assert names[-2:] == ["SecondApprovalGiven", "SecondApprovalRevoked"]


def test_it_ends_with_the_approval_that_it_belongs_to(agency: Agency) -> None:
    second(agency)
    later = NOW + timedelta(minutes=1)
    approval = approval_of(agency)
    agency.store.write(lambda tx: people.revoke_approval(tx, approval, actor=ANA, at=later))
    agency.store.write(lambda tx: people.approve(tx, MAYA, actor="elena.sorokin", at=later))
    assert [r.rule for r in ask_as(agency, at=later).reasons] == ["fro-1-1"]


@pytest.mark.parametrize("actor", [MAYA, "elena.sorokin", ANA, "joan.castellanos", "alice.tran", "hal.his"])
def test_nobody_gives_it_who_may_not(agency: Agency, actor: str) -> None:
    agency.store.write(
        lambda tx: people.add(tx, replace(person("hal.his", Role.LEADER), component="HIS"), actor="system", at=NOW)
    )
    with pytest.raises(NotAllowedError):
        second(agency, actor)
    assert not ask_as(agency).allowed


def test_who_approved_first_cannot_be_the_second(agency: Agency) -> None:
    def supervised(tx: object) -> None:
        people.change(tx, MAYA, actor="system", at=NOW, supervisor_id=RUTH)  # type: ignore[arg-type]  # the writer's own
        people.approve(tx, MAYA, actor=RUTH, at=NOW)  # type: ignore[arg-type]

    agency.store.write(supervised)
    with pytest.raises(NotAllowedError, match="second what you approved"):
        second(agency)
    second(agency, "lee.marsh")
    assert ask_as(agency).allowed


def test_what_is_not_there_is_named(agency: Agency) -> None:
    approval = approval_of(agency)
    agency.store.write(lambda tx: people.revoke_approval(tx, approval, actor=ANA, at=NOW))
    with pytest.raises(ConflictError, match="nothing to second"):
        agency.store.write(lambda tx: second_approvals.second(tx, approval, actor=RUTH, at=NOW))
    for call in (second_approvals.second, second_approvals.revoke):
        with pytest.raises(NotFoundError):
            agency.store.write(lambda tx, call=call: call(tx, "NOSUCH00", actor=RUTH, at=NOW))  # type: ignore[misc]
