"""A request for records at the keyboard: words taken out, a second person, a file; and what is kept about me."""

from __future__ import annotations

import io
import zipfile

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.helpers import axe, sign_in

pytestmark = pytest.mark.browser


def press(target: Locator, key: str = "Enter") -> None:
    """Reach it by the keyboard alone, and press it."""
    target.focus()
    shows = target.evaluate("e => { const s = getComputedStyle(e); return s.outlineStyle + s.boxShadow; }")
    assert shows != "nonenone"
    target.press(key)


def checked(page: Page, title: str) -> None:
    """The page says what it is, and no rule of accessibility is broken."""
    page.wait_for_load_state()
    assert title in page.title(), page.title()
    assert axe(page) == []


@pytest.mark.journey
def test_a_request_is_answered_by_two_people_at_the_keyboard(page: Page) -> None:
    sign_in(page, "Lorraine Pike", "/foia")
    checked(page, "Requests for records")
    press(page.get_by_role("link", name="Harbor Gazette"))
    checked(page, "0 of 3 records are marked. Request")
    where = page.url
    press(page.get_by_role("link", name="Mark record 1"))
    checked(page, "Record 1, 1 of 3")
    who = page.locator("dt", has_text="Whose").locator("xpath=following-sibling::dd").inner_text()
    press(page.get_by_role("button", name="Take out these words"))
    page.wait_for_load_state()
    checked(page, "Error: Record 1")
    page.get_by_label("Words, as they stand in the record").fill(who)
    press(page.locator("#everywhere"), "Space")
    page.locator("#code-words").select_option("(b)(6)")
    press(page.get_by_role("button", name="Take out these words"))
    page.wait_for_selector("#done")
    assert "1 place is taken out. And in" in page.locator("#done").inner_text()
    for _ in range(3):
        press(page.get_by_role("button", name="Everything is marked"))
        page.wait_for_selector("#done")
    checked(page, "3 of 3 records are marked. Request")
    press(page.get_by_role("button", name="Ask for the second look"))
    page.wait_for_selector("#done")
    checked(page, "3 records wait for a second look.")
    assert page.get_by_role("link", name="Look at what would leave").count() == 0

    sign_in(page, "Peter Novak", "/")
    press(page.get_by_role("link", name="Look at what leaves for request"))
    checked(page, "Second look: Request")
    assert who not in page.locator(".pv-text").first.inner_text()
    press(page.get_by_role("button", name="Confirm what would leave"))
    page.wait_for_selector("#done")
    checked(page, "3 records confirmed by Peter Novak")

    sign_in(page, "Lorraine Pike", "/foia")
    page.goto(where)
    press(page.get_by_role("link", name="Check and release"))
    checked(page, "Check and confirm: release for request")
    press(page.get_by_role("button", name="Release 3 records"))
    page.wait_for_selector("#done")
    checked(page, "Answered today. Request")
    with page.expect_download() as got:
        press(page.get_by_role("link", name="Download the file"))
    with zipfile.ZipFile(io.BytesIO(got.value.path().read_bytes())) as held:
        first = held.read("records/0001.html").decode()
        assert {"manifest.json", "index.csv", "records.pdf"} <= set(held.namelist())
    assert who not in first
    assert "[(b)(6)]" in first
    page.goto("/foia/releases")
    checked(page, "Log of releases")


def test_what_is_kept_about_me_is_taken_along(page: Page) -> None:
    sign_in(page, "Tom Reyes", "/record/kept")
    checked(page, "What we keep: My record")
    assert page.locator("main").inner_text().count("Your entry in the directory") == 1
    with page.expect_download() as got:
        press(page.get_by_role("button", name="Download all of it (ZIP)"))
    with zipfile.ZipFile(io.BytesIO(got.value.path().read_bytes())) as held:
        assert "What we keep about Tom Reyes" in held.read("read-me.html").decode()


@pytest.mark.journey
def test_searching_for_records_works_narrow(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    sign_in(page, "Lorraine Pike", "/foia/new")
    checked(page, "Take a request down")
    page.get_by_label("Who asks").fill("A reader")
    page.get_by_label("What is asked for").fill("Whatever there is.")
    press(page.get_by_role("button", name="Take the request down"))
    page.wait_for_selector("#done")
    press(page.get_by_role("link", name="Search for records", exact=True))
    page.get_by_label("Person").fill("maya.okafor")
    press(page.get_by_role("button", name="Find records"))
    page.wait_for_url(lambda address: "person=maya" in address)
    checked(page, "match. Request")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
