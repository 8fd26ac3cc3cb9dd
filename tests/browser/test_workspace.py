"""The workspace and the denial in a real browser (ux.md, section 15): focus, marks, keyboard, no JavaScript, widths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from proviso.demo.samples import Sample, sample, samples
from tests.actions.test_seeing import drawn
from tests.browser.helpers import axe, focused, press, scrolls_sideways, shoot, sign_in
from tests.screening.readers.made import attached, book, mail, png

pytestmark = pytest.mark.browser
READY = re.compile(r"^Answer ready, [\d,]+ words\.$")
DENIED = [one for one in samples() if one.expects != "allowed"]
ALWAYS = ("a-number", "cui-memo", "press-story", "anonymous-case")
"""The other denials are among the long walks."""


def put_sample(page: Page, one: Sample) -> None:
    """Through "Try a sample text", as a visitor of the demo would."""
    page.goto("/workspace")
    page.locator("summary", has_text="Try a sample text").click()
    press(page.get_by_role("button", name=one.title, exact=True))
    expect(page.locator("#text")).to_have_value(re.compile(re.escape(one.text.strip()[:20])))


def send(page: Page, text: str) -> None:
    """Paste and send."""
    page.locator("#text").fill(text)
    press(page.locator("[data-pv-send-button]"))


def test_from_home_to_an_answer_in_three_actions(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Workspace").click()
    page.locator("#text").fill("The levee on the north bank held. Pumps kept the water plant dry in the spring flood.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_have_text(READY)
    expect(page.get_by_role("heading", name="Sent to Northlight Chat at")).to_be_visible()
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")
    assert page.title().startswith("Northlight Chat answered")
    assert axe(page) == []
    shoot(page, "workspace-allowed")


def test_the_empty_workspace_is_accessible_and_the_box_is_where_it_is_expected(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    assert axe(page) == []
    shoot(page, "workspace-empty")
    for width in (320, 375):
        page.set_viewport_size({"width": width, "height": 812})
        assert not scrolls_sideways(page)


def test_choosing_a_tool_and_a_purpose_is_accessible(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    press(page.get_by_role("button", name="Change the tool or the purpose"))
    expect(page.get_by_role("group", name="What is it for?")).to_be_visible()
    assert axe(page) == []
    shoot(page, "workspace-change")


@pytest.mark.parametrize(
    "one",
    [pytest.param(one, id=one.id, marks=() if one.id in ALWAYS else pytest.mark.journey) for one in DENIED],
)
def test_each_denial_is_heard_first_fits_a_phone_has_no_violation_and_leads_on(page: Page, one: Sample) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    put_sample(page, one)
    press(page.locator("[data-pv-send-button]"))
    assert focused(page) == "h2#outcome"
    assert page.locator("#outcome").inner_text().startswith(("Not sent", "Stop. Nothing was sent."))
    assert axe(page) == []
    shoot(page, f"denial-{one.id}")
    page.set_viewport_size({"width": 375, "height": 812})
    page.evaluate("() => window.scrollTo(0, 0)")
    first = page.locator(".pv-decision__doors > *").first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] <= 812, "the first door is below the first screen of a phone"
    page.set_viewport_size({"width": 320, "height": 812})
    assert not scrolls_sideways(page)
    if one.expects != "emergency":
        leads_on(page, one)


def leads_on(page: Page, one: Sample) -> None:
    """The first door leads to an allowed use or to a place, never to a second denial."""
    if one.expects == "question":
        page.get_by_label("Link or citation").fill("https://news.example/port-ellery/harbor-bridge")
    first = page.locator(".pv-decision__doors > *").first
    if first.get_attribute("href") == "#text":
        first.click()
        assert focused(page) == "textarea#text"
        return
    press(first)
    expect(page.locator(".pv-decision")).to_have_count(0)
    # An answer leaves the focus in the box; the next Tab is "Go to the answer".
    assert focused(page).startswith(("h2#", "fieldset#", "textarea#text"))


TABBED = """() => {
    const e = document.activeElement;
    const all = [...document.querySelectorAll("a[href], button, input, textarea, select, summary")];
    return [all.indexOf(e), e.localName, getComputedStyle(e).outlineStyle];
}"""


LAST = """() => {
    const all = [...document.querySelectorAll("a[href], button, input, textarea, select, summary")];
    return all.findLastIndex(e => e.checkVisibility());
}"""
"""Place of the last thing that shows: what is closed or hidden is not for the keyboard."""


def test_tab_goes_through_a_denial_in_the_order_as_read_with_a_ring_that_shows(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    send(page, sample("a-number").text)
    before = -1
    for _ in range(70):
        page.keyboard.press("Tab")
        at, name, ring = page.evaluate(TABBED)
        if name == "body" or at < before:
            break
        assert ring == "solid", f"no ring on {name}"
        before = at
    assert before == page.evaluate(LAST), "the last link of the footer was reached, so nothing holds the focus back"


def test_a_denial_prints_its_own_title_and_no_ring(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    send(page, sample("a-number").text)
    page.emulate_media(media="print")
    expect(page.locator(".pv-print-title")).to_contain_text("Not sent: This text has an A‑number")
    assert page.locator("#outcome").evaluate("(e) => getComputedStyle(e).outlineStyle") == "none"
    expect(page.locator("#status")).to_be_hidden()


def test_show_in_your_text_moves_focus_to_the_mark_and_back(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    send(page, sample("a-number").text)
    page.get_by_role("link", name="Show in your text").first.click()
    assert focused(page) == "mark#f1"
    said = page.locator("#f1").evaluate("(e) => e.textContent")
    assert said == "Start of finding 1, A‑number: A012 345 678 End of finding 1."
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Show in your text").first).to_be_focused()


def test_removing_checking_and_sending_by_keyboard_alone(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    page.locator("#text").focus()
    page.keyboard.insert_text(sample("a-number").text)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Rule 139-07.2.a.1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Remove it and check again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Checked only. Nothing was sent.")).to_be_focused()
    expect(page.locator("#text")).not_to_have_value(re.compile("A012"))
    page.locator("#text").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Sent to Northlight Chat at")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(READY)
    expect(page.locator("#text")).to_be_focused()


def test_enter_in_the_source_field_sends_and_never_removes(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    send(page, sample("press-story").text)
    page.get_by_label("Link or citation").fill("https://news.example/port-ellery/harbor-bridge")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sent to Northlight Chat at")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(READY)
    expect(page.locator("#text")).to_be_focused()


def test_edit_my_text_moves_focus_to_the_box(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    send(page, sample("a-number").text)
    page.get_by_role("link", name="Edit my text").click()
    assert focused(page) == "textarea#text"


def test_a_file_is_read_into_the_box(page: Page, tmp_path: Path) -> None:
    plan = tmp_path / "flood-plan.txt"
    plan.write_text("The plan was published in May. It names no one.", encoding="utf-8")
    sign_in(page, "Maya Okafor", "/workspace")
    page.get_by_label("Add a file").set_input_files(plan)
    page.get_by_role("button", name="Add the file").click()
    expect(page.locator("#text")).to_have_value("The plan was published in May. It names no one.")
    expect(page.locator("#outcome")).to_be_focused()
    assert axe(page) == []
    shoot(page, "workspace-file")


def test_a_mail_and_a_workbook_say_what_was_read_of_them(page: Page, tmp_path: Path) -> None:
    note, plan = tmp_path / "note.eml", tmp_path / "plan.xlsx"
    note.write_bytes(mail(("Content-Type: text/plain", b"See below."), attached("levee.txt", b"The levee held.")))
    plan.write_bytes(book(state="hidden"))
    sign_in(page, "Maya Okafor", "/workspace")
    page.get_by_label("Add a file").set_input_files([note, plan])
    page.get_by_role("button", name="Add the file").click()
    expect(page.locator("#outcome")).to_be_focused()
    expect(page.locator(".pv-notice")).to_contain_text("note.eml: read, with 1 attachment.")
    expect(page.locator(".pv-notice")).to_contain_text("plan.xlsx: 1 sheet read, 1 of them hidden.")
    assert "[sheet Budget (hidden)]\n12" in page.locator("#text").input_value()
    assert axe(page) == []


@pytest.mark.ocr
def test_a_picture_is_waited_for_with_words(page: Page, tmp_path: Path) -> None:
    width, height, dots = drawn(b"BT /F1 30 Tf 60 700 Td (The levee held for two days.) Tj ET")
    wall = tmp_path / "wall.png"
    wall.write_bytes(png(width, height, pixels=dots))
    sign_in(page, "Maya Okafor", "/workspace")
    page.evaluate(
        "() => { window.said = []; const line = document.getElementById('status');"
        " const hear = new MutationObserver(() => window.said.push(line.textContent));"
        " hear.observe(line, { childList: true, subtree: true, characterData: true }); }"
    )
    page.get_by_label("Add a file").set_input_files(wall)
    page.get_by_role("button", name="Add the file").click()
    expect(page.locator(".pv-notice")).to_contain_text("reading a picture makes mistakes")
    assert "The levee held for two days." in page.locator("#text").input_value()
    assert "Reading a picture. It can take 5 seconds." in page.evaluate("() => window.said")
    assert axe(page) == []
    shoot(page, "workspace-picture")


def test_a_form_with_an_error_says_so_and_leads_to_the_field(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    press(page.locator("[data-pv-send-button]"))
    assert page.title().startswith("Error: ")
    assert focused(page) == "div#problems"
    page.get_by_role("link", name="Write or paste your text").click()
    assert focused(page) == "textarea#text"
    assert axe(page) == []


def test_without_javascript_a_person_asks_is_denied_and_sends(plain: Page) -> None:
    sign_in(plain, "Maya Okafor", "/workspace")
    plain.locator("#text").fill(sample("a-number").text)
    plain.get_by_role("button", name="Check and send").last.click()
    expect(plain.locator("#outcome")).to_contain_text("This text has an A‑number")
    plain.get_by_role("link", name="Show in your text").first.click()
    assert plain.url.endswith("#f1")
    plain.get_by_role("button", name="Remove it and check again").click()
    expect(plain.locator("#outcome")).to_have_text("Checked only. Nothing was sent.")
    plain.get_by_role("button", name="Check and send").last.click()
    expect(plain.get_by_role("heading", name="Sent to Northlight Chat at")).to_be_visible()


def test_no_prompt_text_is_in_the_page_after_leaving(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    send(page, sample("cui-memo").text)
    page.goto("/help")
    assert "records room" not in page.content()
    page.goto("/workspace")
    assert "records room" not in page.content()
    assert "records room" not in page.url
