"""What is remembered is never stale: each record that a decision reads changes the next look, whoever made it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Table
from sqlalchemy.sql import visitors

from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import changes, memory, packs, people, records, standing, systems, tools
from proviso.db.bodies import stamp
from proviso.db.memory import Memory
from proviso.db.store import Store, Tx
from proviso.errors import StoreError
from proviso.model import (
    Acknowledgement,
    Approval,
    Correction,
    FindingClass,
    System,
    ToolStatus,
    Training,
    TrainingRecord,
    Waiver,
)
from tests.actions.house import CHAT, NOW

MAYA, DIGEST = "maya.okafor", "d" * 64


def look(agency: Agency, digest: str = DIGEST) -> memory.Seen:
    return agency.memory.look(agency.store, MAYA, CHAT.id, digest)


def read(agency: Agency, digest: str = DIGEST) -> memory.Seen:
    """The same, from the tables."""
    with agency.store.read() as tx:
        return memory.Seen(standing=people.standing(tx, MAYA, CHAT.id, digest), periods=tuple(packs.history(tx)))


def change_person(tx: Tx) -> None:
    person = people.get(tx, MAYA)
    assert person is not None
    people.put(tx, replace(person, is_active=False))


def change_tool(tx: Tx) -> None:
    tools.put(tx, replace(CHAT, status=ToolStatus.PAUSED, status_by="ana.whitfield"))


def revoke(tx: Tx) -> None:
    (approval,) = records.standing_approvals(tx, MAYA)
    records.revoke_approval(tx, approval.id, "elena.sorokin", NOW)


WAIVER = Waiver(
    id="WAIVER01",
    clause="139-07.5.a",
    starts_on=date(2026, 11, 1),
    ends_on=date(2026, 12, 1),
)
LATER = NOW + timedelta(days=1)
STEPS: tuple[tuple[str, Callable[[Tx], object]], ...] = (
    ("people", change_person),
    ("tools", change_tool),
    (
        "offices",
        lambda tx: agency_db.put_office(tx, agency_db.Office(role="cio", person_id="ana.whitfield", name="CIO")),
    ),
    ("approvals, taken back", revoke),
    (
        "approvals",
        lambda tx: records.add_approval(tx, MAYA, Approval(id="APPROVAL", approved_by="x", approved_at=LATER)),
    ),
    (
        "trainings",
        lambda tx: records.add_training(
            tx, MAYA, TrainingRecord(training=Training.PRIVACY, completed_at=LATER, source="a feed")
        ),
    ),
    (
        "acknowledgements",
        lambda tx: records.add_acknowledgement(
            tx, MAYA, Acknowledgement(version="9", signed_at=LATER, text_sha256="00" * 32)
        ),
    ),
    ("accounts", lambda tx: tx.raw.execute("DELETE FROM accounts WHERE person_id = ?", (MAYA,))),
    ("waivers", lambda tx: records.add_waiver(tx, WAIVER)),
    ("waivers, taken back", lambda tx: records.revoke_waiver(tx, WAIVER.id, LATER)),
    (
        "corrections",
        lambda tx: records.add_correction(
            tx,
            Correction(
                id="CORRECT1",
                text_digest=DIGEST,
                cls=FindingClass.INDIVIDUAL,
                objection_id="OBJECT01",
                until=date(2026, 12, 24),
            ),
        ),
    ),
    ("agency", lambda tx: agency_db.put(tx, agency_db.LEARNING_READ, stamp(LATER))),
    ("pack_periods, ended", lambda tx: packs.finish(tx, None, LATER, "withdrawn")),
    ("pack_periods", lambda tx: packs.begin(tx, "other@1", "00" * 32, None, LATER)),
)


def test_each_record_changes_the_next_look(agency: Agency) -> None:
    before = look(agency)
    for name, step in STEPS:
        agency.store.write(step)
        now = look(agency)
        assert now == read(agency), name
        assert now != before, name
        assert look(agency) == now, name
        before = now


@pytest.mark.in_a_file
def test_a_system_is_remembered_until_its_register_changes(agency: Agency) -> None:
    system = System(
        id="FLOODAPP",
        name="Flood summaries",
        owner_id=MAYA,
        component="FRO",
        use_case="Summaries of reports that anybody can read.",
        tools=frozenset({CHAT.id}),
        purposes=frozenset({"research"}),
        purpose="research",
        created_at=NOW,
        expires_on=date(2027, 11, 1),
    )

    def through(system_id: str = system.id) -> System | None:
        return agency.memory.look(agency.store, MAYA, CHAT.id, DIGEST, system_id).standing.system

    assert through() is None
    agency.store.write(lambda tx: systems.add(tx, system, "00" * 32))
    assert through() == through() == system
    assert through("") is None
    agency.store.write(lambda tx: systems.put(tx, replace(system, revoked_at=NOW)))
    assert through() == replace(system, revoked_at=NOW)
    with another_process(agency.store) as run:
        assert run("DELETE FROM systems") == 1
    assert through() is None


_CHILD = """
import sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
for line in sys.stdin:
    count = conn.execute(line).rowcount
    print(count, flush=True)
"""


@contextmanager
def another_process(store: Store) -> Iterator[Callable[[str], int]]:
    """A process that runs one statement at a time on the same database, with nothing of ours in it."""
    command = [sys.executable, "-c", _CHILD, str(store.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        to, back = child.stdin, child.stdout

        def run(statement: str) -> int:
            to.write(statement + "\n")
            to.flush()
            return int(back.readline())

        try:
            yield run
        finally:
            to.close()


@pytest.mark.in_a_file
def test_each_record_of_another_process_changes_the_next_look(agency: Agency) -> None:
    for name, step in STEPS:  # so that each table has a row that counts
        if "," not in name and name != "accounts":
            agency.store.write(step)
    with another_process(agency.store) as run:
        for table in sorted(changes.WATCHED, key=lambda name: name == "people"):  # nobody has a waiver
            before, number = look(agency), agency.store.glance("SELECT number FROM changes", ())
            assert run(f"DELETE FROM {table}") > 0, table  # noqa: S608  # our own names
            now = look(agency)
            assert agency.store.glance("SELECT number FROM changes", ()) != number, table
            assert now == read(agency), table
            assert now != before, table


@pytest.mark.in_a_file
def test_what_another_process_has_not_committed_is_not_seen_and_then_is(agency: Agency) -> None:
    before = look(agency)
    with another_process(agency.store) as run:
        run("BEGIN IMMEDIATE")
        run("DELETE FROM approvals")
        assert look(agency) == before
        run("ROLLBACK")
        assert look(agency) == before
        run("BEGIN IMMEDIATE")
        run("DELETE FROM approvals")
        run("COMMIT")
    assert look(agency).standing.approval is None


def tables_of_a_decision() -> set[str]:
    statements = (standing._one, standing._every)  # the statements themselves: what they read has to be watched
    found = {item.name for each in statements for item in visitors.iterate(each) if isinstance(item, Table)}
    return found | {agency_db.offices_table.name, packs.periods.name, systems.systems.name}


@pytest.mark.in_a_file
def test_every_table_that_a_decision_reads_is_watched(agency: Agency) -> None:
    rows = agency.store.glance("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'", ())
    watched = {table: {name for held, name in rows if held == table} for table, _ in rows}
    assert len(tables_of_a_decision()) >= 11
    for table in tables_of_a_decision():
        assert watched[table] >= {f"{table}_{when}_changes" for when in ("insert", "update", "delete")}, table


def test_a_use_that_is_recorded_changes_nothing(agency: Agency) -> None:
    look(agency)
    number = agency.store.glance("SELECT number FROM changes", ())
    with agency.store.read() as tx:
        assert changes.number(tx) == number[0][0]
    agency.store.write(lambda tx: tx.conn.exec_driver_sql("DELETE FROM uses"))
    assert agency.store.glance("SELECT number FROM changes", ()) == number


def test_a_look_that_finds_nothing_new_reads_one_statement(agency: Agency) -> None:
    seen = look(agency)
    assert look(agency, "e" * 64).standing is look(agency).standing
    assert look(agency) == seen


def test_a_correction_holds_for_its_own_text_alone(agency: Agency) -> None:
    agency.store.write(dict(STEPS)["corrections"])
    for _ in range(2):  # the first look reads, the second remembers
        assert [one.id for one in look(agency).standing.corrections] == ["CORRECT1"]
        assert look(agency, "e" * 64).standing.corrections == ()


def test_two_corrections_of_one_text_are_both_there(agency: Agency) -> None:
    add = dict(STEPS)["corrections"]
    agency.store.write(add)
    agency.store.write(
        lambda tx: tx.conn.exec_driver_sql(
            "INSERT INTO corrections SELECT 'CORRECT2', digest, objection_id, body FROM corrections"
        )
    )
    assert len(look(agency).standing.corrections) == len(look(agency).standing.corrections) == 2


def test_whoever_is_not_known_has_no_standing(agency: Agency) -> None:
    for _ in range(2):
        nobody = agency.memory.look(agency.store, "nobody", "nothing", DIGEST).standing
        assert (nobody.person, nobody.tool) == (None, None)


def test_the_memory_is_bounded(agency: Agency) -> None:
    for number in range(memory.MOST + 5):
        agency.memory.look(agency.store, MAYA, f"tool-{number}", DIGEST)
    kept = agency.memory._kept
    assert kept is not None
    assert 0 < len(kept.standings) <= memory.MOST


def test_a_memory_serves_one_store(agency: Agency, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Store.open(tmp_path_factory.mktemp("other") / "proviso.db")
    number = agency.store.glance("SELECT number FROM changes", ())[0][0]
    other.write(lambda tx: tx.raw.execute("UPDATE changes SET number = ?", (number,)))
    assert look(agency).standing.person is not None
    assert agency.memory.look(other, MAYA, CHAT.id, DIGEST).standing.person is None
    other.close()


def test_a_slow_reader_does_not_put_old_records_back(agency: Agency) -> None:
    kept = Memory()
    old = read(agency)
    kept.look(agency.store, MAYA, CHAT.id, DIGEST)
    number = agency.store.glance("SELECT number FROM changes", ())[0][0]
    agency.store.write(revoke)
    kept.look(agency.store, MAYA, CHAT.id, DIGEST)
    kept._keep(agency.store, number, old.periods, (MAYA, CHAT.id, ""), old.standing)
    assert kept.look(agency.store, MAYA, CHAT.id, DIGEST).standing.approval is None


def test_looks_of_many_threads_see_what_was_written_before_them(agency: Agency) -> None:
    wrong: list[str] = []

    def watch(stop: threading.Event) -> None:
        last = ""
        while not stop.is_set():
            seen = look(agency).standing.person
            if seen is None or seen.title < last:
                wrong.append(f"{seen} after {last}")
                return
            last = seen.title

    def name(title: str) -> Callable[[Tx], None]:
        def work(tx: Tx) -> None:
            person = people.get(tx, MAYA)
            assert person is not None
            people.put(tx, replace(person, title=title))

        return work

    stop = threading.Event()
    watchers = [threading.Thread(target=watch, args=(stop,)) for _ in range(4)]
    for watcher in watchers:
        watcher.start()
    for number in range(60):
        title = f"{number:04}"
        agency.store.write(name(title))
        person = look(agency).standing.person
        assert person is not None
        assert person.title == title
    stop.set()
    for watcher in watchers:
        watcher.join()
    assert wrong == []


def test_a_closed_store_is_said(agency: Agency) -> None:
    look(agency)
    agency.store.close()
    with pytest.raises(StoreError, match="closed"):
        look(agency)


@pytest.mark.in_a_file
def test_a_statement_that_fails_is_a_fault_of_the_store(agency: Agency) -> None:
    with pytest.raises(StoreError, match="no such table"):
        agency.store.glance("SELECT * FROM nowhere", ())
    with pytest.raises(StoreError, match="read-only"):
        agency.store.glance("DELETE FROM people", ())
    assert agency.store.glance("SELECT 1", ()) == [(1,)]
