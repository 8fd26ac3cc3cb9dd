"""The export, as somebody without our code reads it."""

from __future__ import annotations

import sqlite3
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from proviso.errors import UsageError
from proviso.reports import ledger
from tests.ledgers import grow, opened


def export(home: Path, folder: Path) -> int:
    with opened(home) as (store, journal):
        return ledger.export(store, journal, folder)


def test_a_dozen_lines_suffice_to_check_it(tmp_path: Path) -> None:
    grow(tmp_path / "home", 11)
    assert export(tmp_path / "home", tmp_path / "out") == 11
    records = (tmp_path / "out" / "entries.jsonl").read_bytes().splitlines()
    leaves = [sha256(b"\0" + record).digest() for record in records]
    assert leaves == [b64decode(line) for line in (tmp_path / "out" / "leaves.txt").read_text().splitlines()]

    def root(of: list[bytes]) -> bytes:
        if len(of) == 1:
            return of[0]
        half = 1 << (len(of) - 1).bit_length() - 1
        return sha256(b"\1" + root(of[:half]) + root(of[half:])).digest()

    notes = (tmp_path / "out" / "checkpoints.txt").read_text().split("--\n")[:-1]
    assert len(notes) == 4
    for note in notes:
        _, size, signed, *_ = note.split("\n")
        assert root(leaves[: int(size)]) == b64decode(signed)


def test_a_ledger_without_entries_can_be_exported(tmp_path: Path) -> None:
    assert export(tmp_path / "home", tmp_path / "out") == 0
    assert (tmp_path / "out" / "entries.jsonl").read_bytes() == b""
    assert (tmp_path / "out" / "vkey").read_text().startswith("proviso.ledger/")


def test_a_file_that_was_signed_for_more_goes_along(tmp_path: Path) -> None:
    grow(tmp_path / "home", 5)
    raw = sqlite3.connect(tmp_path / "home" / "proviso.db")
    raw.execute("DELETE FROM checkpoints WHERE size = 5")
    raw.commit()
    raw.close()
    export(tmp_path / "home", tmp_path / "out")
    assert (tmp_path / "home" / "checkpoint").read_text() in (tmp_path / "out" / "checkpoints.txt").read_text()


def test_what_is_in_the_folder_is_not_overwritten(tmp_path: Path) -> None:
    grow(tmp_path / "home", 1)
    export(tmp_path / "home", tmp_path / "out")
    with pytest.raises(UsageError, match="not empty"):
        export(tmp_path / "home", tmp_path / "out")
