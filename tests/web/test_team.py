"""Team: who waits, one click to approve, a reason to decline, and taking back with the consequence seen."""

import re
from pathlib import Path

from proviso.db import people

from .console import open_house


def test_the_page_says_who_waits_and_for_what(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("elena.sorokin").get("/team")
    assert words.startswith("Team 1 person waits for you.")
    assert "Tom Reyes Inspector, Harbor Inspection Service" in words
    assert "every tool on the list, for every purpose the rules allow, until" in words
    assert "Approve for 12 months" in words


def test_one_click_approves_and_says_what_is_left(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get("/team")
        words = b.post("/team/REQ00001/approve")
        assert "Tom Reyes is approved until" in words
        assert "Tom can start after: AI course, privacy training" in words
        assert "Nobody waits for you." in words
        assert [e["person"] for e in b.events("ApprovalGranted")][-1] == "tom.reyes"


def test_the_second_click_changes_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get("/team")
        b.post("/team/REQ00001/approve")
        before = len(b.events("ApprovalGranted"))
        words = b.post("/team/REQ00001/approve")
        assert "was answered before" in words
        assert len(b.events("ApprovalGranted")) == before


def test_a_decline_needs_a_reason_that_the_person_will_read(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get("/team")
        words = b.post("/team/REQ00001/decline", **{"reason-REQ00001": "  "})
        assert b.status == 422
        assert "Give a reason. Tom will read it." in words
        words = b.post("/team/REQ00001/decline", **{"reason-REQ00001": "Finish the course first."})
        assert "Declined. Tom Reyes sees your reason" in words
        with b.agency.store.read() as tx:
            assert people.decline_reason(tx, "REQ00001") == "Finish the course first."
        assert "Finish the course first." in b.sign_in("tom.reyes").get("/steps")


def test_taking_an_approval_back_shows_the_consequence_first(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get("/team")
        link = re.search(r'href="(/team/[^"]+/revoke)', b.text)
        assert link
        confirm = b.get(link.group(1))
        assert "Maya Okafor loses every AI tool now." in confirm
        words = b.post(link.group(1))
        assert "Taken back. The next use of Maya Okafor is denied." in words
        assert "1 tool is open" not in b.sign_in("maya.okafor").get("/tools")


def test_the_request_of_another_team_is_not_found(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get("/team")
        b.post("/team/REQ99999/approve")
        assert b.status == 404


def test_the_page_is_for_supervisors(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("maya.okafor").get("/team")
        assert b.status == 403
    assert "This page is for supervisors. You are signed in as Maya." in words
