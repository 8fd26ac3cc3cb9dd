"""Several processes on one ledger: no gap, no fork, no head that goes backwards, and nothing promised is lost."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import IO

import pytest

from proviso.db import entries
from proviso.errors import ClockError, LedgerError, StoreError
from proviso.journal import Journal
from proviso.ledger import proofs
from proviso.ledger.checkpoints import Verifier
from tests.actions.house import NOW, get_ready, open_agency
from tests.ledgers import START, append, opened

ROOT = Path(__file__).parent.parent

_APPENDS = """
import sys, threading
from pathlib import Path
from datetime import timedelta
from tests.ledgers import START, append, opened
home, name, callers, each = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with opened(home) as (store, journal):
    print("ready", flush=True)
    sys.stdin.readline()
    lock = threading.Lock()
    def run():
        for _ in range(each):
            index = append(store, int(name), START)
            with lock:
                sys.stdout.write(f"{index}\\n")
                sys.stdout.flush()
    threads = [threading.Thread(target=run) for _ in range(callers)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
"""


class Child:
    """A process that appends to the ledger of a folder, and says the number of each entry that is durable."""

    def __init__(self, home: Path, name: int, callers: int, each: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _APPENDS, str(home), str(name), str(callers), str(each)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._out.readline() == "ready\n"

    @property
    def _out(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def some(self, count: int) -> list[int]:
        """So many numbers, as they come."""
        return [int(self._out.readline()) for _ in range(count)]

    def rest(self) -> list[int]:
        """The others, until it ends; the last line may be cut by a kill."""
        found = [int(line) for line in self._out if line.endswith("\n")]
        self.process.wait(30)
        return found

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def children(home: Path, count: int, *, callers: int = 4, each: int = 40) -> Iterator[list[Child]]:
    with ExitStack() as stack:
        made = [Child(home, number, callers, each) for number in range(count)]
        for child in made:
            stack.callback(child.close)
        for child in made:
            child.go()
        yield made


def check(home: Path, size: int) -> None:
    """The ledger is whole, the file is of its newest entry, and every saved head begins the next."""
    with opened(home) as (store, journal):
        found = journal.verify(store)
        assert (found.damage, found.entries) == (None, size)
        with store.read() as tx:
            assert journal.filed() == journal.checkpoint(tx)
            heads = [Verifier.from_vkey(journal.vkey).open(saved.note) for saved in entries.checkpoints(tx)]
            for one, other in pairwise(heads):
                proof = journal.consistency(tx, one.size, other.size)
                assert proofs.is_consistent(one.size, other.size, one.root, other.root, proof)


@pytest.mark.parametrize("count", [2, 4])
def test_processes_that_append_at_once_make_one_ledger(tmp_path: Path, count: int) -> None:
    with children(tmp_path, count) as made:
        indexes = [child.rest() for child in made]
    assert [len(each) for each in indexes] == [160] * count
    assert sorted(index for each in indexes for index in each) == list(range(160 * count))
    check(tmp_path, 160 * count)
    with opened(tmp_path) as (store, _), store.read() as tx:
        for number, each in enumerate(indexes):  # each entry is where its process was told
            for index in each[::20]:
                entry = entries.get(tx, index)
                assert entry is not None
                assert entry.record.data["person"] == f"person.{number}"


def test_the_head_in_the_file_never_goes_backwards_while_processes_append(tmp_path: Path) -> None:
    sizes: list[int] = []
    with children(tmp_path, 2, callers=2, each=80) as made:
        journal = Journal.open(tmp_path)
        verifier = Verifier.from_vkey(journal.vkey)
        while any(child.process.poll() is None for child in made) and len(sizes) < 5_000:
            text = journal.filed()
            sizes.append(verifier.open(text).size if text else 0)
            time.sleep(0.000_2)
        [child.rest() for child in made]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 3
    check(tmp_path, 320)


def test_a_process_that_is_killed_takes_nothing_with_it_and_stops_nobody(tmp_path: Path) -> None:
    with children(tmp_path, 3, callers=4, each=60) as made:
        victim, *others = made
        told = victim.some(40)
        victim.process.send_signal(signal.SIGKILL)
        told += victim.rest()
        told += [index for child in others for index in child.rest()]
        assert [child.process.returncode for child in others] == [0, 0]
    assert len(set(told)) == len(told)
    with opened(tmp_path) as (store, journal):
        found = journal.verify(store)
        assert found.damage is None
        with store.read() as tx:
            size = entries.size(tx)
    assert set(told) <= set(range(size))
    assert 2 * 240 + 40 <= size <= 3 * 240
    check(tmp_path, size)


_OPENS = """
import sys
from pathlib import Path
from proviso.actions.opening import open_agency
from proviso.settings import Settings
sys.stdin.readline()
agency = open_agency(Settings(home=Path(sys.argv[1]), agency="Department of Coastal Safety"))
print(agency.journal.origin, flush=True)
agency.store.close()
"""


def test_processes_that_open_a_new_home_at_once_begin_one_agency(tmp_path: Path) -> None:
    made = [
        subprocess.Popen(
            [sys.executable, "-c", _OPENS, str(tmp_path / "home")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(3)
    ]
    for process in made:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in made]
    assert [process.returncode for process in made] == [0, 0, 0], said
    assert len({out for out, _ in said}) == 1
    with opened(tmp_path / "home") as (store, journal), store.read() as tx:
        events = [entry.record.event for entry in entries.page(tx, 0, 50)]
        assert events.count("LedgerStarted") == 1
        assert events.count("PackActivated") == 1
        assert journal.verify(store).damage is None


@pytest.mark.parametrize(("back", "is_refused"), [(5, False), (5.000_001, True)])
def test_the_clocks_of_two_processes_may_differ_by_five_seconds(tmp_path: Path, back: float, is_refused: bool) -> None:
    with children(tmp_path, 1, callers=1, each=1) as (child,):
        child.rest()  # its clock says START
    with opened(tmp_path) as (store, _):
        at: datetime = START - timedelta(seconds=back)
        if is_refused:
            with pytest.raises(ClockError, match="went backwards"):
                append(store, 1, at)
        else:
            assert append(store, 1, at) == 1
    check(tmp_path, 1 if is_refused else 2)


def test_a_process_waits_for_another_that_writes_and_then_says_who_holds_it(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        append(store, 0)
        store.busy_ms = 200
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreError, match="Another program holds the database") as caught:
            append(store, 1)
        assert 0.2 <= time.monotonic() - began < 5
        assert str(store.path) in caught.value.hint
        other.execute("ROLLBACK")
        other.close()
        assert append(store, 1) == 1
    check(tmp_path, 2)


_HOLDS = """
import sqlite3, sys, time
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(0.3)
conn.execute("ROLLBACK")
"""


def test_a_process_that_holds_the_database_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        append(store, 0)
        command = [sys.executable, "-c", _HOLDS, str(store.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            assert append(store, 1) == 1
    check(tmp_path, 2)


@pytest.mark.parametrize("damage", ["fork", "cut"])
def test_a_ledger_that_another_process_rewrote_is_not_followed(tmp_path: Path, damage: str) -> None:
    """Another process with the same keys: it cuts our entries off, and goes on otherwise or leaves it so."""
    with opened(tmp_path) as (store, journal):
        for number in range(5):
            append(store, number, START)
        raw = sqlite3.connect(store.path, isolation_level=None)
        for statement in ("DELETE FROM entries WHERE idx > 1", "DELETE FROM checkpoints"):
            raw.execute(statement)
        raw.execute("DELETE FROM nodes WHERE (level = 0 AND idx > 1) OR level > 1 OR (level = 1 AND idx > 0)")
        note = journal._signer.sign(2, proofs.root_at(2, lambda keys: _nodes(raw, keys)))
        raw.execute("INSERT INTO checkpoints VALUES (2, '2026-11-02T13:00:00.000000Z', ?)", (note,))
        raw.close()
        (tmp_path / "checkpoint").write_text(note)
        if damage == "fork":
            with opened(tmp_path) as (forger, _):
                for number in range(7):
                    append(forger, 100 + number, START)
        said = "does not go on from the one that was here" if damage == "fork" else "lost entries"
        with pytest.raises(LedgerError, match=said):
            append(store, 5, START)


def _nodes(raw: sqlite3.Connection, keys: object) -> dict[tuple[int, int], bytes]:
    return {(level, idx): hash_ for level, idx, hash_ in raw.execute("SELECT level, idx, hash FROM nodes")}


_ASKS = """
import asyncio, json, sys
from dataclasses import replace
from pathlib import Path
from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.uses_async import ask_async
from proviso.db.store import Store
from proviso.identity.keyring import Keyring
from proviso.identity.keys import open_keys
from proviso.journal import Journal
from proviso.model import Channel
from proviso.policy import Packs
from proviso.settings import Settings
from tests.actions.house import CHAT, NOW, PACKS
home = Path(sys.argv[1])
journal, keys = Journal.open(home), open_keys(home / "keys")
agency = Agency(store=Store.open(home / "proviso.db", seal=journal.seal), journal=journal,
    packs=Packs(folder=PACKS, pack="dhs-139-07"), digest_key=keys.digest, sealing_key=Keyring.open(home / "keys"),
    session_key=keys.session, settings=Settings(home=home, names=False))
async def ask(number):
    text = f"The levee on the north bank held on day {number}."
    use = uses.prepare(agency, "maya.okafor", CHAT.id, "research", text, Channel.WEB, NOW)
    outcome = await ask_async(agency, use)
    return outcome.permit is not None, outcome.index
async def run():
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(await asyncio.gather(*(ask(number) for number in range(int(line))))), flush=True)
asyncio.run(run())
agency.store.close()
"""


def test_a_change_in_one_process_decides_the_next_use_in_the_others(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    with ExitStack() as stack:
        workers = []
        for _ in range(2):
            command = [sys.executable, "-c", _ASKS, str(tmp_path)]
            worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            stack.enter_context(worker)
            workers.append(worker)

        def ask_all(count: int) -> list[tuple[bool, int]]:
            for worker in workers:
                assert worker.stdin is not None
                worker.stdin.write(f"{count}\n")
                worker.stdin.flush()
            return [tuple(one) for worker in workers for one in json.loads(line(worker))]

        def line(worker: subprocess.Popen[str]) -> str:
            assert worker.stdout is not None
            return worker.stdout.readline()

        assert [line(worker) for worker in workers] == ["ready\n", "ready\n"]
        assert {allowed for allowed, _ in ask_all(2)} == {False}
        agency.store.write(lambda tx: get_ready(tx, agency, "maya.okafor"))
        found = ask_all(10)
        assert {allowed for allowed, _ in found} == {True}
        assert len({index for _, index in found}) == 20
        agency.store.write(lambda tx: tx.conn.exec_driver_sql("UPDATE approvals SET revoked_at = ?", (str(NOW),)))
        assert {allowed for allowed, _ in ask_all(2)} == {False}
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.close()
    assert agency.journal.verify(agency.store).damage is None
    agency.store.close()
