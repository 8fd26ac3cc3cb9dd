"""From a wish to the first allowed use in one sitting: two people at two browsers, keyboard only, clicks counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from proviso.actions import guides, packs, people, tools
from proviso.actions.agency import Agency
from proviso.app import create_app
from proviso.db import uses as uses_db
from proviso.db.store import Tx
from proviso.model import GuideRow, Person, Role, Training
from tests.actions.house import CHAT
from tests.browser.helpers import axe, scrolls_sideways, shoot, sign_in, watch
from tests.gateway.house import listening
from tests.web.house import person, small_agency

pytestmark = pytest.mark.browser

MOST_CLICKS = 6
TEXT = "How high did the river stand in 2024? The county report says 4.2 meters."
ROWS = (
    GuideRow(
        id="HISTORY1",
        setting="Turn off chat history",
        clause="139-07.2.e.1",
        steps=("Open your name, then “Settings”.", "Choose “Data controls”.", "Set “Keep my chats” to off."),
    ),
    GuideRow(
        id="TRAIN001", setting="Keep what you enter out of training", clause="139-07.2.e.2", steps=("Stay there.",)
    ),
)


@dataclass
class Hands:
    """Somebody at a keyboard: every step goes by Tab, Enter and Space, and is counted."""

    page: Page
    clicks: int = 0
    most: list[int] = field(default_factory=list)

    def press(self, name: str, role: str = "button") -> None:
        """Go to a button or link by Tab and press Enter."""
        self._reach(self.page.get_by_role(role, name=name, exact=False).first)  # type: ignore[arg-type]  # button or link
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def tick(self, name: str) -> None:
        """Go to a check box by Tab and press Space."""
        self._reach(self.page.get_by_role("checkbox", name=name))
        self.clicks += 1
        self.page.keyboard.press("Space")

    def choose(self, first: str, name: str) -> None:
        """Go to a group of radio buttons by Tab, then down to one of them."""
        self._reach(self.page.get_by_role("radio", name=first))
        self.page.keyboard.press("Space")
        while not self.page.get_by_role("radio", name=name).is_checked():
            self.page.keyboard.press("ArrowDown")
        self.clicks += 1

    def type(self, label: str, words: str) -> None:
        """Go to a field by Tab and type."""
        self._reach(self.page.get_by_label(label))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def open(self, summary: str) -> None:
        """Open what can be folded."""
        self._reach(self.page.locator("summary", has_text=summary).first)
        self.clicks += 1
        self.page.keyboard.press("Enter")

    def _reach(self, wanted: object) -> None:
        wanted.wait_for()  # type: ignore[attr-defined]  # a locator
        for _ in range(150):
            if wanted.evaluate("e => e === document.activeElement"):  # type: ignore[attr-defined]  # the same
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {wanted}")

    def step_is_done(self) -> None:
        """A step of the five took so many clicks."""
        self.most.append(self.clicks)
        assert self.clicks <= MOST_CLICKS, f"{self.clicks} clicks at {self.page.url}"
        self.clicks = 0

    def look(self) -> None:
        """Every page on the way: no violation, and nothing to scroll sideways at 375 px."""
        assert axe(self.page) == [], self.page.url
        wide = self.page.viewport_size
        self.page.set_viewport_size({"width": 375, "height": 812})
        assert not scrolls_sideways(self.page), self.page.url
        assert wide is not None
        self.page.set_viewport_size(wide)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = small_agency(tmp_path)
    at = datetime.now(UTC)

    def fill(tx: Tx) -> None:
        packs.activate(tx, made.packs.base(), actor="system", at=at)
        for one in (
            person("Marcus Bell", roles=frozenset({Role.CIO_OFFICE}), story="Tools."),
            replace(person("Nora Vale", "Analyst", story="New today."), supervisor_id="elena.sorokin"),
        ):
            people.add(tx, one, actor="system", at=at)
        tools.add(tx, CHAT, actor="system", at=at)
        guides.set_guide(tx, CHAT.id, ROWS, asks_again=True, seen_version=0, actor="marcus.bell", at=at)

    made.store.write(fill)
    yield made
    made.store.close()


@pytest.fixture
def address(agency: Agency) -> Iterator[str]:
    with listening(create_app(agency)) as base:
        yield base


def at_a_browser(browser: Browser, address: str, name: str, then: str) -> Iterator[Hands]:
    """Somebody who has signed in, and whose console stays silent."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(15_000)
    page = context.new_page()
    watched = watch(page)
    sign_in(page, name, then)
    yield Hands(page)
    assert watched.messages == []
    context.close()


def learn(agency: Agency, who: str) -> None:
    """The course and the annual trainings have journeys of their own: here the learning system tells of them."""
    at = datetime.now(UTC)

    def record(tx: Tx) -> None:
        for kind in Training:
            people.record_training(tx, who, kind, at - timedelta(minutes=1), "x", version="2", actor="system", at=at)

    agency.store.write(record)


@pytest.mark.journey
def test_a_new_person_reaches_the_first_allowed_use_in_one_sitting(
    agency: Agency, address: str, browser: Browser
) -> None:
    begun = datetime.now(UTC)
    noras, elenas = (
        at_a_browser(browser, address, name, then)
        for name, then in (("Nora Vale", "/steps"), ("Elena Sorokin", "/team"))
    )
    nora, elena = next(noras), next(elenas)
    nora.look()
    shoot(nora.page, "steps-new")
    assert nora.page.get_by_role("heading", level=1).inner_text() == "Get ready to use AI tools"

    nora.press("Ask my supervisor", "link")
    shoot(nora.page, "steps-ask")
    nora.type("What will you use it for?", "For the flood plan.")
    nora.press("Send the request")
    assert "Waiting for Elena Sorokin" in nora.page.inner_text("main")
    nora.step_is_done()

    elena.page.reload()
    elena.look()
    shoot(elena.page, "team-request")
    elena.press("Change, or ask someone else", "link")
    shoot(elena.page, "request")
    elena.press("Approve for 12 months")
    assert "You approved this today." in elena.page.inner_text("main")
    elena.step_is_done()

    learn(agency, "nora.vale")
    nora.page.goto("/steps")
    nora.press("Read and sign the rules", "link")
    shoot(nora.page, "sign-part")
    nora.press("Go to part 2 of 3", "link")
    nora.press("Go to part 3 of 3", "link")
    nora.type("Type your first and last name to sign", "nora vale")
    shoot(nora.page, "sign-end")
    nora.press("Go on to sign")
    nora.press("Sign the rules")
    shoot(nora.page, "signed")
    assert nora.page.get_by_role("heading", level=1).inner_text() == "You signed the rules"
    nora.step_is_done()

    nora.page.goto("/steps")
    nora.press("Set up my Northlight Chat account", "link")
    shoot(nora.page, "account")
    nora.tick("I use this account only for agency work")
    nora.tick("Done: Turn off chat history")
    nora.tick("Done: Keep what you enter out of training")
    nora.press("Save my account")
    assert nora.page.get_by_role("heading", level=1).inner_text() == "You are ready"
    shoot(nora.page, "ready")
    nora.step_is_done()

    nora.press("Ask your first question", "link")
    nora.choose("Draft something a person will review", "Sum up published information")
    nora.choose("Northlight Chat", "Northlight Chat")
    nora.type("Your text", TEXT)
    nora.page.keyboard.press("Control+Enter")
    nora.page.get_by_text("Answer ready").first.wait_for()
    nora.look()
    with agency.store.read() as tx:
        assert uses_db.count(tx, person="nora.vale", allowed=True) == 1
    assert datetime.now(UTC) - begun < timedelta(minutes=10)
    for hands in (noras, elenas):
        next(hands, None)


@pytest.mark.journey
def test_the_other_answers_of_a_supervisor_and_the_guide_by_keyboard(
    agency: Agency, address: str, browser: Browser
) -> None:
    agency.store.write(
        lambda tx: people.request_approval(
            tx, "nora.vale", actor="nora.vale", at=datetime.now(UTC), request_id="REQ0000A"
        )
    )
    ruth: Person = person("Ruth Delgado", roles=frozenset({Role.SUPERVISOR}), story="Leads LBB.")
    agency.store.write(lambda tx: people.add(tx, ruth, actor="system", at=datetime.now(UTC)))
    elenas = at_a_browser(browser, address, "Elena Sorokin", "/team/requests/REQ0000A")
    elena = next(elenas)
    elena.open("Change what you approve")
    elena.look()
    shoot(elena.page, "request-change")
    elena.open("Ask someone else")
    elena.press("Ask them to answer")
    assert elena.page.title().startswith("Error: ")
    assert "Fix 1 thing" in elena.page.inner_text("main")
    elena.type("Name or agency address", "Ruth Delgado")
    elena.press("Ask them to answer")
    assert "Ruth Delgado has the request of Nora Vale now" in elena.page.inner_text("main")
    marcus_at = at_a_browser(browser, address, "Marcus Bell", f"/tools/{CHAT.id}/guide")
    marcus = next(marcus_at)
    marcus.look()
    shoot(marcus.page, "guide")
    marcus.choose("The settings: everybody checks theirs again", "Only the words: nobody is asked again")
    marcus.press("Check the consequence")
    marcus.press("Save the settings")
    assert "Saved as version 2." in marcus.page.inner_text("main")
    for hands in (elenas, marcus_at):
        next(hands, None)
