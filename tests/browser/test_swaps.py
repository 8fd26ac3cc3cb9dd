"""One page that stays open: what htmx swaps, who speaks (focus or status line), and what happens when it goes wrong."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from proviso.demo.samples import sample
from tests.browser.helpers import axe, focused, press, sign_in

pytestmark = pytest.mark.browser
PLAIN = "The levee on the north bank held. Pumps kept the water plant dry in the spring flood."
READY = re.compile(r"^Answer ready, \d+ words\.$")
NOTE = """
window.said = [];
document.addEventListener("DOMContentLoaded", () => {
    const line = document.getElementById("status");
    if (!line) return;
    new MutationObserver(() => said.push(line.textContent))
        .observe(line, {childList: true, characterData: true, subtree: true});
});
"""


@pytest.fixture
def cut_off(context: BrowserContext) -> Page:
    """A page whose console may say that the network is gone."""
    return context.new_page()


def said(page: Page) -> list[str]:
    return [str(words) for words in page.evaluate("() => said") if words]


def button(page: Page) -> None:
    press(page.locator("[data-pv-send-button]"))


def test_after_each_swap_the_focus_is_on_the_new_heading_and_the_title_tells_the_result(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    page.evaluate("() => { window.isTheSamePage = true; }")
    page.locator("#text").fill(sample("a-number").text)
    button(page)
    assert focused(page) == "h2#outcome"
    assert page.title() == "Not sent: This text has an A‑number – Workspace – Proviso"
    press(page.get_by_role("button", name="Remove it and check again"))
    assert focused(page) == "h2#outcome"
    assert page.title() == "Checked: you can send this text – Workspace – Proviso"
    press(page.get_by_role("button", name="Only check"))
    assert focused(page) == "h2#outcome"
    button(page)
    assert focused(page) == "button", "the one that sent: the line speaks"
    expect(page.get_by_role("heading", name="Sent to Northlight Chat at")).to_be_visible()
    assert page.title() == "Northlight Chat answered – Workspace – Proviso"
    press(page.get_by_role("button", name="Change the tool or the purpose"))
    assert focused(page) == "fieldset#purpose"
    assert page.evaluate("() => window.isTheSamePage"), "nothing of this loaded a page"
    assert axe(page) == []


def test_a_box_that_was_made_larger_by_hand_swaps_without_a_word_in_the_console(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    # What dragging its corner does; htmx would copy that style to the new box, and the policy forbids such styles.
    page.locator("#text").evaluate("(box) => { box.style.height = '500px'; }")
    page.locator("#text").fill(sample("a-number").text)
    button(page)
    assert focused(page) == "h2#outcome"


def test_one_line_speaks_when_the_state_changes_and_never_with_the_focus(page: Page) -> None:
    page.add_init_script(NOTE)
    sign_in(page, "Maya Okafor", "/workspace")
    page.locator("#text").fill(sample("a-number").text)
    button(page)
    assert said(page) == [], "a denial is read by its heading"
    page.locator("#text").fill(PLAIN)
    button(page)
    expect(page.get_by_role("status")).to_have_text(READY)
    first, *_, last = said(page)
    assert first == "Checked. Allowed. Sending."
    assert READY.match(last)
    expect(page.locator("[data-pv-send-button]")).to_be_focused()
    assert page.locator('[role="status"], [aria-live]:not([aria-live="off"]), [role="alert"]').count() == 1


def test_back_leads_to_the_page_before_and_leaves_no_text(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Workspace").click()
    page.locator("#text").fill(PLAIN)
    button(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you now")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workspace")
    expect(page.locator("#text")).to_have_value("")


def test_a_page_that_is_too_old_keeps_the_text_and_sends_at_the_next_press(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    page.locator("#text").fill(PLAIN)
    page.evaluate("""() => { for (const field of document.querySelectorAll('[name="csrf"]')) field.value = "old"; }""")
    button(page)
    assert focused(page) == "h2#problem"
    assert page.title() == "This page is too old – Proviso"
    expect(page.locator("#text")).to_have_value(PLAIN)
    assert axe(page) == []
    button(page)
    expect(page.get_by_role("heading", name="Sent to Northlight Chat at")).to_be_visible()
    expect(page.locator("#problem")).to_have_count(0)


def test_who_is_signed_out_signs_in_beside_the_text_and_sends_it(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    page.locator("#text").fill(PLAIN)
    other = page.context.new_page()
    other.goto("/")
    other.locator(".pv-me summary").click()
    other.get_by_role("button", name="Sign out").click()
    button(page)
    assert page.title() == "You are signed out – Proviso"
    expect(page.locator("#text")).to_have_value(PLAIN)
    sign_in(other, "Maya Okafor")
    button(page)
    button(page)
    expect(page.get_by_role("heading", name="Sent to Northlight Chat at")).to_be_visible()


def test_without_a_network_the_words_say_so_and_the_text_stays(cut_off: Page) -> None:
    sign_in(cut_off, "Maya Okafor", "/workspace")
    cut_off.locator("#text").fill(PLAIN)
    cut_off.context.set_offline(True)
    cut_off.locator("[data-pv-send-button]").click()
    expect(cut_off.get_by_role("status")).to_have_text(
        "We could not reach Proviso. Your text is still here. Try again."
    )
    expect(cut_off.locator("[data-pv-send-button]")).to_be_focused()
    cut_off.context.set_offline(False)
    button(cut_off)
    expect(cut_off.get_by_role("heading", name="Sent to Northlight Chat at")).to_be_visible()


def test_what_is_typed_is_not_lost_by_a_look_at_the_choice_or_at_an_answer(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    page.locator("#text").fill(PLAIN)
    button(page)
    page.locator("#text").fill("My next text.")
    press(page.get_by_role("button", name="End it now"))
    expect(page.locator("#text")).to_have_value("My next text.")
    press(page.get_by_role("button", name="Change the tool or the purpose"))
    expect(page.locator("#text")).to_have_value("My next text.")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tools").click()
    page.wait_for_url("**/tools")
    assert asked == ["beforeunload"]


def test_two_texts_of_one_minute_have_names_of_their_own(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace")
    for text in (PLAIN, f"{PLAIN} The gauge was read twice."):
        page.locator("#text").fill(text)
        button(page)
    expect(page.locator("#text-hint")).to_contain_text("Each text is sent alone")
    page.locator("summary", has_text="Earlier in this conversation").click()
    assert axe(page) == []
