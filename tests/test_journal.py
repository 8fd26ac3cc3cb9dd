"""The journal: what is recorded is chained, signed and provable, or it was not recorded."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.db import entries
from proviso.db.store import Store, Tx
from proviso.errors import ClockError, LedgerError, NotFoundError, StoreError
from proviso.journal import Journal, record
from proviso.ledger import proofs
from proviso.ledger.checkpoints import Verifier
from proviso.model.events import RecordViewed
from tests.ledgers import START, STEP, append, grow, opened

EVENT = RecordViewed(actor="alice.tran", person="tom.reed", page="record")


def test_entries_are_numbered_from_zero_in_the_order_of_recording(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        assert [append(store, number) for number in range(5)] == [0, 1, 2, 3, 4]
        with store.read() as tx:
            assert entries.size(tx) == 5
            found = entries.get(tx, 3)
            assert found is not None
            assert found.record.data["person"] == "person.3"


def test_one_work_may_record_several_events(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, journal):
        append(store, 0)
        assert store.write(lambda tx: [record(tx, START + STEP, EVENT) for _ in range(3)]) == [1, 2, 3]
        assert journal.verify(store).entries == 4


def test_row_and_event_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    def work(tx: Tx) -> None:
        record(tx, START, EVENT)
        raise NotFoundError("There is no such tool.")

    with opened(tmp_path) as (store, journal):
        with pytest.raises(NotFoundError):
            store.write(work)
        assert append(store, 0) == 0
        assert journal.verify(store).is_whole


def test_a_new_ledger_is_whole(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, journal):
        found = journal.verify(store)
    assert (found.is_whole, found.entries, found.sentence) == (
        True,
        0,
        "The ledger is whole: 0 entries, 0 signed checkpoints.",
    )


def test_a_ledger_goes_on_after_a_restart(tmp_path: Path) -> None:
    for start, size in ((0, 1), (1, 2), (2, 3), (3, 7), (7, 8), (8, 12)):
        grow(tmp_path, size, start)
    with opened(tmp_path) as (store, journal):
        found = journal.verify(store)
    assert (found.is_whole, found.entries) == (True, 12)


def test_two_processes_may_append_in_turns(tmp_path: Path) -> None:
    with opened(tmp_path) as (one, journal), opened(tmp_path) as (other, _):
        for number in range(12):
            assert append((one, other)[number // 3 % 2], number) == number
        found = journal.verify(one)
    assert (found.is_whole, found.entries) == (True, 12)


def test_every_entry_has_a_receipt_that_holds(tmp_path: Path) -> None:
    grow(tmp_path, 21)
    with opened(tmp_path) as (store, journal), store.read() as tx:
        for index in range(21):
            receipt = journal.receipt(tx, index)
            assert receipt.check(journal.vkey).size == 21


def test_an_entry_that_is_not_there_has_no_receipt(tmp_path: Path) -> None:
    grow(tmp_path, 2)
    with opened(tmp_path) as (store, journal), store.read() as tx, pytest.raises(NotFoundError, match="no entry 2"):
        journal.receipt(tx, 2)


def test_any_two_checkpoints_are_consistent(tmp_path: Path) -> None:
    grow(tmp_path, 20)
    with opened(tmp_path) as (store, journal), store.read() as tx:
        heads = [Verifier.from_vkey(journal.vkey).open(saved.note) for saved in entries.checkpoints(tx)]
        assert len(heads) == 7
        for first in heads:
            for second in heads[heads.index(first) :]:
                proof = journal.consistency(tx, first.size, second.size)
                assert proofs.is_consistent(first.size, second.size, first.root, second.root, proof)


def test_the_last_checkpoint_of_each_hour_is_kept(tmp_path: Path) -> None:
    grow(tmp_path, 8)  # 13:00, 13:20, 13:40, 14:00 …
    with opened(tmp_path) as (store, _), store.read() as tx:
        assert [(saved.size, saved.at[11:16]) for saved in entries.checkpoints(tx)] == [
            (3, "13:40"),
            (6, "14:40"),
            (8, "15:20"),
        ]


def test_the_newest_checkpoint_stands_in_the_file_too(tmp_path: Path) -> None:
    grow(tmp_path, 5)
    with opened(tmp_path) as (store, journal), store.read() as tx:
        assert (tmp_path / "checkpoint").read_text() == journal.checkpoint(tx) == journal.filed()
    assert (tmp_path / "checkpoint").stat().st_mode & 0o777 == 0o600


def test_a_clock_that_goes_back_is_refused_with_both_times(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, journal):
        append(store, 0)
        with pytest.raises(ClockError) as caught:
            append(store, 1, START - timedelta(seconds=5, microseconds=1))
        assert "November 2, 2026, 12:59:54 UTC" in caught.value.message
        assert "November 2, 2026, 13:00:00 UTC" in caught.value.message
        assert caught.value.hint
        assert journal.verify(store).entries == 1


def test_a_clock_that_steps_back_a_little_is_accepted(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        append(store, 0)
        assert append(store, 1, START - timedelta(seconds=5)) == 1
        with pytest.raises(ClockError):
            append(store, 2, START - timedelta(seconds=11))


def test_the_clock_is_held_against_the_same_group_too(tmp_path: Path) -> None:
    def work(tx: Tx) -> None:
        record(tx, START, EVENT)
        record(tx, START - timedelta(minutes=1), EVENT)

    with opened(tmp_path) as (store, journal):
        with pytest.raises(ClockError):
            store.write(work)
        assert journal.verify(store).entries == 0


def test_nothing_is_recorded_in_a_snapshot(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _), store.read() as tx, pytest.raises(LedgerError, match="while writing"):
        record(tx, START, EVENT)


def test_a_full_disk_loses_nothing_and_the_ledger_goes_on(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, journal):
        append(store, 0)
        pages = store.write(lambda tx: tx.conn.exec_driver_sql("PRAGMA page_count").scalar())
        store.write(lambda tx: tx.conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(StoreError, match="disk is full"):
            store.write(lambda tx: [record(tx, START + STEP, EVENT) for _ in range(2_000)])
        store.write(lambda tx: tx.conn.exec_driver_sql("PRAGMA max_page_count = 1000000"))
        assert append(store, 1) == 1
        found = journal.verify(store)
    assert (found.is_whole, found.entries) == (True, 2)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM entries WHERE idx = 9",
        "DELETE FROM entries WHERE idx = 9; DELETE FROM nodes WHERE level = 0 AND idx = 9;"
        "DELETE FROM nodes WHERE level = 1 AND idx = 4; DELETE FROM checkpoints WHERE size = 10",
        "DELETE FROM checkpoints WHERE size = 10",
        "UPDATE nodes SET hash = zeroblob(32) WHERE level = 3",
        "DELETE FROM nodes WHERE level = 1",
        "DELETE FROM entries; DELETE FROM nodes; DELETE FROM checkpoints",
    ],
)
def test_nothing_is_added_to_a_ledger_that_is_not_the_signed_one(tmp_path: Path, damage: str) -> None:
    grow(tmp_path, 10)
    _change(tmp_path, damage)
    with opened(tmp_path) as (store, _):
        with pytest.raises(LedgerError) as caught:
            append(store, 10)
        with store.read() as tx:
            assert entries.get(tx, 10) is None
    assert "Do not repair it" in caught.value.hint


def test_entries_that_vanish_while_it_runs_stop_it(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        for number in range(6):
            append(store, number)
        _change(tmp_path, "DELETE FROM entries WHERE idx = 5")
        with pytest.raises(LedgerError, match="lost entries: it had 6, it has 5"):
            append(store, 6)


@pytest.mark.parametrize("value", ["'text'", "x'7b7d'", "17"])
def test_nothing_is_added_after_what_is_no_record(tmp_path: Path, value: str) -> None:
    grow(tmp_path, 3)
    _change(tmp_path, f"UPDATE entries SET record = {value} WHERE idx = 2")  # noqa: S608  # three values of this file
    with opened(tmp_path) as (store, _), pytest.raises(LedgerError, match="not a record"):
        append(store, 3)


def test_without_its_file_nothing_is_recorded(tmp_path: Path) -> None:
    grow(tmp_path, 3)
    (tmp_path / "checkpoint").unlink()
    with opened(tmp_path) as (store, _), pytest.raises(LedgerError, match="missing") as caught:
        append(store, 3)
    assert "backup" in caught.value.hint


def test_a_file_that_vanishes_while_it_runs_stops_it_before_the_commit(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        append(store, 0)
        (tmp_path / "checkpoint").unlink()
        with pytest.raises(LedgerError, match="missing"):
            append(store, 1)
        with store.read() as tx:
            assert entries.size(tx) == 1


def test_a_file_that_is_behind_is_not_damage(tmp_path: Path) -> None:
    grow(tmp_path, 3)
    before = (tmp_path / "checkpoint").read_text()
    grow(tmp_path, 5, start=3)
    (tmp_path / "checkpoint").write_text(before)  # as after a power cut
    with opened(tmp_path) as (store, journal):
        assert journal.verify(store).is_whole
        append(store, 5)
        assert journal.verify(store).is_whole


def test_keys_of_another_ledger_do_not_sign_this_one(tmp_path: Path) -> None:
    grow(tmp_path / "a", 3)
    grow(tmp_path / "b", 3)
    (tmp_path / "a" / "keys" / "ledger.key").write_bytes((tmp_path / "b" / "keys" / "ledger.key").read_bytes())
    with opened(tmp_path / "a") as (store, _), pytest.raises(LedgerError, match="not signed by this ledger"):
        append(store, 3)


def test_the_journal_names_its_ledger_by_its_key(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    assert journal.vkey.startswith(f"{journal.origin}+")
    assert Journal.open(tmp_path).origin == journal.origin


def test_it_verifies_while_many_append(tmp_path: Path) -> None:
    indexes: list[int] = []
    with opened(tmp_path) as (store, journal):

        def run() -> None:
            indexes.extend([append(store, 0) for _ in range(60)])

        callers = [threading.Thread(target=run) for _ in range(16)]
        for caller in callers:
            caller.start()
        while any(caller.is_alive() for caller in callers):
            found = journal.verify(store)
            assert found.is_whole, found.sentence
        found = journal.verify(store)
    assert (found.is_whole, found.entries) == (True, 960)
    assert sorted(indexes) == list(range(960))


_APPENDS = """
import sys
from pathlib import Path
from proviso.db.store import Store
from tests.ledgers import append, opened
import threading
with opened(Path(sys.argv[1])) as (store, _):
    def run(caller):
        while True:
            index = append(store, 0)
            sys.stdout.write(f"{index}\\n")
            sys.stdout.flush()
    callers = [threading.Thread(target=run, args=(caller,)) for caller in range(8)]
    [caller.start() for caller in callers]
    [caller.join() for caller in callers]
"""


def test_what_was_acknowledged_before_a_kill_is_there_and_verifies(tmp_path: Path) -> None:
    acknowledged: list[int] = []
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", _APPENDS, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )
        assert process.stdout is not None
        seen = [process.stdout.readline() for _ in range(300)]
        process.kill()
        rest, _ = process.communicate()
        # A kill may cut the last line: what has no line end was not said.
        lines = [line for line in "".join([*seen, rest]).splitlines(keepends=True) if line.endswith("\n")]
        acknowledged += [int(line) for line in lines]
    assert len(acknowledged) >= 900
    assert len(set(acknowledged)) == len(acknowledged)
    with opened(tmp_path) as (store, journal):
        found = journal.verify(store)
        assert found.is_whole, found.sentence
        assert found.entries > max(acknowledged)
        assert append(store, 0) == found.entries


def _change(home: Path, statements: str) -> None:
    raw = sqlite3.connect(home / "proviso.db")
    raw.executescript(statements)
    raw.close()


def test_a_store_of_another_folder_is_not_mixed_up(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "a")
    grow(tmp_path / "b", 2)
    store = Store.open(tmp_path / "b" / "proviso.db", seal=journal.seal)
    with pytest.raises(LedgerError):
        append(store, 2)
    store.close()
