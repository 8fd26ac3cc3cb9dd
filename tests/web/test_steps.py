"""Get ready: five steps from the gates that decide, who acts next, and the card of who is ready."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from proviso.actions import people as change_people

from .console import TODAY, open_house
from .walking import earlier, sign, train


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


def test_the_trainings_are_taken_where_the_setting_says(tmp_path: Path) -> None:
    with open_house(tmp_path / "with", training_link="https://learning.dcs.example/ai?from=proviso") as b:
        b.sign_in("tom.reyes").get("/steps")
        assert b.text.count('href="https://learning.dcs.example/ai?from=proviso" target="_blank"') == 2
    with open_house(tmp_path / "without") as b:
        assert "Take a training" not in b.sign_in("tom.reyes").get("/steps")


def test_all_five_steps_lead_from_new_to_ready(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        train(b, "tom.reyes")
        b.sign_in("elena.sorokin").get("/team")
        b.post("/team/REQ00001/approve")
        b.sign_in("tom.reyes")
        sign(b)
        b.get("/steps/account/northlight-chat")
        b.post("/steps/account/northlight-chat", email="tom.reyes@dcs.example", agency_only="yes", settings="yes")
        words = b.get("/steps")
        assert words.startswith("You are ready")
        assert "Ask your first question Print this card" in words
        card = b.get("/steps/card")
        assert card.startswith("You are ready")
        assert "Security: 555-0142" in card
        assert "Northlight Chat" in card


def test_the_card_is_for_who_is_ready(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("tom.reyes").get("/steps/card")
    assert "The card is there when all five steps are done." in words


def test_who_waits_can_remind_once_a_day(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        assert "Remind Elena" not in b.sign_in("tom.reyes").get("/steps"), "it was asked a moment ago"
        words = b.post("/steps/remind")
        assert "Nothing was sent: Elena gets one reminder a day." in words
        earlier(b, "REQ00001", timedelta(days=2))
        assert "Remind Elena" in b.get("/steps")
        words = b.post("/steps/remind")
        assert "Elena is reminded. You can send the next reminder tomorrow." in words
        assert "Reminded today." in words
        assert b.events("ApprovalReminded") == [
            {"actor": "tom.reyes", "request": "REQ00001", "person": "tom.reyes", "supervisor": "elena.sorokin"}
        ]
        b.post("/steps/remind")
        assert len(b.events("ApprovalReminded")) == 1


def test_an_approval_that_ended_says_why_and_how_to_ask_again(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.agency.store.write(
            lambda tx: change_people.change(
                tx, "maya.okafor", title="Planner", actor="yusuf.karim", at=datetime.now(UTC)
            )
        )
        words = b.sign_in("maya.okafor").get("/steps")
    assert ": you have a new position. You can ask again." in words
    assert "Ask my supervisor" in words


def test_a_renewal_can_be_asked_in_the_last_thirty_days(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        assert "Ask for a new approval" not in b.sign_in("maya.okafor").get("/steps")
        b.agency.store.write(
            lambda tx: change_people.approve(
                tx, "maya.okafor", ends_on=TODAY + timedelta(days=20), actor="elena.sorokin", at=datetime.now(UTC)
            )
        )
        assert "Ask for a new approval" in b.get("/steps")
        b.get("/steps/ask")
        b.post("/steps/ask")
        assert b.get("/steps").startswith("You are ready"), "the old one stands until the new one"
        words = b.sign_in("elena.sorokin").get("/team")
        assert "Maya Okafor" in words.partition("Your people")[0]
