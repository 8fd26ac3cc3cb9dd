"""Taken back within ten minutes, saved while typed, changed by its reader, learned from: by keyboard, with axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from proviso.actions import kept_uses
from proviso.app import create_app
from proviso.db.store import Tx
from proviso.db.uses import get
from proviso.model import TextKind
from proviso.policy import builtin
from tests.browser.helpers import focused
from tests.browser.test_expert_reviews import choose, look, press, say_yes, someone
from tests.gateway.house import listening
from tests.web.console import NOW, open_house, pack
from tests.web.test_record import put, stop

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def follow(page: Page, link: str | re.Pattern[str]) -> None:
    """A link, by its name."""
    target = page.get_by_role("link", name=link).first
    target.focus()
    assert focused(page) != "body"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, label: str, words: str) -> None:
    """Into a field that has the focus."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def undo(page: Page, name: re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_office_takes_its_answer_to_an_objection_back(browser: Browser, server: str) -> None:
    with someone(browser, server, "Joan Castellanos", "/objections") as joan:
        follow(joan, re.compile("^This text has an A‑number"))
        look(joan)
        choose(joan, "input[name=state][value=stands]")
        write(joan, "Your words to the person", "It is the number of a person.")
        press(joan, "Send my answer")
        expect(joan.locator("main")).to_contain_text("Until then you can undo it.")
        look(joan)
        undo(joan, re.compile("^Undo your answer to "))
        expect(joan.locator("main")).to_contain_text("waits for your office again. Both entries stay in the ledger.")
        look(joan)


def test_the_cio_s_office_takes_its_no_to_a_suggestion_back(browser: Browser, server: str) -> None:
    with someone(browser, server, "Marcus Bell", "/reviews") as marcus:
        follow(marcus, re.compile("Start or answer"))
        look(marcus)
        write(marcus, "Why not", "It keeps every search.")
        press(marcus, "Send this answer")
        expect(marcus.locator("main")).to_contain_text("Until then you can undo it.")
        look(marcus)
        undo(marcus, re.compile("^Undo your answer about"))
        expect(marcus.locator("main")).to_contain_text("waits for an answer again.")
        look(marcus)


def test_a_supervisor_takes_a_request_back_that_went_to_another(browser: Browser, server: str) -> None:
    with someone(browser, server, "Elena Sorokin", "/team") as elena:
        follow(elena, re.compile("^Change, or ask someone else about Tom Reyes"))
        look(elena)
        elena.locator("summary", has_text="Ask someone else").press("Enter")
        write(elena, "Name or agency address of another supervisor", "lee.marsh@dcs.example")
        elena.keyboard.press("Enter")
        expect(elena.locator("main")).to_contain_text("You can undo this for ten minutes.")
        look(elena)
        press(elena, "Undo: take it back from Lee")
        expect(elena.locator("main")).to_contain_text("Undone. It waits for you again")
        look(elena)


def test_an_office_s_answer_about_local_rules_is_saved_as_it_is_typed(browser: Browser, server: str) -> None:
    with someone(browser, server, "Omar Haddad", "/local-rules") as omar:
        follow(omar, "Contractors, and the hours of the day")
        look(omar)
        choose(omar, "input[name=position][value=concur]")
        expect(omar.locator("#saved")).to_contain_text(re.compile(r"Saved today at .+, not signed"), timeout=20_000)
        write(omar, "Reasons", "Hours are the same for everybody.")
        with omar.expect_response(lambda answer: answer.url.endswith("/answer/save")):
            omar.keyboard.press("Tab")
        omar.wait_for_timeout(100)
        assert focused(omar) != "body"
        look(omar)
        omar.reload()
        expect(omar.get_by_label("Reasons", exact=True)).to_have_value("Hours are the same for everybody.")
        expect(omar.locator("input[name=position][value=concur]")).to_be_checked()


def test_a_reader_approves_with_changes_and_a_returned_text_becomes_a_lesson(browser: Browser, server: str) -> None:
    with someone(browser, server, "Samuel Adeyemi", "/expert-reviews") as samuel:
        follow(samuel, "Briefing on pump stations")
        say_yes(samuel)
        press(samuel, "Approve with my changes")
        look(samuel)
        box = samuel.locator("#text")
        box.focus()
        samuel.keyboard.press("Control+End")
        samuel.keyboard.type("\nThe county confirmed the figures.")
        press(samuel, "Approve this version")
        expect(samuel.locator("#done")).to_contain_text("Approved with changes. Elena can use it officially now.")
        look(samuel)
        samuel.goto("/expert-reviews")
        follow(samuel, "Letter on harbor inspections")
        returned = samuel.url[samuel.url.index("/expert-reviews") :]
        say_yes(samuel, "policy")
        choose(samuel, "#policy-no")
        write(samuel, "Note on policy", "Name the quokka plan by its number.")
        press(samuel, "Return with notes")
        with someone(browser, server, "Lee Marsh", f"/good-uses/share?review={returned.rpartition('/')[2]}") as lee:
            look(lee)
            write(lee, "A title that says what it does", "Harbor letters")
            lee.locator("#purpose").select_option(index=1)
            lee.locator("#tool").select_option(index=1)
            lee.locator("#prompt").fill("Write a letter about the inspections of this month.")
            choose(lee, "input[name=with_note]")
            press(lee, "Check and share")
            shared = lee.url[lee.url.index("/good-uses") :]
            look(lee)
            lee.goto("/lessons?q=quokka")
            expect(lee.locator("main")).not_to_contain_text("quokka plan")
            samuel.goto(shared)
            press(samuel, "Let my note stand here")
            look(samuel)
            lee.goto("/lessons?q=quokka")
            expect(lee.locator("main")).to_contain_text("Name the quokka plan by its number.")
            look(lee)


@contextmanager
def keeping(folder: Path) -> Iterator[str]:
    """A server whose rules keep the words of research, with one use of Maya's."""
    with open_house(folder) as made:
        held = builtin("dhs-139-07").records
        records = tuple(replace(r, uses=frozenset({"research"})) if r.id == "transitory" else r for r in held)
        made.agency.packs.held = pack(records=records)  # type: ignore[attr-defined]  # the console's packs
        put(made, stop("AAAA1111", 5, allowed=True))

        def fill(tx: Tx) -> None:
            decision = get(tx, "AAAA1111")
            assert decision is not None
            for kind, text in ((TextKind.PROMPT, "Sum up the report."), (TextKind.ANSWER, "Call SSN 536-22-8726.")):
                kept_uses._keep(tx, made.agency, decision, kind, text, "transitory", NOW)

        made.agency.store.write(fill)
        with listening(create_app(made.agency)) as base:
            yield base


def test_a_person_opens_their_own_words_and_takes_them_along(browser: Browser, tmp_path: Path) -> None:
    with keeping(tmp_path) as base, someone(browser, base, "Maya Okafor", "/decisions/AAAA-1111") as maya:
        follow(maya, "See the text that was kept")
        look(maya)
        press(maya, "Open the text")
        expect(maya.locator("main")).to_contain_text("[hidden: ")
        look(maya)
        press(maya, "Show it")
        expect(maya.locator("main")).to_contain_text("536-22-8726")
        look(maya)
        maya.goto("/record/kept")
        look(maya)
        button = maya.get_by_role("button", name=re.compile("^Download")).first
        button.focus()
        with maya.expect_download() as waiting:
            maya.keyboard.press("Enter")
        assert waiting.value.suggested_filename.endswith(".zip")
