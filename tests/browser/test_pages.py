"""Every page, as the person it is for: accessible, silent, and without sideways scrolling from 320 pixels up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import axe, scrolls_sideways, shoot, sign_in

pytestmark = pytest.mark.browser
RECORD = ["/record", "/record/steps", "/record/signed", "/record/objections", "/record/kept"]
STEPS = ["/steps", "/steps/sign", "/steps/account/northlight-chat"]
VISITS = {
    "Maya Okafor": [
        "/workspace",
        "/check",
        "/tools",
        "/tools/northlight-chat",
        "/rules",
        "/rules/139-07.2.a.1",
        "/spill",
        "/tour",
    ],
    "Dale Whitcomb": [*RECORD, *STEPS],
    "Tom Reyes": ["/steps", "/workspace", "/tools", "/record"],
    "Priya Nair": ["/steps", "/workspace", "/spill"],
    "Elena Sorokin": ["/team", "/people/tom.reyes"],
    "Joan Castellanos": ["/objections", "/objections/rates?days=365"],
    "Ana Whitfield": ["/packs", "/packs/end", "/tools/add", "/tools/sketchtide"],
    "Henry Osei": ["/incidents"],
    "Yusuf Karim": ["/people", "/people/add", "/people/maya.okafor"],
    "Alice Tran": ["/ledger", "/ledger?show=entries", "/people", "/incidents"],
}
ALWAYS = ("Tom Reyes", "Henry Osei")
"""The others are among the long walks."""


@pytest.mark.parametrize(
    "person", [person if person in ALWAYS else pytest.param(person, marks=pytest.mark.journey) for person in VISITS]
)
def test_pages_of_a_person_are_accessible_and_fit(page: Page, person: str) -> None:
    sign_in(page, person)
    problems = {path: found for path in VISITS[person] if (found := look_at(page, person, path))}
    assert problems == {}


def look_at(page: Page, person: str, path: str) -> list[str]:
    """What is wrong with one page: its status, its headings, its accessibility, its width."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(path)
    found = [] if answer and answer.status == 200 else [f"answers {answer and answer.status}"]
    if page.locator("h1").count() != 1:
        found.append("has not one h1")
    found += axe(page)
    page.set_viewport_size({"width": 320, "height": 812})
    if scrolls_sideways(page):
        found.append("scrolls sideways at 320 px")
    shoot(page, f"{person.split()[0].lower()}{path.split('?')[0].replace('/', '-')}")
    return found


def test_pages_for_others_say_for_whom_they_are(page: Page) -> None:
    sign_in(page, "Tom Reyes")
    for path in ("/ledger", "/people", "/team", "/incidents", "/packs/end"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403, path
        expect(page.get_by_text("You are signed in as Tom.")).to_be_visible()
    assert axe(page) == []
