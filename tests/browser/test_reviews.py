"""A tool from suggestion to use, by keyboard alone: four offices, one dissent, the CIO, and a person who asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import axe, scrolls_sideways, sign_in, watch

pytestmark = [pytest.mark.browser, pytest.mark.journey]
CHECKED: set[str] = set()
"""Pages that axe has seen in this journey."""


@contextmanager
def someone(browser: Browser, server: str, person: str, then: str = "/") -> Iterator[Page]:
    """A person in a window of their own, whose console stays silent."""
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(15_000)
    page = context.new_page()
    watched = watch(page)
    sign_in(page, person, "/help")
    page.goto(then)
    yield page
    assert watched.messages == [], f"the console said: {watched.messages}"
    context.close()


def look(page: Page, name: str) -> None:
    """axe, once a kind of page, and the width of a phone."""
    if name in CHECKED:
        return
    CHECKED.add(name)
    assert axe(page) == [], name
    page.set_viewport_size({"width": 375, "height": 812})
    page.wait_for_timeout(100)
    assert not scrolls_sideways(page), name
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, name: str) -> None:
    """Reach a button or a link with the keyboard, and press it."""
    said = re.compile(rf"^{r'[^a-zA-Z0-9]+'.join(re.findall('[a-zA-Z0-9]+', name))}$")
    target = page.get_by_role("button", name=said)
    if not target.count():
        target = page.get_by_role("link", name=said)
    target.first.focus()
    assert page.evaluate("() => document.activeElement !== document.body")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, label: str) -> None:
    """A radio button or a box, with the space bar."""
    page.get_by_label(re.compile(f"^{re.escape(label)}")).first.focus()
    page.keyboard.press("Space")


def fill(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).first.focus()
    page.keyboard.insert_text(words)


def unfold(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).first.focus()
    page.keyboard.press("Enter")


def test_a_tool_from_a_suggestion_to_the_first_use(browser: Browser, server: str) -> None:
    with someone(browser, server, "Dale Whitcomb", "/tools/suggest") as dale:
        look(dale, "suggest")
        fill(dale, "Name of the tool", "Tidewriter")
        press(dale, "Go on")
        look(dale, "suggest-questions")
        fill(dale, "What would you use it for?", "To shorten public notices.")
        press(dale, "Suggest Tidewriter")
        expect(dale.locator("#done")).to_contain_text("Thank you. An answer comes by")
    with someone(browser, server, "Marcus Bell", "/reviews") as marcus:
        look(marcus, "queue")
        press(marcus, "Start or answer: Tidewriter")
        look(marcus, "start")
        fill(marcus, "Who makes it", "Tide Studio")
        press(marcus, "Start the review")
        expect(marcus.locator(".usa-intro")).to_contain_text("0 of 4 offices have answered.")
        review = marcus.url
        for section in ("facts", "accuracy", "security", "supply_chain", "privacy", "training_data"):
            marcus.goto(f"{review}/sections/{section}")
            look(marcus, "section")
            for field in marcus.locator("textarea").all():
                field.focus()
                marcus.keyboard.insert_text("Known.")
            if section == "supply_chain":
                choose(marcus, "No")
            if section == "training_data":
                choose(marcus, "Known in part")
            press(marcus, "Save and close the section")
        marcus.goto(f"{review}/tests")
        look(marcus, "test")
        fill(marcus, "The prompt", "Make it shorter: the beach is closed until the drain is mended.")
        fill(marcus, "What came back", "The beach is closed for now.")
        choose(marcus, "Right")
        press(marcus, "Write the test down")
        expect(marcus.locator("#done")).to_contain_text("The test is written down.")
        marcus.goto(f"{review}/trials")
        look(marcus, "trial")
    with someone(browser, server, "Peter Novak", review) as peter:
        for number in range(1, 15):
            peter.goto(f"{review}/terms/T-{number:02}")
            look(peter, "term")
            choose(peter, "Met")
            fill(peter, "The fact", "The amendment says so.")
            press(peter, "Save the term")
        expect(peter.get_by_text("14 of 14 terms are answered.")).to_be_visible()
        _sign(peter, "Counsel", "Concur")
    with someone(browser, server, "Ingrid Solberg", review) as ingrid:
        press(ingrid, "I agree with test 1")
        expect(ingrid.locator("#done")).to_contain_text("The test is checked.")
        _sign(ingrid, "Security", "Concur")
    with someone(browser, server, "Joan Castellanos", review) as joan:
        choose(joan, "Concur with conditions")
        expect(joan.locator("#saved")).to_contain_text("Saved at", timeout=10_000)
        unfold(joan, "Conditions")
        fill(joan, "Any other setting, in one sentence", "No personal accounts.")
        press(joan, "Sign for Privacy")
        expect(joan.locator("h1")).to_have_text("Check and confirm")
        expect(joan.locator("main")).to_contain_text("Staff will read: No personal accounts.")
        look(joan, "sign")
        press(joan, "Sign for Privacy")
    with someone(browser, server, "Omar Haddad", review) as omar:
        fill(omar, "Reasons", "No tests by language.")
        _sign(omar, "Civil rights", "Do not concur")
        look(omar, "answered")
    with someone(browser, server, "Ana Whitfield", review) as ana:
        expect(ana.locator(".usa-intro")).to_contain_text("4 of 4 offices have answered. One does not concur.")
        press(ana, "Decide on Tidewriter")
        look(ana, "decide")
        choose(ana, "Approve it, with the conditions below")
        fill(ana, "The sentence on the tool’s page", "Good for short notices.")
        press(ana, "Check the consequence")
        expect(ana.locator("#problems")).to_be_focused()
        look(ana, "decide-error")
        fill(ana, "Why I decide otherwise", "Six languages are tested before May.")
        press(ana, "Check the consequence")
        expect(ana.locator(".usa-intro")).to_contain_text("people who have done the steps now.")
        look(ana, "confirm")
        press(ana, "Approve and publish Tidewriter")
        expect(ana.locator("#done")).to_contain_text("Ana Whitfield approved Tidewriter")
        look(ana, "decided")
    with someone(browser, server, "Maya Okafor", "/tools/tidewriter") as maya:
        expect(maya.locator("main")).to_contain_text("No personal accounts.")
        expect(maya.locator("main")).to_contain_text("Civil rights: Does not concur.")
        maya.goto("/steps/account/tidewriter")
        expect(maya.locator("h1")).to_contain_text("Tidewriter")


def _sign(page: Page, office: str, position: str) -> None:
    choose(page, position)
    press(page, f"Sign for {office}")
    expect(page.locator("h1")).to_have_text("Check and confirm")
    press(page, f"Sign for {office}")
    expect(page.locator("#done")).to_contain_text(f"Signed for {office}. Receipt")


def test_words_are_saved_as_one_goes_and_a_second_window_loses_none(browser: Browser, server: str) -> None:
    with someone(browser, server, "Peter Novak", "/tools/ferry/review") as one:
        review = one.url
        fill(one, "Reasons", "The amendment is not signed yet.")
        one.keyboard.press("Tab")
        expect(one.locator("#saved")).to_contain_text("Saved at", timeout=10_000)
        with someone(browser, server, "Peter Novak", review) as two:
            expect(two.get_by_label("Reasons", exact=True)).to_have_value("The amendment is not signed yet.")
            fill(two, "Reasons", " Two.")
            press(two, "Save, do not sign")
            expect(two.locator("#done")).to_contain_text("Saved, not signed.")
        fill(one, "Reasons", " One.")
        press(one, "Save, do not sign")
        expect(one.locator("#changed")).to_contain_text("changed this in another window")
        expect(one.locator("#changed")).to_contain_text("Compare.")
        expect(one.get_by_label("Reasons", exact=True)).to_have_value("The amendment is not signed yet. One.")
        look(one, "changed")


def test_a_review_prints_on_one_sheet(browser: Browser, server: str) -> None:
    with someone(browser, server, "Ana Whitfield", "/tools/ferry/review") as ana:
        ana.emulate_media(media="print")
        expect(ana.locator("#print-title")).to_be_visible()
        expect(ana.locator(".pv-answers")).to_be_visible()
        for hidden in ("#terms", "#tests", "#facts", "#decide"):
            expect(ana.locator(hidden)).to_be_hidden()
        pdf = ana.pdf(format="Letter")
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 1
