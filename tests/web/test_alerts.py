"""The alert above every page: a tool that was closed lately, for who used it (ux.md, section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import tools as change_tools
from proviso.actions.agency import Agency
from proviso.db import tools
from proviso.model import ToolStatus
from tests.web.demo import Reader, open_copy

SAID = "Northlight Chat is paused since today, because its terms changed."


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def pause(agency: Agency, tool_id: str = "northlight-chat", days: int = 0) -> None:
    at = datetime.now(UTC)

    def work(tx: object) -> None:
        paused = change_tools.change(
            tx,  # type: ignore[arg-type]  # the store's own
            tool_id,
            status=ToolStatus.PAUSED,
            reason="its terms changed",
            instead="quillmate",
            actor="ana.whitfield",
            at=at,
        )
        tools.put(tx, replace(paused, status_since=at - timedelta(days=days)))  # type: ignore[arg-type]

    agency.store.write(work)


def test_who_used_a_tool_reads_on_every_page_that_it_is_paused(agency: Agency) -> None:
    maya = Reader(agency, "maya.okafor")
    maya.get("/")
    assert SAID not in maya.words
    pause(agency)
    for path in ("/", "/rules", "/record"):
        maya.get(path)
        assert SAID in maya.words, path
        assert "See what to use instead of Northlight Chat" in maya.words
    maya.get("/tools/northlight-chat")
    assert maya.status == 200


def test_who_never_used_it_and_the_public_read_nothing(agency: Agency) -> None:
    pause(agency)
    alice = Reader(agency, "alice.tran")
    alice.get("/")
    assert SAID not in alice.words
    alice.browser.cookies.clear()
    assert "is paused since today, because" not in alice.get("/rules")


def test_after_two_weeks_it_is_no_news_any_more(agency: Agency) -> None:
    pause(agency, days=14)
    maya = Reader(agency, "maya.okafor")
    maya.get("/rules")
    assert "Northlight Chat is paused since" not in maya.words
