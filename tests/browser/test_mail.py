"""Mail and webhooks in a real browser, by keyboard: from a mail to what it asks for, and what an administrator does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import NARROW, axe, scrolls_sideways, shoot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def is_well(page: Page, name: str) -> None:
    """Nothing that axe finds, and it fits a phone."""
    assert axe(page) == []
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 812})
    assert not scrolls_sideways(page)
    if before:
        page.set_viewport_size(before)
    shoot(page, name)


def go_to(page: Page, name: str | re.Pattern[str]) -> None:
    """Tab until the link or button of this name has the focus, and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = str(
            page.evaluate(
                "() => { const e = document.activeElement; return e.matches('a, button') ? e.textContent : ''; }"
            )
        )
        if re.search(name, said):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab does not come to {name}.")


def test_a_supervisor_follows_a_mail_to_what_it_asks_for_by_keyboard(page: Page) -> None:
    sign_in(page, "Elena Sorokin", "/mail")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mail (demo)")
    expect(page.get_by_role("heading", name="Tom Reyes asks to use AI tools")).to_be_visible()
    is_well(page, "mail")
    go_to(page, r"Answer the request: Tom Reyes")
    page.wait_for_url(re.compile(r"/team"))
    expect(page.locator("main")).to_contain_text("Tom")


def test_an_administrator_gives_a_mail_up_after_a_check_by_keyboard(page: Page) -> None:
    sign_in(page, "Yusuf Karim", "/outbox?way=mail&state=waiting")
    is_well(page, "outbox")
    go_to(page, r"Give up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and confirm")
    is_well(page, "outbox-drop")
    go_to(page, r"^Give this message up$")
    expect(page.locator("#done")).to_contain_text("was given up. Nobody will get it.")
    page.goto("/outbox?state=dropped")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_an_administrator_adds_a_webhook_and_removes_it_by_keyboard(page: Page) -> None:
    sign_in(page, "Yusuf Karim", "/webhooks")
    is_well(page, "webhooks-empty")
    go_to(page, r"^Add a webhook$")
    page.get_by_label("Address of the system").focus()
    page.keyboard.type("https://user:secret@hooks.dcs.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Fix 1 thing")).to_be_visible()
    assert page.title().startswith("Error: ")
    is_well(page, "webhook-add-error")
    page.get_by_label("Address of the system").fill("http://127.0.0.1:9/x")
    page.keyboard.press("Enter")
    expect(page.locator("#key")).to_have_text(re.compile(r"^whsec_"))
    is_well(page, "webhook-secret")
    go_to(page, r"Go to the webhooks")
    is_well(page, "webhooks")
    go_to(page, r"Remove")
    go_to(page, r"^Remove this webhook$")
    expect(page.locator("#done")).to_have_text("The webhook was removed.")
