"""Who else, and a good use from its sharing to its trying: by keyboard alone, with axe on each page (139-07.6, 8.e)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from .helpers import axe, scrolls_sideways, sign_in, watch

pytestmark = pytest.mark.browser


def looked(page: Page, title: str) -> None:
    """The page says what came of it, and axe has nothing to say about it, also on a small screen."""
    assert title in page.title()
    assert axe(page) == []
    page.set_viewport_size({"width": 375, "height": 812})
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def press(thing: Locator) -> None:
    with thing.page.expect_navigation():
        thing.focus()
        thing.page.keyboard.press("Enter")


def write(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def choose(page: Page, label: str, option: str) -> None:
    """A select by its first letters, as one does with the keyboard."""
    field = page.get_by_label(label, exact=True)
    field.focus()
    page.keyboard.type(option)
    assert field.evaluate("e => e.selectedOptions[0].label").startswith(option)


@pytest.mark.journey
def test_the_incident_officer_finds_who_else_and_keeps_the_set(page: Page) -> None:
    heard = watch(page)
    sign_in(page, "Henry Osei", "/incidents/who-else")
    looked(page, "Who else?")
    choose(page, "What was found", "All: CUI")
    press(page.get_by_role("button", name="Ask this"))
    looked(page, "Who else?")
    assert "with findings of CUI or its like" in page.locator("#question").inner_text()
    press(page.get_by_role("link", name="Back to the incidents"))
    press(page.locator("main a[href^='/incidents/2']").first)
    press(page.get_by_role("link", name="Who else?"))
    looked(page, "Who else?")
    choose(page, "What was found", "Anything")
    press(page.get_by_role("button", name="Ask this"))
    press(page.get_by_role("button", name="Keep this set with the incident"))
    looked(page, "Who else?")
    assert "It is the same today, use by use." in page.locator("main").inner_text()
    press(page.get_by_role("link", name="Tell").first)
    looked(page, "Check and confirm")
    page.goto("/incidents/vendor-notice")
    looked(page, "A vendor’s notice")
    assert heard.messages == []


@pytest.mark.journey
def test_a_good_use_is_shared_found_and_tried(page: Page) -> None:
    heard = watch(page)
    sign_in(page, "Maya Okafor", "/good-uses")
    looked(page, "Good uses")
    press(page.get_by_role("link", name="Share one from your own uses"))
    looked(page, "Share a good use")
    write(page, "A title that says what it does", "Compare two public plans")
    choose(page, "What is it for?", "Sum up")
    choose(page, "Which tool did you use?", "Northlight")
    write(page, "What you asked the tool", "Compare the file of A012 345 678 with the plan.")
    press(page.get_by_role("button", name="Check and share"))
    looked(page, "Not shared: This text has an A‑number")
    write(page, "What you asked the tool", "Compare the two published plans in a table.")
    press(page.get_by_role("button", name="Check and share"))
    looked(page, "Compare two public plans")
    assert "Shared." in page.locator("#done").inner_text()
    sign_in_as(page, "Samuel Adeyemi", "/good-uses?q=compare+plans")
    press(page.get_by_role("link", name="Compare two public plans"))
    press(page.get_by_role("button", name="It helped me"))
    press(page.get_by_role("button", name="Try it"))
    looked(page, "Workspace")
    assert page.locator("#text").input_value() == "Compare the two published plans in a table."
    page.goto("/lessons")
    looked(page, "Lessons")
    assert heard.messages == []


def sign_in_as(page: Page, who: str, then: str) -> None:
    """Somebody else at the same browser."""
    page.context.clear_cookies()
    sign_in(page, who, then)
