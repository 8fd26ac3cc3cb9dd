"""What must stay so on every page: work without JavaScript, a whole sheet of paper, and lists that lead on."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from proviso.demo.samples import sample
from tests.browser.helpers import sign_in

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 700, 990
"""About a letter page with its margins, in pixels of CSS."""
DEAD = re.compile(r"^(Nothing|None|No [a-z]+)\.?$")


def cut_off(page: Page) -> list[str]:
    """What paper would cut: elements that are wider or longer than what shows of them."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter(e => {
                const style = getComputedStyle(e);
                if (style.display === "none" || style.visibility === "hidden") return false;
                if (e.closest(".usa-sr-only, svg")) return false;
                const hides = ["hidden", "clip", "auto", "scroll"];
                const isWide = hides.includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
                const isLong = hides.includes(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
                return (isWide || isLong) && e.clientWidth > 0;
            }).map(e => e.localName + "." + e.className)"""
        )
    )


def on_paper(page: Page, path: str, *words: str) -> None:
    """The page as it prints: its title block, its own words, nothing cut off, nothing to press."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(path)
    page.emulate_media(media="print")
    block = page.locator(".pv-print-title")
    expect(block).to_be_visible()
    expect(block).to_contain_text("Department of Coastal Safety")
    expect(block).to_contain_text(path.partition("?")[0])
    expect(page.locator("header")).to_be_hidden()
    for word in words:
        expect(page.locator("main")).to_contain_text(word)
    assert page.locator("main button:visible").count() == 0, path
    assert cut_off(page) == [], path
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, path
    page.emulate_media(media="screen")


def test_a_decision_the_signed_rules_and_an_incident_print_whole(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/record")
    code = page.locator("main a[href^='/decisions/']").first
    href = str(code.get_attribute("href"))
    on_paper(page, href, "-".join((href[-8:-4], href[-4:])))
    on_paper(page, f"{href}/why")
    on_paper(page, "/steps/sign", "139-07", "Maya Okafor")
    sign_in(page, "Henry Osei", "/incidents")
    incident = str(page.locator("main a[href^='/incidents/']").first.get_attribute("href"))
    on_paper(page, incident, incident.rpartition("/")[2])
    sign_in(page, "Joan Castellanos", "/objections")
    objection = str(page.locator("main a[href^='/objections/']:not([href$=rates])").first.get_attribute("href"))
    on_paper(page, objection)
    on_paper(page, "/objections/rates?days=365", "us_a_number")


def printed(page: Page) -> str:
    """The words of the page as the browser's own print makes them, a line of paper a line."""
    pages = PdfReader(io.BytesIO(page.pdf(format="Letter", prefer_css_page_size=True))).pages
    return "\n".join(one.extract_text() for one in pages)


def test_paper_shows_what_is_folded_and_breaks_no_word(page: Page) -> None:
    sign_in(page, "Maya Okafor", "/workspace?sample=flood-report")
    page.get_by_role("button", name="Check and send").last.click()
    expect(page.locator(".pv-turn")).to_contain_text("Before you use it", timeout=60_000)
    words = printed(page)
    assert "Volunteers were ready, yet no one list said" in words, "the whole question, although it is folded"
    assert "DRAFT" in words
    assert "Show all" not in words
    assert "Go to the answer" not in words
    page.goto("/steps")
    assert re.search(r"trainings\s+\(/steps#trainings\)", printed(page)), (
        "an address stands behind its link, not above the row"
    )
    sign_in(page, "Alice Tran", "/evidence")
    assert cut_off(page) == []
    page.emulate_media(media="print")
    narrow = page.evaluate(
        """() => [...document.querySelectorAll("table th, table td")].filter(cell => {
            const range = document.createRange();
            return [...cell.childNodes].some(node => {
                if (node.nodeType !== 3 || !/\\S{3,}/.test(node.data)) return false;
                const word = /\\S{3,}/.exec(node.data);
                range.setStart(node, word.index);
                range.setEnd(node, word.index + word[0].length);
                return range.getClientRects().length > 1 && !word[0].includes("-");
            });
        }).map(cell => cell.textContent)"""
    )
    page.emulate_media(media="screen")
    assert narrow == [], "no word of a table is broken over two lines"


def test_what_people_do_needs_no_javascript(plain: Page) -> None:
    """Ask and denied are in `test_ask`, an objection in `test_objections`, a spill in `test_console_pages`."""
    sign_in(plain, "Maya Okafor", "/workspace")
    plain.locator("#text").fill(sample("a-number").text)
    plain.get_by_role("button", name="Check and send").last.click()
    plain.get_by_role("button", name="I think this is wrong").click()
    plain.locator("label", has_text="It is a part, docket or sample number").click()
    plain.get_by_role("button", name="Send my objection").click()
    address = re.sub(r"^https?://[^/]+", "", plain.url)
    sign_in(plain, "Joan Castellanos", address)
    plain.locator("label", has_text="The rule stands").click()
    plain.locator("#answer").fill("It is the number of a person.")
    plain.get_by_role("button", name=re.compile("answer", re.IGNORECASE)).click()
    expect(plain.locator("main")).to_contain_text("Answered: decision")
    sign_in(plain, "Maya Okafor", address)
    expect(plain.get_by_role("heading", level=1)).to_have_text("The rule stands")
    sign_in(plain, "Elena Sorokin", "/team")
    for box in plain.locator(".pv-request input[type=checkbox]").all()[-2:]:
        plain.locator(f"label[for={box.get_attribute('id')}]").click()
    plain.get_by_role("button", name="Approve those who are ticked").click()
    expect(plain.locator(".usa-intro")).to_have_text("You approve 2 people.")
    plain.get_by_role("button", name="Approve 2 people").click()
    expect(plain.locator("#done")).to_contain_text("Approved:")
    plain.get_by_role("button", name="Undo").first.click()
    expect(plain.locator("#done")).to_contain_text("Undone.")
    sign_in(plain, "Dale Whitcomb", "/steps/sign")
    expect(plain.locator("main")).to_contain_text("sign")


LISTS = {
    "Elena Sorokin": ["/", "/team"],
    "Joan Castellanos": ["/", "/objections", "/objections/rates"],
    "Henry Osei": ["/", "/incidents"],
    "Alice Tran": ["/", "/people?q=nobodyatall", "/ledger?person=nobody.at.all", "/incidents"],
    "Yusuf Karim": ["/", "/people?q=nobodyatall", "/systems"],
    "Grace Liu": ["/", "/record", "/record/objections", "/systems"],
    "Tom Reyes": ["/", "/record", "/record/objections", "/record/signed", "/record/tokens", "/steps"],
}


@pytest.mark.parametrize(
    "person", [name if name == "Tom Reyes" else pytest.param(name, marks=pytest.mark.journey) for name in LISTS]
)
def test_an_empty_list_names_the_action_and_a_waiting_item_names_who_and_since_when(page: Page, person: str) -> None:
    sign_in(page, person)
    for path in LISTS[person]:
        page.goto(path)
        main = page.locator("main")
        for words in main.locator("p").all_inner_texts():
            assert not DEAD.match(words.strip()), f"{path}: “{words}” leads nowhere"
        waits = main.locator(".pv-task", has_text=re.compile(r"\b[Ww]aiting for\b"))
        for row in waits.all_inner_texts():
            # For the reader, the row's own name says who waits; else it says for whom.
            assert re.search(r"Waiting for ([A-Z]\w+ [A-Z]\w+|\d+ days?)", row), f"{path}: {row}"
            assert re.search(r"since|Since|[Aa]sked|today|ago", row), f"{path}: {row}"
        for row in main.locator(".pv-request").all_inner_texts():
            assert re.search(r"Asked .+, (today|\d+ days? ago)", row), f"{path}: {row}"
