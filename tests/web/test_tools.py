"""The list of tools: public without staff facts, grouped for the person, changed only with the consequence seen."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from proviso.actions import tools as change_tools
from proviso.db import tools

from .console import NOW, TOOLS, Browser, open_house


def test_the_public_reads_the_list_without_staff_facts(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/tools")
        assert b.status == 200
        assert "2 AI tools are open to trained staff" in words
        assert "Published information only." in words
        page = b.get("/tools/northlight-chat")
    assert "The agency put it on the list" in page
    assert "Decided by" not in page
    assert "Sorokin" not in words + page


def test_a_ready_person_sees_what_is_open_and_what_is_for_others(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("maya.okafor").get("/tools")
    assert words.startswith("Tools 1 tool is open to you now.")
    assert "Open to others Quillmate It is not open to your component." in words
    assert "Paused or in review Verbatim Notes Paused since" in words


def test_a_new_person_is_told_the_next_step_that_is_theirs(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("tom.reyes").get("/tools")
    assert "No tool is open to you yet. Your next step: Take the AI course" in words
    assert "Northlight Chat Waiting for Elena Sorokin." in words


def test_the_consequence_is_shown_in_numbers_before_a_tool_is_paused(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get("/tools/northlight-chat")
        confirm = b.post("/tools/northlight-chat/check", status="paused", reason="its terms changed")
        assert "1 person loses Northlight Chat now." in confirm
        assert b.events("ToolChanged") == []
        done = b.post("/tools/northlight-chat/change", status="paused", reason="its terms changed")
        assert "Northlight Chat is now: paused." in done
        assert b.events("ToolChanged")[-1]["reason"] == "its terms changed"
        b.sign_in("maya.okafor")
        assert "Northlight Chat is not open. Paused since" in b.get("/tools/northlight-chat")


def test_a_change_without_a_reason_comes_back_with_what_was_typed(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get("/tools/northlight-chat")
        words = b.post("/tools/northlight-chat/check", status="ended", reason="")
        assert b.status == 422
        assert "Fix 1 thing Give a reason." in words
        assert 'value="ended" checked' in b.text or ('value="ended"' in b.text and "checked" in b.text)
        assert "<title>Error: Northlight Chat" in b.text


def test_only_the_offices_change_a_tool(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/tools/northlight-chat")
        assert "Change the status" not in b.words
        words = b.post("/tools/northlight-chat/change", status="ended", reason="no")
        assert b.status == 403
        assert "You are signed in as Maya." in words


def test_privacy_may_pause_a_tool_and_do_nothing_else(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("joan.castellanos").get("/tools/northlight-chat")
        assert "Pause this tool" in b.words
        assert re.findall(r'name="status"[^>]*value="([a-z]+)"', b.text) == ["paused"]
        b.post("/tools/northlight-chat/check", status="ended", reason="its terms changed")
        assert b.status == 422
        b.post("/tools/northlight-chat/change", status="ended", reason="its terms changed")
        assert b.events("ToolChanged") == []
        words = b.post("/tools/northlight-chat/change", status="paused", reason="its terms changed")
        assert "Northlight Chat is now: paused." in words


def test_the_administrator_sees_no_form_that_the_office_would_refuse(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim").get("/tools/northlight-chat")
        assert b.status == 200
        assert "Change the status" not in b.words
        b.post("/tools/northlight-chat/change", status="approved", reason="yes")
        assert b.status == 403
        b.get("/tools")
        assert "Add a tool" not in b.words


def test_a_condition_is_said_once(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/tools/quillmate")
    assert words.count("Open to") == 1


def test_an_added_tool_starts_in_review(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ana.whitfield").get("/tools/add")
        words = b.post("/tools/add", name="Ferry", vendor="Ferry Language", summary="", tool_class="commercial")
        assert "Ferry is on the list, in review. Nobody can use it yet. Start its review under Reviews." in words
        assert "Pause this tool" not in words, "all that can be done is to end it"
        words = b.post("/reviews/start", tool="ferry")
        assert "The review has begun. Nobody answers yet for Privacy, Civil rights and Counsel" in words
        with b.agency.store.read() as tx:
            added = tools.get(tx, "ferry")
    assert added is not None
    assert added.status == "in_review"


def test_a_name_that_is_listed_already_is_not_added_twice(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ana.whitfield").get("/tools/add")
        words = b.post("/tools/add", name="Northlight Chat", vendor="Other", tool_class="commercial")
    assert "A tool with this name is on the list already." in words


def test_a_tool_that_is_not_on_the_list_says_where_the_list_is(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/tools/nothing-like-this")
        assert b.status == 404
    assert "There is no such tool." in words


def test_the_offices_see_how_many_people_wait_for_a_tool_and_others_do_not(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/tools/verbatim-notes")
        assert "Do not tell me any more" in b.post("/tools/verbatim-notes/tell-me")
        assert "Waited for by" not in b.get("/tools/verbatim-notes")
        assert "Waited for by 1 person" in b.sign_in("marcus.bell").get("/tools/verbatim-notes")
        assert "Tell me" not in b.sign_in("alice.tran").get("/tools/verbatim-notes"), "an auditor changes nothing"


def test_the_list_is_searched_filtered_and_sorted(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor")
        words = b.get("/tools?q=labs")
        assert "1 tool fits your search." in words
        assert "Quillmate" in words
        assert "Verbatim Notes" not in words
        assert "No tool fits your search." in b.get("/tools?q=%3Cscript%3E")
        assert "<script>alert" not in b.text
        assert "No tool fits your search." in b.get("/tools?kind=internal")
        b.get("/tools?sort=name&kind=nonsense&all=nonsense")
        assert b.status == 200


def test_what_changed_since_the_last_visit_is_said_once_there_was_one(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor")
        assert "last visit" not in b.get("/tools")
        move_back(b, hours=30)
        assert "Nothing changed since your last visit, yesterday." in b.get("/tools") or "your last visit" in b.words
        b.sign_in("ana.whitfield").get("/tools/northlight-chat")
        b.post("/tools/northlight-chat/change", status="paused", reason="its terms changed")
        words = b.sign_in("maya.okafor").get("/tools")
        assert "What changed since your last visit" in words
        assert "Northlight Chat: Ana Whitfield changed it. Since then: paused, because its terms changed." in words
        assert "your last visit" not in Browser(b.agency).get("/tools"), "the public has none"


def move_back(b: Browser, hours: int) -> None:
    """As if every visit had been so many hours earlier."""
    from sqlalchemy import update

    from proviso.db.bodies import stamp
    from proviso.db.visits import visits

    then = stamp(NOW - timedelta(hours=hours))
    b.agency.store.write(lambda tx: tx.conn.execute(update(visits).values(began_at=then)))


def test_with_many_tools_a_group_shows_25_and_leads_to_the_rest(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        for number in range(40):
            tool = replace(TOOLS[0], id=f"tool-{number:02}", name=f"Tool {number:02}")
            b.agency.store.write(partial(change_tools.add, tool=tool, actor="system", at=datetime.now(UTC)))
        words = b.get("/tools")
        assert "Show 17 more" in words
        assert "Tool 39" not in words
        assert "Tool 39" in b.get("/tools?all=open")
