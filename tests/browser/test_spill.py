"""From a denied use to a lesson, by keyboard alone, with axe on each page (139-07.6; ux section 15, tick 21)."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from proviso.demo.samples import sample
from tests.browser.helpers import axe, scrolls_sideways, shoot, sign_in

pytestmark = pytest.mark.browser


def looked(page: Page, title: str) -> None:
    """The page says what it is, and axe has nothing to say about it, also on a small screen."""
    assert title in page.title()
    assert axe(page) == []
    for width in (320, 375):
        page.set_viewport_size({"width": width, "height": 812})
        assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def press(thing: Locator, key: str = "Enter") -> None:
    thing.focus()
    with thing.page.expect_navigation():
        thing.page.keyboard.press(key)


def write(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def report(page: Page) -> str:
    """Three keys from a denied use: the link, the kind, the button. Returns the number of the incident."""
    sign_in(page, "Maya Okafor", "/workspace")
    page.locator("#text").fill(sample("a-number").text + " The cranes are blue.")
    page.get_by_role("button", name="Check and send").last.click()
    expect(page.locator("#outcome")).to_contain_text("Your text has not left the agency.")
    with (
        page.context.expect_page()
        if page.get_by_role("link", name="Report a spill about it").get_attribute("target")
        else page.expect_navigation()
    ):
        page.get_by_role("link", name="Report a spill about it").focus()
        page.keyboard.press("Enter")
    form = page.context.pages[-1]
    form.wait_for_load_state()
    looked(form, "Report a spill")
    expect(form.locator("main")).to_contain_text("Nothing was sent from here. Tell us if it was pasted somewhere else.")
    expect(form.locator("main")).to_contain_text("About decision")
    form.get_by_label("Where was it pasted? (if you know)").focus()
    form.keyboard.type("Northlight")
    form.locator("#kind-1").focus()
    form.keyboard.press("Space")
    press(form.get_by_role("button", name="Report now"))
    looked(form, "Your report is in")
    expect(form.locator(".usa-intro")).to_contain_text("Henry Osei has it.")
    return form.url.rpartition("/")[2]


@pytest.mark.journey
def test_from_a_denied_use_to_a_lesson(page: Page) -> None:
    incident = f"/incidents/{report(page)}"
    page = page.context.pages[-1]
    sign_in(page, "Henry Osei", "/")
    looked(page, "Home")
    press(page.locator(f"main a[href='{incident}']").first)
    looked(page, "Next: ask the vendor to delete")
    expect(page.locator(".usa-intro")).to_contain_text("minutes left")
    shoot(page, "incident-open")
    press(page.get_by_role("button", name="Take it"))
    expect(page.locator(".pv-timeline")).to_contain_text("Henry Osei took it.")
    press(page.get_by_role("link", name="End the sessions of Maya Okafor"))
    looked(page, "Check and confirm")
    press(page.get_by_role("button", name="End the sessions of Maya Okafor"))
    expect(page.locator("#done")).to_contain_text("The sessions have ended.")
    press(page.get_by_role("link", name="Write the letter to the vendor"))
    looked(page, "Ask the vendor to delete")
    write(page, "How was it sent?", "On the vendor’s page.")
    press(page.get_by_role("button", name="It was sent"))
    press(page.get_by_role("button", name="Done: the vendor confirmed").first)
    press(page.get_by_role("button", name="Done: CISA has the report").first)
    press(page.get_by_role("button", name="Done: no account is at risk any more").first)
    looked(page, "Next: say whom it can harm, and how")
    write(page, "Your note", "The part stood in one chat.")
    press(page.get_by_role("button", name="Add the note"))
    sign_in(page, "Joan Castellanos", incident)
    press(page.get_by_role("button", name="Done: the risk is written down").first)
    page.locator("#notify-2").focus()
    page.keyboard.press("Space")
    write(page, "Why?", "Nobody outside saw it.")
    looked(page, "Next: decide whether people are notified")
    press(page.get_by_role("button", name="Record the decision"))
    sign_in(page, "Henry Osei", incident)
    press(page.get_by_role("link", name="Write down cause and lesson"))
    looked(page, "Cause and lesson")
    write(page, "What was the cause?", "A number stood in a file name.")
    write(page, "What do others learn from it?", "Look at the name of a file, too.")
    press(page.get_by_role("button", name="Write it down"))
    looked(page, "Next: a second person closes it")
    sign_in(page, "Joan Castellanos", incident)
    press(page.get_by_role("link", name="Close the incident"))
    looked(page, "Check and confirm")
    press(page.get_by_role("button", name="Close the incident"))
    looked(page, "Nothing is left to do")
    expect(page.locator("#conclusion + dl")).to_contain_text("Look at the name of a file, too.")
    shoot(page, "incident-closed")


def test_a_drill_says_so_and_the_clock_speaks_at_its_marks_only(page: Page) -> None:
    page.clock.install()
    sign_in(page, "Henry Osei", "/incidents/drill")
    looked(page, "Start a drill")
    page.locator("#kind-2").focus()
    page.keyboard.press("Space")
    write(page, "Who plays the reporter?", "tom.reyes")
    press(page.get_by_role("button", name="Start the drill"))
    looked(page, "DRILL: Incident")
    expect(page.get_by_role("heading", level=1)).to_contain_text("DRILL: Incident")
    expect(page.locator(".pv-drill")).to_contain_text("DRILL")
    line, clock = page.locator("#status"), page.locator(".pv-clock")
    page.clock.run_for(25 * 60_000)
    expect(clock).to_contain_text("minutes left")
    expect(line).to_have_text("")
    page.clock.run_for(5 * 60_000)
    expect(line).to_have_text("30 minutes left.")
    page.clock.run_for(10 * 60_000)
    expect(line).to_have_text("30 minutes left.")
    page.clock.run_for(10 * 60_000)
    expect(line).to_have_text("10 minutes left.")
    page.clock.run_for(12 * 60_000)
    expect(line).to_have_text("due now.")
    expect(clock).to_contain_text("late")
    page.goto(f"{page.url}/drill-report")
    looked(page, "Drill report")


def test_nobody_has_to_sign_in_to_report_and_no_script_is_needed(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/help")
    began = time.monotonic()
    page.get_by_role("link", name="Report a spill").first.click()
    page.locator("label", has_text="Not sure").click()
    page.get_by_role("button", name="Report now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report is in")
    assert time.monotonic() - began < 20, "three clicks, and at most 20 seconds"
    context.close()
