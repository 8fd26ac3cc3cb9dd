"""Texts that must go, from the records officer to the certificate, by keyboard alone, with axe on each page (R-079)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from proviso.actions import transcripts
from proviso.actions.opening import open_agency
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.model import TextKind
from proviso.settings import Settings

from .helpers import axe, scrolls_sideways, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def due(home: Path, server: str) -> int:
    """Two texts that are past their last day, kept by another process than the server."""
    agency = open_agency(Settings(home=home / "data", demo=True))
    now = datetime.now(UTC)

    def keep(tx: Tx) -> None:
        for number in range(2):
            held = transcripts.keep(
                tx,
                agency,
                kind=TextKind.ANSWER,
                text=f"Text {number} of the flood.",
                record_class="transitory",
                person_id="tom.reyes",
                actor="tom.reyes",
                at=now,
            )
            day = now.date() - timedelta(days=100 + number)
            db.put(tx, replace(held, kept_on=day, due_on=day + timedelta(days=90)))

    agency.store.write(keep)
    agency.store.close()
    return 2


def looked(page: Page, title: str) -> None:
    """The page says what it is, and axe has nothing to say about it, also on a small screen."""
    assert title in page.title()
    assert axe(page) == []
    page.set_viewport_size({"width": 375, "height": 812})
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def go(page: Page, role: str, name: str) -> None:
    """By keyboard: to the thing, then Enter."""
    thing: Locator = page.get_by_role(role, name=name).first  # type: ignore[arg-type]  # a role of ARIA
    with page.expect_navigation():
        thing.focus()
        page.keyboard.press("Enter")


def write(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


@pytest.mark.journey
def test_two_people_let_two_texts_go(page: Page, due: int) -> None:
    sign_in(page, "Lorraine Pike", "/")
    looked(page, "Home")
    go(page, "link", "2 texts are past their last day")
    looked(page, "2 texts are past their last day and must go")
    go(page, "link", "Propose to destroy 2 texts")
    looked(page, "You propose that 2 texts go")
    go(page, "button", "Propose it")
    looked(page, "2 texts wait for a second person")
    proposal = page.url
    assert page.get_by_role("link", name="Destroy 2 texts").count() == 0

    page.context.clear_cookies()
    sign_in(page, "Peter Novak", "/records/holds/new")
    looked(page, "Set a legal hold")
    write(page, "Whose texts", "nobody.here")
    go(page, "button", "Set the hold")
    looked(page, "Error: Set a legal hold")
    assert page.get_by_role("heading", name="Fix 3 things").count() == 1
    write(page, "What is it about?", "Inquiry 12")
    write(page, "Why must these texts stay?", "The inspector asked.")
    write(page, "Whose texts", "tom.reyes")
    go(page, "button", "Set the hold")
    looked(page, "It holds, and covers 2 kept texts now")
    hold = page.url

    page.goto(proposal)
    looked(page, "2 texts wait for a second person")
    assert page.get_by_text("A legal hold stops 2 of these texts: Inquiry 12.").count() == 1
    assert page.get_by_role("link", name="Destroy 2 texts").count() == 0

    page.context.clear_cookies()
    sign_in(page, "Lorraine Pike", hold.partition("127.0.0.1")[2].partition("/")[2].join(("/", "")))
    go(page, "link", "Release the hold")
    looked(page, "Check and confirm: release the hold")
    write(page, "Why is it over?", "The inquiry ended.")
    go(page, "button", "Release the hold")
    looked(page, "It was released")

    page.context.clear_cookies()
    sign_in(page, "Peter Novak", "/")
    go(page, "link", "Confirm that 2 texts may be destroyed")
    go(page, "link", "Destroy 2 texts")
    looked(page, "You confirm that 2 texts are destroyed")
    go(page, "button", "Destroy 2 texts")
    looked(page, "2 texts were destroyed on")
    with page.expect_download() as got:
        page.get_by_role("link", name="Download the certificate (PDF)").focus()
        page.keyboard.press("Enter")
    assert got.value.path().read_bytes().startswith(b"%PDF-")
    go(page, "link", "Records")
    looked(page, "Records")
    assert page.get_by_role("link", name="Texts kept for a short while").count() >= 1


def test_the_pages_of_records_hold_up_on_a_small_screen(page: Page) -> None:
    sign_in(page, "Lorraine Pike", "/records")
    looked(page, "Records")
    go(page, "link", "Request 26-118 of Congress")
    looked(page, "Hold: Request 26-118 of Congress: flood plans")
