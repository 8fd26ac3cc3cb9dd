"""What PostgreSQL does differently: its schema, its faults, and many processes that write one ledger."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary

from proviso.db import changes, entries, places
from proviso.db.engines import backend_of
from proviso.db.holdings import _load
from proviso.db.memory import Memory
from proviso.db.postgresql import LOCK, PostgreSQL
from proviso.db.schema import metadata
from proviso.db.store import Store, Tx
from proviso.errors import LedgerError, NotFoundError, StoreError, UsageError
from proviso.journal import Journal
from proviso.settings import Address, Settings
from tests import postgres
from tests.ledgers import START, append

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def address() -> Address:
    return postgres.database()


@pytest.fixture
def store(address: Address) -> Iterator[Store]:
    opened = Store.open(address)
    yield opened
    opened.close()


def asked(address: Address, statement: str, *values: object) -> list[Any]:
    with psycopg.connect(address.url, autocommit=True) as conn:
        return conn.execute(statement.encode(), values or None).fetchall()


KINDS = {Boolean: "boolean", LargeBinary: "bytea", Integer: "bigint", BigInteger: "bigint"}


def test_the_migrations_make_the_tables_of_the_code(address: Address) -> None:
    _load()
    rows = asked(
        address,
        "SELECT table_name, column_name, data_type, is_nullable = 'YES', collation_name "
        "FROM information_schema.columns WHERE table_schema = 'public' AND table_name != 'alembic_version'",
    )
    there = {(table, column): (kind, null, order) for table, column, kind, null, order in rows}
    declared = {(table.name, column.name): column for table in metadata.tables.values() for column in table.columns}
    assert there.keys() == declared.keys()
    for key, column in declared.items():
        kind, is_nullable, order = there[key]
        expected = next((name for cls, name in KINDS.items() if isinstance(column.type, cls)), "text")
        assert (kind, is_nullable) == (expected if kind != "integer" else "integer", bool(column.nullable)), key
        assert order == ("C" if kind == "text" else None), key  # sorts as SQLite does


def test_it_has_the_indexes_of_the_code(address: Address) -> None:
    _load()
    there = {row[0] for row in asked(address, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")}
    declared = {index.name for table in metadata.tables.values() for index in table.indexes}
    assert declared <= there


@pytest.mark.in_a_file
def test_the_tables_that_are_watched_in_a_file_are_watched_here(address: Address, tmp_path: Path) -> None:
    here = {row[0] for row in asked(address, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")}
    file = Store.open(tmp_path / "proviso.db")
    with file.read() as tx:
        there = tx.conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    file.close()
    assert here == set(there)


def test_each_change_moves_the_number_once_and_a_savepoint_takes_it_back(store: Store) -> None:
    def number() -> int:
        with store.read() as tx:
            return changes.number(tx)

    def name(tx: Tx, *values: str) -> None:
        for value in values:
            tx.conn.exec_driver_sql("INSERT INTO agency (key, value) VALUES (%s, 'x')", (value,))

    def fails(tx: Tx) -> None:
        name(tx, "c")
        raise NotFoundError("There is no such thing.")

    before = number()
    store.write(lambda tx: name(tx, "a", "b"))
    assert number() == before + 1
    with pytest.raises(NotFoundError):
        store.write(fails)
    assert number() == before + 1
    grouped(store, [fails, lambda tx: name(tx, "d")])  # what failed first took its mark back
    assert number() == before + 2
    store.write(lambda tx: tx.conn.exec_driver_sql("DELETE FROM agency").rowcount)
    assert number() == before + 3


def grouped(store: Store, works: list[Callable[[Tx], object]]) -> list[BaseException | None]:
    """These works in one group; their errors."""
    held, free = threading.Event(), threading.Event()
    came: list[BaseException | None] = []

    def hold(_: Tx) -> None:
        held.set()
        assert free.wait(10)

    first = threading.Thread(target=store.write, args=(hold,))
    first.start()
    assert held.wait(10)
    for work in works:
        store.submit(work, lambda jobs: came.extend(job.error for job in jobs))
    free.set()
    first.join()
    store.write(lambda tx: None)
    return came


def test_a_memory_hears_of_another_process_and_of_any_program(store: Store, address: Address) -> None:
    memory, seen = Memory(), []
    for name in ("one", "two"):
        memory.look(store, "maya.okafor", "northlight-chat", "")
        kept = memory._kept
        assert kept is not None
        seen.append(kept.number)
        asked(address, "INSERT INTO tools VALUES (%s, 1, 'Tool', 'paused', '{}') RETURNING id", f"tool-{name}")
        asked(address, "DELETE FROM tools RETURNING id")
    assert seen[1] > seen[0]


def test_a_work_that_swallows_a_fault_fails_alone(store: Store) -> None:
    def swallows(tx: Tx) -> None:
        with pytest.raises(Exception, match="nowhere"):
            tx.conn.exec_driver_sql("SELECT * FROM nowhere")

    def writes(tx: Tx) -> None:
        tx.conn.exec_driver_sql("INSERT INTO agency (key, value) VALUES ('kept', 'x')")

    came = grouped(store, [swallows, writes])
    assert isinstance(came[0], StoreError)
    assert came[1] is None
    with store.read() as tx:
        assert tx.conn.exec_driver_sql("SELECT value FROM agency WHERE key = 'kept'").scalar() == "x"


def test_a_group_that_is_broken_is_no_success(store: Store) -> None:
    """A commit of a broken transaction only takes it back, and the server calls that no error."""

    def breaks(tx: Tx) -> None:  # without a savepoint: it did not ask for the connection
        with pytest.raises(Exception, match="nowhere"):
            tx.raw.execute("SELECT * FROM nowhere")

    with pytest.raises(StoreError, match="InFailedSqlTransaction"):
        store.write(breaks)


@pytest.mark.in_a_file  # else `tests/conftest.py` shows the cause
def test_what_a_row_holds_is_in_no_error(store: Store) -> None:
    def twice(tx: Tx) -> None:
        for _ in range(2):
            tx.conn.exec_driver_sql("INSERT INTO agency (key, value) VALUES ('219-09-9999', 'x')")

    with pytest.raises(StoreError, match=r"UniqueViolation 23505 agency_pkey") as caught:
        store.write(twice)
    assert caught.value.__cause__ is None
    assert "219-09" not in str(caught.value) + caught.value.hint
    with pytest.raises(StoreError, match="NUL"):
        store.write(lambda tx: tx.conn.exec_driver_sql("INSERT INTO agency (key, value) VALUES (%s, 'x')", ("a\0b",)))


def test_the_places_of_a_tool_are_counted_from_its_uses(store: Store) -> None:
    def begin(tx: Tx) -> list[places.Place]:
        places.begin(tx, "northlight-chat")  # the statement alone would be refused
        return places.of_tool(tx, "northlight-chat")

    assert store.write(begin) == []


def test_another_program_that_holds_the_database_is_said(store: Store, address: Address) -> None:
    store.busy_ms = 50
    with psycopg.connect(address.url) as other:
        other.execute(b"SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        with pytest.raises(StoreError, match="Another program") as caught:
            store.write(lambda tx: None)
    assert "pg_stat_activity" in caught.value.hint
    store.write(lambda tx: None)


def test_connections_that_the_server_ended_are_made_anew(store: Store, address: Address) -> None:
    def works() -> None:
        with store.read() as tx:
            assert entries.size(tx) >= 0
        store.glance("SELECT number FROM changes", ())
        store.write(lambda tx: tx.conn.exec_driver_sql("DELETE FROM reminders").rowcount)

    works()
    for _ in range(2):
        asked(
            address,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid != pg_backend_pid()",
        )
        works()


def test_a_connection_that_ends_in_a_work_fails_its_group_and_no_later_one(store: Store, address: Address) -> None:
    def ends(tx: Tx) -> None:
        pid = tx.conn.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        asked(address, "SELECT pg_terminate_backend(%s)", pid)
        tx.conn.exec_driver_sql("DELETE FROM reminders")

    with pytest.raises(StoreError, match=r"stopping or starting|cannot be reached"):
        store.write(ends)
    store.write(lambda tx: tx.conn.exec_driver_sql("DELETE FROM reminders").rowcount)


def test_a_database_that_is_read_only_is_said(address: Address) -> None:
    name = address.url.partition("?")[0].rpartition("/")[2]
    store = Store.open(Address(url=f"{address.url}&options=-c%20default_transaction_read_only%3Don"))
    with pytest.raises(StoreError, match="read-only") as caught:
        store.write(lambda tx: tx.conn.exec_driver_sql("DELETE FROM reminders"))
    assert name in caught.value.hint
    store.close()


def test_a_database_of_a_newer_version_is_refused() -> None:
    where = postgres.database()
    asked(where, "UPDATE alembic_version SET version_num = '9999' RETURNING 1")
    with pytest.raises(StoreError, match="schema 9999"):
        Store.open(where)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://postgres@/nowhere?host={folder}", "There is no such database"),
        ("postgresql://stranger@/postgres?host={folder}", "does not know this account|There is no such database"),
        ("postgresql://postgres@127.0.0.1:1/proviso", "cannot be reached"),
        ("postgresql://postgres@/proviso?host=/nowhere", "cannot be reached"),
    ],
)
def test_a_database_that_is_not_there_is_said(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        Store.open(Address(url=url.format(folder=postgres.server().folder)))


def test_its_name_has_no_password() -> None:
    backend = PostgreSQL(url="postgresql://proviso:s3cret@db.example.gov:5433/agency?sslmode=verify-full")
    assert backend.name == "the database agency of db.example.gov:5433"
    assert "s3cret" not in repr(backend) + repr(Settings(database_url=backend.url)) + repr(Address(url=backend.url))
    assert backend_of(Path("proviso.db")).name == "proviso.db"


def test_a_password_in_a_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("s3cret\n")
    file.chmod(0o644)
    where = Address(url=postgres.server().address("postgres").url, password_file=str(file))
    with pytest.raises(StoreError, match="Others can read"):
        Store.open(where)
    file.chmod(0o600)
    backend_of(where).glancing().close()  # the server trusts its socket
    file.write_text("")
    with pytest.raises(StoreError, match="holds no password"):
        Store.open(where)
    with pytest.raises(StoreError, match="cannot be read"):
        Store.open(Address(url=where.url, password_file=str(tmp_path / "nowhere")))


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"PROVISO_DATABASE_URL": "mysql://db/agency"}, "database of PostgreSQL"),
        ({"PROVISO_DATABASE_URL": "postgresql://db"}, "database of PostgreSQL"),
        ({"PROVISO_DATABASE_URL": "postgresql://a@db.example.gov/agency"}, "without encryption"),
        ({"PROVISO_DATABASE_URL": "postgresql://a@db.example.gov/agency?sslmode=prefer"}, "without encryption"),
        (
            {
                "PROVISO_DATABASE_URL": "postgresql://a@db/agency",
                "PROVISO_DATABASE_PASSWORD": "x",
                "PROVISO_DATABASE_PASSWORD_FILE": "y",
            },
            "both set",
        ),
    ],
)
def test_an_address_that_cannot_be_is_said_at_the_start(environment: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Settings.from_environment(environment)


def test_an_address_inside_or_encrypted_is_taken(tmp_path: Path) -> None:
    for url in ("postgresql://a@db/agency", "postgresql:///agency", "postgres://a@db.example.gov/a?sslmode=require"):
        held = Settings.from_environment({"PROVISO_DATABASE_URL": url, "PROVISO_HOME": str(tmp_path)})
        assert held.store == Address(url=url)
        assert not held.is_begun


_WRITER = """
import sys
from pathlib import Path
from proviso.db.store import Store
from proviso.journal import Journal
from proviso.settings import Address
from tests.ledgers import START, append
journal = Journal.open(Path(sys.argv[2]))
store = Store.open(Address(url=sys.argv[1]), seal=journal.seal)
for number in range(int(sys.argv[3])):
    append(store, number, START)
store.close()
"""


def test_two_processes_write_one_ledger_without_a_gap_or_a_fork(tmp_path: Path) -> None:
    where = postgres.database()
    journal = Journal.open(tmp_path)
    store = Store.open(where, seal=journal.seal)
    append(store, 0)
    command = [sys.executable, "-c", _WRITER, where.url, str(tmp_path), "40"]
    others = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]
    for number in range(40):
        append(store, number, START)
    assert [other.wait(60) for other in others] == [0, 0]
    with store.read() as tx:
        assert [entry.index for entry in entries.page(tx, 0, 1000)] == list(range(121))
    found = journal.verify(store)
    assert found.is_whole, found.sentence
    store.close()


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    where = postgres.database()
    journal = Journal.open(tmp_path)
    store = Store.open(where, seal=journal.seal)
    for number in range(20):
        append(store, number)
    asked(where, "UPDATE entries SET record = set_byte(record, 5, 1) WHERE idx = 7 RETURNING idx")
    found = journal.verify(store)
    assert not found.is_whole
    assert "7" in found.sentence
    store.close()


def test_who_lacks_the_keys_of_the_ledger_writes_nothing(tmp_path: Path) -> None:
    where = postgres.database()
    mine, stranger = Journal.open(tmp_path / "mine"), Journal.open(tmp_path / "stranger")
    store = Store.open(where, seal=mine.seal)
    append(store, 0)
    store.close()
    other = Store.open(where, seal=stranger.seal)
    with pytest.raises(LedgerError):
        append(other, 1)
    with other.read() as tx:
        assert entries.size(tx) == 1
    other.close()
