"""A backup is one kind of file: it comes from SQLite or PostgreSQL, and goes back into either, row for row.

So both hold the same history here, and whatever a page reads is the same in both.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import backups, connections, objections, uses
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency as really_open
from proviso.db import (
    affected,
    entries,
    holdings,
    mentions,
    moving,
    outbox,
    people,
    readiness,
    tools,
    transcripts,
    wrapped,
)
from proviso.db import backups as db
from proviso.db import objections as objections_db
from proviso.db import uses as uses_db
from proviso.db.store import Store, Tx
from proviso.errors import ConflictError
from proviso.identity.sealed_files import Passphrase
from proviso.model import Channel, Connection, Decision, ObjectionState
from proviso.model.affected import Left, Question
from proviso.settings import Address, Settings
from tests import postgres
from tests.actions.house import CHAT, NOW, get_ready, open_agency

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.in_a_file,
]
LOCK = Passphrase("correct horse battery staple", {"n": 2, "r": 8, "p": 1})
LATER, AFTER = NOW + timedelta(days=1), NOW + timedelta(days=2)
MAYA, TOM, JOAN, ANA = "maya.okafor", "tom.reyes", "joan.castellanos", "ana.whitfield"
TEXTS = (
    "The levee on the north bank held. Rain fell on 22 days of April.",
    "Replace part A012 345 678 of the pump before May.",
    "CUI//SP-PRVCY\n\nThe key list was reviewed.\n\nCUI//SP-PRVCY\n",
    "Her number is 219-09-9999, write to her.",
)


def live(agency: Agency) -> None:
    """A day of an agency: uses that were allowed and denied, an objection and its answer, a connection with its key."""
    agency.store.write(lambda tx: get_ready(tx, agency, MAYA))
    for number, text in enumerate(TEXTS * 2):
        who = TOM if number % 3 == 2 else MAYA
        at = NOW + timedelta(minutes=number)
        said = uses.ask(agency, uses.prepare(agency, who, CHAT.id, "research", text, Channel.WEB, at)).decision
        if said.person_id == MAYA and not said.allowed:
            object_to(agency, said)
    way, ring = Connection(tool_id=CHAT.id, kind="openai", models=("northlight-1",)), agency.sealing_key
    agency.store.write(
        lambda tx: connections.connect(tx, way, sealing_key=ring, secret="sk-0123456789abcdef", actor=ANA, at=LATER)
    )


def object_to(agency: Agency, said: Decision) -> None:
    rule = said.reasons[0].rule
    reasons = agency.packs.by_ref(said.pack).rule(rule).objections
    if reasons:
        sent = objections.send(agency, said.id, rule, reasons[0], "", None, actor=MAYA, at=said.at)
        if sent.office == "privacy":
            agency.store.write(
                lambda tx: objections.answer(tx, sent.id, ObjectionState.STANDS, "We looked.", actor=JOAN, at=said.at)
            )


def backup(agency: Agency, at: datetime = LATER) -> bytes:
    file, home = io.BytesIO(), agency.settings.home
    backups.make(agency.store, agency.journal, home / "keys", file, LOCK, at=at, folder=home)
    return file.getvalue()


def restored(data: bytes, home: Path, where: Address | None = None, at: datetime = AFTER) -> Agency:
    backups.restore(io.BytesIO(data), LOCK, home, at=at, where=where)
    url = "" if where is None else where.url
    return really_open(Settings(home=home, database_url=url, agency="Department of Coastal Safety"))


@dataclass(frozen=True, slots=True)
class Both:
    """One history, in a file and in a database."""

    file: Agency
    server: Agency
    data: bytes


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("moving")
    begun = open_agency(folder / "begun")
    live(begun)
    data = backup(begun)
    begun.store.close()
    found = Both(
        restored(data, folder / "file"), restored(data, folder / "server", postgres.database(is_empty=True)), data
    )
    yield found
    found.file.store.close()
    found.server.store.close()


def everything(store: Store, folder: Path) -> dict[str, list[object]]:
    """Every row of every table, and every trigger, as a file of SQLite has it."""
    with db.snapshot_of(store, folder) as (_, file):
        file.seek(0)
        (folder / "looked.db").write_bytes(file.read())
    raw = sqlite3.connect(folder / "looked.db")
    names = [row[0] for row in raw.execute(moving._TABLES)]
    found: dict[str, list[object]] = {
        name: sorted(raw.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608  # names of ours
        for name in names
    }
    found["triggers"] = sorted(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    raw.close()
    return found


def test_every_row_arrives_and_comes_back(both: Both, tmp_path: Path) -> None:
    before = everything(both.file.store, tmp_path)
    assert everything(both.server.store, tmp_path) == before
    assert len(before["uses"]) == 8
    assert len(before["people"]) > 10


def test_the_ledger_of_the_database_is_whole_and_goes_on(both: Both, tmp_path: Path) -> None:
    found = both.server.journal.verify(both.server.store)
    assert found.is_whole, found.sentence
    again = restored(both.data, tmp_path / "again", postgres.database(is_empty=True))
    use = uses.prepare(again, MAYA, CHAT.id, "draft", TEXTS[0], Channel.WEB, AFTER + timedelta(hours=1))
    assert uses.ask(again, use).decision.id
    at = AFTER + timedelta(hours=2)
    back = restored(backup(again, at), tmp_path / "back", at=at)
    with again.store.read() as one, back.store.read() as two:
        assert uses_db.count(two) == uses_db.count(one) == 9
        assert entries.size(two) == entries.size(one) + 1  # that it was restored is on record
    assert back.journal.verify(back.store).is_whole
    again.store.close()
    back.store.close()


def test_a_database_that_holds_an_agency_is_not_written_over(both: Both, tmp_path: Path) -> None:
    where = postgres.database()
    with pytest.raises(ConflictError, match="holds an agency already"):
        restored(both.data, tmp_path / "home", where)
    assert not (tmp_path / "home").exists()


def test_a_demo_that_is_made_anew_takes_its_tables_out_and_no_others(both: Both) -> None:
    where = postgres.database()
    name = where.url.partition("?")[0].rpartition("/")[2]
    postgres.server().say("CREATE TABLE others (id integer)", name)
    moving.remove(where)
    with Store.open(where).read() as tx:  # and all of it can be made again
        assert tx.conn.exec_driver_sql("SELECT count(*) FROM others").scalar() == 0
        assert entries.size(tx) == 0


READINGS: dict[str, Callable[[Tx], object]] = {
    "uses": lambda tx: uses_db.search(tx, limit=100),
    "denied uses of a person": lambda tx: uses_db.search(tx, person=MAYA, allowed=False),
    "uses since": lambda tx: uses_db.search(tx, since=NOW + timedelta(minutes=3)),
    "counts of the rules": uses_db.count,
    "entries": lambda tx: entries.page(tx, 0, 1000),
    "entries newest first": lambda tx: entries.page(tx, 2, 5, newest_first=True),
    "checkpoints": entries.checkpoints,
    "who is named": lambda tx: list(mentions.naming(tx, MAYA, ["ApprovalGranted", "ObjectionSent", "AccountAttested"])),
    "how often": lambda tx: mentions.count(tx, MAYA),
    "people": lambda tx: readiness.listed(tx, readiness.Wanted(), limit=100),
    "people turned round": lambda tx: readiness.listed(tx, readiness.Wanted(), "-component", limit=100),
    "people by status": lambda tx: readiness.listed(tx, readiness.Wanted(), "status", limit=100),
    "people by a word": lambda tx: readiness.listed(tx, readiness.Wanted(search="oKa")),
    "people with a sign": lambda tx: readiness.listed(tx, readiness.Wanted(search="_%")),
    "people of a role": lambda tx: readiness.listed(tx, readiness.Wanted(role="supervisor")),
    "components": people.components,
    "tools": tools.all,
    "everything affected": lambda tx: affected.tally(tx, Question()),
    "affected by a class": lambda tx: affected.tally(tx, Question(cls="controlled")),
    "affected by a kind": lambda tx: affected.found(tx, Question(kind="US_SSN")),
    "affected and left": lambda tx: affected.found(tx, Question(left=Left.ALLOWED)),
    "affected by a provider": lambda tx: affected.found(tx, Question(provider="openai")),
    "affected, walked": lambda tx: affected.found(tx, Question(tool_id=CHAT.id), is_dense=True),
    "affected, all": lambda tx: list(affected.every(tx, Question(tool_id=CHAT.id), batch=3)),
    "ways": affected.ways_of,
    "kinds": affected.kinds,
    "what denials led": lambda tx: objections_db.denied_kinds(tx, NOW - timedelta(days=1), LATER),
    "objections": lambda tx: objections_db.over(tx, NOW - timedelta(days=1), LATER),
    "objections of a person": lambda tx: objections_db.by_person(tx, MAYA),
    "mail": lambda tx: outbox.page(tx, limit=100),
    "the oldest mail": outbox.oldest_waiting,
    "held about a person": lambda tx: [(one.table, holdings.count(tx, one, MAYA)) for one in holdings.holdings()],
    "rows about a person": lambda tx: [holdings.rows(tx, one, MAYA) for one in holdings.holdings()],
    "mentions of a person": lambda tx: holdings.mentions(tx, JOAN),
    "entries about a person": lambda tx: list(holdings.entries_about(tx, MAYA)),
    "wrapped keys": lambda tx: [
        (one, wrapped.count(tx, one), wrapped.others(tx, one, b"", "", 10)) for one in wrapped.places(tx)
    ],
    "keys under another": lambda tx: [wrapped.count(tx, one, b"another key!") for one in wrapped.places(tx)],
    "texts": transcripts.counts,
}
"""The statements in which the two differ, and those that sort, search, count and page."""


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS.keys())
def test_what_is_read_is_the_same_in_both(both: Both, reading: Callable[[Tx], object]) -> None:
    with both.file.store.read() as tx:
        expected = reading(tx)
    with both.server.store.read() as tx:
        assert reading(tx) == expected
