"""The frame in a real browser: accessible, silent, one column on a phone, and usable without JavaScript."""

from __future__ import annotations

import pytest
from _pytest.mark.structures import ParameterSet
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.helpers import axe, focused, scrolls_sideways, shoot, sign_in, watch

pytestmark = pytest.mark.browser
PUBLIC = ["/", "/sign-in", "/help", "/builders", "/accessibility", "/contact", "/nothing-here"]
PEOPLE = ["Maya Okafor", "Tom Reyes", "Elena Sorokin", "Joan Castellanos", "Henry Osei", "Ana Whitfield", "Alice Tran"]
ALWAYS = ("/", "/sign-in", "/nothing-here", "Maya Okafor", "Henry Osei")
"""The others are among the long walks."""


def walks(names: list[str]) -> list[ParameterSet]:
    """A case for each name, and whether `make test` takes it."""
    return [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.journey) for name in names]


@pytest.mark.parametrize("path", walks(PUBLIC))
def test_public_page_has_no_accessibility_violation_and_fits_a_phone(page: Page, path: str) -> None:
    page.goto(path)
    assert axe(page) == []
    shoot(page, f"public{path.replace('/', '-').rstrip('-')}")
    for width in (320, 375):
        page.set_viewport_size({"width": width, "height": 812})
        assert not scrolls_sideways(page), f"{path} scrolls sideways at {width} px"


@pytest.mark.parametrize("person", walks(PEOPLE))
def test_home_of_each_role_has_no_accessibility_violation(page: Page, person: str) -> None:
    sign_in(page, person)
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you now")
    expect(page.locator("summary", has_text=person.split()[0])).to_be_visible()
    assert axe(page) == []
    shoot(page, f"home-{person.split()[0].lower()}")
    page.set_viewport_size({"width": 320, "height": 812})
    assert not scrolls_sideways(page)


def test_first_tab_is_the_link_that_skips_to_the_content(page: Page) -> None:
    page.goto("/help")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    assert focused(page) == "main#main-content"


def test_report_a_spill_stays_in_view_beside_the_menu_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    sign_in(page, "Maya Okafor", "/help")
    expect(page.get_by_role("link", name="Report a spill").first).to_be_in_viewport()
    menu = page.get_by_role("button", name="Menu", exact=True)
    expect(menu).to_be_in_viewport()
    menu.click()
    expect(page.get_by_role("link", name="Home", exact=True)).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Home", exact=True)).to_be_hidden()


def test_signing_in_and_out_works_without_javascript(plain: Page) -> None:
    plain.goto("/sign-in?next=/help")
    plain.get_by_role("button", name="Sign in", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Help")
    plain.locator("summary", has_text="Maya").click()
    plain.get_by_role("button", name="Sign out").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_menu_is_open_on_a_phone_without_javascript(plain: Page) -> None:
    plain.set_viewport_size({"width": 375, "height": 812})
    plain.goto("/help")
    expect(plain.get_by_role("navigation", name="Main").get_by_role("link", name="Home", exact=True)).to_be_visible()
    expect(plain.get_by_role("button", name="Menu", exact=True)).to_be_hidden()


def test_session_of_the_browser_is_out_of_reach_of_scripts(page: Page) -> None:
    sign_in(page, "Maya Okafor")
    assert page.evaluate("() => document.cookie") == ""
    cookie = page.context.cookies()[0]
    assert cookie["httpOnly"] is True
    assert cookie["sameSite"] == "Lax"


def test_inline_script_that_was_smuggled_in_does_not_run(context: BrowserContext) -> None:
    page = context.new_page()
    watched = watch(page)
    page.goto("/help")
    ran = page.evaluate(
        """() => { try { const s = document.createElement("script"); s.textContent = "window.ran = 1";
             document.body.append(s); } catch (e) { return e.name; } return window.ran || "stopped"; }"""
    )
    assert ran == "TypeError"
    assert any("TrustedScript" in message for message in watched.messages)


def test_paper_has_a_title_block_and_no_navigation(page: Page) -> None:
    page.goto("/help")
    page.emulate_media(media="print")
    expect(page.locator(".pv-print-title")).to_be_visible()
    expect(page.locator("header")).to_be_hidden()
    expect(page.locator("footer")).to_be_hidden()


def test_forced_colors_keep_every_word(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    sign_in(page, "Elena Sorokin")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert axe(page) == []


def test_dialog_comes_five_minutes_before_the_session_ends(page: Page) -> None:
    page.clock.install()
    sign_in(page, "Maya Okafor", "/help")
    page.clock.fast_forward("24:00")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward("01:30")
    expect(page.get_by_role("dialog")).to_contain_text("You will be signed out at")
    stay = page.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    assert axe(page) == []
    stay.click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_dialog_says_so_when_the_session_has_ended_and_the_text_stays(page: Page) -> None:
    page.clock.install()
    sign_in(page, "Maya Okafor", "/workspace")
    box = page.locator("[data-pv-send]")
    box.fill("Half a thought.")
    page.clock.fast_forward("25:30")
    page.context.clear_cookies()
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("dialog")).to_contain_text("Sign in again in another tab, then go on in this one.")
    expect(page.get_by_role("link", name="Sign in in another tab")).to_be_focused()
    assert axe(page) == []
    page.get_by_role("button", name="Close").click()
    expect(box).to_have_value("Half a thought.")
