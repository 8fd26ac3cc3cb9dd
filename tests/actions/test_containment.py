"""Containment really acts: the next use is denied, the session is over, the key opens nothing; in a drill none is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from proviso.actions import approvals, containment, incidents, sign_ins, systems, uses
from proviso.actions.agency import Agency
from proviso.db import incidents as db
from proviso.db import outbox, people, tools
from proviso.db.standing import standing
from proviso.db.store import Tx
from proviso.decision import decide
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Channel, Incident, SpillKind, StepState, ToolStatus
from proviso.policy import load
from tests.actions.house import CHAT, NOW, PACKS, get_ready, open_agency
from tests.actions.house import House as Words
from tests.actions.test_incidents import DHS, HENRY, JOAN, MAYA, settled

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    made.store.write(lambda tx: get_ready(tx, made, MAYA))
    yield made
    made.store.close()


def opened(agency: Agency, *, drill: bool = False) -> Incident:
    return agency.store.write(
        lambda tx: incidents.report(tx, SpillKind.CUI, CHAT.id, actor=MAYA, at=NOW, pack=DHS, is_drill=drill)
    )


def allowed(agency: Agency, use_id: str) -> bool:
    use = uses.prepare(agency, MAYA, CHAT.id, "research", "Sum up.", Channel.WEB, LATER, use_id=use_id)
    return uses.ask(agency, use).decision.allowed


def refused(agency: Agency, use_id: str) -> list[str]:
    use = uses.prepare(agency, MAYA, CHAT.id, "research", "Sum up.", Channel.WEB, LATER, use_id=use_id)
    return [reason.rule for reason in uses.ask(agency, use).decision.reasons]


def subjects(agency: Agency) -> list[str]:
    with agency.store.read() as tx:
        return [message.subject for message in reversed(outbox.page(tx, recipient=MAYA))]


def test_a_paused_person_is_denied_until_a_second_person_ends_the_pause(agency: Agency) -> None:
    found = opened(agency)
    assert allowed(agency, "USE00001")
    agency.store.write(lambda tx: containment.pause_person(tx, found.id, MAYA, actor=HENRY, at=LATER))
    assert refused(agency, "USE00002") == ["person-paused"]
    with pytest.raises(NotAllowedError, match="a spill is being looked into"):
        agency.store.write(lambda tx: approvals.approve(tx, MAYA, actor="elena.sorokin", at=LATER))
    with pytest.raises(ConflictError, match="already"):
        agency.store.write(lambda tx: containment.pause_person(tx, found.id, MAYA, actor=HENRY, at=LATER))
    with pytest.raises(NotAllowedError, match="a second person ends the pause"):
        agency.store.write(lambda tx: containment.end_pause(tx, found.id, MAYA, actor=HENRY, at=LATER))
    assert not allowed(agency, "USE00003")
    agency.store.write(lambda tx: containment.end_pause(tx, found.id, MAYA, actor=JOAN, at=LATER))
    assert allowed(agency, "USE00004"), "what she has done counts as before"
    assert set(subjects(agency)) >= {"Your AI tools are paused", "Your pause has ended"}


def test_two_incidents_pause_a_person_until_both_let_go(agency: Agency) -> None:
    first, second = opened(agency), opened(agency)
    for one in (first, second):
        agency.store.write(lambda tx, one=one: containment.pause_person(tx, one.id, MAYA, actor=HENRY, at=LATER))  # type: ignore[misc]
    agency.store.write(lambda tx: containment.end_pause(tx, first.id, MAYA, actor=JOAN, at=LATER))
    assert not allowed(agency, "USE00001")
    agency.store.write(lambda tx: containment.end_pause(tx, second.id, MAYA, actor=JOAN, at=LATER))
    assert allowed(agency, "USE00002")


def test_under_a_pack_that_knows_no_pause_nothing_is_sent_either(agency: Agency, tmp_path: Path) -> None:
    folder = shutil.copytree(PACKS / "dhs-139-07", tmp_path / "lax")
    cedar = folder / "policy.cedar"
    cedar.write_text(cedar.read_text().replace('principal.engagement == "paused"', 'principal.engagement == "nobody"'))
    use = uses.prepare(agency, MAYA, CHAT.id, "research", "Sum up.", Channel.WEB, LATER)
    lax = load(folder)
    with agency.store.read() as tx:
        before = standing(tx, MAYA, CHAT.id, use.digest)
    assert decide(use, before, lax).allowed
    found = opened(agency)
    agency.store.write(lambda tx: containment.pause_person(tx, found.id, MAYA, actor=HENRY, at=LATER))
    with agency.store.read() as tx:
        after = decide(use, standing(tx, MAYA, CHAT.id, use.digest), lax)
    assert not after.allowed
    assert "no rule of the pack knows a paused person" in after.fault


def test_a_pause_ends_with_its_incident(agency: Agency) -> None:
    words = Words(agency.store)
    found = settled(words)
    words.do(lambda tx: containment.pause_person(tx, found.id, MAYA, actor=HENRY, at=LATER))
    words.do(lambda tx: incidents.conclude(tx, found.id, "A window.", "Look.", actor=HENRY, at=LATER))
    assert not allowed(agency, "USE00001")
    words.do(lambda tx: incidents.close(tx, found.id, actor=JOAN, at=LATER))
    assert allowed(agency, "USE00002")


def test_for_whom_the_tools_are_paused_does_not_end_that_by_closing_the_incident(agency: Agency) -> None:
    found = opened(agency)
    agency.store.write(lambda tx: containment.pause_person(tx, found.id, JOAN, actor=HENRY, at=LATER))

    def done(tx: Tx) -> None:
        for step in found.steps:
            incidents.settle(tx, found.id, step.id, StepState.DONE, actor=HENRY, at=LATER)

    agency.store.write(done)
    agency.store.write(lambda tx: incidents.conclude(tx, found.id, "A paste.", "Ask first.", actor=HENRY, at=LATER))
    with pytest.raises(NotAllowedError, match="Your tools are paused for this incident, so someone else closes it"):
        agency.store.write(lambda tx: incidents.close(tx, found.id, actor=JOAN, at=LATER))


def test_a_paused_tool_is_closed_for_everybody(agency: Agency) -> None:
    found = opened(agency)
    agency.store.write(lambda tx: containment.pause_tool(tx, found.id, CHAT.id, actor=HENRY, at=LATER))
    assert not allowed(agency, "USE00001")
    with agency.store.read() as tx:
        tool = tools.get(tx, CHAT.id)
    assert tool is not None
    assert (tool.status, tool.status_reason) == (ToolStatus.PAUSED, "a spill is being looked into")
    with pytest.raises(ConflictError, match="not open"):
        agency.store.write(lambda tx: containment.pause_tool(tx, found.id, CHAT.id, actor=HENRY, at=LATER))


def test_the_sessions_of_a_person_end(agency: Agency) -> None:
    found = opened(agency)
    with agency.store.read() as tx:
        maya = people.get(tx, MAYA)
    assert maya is not None
    roles = frozenset(role.value for role in maya.roles)

    def over() -> bool:
        with agency.store.read() as tx:
            return sign_ins.is_over(tx, maya, roles, NOW, NOW.date())

    assert not over()
    agency.store.write(lambda tx: containment.end_sessions(tx, found.id, MAYA, actor=HENRY, at=LATER))
    assert over()


def test_a_stopped_key_opens_nothing(agency: Agency) -> None:
    made = agency.store.write(
        lambda tx: systems.register(
            tx,
            "Desk",
            MAYA,
            "Sums up.",
            {CHAT.id},
            {"research"},
            NOW.date() + timedelta(days=30),
            actor="marcus.bell",
            at=NOW,
        )
    )
    found = opened(agency)
    assert systems.find_by_key(agency, made.key, LATER) is not None
    agency.store.write(lambda tx: containment.stop_key(tx, found.id, made.system.id, actor=HENRY, at=LATER))
    assert systems.find_by_key(agency, made.key, LATER + timedelta(seconds=1)) is None


def test_in_a_drill_nothing_is_ended_or_paused_and_it_is_written_down(agency: Agency) -> None:
    found = opened(agency, drill=True)
    agency.store.write(lambda tx: containment.pause_person(tx, found.id, MAYA, actor=HENRY, at=LATER))
    agency.store.write(lambda tx: containment.pause_tool(tx, found.id, CHAT.id, actor=HENRY, at=LATER))
    agency.store.write(lambda tx: containment.end_sessions(tx, found.id, MAYA, actor=HENRY, at=LATER))
    assert allowed(agency, "USE00001")
    with agency.store.read() as tx:
        after = db.get(tx, found.id)
    assert after is not None
    assert [line.what for line in after.log[-3:]] == ["did_person", "did_tool", "did_sessions"]


VENDOR = (
    ("By mail.", NOW.date(), ""),
    (" ", NOW.date(), "Say how"),
    ("By mail.", NOW.date() + timedelta(days=1), "has not come"),
    ("By mail.", date(2020, 1, 1), "before the report"),
)


@pytest.mark.parametrize(("how", "day", "problem"), VENDOR)
def test_the_vendor_is_asked_by_hand_on_a_day_that_can_be(agency: Agency, how: str, day: date, problem: str) -> None:
    found = opened(agency)

    def ask() -> Incident:
        return agency.store.write(
            lambda tx: containment.ask_vendor(tx, found.id, CHAT.id, day, how, today=NOW.date(), actor=HENRY, at=LATER)
        )

    if problem:
        with pytest.raises(UsageError, match=problem):
            ask()
    else:
        assert ask().log[-1].words == "2026-11-20 By mail."


def test_nobody_pauses_themselves_or_somebody_who_is_not_there(agency: Agency) -> None:
    found = opened(agency)
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: containment.pause_person(tx, found.id, HENRY, actor=HENRY, at=LATER))
    with pytest.raises(NotFoundError):
        agency.store.write(lambda tx: containment.end_sessions(tx, found.id, "no.body", actor=HENRY, at=LATER))
