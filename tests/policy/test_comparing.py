"""What gets looser or tighter, and what past decisions would have been. A snapshot keeps dates, never names or text."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from proviso.decision import decide
from proviso.model import AnswerRule, Approval, Conditions, Decision, FindingClass, Standing, Waiver
from proviso.policy import replay, restore, snapshot
from proviso.policy.cases import Case, read_cases
from proviso.policy.diff import diff
from proviso.policy.packs import builtin_folder
from tests.decision.given import A_NUMBER, AT, FULL, NORTHLIGHT, SYSTEM, city, dhs, finds, lbb, nothing, trained, use

FOLDERS = (builtin_folder("dhs-139-07"), builtin_folder("example-city"))
CASES = read_cases(FOLDERS[0], dhs())


def test_a_pack_against_itself_changes_nothing() -> None:
    found = diff(dhs(), dhs(), FOLDERS[:1])
    assert (found.looser, found.tighter, found.other, found.opened, found.closed) == ((), (), (), 0, 0)
    assert found.asked > 500


def test_the_overlay_is_tighter_and_nowhere_looser() -> None:
    found = diff(dhs(), lbb(), (builtin_folder("lbb"),))
    assert found.looser == ()
    assert found.opened == 0
    assert any("lbb-no-gateway" in said for said in found.tighter)


def test_the_citys_policy_is_looser_here_and_tighter_there() -> None:
    found = diff(dhs(), city(), FOLDERS)
    assert "How long the record “privacy” holds: 365 days before, 730 days after" in found.looser
    assert "How long the record “cybersecurity” holds: 365 days before, no end after" in found.looser
    assert "A number of a person: individual (139-07.2.a.1)" in found.looser
    assert "Days that a tool stays open after its re-review was due: 30 before, 14 after" in found.tighter
    assert "A benefit under a waiver: decides-about-residents (PE.6.2)" in found.tighter
    assert "Findings of individual are masked now" in found.other


def test_what_is_looser_one_way_is_tighter_the_other_way() -> None:
    there, back = diff(dhs(), city(), FOLDERS), diff(city(), dhs(), FOLDERS)
    assert (there.opened, there.closed) == (back.closed, back.opened)


def test_a_longer_period_is_looser_and_a_higher_score_too() -> None:
    longer = replace(dhs(), periods={**dhs().periods, "approval": 400})
    assert diff(dhs(), longer).looser == ("How long the record “approval” holds: 365 days before, 400 days after",)
    assert diff(longer, dhs()).tighter == ("How long the record “approval” holds: 400 days before, 365 days after",)


def test_letting_another_tool_be_tried_is_looser() -> None:
    other = replace(dhs(), fallback=True)
    assert diff(dhs(), other).looser == ("Another approved tool may be tried when one does not answer: yes",)
    assert diff(other, dhs()).tighter == ("Another approved tool may be tried when one does not answer: no",)


STANDINGS = [
    replace(FULL, guide_from=2),
    replace(FULL, guide_from=2, account=replace(FULL.account, guide_version=2)),  # type: ignore[type-var]  # it has one
    FULL,
    Standing(person=None, tool=None),
    replace(FULL, account=None, acknowledgement=None, trainings=()),
    replace(FULL, system=SYSTEM),
    replace(FULL, system=replace(SYSTEM, revoked_at=AT, expires_on=date(2026, 11, 19))),
    replace(
        FULL,
        tool=replace(
            NORTHLIGHT,
            re_review_due=date(2026, 12, 3),
            conditions=Conditions(
                purposes=frozenset({"research", "draft"}),
                components=frozenset({"FRO"}),
                no_attachments=True,
                ends_on=date(2027, 5, 1),
            ),
        ),
        approval=Approval(
            id="A2",
            approved_by="elena.sorokin",
            approved_at=AT,
            tools=frozenset({"northlight-chat"}),
            purposes=frozenset({"research"}),
            ends_on=date(2026, 12, 1),
        ),
        waivers=(
            Waiver(
                id="2026-004",
                clause="139-07.5.a",
                starts_on=date(2026, 11, 1),
                ends_on=date(2026, 12, 1),
                component="FRO",
                tools=frozenset({"northlight-chat"}),
                people=frozenset({"maya.okafor"}),
            ),
        ),
    ),
]


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("purpose", ["research", "meetings", "benefits"])
def test_a_snapshot_is_judged_like_the_standing(standing: Standing, purpose: str) -> None:
    asked = use(purpose=purpose, system_id=standing.system.id if standing.system is not None else "")
    again = restore(json.loads(json.dumps(snapshot(standing))))
    first, second = (decide(asked, s, dhs(), screen=nothing) for s in (standing, again))
    assert first.facts == second.facts


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_snapshot_holds_no_names_and_no_addresses(standing: Standing) -> None:
    kept = json.dumps(snapshot(standing))
    assert "Okafor" not in kept
    assert "@" not in kept
    assert "elena" not in kept
    assert "." not in "".join(snapshot(standing)), "keys are plain words"


def event(decision: Decision, standing: Standing) -> dict[str, Any]:
    """As the ledger gives it back."""
    held = {
        "decision": decision.id,
        "allowed": decision.allowed,
        "person": decision.person_id,
        "tool": decision.tool_id,
        "purpose": decision.purpose,
        "channel": decision.channel.value,
        "rules": [r.rule for r in decision.reasons],
        "facts": dict(decision.facts),
        "standing": snapshot(standing),
        "system": decision.system_id,
    }
    restored: dict[str, Any] = json.loads(json.dumps(held))
    return restored


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_replay_under_the_same_pack_gives_the_same_answer(case: Case) -> None:
    if case.ended_at is not None or "policy-not-yet" in case.rules or case.standing.corrections:
        return
    decision = decide(case.use, case.standing, dhs(), screen=lambda _parts: case.screened)
    found = replay(event(decision, case.standing), case.use.at, dhs())
    assert found is not None
    assert not found.changes
    assert sorted(found.rules) == sorted(found.was)


def test_a_corrected_text_stays_corrected_in_a_replay() -> None:
    case = next(case for case in CASES if case.standing.corrections and not case.rules)
    decision = decide(case.use, case.standing, dhs(), screen=lambda _parts: case.screened)
    found = replay(event(decision, case.standing), case.use.at, dhs())
    assert found is not None
    assert found.is_allowed


def test_a_replay_says_what_another_pack_would_have_said() -> None:
    number = use(A_NUMBER[0])
    denied = decide(number, FULL, dhs(), screen=finds(A_NUMBER))
    found = replay(event(denied, FULL), AT, city())
    assert found is not None
    assert (found.was_allowed, found.is_allowed, found.was, found.rules) == (False, True, ("individual",), ())


def test_a_replay_judges_the_dates_by_the_other_packs_periods() -> None:
    late = trained(next(t.training for t in FULL.trainings if t.training == "privacy"), 500)
    denied = decide(use(), late, dhs(), screen=nothing)
    found = replay(event(denied, late), AT, city())
    assert found is not None
    assert found.changes


def test_a_pack_that_takes_effect_later_is_replayed_as_if_it_held() -> None:
    allowed = decide(use(), FULL, dhs(), screen=nothing)
    later = replace(dhs(), effective=date(2027, 1, 1))
    found = replay(event(allowed, FULL), AT, later)
    assert found is not None
    assert found.is_allowed


def test_without_the_dates_the_gates_stay_as_they_were_judged() -> None:
    late = trained(next(t.training for t in FULL.trainings if t.training == "privacy"), 500)
    denied = decide(use(), late, dhs(), screen=nothing)
    found = replay({**event(denied, late), "standing": {"waivers": ["2026-004"]}}, AT, city())
    assert found is not None
    assert (found.is_allowed, found.rules) == (False, ("training",))


def test_a_fault_has_nothing_to_replay() -> None:
    def broken(_parts: Sequence[object]) -> object:
        raise ValueError

    decision = decide(use(), FULL, dhs(), screen=broken)  # type: ignore[arg-type]  # it raises, and returns nothing
    assert replay(event(decision, FULL), AT, dhs()) is None


def test_a_stricter_rule_about_answers_is_tighter() -> None:
    held = replace(dhs(), answers={**dhs().answers, FindingClass.INDIVIDUAL: AnswerRule.HOLD})
    said = "Findings of individual in an answer: masked before, the answer is not given after"
    assert diff(dhs(), held).tighter == (said,)
    assert diff(held, dhs()).looser == (
        "Findings of individual in an answer: the answer is not given before, masked after",
    )
