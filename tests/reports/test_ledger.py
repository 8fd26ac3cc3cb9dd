"""The export, as somebody without our code reads it."""

from __future__ import annotations

import json
import sqlite3
from base64 import b64decode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from proviso.errors import UsageError
from proviso.reports import ledger
from tests.ledgers import append, grow, opened, spill


def export(home: Path, folder: Path) -> int:
    with opened(home) as (store, journal):
        return ledger.export(store, journal, folder).count


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


@pytest.fixture
def veiled(tmp_path: Path) -> Path:
    """An export of 9 entries: 4 and 5 are of a classified incident, 7 and 8 of another one."""
    grow(tmp_path / "home", 4)
    with opened(tmp_path / "home") as (store, journal):
        spill(store, 4)
        append(store, 6)
        spill(store, 7, "2026-002", cleared=())
        made = ledger.export(store, journal, tmp_path / "out")
        ledger.export(store, journal, tmp_path / "whole", is_whole=True)
    assert (made.count, made.withheld) == (9, 2)
    return tmp_path / "out"


def checked(folder: Path) -> str:
    """Facts, or problems, of the check."""
    found = ledger.check(folder, (folder / "vkey").read_text())
    return "; ".join(found.problems or found.facts)


def test_of_a_classified_incident_the_hashes_leave_and_not_what_the_entries_say(veiled: Path) -> None:
    lines = (veiled / "entries.jsonl").read_bytes().splitlines()
    assert [number for number, line in enumerate(lines) if b"withheld" in line] == [4, 5]
    written = b"".join(path.read_bytes() for path in veiled.iterdir())
    assert b"2026-001" not in written
    assert b"ingrid.solberg" in written  # she took the other one, which everybody may read of
    assert checked(veiled).endswith("2 of them are of classified incidents: their hashes stand for what they say")
    whole = veiled.parent / "whole"
    assert b"2026-001" in (whole / "entries.jsonl").read_bytes()
    assert "classified" not in checked(whole)
    assert (whole / "checkpoints.txt").read_bytes() == (veiled / "checkpoints.txt").read_bytes()


def test_the_hash_of_an_entry_about_an_incident_cannot_be_guessed(veiled: Path) -> None:
    lines = (veiled.parent / "whole" / "entries.jsonl").read_bytes().splitlines()
    salts = [json.loads(line)["data"].get("salt", "") for line in lines]
    assert [bool(salt) for salt in salts] == [False] * 4 + [True] * 2 + [False] + [True] * 2
    assert len({salt for salt in salts if salt}) == 4
    assert all(len(salt) == 22 for salt in salts if salt)  # 128 bits


def hide(folder: Path, number: int, name: str = "139-07.6") -> None:
    """Put the true hash in the place of an entry."""
    lines = (folder / "entries.jsonl").read_bytes().splitlines()
    leaf = (folder / "leaves.txt").read_text().splitlines()[number]
    lines[number] = f'{{"leaf":"{leaf}","withheld":"{name}"}}'.encode()
    (folder / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def show(folder: Path, number: int) -> None:
    lines = (folder / "entries.jsonl").read_bytes().splitlines()
    lines[number] = (folder.parent / "whole" / "entries.jsonl").read_bytes().splitlines()[number]
    (folder / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def drop(folder: Path) -> None:
    (folder / "withheld.txt").unlink()


def swap(folder: Path) -> None:
    text = (folder / "withheld.txt").read_text()
    (folder / "withheld.txt").write_text(text.replace("\n5\n", "\n6\n"))


def other_leaf(folder: Path) -> None:
    text = (folder / "entries.jsonl").read_text()
    leaf = (folder / "leaves.txt").read_text().splitlines()
    (folder / "entries.jsonl").write_text(text.replace(leaf[4], leaf[3]))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda folder: hide(folder, 2), "Entry 2 is withheld, and nobody signed that."),
        (lambda folder: hide(folder, 4, "no reason"), "Entry 4 is not the one that was signed."),
        (lambda folder: show(folder, 5), "Entry 5 was withheld, and is not here so."),
        (drop, "Entry 4 is withheld, and nobody signed that."),
        (swap, "withheld.txt was changed, or was not signed by this ledger."),
        (other_leaf, "Entry 4 is not the one that was signed."),
    ],
)
def test_only_the_agency_withholds(veiled: Path, damage: Callable[[Path], None], says: str) -> None:
    damage(veiled)
    assert says in checked(veiled)


def test_a_list_of_another_export_is_not_the_list_of_this_one(veiled: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "home") as (store, journal):
        append(store, 9)
        ledger.export(store, journal, tmp_path / "later")
    (tmp_path / "later" / "withheld.txt").write_bytes((veiled / "withheld.txt").read_bytes())
    assert checked(tmp_path / "later") == "withheld.txt was signed for another export."


def test_an_entry_that_cannot_be_read_may_be_one_of_them(veiled: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "home") as (store, journal):
        with sqlite3.connect(store.path) as conn:
            conn.execute("UPDATE entries SET record = CAST('{\"at\": broken ingrid' AS BLOB) WHERE idx = 4")
        conn.close()
        ledger.export(store, journal, tmp_path / "damaged")
    assert b"broken" not in (tmp_path / "damaged" / "entries.jsonl").read_bytes()
    assert "Entry 4 is not the one that was signed." in checked(tmp_path / "damaged")
