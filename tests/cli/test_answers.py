"""An answer in a shell: stopped when its tool is closed or with Ctrl+C, and its outcome is on record."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import tools
from proviso.actions.agency import Agency
from proviso.cli.answers import Told, wait_for_answer
from proviso.errors import ProviderError
from proviso.model import ToolStatus
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


def during(agency: Agency, act: Callable[[], None]) -> Told:
    """Wait for an answer; `act` runs while it is written."""
    given = permit(agency)
    timer = threading.Timer(1.0, act)
    timer.start()
    try:
        return wait_for_answer(agency, given)
    finally:
        timer.join()


def pause(agency: Agency) -> None:
    at, why = datetime.now(UTC), "its terms changed"
    agency.store.write(
        lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.PAUSED, reason=why, actor="joan.castellanos", at=at)
    )


def test_a_tool_that_is_paused_stops_the_answer_it_writes(agency: Agency) -> None:
    told = during(agency, lambda: pause(agency))
    assert told.ended == (
        "The answer stopped here. Northlight Chat is paused, because its terms changed. What is here is a draft."
    )
    assert told.answer is not None
    assert 0 < len(told.answer.text) < len(LONG * 10)
    assert faults(agency) == ["the tool was closed"]


def test_ctrl_c_is_on_record_as_a_stop(agency: Agency) -> None:
    with pytest.raises(KeyboardInterrupt):
        during(agency, _thread.interrupt_main)
    assert faults(agency) == ["the person stopped it"]


def test_an_answer_that_comes_whole_is_told_whole(agency: Agency, upstream: Provider) -> None:
    upstream.pause = 0.0
    told = wait_for_answer(agency, permit(agency))
    assert told.ended == ""
    assert told.answer is not None
    assert told.answer.text == LONG * 10
    assert faults(agency) == []


def test_a_tool_that_does_not_answer_is_on_record(agency: Agency, upstream: Provider) -> None:
    upstream.status = 500
    with pytest.raises(ProviderError):
        wait_for_answer(agency, permit(agency))
    assert len(faults(agency)) == 1
