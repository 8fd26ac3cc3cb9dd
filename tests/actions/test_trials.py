from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from proviso.actions import people, trials, uses
from proviso.actions.agency import Agency
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.model import Channel, Decision, Review, Trial
from tests.actions.house import NOW
from tests.actions.reviewing import begin, pack_of

TEXT = "The river rises."


def grant(
    agency: Agency, review: Review, person: str = "maya.okafor", days: int = 5, actor: str = "marcus.bell"
) -> Trial:
    last = NOW.date() + timedelta(days=days)
    return agency.store.write(
        lambda tx: trials.grant(tx, review.id, person, last, pack=pack_of(agency), actor=actor, at=NOW)
    )


def ask(
    agency: Agency, person: str = "maya.okafor", purpose: str = "test", days: int = 0, tool: str = "ferry"
) -> Decision:
    at = NOW + timedelta(days=days)
    use = uses.prepare(agency, person, tool, purpose, TEXT, Channel.WEB, at)
    return uses.ask(agency, use).decision


def set_up(agency: Agency, review: Review) -> None:
    """Maya's account on the tool in review."""

    def attest(tx: Tx) -> None:
        people.attest_account(
            tx, "maya.okafor", "ferry", "maya.okafor@dcs.example", True, True, actor="maya.okafor", at=NOW
        )

    agency.store.write(attest)


def test_a_named_person_tests_the_tool_and_nobody_else_and_nothing_else(agency: Agency) -> None:
    review = begin(agency, by="tom.reyes")
    set_up(agency, review)
    assert [r.rule for r in ask(agency).reasons][:1] == ["tool-in-review"]
    grant(agency, review)
    assert ask(agency).allowed, "the next use follows the record"
    assert not ask(agency, purpose="research").allowed
    assert not ask(agency, person="tom.reyes").allowed
    assert not ask(agency, tool="northlight-chat").allowed, "a test is of a tool in review"


def test_it_ends_by_itself_and_by_an_act(agency: Agency) -> None:
    review = begin(agency, by="tom.reyes")
    set_up(agency, review)
    trial = grant(agency, review, days=2)
    assert ask(agency, days=2).allowed
    assert not ask(agency, days=3).allowed
    agency.store.write(lambda tx: trials.end(tx, trial.id, actor="ana.whitfield", at=NOW + timedelta(days=3)))
    with pytest.raises(NotFoundError):
        agency.store.write(lambda tx: trials.end(tx, trial.id, actor="ana.whitfield", at=NOW + timedelta(days=3)))


NEVER = (
    ("marcus.bell", 5, "marcus.bell", UsageError),  # themselves
    ("alice.tran", 5, "marcus.bell", UsageError),
    ("nobody.here", 5, "marcus.bell", NotFoundError),
    ("maya.okafor", -1, "marcus.bell", UsageError),
    ("maya.okafor", 61, "marcus.bell", UsageError),
    ("maya.okafor", 5, "joan.castellanos", UsageError),
    ("maya.okafor", 5, "maya.okafor", UsageError),
)


def test_who_may_not_be_named_and_by_whom(agency: Agency) -> None:
    review = begin(agency, by="tom.reyes")
    for person, days, actor, fault in NEVER:
        with pytest.raises(fault):
            grant(agency, review, person, days, actor)


def test_a_person_is_named_once(agency: Agency) -> None:
    review = begin(agency)
    grant(agency, review, "tom.reyes")
    with pytest.raises(ConflictError):
        grant(agency, review, "tom.reyes")


def test_under_a_pack_without_a_purpose_for_tests_nobody_tests(agency: Agency) -> None:
    review = begin(agency)
    pack = replace(pack_of(agency), purposes=tuple(p for p in pack_of(agency).purposes if not p.is_test))
    with pytest.raises(UsageError, match="know no tests"):
        agency.store.write(
            lambda tx: trials.grant(tx, review.id, "tom.reyes", NOW.date(), pack=pack, actor="marcus.bell", at=NOW)
        )
