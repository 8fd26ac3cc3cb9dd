"""An answer is seen while it is written (ux.md, section 6): who speaks, where the focus is, how it is stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from proviso.actions import connections
from proviso.actions.agency import Agency
from proviso.app import create_service
from proviso.db import entries
from proviso.model import Connection
from tests.browser.helpers import axe, focused, scrolls_sideways, shoot, sign_in, watch
from tests.browser.test_swaps import NOTE, said
from tests.gateway.house import listening
from tests.gateway.stub import Provider, provider
from tests.web.demo import open_copy

pytestmark = pytest.mark.browser
PLAIN = "The levee on the north bank held. Pumps kept the water plant dry in the spring flood."
SENTENCE = "The river rose for two days, and the levee on the north bank held all the same. "
PARAGRAPHS = "\n\n".join(f"{SENTENCE * 3}Part {n} ends here." for n in range(1, 5))
WORDS = len(PARAGRAPHS.split())
NAME = "Northlight Chat"
BREAKS = """
const send = window.fetch;
window.fetch = async (...asked) => {
    const answer = await send(...asked);
    if ((asked[1] || {}).method === "POST") {
        answer.text = () => new Promise((_, stop) => { window.breakOff = () => stop(new TypeError("broken")); });
    }
    return answer;
};
"""
"""The connection breaks when the test says so."""


@dataclass
class House:
    """A server whose tool is led to a provider of the tests."""

    agency: Agency
    provider: Provider
    base: str

    def faults(self) -> list[str]:
        """Why answers failed, as the ledger says."""
        with self.agency.store.read() as tx:
            found = [entry.record for entry in entries.page(tx, 0, 10_000)]
        return [str(record.data["fault"]) for record in found if record.event == "AnswerFailed"]


def lead(agency: Agency, base: str) -> None:
    """Lead a tool to a provider of the tests."""
    way = Connection(tool_id="northlight-chat", kind="compatible", base_url=base, models=("north-1",))
    at = datetime.now(UTC)
    agency.store.write(lambda tx: connections.connect(tx, way, sealing_key=agency.sealing_key, actor="system", at=at))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    for agency in open_copy(tmp_path_factory.mktemp("slow")):
        with provider() as upstream, listening(create_service(agency)) as base:
            lead(agency, upstream.base)
            yield House(agency=agency, provider=upstream, base=base)


@pytest.fixture
def desk(house: House, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Maya in the workspace, and a provider that is in no hurry."""
    made = browser.new_context(
        base_url=house.base,
        viewport={"width": 1280, "height": 900},
        reduced_motion=getattr(request, "param", "no-preference"),
    )
    made.set_default_timeout(15_000)
    house.provider.__init__(base=house.provider.base, answer=PARAGRAPHS, piece=20, pause=0.1)  # type: ignore[misc]  # anew
    page = made.new_page()
    watched = watch(page)
    page.add_init_script(NOTE)
    sign_in(page, "Maya Okafor", "/workspace")
    yield page
    made.close()
    said_more = [message for message in watched.messages if "htmx:error: broken" not in message]
    assert said_more == [], f"the console said: {said_more}"


def ask(page: Page, text: str = PLAIN) -> None:
    page.locator("#text").fill(text)
    page.locator("#text").press("Control+Enter")


def written(page: Page) -> str:
    """What stands in the answer, when its first words are there."""
    expect(page.locator("#live-words")).not_to_be_empty()
    return page.locator("#live-words").text_content() or ""


def test_an_answer_is_read_while_it_is_written_and_one_line_says_how_far_it_is(house: House, desk: Page) -> None:
    ask(desk)
    first = written(desk)
    house.provider.pause = 1.0
    assert PARAGRAPHS.startswith(first)
    assert len(first) < len(PARAGRAPHS) / 2
    assert first.endswith((" ", "\n")), "whole sentences"
    assert focused(desk) == "textarea#text"
    log = desk.locator('[role="log"][aria-live="off"]:visible')
    expect(log.get_by_role("heading", name=f"Sent to {NAME} at")).to_be_visible()
    expect(log.get_by_role("article", name=f"{NAME} is answering")).to_be_visible()
    assert axe(desk) == []
    shoot(desk, "workspace-answering")
    assert desk.locator('[role="status"], [aria-live]:not([aria-live="off"]), [role="alert"]').count() == 1
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Go to the answer")).to_be_focused()
    desk.keyboard.press("Enter")
    assert focused(desk) == "h3#live-title"
    house.provider.pause = 0
    ready = f"Answer ready, {WORDS} words."
    expect(desk.get_by_role("status")).to_have_text(ready)
    assert focused(desk).startswith("h3#answer-title-")
    expect(desk.locator(".pv-answer .pv-words").first).to_have_text(PARAGRAPHS)
    assert said(desk) == ["Checked. Allowed. Sending.", f"{NAME} is writing.", ready]
    assert desk.title().startswith(f"{NAME} answered")
    expect(desk.locator("#text")).to_have_value("")
    assert axe(desk) == []
    shoot(desk, "workspace-answered")


def test_the_focus_stays_in_the_box_and_what_is_typed_meanwhile_stays_in_it(house: House, desk: Page) -> None:
    ask(desk)
    written(desk)
    desk.locator("#text").fill("My next question.")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("status")).to_have_text("Wait for this answer, or stop it. Your text is still in the box.")
    house.provider.pause = 0
    expect(desk.get_by_role("status")).to_have_text(f"Answer ready, {WORDS} words.")
    assert focused(desk) == "textarea#text"
    expect(desk.locator("#text")).to_have_value("My next question.")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    assert focused(desk).startswith("h3#answer-title-")
    assert len(house.provider.bodies) == 1


def test_escape_stops_the_answer_upstream_and_what_had_come_stays_as_a_draft(house: House, desk: Page) -> None:
    ask(desk)
    first = written(desk)
    stop = desk.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("status")).to_have_text("Stopped. What is here is a draft.")
    expect(stop).to_have_count(0)
    assert focused(desk) == "textarea#text"
    expect(desk.locator("#text")).to_have_value(PLAIN)
    expect(desk.locator(".pv-answer .pv-words").first).to_contain_text(first.strip())
    expect(desk.locator(".pv-ended")).to_have_text(["Stopped. What is here is a draft."])
    assert house.provider.gone.wait(5)
    assert house.faults()[-1] == "the person stopped it"
    assert axe(desk) == []
    shoot(desk, "workspace-stopped")


@pytest.mark.journey  # it waits for seconds that a busy machine stretches
def test_a_tool_that_says_nothing_is_told_and_can_be_stopped(house: House, desk: Page) -> None:
    house.provider.trouble = "hang"
    desk.clock.install()
    desk.goto("/workspace")
    ask(desk)
    expect(desk.get_by_role("status")).to_have_text("Checked. Allowed. Sending.")
    desk.clock.run_for(1_100)
    expect(desk.get_by_role("status")).to_have_text(f"{NAME} is writing.")
    desk.clock.run_for(9_000)
    expect(desk.get_by_role("status")).to_have_text("Still waiting. You can stop and try again; nothing is lost.")
    desk.get_by_role("button", name="Stop", exact=True).click()
    expect(desk.get_by_role("status")).to_have_text("Stopped. Your text had been sent; its receipt is in My record.")
    expect(desk.locator("#text")).to_be_focused()
    expect(desk.locator("#text")).to_have_value(PLAIN)
    house.provider.gone.set()
    assert len(said(desk)) == 4


def test_a_connection_that_breaks_leaves_what_had_come_and_says_so(house: House, desk: Page) -> None:
    desk.add_init_script(BREAKS)
    desk.goto("/workspace")
    ask(desk)
    first = written(desk)
    desk.evaluate("() => window.breakOff()")
    expect(desk.get_by_role("status")).to_have_text("The connection broke. What is here is a draft.")
    expect(desk.locator("#live-ended")).to_have_text("The connection broke. What is here is a draft.")
    expect(desk.locator("#live-words")).to_contain_text(first.strip())
    expect(desk.locator("#text")).to_have_value(PLAIN)
    assert focused(desk) == "textarea#text"
    house.provider.pause = 0


@pytest.mark.parametrize("desk", ["reduce"], indirect=True)
def test_with_reduced_motion_it_comes_by_paragraph_also_on_a_phone(house: House, desk: Page) -> None:
    desk.set_viewport_size({"width": 320, "height": 812})
    ask(desk)
    assert re.fullmatch(r"(.*Part \d ends here\.\n\n)+", written(desk), re.DOTALL)
    assert not scrolls_sideways(desk)
    house.provider.pause = 0
    expect(desk.get_by_role("status")).to_have_text(f"Answer ready, {WORDS} words.")


def test_the_home_of_the_agency_holds_no_word_of_an_answer(house: House) -> None:
    folder: Path = house.agency.settings.home
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"river rose for two days" not in path.read_bytes(), path.name
