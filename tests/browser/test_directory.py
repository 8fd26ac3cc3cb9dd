"""People and feeds in a real browser, by keyboard: import, list, change, close the access, feeds, search."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import axe, scrolls_sideways, shoot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.journey]
TABLE = (
    "Name,Email,Component,Type,Supervisor,Start date\n"
    "Ines Calder,ines.calder@dcs.example,HIS,employee,elena.sorokin@dcs.example,2026-11-02\n"
    "Noah Brandt,noah.brandt@dcs.example,Nowhere,employee,,\n"
    "Ada Quist,ada.quist@dcs.example,FRO,employee,,03/04/2026\n"
)


def fits(page: Page, name: str) -> None:
    """Accessible, and no wider than a phone."""
    wrong = axe(page)
    assert wrong == [], f"{name}: {wrong}"
    shoot(page, f"directory-{name}")
    page.set_viewport_size({"width": 375, "height": 812})
    assert not scrolls_sideways(page), name
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, name: str) -> None:
    """Press a button by keyboard."""
    button = page.get_by_role("button", name=re.compile(f"^{name}"))
    button.focus()
    page.keyboard.press("Enter")


def test_people_are_imported_after_a_look_and_found_on_the_list(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(TABLE, encoding="utf-8")
    sign_in(page, "Yusuf Karim", "/people/import")
    fits(page, "upload")
    page.get_by_label("The file").set_input_files(file)
    press(page, "Look at the file")
    expect(page.get_by_text("1 line fine, 2 need you. Nothing is written yet.")).to_be_visible()
    fits(page, "preview")
    page.get_by_label("The month first: 03/04/2026 is March 4").focus()
    page.keyboard.press("Space")
    press(page, "Read the dates this way")
    expect(page.get_by_text("2 lines fine, 1 needs you. Nothing is written yet.")).to_be_visible()
    press(page, "Write 2 lines")
    # The page looks again by itself, and says when it is done.
    expect(page.get_by_role("heading", name="The file is written")).to_be_visible(timeout=30_000)
    fits(page, "written")
    page.goto("/people?q=calder")
    expect(page.get_by_text("1 person matches.")).to_be_visible()
    fits(page, "list")
    page.get_by_role("link", name="Ines Calder").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ines Calder", level=1)).to_be_visible()
    page.get_by_role("link", name="Change the entry").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Title", exact=True).fill("Inspector")
    fits(page, "change")
    press(page, "Change the entry")
    expect(page.get_by_text("Changed. The supervisor is asked anew.")).to_be_visible()
    page.get_by_role("link", name="They have left today: close the access").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ines Calder has left, and loses all AI tools now.")).to_be_visible()
    fits(page, "leave")
    press(page, "Close the access")
    expect(page.get_by_text("Every use is denied from now on.")).to_be_visible()
    press(page, "They are back: open the access")
    expect(page.get_by_text("Ines Calder is back.")).to_be_visible()
    fits(page, "person")


def test_the_feeds_say_their_age_and_a_token_is_shown_once(page: Page) -> None:
    sign_in(page, "Yusuf Karim", "/feeds")
    fits(page, "feeds")
    page.get_by_role("link", name="Directory", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Directory", level=1)).to_be_visible()
    fits(page, "feed-empty")
    page.get_by_label("Which system gets it").fill("Identity provider")
    press(page, "Make a token")
    expect(page.get_by_role("heading", name="Copy your new token")).to_be_visible()
    fits(page, "token")
    page.goto("/feeds/learning")
    page.get_by_label("Course code or activity address").fill("PII-2026")
    page.get_by_label("Means here").select_option("privacy")
    press(page, "Say what it means")
    expect(page.get_by_text("“PII-2026” means: Privacy training.")).to_be_visible()
    fits(page, "learning")


def test_search_is_in_the_header(page: Page) -> None:
    sign_in(page, "Yusuf Karim")
    page.get_by_role("searchbox", name="Search people, tools and waivers").fill("okafor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Maya Okafor")).to_be_visible()
    fits(page, "search")
