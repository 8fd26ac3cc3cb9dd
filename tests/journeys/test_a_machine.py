"""A machine that fails while people ask: the page says what to do, the text stays in the box, and nothing goes out."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db import entries
from proviso.db.store import Tx
from tests.web.demo import Reader, open_copy

TEXT = "The zebrafinch levee held for two days."


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def answers(agency: Agency) -> int:
    """How many texts went out and were answered, by the record."""
    with agency.store.read() as tx:
        return sum(entry.record.event == "AnswerReceived" for entry in entries.page(tx, 0, 1_000_000))


def is_refused(reader: Reader, agency: Agency, before: int, says: str) -> None:
    assert "Not sent" in reader.words
    assert says in reader.words, reader.words[400:1100]
    assert reader.box == TEXT, "the text is still there"
    assert "Traceback" not in reader.html
    assert answers(agency) == before


def test_a_database_that_becomes_read_only(agency: Agency, caplog: pytest.LogCaptureFixture) -> None:
    reader, before = Reader(agency, "maya.okafor"), answers(agency)
    agency.store.write(lambda tx: tx.conn.exec_driver_sql("PRAGMA query_only = ON") and None)
    with caplog.at_level(logging.DEBUG):
        reader.ask(TEXT)
    is_refused(reader, agency, before, "read-only")
    assert "zebrafinch" not in caplog.text
    assert "Traceback" not in caplog.text


def test_a_disk_that_fills(agency: Agency) -> None:
    reader = Reader(agency, "maya.okafor")

    def fill(tx: Tx) -> None:
        connection = tx.conn
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    agency.store.write(fill)
    for _ in range(60):
        before = answers(agency)
        reader.ask(TEXT)
        if "disk is full" in reader.words:
            break
    is_refused(reader, agency, before, "disk is full")
    agency.store.write(lambda tx: tx.conn.exec_driver_sql("PRAGMA max_page_count = 4000000") and None)
    reader.ask(TEXT)
    assert answers(agency) == before + 1, "it goes on when there is room"
    assert agency.journal.verify(agency.store).is_whole


def test_a_ledger_that_was_changed_before_the_start(agency: Agency) -> None:
    settings = agency.settings
    agency.store.close()
    with sqlite3.connect(settings.database) as raw:
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {"entries", "nodes"} <= tables
        raw.execute("DELETE FROM entries WHERE idx = (SELECT max(idx) FROM entries)")
        raw.execute("DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)")
    raw.close()
    again = open_agency(settings)
    try:
        reader, before = Reader(again, "maya.okafor"), answers(again)
        reader.ask(TEXT)
        is_refused(reader, again, before, "Do not repair it")
        auditor = Reader(again, "alice.tran")
        auditor.get("/ledger")
        auditor.post("/ledger/check")
        assert "Whole" not in auditor.words
        assert "Traceback" not in auditor.html
    finally:
        again.store.close()


def test_an_address_with_an_impossible_number_is_not_found(agency: Agency) -> None:
    auditor = Reader(agency, "alice.tran")
    auditor.get(f"/ledger/entries/{10**30}/receipt")
    assert auditor.status == 404


@pytest.mark.parametrize("charset", ["punycode", "utf-16", "unicode_escape", "zlib"])
def test_a_form_in_an_odd_character_set_sends_nothing_or_says_why(agency: Agency, charset: str) -> None:
    reader = Reader(agency, "maya.okafor")
    reader.get("/workspace")
    fields = {"csrf": "x", "tool": "northlight-chat", "purpose": "research", "text": "levee \\ud800 held", "do": "send"}
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    answer = reader.browser.post(
        "/workspace",
        content=f"{body}--b--\r\n".encode(),
        headers={"content-type": f"multipart/form-data; boundary=b; charset={charset}"},
    )
    assert answer.status_code in {400, 403}
