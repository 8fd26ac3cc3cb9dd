"""The settings of a tool's account as the CIO's office writes them and as staff read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from proviso.actions import people, tools
from proviso.actions.agency import Agency
from proviso.db import entries, guides
from proviso.db.store import Tx
from proviso.model import Role
from tests.actions.house import CHAT, NOW
from tests.actions.test_pictures import png

from .house import client, person, sign_in, small_agency, token

PATH = f"/tools/{CHAT.id}/guide"
FORM = {
    "version": "0",
    "id-1": "ROWAAAA1",
    "setting-1": "Turn off chat history",
    "clause-1": "139-07.2.e.1",
    "steps-1": "Open Settings\nData controls\nChat history: off",
    "asks": "again",
}


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = small_agency(tmp_path)

    def fill(tx: Tx) -> None:
        marcus = person("Marcus Bell", roles=frozenset({Role.CIO_OFFICE}), story="Tools.")
        people.add(tx, marcus, actor="system", at=NOW)
        tools.add(tx, CHAT, actor="system", at=NOW)

    made.store.write(fill)
    yield made
    made.store.close()


@pytest.fixture
def marcus(agency: Agency) -> Iterator[TestClient]:
    with client(agency) as browser:
        sign_in(browser, "marcus.bell")
        yield browser


def send(browser: TestClient, files: dict[str, tuple[str, bytes]] | None = None, **changes: str) -> tuple[int, str]:
    data = {"csrf": token(browser.get(PATH).text), **FORM, **{k.replace("_", "-"): v for k, v in changes.items()}}
    sent = files or {"picture-9": ("", b"")}
    answer = browser.post(PATH, data=data, files=sent)
    return answer.status_code, answer.text


def confirm(browser: TestClient, page: str) -> str:
    draft = re.search(r'name="draft" value="(\w+)"', page)
    assert draft, page
    answer = browser.post(f"{PATH}/confirm", data={"csrf": token(page), "draft": draft.group(1)})
    assert answer.status_code == 303
    return browser.get(PATH).text


def test_settings_are_written_checked_and_read_by_staff(agency: Agency, marcus: TestClient) -> None:
    assert "Nobody has written down the settings of Northlight Chat yet." in marcus.get(PATH).text
    status, page = send(marcus)
    assert status == 200
    assert "0 people check Northlight Chat again." in page
    saved = confirm(marcus, page)
    assert "Saved as version 1. It counts from now on." in saved
    assert "1 setting, as Marcus Bell wrote them on" in saved
    with agency.store.read() as tx:
        event = entries.last(tx)
    assert event is not None
    assert (event.record.event, event.record.data["asks_again"]) == ("GuideChanged", True)
    sign_in(marcus, "maya.okafor")
    page = marcus.get(PATH).text
    assert "1. Turn off chat history" in page
    assert "Write the settings" not in page
    assert marcus.post(PATH, data={"csrf": token(page)}).status_code == 403


def test_a_screenshot_is_kept_through_an_error_and_shown_with_its_words(agency: Agency, marcus: TestClient) -> None:
    shot = {"picture-1": ("shot.png", png(3, 2))}
    status, page = send(marcus, shot)
    assert (status, "Say what the picture shows: not everybody sees it." in page) == (422, True)
    kept = re.search(r'name="kept-1" value="(\w+)"', page)
    assert kept, "the picture is not lost"
    status, page = send(marcus, kept_1=kept.group(1), alt_1="The switch for chat history, off")
    saved = confirm(marcus, page)
    assert 'alt="The switch for chat history, off"' in saved
    answer = marcus.get(f"/guides/pictures/{kept.group(1)}")
    assert (answer.headers["content-type"], answer.content) == ("image/png", png(3, 2))
    assert answer.headers["x-content-type-options"] == "nosniff"
    with agency.store.read() as tx:
        held = guides.picture(tx, kept.group(1))
    assert held is not None
    with client(agency) as stranger:
        assert stranger.get(f"/guides/pictures/{kept.group(1)}").status_code == 303, "for staff only"


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(marcus: TestClient) -> None:
    shot = {"picture-1": ("shot.png", b"<svg onload=alert(1)>")}
    status, page = send(marcus, shot, setting_1="<b>Off</b>", clause_1="139-07.5.a", steps_1=" ", asks="")
    assert status == 422
    for words in (
        "Choose the rule that asks for it.",
        "Write 1 to 12 steps, one a line, 120 characters each.",
        "This is no PNG and no JPEG picture.",
        "Say whether the settings changed, or only the words.",
        "&lt;b&gt;Off&lt;/b&gt;",
    ):
        assert words in page, words


def test_a_picture_of_another_tool_cannot_be_taken_in(marcus: TestClient) -> None:
    status, page = send(marcus, kept_1="STOLEN01", alt_1="x", id_1='"><script>')
    assert status == 200
    saved = confirm(marcus, page)
    assert "STOLEN01" not in saved
    assert "<script>alert" not in saved


def test_somebody_changed_it_meanwhile(marcus: TestClient) -> None:
    _, page = send(marcus)
    confirm(marcus, page)
    status, page = send(marcus, setting_1="My other words")
    assert status == 422
    assert "Marcus Bell changed this guide while you wrote, today at" in page
    assert "My other words" in page
    status, page = send(marcus, setting_1="My other words", version="1")
    assert status == 200


def test_the_second_button_works_once(marcus: TestClient) -> None:
    _, page = send(marcus)
    confirm(marcus, page)
    draft = re.search(r'name="draft" value="(\w+)"', page)
    assert draft
    marcus.post(f"{PATH}/confirm", data={"csrf": token(page), "draft": draft.group(1)})
    assert "Nothing changed: this page was open for too long, or was sent before." in marcus.get(PATH).text


def test_another_row_is_added_without_losing_the_first(marcus: TestClient) -> None:
    status, page = send(marcus, more="yes")
    assert status == 200
    assert 'value="Turn off chat history"' in page
    assert 'name="setting-2"' in page
