"""Where a text could stay behind: no file, log, page, address, cookie or header has any of it afterwards."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from proviso.actions.agency import Agency
from proviso.db import objections
from tests.journeys.test_a_kill import serving, token
from tests.web.demo import Reader, end_holds, open_copy, seeded_home

MARKS = ("zebrafinch", "quokkaberry", "narwhalnote", "ocelotfile", "pangolinname", "tamarinsecret", "lemurconsent")
"""Words that stand nowhere else; one for each way in."""
ALLOWED = "The zebrafinch counts on the levee rose for two days."
DENIED = "The quokkaberry file A012 345 678 was closed."
CLASSIFIED = "(TEST) SECRET//NOFORN\nThe tamarinsecret convoy leaves."


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def stays(home: Path) -> list[str]:
    """Which words stand in which file of the home, in any of the encodings that are likely."""
    found = []
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found += [
                f"{mark} in {file.name}"
                for mark in MARKS
                for form in (mark.encode(), mark.encode("utf-16-le"), mark[::-1].encode(), mark.encode().hex().encode())
                if form in content
            ]
    return found


def ask_everything(reader: Reader) -> list[str]:
    """Each way in; gives the addresses that were seen."""
    seen = []
    reader.get("/workspace")
    reader.ask(ALLOWED)
    reader.ask(ALLOWED, do="check")
    reader.ask(DENIED)
    seen.append(reader.decision_id)
    reader.ask(DENIED, do="remove")
    reader.send(
        "/workspace",
        {"tool": "northlight-chat", "purpose": "research", "text": "", "do": "send"},
        ("pangolinname 012-88-1234.txt", b"The ocelotfile levee held."),
    )
    reader.ask(CLASSIFIED)
    assert "tamarinsecret" not in reader.html, "a text that may be classified is never shown again"
    reader.ask("x" * 10 + "\x00 narwhalnote", do="send")
    reader.ask(DENIED + " narwhalnote", purpose="no-such-purpose")
    return seen


def test_no_file_of_the_home_and_no_log_has_the_text(
    agency: Agency, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        reader = Reader(agency, "maya.okafor")
        ask_everything(reader)
    assert not stays(agency.settings.home), "while the write-ahead log is still there"
    agency.store.close()
    assert not stays(agency.settings.home)
    heard = capfd.readouterr()
    said = heard.out + heard.err + caplog.text
    assert not [mark for mark in MARKS if mark in said]


def test_no_page_has_it_after_leaving_and_no_cookie_ever(agency: Agency) -> None:
    reader = Reader(agency, "maya.okafor")
    seen = ask_everything(reader)
    reader.post("/workspace", do="end")
    pages = ["/", "/workspace", "/record", "/record/uses", "/record/kept", "/tools", "/help"]
    pages += [f"/decisions/{code}{rest}" for code in seen for rest in ("", "/why", "/receipt", "/objection")]
    for path in pages:
        page = reader.get(path)
        assert reader.status == 200, path
        assert not [mark for mark in MARKS if mark in page], path
    for cookie in reader.browser.cookies.jar:
        assert not [mark for mark in MARKS if mark in f"{cookie.name}{cookie.value}"]


def test_an_objection_keeps_the_text_locked_only_with_consent_and_until_the_answer(agency: Agency) -> None:
    reader = Reader(agency, "maya.okafor")
    for consent in ({}, {"consent": "on"}):
        text = "The lemurconsent file A012 345 678 was closed." + " Again." * len(consent)
        reader.ask(text)
        code = reader.decision_id
        reader.get(f"/decisions/{code}/objection")
        assert "lemurconsent" not in reader.html
        reason = reader.html.split('name="reason"')[1].split('value="')[1].split('"')[0]
        reader.post(
            f"/decisions/{code}/objection", reason=reason, note="", do="send", text=text,
            tool="northlight-chat", purpose="research", **consent,
        )  # fmt: skip
        assert reader.status == 200
        assert not stays(agency.settings.home)
    assert "lemurconsent" not in reader.get("/record/objections")
    with agency.store.read() as tx:
        mine = objections.by_person(tx, "maya.okafor")
        kept = [one for one in mine if objections.sealed_text(tx, one.id) is not None]
        locked = objections.sealed_text(tx, kept[0].id) or ()
    assert len(kept) == 1, "only the one with consent, and it is locked"
    joan = Reader(agency, "joan.castellanos")
    joan.get(f"/objections/{kept[0].id}")
    assert "lemurconsent" not in joan.html
    joan.post(f"/objections/{kept[0].id}/text")
    assert "lemurconsent" in joan.html
    joan.post(f"/objections/{kept[0].id}", state="stands", answer="It is a number of a person.")
    end_holds(agency)
    with agency.store.read() as tx:
        assert objections.sealed_text(tx, kept[0].id) is None
    files = [file.read_bytes() for file in agency.settings.home.glob("proviso.db*")]
    assert len(locked) == 2
    assert not any(piece in content for piece in locked for content in files), "neither the lock nor its key is left"
    assert "lemurconsent" not in joan.get(f"/objections/{kept[0].id}")


def test_the_real_server_prints_none_of_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(seeded_home(), home)
    with serving(home) as (_, address), httpx2.Client(base_url=address, timeout=20) as browser:
        page = browser.get("/sign-in").text
        browser.post("/sign-in", data={"csrf": token(page), "person": "maya.okafor"})
        page = browser.get("/workspace").text
        for text in (ALLOWED, DENIED, CLASSIFIED):
            asked = {"csrf": token(page), "tool": "northlight-chat", "purpose": "research", "do": "send"}
            answer = browser.post("/workspace", data={**asked, "text": text})
            assert not [m for m in MARKS if m in str(answer.url) or m in str(answer.headers)]
    said = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert "Proviso is open at" in said
    assert not [mark for mark in MARKS if mark in said]
    assert not stays(home), "after a kill, with the write-ahead log left behind"
