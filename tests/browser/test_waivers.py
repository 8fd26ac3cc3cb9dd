"""A waiver from wish to use and back, by keyboard alone, with axe on each page (139-07.5.w)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from .helpers import axe, scrolls_sideways, sign_in

pytestmark = pytest.mark.browser


def looked(page: Page, title: str) -> None:
    """The page says what it is, and axe has nothing to say about it, also on a small screen."""
    assert title in page.title()
    assert axe(page) == []
    page.set_viewport_size({"width": 375, "height": 812})
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def press(thing: Locator, key: str = "Enter") -> None:
    thing.focus()
    thing.page.keyboard.press(key)
    thing.page.wait_for_load_state()


def save(page: Page) -> None:
    with page.expect_navigation():
        press(page.get_by_role("button", name="Save and go on"))


def go(page: Page, role: str, name: str) -> None:
    with page.expect_navigation():
        press(page.get_by_role(role, name=name))  # type: ignore[arg-type]  # a role of ARIA


def write(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


@pytest.mark.journey
def test_a_waiver_is_asked_granted_and_taken_back(page: Page) -> None:
    sign_in(page, "Lee Marsh", "/waivers")
    looked(page, "Waivers")
    go(page, "link", "Ask for a waiver")
    looked(page, "Step 1 of 6")
    save(page)
    looked(page, "Error: Step 1 of 6")
    press(page.locator("#clause-4"), "Space")
    write(page, "For which kind of case?", "Published accident reports")
    save(page)
    for label, words in (
        ("Why can the work not be done without it?", "The reports are long and public."),
        ("What could go wrong for the people concerned?", "A summary may leave something out."),
        ("What keeps them safe?", "An inspector reads each one."),
    ):
        looked(page, "of 6")
        write(page, label, words)
        save(page)
    looked(page, "Step 5 of 6")
    save(page)
    looked(page, "Step 6 of 6")
    write(page, "Type your name to sign", "Lee Marsh")
    go(page, "button", "Sign and send the request")
    looked(page, "Waiver ")
    path = "/" + page.url.split("/", 3)[3]

    page.context.clear_cookies()
    sign_in(page, "Ana Whitfield", path)
    go(page, "link", "Answer this request")
    looked(page, "Answer waiver")
    press(page.get_by_label("Grant it, as it stands below"), "Space")
    write(page, "Terms, or why not", "Published reports only.")
    go(page, "button", "Check the answer")
    looked(page, "Check and confirm")
    go(page, "button", "Grant waiver")
    looked(page, "In force through")
    go(page, "link", "Take it back")
    looked(page, "Check and confirm")
    write(page, "Why?", "The reports were not public.")
    go(page, "button", "Take waiver")
    looked(page, "Taken back")

    page.context.clear_cookies()
    sign_in(page, "Maya Okafor", "/waivers/ask?clause=139-07.5.a")
    looked(page, "Who can ask for a waiver")
