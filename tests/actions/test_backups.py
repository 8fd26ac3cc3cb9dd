"""Backup and restore: one moment of a home that works on, and never a home that is half there or silently older."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from proviso.actions import backups, losses, transcripts
from proviso.actions.backups import Manifest, Restored
from proviso.actions.outbox import notify, queue
from proviso.db import backups as db
from proviso.db import entries, outbox, sessions
from proviso.db.engines import writing
from proviso.db.migrate import FOLDER, newest
from proviso.db.store import Tx
from proviso.errors import ConflictError, LedgerError, NotAllowedError, StoreError, UnreadableError, UsageError
from proviso.identity.ids import new_id
from proviso.identity.sealed_files import Opened, Passphrase, Sealer
from proviso.journal import Journal
from proviso.model import KeptSession, Message, MessageState, TextKind, Way
from tests.actions.house import NOW, open_agency, open_house
from tests.ledgers import START, append, grow, opened

pytestmark = pytest.mark.in_a_file
"""Of a database of a server: `tests/db/test_moving.py`."""

ROOT = Path(__file__).parents[2]
LOCK = Passphrase("correct horse battery staple", {"n": 2, "r": 8, "p": 1})
LATER = NOW + timedelta(days=1)


def backup(home: Path, *, keys: bool = True, at: datetime = NOW) -> bytes:
    file = io.BytesIO()
    with opened(home) as (store, journal):
        backups.make(store, journal, home / "keys" if keys else None, file, LOCK, at=at)
    return file.getvalue()


def restore(data: bytes, home: Path, *known: losses.Known, accept: bool = False, keys: Path | None = None) -> Restored:
    return backups.restore(io.BytesIO(data), LOCK, home, at=LATER, known=known, accept_loss=accept, keys=keys)


def plain(data: bytes) -> bytes:
    """What is in a backup, without its encryption."""
    return io.BufferedReader(Opened(io.BytesIO(data), LOCK)).read()


def sealed(data: bytes) -> bytes:
    file = io.BytesIO()
    sealer = Sealer(file, LOCK)
    sealer.write(data)
    sealer.close()
    return file.getvalue()


def repacked(data: bytes, change: Mapping[str, bytes | None]) -> bytes:
    """A backup whose parts somebody changed who knows the passphrase."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(plain(data))) as old, tarfile.open(fileobj=out, mode="w") as new:
        parts = {member.name: old.extractfile(member).read() for member in old}  # type: ignore[union-attr]
        merged: dict[str, bytes | None] = {**parts, **change}
        for name, content in merged.items():
            if content is not None:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))
    return sealed(out.getvalue())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    grow(tmp_path / "home", 5)
    return tmp_path / "home"


def test_a_home_comes_back_whole_and_goes_on(home: Path, tmp_path: Path) -> None:
    done = restore(backup(home), tmp_path / "new")
    assert (done.manifest.entries, done.loss) == (6, None), "five, and that the backup was begun"
    assert (home / "keys" / "ledger.key").read_bytes() == (tmp_path / "new" / "keys" / "ledger.key").read_bytes()
    with opened(tmp_path / "new") as (store, journal):
        append(store, 9, LATER)
        found = journal.verify(store)
        assert (found.damage, found.entries) == (None, 8)
        with store.read() as tx:
            assert [e.record.event for e in entries.page(tx, 5, 9)] == ["BackupBegun", "LedgerRestored", "RecordViewed"]
            assert journal.filed() == journal.checkpoint(tx)


def test_a_restored_home_is_open_to_its_owner_only(home: Path, tmp_path: Path) -> None:
    restore(backup(home), tmp_path / "new")
    for path in (tmp_path / "new", *(tmp_path / "new").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"proviso.db", "checkpoint", "keys"}


def test_nothing_that_is_there_is_overwritten(home: Path, tmp_path: Path) -> None:
    data = backup(home)
    there = tmp_path / "there"
    there.mkdir()
    (there / "letter.txt").write_text("mine")
    for place in (there, home):
        with pytest.raises(ConflictError, match="is there already"):
            restore(data, place)
    assert [path.name for path in there.iterdir()] == ["letter.txt"]
    (there / "letter.txt").unlink()
    restore(data, there)
    assert (there / "proviso.db").exists(), "an empty folder is as good as none"


def test_whatever_goes_wrong_leaves_nothing(home: Path, tmp_path: Path) -> None:
    data = backup(home)
    flipped = bytearray(data)
    flipped[-500] ^= 1
    for broken, opener, fault in (
        (data[:-1], LOCK, UnreadableError),
        (bytes(flipped), LOCK, UnreadableError),
        (data, Passphrase("another passphrase", LOCK.cost), NotAllowedError),
        (repacked(data, {"manifest.json": None}), LOCK, UnreadableError),
        (repacked(data, {"manifest.json": b"{}"}), LOCK, UnreadableError),
        (repacked(data, {"proviso.db": None}), LOCK, UnreadableError),
        (repacked(data, {"../outside": b"x"}), LOCK, UnreadableError),
        (repacked(data, {"keys/../../outside.key": b"x"}), LOCK, UnreadableError),
        (repacked(data, {"keys/ledger.key": None}), LOCK, UsageError),
        (sealed(b"no archive at all"), LOCK, UnreadableError),
    ):
        with pytest.raises(fault):
            backups.restore(io.BytesIO(broken), opener, tmp_path / "new", at=LATER)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_a_database_that_was_changed_by_who_knows_the_passphrase_is_not_restored(home: Path, tmp_path: Path) -> None:
    data = backup(home)
    restore(data, tmp_path / "first")
    raw = sqlite3.connect(tmp_path / "first" / "proviso.db")
    raw.execute("UPDATE entries SET record = replace(record, 'person.3', 'person.4') WHERE idx = 3")
    raw.execute("DELETE FROM entries WHERE idx = 6")
    raw.execute("DELETE FROM checkpoints WHERE size = 7")
    raw.commit()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    changed = (tmp_path / "first" / "proviso.db").read_bytes()
    manifest = json.loads(tarfile_part(data, "manifest.json"))
    forged = {"proviso.db": changed, "manifest.json": json.dumps({**manifest, "database_bytes": len(changed)}).encode()}
    with pytest.raises(LedgerError, match="not whole"):
        restore(repacked(data, forged), tmp_path / "new")
    checked = backups.check(io.BytesIO(repacked(data, forged)), LOCK)
    assert not checked.found.is_whole
    assert not (tmp_path / "new").exists()


def tarfile_part(data: bytes, name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(plain(data))) as tar:
        part = tar.extractfile(name)
        assert part is not None
        return part.read()


def test_a_backup_is_checked_without_a_home(home: Path) -> None:
    data = backup(home)
    checked = backups.check(io.BytesIO(data), LOCK)
    assert checked.found.is_whole
    assert (checked.manifest.entries, checked.found.entries) == (6, 6)
    assert checked.manifest.keys == ("digest.key", "ledger.key", "session.key")
    assert backups.check(io.BytesIO(data), LOCK, vkey=Journal.open(home).vkey).found.is_whole
    with pytest.raises(LedgerError, match="another key"):
        backups.check(io.BytesIO(data), LOCK, vkey="proviso.ledger/other+00+AA")


# What is missing


def test_a_backup_that_is_older_than_a_kept_checkpoint_says_what_is_missing(home: Path, tmp_path: Path) -> None:
    data = backup(home)
    with opened(home) as (store, journal):
        for number in range(3):
            append(store, number, NOW)
        with store.read() as tx:
            kept = journal.checkpoint(tx)
    (tmp_path / "kept.txt").write_text(kept)
    (tmp_path / "kept.json").write_text(json.dumps({"checkpoint": kept}))
    for name in ("kept.txt", "kept.json"):
        with pytest.raises(backups.LossError) as fault:
            restore(data, tmp_path / "new", losses.from_file(tmp_path / name))
        assert fault.value.loss.sentence == "entries 6 to 8 are missing, after 2026-11-20 15:00:00 UTC."
    with pytest.raises(backups.LossError) as fault:
        restore(data, tmp_path / "new", losses.from_home(home))
    assert fault.value.loss.kinds == {"RecordViewed": 3}
    assert fault.value.loss.sentence.endswith("until 2026-11-20 15:00:00 UTC.")
    assert not (tmp_path / "new").exists()

    done = restore(data, tmp_path / "new", losses.from_home(home), accept=True)
    assert done.loss is not None
    with opened(tmp_path / "new") as (store, _), store.read() as tx:
        said = entries.page(tx, 6, 1)[0].record
        assert (said.event, said.data["lost_from"], said.data["lost_to"]) == ("LedgerRestored", 6, 8)


def test_the_file_of_an_old_home_is_enough_to_know_of_a_loss(home: Path, tmp_path: Path) -> None:
    data = backup(home)
    with opened(home) as (store, _):
        for number in range(2):
            append(store, number, NOW)
    for path in home.glob("proviso.db*"):
        path.write_bytes(b"a disk that broke")
    with pytest.raises(backups.LossError, match="entries 6 to 7 are missing"):
        restore(data, tmp_path / "new", losses.from_home(home))
    (home / "checkpoint").unlink()
    with pytest.raises(UsageError, match="no checkpoint and no database"):
        losses.from_home(home)


def test_a_ledger_with_another_history_is_never_restored_over(home: Path, tmp_path: Path) -> None:
    data = backup(home)
    restore(data, tmp_path / "one")
    with opened(home) as (store, journal):
        append(store, 1, NOW)
        with store.read() as tx:
            (tmp_path / "kept.txt").write_text(journal.checkpoint(tx))
    other = backup(tmp_path / "one", at=LATER)
    with pytest.raises(LedgerError, match="another history"):
        restore(other, tmp_path / "new", losses.from_file(tmp_path / "kept.txt"), accept=True)
    with opened(home) as (store, _):
        for number in range(4):
            append(store, number, NOW)
    with pytest.raises(LedgerError, match="another history"):
        restore(other, tmp_path / "new", losses.from_home(home), accept=True)


def test_a_checkpoint_of_another_agency_is_refused(home: Path, tmp_path: Path) -> None:
    grow(tmp_path / "other", 9)
    with pytest.raises(LedgerError, match="not one of this ledger"):
        restore(backup(home), tmp_path / "new", losses.from_home(tmp_path / "other"))


# The keys


def test_keys_that_are_kept_apart_are_asked_for_and_have_to_fit(home: Path, tmp_path: Path) -> None:
    data = backup(home, keys=False)
    assert b"keys/" not in plain(data)
    grow(tmp_path / "other", 1)
    with pytest.raises(UsageError, match="keys are not in this backup"):
        restore(data, tmp_path / "new")
    with pytest.raises(LedgerError, match="of another ledger"):
        restore(data, tmp_path / "new", keys=tmp_path / "other" / "keys")
    restore(data, tmp_path / "new", keys=home / "keys")
    with opened(tmp_path / "new") as (store, journal):
        assert journal.verify(store).is_whole
    with pytest.raises(UsageError, match="has its keys in it"):
        restore(backup(home), tmp_path / "newer", keys=home / "keys")


# What time has done meanwhile


def test_what_waited_to_be_sent_is_held_back(tmp_path: Path) -> None:
    house = open_house(tmp_path / "home")

    def wait(tx: Tx) -> None:
        notify(tx, "maya.okafor", "ends-soon", subject="One ends", lines=("It ends.",), path="/", at=NOW)
        hook = Message(id=new_id(), way=Way.WEBHOOK, recipient="W", kind="ToolChanged", queued_at=NOW, due_at=NOW)
        queue(tx, hook)

    house.do(wait)
    house.store.close()
    done = restore(backup(tmp_path / "home"), tmp_path / "new")
    assert done.held == 2
    with opened(tmp_path / "new") as (store, _):
        assert not outbox.waits(store, Way.MAIL, LATER + timedelta(days=9))
        with store.read() as tx:
            found = outbox.page(tx)
    assert {message.state for message in found} == {MessageState.STUCK}
    assert all("may have been sent before" in message.error for message in found)


def test_nobody_is_signed_in_at_a_home_that_came_back(home: Path, tmp_path: Path) -> None:
    with opened(home) as (store, _):
        kept = KeptSession(mark="m", person_id="maya.okafor", seen_at=LATER, locked="x")
        store.write(lambda tx: sessions.put(tx, kept))
    restore(backup(home), tmp_path / "new")
    with opened(tmp_path / "new") as (store, _):
        assert sessions.find(store, "m") is None


def test_a_backup_of_an_older_schema_is_migrated(home: Path, tmp_path: Path) -> None:
    data = backup(home)
    path, source = tmp_path / "old.db", tmp_path / "source.db"
    source.write_bytes(tarfile_part(data, "proviso.db"))
    schema_0015(path)
    raw = sqlite3.connect(path)
    raw.execute("ATTACH ? AS now", (str(source),))
    for table in ("entries", "nodes", "checkpoints"):
        raw.execute(f"INSERT INTO {table} SELECT * FROM now.{table}")  # noqa: S608  # our own names
    raw.commit()
    raw.close()
    done = restore(repacked(data, with_database(data, path.read_bytes())), tmp_path / "new")
    assert done.found.is_whole
    with opened(tmp_path / "new") as (store, _), store.read() as tx:
        assert db.schema_of(tx) == newest()


def test_a_backup_of_a_newer_version_is_refused(home: Path, tmp_path: Path) -> None:
    data = backup(home)
    path = tmp_path / "newer.db"
    path.write_bytes(tarfile_part(data, "proviso.db"))
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    manifest = json.loads(tarfile_part(data, "manifest.json"))
    other: tuple[tuple[dict[str, bytes], type[Exception]], ...] = (
        (with_database(data, path.read_bytes()), StoreError),
        ({"manifest.json": json.dumps({**manifest, "format": 2}).encode()}, UnreadableError),
    )
    for parts, fault in other:
        with pytest.raises(fault, match="this version of Proviso"):
            restore(repacked(data, parts), tmp_path / "new")


def schema_0015(path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    engine = writing(path)
    with engine.connect() as conn, conn.begin():
        config.attributes["connection"] = conn
        command.upgrade(config, "0015")
    engine.dispose()


def with_database(data: bytes, database: bytes) -> dict[str, bytes]:
    manifest = json.loads(tarfile_part(data, "manifest.json"))
    return {"proviso.db": database, "manifest.json": json.dumps({**manifest, "database_bytes": len(database)}).encode()}


# A text that was destroyed


def test_a_backup_after_a_destruction_holds_no_byte_of_the_text(tmp_path: Path) -> None:
    text = "The gate at Alder Street was left open by the night crew." * 50
    agency = open_agency(tmp_path / "home")
    kept = agency.store.write(
        lambda tx: transcripts.keep(
            tx, agency, kind=TextKind.PROMPT, text=text, person_id="maya.okafor", actor="maya.okafor", at=NOW
        )
    )
    raw = sqlite3.connect(agency.store.path)
    rows = raw.execute("SELECT * FROM transcripts").fetchall()
    raw.close()
    secrets = [value for row in rows for value in row if isinstance(value, bytes) and len(value) >= 16]
    assert secrets, "the text is there, sealed"
    before = plain(backup(tmp_path / "home"))
    assert all(any(part in before for part in pieces(secret)) for secret in secrets)
    agency.store.write(lambda tx: transcripts.destroy(tx, kept.id, actor="lorraine", why="It is due.", at=NOW))
    agency.store.close()
    after = plain(backup(tmp_path / "home"))
    assert b"Alder Street" not in before + after
    assert not any(part in after for secret in secrets for part in pieces(secret))


def pieces(secret: bytes) -> list[bytes]:
    """Parts of 16 bytes: a long value may stand on several pages."""
    return [secret[place : place + 16] for place in range(0, len(secret) - 15, 16)]


class Slow(io.BytesIO):
    """Somebody who takes their time, while the agency destroys a text and empties its log."""

    def __init__(self, database: Path) -> None:
        super().__init__()
        self.database = database
        self.busy: list[int] = []

    def write(self, data: object) -> int:
        raw = sqlite3.connect(self.database)
        self.busy.append(raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        raw.close()
        return super().write(data)  # type: ignore[arg-type]  # as it came


def test_a_backup_that_takes_long_holds_up_no_log(home: Path) -> None:
    with opened(home) as (store, journal):
        slow = Slow(store.path)
        backups.make(store, journal, None, slow, LOCK, at=NOW)
    assert len(slow.busy) > 2
    assert set(slow.busy) == {0}
    assert backups.check(io.BytesIO(slow.getvalue()), LOCK).found.is_whole


# The drill

_WRITES = """
import sys, time
from pathlib import Path
from tests.ledgers import append, opened
from tests.actions.house import NOW
with opened(Path(sys.argv[1])) as (store, journal):
    number = 0
    while True:
        index = append(store, number, NOW)
        sys.stdout.write(f"{index}\\n")
        sys.stdout.flush()
        number += 1
        time.sleep(0.002)
"""


def test_a_home_that_is_killed_while_it_is_backed_up_comes_back(home: Path, tmp_path: Path) -> None:
    """The drill: write, back up meanwhile, kill, restore, verify, go on; what is missing is said to the entry."""
    writer = subprocess.Popen([sys.executable, "-c", _WRITES, str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    try:
        for _ in range(50):
            writer.stdout.readline()
        copies = [backup(home) for _ in range(2)]
        for _ in range(50):
            writer.stdout.readline()
    finally:
        os.kill(writer.pid, signal.SIGKILL)
        said = [int(line) for line in writer.stdout if line.endswith("\n")]
        writer.wait(30)
        writer.stdout.close()
    sizes = []
    for number, data in enumerate(copies):
        assert backups.check(io.BytesIO(data), LOCK).found.is_whole
        with pytest.raises(backups.LossError) as fault:
            restore(data, tmp_path / f"new{number}", losses.from_home(home))
        loss = fault.value.loss
        sizes.append(loss.first)
        assert loss.last >= max(said, default=0), "whatever was acknowledged is known to be missing"
        assert sum(loss.kinds.values()) == loss.count
        restore(data, tmp_path / f"new{number}", losses.from_home(home), accept=True)
        with opened(tmp_path / f"new{number}") as (store, journal):
            append(store, 1, LATER)
            assert journal.verify(store).is_whole
    assert sizes == sorted(set(sizes)), "each backup is of a later moment"
    assert not list(home.glob("backup.*")), "no copy was left behind"


def test_a_backup_that_is_killed_leaves_no_copy(home: Path) -> None:
    code = """
import sys, time
from pathlib import Path
from proviso.db.backups import snapshot
with snapshot(Path(sys.argv[1])) as (tx, file):
    print(file.seek(0, 2), flush=True)
    time.sleep(60)
"""
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(home / "proviso.db")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert child.stdout is not None
        assert int(child.stdout.readline()) > 0
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.kill()
        child.wait(30)
        if child.stdout is not None:
            child.stdout.close()
    assert not list(home.glob("backup.*"))


def test_a_manifest_is_of_the_head_in_its_database(home: Path) -> None:
    file = io.BytesIO()
    with opened(home) as (store, journal):
        told: list[tuple[int, int]] = []
        made = backups.make(
            store, journal, None, file, LOCK, at=START + timedelta(days=30), told=lambda *x: told.append(x)
        )
    assert isinstance(made, Manifest)
    assert told[-1] == (made.database_bytes, made.database_bytes)
    assert made.checkpoint.split("\n")[1] == str(made.entries)
