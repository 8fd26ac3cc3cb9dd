"""Streams of events and visiting auditors in a real browser, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import axe, scrolls_sideways, shoot, sign_in

pytestmark = pytest.mark.browser


def fits(page: Page, name: str) -> None:
    """Accessible, and no wider than a phone."""
    assert axe(page) == [], name
    shoot(page, f"exports-{name}")
    page.set_viewport_size({"width": 320, "height": 812})
    assert not scrolls_sideways(page), name
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, name: str) -> None:
    """Reach a button or link by Tab alone, and press Enter."""
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate("() => (document.activeElement.innerText || '').replace(/\\s+/g, ' ').trim()")
        if said.startswith(name):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reaches {name!r}")


@pytest.mark.journey
def test_a_stream_is_added_paused_and_removed_by_keyboard(page: Page) -> None:
    sign_in(page, "Yusuf Karim", "/exports")
    expect(page.get_by_text("No other system gets the ledger’s events.")).to_be_visible()
    fits(page, "empty")
    press(page, "Add a stream")
    page.get_by_label("A file in the home").focus()
    page.keyboard.press("Space")
    page.get_by_label("Where to").focus()
    page.keyboard.type("../siem")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Error: Add a stream"))
    expect(page.get_by_label("Where to")).to_have_value("../siem")
    fits(page, "error")
    page.get_by_label("Where to").fill("siem.jsonl")
    press(page, "Add the stream")
    expect(page.get_by_text("1 system gets the ledger’s events.")).to_be_visible()
    fits(page, "list")
    press(page, "Send a test")
    press(page, "Pause")
    fits(page, "pause")
    press(page, "Pause this stream")
    expect(page.get_by_text("1 of them is paused.")).to_be_visible()
    press(page, "Remove")
    press(page, "Remove this stream")
    expect(page.get_by_text("The stream was removed.")).to_be_visible()


@pytest.mark.journey
def test_a_visitor_is_invited_reads_and_is_gone(page: Page) -> None:
    sign_in(page, "Marcus Bell", "/audit-visits")
    fits(page, "visits-empty")
    press(page, "Invite an auditor")
    page.get_by_label("First and last name").fill("Robin Vance")
    page.get_by_label("Where they come from").fill("Office of Inspector General")
    page.get_by_label("Mail address").fill("r.vance@oig.example")
    page.get_by_label("One tool: its page").focus()
    page.keyboard.press("Space")
    press(page, "Invite, and show the link")
    expect(page).to_have_title(re.compile("^Error: Invite an auditor"))
    fits(page, "invite-error")
    page.get_by_label("Which tool").select_option(label="Northlight Chat")
    press(page, "Invite, and show the link")
    expect(page.get_by_text("You will not see it again.")).to_be_visible()
    fits(page, "link")

    sign_in(page, "Robin Vance", "/people")
    expect(page.get_by_text("Your visit is for Northlight Chat, and this page shows more.")).to_be_visible()
    fits(page, "refused")
    press(page, "Go to what you came for")
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible()
    fits(page, "visitor")

    sign_in(page, "Marcus Bell", "/audit-visits")
    fits(page, "visits")
    press(page, "End the visit")
    press(page, "End this visit")
    expect(page.get_by_text("No auditor from outside may read now.")).to_be_visible()
