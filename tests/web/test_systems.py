"""Systems on their pages: who sees what, who may do what, and that a key is shown once and never again."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from proviso.actions import budgets, uses
from proviso.actions import people as change_people
from proviso.actions import systems as change
from proviso.actions import tools as change_tools
from proviso.actions.budgets import Used
from proviso.db import systems
from proviso.model import Channel, Conditions, Part, System, Use

from .console import NOW, TODAY, Browser, open_house

KEY = re.compile(r"pv-[0-9A-Z]{40}")
FORM: dict[str, Any] = {
    "name": "Flood Desk",
    "owner": "maya.okafor@dcs.example",
    "use_case": "Sums up published flood reports.",
    "tools": ["northlight-chat"],
    "purposes": ["research"],
    "purpose": "research",
    "source": "",
    "expires_on": (TODAY + timedelta(days=90)).isoformat(),
    "minute": "60",
    "tokens": "1,000",
    "dollars": "2.50",
}


def given(b: Browser, **changes: Any) -> tuple[System, str]:
    values: dict[str, Any] = {
        "name": "Flood Desk",
        "owner_id": "maya.okafor",
        "use_case": "Sums up published flood reports.",
        "tools": ["northlight-chat"],
        "purposes": ["research"],
        "expires_on": TODAY + timedelta(days=90),
        "actor": "marcus.bell",
        "at": NOW,
    }
    made = b.agency.store.write(lambda tx: change.register(tx, **{**values, **changes}))
    return made.system, made.key


def held(b: Browser) -> list[System]:
    with b.agency.store.read() as tx:
        return systems.all(tx)


def test_an_empty_register_names_the_action_that_fills_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("marcus.bell").get("/systems")
        assert words.startswith("Systems No system is registered yet.")
        assert words.endswith("Register a system")
        assert "Register a system" not in b.sign_in("alice.tran").get("/systems")


def test_the_office_registers_a_system_and_sees_its_key_once(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get("/systems/new")
        words = b.post("/systems/new", **FORM)
        assert b.status == 200
        assert "You will not see this key again." in words
        key = KEY.findall(b.text)
        assert len(key) == 1
        (system,) = held(b)
        assert (system.owner_id, system.tokens_a_month, system.cents_a_month) == ("maya.okafor", 1_000, 250)
        assert change.find_by_key(b.agency, key[0]) == system
        for path in ("/systems", f"/systems/{system.id}", f"/systems/{system.id}/rotate", "/ledger?show=everything"):
            b.get(path)
            assert key[0] not in b.text
            assert key[0][3:-4] not in b.text
        assert b.events("SystemRegistered")[-1]["owner"] == "maya.okafor"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": " "}, "Give the system a name."),
        ({"owner": "nobody@dcs.example"}, "Give the agency address of the person who answers for it."),
        ({"owner": "marcus.bell@dcs.example"}, "yourself"),
        ({"use_case": ""}, "Say in one sentence what it does."),
        ({"tools": []}, "Choose one tool at least."),
        ({"tools": ["nothing"]}, "There is no tool 'nothing' on the list."),
        ({"purposes": []}, "Choose one purpose at least."),
        ({"purposes": ["fun"], "purpose": "fun"}, "Choose purposes of this list."),
        ({"use_case": "x" * 501}, "What it does has 500 characters at most."),
        ({"source": "x" * 501}, "A source has 500 characters at most."),
        ({"purpose": "benefits"}, "Choose one of its purposes."),
        ({"expires_on": "soon"}, "Give the last day of the registration."),
        ({"expires_on": "2020-01-01"}, "The end of a registration is not in the past."),
        ({"expires_on": "9999-12-31"}, "A registration lasts 366 days at most"),
        ({"minute": ""}, "Say how many requests a minute."),
        ({"minute": "0"}, "Give a whole number, 1 or more."),
        ({"minute": "²"}, "Give a whole number, 1 or more."),
        ({"tokens": "many"}, "Give a whole number, 1 or more."),
        ({"tokens": "9" * 400}, "Give a whole number, 1 or more."),
        ({"dollars": "1.234"}, "Give an amount in dollars, such as 250 or 99.50."),
        ({"dollars": "0"}, "Give an amount in dollars, such as 250 or 99.50."),
    ],
)
def test_a_form_with_a_slip_says_what_to_fix_and_loses_nothing(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get("/systems/new")
        words = b.post("/systems/new", **{**FORM, **changes})
        assert b.status == 422
        assert says in words
        assert "<title>Error: Register a system" in b.text
        assert ('value="Flood Desk"' in b.text) or "name" in changes
        assert held(b) == []


def test_two_systems_of_one_name_are_told_apart_on_the_form(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        given(b)
        b.sign_in("marcus.bell").get("/systems/new")
        assert "There is a system Flood Desk already." in b.post("/systems/new", **FORM)
        assert (b.status, len(held(b))) == (422, 1)


def test_the_list_finds_by_owner_and_by_state(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        given(b)
        other, _ = given(b, name="Harbor Notes", owner_id="tom.reyes", expires_on=TODAY)
        b.agency.store.write(lambda tx: change.revoke(tx, other.id, "It is replaced.", actor="ana.whitfield", at=NOW))
        b.sign_in("alice.tran")
        words = b.get("/systems")
        assert "1 system is registered." in words
        assert "Flood Desk" in words
        assert "Taken off the register on" in words
        assert "Harbor Notes" not in b.get("/systems?q=maya")
        assert "Flood Desk" not in b.get("/systems?state=revoked")
        assert "No system matches. Show every system" in b.get("/systems?q=zebra")


def test_a_list_of_many_has_pages(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        for number in range(26):
            given(b, name=f"System {number:02}")
        b.sign_in("alice.tran")
        assert "Page 1 of 2" in b.get("/systems")
        assert "System 25" in b.get("/systems?page=2")


def test_an_owner_sees_their_own_systems_and_nobody_elses(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        mine, _ = given(b)
        other, _ = given(b, name="Harbor Notes", owner_id="tom.reyes")
        words = b.sign_in("maya.okafor").get("/systems")
        assert "Flood Desk" in words
        assert "Harbor Notes" not in words
        assert 'href="/systems"' in b.text.split("<main")[0], "the navigation leads there"
        assert "Make a new key" in b.get(f"/systems/{mine.id}")
        assert "Change scope or limits" not in b.words
        for path in (f"/systems/{other.id}", "/systems/NOTHING1", f"/systems/{mine.id}/change", "/systems/new"):
            b.get(path)
            assert b.status == 403, path


def test_somebody_without_systems_hears_for_whom_the_page_is(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("elena.sorokin").get("/systems")
        assert b.status == 403
        assert "You are signed in as Elena." in words
        assert 'href="/systems"' not in b.text.split("<main")[0]


def test_an_auditor_sees_everything_and_changes_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        system, _ = given(b)
        words = b.sign_in("alice.tran").get(f"/systems/{system.id}")
        assert "Maya Okafor answers for it." in words
        assert "Change it" not in words
        for path in ("change", "rotate", "revoke"):
            b.get(f"/systems/{system.id}/{path}")
            assert b.status == 403, path
        b.get("/systems")
        for path in (f"/systems/{system.id}/rotate", f"/systems/{system.id}/revoke", "/systems/new"):
            b.post(path, reason="Because.", overlap="0", **FORM)
            assert b.status == 403, path
        assert held(b) == [system]
        b.get("/systems/NOTHING1")
        assert b.status == 404


def test_a_new_key_is_shown_once_with_the_end_of_the_old_one(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        system, old = given(b)
        b.sign_in("maya.okafor").get(f"/systems/{system.id}/rotate")
        assert "Choose how long the old key works." in b.post(f"/systems/{system.id}/rotate", overlap="48")
        assert b.status == 422
        words = b.post(f"/systems/{system.id}/rotate", overlap="24")
        (new,) = KEY.findall(b.text)
        assert "The old key works until" in words
        assert change.find_by_key(b.agency, old) == change.find_by_key(b.agency, new) != None  # noqa: E711
        assert "The old key works until" in b.get(f"/systems/{system.id}")
        b.get(f"/systems/{system.id}/rotate")
        assert "The old key works no longer." in b.post(f"/systems/{system.id}/rotate", overlap="0")
        assert change.find_by_key(b.agency, new) is None


def test_a_change_needs_a_reason_and_counts_at_once(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        system, _ = given(b)
        b.sign_in("marcus.bell").get(f"/systems/{system.id}/change")
        assert 'value="maya.okafor@dcs.example"' in b.text
        assert "Give a reason. Its owner reads it." in b.post(f"/systems/{system.id}/change", **FORM, reason="")
        assert b.status == 422
        words = b.post(f"/systems/{system.id}/change", **{**FORM, "minute": "90"}, reason="More readers.")
        assert "Changed. It counts from the next request on." in words
        assert held(b)[0].requests_a_minute == 90
        assert "Marcus Bell changed" in words
        assert "More readers." in words


def test_taking_a_system_off_states_the_consequence_first(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        system, key = given(b)
        b.sign_in("maya.okafor").get(f"/systems/{system.id}/rotate")
        assert "The old key works until" in b.post(f"/systems/{system.id}/rotate", overlap="24")
        words = b.sign_in("joan.castellanos").get(f"/systems/{system.id}/revoke")
        assert "Flood Desk is closed at once. It asked 0 times this month." in words
        assert "Give a reason. Its owner reads it." in b.post(f"/systems/{system.id}/revoke", reason=" ")
        assert held(b)[0].revoked_at is None
        words = b.post(f"/systems/{system.id}/revoke", reason="Its key leaked.")
        assert "Flood Desk is off the register. Its next request is denied." in words
        assert "The old key works until" not in words
        assert "Joan Castellanos took Flood Desk off the register: Its key leaked." in words
        assert "Take it off the register" not in words
        found = change.find_by_key(b.agency, key)
        assert found is not None
        assert found.revoked_at is not None


def test_use_stands_beside_the_limits_and_the_owner_hears_at_80_percent(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        system, _ = given(b, tokens_a_month=1_000, cents_a_month=500)
        used = Used(input_tokens=600, output_tokens=250, microcents=100_000_000)
        b.agency.store.write(lambda tx: budgets.reserve(tx, system, "7KQ2M4XD", used, NOW))
        b.agency.store.write(lambda tx: budgets.settle(tx, system, "7KQ2M4XD", used, used, NOW))
        words = b.sign_in("maya.okafor").get("/")
        assert "Flood Desk has used 85% of its tokens this month" in words
        assert "Nearly used up" in words
        words = b.get(f"/systems/{system.id}")
        assert "Tokens this month 850 used of 1,000." in words
        assert "Money this month $1.00 used of $5.00." in words
        assert "1 request, 85% of tokens, 20% of money" in b.get("/systems")


def test_home_says_when_a_registration_ends_soon(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        given(b, expires_on=TODAY + timedelta(days=12))
        assert "The registration of Flood Desk ends" in b.sign_in("maya.okafor").get("/")
        assert "Flood Desk" not in b.sign_in("tom.reyes").get("/")


def test_an_owner_who_left_is_said_before_anybody_wonders(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        system, _ = given(b)
        b.agency.store.write(lambda tx: change_people.deactivate(tx, "maya.okafor", actor="system", at=NOW))
        assert "Its owner does not work here now" in b.sign_in("marcus.bell").get(f"/systems/{system.id}")


def test_a_decision_says_through_which_system_it_came(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        system, _ = given(b)
        asked = Use(
            id="7KQ2M4XD",
            person_id="maya.okafor",
            tool_id="northlight-chat",
            purpose="research",
            channel=Channel.GATEWAY,
            parts=(Part(name="text", text="How high did the river stand?"),),
            at=NOW,
            digest="c0ffee",
            system_id=system.id,
        )
        uses.ask(b.agency, asked)
        b.sign_in("maya.okafor")
        assert "Who Maya Okafor, through Flood Desk" in b.get("/decisions/7KQ2-M4XD")
        assert "It was asked through Flood Desk. Maya Okafor answers for it." in b.get("/decisions/7KQ2-M4XD/why")
        b.get(f"/systems/{system.id}")
        assert 'href="/decisions/7KQ2M4XD"' in b.text
        b.sign_in("joan.castellanos").get(f"/systems/{system.id}")
        assert "7KQ2-M4XD" in b.words
        assert 'href="/decisions/7KQ2M4XD"' not in b.text, "an office sees that it was decided, not the decision"
        words = b.sign_in("alice.tran").get("/ledger")
        assert "Maya Okafor asked Northlight Chat through Flood Desk for “Sum up published information”." in words


def test_a_tool_says_what_it_may_get_unread(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        told = Conditions(unscreened=frozenset({"image", "audio"}))
        b.agency.store.write(
            lambda tx: change_tools.change(tx, "northlight-chat", conditions=told, actor="marcus.bell", at=NOW)
        )
        assert "It may get what we cannot read: audio and images." in b.get("/tools/northlight-chat")
