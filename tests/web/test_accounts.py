"""The account on a tool: agency address, agency work, and each setting of the tool's guide."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from proviso.actions import guides as change_guides
from proviso.model import GuideRow

from .console import Browser, open_house

PATH = "/steps/account/northlight-chat"
MINE = {"email": "tom.reyes@dcs.example", "agency_only": "yes"}
ROWS = (
    GuideRow(id="HISTORY1", setting="Turn off chat history", clause="2.e.1", steps=("Open Settings", "Data controls")),
    GuideRow(id="TRAIN001", setting="Turn off training", clause="2.e.2", steps=("Open Settings",)),
)


def set_guide(b: Browser, *, asks_again: bool = True, seen: int = 0) -> None:
    b.agency.store.write(
        lambda tx: change_guides.set_guide(
            tx,
            "northlight-chat",
            ROWS,
            asks_again=asks_again,
            seen_version=seen,
            actor="marcus.bell",
            at=datetime.now(UTC),
        )
    )


def test_an_account_needs_the_agency_address_and_both_statements(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("tom.reyes").get(PATH)
        words = b.post(PATH, email="tom@home.example")
        assert b.status == 422
        assert "Fix 3 things" in words
        assert "Use your agency address, which ends in @dcs.example." in words
        words = b.post(PATH, **MINE, settings="yes")
        assert "Saved: your Northlight Chat account. It counts for 6 months, or until the settings" in words
        assert b.events("AccountAttested")[-1]["person"] == "tom.reyes"


def test_each_setting_has_its_steps_and_is_ticked(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        set_guide(b)
        words = b.sign_in("tom.reyes").get(PATH)
        assert "2 settings to check, a minute each." in words
        assert "1. Turn off chat history" in words
        assert "Open Settings Data controls" in words
        words = b.post(PATH, **MINE, version="1", **{"setting-HISTORY1": "yes"})
        assert b.status == 422
        assert "Tick this when it is done: Turn off training." in words
        b.post(PATH, **MINE, version="1", **{"setting-HISTORY1": "yes", "setting-TRAIN001": "yes"})
        assert b.events("AccountAttested")[-1]["guide"] == 1


def test_a_guide_that_changed_asks_again_from_the_next_use(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        assert b.sign_in("maya.okafor").get("/steps").startswith("You are ready")
        set_guide(b)
        words = b.get("/steps")
        assert words.startswith("Get ready to use AI tools You have done 4 of 5 steps.")
        assert "The settings (Northlight Chat) changed. Check yours again." in words
        assert "The settings of Northlight Chat changed on" in b.get(PATH)
        mine = {"email": "maya.okafor@dcs.example", "agency_only": "yes"}
        b.post(PATH, **mine, version="1", **{"setting-HISTORY1": "yes", "setting-TRAIN001": "yes"})
        assert b.get("/steps").startswith("You are ready")
        set_guide(b, asks_again=False, seen=1)
        assert b.get("/steps").startswith("You are ready"), "only the words changed"


def test_a_form_of_the_guide_before_attests_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        set_guide(b)
        b.sign_in("tom.reyes").get(PATH)
        set_guide(b, seen=1)
        before = len(b.events("AccountAttested"))
        words = b.post(PATH, **MINE, version="1", **{"setting-HISTORY1": "yes", "setting-TRAIN001": "yes"})
        assert b.status == 422
        assert "The settings changed since you opened this page. Check them again." in words
        assert len(b.events("AccountAttested")) == before
