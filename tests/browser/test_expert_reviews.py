"""From an answer to official use, by keyboard alone: two experts, a return, a change, and the approval (139-07.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import axe, focused, scrolls_sideways, sign_in, watch

pytestmark = [pytest.mark.browser, pytest.mark.journey]
CRITERIA = ("accuracy", "relevance", "sensitivity", "bias", "policy")


@contextmanager
def someone(browser: Browser, server: str, person: str, then: str) -> Iterator[Page]:
    """A person in a window of their own, whose console stays silent."""
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(20_000)
    page = context.new_page()
    watched = watch(page)
    sign_in(page, person, "/help")
    page.goto(then)
    yield page
    assert watched.messages == [], f"the console said: {watched.messages}"
    context.close()


def look(page: Page) -> None:
    """axe, and the width of a phone."""
    assert axe(page) == [], page.title()
    page.set_viewport_size({"width": 375, "height": 812})
    page.wait_for_timeout(100)
    assert not scrolls_sideways(page), page.title()
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, name: str, role: str = "button") -> None:
    """Reach a button or a link with the keyboard, and press it."""
    target = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    target.focus()
    assert focused(page) != "body"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, selector: str) -> None:
    """A radio button, with the space bar."""
    page.locator(selector).focus()
    page.keyboard.press("Space")
    expect(page.locator(selector)).to_be_checked()


def say_yes(page: Page, *but: str) -> None:
    """Yes to the five questions, but for these."""
    for criterion in CRITERIA:
        if criterion not in but:
            choose(page, f"#{criterion}-yes")


def ask_for_review(page: Page) -> str:
    """Send a sample, and ask for the review of what came back; the address of the review."""
    page.get_by_role("button", name="Check and send").press("Enter")
    link = page.get_by_role("link", name="Use this officially")
    link.wait_for(timeout=60_000)
    press(page, "Use this officially", "link")
    look(page)
    press(page, "Ask for the review")
    expect(page.get_by_role("heading", name="Fix 4 things")).to_be_visible()
    look(page)
    choose(page, "#where-3")
    page.locator("#subject").fill("Flood report summary")
    page.locator("#topic").select_option(label="Water")
    page.locator("#due").fill((datetime.now(UTC) + timedelta(days=3)).date().isoformat())
    press(page, "Ask for the review")
    expect(page.locator("#done")).to_contain_text("Sent for review.")
    expect(page.locator("main")).to_contain_text("Grace Liu reviews next.")
    look(page)
    return page.url


def return_it(page: Page) -> None:
    """Samuel says no to one question and writes a note at a sentence; what he ticks is saved by itself."""
    look(page)
    claim = page.locator(".pv-claim").filter(has_text="supported, source 1").first
    claim.get_by_role("link", name=re.compile("^supported")).press("Enter")
    assert focused(page).startswith("span#passage-")
    page.locator(f"#{focused(page).partition('#')[2]} ~ a").first.press("Enter")
    assert focused(page).startswith("div#claim-")
    press(page, "Approve")
    expect(page.locator("#problems")).to_contain_text(
        "Answer 5 more questions: Accuracy, Relevance, Data, Bias, Policy."
    )
    look(page)
    say_yes(page, "policy")
    choose(page, "#policy-no")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Saved at \d"))
    page.locator("#note-policy").fill("Name the plan.")
    claim.locator("summary").press("Enter")
    claim.locator("textarea").fill("Which county?")
    press(page, "Return with notes")
    expect(page.locator("#done")).to_contain_text("Returned with notes. Maya sees your notes now.")
    look(page)


def test_an_answer_becomes_official_after_two_experts(browser: Browser, server: str) -> None:
    with someone(browser, server, "Maya Okafor", "/workspace?sample=flood-report") as maya:
        review = ask_for_review(maya)
        with (
            someone(browser, server, "Samuel Adeyemi", "/expert-reviews") as samuel,
            someone(browser, server, "Grace Liu", "/expert-reviews") as grace,
        ):
            look(samuel)
            expect(grace.get_by_role("heading", name="Comes to you next")).to_be_visible()
            look(grace)
            samuel.goto(review)
            return_it(samuel)

            maya.goto(review)
            expect(maya.locator("main")).to_contain_text("2 things to change.")
            press(maya, "Change the text", "link")
            expect(maya.locator("main")).to_contain_text("Which county?")
            look(maya)
            maya.locator("#text").fill(f"{maya.locator('#text').input_value()}\nThe plan is number 12 of 2026.")
            press(maya, "Send this version")

            samuel.goto(review)
            expect(samuel.locator("main")).to_contain_text("Changes since version 1 (1)")
            say_yes(samuel)
            press(samuel, "Approve")
            expect(samuel.locator("#done")).to_contain_text("Approved. With Grace since")

            grace.goto(review)
            expect(grace.locator("main")).to_contain_text("You are the last one who reads it.")
            look(grace)
            say_yes(grace)
            press(grace, "Approve")
            expect(grace.locator("#done")).to_contain_text("Approved. Maya can use it officially now.")
            look(grace)

        maya.goto(review)
        expect(maya).to_have_title(re.compile("^Approved by Samuel Adeyemi and Grace Liu"))
        look(maya)


def test_topics_and_the_load_are_there_for_the_office(browser: Browser, server: str) -> None:
    with someone(browser, server, "Marcus Bell", "/expert-reviews") as page:
        expect(page.get_by_role("heading", name="How much each expert has to read")).to_be_visible()
        look(page)
        press(page, "Topics and who reads them", "link")
        look(page)
        press(page, "Save the topic")
        expect(page.locator("#problems")).to_contain_text("Name the topic")
        look(page)
