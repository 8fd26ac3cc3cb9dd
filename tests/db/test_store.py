"""The store: durable groups, one writer, snapshots, and words for what a disk can do to it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from proviso.db.store import Store, Tx
from proviso.errors import NotFoundError, StoreError
from proviso.settings import Address
from tests.db.words import WORDS, put, with_words, words


@pytest.fixture
def store(where: Path | Address) -> Iterator[Store]:
    opened = with_words(Store.open(where))
    yield opened
    opened.close()


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    opened = with_words(Store.open(tmp_path / "proviso.db"))
    yield opened
    opened.close()


def fails(tx: Tx) -> None:
    put(tx, "half")
    raise NotFoundError("There is no such person.")


def test_what_was_written_is_read(store: Store) -> None:
    assert store.write(lambda tx: put(tx, "flood")) == "flood"
    assert words(store) == ["flood"]


@pytest.mark.in_a_file
def test_it_is_durable_when_write_returns(file_store: Store) -> None:
    with file_store.read() as tx:
        assert tx.conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert file_store.write(lambda tx: tx.conn.exec_driver_sql("PRAGMA synchronous").scalar()) == 2
    file_store.write(lambda tx: put(tx, "flood"))
    other = sqlite3.connect(file_store.path)  # another process sees it before this store is closed
    assert other.execute("SELECT word FROM words").fetchall() == [("flood",)]
    other.close()


def test_an_error_takes_back_its_own_work_and_reaches_its_caller(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no such person"):
        store.write(fails)
    store.write(lambda tx: put(tx, "flood"))
    assert words(store) == ["flood"]


def test_a_group_keeps_the_works_that_did_not_fail(store: Store) -> None:
    held, free = threading.Event(), threading.Event()
    outcomes: list[str] = []

    def hold(tx: Tx) -> None:
        held.set()
        assert free.wait(10)

    def call(number: int) -> None:
        try:
            store.write(fails if number % 3 == 0 else lambda tx: put(tx, f"w{number:02}"))
            outcomes.append("written")
        except NotFoundError:
            outcomes.append("refused")

    first = threading.Thread(target=store.write, args=(hold,))
    first.start()
    assert held.wait(10)
    callers = [threading.Thread(target=call, args=(number,)) for number in range(30)]
    for caller in callers:
        caller.start()
    free.set()
    for caller in (first, *callers):
        caller.join()
    assert words(store) == [f"w{number:02}" for number in range(30) if number % 3]
    assert (outcomes.count("written"), outcomes.count("refused")) == (20, 10)


COUNT = select(func.count()).select_from(WORDS)
PUT = "INSERT INTO words VALUES (?)"


def putting(*some: str, then: Callable[[Tx], object] | None = None) -> Callable[[Tx], object]:
    """A work that puts rows without asking for the connection, and then does something more."""

    def work(tx: Tx) -> object:
        for word in some:
            tx.put(PUT, (word,))
        return then(tx) if then is not None else len(some)

    return work


def refuse(_: Tx) -> None:
    raise NotFoundError("There is no such person.")


@pytest.mark.parametrize(
    ("work", "error", "left"),
    [
        (putting("a"), None, ["a", "there"]),
        (putting("a", "b"), None, ["a", "b", "there"]),
        (putting("there"), StoreError, ["there"]),
        (putting("a", "there"), StoreError, ["there"]),
        (putting("a", then=refuse), NotFoundError, ["there"]),
        (putting("a", then=fails), NotFoundError, ["there"]),
        (putting("a", then=lambda tx: put(tx, "there")), StoreError, ["there"]),
        (putting("a", then=lambda tx: put(tx, "b")), None, ["a", "b", "there"]),
        (lambda tx: (put(tx, "b"), tx.put(PUT, ("a",))), None, ["a", "b", "there"]),
        (lambda tx: (put(tx, "b"), tx.put(PUT, ("there",))), StoreError, ["there"]),
    ],
)
@pytest.mark.parametrize("beside", [False, True])
def test_rows_that_were_put_are_written_with_their_work_or_not_at_all(
    store: Store, work: Callable[[Tx], object], error: type[Exception] | None, left: list[str], beside: bool
) -> None:
    store.write(putting("there"))
    came: list[BaseException | None] = []
    works = [putting("x"), work, putting("y")] if beside else [work]
    held, free = threading.Event(), threading.Event()

    def hold(_: Tx) -> None:
        held.set()
        assert free.wait(10)

    first = threading.Thread(target=store.write, args=(hold,))
    first.start()
    assert held.wait(10)
    for each in works:  # they are one group
        store.submit(each, lambda jobs: came.extend(job.error for job in jobs))
    free.set()
    first.join()
    store.write(lambda tx: None)
    assert words(store) == sorted([*left, *(["x", "y"] if beside else [])])
    expected = [error] if not beside else [None, error, None]
    assert [None if one is None else type(one) for one in came] == expected


def test_a_row_that_was_put_is_seen_by_the_statements_after_it(store: Store) -> None:
    def seen(tx: Tx) -> list[str]:
        return list(tx.conn.execute(select(WORDS.c.word)).scalars())

    assert store.write(putting("a", then=seen)) == ["a"]


def test_a_reader_cannot_put(store: Store) -> None:
    with pytest.raises(StoreError, match="read-only"), store.read() as tx:
        tx.put(PUT, ("a",))


def test_the_records_of_a_failed_work_are_taken_back_too(where: Path | Address) -> None:
    sealed: list[list[bytes]] = []
    store = Store.open(where, seal=lambda tx: sealed.append(list(tx.records)))

    def one(tx: Tx) -> None:
        tx.records.append(b"kept")

    def other(tx: Tx) -> None:
        tx.records.append(b"lost")
        raise NotFoundError("There is no such tool.")

    store.write(one)
    with pytest.raises(NotFoundError):
        store.write(other)
    store.close()
    assert sealed == [[b"kept"]]


def test_what_a_failed_work_promised_is_not_done(store: Store) -> None:
    done: list[str] = []

    def fails(tx: Tx) -> None:
        tx.committed.append(lambda: done.append("failed"))
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        store.write(fails)
    store.write(lambda tx: tx.committed.append(lambda: done.append("written")))
    assert done == ["written"]


def test_a_group_that_cannot_be_sealed_is_not_written(where: Path | Address) -> None:
    def refuse(tx: Tx) -> None:
        raise StoreError("The signer is not here.", hint="Bring it.")

    store = with_words(Store.open(where, seal=refuse))

    def work(tx: Tx) -> None:
        put(tx, "flood")
        tx.records.append(b"record")

    with pytest.raises(StoreError, match="signer") as caught:
        store.write(work)
    assert caught.value.hint == "Bring it."
    assert words(store) == []
    store.close()


def test_an_event_without_a_journal_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no journal"):
        store.write(lambda tx: tx.records.append(b"record"))


def test_a_work_that_asks_for_another_write_is_told(store: Store) -> None:
    with pytest.raises(StoreError, match="wait for itself"):
        store.write(lambda tx: store.write(lambda inner: put(inner, "flood")))


def test_a_work_that_opens_a_snapshot_is_told(store: Store) -> None:
    with pytest.raises(StoreError, match="own transaction"):
        store.write(lambda tx: words(store))


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError, match="read-only"), store.read() as tx:
        put(tx, "flood")
    assert words(store) == []


def test_a_snapshot_does_not_move(store: Store) -> None:
    with store.read() as tx:
        before = tx.conn.execute(COUNT).scalar()
        store.write(lambda inner: put(inner, "flood"))
        assert tx.conn.execute(COUNT).scalar() == before == 0
        assert words(store) == ["flood"]


def test_an_error_of_a_reader_leaves_the_connection_usable(store: Store) -> None:
    with pytest.raises(NotFoundError), store.read():
        raise NotFoundError("There is no such page.")
    assert words(store) == []


@pytest.mark.in_a_file
def test_a_statement_that_fails_is_a_fault_of_the_store(file_store: Store) -> None:
    file_store.write(lambda tx: put(tx, "flood"))
    with pytest.raises(StoreError, match="UNIQUE"):
        file_store.write(lambda tx: put(tx, "flood"))
    with pytest.raises(StoreError, match="no such table"), file_store.read() as tx:
        tx.conn.exec_driver_sql("SELECT * FROM nowhere")


@pytest.mark.in_a_file
def test_a_full_disk_is_said_and_nothing_is_half_written(file_store: Store) -> None:
    pages = file_store.write(lambda tx: tx.conn.exec_driver_sql("PRAGMA page_count").scalar())
    file_store.write(lambda tx: tx.conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))

    def much(tx: Tx) -> None:
        for number in range(1_000):
            put(tx, f"{number:04}" * 100)

    with pytest.raises(StoreError, match="disk is full") as caught:
        file_store.write(much)
    assert str(file_store.path) in caught.value.hint
    assert words(file_store) == []
    file_store.write(lambda tx: tx.conn.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    file_store.write(lambda tx: put(tx, "flood"))
    assert words(file_store) == ["flood"]


@pytest.mark.in_a_file
def test_a_database_that_became_read_only_is_said_and_nothing_is_written(file_store: Store) -> None:
    file_store.write(lambda tx: tx.conn.exec_driver_sql("PRAGMA query_only = ON"))
    with pytest.raises(StoreError, match="read-only") as caught:
        file_store.write(lambda tx: put(tx, "flood"))
    assert "Let this account write" in caught.value.hint
    assert words(file_store) == []


@pytest.mark.in_a_file
def test_another_program_that_holds_the_database_is_said(file_store: Store) -> None:
    file_store.busy_ms = 20
    other = sqlite3.connect(file_store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another program"):
        file_store.write(lambda tx: put(tx, "flood"))
    other.execute("ROLLBACK")
    other.close()
    file_store.write(lambda tx: put(tx, "flood"))
    assert words(file_store) == ["flood"]


def test_after_close_nothing_is_written_or_read(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="shutting down"):
        store.write(lambda tx: put(tx, "flood"))
    with pytest.raises(StoreError, match="closed"):
        words(store)


def test_what_waits_when_it_closes_is_written(where: Path | Address) -> None:
    store = with_words(Store.open(where))
    held, free = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        held.set()
        assert free.wait(10)
        put(tx, "held")

    caller = threading.Thread(target=store.write, args=(hold,))
    caller.start()
    assert held.wait(10)
    closing = threading.Thread(target=store.close)
    closing.start()
    free.set()
    caller.join()
    closing.join()
    again = Store.open(where)
    assert words(again) == ["held"]
    again.close()


def test_many_readers_at_once_each_have_a_connection(store: Store) -> None:
    store.write(lambda tx: put(tx, "flood"))
    found: list[list[str]] = []
    readers = [threading.Thread(target=lambda: found.append(words(store))) for _ in range(20)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [["flood"]] * 20


@pytest.mark.in_a_file
def test_the_database_is_for_its_owner_only(tmp_path: Path) -> None:
    Store.open(tmp_path / "home" / "proviso.db").close()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "home" / "proviso.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.in_a_file
def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "proviso.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(tmp_path / "proviso.db")


@pytest.mark.in_a_file
def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be made") as caught:
        Store.open(tmp_path / "file" / "proviso.db")
    assert "PROVISO_HOME" in caught.value.hint


_READ_ONLY = """
import os
import sys
from pathlib import Path
from proviso.db.store import Store
from proviso.errors import StoreError
Store.open(Path(sys.argv[2])).close()  # whatever is imported late is imported now
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
try:
    Store.open(Path(sys.argv[1]))
except StoreError as fault:
    print(fault.message, fault.hint)
"""


@pytest.mark.in_a_file
@pytest.mark.skipif(os.geteuid() != 0, reason="left out; only root can become another account")
def test_a_database_that_this_account_may_not_write_is_said() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        Store.open(home / "proviso.db").close()
        home.chmod(0o755)
        (home / "proviso.db").chmod(0o444)
        done = subprocess.run(
            [sys.executable, "-B", "-c", _READ_ONLY, str(home / "proviso.db"), str(home / "other.db")],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stdout.startswith("The database is read-only. Let this account write to"), done.stdout + done.stderr
