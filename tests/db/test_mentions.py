from __future__ import annotations

import importlib

import pytest
from sqlalchemy import text

from proviso.db import entries, history, mentions
from proviso.db.store import Tx
from tests.actions.house import House

_MIGRATION = importlib.import_module("proviso.db.migrations.versions.0026_mentions")


def all_rows(tx: Tx) -> list[tuple[str, str, int]]:
    found = tx.conn.execute(text("SELECT value, event, idx FROM entry_mentions ORDER BY value, event, idx"))
    return [(row.value, row.event, row.idx) for row in found]


def test_each_entry_is_found_by_what_it_names(house: House) -> None:
    held = house.look(lambda tx: entries.page(tx, 0, 1_000))
    wanted = [
        entry.index
        for entry in held
        if entry.record.event == "PersonAdded" and entry.record.data["person"] == "maya.okafor"
    ]
    found = house.look(lambda tx: history.about(tx, "person", "maya.okafor", ("PersonAdded", "PersonChanged")))
    assert [entry.index for entry in found] == wanted != []


def test_the_field_counts_and_not_the_value_alone(house: House) -> None:
    assert house.look(lambda tx: history.about(tx, "tool", "maya.okafor", ("PersonAdded",))) == []
    assert house.look(lambda tx: mentions.count(tx, "maya.okafor")) > 0
    assert house.look(lambda tx: mentions.count(tx, "system")) == 0


def test_what_a_use_writes_is_left_to_its_own_row() -> None:
    records = [b'{"at":"2026-11-20T15:00:00.000000Z","data":{"person":"m"},"event":"UseDecided","version":1}']
    assert list(mentions.rows(0, records)) == []
    other = [records[0].replace(b"UseDecided", b"PersonAdded")]
    assert list(mentions.rows(7, other)) == [("m", "PersonAdded", 7)]


@pytest.mark.in_a_file
def test_an_older_database_is_filled_with_the_same(house: House) -> None:
    before = house.look(all_rows)

    def again(tx: Tx) -> None:
        tx.conn.execute(text("DELETE FROM entry_mentions"))
        tx.conn.execute(text(_MIGRATION._FILL.replace(":", r"\:")))

    house.do(again)
    assert house.look(all_rows) == before != []
