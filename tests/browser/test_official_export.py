"""An approved text leaves in four ways and is known again, by keyboard alone; a changed figure is named (139-07.4)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import focused
from tests.browser.test_expert_reviews import look, press, someone

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def open_approved(page: Page) -> None:
    """The first text of the expert's own list that is approved."""
    page.locator("#before ~ * a", has_text="Approved").or_(page.locator("#before ~ ul a")).first.wait_for()
    links = [link.get_attribute("href") for link in page.locator("a[href^='/expert-reviews/']").all()]
    for href in dict.fromkeys(link for link in links if link):
        page.goto(href)
        if page.get_by_role("heading", name="Use it officially").count():
            return
    raise AssertionError(f"none of {links} is approved")


def taken(page: Page, name: str, folder: Path) -> Path:
    """A download, by the keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def compare(page: Page, *, file: Path | None = None, text: str = "") -> str:
    """What the page says about a file or a text; the answer has the focus."""
    page.goto("/provenance")
    if file is not None:
        page.set_input_files("#file", file)
    page.locator("#text").fill(text)
    press(page, "Compare it with the ledger")
    assert focused(page) == "h2#outcome"
    look(page)
    return page.locator("#outcome").inner_text()


def test_an_approved_text_leaves_and_is_known_again(browser: Browser, server: str, tmp_path: Path) -> None:
    with someone(browser, server, "Samuel Adeyemi", "/expert-reviews") as page:
        open_approved(page)
        press(page, "Read the note first", "link")
        expect(page.locator("main")).to_contain_text(re.compile(r"Drafted with AI help\. Reviewed by .+ Receipt "))
        look(page)
        ways = ("Download as Word", "Download as PDF", "Download as Markdown")
        files = [taken(page, name, tmp_path) for name in ways]
        expect(page.locator("#status")).to_have_text("Your browser saves the file.")
        press(page, "Copy the text")
        expect(page.locator("main")).to_contain_text("We recorded that it left.")
        look(page)
        copied = page.locator("#copied").input_value()

        for file in files:
            assert compare(page, file=file).startswith("This is the approved text, review "), file.suffix
        assert compare(page, text=copied).startswith("This is the approved text, review ")
        assert compare(page, text=copied.replace("e", "a", 1)).startswith("This text differs from the approved one")
        assert compare(page, text="Nobody has seen this.") == "There is no record of this text."

        page.goto("/provenance")
        press(page, "Compare it with the ledger")
        expect(page.locator("#problems")).to_contain_text("Add a file, or paste the text.")
        look(page)
