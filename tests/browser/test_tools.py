"""The list of tools in a real browser, by keyboard, with axe on each page (139-07.1): a condition that the next use
follows, a tool that is suspended while its answer streams, and every approval taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import axe, focused, scrolls_sideways, sign_in, watch
from tests.browser.test_answers import PARAGRAPHS, House, ask, lead, written
from tests.browser.test_waivers import go, press, write
from tests.gateway.house import listening
from tests.gateway.stub import provider
from tests.web.demo import open_copy

pytestmark = [pytest.mark.browser, pytest.mark.journey]
NAME = "Northlight Chat"
SLOW = 20_000
"""Milliseconds that a loaded machine may take for an answer."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An agency of each journey's own: they close its tools."""
    from proviso.app import create_service

    for agency in open_copy(tmp_path):
        with provider() as upstream, listening(create_service(agency)) as base:
            lead(agency, upstream.base)
            yield House(agency=agency, provider=upstream, base=base)


@pytest.fixture
def people(house: House, browser: Browser) -> Iterator[list[Page]]:
    """Two people at two browsers, whose consoles stay silent."""
    made = [browser.new_context(base_url=house.base, viewport={"width": 1280, "height": 900}) for _ in range(2)]
    for context in made:
        context.set_default_timeout(15_000)
    pages = [context.new_page() for context in made]
    watched = [watch(page) for page in pages]
    yield pages
    for context in made:
        context.close()
    assert [message for one in watched for message in one.messages] == []


def looked(page: Page, title: str) -> None:
    """The page says what it is, axe has nothing to say about it, and it fits a phone."""
    assert title in page.title()
    assert axe(page) == [], title
    page.set_viewport_size({"width": 375, "height": 812})
    assert not scrolls_sideways(page), title
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_tool_is_listed_and_a_condition_is_set_which_the_next_use_follows(people: list[Page]) -> None:
    office, maya = people
    sign_in(office, "Marcus Bell", "/tools/add")
    looked(office, "Add a tool")
    write(office, "Name", "Shoreline")
    write(office, "Vendor", "Shoreline Labs")
    write(office, "What it does", "Writes captions.")
    press(office.get_by_label("Commercial: sold or open to the general public"), "Space")
    go(office, "button", "Add the tool")
    looked(office, "Shoreline")
    expect(office.get_by_label("Open it, with its conditions")).to_have_count(0)  # that is the decision on its review

    sign_in(maya, "Maya Okafor", "/workspace?tool=quillmate")
    office.goto("/tools/quillmate")
    go(office, "link", "Change the conditions")
    looked(office, "Conditions of Quillmate")
    go(office, "button", "Check the consequence")
    looked(office, "Error: Conditions of Quillmate")
    assert focused(office) == "div#problems"
    press(office.get_by_label("Get ready for a meeting or event"), "Space")
    write(office, "For how many people", "300")
    write(office, "Why you change them", "a pilot")
    go(office, "button", "Check the consequence")
    looked(office, "Check and confirm: conditions of Quillmate")
    expect(office.get_by_text("For these purposes: Get ready for a meeting or event.")).to_be_visible(timeout=SLOW)
    expect(office.get_by_text("For 300 people at most.")).to_be_visible(timeout=SLOW)
    go(office, "button", "Set these conditions")
    expect(office.get_by_text("The conditions of Quillmate are set.")).to_be_visible(timeout=SLOW)

    ask(maya)
    expect(maya.get_by_text("Quillmate is approved for other purposes.").first).to_be_visible(timeout=SLOW)
    maya.goto("/tools")
    looked(maya, "Tools")
    expect(maya.get_by_text("For 300 people at most.")).to_be_visible(timeout=SLOW)
    office.goto("/tools/quillmate/conditions")
    looked(office, "Conditions of Quillmate")
    press(office.get_by_label("Get ready for a meeting or event"), "Space")
    write(office, "Why you change them", "the pilot is over")
    go(office, "button", "Check the consequence")
    go(office, "button", "Set these conditions")


def test_privacy_pauses_a_tool_and_the_answer_that_it_is_writing_stops(house: House, people: list[Page]) -> None:
    privacy, maya = people
    house.provider.answer, house.provider.piece, house.provider.pause = PARAGRAPHS * 20, 20, 0.1
    sign_in(privacy, "Joan Castellanos", "/tools/northlight-chat")
    sign_in(maya, "Maya Okafor", "/workspace?tool=northlight-chat")
    press(privacy.get_by_label("Pause it"), "Space")
    write(privacy, "Reason", "its terms changed")
    privacy.get_by_label("What people can use instead").select_option("quillmate")
    ask(maya)
    written(maya)
    go(privacy, "button", "Check the consequence")
    looked(privacy, f"Check and confirm: {NAME}")
    expect(privacy.get_by_text("1 answer is being written; it will stop.")).to_be_visible(timeout=SLOW)
    expect(privacy.get_by_text(re.compile("^Everybody who asks it reads"))).to_contain_text("its terms changed")
    go(privacy, "button", f"Pause {NAME}")
    looked(privacy, NAME)
    said = f"The answer stopped here. {NAME} is paused, because its terms changed."
    expect(maya.get_by_role("log").get_by_text(said)).to_be_visible(timeout=SLOW)
    assert house.faults()[-1] == "the tool was closed"
    assert axe(maya) == []
    ask(maya)
    expect(maya.get_by_text(f"{NAME} is paused.").first).to_be_visible(timeout=SLOW)
    expect(maya.get_by_role("button", name="Send with Quillmate")).to_be_visible(timeout=SLOW)
    maya.goto("/rules")
    expect(maya.get_by_text(f"{NAME} is paused since today, because its terms changed.")).to_be_visible(timeout=SLOW)
    looked(maya, "Rules")


def test_the_cio_takes_every_approval_back(people: list[Page]) -> None:
    cio, maya = people
    sign_in(maya, "Maya Okafor", "/workspace?tool=quillmate")
    sign_in(cio, "Ana Whitfield", "/tools")
    go(cio, "link", "Take back every approval")
    looked(cio, "Take back every approval")
    go(cio, "button", "Check the consequence")
    looked(cio, "Error: Take back every approval")
    write(cio, "Reason", "the agency has its own tool now")
    cio.get_by_label("What people can use instead").select_option("harbordesk")
    go(cio, "button", "Check the consequence")
    looked(cio, "Check and confirm: take back every approval")
    expect(cio.get_by_text(re.compile(r"^\d+ people lose these tools now\."))).to_be_visible(timeout=SLOW)
    go(cio, "button", "Take back every approval")
    expect(cio.get_by_text(re.compile(r"approvals were taken back\."))).to_be_visible(timeout=SLOW)
    looked(cio, "Tools")
    ask(maya)
    expect(maya.get_by_text("Quillmate is closed.").first).to_be_visible(timeout=SLOW)
    expect(maya.get_by_role("button", name="Send with HarborDesk")).to_be_visible(timeout=SLOW)
