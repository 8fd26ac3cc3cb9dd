"""What htmx gets: headers of an allowed use before its answer, and words, not a page, when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from proviso.actions.agency import Agency
from proviso.db import entries, uses
from proviso.db.jobs import Job
from proviso.db.store import Store, Tx
from proviso.errors import StoreError
from tests.web.demo import Reader, open_copy
from tests.web.house import client, token

T = TypeVar("T")
HTMX = {"hx-request": "true"}
FIELDS = {"tool": "northlight-chat", "purpose": "research", "text": "The levee held.", "do": "send"}


class DiskThatFills:
    """A store that writes so many times more, and then cannot."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.left = 1_000

    def read(self) -> AbstractContextManager[Tx]:
        return self._store.read()

    def glance(self, statement: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        return self._store.glance(statement, values)

    def write(self, work: Callable[[Tx], T]) -> T:
        self._take()
        return self._store.write(work)

    def stand(self, jobs: Sequence[Job[Any]]) -> None:
        self._take()
        self._store.stand(jobs)

    def _take(self) -> None:
        if self.left == 0:
            raise StoreError("The disk is full.", hint="Make room.")
        self.left -= 1


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


@pytest.fixture
def disk(agency: Agency) -> DiskThatFills:
    return DiskThatFills(agency.store)


@pytest.fixture
def maya(agency: Agency, disk: DiskThatFills) -> Reader:
    reader = Reader(replace(agency, store=cast("Store", disk)), "maya.okafor")
    reader.get("/workspace")
    return reader


def test_an_allowed_use_says_so_before_its_answer_and_a_denied_one_does_not(maya: Reader) -> None:
    asked = maya.browser.post("/workspace", data={"csrf": token(maya.html), **FIELDS}, headers=HTMX)
    assert asked.headers["proviso-sending"] == "Northlight%20Chat"
    assert 'data-pv-says="Answer ready, ' in asked.text
    denied = {**FIELDS, "text": "File A012 345 678 was closed."}
    asked = maya.browser.post("/workspace", data={"csrf": token(maya.html), **denied}, headers=HTMX)
    assert "proviso-sending" not in asked.headers
    assert 'data-pv-says=""' in asked.text


def test_a_page_that_is_too_old_gets_words_and_a_new_token_and_the_box_stays(maya: Reader) -> None:
    asked = maya.browser.post("/workspace", data={"csrf": "old", **FIELDS}, headers=HTMX)
    assert asked.status_code == 403
    assert '<hx-partial hx-target="#trouble">' in asked.text
    assert "Your text is still here. Press the button once more." in asked.text
    assert f'data-pv-token="{token(maya.html)}"' in asked.text
    assert "<html" not in asked.text


def test_who_is_signed_out_is_not_sent_away_from_the_text(agency: Agency) -> None:
    browser = client(agency)
    fields = {"csrf": token(browser.get("/sign-in").text), **FIELDS}
    asked = browser.post("/workspace", data=fields, headers=HTMX)
    assert asked.status_code == 401
    assert 'href="/sign-in" target="_blank"' in asked.text
    assert "Nothing was sent. Your text is still here." in asked.text


def test_more_than_one_use_may_hold_gets_words(tmp_path: Path) -> None:
    for agency in open_copy(tmp_path, max_text_chars=1_000, max_file_mib=1):
        reader = Reader(agency, "maya.okafor")
        reader.get("/workspace")
        big = {**FIELDS, "text": "x" * (4 << 20)}
        asked = reader.browser.post("/workspace", data={"csrf": token(reader.html), **big}, headers=HTMX)
        assert asked.status_code == 413
        assert "It was not read and not sent." in asked.text
        assert "hx-partial" in asked.text


@pytest.mark.parametrize("is_part", [True, False], ids=["htmx", "plain"])
def test_a_fault_after_the_text_went_out_does_not_say_that_it_stayed(
    agency: Agency, maya: Reader, disk: DiskThatFills, is_part: bool
) -> None:
    with agency.store.read() as tx:
        before = uses.count_by_person(tx, "maya.okafor")
    disk.left = 1
    data = {"csrf": token(maya.html), **FIELDS}
    asked = maya.browser.post("/workspace", data=data, headers=HTMX if is_part else {})
    assert "Your text had been sent before that." in asked.text
    assert "was not sent" not in asked.text
    assert ("hx-partial" in asked.text) == is_part
    with agency.store.read() as tx:
        assert uses.count_by_person(tx, "maya.okafor") == before + 1


def test_hidden_personal_data_is_shown_by_one_click_that_is_recorded(agency: Agency, maya: Reader) -> None:
    # The agency's own tool may hear of a person; what it answers is hidden all the same (139-07.2.b).
    maya.ask("The claim of A012 345 678 was opened in May.", tool="harbordesk")
    assert "Sent to HarborDesk" in maya.words
    assert "[hidden: A‑number]" in maya.words
    answer = maya.html[maya.html.index('id="answer-') :]
    assert "A012 345 678" not in answer
    assert "We hid personal data in this answer. Showing it is recorded." in maya.words
    show = re.search(r'value="(show:[0-9A-Z]{8}:[A-Z_]+)"', maya.html)
    assert show
    maya.ask("My next text.", show.group(1), tool="harbordesk")
    assert "You looked at: A‑number. We recorded that." in maya.words
    assert "A012 345 678" in maya.html[maya.html.index('id="answer-') :]
    assert maya.box == "My next text."
    with agency.store.read() as tx:
        newest = entries.get(tx, entries.size(tx) - 1)
    assert newest is not None
    assert b"HiddenShown" in newest.raw
    assert b"A012" not in newest.raw


def test_a_look_at_what_is_not_hidden_is_refused_and_not_recorded(agency: Agency, maya: Reader) -> None:
    maya.ask("The claim of A012 345 678 was opened in May.", tool="harbordesk")
    with agency.store.read() as tx:
        before = entries.size(tx)
    maya.ask("", f"show:{maya.decision_id}:US_SSN")
    assert maya.status == 404
    with agency.store.read() as tx:
        assert entries.size(tx) == before
