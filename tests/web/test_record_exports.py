"""A large file of what we keep is made while the person does something else; it waits a day for who asked for it."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from proviso.actions import record_exports
from proviso.db import outbox
from proviso.db import record_exports as db
from proviso.db.store import Tx
from proviso.web.pages import kept

from .console import Browser, open_house
from .test_record import put, stop

MAYA, ELENA = "maya.okafor", "elena.sorokin"


@pytest.fixture(scope="module")
def b(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    before = kept.AT_ONCE
    with open_house(tmp_path_factory.mktemp("home")) as made:
        put(made, *(stop(f"AAAA{n:04}", n, allowed=True) for n in range(3)))
        kept.AT_ONCE = 2
        yield made
    kept.AT_ONCE = before


def asked(b: Browser) -> str:
    b.sign_in(MAYA).get("/record/kept")
    b.post("/record/download")
    for thread in threading.enumerate():
        if thread.name.startswith("proviso-export-"):
            thread.join(60)
    return b.path


def test_it_is_made_apart_said_by_mail_and_downloaded(b: Browser) -> None:
    before = len(b.events("RecordExported"))
    path = asked(b)
    assert path.startswith("/record/exports/")
    said = b.get(path)
    assert "Your file is ready. It is here until" in said
    with b.agency.store.read() as tx:
        assert next(m.subject for m in outbox.page(tx, recipient=MAYA)) == "Your file of what we keep is ready"
        sealed = db.sealed(tx, path.rpartition("/")[2])
    assert sealed is not None
    assert b"PK" not in sealed[0][:64]
    token = b.text.split('name="csrf" value="')[1].split('"')[0]
    answer = b.client.post(path, data={"csrf": token})
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        assert {"read-me.html", "manifest.json", "records/uses.json"} <= set(held.namelist())
    assert len(b.events("RecordExported")) == before + 1, "on record before anybody has it"


def test_it_is_there_for_nobody_else(b: Browser) -> None:
    path = asked(b)
    b.sign_in(ELENA).get(path)
    assert b.status == 404
    b.get("/record/kept")
    b.post(path)
    assert b.status == 404


def test_after_a_day_it_is_destroyed_and_the_page_says_so(b: Browser) -> None:
    path = asked(b)
    assert record_exports.sweep(b.agency, datetime.now(UTC) + timedelta(days=1, minutes=1)) >= 1
    said = b.get(path)
    assert "Its day is over, and the file was destroyed. Ask for a new one." in said
    with b.agency.store.read() as tx:
        assert db.sealed(tx, path.rpartition("/")[2]) is None


def test_one_that_stands_still_says_so_and_one_that_goes_on_says_how_far(b: Browser) -> None:
    now = datetime.now(UTC)

    def begun(tx: Tx, at: datetime, done: int, beat: datetime) -> str:
        one = record_exports.ask_export(tx, MAYA, total=10, actor=MAYA, at=at)
        db.go_on(tx, one.id, done, 10, beat)
        return one.id

    going = b.agency.store.write(lambda tx: begun(tx, now - timedelta(seconds=10), 5, now))
    still = b.agency.store.write(lambda tx: begun(tx, now - timedelta(hours=1), 5, now - timedelta(minutes=59)))
    said = b.sign_in(MAYA).get(f"/record/exports/{going}")
    assert "Your file is being made: 50%, about 10 seconds left. You can leave this page; you get a mail." in said
    assert "It stopped, because Proviso was started anew." in b.get(f"/record/exports/{still}")
