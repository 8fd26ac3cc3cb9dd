"""The register of systems: who may, what is refused, when a key opens, and that no key is ever kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from proviso.actions import people, systems, uses
from proviso.actions.agency import Agency
from proviso.actions.systems import Registered
from proviso.db import changes, entries
from proviso.db import systems as db
from proviso.db import uses as uses_db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, ProvisoError, UsageError
from proviso.identity import tokens
from proviso.identity.ids import new_id
from proviso.model import Channel, Decision, Part, System, Use
from tests.actions.house import NOW, House

END = date(2027, 5, 20)
GIVEN: dict[str, Any] = {
    "name": "Flood Desk",
    "owner_id": "maya.okafor",
    "use_case": "Sums up published flood reports.",
    "tools": ["northlight-chat"],
    "purposes": ["research", "draft"],
    "purpose": "research",
    "expires_on": END,
    "actor": "marcus.bell",
    "at": NOW,
}


@pytest.fixture
def house(agency: Agency) -> House:
    return House(agency.store)


def register(house: House, **changes: Any) -> Registered:
    return house.do(lambda tx: systems.register(tx, **{**GIVEN, **changes}))


def found(agency: Agency, key: str, later: timedelta = timedelta(0)) -> System | None:
    return systems.find_by_key(agency, key, NOW + later)


def test_a_registered_system_is_found_by_its_key(house: House, agency: Agency) -> None:
    made = register(house)
    assert tokens.is_whole(made.key)
    assert found(agency, made.key) == made.system
    assert made.system.key_hint == made.key[-4:]
    assert house.events()[-1] == "SystemRegistered"


@pytest.mark.parametrize("key", ["", "pv-", "pv-0000", "sk-something", "Bearer", "pv-\ud800", "pt-" + "0" * 40])
def test_other_keys_find_nothing(house: House, agency: Agency, key: str) -> None:
    register(house)
    assert found(agency, key) is None


def test_a_system_takes_the_component_of_its_owner(house: House) -> None:
    assert register(house).system.component == "FRO"


@pytest.mark.parametrize("actor", ["ana.whitfield", "marcus.bell", "yusuf.karim", "system"])
def test_the_cios_office_and_an_administrator_register(house: House, actor: str) -> None:
    assert register(house, actor=actor).system.owner_id == "maya.okafor"


@pytest.mark.parametrize("actor", ["maya.okafor", "joan.castellanos", "elena.sorokin", "alice.tran"])
def test_nobody_else_registers(house: House, actor: str) -> None:
    with pytest.raises(NotAllowedError):
        register(house, actor=actor)
    assert house.look(db.all) == []


def test_nobody_registers_a_system_of_their_own(house: House) -> None:
    with pytest.raises(NotAllowedError, match="yourself"):
        register(house, owner_id="marcus.bell")


def test_who_left_or_has_not_started_answers_for_nothing(house: House) -> None:
    house.do(lambda tx: people.deactivate(tx, "tom.reyes", actor="system", at=NOW))
    with pytest.raises(NotAllowedError, match="does not work here now"):
        register(house, owner_id="tom.reyes")
    yesterday = NOW.date() - timedelta(days=1)
    house.do(lambda tx: people.end_engagement(tx, "maya.okafor", yesterday, actor="system", at=NOW))
    with pytest.raises(NotAllowedError, match="does not work here now"):
        register(house)


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"name": "  "}, UsageError, "Give the system a name"),
        ({"name": "x" * 81}, UsageError, "80 characters"),
        ({"use_case": "."}, UsageError, "what the system does"),
        ({"tools": []}, UsageError, "one tool"),
        ({"tools": ["nothing"]}, NotFoundError, "nothing"),
        ({"purposes": [], "purpose": ""}, UsageError, "one purpose"),
        ({"purpose": "meetings"}, UsageError, "one of its purposes"),
        ({"expires_on": NOW.date() - timedelta(days=1)}, UsageError, "not in the past"),
        ({"expires_on": NOW.date() + timedelta(days=367)}, UsageError, "366 days"),
        ({"requests_a_minute": 0}, UsageError, "at least 1"),
        ({"tokens_a_month": 0}, UsageError, "1 at least"),
        ({"cents_a_month": -5}, UsageError, "1 at least"),
        ({"owner_id": "nobody"}, NotFoundError, "nobody"),
    ],
)
def test_what_cannot_be_registered_says_why(
    house: House, changes: dict[str, Any], error: type[ProvisoError], says: str
) -> None:
    with pytest.raises(error, match=says):
        register(house, **changes)
    assert house.look(db.all) == []


def test_two_systems_have_two_names(house: House) -> None:
    first = register(house)
    with pytest.raises(ConflictError, match="already"):
        register(house, name="FLOOD desk")
    house.do(lambda tx: systems.revoke(tx, first.system.id, "It is replaced.", actor="ana.whitfield", at=NOW))
    assert register(house).system.id != first.system.id


def test_both_keys_open_until_the_old_one_ends(house: House, agency: Agency) -> None:
    first = register(house)
    second = house.do(lambda tx: systems.rotate_key(tx, first.system.id, actor="maya.okafor", at=NOW))
    assert second.key != first.key
    assert found(agency, first.key, timedelta(hours=23, minutes=59)) == second.system
    assert found(agency, first.key, timedelta(hours=24)) is None
    assert found(agency, second.key, timedelta(days=30)) == second.system
    assert house.look(lambda tx: db.old_key_ends(tx, first.system.id, NOW)) == NOW + timedelta(hours=24)
    assert house.look(lambda tx: db.old_key_ends(tx, first.system.id, NOW + timedelta(hours=24))) is None


def test_an_old_key_can_end_at_once_and_never_comes_back(house: House, agency: Agency) -> None:
    first = register(house)
    house.do(lambda tx: systems.rotate_key(tx, first.system.id, timedelta(0), actor="marcus.bell", at=NOW))
    assert found(agency, first.key) is None
    house.do(lambda tx: systems.rotate_key(tx, first.system.id, actor="marcus.bell", at=NOW))
    assert found(agency, first.key) is None


@pytest.mark.parametrize("overlap", [timedelta(hours=24, seconds=1), timedelta(seconds=-1)])
def test_an_old_key_goes_on_for_a_day_at_most(house: House, overlap: timedelta) -> None:
    first = register(house)
    with pytest.raises(UsageError, match="24 hours"):
        house.do(lambda tx: systems.rotate_key(tx, first.system.id, overlap, actor="marcus.bell", at=NOW))


@pytest.mark.parametrize("actor", ["tom.reyes", "joan.castellanos", "alice.tran"])
def test_only_the_owner_and_the_office_make_a_new_key(house: House, actor: str) -> None:
    first = register(house)
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: systems.rotate_key(tx, first.system.id, actor=actor, at=NOW))


def test_a_change_names_its_fields_and_its_reason(house: House, agency: Agency) -> None:
    made = register(house)
    house.do(
        lambda tx: systems.change(
            tx,
            made.system.id,
            "More readers.",
            actor="marcus.bell",
            at=NOW,
            requests_a_minute=90,
            purposes=frozenset({"research"}),
        )
    )
    assert found(agency, made.key) == replace(made.system, requests_a_minute=90, purposes=frozenset({"research"}))
    event = house.look(lambda tx: entries.page(tx, 0, 1000))[-1].record
    assert (event.event, event.data["fields"]) == ("SystemChanged", ["purposes", "requests_a_minute"])


def test_a_change_that_changes_nothing_is_no_event(house: House) -> None:
    made = register(house)
    before = house.events()
    house.do(lambda tx: systems.change(tx, made.system.id, "Nothing.", actor="marcus.bell", at=NOW, source=""))
    assert house.events() == before


def test_nobody_widens_their_own_system_nor_takes_it_over(house: House) -> None:
    made = register(house)
    with pytest.raises(NotAllowedError):
        house.do(
            lambda tx: systems.change(tx, made.system.id, "More.", actor="maya.okafor", at=NOW, requests_a_minute=9)
        )
    with pytest.raises(NotAllowedError, match="yourself"):
        house.do(
            lambda tx: systems.change(tx, made.system.id, "Mine.", actor="marcus.bell", at=NOW, owner_id="marcus.bell")
        )


@pytest.mark.parametrize(
    ("changes", "reason", "says"),
    [
        ({"luck": 1}, "Why not.", "no luck"),
        ({"key_hint": "AAAA"}, "Why not.", "no key_hint"),
        ({"revoked_at": None}, "Why not.", "no revoked_at"),
        ({"requests_a_minute": 9}, "  ", "Say why"),
        ({"requests_a_minute": 9}, "x" * 501, "500 characters"),
        ({"tools": frozenset()}, "Why not.", "one tool"),
    ],
)
def test_a_change_that_cannot_be_says_why(house: House, changes: dict[str, Any], reason: str, says: str) -> None:
    made = register(house)
    with pytest.raises(UsageError, match=says):
        house.do(lambda tx: systems.change(tx, made.system.id, reason, actor="marcus.bell", at=NOW, **changes))
    assert house.look(lambda tx: db.get(tx, made.system.id)) == made.system


def test_an_owner_may_end_a_registration_sooner_and_not_later(house: House) -> None:
    made = register(house)
    sooner = date(2026, 12, 1)
    ended = house.do(lambda tx: systems.expire(tx, made.system.id, sooner, "Done then.", actor="maya.okafor", at=NOW))
    assert ended.expires_on == sooner
    with pytest.raises(UsageError, match="later end"):
        house.do(lambda tx: systems.expire(tx, made.system.id, END, "Longer.", actor="maya.okafor", at=NOW))


@pytest.mark.parametrize("actor", ["marcus.bell", "joan.castellanos", "ingrid.solberg", "maya.okafor"])
def test_a_revoked_system_is_still_found_so_that_the_rules_can_deny_it(
    house: House, agency: Agency, actor: str
) -> None:
    made = register(house)
    house.do(lambda tx: systems.revoke(tx, made.system.id, "It leaked.", actor=actor, at=NOW))
    known = found(agency, made.key)
    assert known is not None
    assert known.revoked_at == NOW
    assert house.events()[-1] == "SystemRevoked"


@pytest.mark.parametrize("actor", ["tom.reyes", "elena.sorokin", "alice.tran"])
def test_nobody_else_takes_a_system_off_the_register(house: House, actor: str) -> None:
    made = register(house)
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: systems.revoke(tx, made.system.id, "It leaked.", actor=actor, at=NOW))


def test_a_revoked_system_does_not_come_back(house: House) -> None:
    made = register(house)
    house.do(lambda tx: systems.revoke(tx, made.system.id, "It leaked.", actor="ana.whitfield", at=NOW))
    with pytest.raises(ConflictError, match="taken off"):
        house.do(lambda tx: systems.rotate_key(tx, made.system.id, actor="ana.whitfield", at=NOW))
    with pytest.raises(ConflictError, match="taken off"):
        house.do(lambda tx: systems.change(tx, made.system.id, "Back.", actor="ana.whitfield", at=NOW, source="x"))
    with pytest.raises(NotFoundError):
        house.do(lambda tx: systems.revoke(tx, "NOTHING1", "It leaked.", actor="ana.whitfield", at=NOW))


@pytest.mark.in_a_file
def test_no_key_is_kept_anywhere(house: House, tmp_path: Path) -> None:
    made = register(house)
    second = house.do(lambda tx: systems.rotate_key(tx, made.system.id, actor="marcus.bell", at=NOW))
    house.store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert made.system.id.encode() in kept
    for key in (made.key, second.key):
        assert key.encode() not in kept
        assert key[3:-4].encode() not in kept
    assert made.key not in repr(made)


def test_a_changed_system_is_a_change_of_what_decisions_read(house: House) -> None:
    before = house.look(changes.number)
    made = register(house)
    after = house.look(changes.number)
    house.do(lambda tx: systems.revoke(tx, made.system.id, "It leaked.", actor="ana.whitfield", at=NOW))
    assert before < after < house.look(changes.number)


def ask(agency: Agency, system: System, later: timedelta = timedelta(seconds=1), **changes: Any) -> Decision:
    values = {
        "id": new_id(),
        "person_id": system.owner_id,
        "tool_id": "northlight-chat",
        "purpose": "research",
        "channel": Channel.GATEWAY,
        "parts": (Part(name="text", text="How high did the river stand?"),),
        "at": NOW + later,
        "digest": "c0ffee",
        "system_id": system.id,
    }
    return uses.ask(agency, Use(**{**values, **changes})).decision


def test_a_system_asks_under_its_owners_standing_and_the_record_names_it(house: House, agency: Agency) -> None:
    made = register(house)
    decided = ask(agency, made.system)
    assert decided.allowed
    event = house.look(lambda tx: entries.page(tx, 0, 1000))[-1].record
    assert (event.data["system"], event.data["person"]) == (made.system.id, "maya.okafor")
    assert event.data["standing"]["system"]["owner"] == "maya.okafor"
    assert not ask(agency, made.system, system_id="", tool_id="northlight-chat").allowed, "a person is not let through"


def test_each_change_of_the_register_decides_the_next_use(house: House, agency: Agency) -> None:
    made = register(house)
    assert ask(agency, made.system).allowed
    house.do(
        lambda tx: systems.change(
            tx, made.system.id, "Narrower.", actor="marcus.bell", at=NOW, purposes=frozenset({"draft"}), purpose="draft"
        )
    )
    assert [r.rule for r in ask(agency, made.system).reasons] == ["system-scope"]
    assert ask(agency, made.system, purpose="draft").allowed
    house.do(lambda tx: systems.revoke(tx, made.system.id, "It leaked.", actor="ana.whitfield", at=NOW))
    assert [r.rule for r in ask(agency, made.system, purpose="draft").reasons] == ["system-revoked"]


def test_when_the_owner_leaves_the_system_stops(house: House, agency: Agency) -> None:
    made = register(house)
    house.do(lambda tx: people.deactivate(tx, "maya.okafor", actor="system", at=NOW))
    assert "person-left" in [r.rule for r in ask(agency, made.system).reasons]


def test_a_system_that_the_register_does_not_have_is_denied_on_record(house: House, agency: Agency) -> None:
    made = register(house)
    denied = ask(agency, made.system, system_id="NOTHING1")
    assert [r.rule for r in denied.reasons] == ["system-unknown"]
    assert house.events()[-1] == "UseDecided"


def test_a_new_owner_answers_from_the_next_use_on(house: House, agency: Agency) -> None:
    made = register(house)
    house.do(
        lambda tx: systems.change(
            tx, made.system.id, "Maya moves.", actor="marcus.bell", at=NOW, owner_id="elena.sorokin"
        )
    )
    assert [r.rule for r in ask(agency, made.system).reasons] == ["system-unknown"], "the old owner answers no more"


@pytest.mark.in_a_file
def test_the_uses_of_a_system_are_found_by_it(house: House, agency: Agency) -> None:
    made, other = register(house), register(house, name="Harbor Notes", owner_id="elena.sorokin")
    decided = [ask(agency, made.system).id for _ in range(2)]
    ask(agency, other.system)
    found = house.look(lambda tx: uses_db.search(tx, system=made.system.id))
    assert {d.id for d in found} == set(decided)
    assert all(d.system_id == made.system.id for d in found)
    assert house.look(lambda tx: uses_db.count(tx, system=made.system.id)) == 2
    assert house.look(lambda tx: uses_db.count(tx, person="maya.okafor", system=other.system.id)) == 0
    query = "EXPLAIN QUERY PLAN SELECT body FROM uses WHERE system_id = ? AND system_id != '' ORDER BY at DESC"
    plan = house.look(lambda tx: tx.conn.exec_driver_sql(query, (made.system.id,)).fetchall())
    assert "uses_by_system" in str(plan)
