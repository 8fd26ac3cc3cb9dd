"""The ledger for its auditor: whole or not, entries as sentences, receipts, and one byte changed in a copy."""

import json
import sqlite3
from pathlib import Path

import pytest

from proviso.db import copies
from proviso.errors import LedgerError
from proviso.ledger.receipts import Receipt

from .console import open_house
from .test_record import put, stop


def test_before_the_first_check_the_page_says_so(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("alice.tran").get("/ledger")
    assert "Not checked since this service started." in words
    assert "No entry matches." in words


def test_who_reported_a_classified_spill_is_for_the_cleared_office(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get("/spill")
        b.post("/spill", kind="classified")
        b.get("/spill")
        b.post("/spill", kind="cui", key="another")
        words = b.sign_in("alice.tran").get("/ledger?show=everything")
        assert "An entry of incident 2026-001. Who and what is for whom the rules clear." in words
        assert "Maya Okafor reported incident 2026-001" not in words
        assert "Maya Okafor reported incident 2026-002." in words


def test_check_now_says_whole_with_the_time(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("alice.tran").get("/ledger")
        words = b.post("/ledger/check")
        assert "The ledger is whole:" in words
        assert "Whole. 0 decisions, last checked" in words


def test_a_changed_entry_is_named_and_nobody_repairs_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("alice.tran").get("/ledger")
        with sqlite3.connect(b.agency.store.path) as conn:
            conn.execute("UPDATE entries SET record = replace(record, 'Maya', 'Mara') WHERE idx = 0")
            conn.execute("UPDATE entries SET record = record || ' ' WHERE idx = 2")
        conn.close()
        words = b.post("/ledger/check")
    assert "Not whole." in words
    assert "Entry" in words
    assert "Do not repair it. Tell the CIO’s office." in words


def test_decisions_are_sentences_and_filters_narrow_them(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, stop("AAAA1111", 5), stop("BBBB2222", 1, allowed=True))
        b.sign_in("alice.tran")
        words = b.get("/ledger")
        assert "Maya Okafor asked Northlight Chat for “Sum up published information”. Allowed. BBBB-2222" in words
        assert "Not sent: This text has an A‑number (139-07.2.a.1). AAAA-1111" in words
        assert "BBBB-2222" not in b.get("/ledger?outcome=denied")
        assert "AAAA-1111" not in b.get("/ledger?outcome=allowed")
        assert "1 decision" in b.get("/ledger?rule=individual-number")
        assert "No entry matches." in b.get("/ledger?person=tom.reyes")
        assert "No entry matches." in b.get("/ledger?until=2020-01-01")


def test_every_entry_can_be_read_as_a_sentence(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("alice.tran").get("/ledger?show=everything")
    assert "Tom Reyes asked Elena Sorokin for an approval." in words
    assert "Leaf hash" in words


def test_a_receipt_verifies_by_itself(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("alice.tran").get("/ledger/entries/3/receipt")
        receipt = Receipt.from_json(b.text.encode())
        checkpoint = receipt.check(b.agency.journal.vkey)
    assert receipt.index == 3
    assert checkpoint.size > 3
    assert json.loads(receipt.record)["event"] == "PersonAdded"


def test_a_byte_changed_in_a_copy_is_found_and_the_real_ledger_is_untouched(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("alice.tran").get("/ledger")
        words = b.post("/ledger/change-a-byte")
        assert "The check of the copy says: Entry" in words
        assert "was changed" in words
        assert b.agency.journal.verify(b.agency.store).is_whole


def test_the_database_in_use_is_never_changed(tmp_path: Path) -> None:
    with open_house(tmp_path) as b, pytest.raises(LedgerError, match="real ledger"):
        copies.change_one_byte(b.agency.store.path, 0, real=b.agency.store)


def test_the_change_of_a_byte_is_for_the_demo(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("alice.tran").get("/ledger")
        object.__setattr__(b.agency.settings, "demo", False)
        words = b.post("/ledger/change-a-byte")
        assert b.path == "/sign-in", "who came by the demo's picker is nobody outside it"
        assert "The check of the copy says" not in words


def test_the_ledger_is_for_auditors(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("maya.okafor").get("/ledger")
        assert b.status == 403
        assert "This page is for auditors. You are signed in as Maya." in words
        b.get("/ledger/entries/0/receipt")
        assert b.status == 403
