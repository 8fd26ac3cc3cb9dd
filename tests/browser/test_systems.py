"""The register of systems in a real browser: each page in each of its states, with scripts and without."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import axe, focused, scrolls_sideways, shoot, sign_in

pytestmark = pytest.mark.browser
KEY = re.compile(r"pv-[0-9A-Z]{40}")


def fill(page: Page, name: str) -> None:
    """The form of a new system, whole."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("What it does").fill("Sums up published flood reports.")
    page.get_by_label("Who answers for it").fill("maya.okafor@dcs.example")
    page.locator("label", has_text="Northlight Chat").click()
    page.locator("label", has_text="Sum up published information").click()
    page.get_by_label("Purpose when a request names none").select_option("research")
    page.get_by_label("Last day of the registration").fill((datetime.now(UTC).date() + timedelta(days=60)).isoformat())


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fits(page: Page, name: str) -> None:
    """Accessible, and no wider than a phone."""
    assert axe(page) == [], name
    shoot(page, f"systems-{name}")
    page.set_viewport_size({"width": 320, "height": 812})
    assert not scrolls_sideways(page), name
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.journey
def test_a_system_from_its_first_day_to_its_last(page: Page) -> None:
    sign_in(page, "Marcus Bell", "/systems/new")
    press(page, "Register the system")
    expect(page).to_have_title(re.compile("^Error: Register a system"))
    assert focused(page) == "div#problems"
    fits(page, "form-with-errors")

    fill(page, "Flood Desk")
    press(page, "Register the system")
    expect(page.locator("#key")).to_have_text(KEY)
    expect(page.get_by_text("You will not see this key again.")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the key")).to_be_visible()
    fits(page, "key")

    page.get_by_role("link", name="Go to Flood Desk").click()
    expect(page.locator("body")).not_to_contain_text(KEY)
    fits(page, "one")
    page.get_by_role("link", name="Change scope or limits").click()
    fits(page, "change")
    page.go_back()
    page.get_by_role("link", name="Make a new key").click()
    fits(page, "rotate")
    press(page, "Make the new key")
    expect(page.locator("#key")).to_have_text(KEY)
    page.get_by_role("link", name="Go to Flood Desk").click()
    expect(page.get_by_text("The old key works until")).to_be_visible()

    page.get_by_role("link", name="Systems").first.click()
    fits(page, "list")
    page.get_by_role("link", name="Flood Desk").click()
    page.get_by_role("link", name="Take it off the register").click()
    fits(page, "revoke")
    page.get_by_label("Reason").fill("The trial is over.")
    press(page, "Take it off the register")
    expect(page.get_by_text("Flood Desk is off the register.")).to_be_visible()
    fits(page, "revoked")


def test_a_system_is_registered_without_scripts(plain: Page) -> None:
    sign_in(plain, "Yusuf Karim", "/systems/new")
    fill(plain, "Harbor Notes")
    press(plain, "Register the system")
    expect(plain.locator("#key")).to_have_text(KEY)
    expect(plain.get_by_role("button", name="Copy the key")).to_have_count(0)


def test_the_owner_finds_their_systems_in_the_navigation(page: Page) -> None:
    sign_in(page, "Alice Tran", "/systems")
    fits(page, "auditor")
    sign_in(page, "Tom Reyes", "/")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Systems")).to_have_count(0)
