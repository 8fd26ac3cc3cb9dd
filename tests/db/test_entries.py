"""The ledger's rows, read by page and by place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.db import entries
from proviso.db.store import Store
from proviso.errors import LedgerError
from proviso.journal import record
from proviso.ledger.tree import node_count
from proviso.model.events import RecordViewed
from tests.ledgers import START, append, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as (opened_store, _):
        for number in range(7):
            append(opened_store, number)
        yield opened_store


def test_a_page_holds_the_entries_from_its_offset(store: Store) -> None:
    with store.read() as tx:
        assert [entry.index for entry in entries.page(tx, 2, 3)] == [2, 3, 4]
        assert [entry.index for entry in entries.page(tx, 5, 10)] == [5, 6]
        assert entries.page(tx, 7, 10) == []


def test_the_newest_can_come_first(store: Store) -> None:
    with store.read() as tx:
        assert [entry.index for entry in entries.page(tx, 0, 3, newest_first=True)] == [6, 5, 4]
        assert [entry.index for entry in entries.page(tx, 5, 3, newest_first=True)] == [1, 0]
        assert entries.page(tx, 7, 3, newest_first=True) == []


def test_an_entry_says_what_was_recorded(store: Store) -> None:
    with store.read() as tx:
        found = entries.get(tx, 4)
        assert found is not None
        assert (found.index, found.record.event, found.record.data["person"]) == (4, "RecordViewed", "person.4")
        assert entries.get(tx, 7) is None
        assert entries.last(tx) == entries.get(tx, 6)
        assert entries.size(tx) == 7


def test_an_entry_that_is_no_record_says_where_to_look() -> None:
    with pytest.raises(LedgerError, match="Entry 4") as caught:
        _ = entries.Entry(index=4, raw=b"{").record
    assert "ledger verify" in caught.value.hint


def test_all_rows_come_in_batches(store: Store) -> None:
    with store.read() as tx:
        assert [[index for index, _ in batch] for batch in entries.batches(tx, 3)] == [[0, 1, 2], [3, 4, 5], [6]]


def test_stored_nodes_are_read_by_level_and_by_key(store: Store) -> None:
    with store.read() as tx:
        assert [index for index, _ in entries.level(tx, 1, 0, 9)] == [0, 1, 2]
        assert set(entries.some_nodes(tx, [(0, 6), (2, 0), (3, 0)])) == {(0, 6), (2, 0)}
        leaf = entries.level(tx, 0, 5, 6)[0][1]
        assert (entries.find_leaf(tx, leaf), entries.find_leaf(tx, bytes(32))) == (5, None)
        assert entries.node_count(tx) == 7 + 3 + 1


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 31, 33, 100])
def test_a_group_of_any_size_is_written_whole_with_one_head(tmp_path: Path, count: int) -> None:
    event = RecordViewed(actor="alice.tran", person="maya.okafor", page="record")
    with opened(tmp_path) as (store, journal):
        store.write(lambda tx: [record(tx, START, event) for _ in range(count)])
        with store.read() as tx:
            assert entries.size(tx) == count
            assert entries.node_count(tx) == node_count(count)
            assert [head.size for head in entries.checkpoints(tx)] == [count]
        assert journal.verify(store).is_whole


def test_the_last_head_of_each_hour_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        for number, minutes in enumerate((0, 10, 59, 60, 61, 200)):
            append(store, number, START + timedelta(minutes=minutes))
        with store.read() as tx:
            assert [head.size for head in entries.checkpoints(tx)] == [3, 5, 6]
