"""Signing the rules: read to the end, check and confirm, a receipt of one's own that verifies without us."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from proviso.model import Training
from proviso.reports import acknowledgements

from .console import Browser, open_house
from .walking import read_all, sign, train


def at_the_end(b: Browser) -> str:
    train(b, "tom.reyes")
    b.sign_in("tom.reyes")
    return read_all(b)


def test_signing_opens_after_the_course(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("tom.reyes").get("/steps/sign")
        assert "Signing opens when your AI course is done." in words
        assert "I report a spill at once" in words, "all of it can be read"
        assert "Type your first and last name" not in words
        train(b, "tom.reyes", Training.RESPONSIBLE_AI)
        words = b.get("/steps/sign")
        assert "This is part 1 of 3." in words
        assert "Type your first and last name" not in words, "the form is where the end is"
        assert "Type your first and last name to sign" in b.get("/steps/sign?part=3")


def test_a_part_that_was_not_read_is_read_first(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        train(b, "tom.reyes")
        b.sign_in("tom.reyes").get("/steps/sign?part=3")
        sha256 = b.text.partition('name="sha256" value="')[2][:64]
        words = b.post("/steps/sign", sha256=sha256, typed_name="Tom Reyes", answer="agree")
        assert "Nothing is signed yet: read this part first." in words
        assert "This is part 1 of 3." in words
        words = b.post("/steps/sign/confirm", sha256=sha256, typed_name="Tom Reyes")
        assert "read this part first" in words, "a forged form of the second page gets no further"
        assert b.events("AcknowledgementSigned")[-1]["person"] != "tom.reyes"


def test_signing_needs_the_name_and_a_second_page_that_says_what_follows(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        sha256 = at_the_end(b)
        words = b.post("/steps/sign", sha256=sha256, typed_name="Tom", answer="agree")
        assert b.status == 422
        assert "Type your name as it stands in the directory: Tom Reyes." in words
        assert 'value="Tom"' in b.text, "what was typed is not lost"
        words = b.post("/steps/sign", sha256=sha256, typed_name="tóm  REYES", answer="agree")
        assert "You sign 12 statements, version 1." in words
        assert "It cannot be undone." in words
        assert b.events("AcknowledgementSigned")[-1]["person"] != "tom.reyes", "nothing is signed before the button"
        words = b.post("/steps/sign/confirm", sha256=sha256, typed_name="tóm  REYES")
        assert words.startswith("You signed the rules Signed and recorded.")
        assert sha256 in words
        assert "I report a spill at once" in words, "the receipt has the full text"
        event = b.events("AcknowledgementSigned")[-1]
        assert (event["text_sha256"], event["method"]) == (sha256, "typed name, demo sign-in")
        assert event["jws"].count(".") == 2


def test_a_second_click_signs_nothing_twice(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        sha256 = at_the_end(b)
        b.post("/steps/sign/confirm", sha256=sha256, typed_name="Tom Reyes")
        words = b.post("/steps/sign/confirm", sha256=sha256, typed_name="Tom Reyes")
        assert [e["person"] for e in b.events("AcknowledgementSigned")].count("tom.reyes") == 1
        assert words.startswith("You signed the rules")


def test_a_text_that_changed_meanwhile_is_not_signed(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        at_the_end(b)
        before = len(b.events("AcknowledgementSigned"))
        for path in ("/steps/sign", "/steps/sign/confirm"):
            words = b.post(path, sha256="0" * 64, typed_name="Tom Reyes", answer="agree")
            assert "The text changed since you opened it." in words
        assert len(b.events("AcknowledgementSigned")) == before


def test_a_no_is_recorded_and_says_what_follows(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        train(b, "tom.reyes")
        b.sign_in("tom.reyes").get("/steps/sign")
        assert "If you do not agree, that is recorded" in b.get("/steps/sign?part=3")
        words = b.post("/steps/sign", sha256="", typed_name="", answer="decline")
        assert "Recorded: you do not agree. The tools stay closed for you." in words
        assert b.events("AcknowledgementDeclined")[-1]["person"] == "tom.reyes"


def test_the_receipt_is_a_file_of_ones_own_that_verifies(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        at_the_end(b)
        sign(b)
        b.get("/record/signed")
        link = b.text.partition('href="/record/signed/')[2].partition('"')[0]
        assert b.get(f"/record/signed/{link}").startswith("You signed the rules")
        file = b.client.get(f"/record/signed/{link}/receipt")
        assert file.headers["content-type"] == "application/json"
        key = json.loads(b.client.get("/record/signed/key").content)
        found = acknowledgements.check(file.content, key=key, vkey=b.agency.journal.vkey)
        assert found.is_good, found.checks
        b.sign_in("maya.okafor").get(f"/record/signed/{link}")
        assert b.status == 404
        b.get(f"/record/signed/{link}/receipt")
        assert b.status == 404


@pytest.mark.parametrize("part", ["0", "-1", "99", "x", "9999999999", "²"])
def test_a_part_that_is_none_shows_one(tmp_path: Path, part: str) -> None:
    with open_house(tmp_path) as b:
        train(b, "tom.reyes")
        assert b.sign_in("tom.reyes").get(f"/steps/sign?part={part}").startswith("Sign the rules")
        assert b.status == 200
