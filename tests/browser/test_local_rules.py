"""Local rules in a real browser, by keyboard: drafted, previewed, asked about, answered, live, and met by a person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.helpers import axe, focused, scrolls_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.journey]
TITLE = "Claims stay with people"


def fits(page: Page, name: str) -> None:
    """Accessible, and no wider than a phone."""
    assert axe(page) == [], name
    page.set_viewport_size({"width": 375, "height": 812})
    assert not scrolls_sideways(page), name
    page.set_viewport_size({"width": 1280, "height": 900})


def key(target: Locator, press: str = "Enter") -> None:
    """As a person without a mouse: focus it, press a key."""
    target.focus()
    page = target.page
    assert focused(page) != "body"
    page.keyboard.press(press)


def as_(page: Page, person: str, path: str) -> None:
    page.context.clear_cookies()
    sign_in(page, person, path)


def press(page: Page, name: str) -> None:
    key(page.get_by_role("button", name=name, exact=True))


def answer(page: Page, person: str, position: str, words: str = "") -> None:
    """From Home, in the row that asks for it."""
    as_(page, person, "/")
    key(page.get_by_role("link", name=f"LBB, {TITLE}"))
    expect(page.get_by_role("heading", name="Your office’s answer")).to_be_visible()
    key(page.get_by_role("radio", name=position, exact=True), "Space")
    if words:
        page.get_by_role("textbox", name="Reasons").focus()
        page.keyboard.type(words)
    press(page, "Sign the answer")
    expect(page.locator("#done")).to_contain_text("Signed.")


def test_a_component_adds_a_rule_and_its_people_meet_it(page: Page) -> None:
    sign_in(page, "Ruth Delgado", "/local-rules")
    fits(page, "list")
    key(page.get_by_role("link", name="Write local rules"))
    page.wait_for_url("**/local-rules/new")
    press(page, "Save the draft")
    expect(page).to_have_title(re.compile("^Error: Write local rules"))
    assert focused(page) == "div#problems"
    fits(page, "errors")

    for label, typed in (
        ("Title of the whole text", TITLE),
        ("What the rule closes", "No HarborDesk for claims"),
        ("Why", "The head of the bureau asks for it."),
    ):
        page.get_by_label(label).focus()
        page.keyboard.type(typed)
    key(page.get_by_role("checkbox", name="HarborDesk"), "Space")
    press(page, "See the rule")
    expect(page.get_by_text("In LBB, nobody may use HarborDesk.", exact=True)).to_be_visible()
    fits(page, "see")
    press(page, "Save the draft")
    page.wait_for_url(re.compile(r"/local-rules/lbb-\d+/1$"))
    expect(page.get_by_text(re.compile("^In the last 30 days"))).to_be_visible()
    fits(page, "draft")
    at = page.url
    press(page, "Ask the three offices")
    expect(page.locator("#done")).to_contain_text("Nothing holds yet.")

    answer(page, "Marcus Bell", "Concur")
    answer(page, "Joan Castellanos", "Concur")
    answer(page, "Omar Haddad", "Do not concur", "It takes a help from those who write slowly.")
    fits(page, "dissent")
    as_(page, "Ruth Delgado", at[at.index("/local-rules") :])
    expect(page.get_by_role("button", name="Check the start")).to_have_count(0)
    as_(page, "Ana Whitfield", at[at.index("/local-rules") :])
    page.get_by_label("Your reply to").focus()
    page.keyboard.type("They have templates, and an editor.")
    press(page, "Sign the reply")
    expect(page.locator("#done")).to_contain_text("Both words stay on record.")

    as_(page, "Ruth Delgado", at[at.index("/local-rules") :])
    press(page, "Check the start")
    expect(page.locator(".usa-intro")).to_contain_text("in LBB work under these rules from now on.")
    fits(page, "confirm")
    press(page, "Put these rules in force")
    expect(page.locator("#done")).to_contain_text("In force: the next use is judged by them.")
    expect(page.get_by_text("Ana Whitfield replied: They have templates")).to_be_visible()
    fits(page, "live")

    as_(page, "Priya Nair", "/workspace?tool=harbordesk")
    page.get_by_label("Your text").fill("How high did the river stand?")
    key(page.get_by_role("button", name="Check and send").last)
    expect(page.locator("#outcome")).to_contain_text("Not sent. Your text has not left the agency.")
    expect(page.locator("#outcome")).to_contain_text("No HarborDesk for claims")
    expect(page.get_by_text("LBB has a rule of its own here. In LBB, nobody may use HarborDesk.")).to_be_visible()
    fits(page, "denied")
    page.goto("/rules?q=HarborDesk")
    expect(page.get_by_role("heading", name="No HarborDesk for claims", level=3)).to_be_visible()

    as_(page, "Ruth Delgado", "/local-rules")
    key(page.get_by_role("link", name=TITLE))
    key(page.get_by_role("link", name="End these rules"))
    page.get_by_label("Reason").focus()
    page.keyboard.type("the head took it back")
    press(page, "End these rules now")
    expect(page.locator("#done")).to_contain_text("Ended.")


def test_a_pack_takes_two_people(page: Page) -> None:
    sign_in(page, "Marcus Bell", "/packs/new")
    fits(page, "pack-new")
    page.get_by_label("Or one of these").select_option("example-city")
    page.get_by_label("Why these rules come").fill("A trial of the city’s directive.")
    press(page, "Check the pack")
    page.wait_for_url("**/packs/new/report")
    expect(page.get_by_role("heading", name="Looser")).to_be_visible()
    expect(page.get_by_text("The local rules lbb@1 of LBB do not fit.")).to_be_visible()
    fits(page, "pack-report")
    press(page, "Ask a second person to confirm")
    expect(page.get_by_text("You proposed it. A second person confirms it")).to_be_visible()
    path = page.url[page.url.index("/packs") :]
    as_(page, "Ana Whitfield", path)
    expect(page.get_by_role("button", name="Confirm: put these rules in force")).to_be_visible()
    fits(page, "pack-second")
    key(page.get_by_role("link", name="Take this proposal back"))
    page.get_by_label("Reason").fill("it was a trial")
    press(page, "Take this proposal back")
    expect(page.locator(".usa-intro")).to_contain_text("because it was a trial.")
    page.goto("/packs/print")
    fits(page, "document")
