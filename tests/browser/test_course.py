"""The course in a browser, by keyboard alone: a module, a wrong answer, passing, and the certificate on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from proviso.policy import builtin
from proviso.policy.course import Module, Question, course_of
from proviso.policy.terms import CourseTerms
from tests.browser.helpers import axe, scrolls_sideways, shoot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.journey]
MOST_TABS = 40


def the_terms() -> CourseTerms:
    terms = builtin("dhs-139-07").course
    assert terms is not None
    return terms


def answer_by_forms(page: Page, modules: list[Module]) -> None:
    """Every question of these modules but the last one, right at once, by its form and not through the screen."""
    pages = [
        (number, place, question)
        for number, module in enumerate(modules, 2)
        for place, question in enumerate(module.questions, len(module.cards) + 1)
    ]
    for number, place, question in pages[:-1]:
        address = f"/course/{number}/{place}"
        fields = dict(re.findall(r'name="(csrf|try|question)" value="([^"]*)"', page.request.get(address).text()))
        choice = next(choice.id for choice in question.choices if choice.is_right)
        page.request.post(address, form={**fields, "choice": choice})


def go(page: Page, goal: Locator, key: str = "Enter") -> None:
    """Reach something by Tab, past the navigation, see its ring, and press a key."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if goal.evaluate("e => e === document.activeElement || e.contains(document.activeElement)"):
            break
    ring = goal.evaluate(
        "e => getComputedStyle(document.activeElement).outlineStyle + (document.activeElement.type || '')"
    )
    assert ring.startswith("solid") or ring.endswith("radio"), f"no ring at {goal}"
    if key == "Enter":
        enter(page)
    else:
        page.keyboard.press(key)


def enter(page: Page) -> None:
    """Press what has the focus, and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, question: Question, *, right: bool) -> None:
    """Pick an answer with the arrow keys, then go on to the button."""
    wanted = next(choice.text for choice in question.choices if choice.is_right is right)
    tiles = page.locator("main input[type=radio]")
    go(page, page.locator("#choice"), "Space")
    for _ in range(tiles.count()):
        if page.get_by_label(wanted, exact=True).is_checked():
            break
        page.keyboard.press("ArrowDown")
    assert page.get_by_label(wanted, exact=True).is_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check my answer")).to_be_focused()
    enter(page)


def fine(page: Page, name: str) -> None:
    """No axe violation at 375 and 1280 pixels, and nothing to scroll sideways."""
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [], f"{name} at {width}"
        assert not scrolls_sideways(page), f"{name} at {width}"


def test_a_person_takes_the_whole_course_by_keyboard_and_prints_the_certificate(page: Page) -> None:
    sign_in(page, "Lorraine Pike", "/course")
    expect(page.locator("main .usa-intro")).to_have_text("10 modules, 42 minutes in all.")
    fine(page, "course before")
    go(page, page.get_by_role("button", name="Start the course"))
    expect(page).to_have_title(re.compile("^It writes what is likely, not what is true: Module 1 of 10"))
    fine(page, "idea")
    first, *others = course_of(the_terms()).modules
    for _ in first.cards:
        go(page, page.locator("main a.usa-button").first)
    choose(page, first.questions[0], right=False)
    expect(page).to_have_title(re.compile("^Not this one: Module 1 of 10"))
    expect(page.locator("#not-this-one")).to_contain_text("Rule 0.d counts here: ")
    fine(page, "not this one")
    shoot(page, "course-not-this-one")
    choose(page, first.questions[0], right=True)
    expect(page.locator("#done")).to_contain_text("Right. Rule 0.d: ")
    fine(page, "right")
    choose(page, first.questions[1], right=True)
    expect(page).to_have_title(re.compile("Module 2 of 10"))
    page.goto("/course/3/1")
    fine(page, "worked pair")
    answer_by_forms(page, others)
    page.goto("/course")
    expect(page.locator("main .usa-intro")).to_have_text("Module 10 of 10, 1 minute left.")
    go(page, page.get_by_role("link", name="Continue the course"))
    choose(page, others[-1].questions[-1], right=True)
    expect(page.locator("main .usa-intro")).to_have_text("You passed: 22 of 23.")
    fine(page, "passed")
    go(page, page.get_by_role("link", name="Open my certificate"))
    expect(page).to_have_title(re.compile("^Certificate: Responsible use of generative AI"))
    fine(page, "certificate")
    shoot(page, "certificate")
    page.emulate_media(media="print")
    assert page.locator(".pv-print-title").is_visible()
    assert page.get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")).is_visible(), "the receipt stands on paper"
    assert not page.get_by_role("link", name="Download the receipt").is_visible()


def test_the_training_office_has_its_pages_fine_in_each_width(page: Page) -> None:
    sign_in(page, "Lena Fox", "/training")
    for address in ("/training", "/training?q=nobody-has-this-name", "/training/questions", "/training/sessions"):
        page.goto(address)
        fine(page, address)
    page.locator("tbody a").first.click()
    fine(page, "session")
    page.get_by_role("link", name="Call the session off").click()
    fine(page, "call off")


def test_the_course_works_without_javascript(plain: Page) -> None:
    plain.goto("/sign-in?next=/course/3/1")
    plain.locator("label.usa-radio__label", has_text="Tom Reyes").click()
    plain.get_by_role("button", name="Sign in", exact=True).click()
    plain.wait_for_url("**/course/3/1")
    expect(plain.locator("h1")).to_have_text("Nothing about a person, even without a name")
    expect(plain.locator("mark").first).to_contain_text("an applicant")
    plain.goto("/course/6/4")
    plain.get_by_role("button", name="Check my answer").click()
    expect(plain.locator("#problems")).to_contain_text("Choose one of the answers.")
