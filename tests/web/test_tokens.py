"""Tokens in My record: only where the rules let people through the gateway, shown once, ended at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from proviso.actions import tokens
from proviso.actions.agency import Agency
from proviso.db import people
from proviso.db.store import Tx
from tests.actions.house import open_agency

from .console import Browser

TOKEN = re.compile(r"pt-[0-9A-Z]{40}")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    yield from _browser(open_agency(tmp_path, "example-city"))


def _browser(agency: Agency) -> Iterator[Browser]:
    agency.store.write(_tell_stories)
    found = Browser(_for_the_demo(agency))
    yield found
    found.client.close()
    agency.store.close()


def _tell_stories(tx: Tx) -> None:
    """The sign-in of the demo offers people who have a story."""
    for person in people.everyone(tx, limit=100):
        people.put(tx, replace(person, story="Works here."))


def _for_the_demo(agency: Agency) -> Agency:
    return replace(agency, settings=replace(agency.settings, demo=True))


def test_a_person_makes_a_token_sees_it_once_and_ends_it(browser: Browser) -> None:
    browser.sign_in("maya.okafor")
    assert "You have no token now." in browser.get("/record/tokens")
    words = browser.post("/record/tokens", purpose="research")
    assert "You will not see it again." in words
    (token,) = TOKEN.findall(browser.text)
    found = tokens.find_by_token(browser.agency, token)
    assert found is not None
    assert (found.person_id, found.purpose) == ("maya.okafor", "research")
    assert "You have 1 token now." in browser.get("/record/tokens")
    assert token not in browser.text
    assert "Ended." in browser.post(f"/record/tokens/{found.id}/end")
    assert tokens.find_by_token(browser.agency, token) is None


def test_nobody_ends_the_token_of_somebody_else(browser: Browser) -> None:
    browser.sign_in("maya.okafor").get("/record/tokens")
    browser.post("/record/tokens", purpose="research")
    (token,) = TOKEN.findall(browser.text)
    found = tokens.find_by_token(browser.agency, token)
    assert found is not None
    browser.sign_in("tom.reyes").get("/record/tokens")
    browser.post(f"/record/tokens/{found.id}/end")
    assert browser.status == 404
    assert tokens.find_by_token(browser.agency, token) == found


def test_a_purpose_that_the_rules_do_not_know_makes_no_token(browser: Browser) -> None:
    browser.sign_in("maya.okafor").get("/record/tokens")
    assert "Say what the token is for." in browser.post("/record/tokens", purpose="fun")
    assert browser.status == 422
    assert not TOKEN.findall(browser.text)


def test_the_record_has_the_part_only_where_people_may_come_through(browser: Browser) -> None:
    browser.sign_in("maya.okafor").get("/record")
    assert 'href="/record/tokens"' in browser.text


def test_under_139_07_there_is_no_token(tmp_path: Path) -> None:
    for browser in _browser(open_agency(tmp_path, "dhs-139-07")):
        browser.sign_in("maya.okafor").get("/record")
        assert 'href="/record/tokens"' not in browser.text
        words = browser.get("/record/tokens")
        assert "The rules in force keep people on the web." in words
        assert "Make a token" not in words
        browser.get("/record")
        browser.post("/record/tokens", purpose="research")
        assert not TOKEN.findall(browser.text)
