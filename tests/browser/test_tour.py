"""The tour, end to end (ux.md 15, tick 25): each stop as its person, what it says is done, and the ledger is whole."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving
from tests.browser.helpers import axe, press, watch

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def click(page: Page, name: str | re.Pattern[str]) -> None:
    """A button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def is_sent(page: Page) -> None:
    press(page.get_by_role("button", name="Check and send").last)
    expect(page.locator("main")).to_contain_text("Sent to Northlight Chat at", timeout=60_000)


def takes_the_number_out(page: Page) -> None:
    press(page.get_by_role("button", name="Check and send").last)
    expect(page.locator("#outcome")).to_contain_text("This text has an A‑number")
    assert axe(page) == []
    press(page.get_by_role("button", name="Remove it and check again"))
    is_sent(page)


def gives_the_source(page: Page) -> None:
    press(page.get_by_role("button", name="Check and send").last)
    expect(page.locator("#outcome")).to_contain_text("Where was this published?")
    assert axe(page) == []
    page.get_by_label("Link or citation").last.fill("https://news.example/flood")
    press(page.get_by_role("button", name="Add the source and send"))
    expect(page.locator("main")).to_contain_text("Sent to Northlight Chat at", timeout=60_000)


def was_right(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("You were right")


def is_stopped(page: Page) -> None:
    press(page.get_by_role("button", name="Check and send").last)
    expect(page.locator("#outcome")).to_contain_text("Not sent yet. One step is missing.")
    expect(page.locator("#outcome")).to_contain_text("Your privacy training ended")


def approves_tom(page: Page) -> None:
    click(page, re.compile("^Approve for 12 months.*Tom Reyes"))
    expect(page.locator("main")).to_contain_text("Tom can start")


def sees_the_dissent(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("No tests by language.")


def opens_a_text(page: Page) -> None:
    page.get_by_role("link", name="Flood plan summary").first.click()
    expect(page.locator("main")).to_contain_text("Is this right, and what must change?")


def reports(page: Page) -> None:
    page.locator("label.usa-radio__label").first.click()
    click(page, "Report now")
    expect(page.locator("main")).to_contain_text("Henry Osei has it.")


def sees_the_next_step(page: Page) -> None:
    page.locator("main a[href^='/incidents/']").first.click()
    expect(page.locator(".usa-intro")).to_contain_text("Next: ")


def changes_a_byte(page: Page) -> None:
    click(page, "Check now")
    expect(page.locator("#state")).to_contain_text(re.compile("^Whole"))
    click(page, "Change one byte in a copy")
    expect(page.locator("#byte-result")).to_contain_text(re.compile(r"[Ee]ntry [\d,]+"))


DONE: tuple[Callable[[Page], None], ...] = (
    is_sent,
    takes_the_number_out,
    gives_the_source,
    was_right,
    is_stopped,
    approves_tom,
    sees_the_dissent,
    sees_the_dissent,
    opens_a_text,
    reports,
    sees_the_next_step,
    changes_a_byte,
)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server that nobody else changes."""
    with serving(tmp_path) as address:
        yield address, tmp_path / "data"


def test_the_tour_runs_to_its_end_and_the_ledger_is_whole(browser: Browser, own: tuple[str, Path]) -> None:
    address, home = own
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    watched = watch(page)
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    missing: list[str] = []
    people = set()
    for number, act in enumerate(DONE, 1):
        page.goto("/tour")
        with page.expect_navigation():
            page.locator(f"#stop-{number} button").click()
        people.add(page.locator(".pv-me summary").inner_text())
        assert axe(page) == [], number
        act(page)
        assert axe(page) == [], number
    page.goto("/tour")
    assert page.get_by_text("Done.", exact=True).count() == len(DONE)
    assert len(people) >= 6
    assert missing == [], "no dead link"
    assert watched.messages == []
    context.close()
    command = [sys.executable, "-m", "proviso", "ledger", "verify"]
    found = subprocess.run(command, env={"PROVISO_HOME": str(home)}, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
