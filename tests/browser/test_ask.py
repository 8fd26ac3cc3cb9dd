"""Asking, in a real browser: by keyboard alone, with JavaScript off, and with nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import focused, sign_in

pytestmark = pytest.mark.browser
PUBLISHED = "The river rose above flood stage for 11 days this spring. The county opened two shelters. " * 4
SOURCE = "https://county.example/reports/spring"
NUMBER = "File A012 345 678 was closed on the last day."
STATE = "Your text has not left the agency."


def ask(page: Page, text: str, source: str = "") -> None:
    page.goto("/workspace")
    page.get_by_label("Your text").fill(text)
    if source:
        page.get_by_label("Where was it published?").fill(source)
    page.get_by_role("button", name="Check and send").last.click()
    page.locator("main [autofocus]").wait_for()


def test_an_answer_comes_with_the_keyboard_alone(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page) == "textarea#text":
            break
    page.keyboard.insert_text(PUBLISHED)
    for _ in range(6):
        page.keyboard.press("Tab")
        if focused(page) == "input#source":
            break
    page.keyboard.insert_text(SOURCE)
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent").strip() == "Check and send":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sent to Northlight Chat")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Northlight Chat answered")).to_be_focused()


def test_ctrl_enter_sends(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    page.get_by_label("Your text").fill(NUMBER)
    page.get_by_label("Your text").press("Control+Enter")
    expect(page.get_by_role("heading", name="This text has an A‑number")).to_be_visible()


def test_show_in_your_text_moves_the_focus_and_shift_tab_returns(page: Page) -> None:
    sign_in(page, "Maya Okafor")
    ask(page, NUMBER)
    link = page.get_by_role("link", name="Show in your text").first
    link.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "mark#f1"
    page.keyboard.press("Shift+Tab")
    expect(link).to_be_focused()


def test_first_button_of_a_denial_is_on_the_first_screen_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    sign_in(page, "Maya Okafor")
    ask(page, NUMBER)
    expect(page.get_by_role("button", name="Remove it and check again")).to_be_in_viewport()


def test_asking_works_without_javascript(plain: Page) -> None:
    sign_in(plain, "Maya Okafor")
    ask(plain, PUBLISHED, SOURCE)
    expect(plain.get_by_role("heading", name="Sent to Northlight Chat")).to_be_visible()
    ask(plain, NUMBER)
    expect(plain.get_by_text(STATE).first).to_be_visible()
    plain.get_by_role("button", name="Remove it and check again").click()
    expect(plain.get_by_text(STATE)).to_have_count(0)


def test_nothing_of_the_text_is_left_after_leaving(page: Page, home: Path) -> None:
    sign_in(page, "Maya Okafor")
    marker = "zebra-quartz-17"
    ask(page, f"{NUMBER} {marker}")
    expect(page.get_by_text(STATE).first).to_be_visible()
    for path in ("/workspace", "/", "/record"):
        page.goto(path)
        assert marker not in page.content()
    for file in home.rglob("*"):
        if file.is_file():
            assert marker.encode() not in file.read_bytes(), f"{file.name} holds the text"
