"""Closing tools: the consequence in numbers, the sentence everybody reads, another tool instead; and all at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import re_reviews
from proviso.actions import tools as change_tools
from proviso.actions.readiness import count_some
from proviso.actions.tools import mark
from proviso.db import reach, tools
from proviso.db.store import Tx
from proviso.model import Tool, ToolClass, ToolStatus
from tests.web.console import NOW, Browser, open_house, pack

HARBOR = Tool(
    id="harbordesk", name="HarborDesk", vendor="Our own", tool_class=ToolClass.INTERNAL, status=ToolStatus.APPROVED
)


def tool(b: Browser, tool_id: str = "northlight-chat") -> Tool:
    with b.agency.store.read() as tx:
        found = tools.get(tx, tool_id)
    assert found is not None
    return found


def test_the_page_says_what_everybody_will_read_where_they_are_led_and_that_there_is_no_undo(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ana.whitfield").get("/tools/northlight-chat")
        words = b.post(
            "/tools/northlight-chat/check", status="paused", reason="its terms changed.", instead="quillmate"
        )
        assert words.startswith("Check and confirm 1 person loses Northlight Chat now. No answer is being written now.")
        assert "“Northlight Chat is paused. Ana Whitfield paused it on" in words
        assert "because its terms changed.”" in words
        assert "They are led to Quillmate first, where it is open to them." in words
        assert "There is no undo." in words
        b.post("/tools/northlight-chat/change", status="paused", reason="its terms changed", instead="quillmate")
        assert tool(b).instead == "quillmate"
        assert "Use Quillmate instead" in b.words
        assert "Use Quillmate instead." in b.sign_in("maya.okafor").get("/tools")


def test_the_cio_ends_and_opens_a_tool_again(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ana.whitfield").get("/tools/northlight-chat")
        b.post("/tools/northlight-chat/change", status="ended", reason="nobody uses it")
        assert tool(b).status is ToolStatus.ENDED
        words = b.post("/tools/northlight-chat/check", status="approved", reason="it is needed")
        assert "1 person gains Northlight Chat now." in words
        b.post("/tools/northlight-chat/change", status="approved", reason="it is needed")
        assert tool(b).status is ToolStatus.APPROVED


def test_two_at_once_the_second_is_told_who_was_first_and_loses_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        seen = mark(tool(b))
        b.sign_in("joan.castellanos").get("/tools/northlight-chat")
        b.post("/tools/northlight-chat/change", status="paused", reason="privacy first", seen=seen)
        b.sign_in("ana.whitfield").get("/tools/northlight-chat")
        words = b.post("/tools/northlight-chat/change", status="ended", reason="my own words", seen=seen)
        assert b.status == 422
        assert "Joan Castellanos changed Northlight Chat since you opened this page." in words
        assert "my own words" in b.text
        assert tool(b).status is ToolStatus.PAUSED


@pytest.mark.parametrize("instead", ["verbatim-notes", "northlight-chat", "<script>"])
def test_a_tool_that_is_not_open_cannot_be_named_instead(tmp_path: Path, instead: str) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ana.whitfield").get("/tools/northlight-chat")
        words = b.post("/tools/northlight-chat/check", status="paused", reason="x", instead=instead)
        assert b.status == 422
        assert "Choose a tool that is open, or none." in words
        assert "<script>" not in b.text.replace("<script src", "")


def _add_harbor(b: Browser) -> None:
    b.agency.store.write(lambda tx: change_tools.add(tx, HARBOR, actor="ana.whitfield", at=datetime.now(UTC)))


def test_every_approval_is_taken_back_on_three_pages(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        _add_harbor(b)
        b.sign_in("ana.whitfield").get("/tools")
        assert "Take back every approval" in b.words
        words = b.get("/tools/revoke-all")
        assert "3 commercial tools have an approval now." in words
        reason = "the agency has its own tool now"
        words = b.post("/tools/revoke-all", reason=reason, instead="harbordesk")
        assert words.startswith("Check and confirm 1 person loses these tools now. No answer is being written now.")
        assert "3 tools close: Northlight Chat, Quillmate and Verbatim Notes." in words
        assert b.events("ToolsRevoked") == []
        words = b.post("/tools/revoke-all/confirm", reason=reason, instead="harbordesk")
        assert "3 approvals were taken back. No commercial tool is open now" in words
        assert tool(b).status is ToolStatus.REVOKED
        assert tool(b, "harbordesk").status is ToolStatus.APPROVED
        assert b.events("ToolsRevoked")[0]["reason"] == reason
        assert "No commercial tool has an approval." in b.get("/tools/revoke-all")


def test_a_list_that_changed_meanwhile_is_looked_at_again(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        with b.agency.store.read() as tx:
            seen = mark(*change_tools.approvals(tx))
        b.sign_in("ana.whitfield").get("/tools/revoke-all")
        b.agency.store.write(
            lambda tx: change_tools.change(
                tx, "quillmate", status=ToolStatus.ENDED, reason="x", actor="ana.whitfield", at=datetime.now(UTC)
            )
        )
        words = b.post("/tools/revoke-all/confirm", reason="a reason of mine", instead="", seen=seen)
        assert b.status == 422
        assert "The list changed since you opened this page." in words
        assert "a reason of mine" in b.text


@pytest.mark.parametrize("who", ["marcus.bell", "joan.castellanos", "maya.okafor", "alice.tran"])
def test_nobody_but_the_cio_sees_the_page_or_sends_its_form(tmp_path: Path, who: str) -> None:
    with open_house(tmp_path) as b:
        b.sign_in(who).get("/tools")
        assert "Take back every approval" not in b.words
        b.post("/tools/revoke-all/confirm", reason="x", instead="")
        assert b.status == 403
        assert b.events("ToolsRevoked") == []


def test_outside_the_demo_the_cio_shows_who_they_are_before_all_is_taken_back(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ana.whitfield").get("/tools/revoke-all")
        token = re.search(r'name="csrf" value="([^"]+)"', b.text)
        assert token is not None
        object.__setattr__(b.agency, "settings", replace(b.agency.settings, demo=False))
        (session,) = (one for one in b.app.state.sessions._by_code.values() if one.person_id == "ana.whitfield")
        session.roles = frozenset({"personnel", "cio"})  # as a sign-in outside the demo keeps them
        session.confirmed_at -= timedelta(hours=1)
        fields = {"csrf": token.group(1), "reason": "x", "instead": ""}
        answer = b.client.post("/tools/revoke-all/confirm", data=fields, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/again?next=%2Ftools%2Frevoke-all")
        assert b.events("ToolsRevoked") == []
        session.confirmed_at += timedelta(hours=1)
        b.client.post("/tools/revoke-all/confirm", data=fields)
        assert len(b.events("ToolsRevoked")) == 1


def test_in_a_large_agency_the_number_is_the_one_that_was_counted_ahead(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        now = datetime.now(UTC)
        while count_some(b.agency, at=now):
            pass
        with b.agency.store.read() as tx:
            ready = reach.ready(tx)
        assert ready == 1


def _due(b: Browser, days: int) -> None:
    def work(tx: Tx) -> None:
        due = (NOW + timedelta(days=days)).date()
        change_tools.change(tx, "northlight-chat", re_review_due=due, actor="ana.whitfield", at=datetime.now(UTC))

    b.agency.store.write(work)


def test_a_re_review_that_comes_says_so_and_one_that_is_late_closes_the_tool(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        _due(b, 20)
        b.sign_in("maya.okafor")
        assert "It stays open until then." in b.get("/tools/northlight-chat")
        _due(b, -3)
        words = b.get("/tools/northlight-chat")
        assert "Northlight Chat is open to you now. Its re-review is due since" in words
        _due(b, -40)
        assert "It is closed until that is done." in b.get("/tools/northlight-chat")
        b.agency.store.write(lambda tx: re_reviews.sweep(tx, pack(), datetime.now(UTC)))
        words = b.get("/tools/northlight-chat")
        assert (
            "Northlight Chat is not open. Paused since today" in words
            or "Northlight Chat is not open. Paused since" in words
        )
        assert "Proviso changed it. Since then: paused, because its re-review was due on" in words


def test_the_cio_moves_the_day_with_a_reason_and_the_office_does_not(tmp_path: Path) -> None:
    later = (NOW + timedelta(days=90)).date()
    with open_house(tmp_path) as b:
        _due(b, -3)
        b.sign_in("marcus.bell").get("/tools/northlight-chat/re-review")
        assert b.status == 403
        b.sign_in("ana.whitfield").get("/tools/northlight-chat/re-review")
        words = b.post("/tools/northlight-chat/re-review", due="tomorrow", reason="the review runs")
        assert b.status == 422
        assert "Choose the new day." in words
        assert "the review runs" in b.text
        words = b.post("/tools/northlight-chat/re-review", due=later.isoformat(), reason="the review runs")
        assert "The re-review of Northlight Chat is due" in words
        assert "Ana Whitfield moved its re-review to" in words
        assert tool(b).re_review_due == later


def test_an_office_reports_an_incident_of_the_vendor(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ingrid.solberg").get("/tools/northlight-chat")
        assert "Report an incident of the vendor" in b.words
        b.get("/tools/northlight-chat/incident")
        assert "Say what happened" in b.post("/tools/northlight-chat/incident", what="")
        words = b.post("/tools/northlight-chat/incident", what="Its keys were stolen.")
        assert "Northlight Chat is due for its re-review, and the CIO’s office knows." in words
        assert "because its vendor had an incident" in b.get("/tools/northlight-chat")
        assert "Its keys were stolen" not in Browser(b.agency).get("/tools/northlight-chat"), "not for the public"


def test_counsel_and_the_office_keep_terms_and_everybody_reads_which(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/tools/northlight-chat/terms")
        assert "Nobody has kept the terms of Northlight Chat yet." in b.words
        assert "Keep the terms" not in b.words
        b.sign_in("marcus.bell").get("/tools/northlight-chat/terms")
        assert "There is nothing in these terms." in b.post("/tools/northlight-chat/terms", text=" ", link="")
        words = b.post("/tools/northlight-chat/terms", text="Yours.", link="javascript:alert(1)")
        assert b.status == 422
        assert "The link is no address of the web." in words
        assert "Yours." in b.text
        assert "Version 1 is kept." in b.post("/tools/northlight-chat/terms", text="Yours.", link="https://v.example/t")
        assert "These are the same terms as version 1." in b.post("/tools/northlight-chat/terms", text="Yours.")
        words = b.post("/tools/northlight-chat/terms", text="Ours.")
        assert "Version 2 is kept. The terms changed, so Northlight Chat is due for its re-review." in words
        assert b.client.get("/tools/northlight-chat/terms/1").content == b"Yours."
        answer = b.client.get("/tools/northlight-chat/terms/1")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "There is no version 9" in b.get("/tools/northlight-chat/terms/9")
        assert Browser(b.agency).get("/tools/northlight-chat/terms") != "", "the public is asked to sign in"
