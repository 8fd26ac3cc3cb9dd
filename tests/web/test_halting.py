"""An answer that is being written stops when its tool is closed, in this process or another (139-07.1)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import people, tools
from proviso.actions.agency import Agency
from proviso.actions.halting import stop_sentence
from proviso.db import standing
from proviso.db.store import Store
from proviso.decision.answers import guards_of
from proviso.journal import Journal
from proviso.model import ToolStatus
from proviso.providers import upstreams
from proviso.web.answering import Answering, Came
from proviso.web.live import Live
from tests.actions.house import CHAT
from tests.gateway.house import WRONG, open_troubled
from tests.gateway.stub import Provider, provider
from tests.web.test_answering import LONG, faults, permit


@pytest.fixture
def upstream() -> Iterator[Provider]:
    with provider() as found:
        found.answer, found.piece, found.pause = LONG * 10, 80, 0.05
        yield found


@pytest.fixture
def agency(tmp_path: Path, upstream: Provider) -> Iterator[Agency]:
    WRONG.clear()
    made = open_troubled(tmp_path, upstream.base)
    yield made
    made.store.close()


def close(store: Store, status: ToolStatus = ToolStatus.PAUSED, actor: str = "joan.castellanos") -> None:
    at = datetime.now(UTC)
    store.write(lambda tx: tools.change(tx, CHAT.id, status=status, reason="its terms changed", actor=actor, at=at))


def run(agency: Agency, closing: Callable[[], None]) -> Came:
    """One answer; `closing` runs in a thread after the first words were let through."""
    given = permit(agency)
    live = Live(decision_id=given.decision_id, is_watched=True)
    guard = guards_of(agency.packs.by_ref(given.pack), agency.screen)()
    work = Answering(agency=agency, permit=given, live=live, guard=guard)

    async def watch() -> None:
        is_closed = False
        async for text in live.follow():
            if text and not is_closed:
                is_closed = True
                await asyncio.to_thread(closing)

    async def main() -> Came:
        came, _ = await asyncio.gather(work.run(), watch())
        upstreams().close_here()
        return came

    return asyncio.run(main())


def test_an_answer_stops_when_privacy_pauses_its_tool(agency: Agency, upstream: Provider) -> None:
    came = run(agency, lambda: close(agency.store))
    said = "The answer stopped here. Northlight Chat is paused, because its terms changed."
    assert came.ended == f"{said} What is here is a draft."
    assert came.answer is not None
    assert 0 < came.answer.words < len(upstream.answer.split())
    assert faults(agency) == ["the tool was closed"]
    assert upstream.gone.wait(5), "the provider's call is closed"


def test_an_answer_stops_when_another_process_takes_the_approval_back(agency: Agency) -> None:
    def elsewhere() -> None:
        home = agency.settings.home
        store = Store.open(home / "proviso.db", seal=Journal.open(home).seal)
        try:
            close(store, ToolStatus.REVOKED, "ana.whitfield")
        finally:
            store.close()

    came = run(agency, elsewhere)
    assert came.ended.startswith("The answer stopped here. Northlight Chat is closed, because its terms changed.")


def test_an_answer_stops_when_the_approval_of_its_person_is_taken_back(agency: Agency, upstream: Provider) -> None:
    def take_back() -> None:
        with agency.store.read() as tx:
            (held,) = standing.records(tx, "maya.okafor").approvals
        at = datetime.now(UTC)
        agency.store.write(lambda tx: people.revoke_approval(tx, held.id, actor="elena.sorokin", at=at))

    came = run(agency, take_back)
    said = "The answer stopped here. Your supervisor’s approval was taken back."
    assert came.ended == f"{said} What is here is a draft."
    assert came.answer is not None
    assert faults(agency) == ["the use was not permitted any more"]
    assert upstream.gone.wait(5), "the provider's call is closed"


def test_another_change_of_the_tool_stops_nothing(agency: Agency, upstream: Provider) -> None:
    upstream.pause = 0.01

    def elsewhere() -> None:
        conditions = CHAT.conditions
        at = datetime.now(UTC)
        agency.store.write(
            lambda tx: tools.change(tx, CHAT.id, conditions=conditions, reason="", actor="ana.whitfield", at=at)
        )

    came = run(agency, elsewhere)
    assert (came.ended, faults(agency)) == ("", [])
    assert came.answer is not None
    assert came.answer.text == upstream.answer


def test_a_tool_that_was_closed_before_its_answer_began_writes_nothing(agency: Agency) -> None:
    given = permit(agency)
    close(agency.store)
    live = Live(decision_id=given.decision_id)
    guard = guards_of(agency.packs.by_ref(given.pack), agency.screen)()

    async def main() -> Came:
        came = await Answering(agency=agency, permit=given, live=live, guard=guard).run()
        upstreams().close_here()
        return came

    came = asyncio.run(main())
    assert "Northlight Chat is paused" in (came.ended or came.trouble)


def test_the_sentence_without_a_reason_and_for_each_state() -> None:
    ended = replace(CHAT, status=ToolStatus.ENDED, status_reason="")
    assert stop_sentence(ended) == "The answer stopped here. Northlight Chat has ended."
    again = replace(CHAT, status=ToolStatus.IN_REVIEW, status_reason="the vendor was sold.")
    assert stop_sentence(again).endswith("is not open any more, because the vendor was sold.")
