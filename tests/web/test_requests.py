"""A request from both ends: the form that asks, and the page of one request that a mail leads to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import people as change_people
from proviso.db import people
from proviso.model import Approval, Role

from .console import TODAY, Browser, open_house, person

PAGE = "/team/requests/REQ00001"


def approval_of(b: Browser, person_id: str = "tom.reyes") -> Approval:
    with b.agency.store.read() as tx:
        return people.records(tx, person_id).approvals[-1]


def with_another_supervisor(b: Browser) -> None:
    b.agency.store.write(
        lambda tx: change_people.add(
            tx, person("ruth.delgado", Role.SUPERVISOR, supervisor_id=None), actor="system", at=datetime.now(UTC)
        )
    )


def test_asking_is_two_clicks_and_says_who_has_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("maya.okafor").get("/steps/ask")
        assert "Elena Sorokin, your supervisor, approves you before your first use." in words
        words = b.post("/steps/ask")
        assert "Sent. Elena Sorokin sees your request" in words
        assert b.events("ApprovalRequested")[-1]["person"] == "maya.okafor"


def test_purposes_tools_and_a_sentence_reach_the_supervisor(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/steps/ask")
        b.post(
            "/steps/ask",
            all_tools="some",
            tools="northlight-chat",
            all_purposes="some",
            purposes="research",
            note="For the <b>flood</b> plan.",
        )
        words = b.sign_in("elena.sorokin").get("/team")
        assert "Northlight Chat, for “Sum up published information”" in words
        assert "Maya writes: “For the &lt;b&gt;flood&lt;/b&gt; plan.”" in words
        assert "flood" not in str(b.events("ApprovalRequested")[-1]), "the sentence stays out of the ledger"


def test_a_form_that_lacks_something_gives_back_what_was_typed(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/steps/ask")
        words = b.post("/steps/ask", all_tools="some", note="x" * 301)
        assert b.status == 422
        assert "Tick at least one of the tools, or choose every one." in words
        assert "Say it in 300 characters. These are 301." in words
        assert "x" * 301 in b.text


def test_what_the_form_did_not_offer_is_not_asked_for(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/steps/ask")
        b.post("/steps/ask", all_tools="some", tools="../etc", all_purposes="some", purposes="benefits")
        assert b.status == 422
        assert b.events("ApprovalRequested")[-1]["person"] == "tom.reyes"


def test_without_a_supervisor_the_page_says_who_can_help(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("yusuf.karim").get("/steps/ask")
        assert words.count("You have no supervisor on record. The administrator can name one.") == 1
        assert "<title>Ask your supervisor" in b.text
        b.get("/spill")
        b.post("/steps/ask")
        assert b.status == 422


def test_the_page_of_a_request_writes_the_scope_and_the_end_out(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("elena.sorokin").get(PAGE)
        assert words.startswith("Tom Reyes asks to use AI tools Tom asked today and waits for you.")
        assert "Every tool on the list, for every purpose the rules allow, until" in words
        words = b.post("/team/REQ00001/approve", **{"from": "request"})
        assert "Tom Reyes is approved until" in words
        assert "You approved this today." in words
        assert "Undo your answer" in words


def test_an_answered_request_says_who_answered_and_when(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        with_another_supervisor(b)
        b.sign_in("elena.sorokin").get(PAGE)
        b.post(f"{PAGE}/pass", someone="ruth.delgado@dcs.example")
        b.sign_in("ruth.delgado").get(PAGE)
        b.post("/team/REQ00001/approve", **{"from": "request"})
        words = b.sign_in("elena.sorokin").get(PAGE)
        assert "Ruth Delgado approved this today." in words
        assert "Approve for" not in words
        words = b.post("/team/REQ00001/approve", **{"from": "request"})
        assert "Nothing changed: the request of Tom Reyes was answered before." in words


def test_a_supervisor_approves_less_than_was_asked(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get(PAGE)
        last = TODAY + timedelta(days=40)
        words = b.post(
            f"{PAGE}/change",
            all_tools="some",
            tools="northlight-chat",
            all_purposes="every",
            ends_on=last.isoformat(),
        )
        assert "Tom Reyes is approved for Northlight Chat, for every purpose the rules allow, until" in words
        given = approval_of(b)
        assert (given.tools, given.purposes, given.ends_on) == (frozenset({"northlight-chat"}), None, last)


@pytest.mark.parametrize(
    ("ends_on", "says"),
    [
        ("2020-01-01", "This day is over."),
        ("2099-01-01", "The rules let an approval last until"),
        ("tomorrow", "Give the last day as a date."),
        ("2027-02-30", "Give the last day as a date."),
    ],
)
def test_a_last_day_that_cannot_be_is_said(tmp_path: Path, ends_on: str, says: str) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get(PAGE)
        words = b.post(f"{PAGE}/change", all_tools="every", all_purposes="every", ends_on=ends_on)
        assert b.status == 422
        assert says in words
        assert b.events("ApprovalGranted")[-1]["person"] != "tom.reyes"


def test_a_no_without_a_reason_stays_on_the_page_of_the_request(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get(PAGE)
        words = b.post("/team/REQ00001/decline", **{"from": "request", "reason-REQ00001": " "})
        assert b.status == 422
        assert words.startswith("Tom Reyes asks to use AI tools")
        assert "Give a reason. Tom will read it." in words
        words = b.post("/team/REQ00001/decline", **{"from": "request", "reason-REQ00001": "Not now."})
        assert "You declined this today." in words
        words = b.post("/team/REQ00001/undo", **{"from": "REQ00001"})
        assert "Undone." in words
        assert "Tom asked today and waits for you." in words


def test_someone_else_answers_this_one_request_only(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        with_another_supervisor(b)
        b.sign_in("elena.sorokin").get(PAGE)
        words = b.post(f"{PAGE}/pass", someone="Ruth Delgado")
        assert "Ruth Delgado has the request of Tom Reyes now" in words
        assert "You asked Ruth Delgado to answer; you still can." in words
        assert b.events("ApprovalPassedOn")[-1]["supervisor"] == "ruth.delgado"
        assert "Waiting for Ruth Delgado" in b.sign_in("tom.reyes").get("/steps")
        words = b.sign_in("ruth.delgado").get("/team")
        assert "Elena Sorokin asked you to answer." in words
        b.post("/team/REQ00001/approve")
        assert approval_of(b).approved_by == "ruth.delgado"
        assert "Your people Nobody has you as their supervisor." in b.get("/team")


@pytest.mark.parametrize(
    ("someone", "says"),
    [
        ("", "Type the name or the agency address of a supervisor."),
        ("Nobody Here", "No other supervisor is called “Nobody Here”."),
        ("tom.reyes@dcs.example", "No other supervisor is called"),
        ("elena.sorokin@dcs.example", "No other supervisor is called"),
        ("maya.okafor@dcs.example", "No other supervisor is called"),
        ("<script>alert(1)</script>", "No other supervisor is called “&lt;script&gt;alert(1)&lt;/script&gt;”."),
    ],
)
def test_who_cannot_answer_is_not_asked(tmp_path: Path, someone: str, says: str) -> None:
    with open_house(tmp_path) as b:
        with_another_supervisor(b)
        b.sign_in("elena.sorokin").get(PAGE)
        words = b.post(f"{PAGE}/pass", someone=someone)
        assert b.status == 422
        assert says in words
        assert b.events("ApprovalPassedOn") == []


def test_a_link_of_another_team_is_not_found(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        with_another_supervisor(b)
        for reader in ("ruth.delgado", "tom.reyes", "maya.okafor", "alice.tran"):
            b.sign_in(reader).get(PAGE)
            assert b.status == 404, reader
            for verb in ("change", "pass"):
                b.get("/help")
                b.post(f"{PAGE}/{verb}", someone="ruth.delgado@dcs.example")
                assert b.status == 404, (reader, verb)
        assert b.events("ApprovalGranted")[-1]["person"] != "tom.reyes"


def test_a_supervisor_who_left_is_replaced_by_the_next_one_up(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        with_another_supervisor(b)
        b.agency.store.write(
            lambda tx: change_people.change(
                tx, "elena.sorokin", supervisor_id="ruth.delgado", actor="system", at=datetime.now(UTC)
            )
        )
        b.agency.store.write(
            lambda tx: change_people.deactivate(tx, "elena.sorokin", actor="yusuf.karim", at=datetime.now(UTC))
        )
        assert "Waiting for Ruth Delgado" in b.sign_in("tom.reyes").get("/steps")
        words = b.sign_in("ruth.delgado").get(PAGE)
        assert "The supervisor has left, so it comes to you." in words
        b.post("/team/REQ00001/approve", **{"from": "request"})
        assert approval_of(b).approved_by == "ruth.delgado"


def test_a_person_who_left_leaves_nothing_to_answer(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.agency.store.write(
            lambda tx: change_people.deactivate(tx, "tom.reyes", actor="yusuf.karim", at=datetime.now(UTC))
        )
        words = b.sign_in("elena.sorokin").get(PAGE)
        assert "Tom no longer works here. Nothing is left to answer." in words
        assert "Nobody waits for you." in b.get("/team")


def test_one_click_renews_an_approval_that_ends_soon(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        soon = TODAY + timedelta(days=12)
        b.agency.store.write(
            lambda tx: change_people.approve(
                tx, "maya.okafor", tools={"northlight-chat"}, ends_on=soon, actor="elena.sorokin", at=datetime.now(UTC)
            )
        )
        words = b.sign_in("elena.sorokin").get("/team")
        assert "Approvals that end soon Maya Okafor Ends" in words
        assert "You renew it for Northlight Chat, for every purpose the rules allow, until" in words
        words = b.post("/team/people/maya.okafor/renew")
        assert "Maya Okafor is approved until" in words
        assert "Approvals that end soon" not in words
        assert approval_of(b, "maya.okafor").tools == frozenset({"northlight-chat"})
        words = b.post("/team/people/maya.okafor/renew")
        assert "Nothing changed: the approval of Maya Okafor does not end soon." in words
        b.post("/team/people/ana.whitfield/renew")
        assert b.status == 404


def test_a_reader_of_requests_is_in_the_access_log(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get(PAGE)
        assert [e["page"] for e in b.events("RecordViewed")] == ["team"]
        assert re.search(r"<title>Tom Reyes asks to use AI tools", b.text)
