from __future__ import annotations

import timeit

import pytest

from proviso.actions import people as change
from proviso.db import people
from proviso.db.store import Tx
from tests.actions.house import NOW, House


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("okafor", ["maya.okafor"]),
        ("MAYA oka", ["maya.okafor"]),
        ("dcs.example", 13),
        ("%", []),
        ("_", []),
        ("nobody", []),
    ],
)
def test_search_looks_at_words_and_takes_no_wildcards(house: House, search: str, found: list[str] | int) -> None:
    listed = house.look(lambda tx: people.everyone(tx, search, limit=100))
    assert house.look(lambda tx: people.count(tx, search)) == len(listed)
    assert len(listed) == found if isinstance(found, int) else [p.id for p in listed] == found


def test_everyone_is_listed_by_last_name_a_page_at_a_time(house: House) -> None:
    first = house.look(lambda tx: people.everyone(tx, limit=5))
    second = house.look(lambda tx: people.everyone(tx, offset=5, limit=5))
    last_names = [p.name.rsplit(" ", 1)[1] for p in (*first, *second)]
    assert last_names == sorted(last_names)
    assert not {p.id for p in first} & {p.id for p in second}


def test_a_component_narrows_the_list(house: House) -> None:
    assert house.look(lambda tx: people.count(tx, component="HQ")) == 0
    assert house.look(lambda tx: people.count(tx, component="FRO")) == 13


def test_a_team_is_the_people_of_one_supervisor(house: House) -> None:
    assert [p.id for p in house.look(lambda tx: people.team(tx, "elena.sorokin"))] == ["maya.okafor", "tom.reyes"]


def test_a_person_is_read_back_as_it_was_written(house: House) -> None:
    found = house.look(lambda tx: people.get(tx, "maya.okafor"))
    assert found is not None
    house.do(lambda tx: change.change(tx, "maya.okafor", title="Planner", actor="yusuf.karim", at=NOW))
    again = house.look(lambda tx: people.get(tx, "maya.okafor"))
    assert again is not None
    assert (again.title, again.roles, again.email) == ("Planner", found.roles, found.email)


def test_an_unknown_person_and_tool_have_an_empty_standing(house: House) -> None:
    standing = house.look(lambda tx: people.standing(tx, "nobody", "nothing", ""))
    assert (standing.person, standing.tool, standing.approval, standing.waivers) == (None, None, None, ())


def test_standings_are_one_per_tool(house: House) -> None:
    (standing,) = house.look(lambda tx: people.standings(tx, "maya.okafor", ""))
    assert standing == house.look(lambda tx: people.standing(tx, "maya.okafor", "northlight-chat", ""))


@pytest.mark.in_a_file
def test_a_standing_is_one_statement(house: House) -> None:
    seen: list[str] = []

    def count(tx: Tx) -> None:
        # SQLite itself says what it runs.
        raw = tx.conn.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(seen.append)
        people.standing(tx, "maya.okafor", "northlight-chat", "")
        raw.set_trace_callback(None)

    house.look(count)
    assert sum(line.lstrip().startswith("SELECT") for line in seen) == 1


def test_a_standing_is_quick(house: House) -> None:
    with house.store.read() as tx:
        people.standing(tx, "maya.okafor", "northlight-chat", "")
        each = min(
            timeit.repeat(lambda: people.standing(tx, "maya.okafor", "northlight-chat", ""), number=20, repeat=5)
        )
    assert each / 20 < 0.002
