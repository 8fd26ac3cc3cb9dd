"""Whether a use that was permitted still is, while its answer is written: what a record that changed says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import packs, people, systems, tools, uses
from proviso.actions.agency import Agency
from proviso.actions.halting import ENDED, TOOL_CLOSED, find_halt
from proviso.actions.halts import Halt, Halts
from proviso.db import people as people_db
from proviso.db import standing
from proviso.db.store import Tx
from proviso.errors import StoreError
from proviso.model import Channel, Conditions, Permit, ToolStatus
from tests.actions.house import CHAT, NOW, get_ready, open_agency, person

MAYA = "maya.okafor"
Act = Callable[[Tx], object]


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    made = open_agency(tmp_path_factory.mktemp("house"))
    yield made
    made.store.close()


class Somebody:
    """A person who is ready, and what may be done about them."""

    made = 0

    def __init__(self, agency: Agency) -> None:
        Somebody.made += 1
        self.agency, self.id = agency, f"sam.{Somebody.made}"
        self.do(lambda tx: people.add(tx, person(self.id, supervisor="elena.sorokin"), actor="system", at=NOW))
        self.do(lambda tx: get_ready(tx, agency, self.id))

    def do(self, act: Act) -> object:
        return self.agency.store.write(act)

    def permit(self, purpose: str = "research", text: str = "How far did it rise?", system: str = "") -> Permit:
        use = uses.prepare(self.agency, self.id, CHAT.id, purpose, text, Channel.WEB, NOW)
        found = uses.ask(self.agency, replace(use, system_id=system, channel=Channel.GATEWAY) if system else use).permit
        assert found is not None
        return found

    def approval(self, tx: Tx) -> str:
        return standing.records(tx, self.id).approvals[-1].id


def pause(one: Somebody) -> Act:
    def act(tx: Tx) -> None:
        held = people_db.get(tx, one.id)
        assert held is not None
        people_db.put(tx, replace(held, paused_for=("2026-011",)))

    return act


TAKEN: tuple[tuple[str, Callable[[Somebody], Act], str], ...] = (
    (
        "the approval",
        lambda one: lambda tx: people.revoke_approval(tx, one.approval(tx), actor="elena.sorokin", at=NOW),
        "Your supervisor’s approval was taken back.",
    ),
    ("a pause", pause, "Your AI tools are paused."),
    (
        "a leaver",
        lambda one: lambda tx: people.deactivate(tx, one.id, actor="yusuf.karim", at=NOW),
        "Your access has ended.",
    ),
    (
        "an engagement that ended",
        lambda one: (
            lambda tx: people.end_engagement(tx, one.id, (NOW - timedelta(days=3)).date(), actor="yusuf.karim", at=NOW)
        ),
        "Your engagement ended on ",
    ),
)


@pytest.mark.parametrize(("take", "said"), [one[1:] for one in TAKEN], ids=[one[0] for one in TAKEN])
def test_what_is_taken_back_ends_the_answer_with_its_sentence(
    agency: Agency, take: Callable[[Somebody], Act], said: str
) -> None:
    one = Somebody(agency)
    given = one.permit()
    assert find_halt(agency, given, NOW) is None
    one.do(take(one))
    halt = find_halt(agency, given, NOW + timedelta(seconds=9))
    assert halt is not None
    assert halt.said.startswith(f"The answer stopped here. {said}")
    assert halt.fault == ENDED


def test_what_changes_for_somebody_else_and_what_changes_nothing_ends_no_answer(agency: Agency) -> None:
    one, other = Somebody(agency), Somebody(agency)
    given = one.permit(text="print('public code')")
    other.do(lambda tx: people.deactivate(tx, other.id, actor="yusuf.karim", at=NOW))
    assert find_halt(agency, given, NOW) is None
    later = NOW + timedelta(seconds=5)
    one.do(lambda tx: people.approve(tx, one.id, actor="elena.sorokin", at=later))
    assert find_halt(agency, given, later) is None, "renewed, and the older one stands"


def test_a_tool_that_is_closed_says_so_first(agency: Agency) -> None:
    one = Somebody(agency)
    given = one.permit()
    one.do(lambda tx: people.deactivate(tx, one.id, actor="yusuf.karim", at=NOW))
    joan = "joan.castellanos"
    one.do(lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.PAUSED, reason="of a leak", actor=joan, at=NOW))
    try:
        for permit in (given, replace(given, grounds=None)):
            halt = find_halt(agency, permit, NOW)
            assert halt is not None
            assert (halt.fault, halt.said) == (
                TOOL_CLOSED,
                "The answer stopped here. Northlight Chat is paused, because of a leak.",
            )
    finally:
        ana = "ana.whitfield"
        one.do(lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.APPROVED, reason="mended", actor=ana, at=NOW))


def test_a_system_that_is_taken_off_the_register_writes_no_further(agency: Agency) -> None:
    one = Somebody(agency)

    def register(tx: Tx) -> str:
        end = (NOW + timedelta(days=90)).date()
        what = ("Comment summaries", one.id, "Sums up public comments.", {CHAT.id}, {"research"}, end)
        return systems.register(tx, *what, actor="system", at=NOW).system.id

    system = agency.store.write(register)
    given = one.permit(system=system)
    assert find_halt(agency, given, NOW) is None
    one.do(lambda tx: systems.revoke(tx, system, "Its key was on a public page.", actor=one.id, at=NOW))
    halt = find_halt(agency, given, NOW)
    assert halt is not None
    assert halt.said.startswith("The answer stopped here. Comment summaries was taken off the register")


def test_a_look_that_cannot_be_made_stops_nothing_and_holds_up_no_other(agency: Agency) -> None:
    def broken() -> None:
        raise StoreError("The disk is gone.")

    stopped: list[Halt] = []
    over = Halt("It is over.", ENDED)
    halts = Halts()
    with (
        halts.watching(agency.store, broken, stopped.append),
        halts.watching(agency.store, lambda: over, stopped.append),
    ):
        halts._look(agency.store)
        halts._look(agency.store)
    assert stopped == [over], "the other one is looked at all the same, and stopped once"


def test_conditions_that_close_a_tool_to_somebody_end_their_answer_and_so_does_the_end_of_the_rules(
    tmp_path: Path,
) -> None:
    agency = open_agency(tmp_path)
    one = Somebody(agency)
    given = one.permit()
    ana = "ana.whitfield"
    limited = Conditions(purposes=frozenset({"briefing"}))
    one.do(lambda tx: tools.change(tx, CHAT.id, conditions=limited, reason="for briefings", actor=ana, at=NOW))
    halt = find_halt(agency, given, NOW)
    assert halt is not None
    assert halt.fault == ENDED
    one.do(lambda tx: tools.change(tx, CHAT.id, conditions=Conditions(), reason="for all", actor=ana, at=NOW))
    assert find_halt(agency, given, NOW) is None
    one.do(lambda tx: packs.end(tx, "it is replaced", actor=ana, at=NOW))
    halt = find_halt(agency, given, NOW + timedelta(seconds=1))
    assert halt is not None
    assert halt.fault == ENDED
    agency.store.close()
