"""Waivers on their pages: asked in steps, answered by the office, and never by who asked (139-07.5.w)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from proviso.actions import people
from proviso.db import waivers as db
from proviso.model import RequestState, Role, WaiverRequest

from .console import NOW, TODAY, Browser, person
from .console import open_house as open_small_house

LEADER, CIO, OFFICE, MAYA = "ruth.delgado", "ana.whitfield", "marcus.bell", "maya.okafor"
STEPS = (
    {"step": "scope", "clause": "139-07.5.a", "case_kind": "Test claims", "people": ""},
    {"step": "reason", "grounds": "The law asks for a summary of <b>each</b> claim."},
    {"step": "risks", "risk": "A summary may leave something out."},
    {"step": "safeguards", "safeguards": "Two people read each summary."},
    {"step": "dates", "starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=30)).isoformat()},
)


@contextmanager
def open_house(home: Path) -> Iterator[Browser]:
    """The house, with somebody who may ask."""
    with open_small_house(home) as b:
        leader = person(LEADER, Role.COMPONENT_CIO, supervisor_id=None)
        b.agency.store.write(lambda tx: people.add(tx, leader, actor="system", at=NOW))
        yield b


def held(b: Browser) -> list[WaiverRequest]:
    with b.agency.store.read() as tx:
        return db.listed(tx)


def ask(b: Browser) -> str:
    """All steps and the signature; the number."""
    b.sign_in(LEADER).get("/waivers/ask")
    for step in STEPS:
        b.post("/waivers/ask", **step)
    b.post("/waivers/ask/sign", name="ruth  DELGADO")
    return held(b)[0].id


def answer(b: Browser, number: str, **more: str) -> str:
    b.sign_in(CIO).get(f"/waivers/{number}/answer")
    fields = {"answer": "grant", "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat(), "confirm_days": ""}
    return b.post(f"/waivers/{number}/answer", **{**fields, **more})


def test_an_empty_list_says_that_every_rule_holds_and_who_can_ask(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        assert "No waiver is in force. Every rule holds for everybody." in b.sign_in(CIO).get("/waivers")
        assert "Ask for a waiver" in b.sign_in(LEADER).get("/waivers")
        assert "Ask for a waiver" not in b.sign_in(MAYA).get("/waivers")


def test_a_request_is_written_in_steps_signed_and_granted(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        number = ask(b)
        assert b.path == f"/waivers/{number}"
        assert "Signed and sent" in b.words
        assert "<b>each</b>" not in b.text
        assert f"/waivers/{number}" in b.sign_in(CIO).client.get("/").text
        words = answer(b, number, terms="Published claims only.")
        assert "Check and confirm" in words
        assert "It never covers you, who grant it." in words
        day = TODAY.isoformat()
        words = b.post(
            f"/waivers/{number}/grant", answer="grant", starts_on=day, ends_on=day, terms="Published claims only."
        )
        assert f"Granted: waiver {number}" in words
        assert "It was granted for less than was asked." in words
        assert "Published claims only." in words
        assert "In force" in b.get("/waivers?state=open")


def test_a_step_with_a_gap_says_it_and_keeps_what_was_typed(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in(LEADER).get("/waivers/ask")
        words = b.post("/waivers/ask", step="scope", clause="139-07.5.a", case_kind="", people="nobody@dcs.example")
        assert b.status == 422
        assert "Fix 2 things" in words
        assert "nobody@dcs.example" in b.text
        assert "Finish your request for a waiver" in b.get("/")
        assert "Go on writing your request" in b.get("/waivers")
        words = b.get("/waivers/ask?step=sign")
        assert "Say why the work cannot be done without it." in words
        b.post("/waivers/ask/sign", name="Ruth Delgado")
        assert b.status == 422
        assert held(b) == []
        b.get("/waivers")
        assert "The draft is gone" in b.post("/waivers/ask/drop")


def test_a_name_that_is_not_theirs_signs_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in(LEADER).get("/waivers/ask")
        for step in STEPS:
            b.post("/waivers/ask", **step)
        assert "Type your name as it stands here: Ruth Delgado." in b.post("/waivers/ask/sign", name="Ana Whitfield")
        assert held(b) == []


def test_who_cannot_ask_sends_a_note_to_who_can(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        for who in (MAYA, CIO):
            words = b.sign_in(who).get("/waivers/ask?clause=139-07.5.a")
            assert "You cannot ask for this yourself." in words
            b.post("/waivers/ask", **STEPS[0])
            assert b.status == 403
            b.get("/waivers")
            b.post("/waivers/ask/sign", name="x")
            assert b.status == 403
        assert held(b) == []


def test_a_refusal_needs_a_reason_which_the_asker_reads(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        number = ask(b)
        assert "Say why. Who asked reads it." in answer(b, number, answer="refuse", terms="")
        assert "Refused" in answer(b, number, answer="refuse", terms="Use the published statistics.")
        assert "Use the published statistics." in b.sign_in(LEADER).get(f"/waivers/{number}")


def test_reasons_and_open_requests_are_for_the_parties(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        number = ask(b)
        b.sign_in(MAYA).get(f"/waivers/{number}")
        assert b.status == 404
        answer(b, number)
        b.post(f"/waivers/{number}/grant", answer="grant", starts_on=TODAY.isoformat(), ends_on=TODAY.isoformat())
        words = b.sign_in(MAYA).get(f"/waivers/{number}")
        assert "Its reasons are for the component that asked and for the offices." in words
        assert "A summary may leave something out." not in words
        assert "A summary may leave something out." in b.sign_in("alice.tran").get(f"/waivers/{number}")


def test_an_auditor_and_the_asker_answer_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        number = ask(b)
        for who in (LEADER, "alice.tran", MAYA):
            b.sign_in(who).get(f"/waivers/{number}")
            assert "Answer this request" not in b.text
            for path in ("answer", "grant", "revoke"):
                b.get("/waivers")
                b.post(f"/waivers/{number}/{path}", answer="grant")
                assert b.status in {403, 404}
        assert held(b)[0].state is RequestState.ASKED


def test_two_offices_at_once_change_it_once(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        number = ask(b)
        day = TODAY.isoformat()
        answer(b, number)
        b.post(f"/waivers/{number}/grant", answer="grant", starts_on=day, ends_on=day)
        b.sign_in(OFFICE).get("/waivers")
        words = b.post(f"/waivers/{number}/answer", answer="refuse", terms="No.")
        assert "Ana Whitfield answered this meanwhile." in words


def test_it_is_taken_back_with_a_reason_and_its_numbers(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        number = ask(b)
        day = TODAY.isoformat()
        answer(b, number)
        b.post(f"/waivers/{number}/grant", answer="grant", starts_on=day, ends_on=day)
        assert "0 uses were allowed under it." in b.get(f"/waivers/{number}/revoke")
        assert "Say why." in b.post(f"/waivers/{number}/revoke", reason=" ")
        assert "Taken back. The next use under it is denied." in b.post(f"/waivers/{number}/revoke", reason="Not kept.")
        assert "Not kept." in b.sign_in(LEADER).get(f"/waivers/{number}")
        sheet = b.client.get("/waivers.csv")
        assert sheet.text.splitlines()[1].startswith(f"{number},139-07.5.a,")
