"""Get ready: five steps from the gates that decide, signing with a receipt, and the account's word."""

import re
from datetime import timedelta
from pathlib import Path

from proviso.actions import people as change_people
from proviso.db.store import Tx
from proviso.model import Training

from .console import NOW, Browser, open_house


def train(b: Browser, person_id: str, *trainings: Training) -> None:
    then = NOW - timedelta(days=1)

    def record(tx: Tx) -> None:
        for training in trainings or tuple(Training):
            change_people.record_training(tx, person_id, training, then, "learning system", actor="system", at=NOW)

    b.agency.store.write(record)


def test_a_new_person_sees_what_is_left_and_who_acts_next(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("tom.reyes").get("/steps")
    assert words.startswith("Get ready to use AI tools You have done 0 of 5 steps. Waiting for Elena Sorokin since")
    assert "Your next step: take the AI course." in words
    assert "Sign the rules Opens after the course. Cannot start yet" in words


def test_a_ready_person_sees_what_may_go_in_and_what_stays_out(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("maya.okafor").get("/steps")
    assert words.startswith("You are ready You have done all 5 steps. You are ready until")
    assert "May go in published text" in words
    assert "Stays out people, also without names CUI" in words
    assert "Ask your first question" in words


def test_asking_the_supervisor_is_one_click_and_says_who_has_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/steps")
        words = b.post("/steps/ask")
        assert "Sent. Elena Sorokin sees your request" in words
        assert b.events("ApprovalRequested")[-1]["person"] == "maya.okafor"


def test_without_a_supervisor_the_page_says_who_can_help(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("alice.tran").get("/steps/sign")
        b.get("/spill")
        words = b.post("/steps/ask")
        assert b.status == 422
    assert "You have no supervisor on record. The administrator can name one." in words


def test_signing_opens_after_the_course(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("tom.reyes").get("/steps/sign")
        assert "Signing opens when your AI course is done." in words
        assert "Type your first and last name" not in words
        train(b, "tom.reyes", Training.RESPONSIBLE_AI)
        assert "Type your first and last name to sign" in b.get("/steps/sign")


def test_signing_needs_the_name_and_gives_a_receipt(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        train(b, "tom.reyes")
        b.sign_in("tom.reyes").get("/steps/sign")
        sha = re.search(r'name="sha256" value="(\w{64})"', b.text)
        assert sha
        words = b.post("/steps/sign", sha256=sha.group(1), typed_name="Tom", answer="agree")
        assert b.status == 422
        assert "Type your name as it stands in the directory: Tom Reyes." in words
        words = b.post("/steps/sign", sha256=sha.group(1), typed_name="tom  reyes", answer="agree")
        assert words.startswith("You signed the rules Signed and recorded.")
        assert sha.group(1) in words
        assert b.events("AcknowledgementSigned")[-1]["text_sha256"] == sha.group(1)


def test_a_text_that_changed_meanwhile_is_not_signed(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        train(b, "tom.reyes")
        b.sign_in("tom.reyes").get("/steps/sign")
        before = len(b.events("AcknowledgementSigned"))
        words = b.post("/steps/sign", sha256="0" * 64, typed_name="Tom Reyes", answer="agree")
        assert "The text changed since you opened it." in words
        assert len(b.events("AcknowledgementSigned")) == before


def test_a_no_is_recorded_and_says_what_follows(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        train(b, "tom.reyes")
        b.sign_in("tom.reyes").get("/steps/sign")
        words = b.post("/steps/sign", sha256="", typed_name="", answer="decline")
        assert "Recorded: you do not agree. The tools stay closed for you." in words
        assert b.events("AcknowledgementDeclined")[-1]["person"] == "tom.reyes"


def test_an_account_needs_the_agency_address_and_both_statements(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("tom.reyes").get("/steps/account/northlight-chat")
        words = b.post("/steps/account/northlight-chat", email="tom@home.example")
        assert b.status == 422
        assert "Fix 3 things" in words
        assert "Use your agency address, which ends in @dcs.example." in words
        words = b.post(
            "/steps/account/northlight-chat", email="tom.reyes@dcs.example", agency_only="yes", settings="yes"
        )
        assert "Saved: your Northlight Chat account. It counts for 6 months." in words
        assert b.events("AccountAttested")[-1]["person"] == "tom.reyes"


def test_all_five_steps_lead_from_new_to_ready(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        train(b, "tom.reyes")
        b.sign_in("elena.sorokin").get("/team")
        b.post("/team/REQ00001/approve")
        b.sign_in("tom.reyes").get("/steps/sign")
        sha = re.search(r'name="sha256" value="(\w{64})"', b.text)
        assert sha
        b.post("/steps/sign", sha256=sha.group(1), typed_name="Tom Reyes", answer="agree")
        b.get("/steps/account/northlight-chat")
        b.post("/steps/account/northlight-chat", email="tom.reyes@dcs.example", agency_only="yes", settings="yes")
        assert b.get("/steps").startswith("You are ready")


def test_the_trainings_are_taken_where_the_setting_says(tmp_path: Path) -> None:
    with open_house(tmp_path / "with", training_link="https://learning.dcs.example/ai?from=proviso") as b:
        b.sign_in("tom.reyes").get("/steps")
        assert b.text.count('href="https://learning.dcs.example/ai?from=proviso" target="_blank"') == 2
    with open_house(tmp_path / "without") as b:
        assert "Take a training" not in b.sign_in("tom.reyes").get("/steps")
