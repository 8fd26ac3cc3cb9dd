""" "I think this is wrong", from the denial to the office and back, in a real browser, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from proviso.demo.samples import sample
from tests.browser.helpers import axe, scrolls_sideways, shoot, sign_in

pytestmark = pytest.mark.browser


def deny(page: Page, more: str = "") -> None:
    page.locator("#text").fill(sample("a-number").text + more)
    page.get_by_role("button", name="Check and send").last.click()
    expect(page.locator("#outcome")).to_contain_text("This text has an A‑number")


def test_an_objection_goes_to_a_named_person_and_comes_back_answered(page: Page, browser: Browser, server: str) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    # A text of its own: the answer opens this exact text for a time, also for the other tests of this server.
    deny(page, "The shelves are gray.")
    page.get_by_role("button", name="I think this is wrong").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I think this is wrong")
    expect(page.get_by_label("Let the reviewer see my text.")).not_to_be_checked()
    assert axe(page) == []
    shoot(page, "objection-form")
    page.locator("label", has_text="It is a part, docket or sample number").click()
    page.locator("label", has_text="Let the reviewer see my text.").click()
    page.get_by_role("button", name="Send my objection").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your objection is sent")
    expect(page.locator(".usa-intro")).to_contain_text("Sent to Privacy. Joan Castellanos answers by")
    expect(page.locator(".usa-intro")).to_contain_text("Your supervisor is not told.")
    assert axe(page) == []
    shoot(page, "objection-sent")
    sent = page.url
    office = browser.new_context(base_url=server).new_page()
    sign_in(office, "Joan Castellanos", "/objections")
    assert axe(office) == []
    shoot(office, "objections-queue")
    office.goto(sent)
    office.get_by_role("button", name="Open the text").click()
    expect(office.locator("#f1")).to_contain_text("A012 345 678")
    assert axe(office) == []
    shoot(office, "objection-answer")
    office.locator("label", has_text="The person was right").click()
    office.get_by_label("Your words to the person").fill("It is the number of a box on the shelf.")
    office.get_by_role("button", name="Send my answer").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Objections")
    office.context.close()
    page.goto(sent)
    expect(page.get_by_role("heading", level=1)).to_have_text("You were right")
    page.goto("/record/objections")
    expect(page.locator("main")).to_contain_text("You were right.")


def test_an_objection_needs_no_javascript_and_no_text(plain: Page) -> None:
    sign_in(plain, "Maya Okafor", "/workspace")
    plain.locator("#text").fill(sample("anonymous-case").text)
    plain.get_by_role("button", name="Check and send").last.click()
    plain.get_by_role("button", name="I think this is wrong").click()
    plain.locator("label", has_text="It is made up").click()
    plain.get_by_role("button", name="Send my objection").click()
    expect(plain.locator(".usa-intro")).to_contain_text("Sent to Privacy.")


@pytest.mark.parametrize("part", ["", "/why"])
def test_the_pages_of_a_decision_are_accessible_at_every_width(page: Page, part: str) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    deny(page)
    code = page.locator(".pv-decision .pv-code").first.get_attribute("href")
    assert code is not None
    page.goto(code + part)
    assert axe(page) == []
    shoot(page, f"decision{part.replace('/', '-')}")
    for width in (320, 375):
        page.set_viewport_size({"width": width, "height": 812})
        assert not scrolls_sideways(page)


def test_a_decision_prints_its_title_block_and_no_navigation(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    deny(page)
    code = page.locator(".pv-decision .pv-code").first.get_attribute("href")
    assert code is not None
    page.goto(code)
    page.emulate_media(media="print")
    expect(page.locator(".pv-print-title")).to_be_visible()
    expect(page.locator("header nav")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("#outcome")).to_be_visible()
