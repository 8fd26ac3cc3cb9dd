"""Team's other buttons: many requests at once with what follows, and ten minutes to undo an answer."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import people as change_people
from proviso.actions import undo as change_back
from proviso.db import people

from .console import NOW, Browser, open_house, person


def ask(b: Browser, person_id: str, request_id: str) -> None:
    """One more person asks Elena."""

    def work(tx: object) -> None:
        change_people.add(tx, person(person_id), actor="system", at=NOW)  # type: ignore[arg-type]  # a transaction
        change_people.request_approval(tx, person_id, actor=person_id, at=NOW, request_id=request_id)  # type: ignore[arg-type]  # a transaction

    b.agency.store.write(work)


def approval_of(b: Browser, person_id: str) -> str:
    return str([e for e in b.events("ApprovalGranted") if e["person"] == person_id][-1]["approval"])


def test_several_are_approved_after_a_page_that_says_what_follows(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        ask(b, "rosa.lind", "REQ00002")
        words = b.sign_in("elena.sorokin").get("/team")
        assert "Approve those who are ticked" in words
        before = len(b.events("ApprovalGranted"))
        answer = b.client.post(
            "/team/approve",
            data={"csrf": re.findall(r'name="csrf" value="([^"]+)"', b.text)[0], "request": ["REQ00001", "REQ00002"]},
        )
        words = b._keep(answer)
        assert "You approve 2 people." in words
        assert "Tom Reyes: every tool on the list, for every purpose the rules allow, until" in words
        assert "Tom can start after: AI course" in words
        assert "supervisor" not in words.partition("Tom can start after")[2].partition(".")[0]
        assert len(b.events("ApprovalGranted")) == before, "nothing is approved before the second button"
        words = b.post("/team/approve/confirm", requests="REQ00001 REQ00002")
        assert "Approved: Tom Reyes and Rosa Lind, until" in words
        assert len(b.events("ApprovalGranted")) == before + 2
        words = b.post("/team/approve/confirm", requests="REQ00001 REQ00002")
        assert "Nobody was approved. Nothing changed for Tom Reyes and Rosa Lind: answered before." in words
        assert len(b.events("ApprovalGranted")) == before + 2


def test_nobody_ticked_is_said_and_changes_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        ask(b, "rosa.lind", "REQ00002")
        b.sign_in("elena.sorokin").get("/team")
        words = b.post("/team/approve")
        assert b.status == 422
        assert "Tick who you approve. Nothing changed." in words


def test_one_request_of_another_supervisor_stops_all(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        ask(b, "rosa.lind", "REQ00002")
        before = len(b.events("ApprovalGranted"))
        b.agency.store.write(
            lambda tx: change_people.change(
                tx, "ana.whitfield", actor="system", at=NOW, roles=frozenset({"supervisor"})
            )
        )
        b.sign_in("ana.whitfield").get("/help")
        b.post("/team/approve/confirm", requests="REQ00001 REQ00002")
        assert b.status in {403, 404}
        assert len(b.events("ApprovalGranted")) == before


def test_an_approval_is_undone_and_the_request_waits_again(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get("/team")
        words = b.post("/team/REQ00001/approve")
        assert "You can undo it for ten minutes." in words
        assert "Tom Reyes, approved at" in words
        approval = approval_of(b, "tom.reyes")
        words = b.post(f"/team/{approval}/undo")
        assert "Undone. The request of Tom Reyes waits for you again" in words
        assert "1 person waits for you." in words
        assert b.events("ApprovalUndone")[-1]["request"] == "REQ00001"
        assert b.events("ApprovalRevoked")[-1]["approval"] == approval
        assert "Cannot be undone. It was taken back already." in words
        words = b.post(f"/team/{approval}/undo")
        assert "Nothing changed. It was taken back already." in words
        assert len(b.events("ApprovalUndone")) == 1


def test_a_decline_is_undone_and_its_reason_is_gone(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get("/team")
        b.post("/team/REQ00001/decline", **{"reason-REQ00001": "Finish the course first."})
        assert "Tom Reyes, declined at" in b.words
        words = b.post("/team/REQ00001/undo")
        assert "Undone. The request of Tom Reyes waits for you again" in words
        with b.agency.store.read() as tx:
            assert people.decline_reason(tx, "REQ00001") == ""
        assert "Finish the course first." not in b.sign_in("tom.reyes").get("/steps")


def test_what_was_used_or_is_old_or_is_not_yours_says_why_it_stands(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        maya = approval_of(b, "maya.okafor")

        def why(actor: str, after: timedelta) -> str:
            with b.agency.store.read() as tx:
                return change_back.why_no_undo(tx, maya, actor=actor, at=NOW + after)

        assert why("elena.sorokin", timedelta(minutes=10)) == ""
        assert why("elena.sorokin", timedelta(minutes=10, seconds=1)) == "The ten minutes are over."
        assert why("ana.whitfield", timedelta()) == "Elena Sorokin gave it, so only they can undo it."


@pytest.mark.parametrize(("page", "reader"), [("team", "elena.sorokin"), ("people", "alice.tran")])
def test_a_look_at_a_list_is_one_entry_an_hour_for_each_reader(tmp_path: Path, page: str, reader: str) -> None:
    with open_house(tmp_path) as b:
        b.sign_in(reader)
        for _ in range(3):
            b.get(f"/{page}")
        looks = [e for e in b.events("RecordViewed") if e["page"] == page]
        assert [(e["actor"], e["person"]) for e in looks] == [(reader, "")]
        assert sum(e["page"] == page for e in b.events("RecordViewed")) == 1
        b.sign_in("elena.sorokin").get("/people")
        assert ("elena.sorokin", "people") in {(e["actor"], e["page"]) for e in b.events("RecordViewed")}
        assert f"opened the list {page.capitalize()}" in b.sign_in("alice.tran").get("/ledger?show=everything")
        assert "opened the list" not in b.sign_in("maya.okafor").get("/record/kept")
