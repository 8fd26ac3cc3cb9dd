"""The console in a real browser: accessible in each state, silent, fit for a phone, usable without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import axe, scrolls_sideways, shoot, sign_in

pytestmark = pytest.mark.browser
PAGES = [
    ("", "/tools"),
    ("", "/tools/northlight-chat"),
    ("", "/rules"),
    ("", "/rules?q=zebra"),
    ("", "/rules/139-07.2.a.3"),
    ("", "/tour"),
    ("Maya Okafor", "/tools"),
    ("Maya Okafor", "/tools/verbatim-notes"),
    ("Maya Okafor", "/steps"),
    ("Maya Okafor", "/steps/sign"),
    ("Maya Okafor", "/steps/account/northlight-chat"),
    ("Maya Okafor", "/record"),
    ("Maya Okafor", "/record/steps"),
    ("Maya Okafor", "/record/signed"),
    ("Maya Okafor", "/record/objections"),
    ("Maya Okafor", "/record/kept"),
    ("Maya Okafor", "/record/tokens"),
    ("Maya Okafor", "/spill"),
    ("Maya Okafor", "/ledger"),
    ("Tom Reyes", "/steps"),
    ("Tom Reyes", "/steps/sign"),
    ("Tom Reyes", "/record/uses"),
    ("Elena Sorokin", "/team"),
    ("Elena Sorokin", "/people/tom.reyes"),
    ("Yusuf Karim", "/people"),
    ("Yusuf Karim", "/people?q=zebra"),
    ("Yusuf Karim", "/people?step=privacy"),
    ("Yusuf Karim", "/people/maya.okafor"),
    ("Yusuf Karim", "/people/add"),
    ("Marcus Bell", "/tools/northlight-chat"),
    ("Ana Whitfield", "/tools/add"),
    ("Ana Whitfield", "/packs"),
    ("Ana Whitfield", "/packs/end"),
    ("Henry Osei", "/incidents"),
    ("Henry Osei", "/incidents/{year}-001"),
    ("Marcus Bell", "/tools/northlight-chat/connection"),
    ("Marcus Bell", "/systems"),
    ("Marcus Bell", "/systems/new"),
    ("Joan Castellanos", "/systems?q=zebra"),
    ("Alice Tran", "/ledger"),
    ("Alice Tran", "/ledger?show=everything"),
    ("Alice Tran", "/ledger?person=nobody.here"),
]


ALWAYS = {
    ("", "/rules/139-07.2.a.3"),
    ("Maya Okafor", "/steps"),
    ("Maya Okafor", "/record"),
    ("Maya Okafor", "/spill"),
    ("Tom Reyes", "/steps/sign"),
    ("Elena Sorokin", "/team"),
    ("Yusuf Karim", "/people"),
    ("Ana Whitfield", "/packs"),
    ("Henry Osei", "/incidents/{year}-001"),
    ("Marcus Bell", "/systems/new"),
    ("Alice Tran", "/ledger"),
}
"""The others are among the long walks."""


@pytest.mark.parametrize(
    ("person", "path"),
    [pytest.param(*one, marks=() if one in ALWAYS else pytest.mark.journey) for one in PAGES],
)
def test_page_has_no_accessibility_violation_and_fits_a_phone(page: Page, person: str, path: str) -> None:
    if person:
        sign_in(page, person, "/help")
    if "{year}" in path:
        page.goto("/incidents")
        path = str(page.locator(".pv-task__link").first.get_attribute("href"))
    page.goto(path)
    assert axe(page) == []
    expect(page.locator("h1")).to_have_count(1)
    shoot(page, "console-" + re.sub(r"\W+", "-", f"{person.split(' ')[0]}{path}").strip("-").lower())
    for width in (320, 375):
        page.set_viewport_size({"width": width, "height": 812})
        assert not scrolls_sideways(page), f"{path} scrolls sideways at {width} px"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_an_error_takes_the_focus_and_leads_to_the_field(page: Page) -> None:
    sign_in(page, "Yusuf Karim", "/people/add")
    page.get_by_label("Title").fill("Surveyor")
    press(page, "Add the person")
    expect(page).to_have_title(re.compile("^Error: Add a person"))
    expect(page.locator("#problems")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("Surveyor")
    assert axe(page) == []
    page.get_by_role("link", name="Give the first and the last name.").click()
    expect(page.locator("#name")).to_be_focused()


def test_the_consequence_of_a_pause_is_a_page_of_its_own(page: Page) -> None:
    sign_in(page, "Marcus Bell", "/tools/codekite")
    page.locator("label", has_text="Pause it").click()
    page.get_by_label("Reason").fill("its terms changed")
    press(page, "Check the consequence")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and confirm")
    expect(page.locator(".usa-intro")).to_have_text(
        re.compile(r"(person loses|people lose) CodeKite now\. No answer is being written now\.$")
    )
    assert axe(page) == []
    page.get_by_role("link", name="Go back, change nothing").click()
    expect(page).to_have_url(re.compile("/tools/codekite$"))


def test_the_auditor_checks_the_ledger_and_finds_a_changed_byte(page: Page) -> None:
    sign_in(page, "Alice Tran", "/ledger")
    press(page, "Check now")
    expect(page.locator("#state")).to_have_text(re.compile(r"^Whole\. [\d,]+ decisions, last checked"))
    assert axe(page) == []
    press(page, "Change one byte in a copy")
    expect(page.locator("#byte-result")).to_have_text(re.compile(r"The check of the copy says: (An e|E)ntry"))
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Receipt", exact=False).first.click()
    assert download.value.suggested_filename.startswith("receipt-")


def test_a_request_is_approved_signed_and_reported_without_javascript(plain: Page) -> None:
    sign_in(plain, "Elena Sorokin", "/team")
    first = plain.locator(".pv-request").first
    name = first.locator("h3").inner_text()
    first.locator("button").first.click()
    expect(plain.locator("#done")).to_contain_text(f"{name} is approved until")
    sign_in(plain, "Tom Reyes", "/spill")
    plain.locator("label", has_text="Not sure").click()
    press(plain, "Report now")
    expect(plain.locator(".usa-intro")).to_contain_text("Henry Osei has it.")


def test_classified_shows_the_number_and_nothing_else_to_do(page: Page) -> None:
    sign_in(page, "Tom Reyes", "/spill")
    page.get_by_text("Classified", exact=True).click()
    press(page, "Report now")
    expect(page.get_by_role("heading", level=1)).to_have_text("Call Security: 555-0142")
    assert axe(page) == []
    press(page, "I have called")
    expect(page.get_by_text("You called at")).to_be_visible()


@pytest.mark.journey
def test_the_tour_has_no_dead_link(page: Page) -> None:
    page.goto("/tour")
    stops = page.locator(".pv-tour > li")
    for place in range(stops.count()):
        stops.nth(place).get_by_role("button").click()
        expect(page.locator("h1")).to_be_visible()
        assert "Nothing is here" not in page.locator("main").inner_text()
        assert page.locator("details.pv-me summary").count() == 1
        page.goto("/tour")
        expect(stops.nth(place)).to_contain_text("Done")
    expect(page.locator(".usa-intro")).to_contain_text("You have seen every stop.")


def test_a_rule_that_a_link_names_is_in_view(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport={"width": 375, "height": 812})
    page = context.new_page()
    page.goto("/rules#139-07.2.a.3")
    expect(page.locator('[id="139-07.2.a.3"] h3')).to_be_in_viewport()
    context.close()
