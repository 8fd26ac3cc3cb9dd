"""What is done to the database with other tools is found, and the first entry that suffered is named."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from proviso.ledger.tree import Frontier, extend, leaf_hash
from proviso.ledger.verification import Damage, Verification
from tests.ledgers import grow, opened

MISSING = "The file checkpoint is missing: a cut end would not show."

SIZE = 30
"""Entries of every 20 minutes: checkpoints at 3, 6, 9 … 30."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole") / "home"
    grow(home, SIZE)
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home"))


def change(home: Path, *statements: str, **values: int) -> None:
    raw = sqlite3.connect(home / "proviso.db")
    for statement in statements:
        raw.execute(statement, values)
    raw.commit()
    raw.close()


def verified(home: Path) -> Verification:
    with opened(home) as (store, journal):
        return journal.verify(store)


def rebuilt(home: Path) -> None:
    """What somebody does who knows the format but has no key: the stored tree fits the entries again."""
    raw = sqlite3.connect(home / "proviso.db")
    records = [row[0] for row in raw.execute("SELECT record FROM entries ORDER BY idx")]
    raw.execute("DELETE FROM nodes")
    raw.executemany(
        "INSERT INTO nodes (level, idx, hash) VALUES (?, ?, ?)", extend(Frontier(), map(leaf_hash, records))[1]
    )
    raw.commit()
    raw.close()


EDIT = "UPDATE entries SET record = CAST(replace(record, 'alice', 'carol') AS BLOB) WHERE idx = :i"
SHIFT_UP = (
    "UPDATE entries SET idx = -idx WHERE idx > :i",
    "UPDATE entries SET idx = -idx - 1 WHERE idx < 0",
)
MAKE_ROOM = (
    "UPDATE entries SET idx = -idx - 1 WHERE idx >= :i",
    "UPDATE entries SET idx = -idx WHERE idx < 0",
)
SWAP = (
    "UPDATE entries SET idx = 1000 WHERE idx = :i",
    "UPDATE entries SET idx = :i WHERE idx = :j",
    "UPDATE entries SET idx = :j WHERE idx = 1000",
)


def test_an_untouched_ledger_is_whole(home: Path) -> None:
    found = verified(home)
    assert (found.is_whole, found.damage, found.first_bad, found.entries) == (True, None, None, SIZE)
    assert found.sentence == "The ledger is whole: 30 entries, 10 signed checkpoints."
    assert found.trusted_at == "2026-11-02T22:40:00.000000Z"


@pytest.mark.parametrize("index", range(SIZE))
def test_a_changed_entry_is_named(home: Path, index: int) -> None:
    change(home, EDIT, i=index)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.CHANGED, index)
    assert found.sentence == f"Entry {index} was changed."
    assert found.trusted_size == index // 3 * 3


@pytest.mark.parametrize("index", range(SIZE - 1))
def test_a_removed_entry_is_named(home: Path, index: int) -> None:
    change(home, "DELETE FROM entries WHERE idx = :i", i=index)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.REMOVED, index)


@pytest.mark.parametrize("index", [0, 1, 7, 14, 15, 16, 28])
def test_a_removed_entry_is_named_when_the_others_moved_up(home: Path, index: int) -> None:
    change(home, "DELETE FROM entries WHERE idx = :i", *SHIFT_UP, i=index)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.REMOVED, index)


@pytest.mark.parametrize("index", [0, 1, 7, 14, 15, 16, 29])
def test_an_inserted_entry_is_named(home: Path, index: int) -> None:
    change(
        home,
        *MAKE_ROOM,
        "INSERT INTO entries SELECT :i, CAST(replace(record, 'alice', 'carol') AS BLOB) FROM entries WHERE idx = 30",
        i=index,
    )
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.INSERTED, index)


def test_an_entry_that_was_written_twice_is_named(home: Path) -> None:
    change(home, *MAKE_ROOM, "INSERT INTO entries SELECT 8, record FROM entries WHERE idx = 7", i=8)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.INSERTED, 8)


def test_an_entry_at_the_end_is_named(home: Path) -> None:
    change(home, "INSERT INTO entries SELECT :i, record FROM entries WHERE idx = 4", i=SIZE)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.INSERTED, SIZE)


def test_an_entry_before_the_first_is_found(home: Path) -> None:
    change(home, "INSERT INTO entries SELECT -1, record FROM entries WHERE idx = 4")
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.INSERTED, 0)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (3, 4), (4, 5), (0, 29), (10, 20), (28, 29)])
def test_reordered_entries_are_named(home: Path, first: int, second: int) -> None:
    change(home, *SWAP, i=first, j=second)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.REORDERED, first)


def test_an_entry_that_became_a_copy_of_another_was_changed(home: Path) -> None:
    change(home, "UPDATE entries SET record = (SELECT record FROM entries WHERE idx = 20) WHERE idx = 10")
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.CHANGED, 10)


def test_of_two_damages_the_first_is_named(home: Path) -> None:
    change(home, EDIT, i=22)
    change(home, EDIT, "DELETE FROM entries WHERE idx = 13", i=11)
    assert verified(home).first_bad == 11
    change(home, "DELETE FROM entries WHERE idx = 5")
    assert verified(home).first_bad == 5


@pytest.mark.parametrize("value", ["text", "", 17, 1.5, b""])
def test_an_entry_that_is_no_record_was_changed(home: Path, value: object) -> None:
    raw = sqlite3.connect(home / "proviso.db")
    raw.execute("UPDATE entries SET record = ? WHERE idx = 12", (value,))
    raw.commit()
    raw.close()
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.CHANGED, 12)


@pytest.mark.parametrize("kept", [29, 28, 27, 16, 1, 0])
def test_a_cut_end_is_found(home: Path, kept: int) -> None:
    change(home, "DELETE FROM entries WHERE idx >= :i", i=kept)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.TRUNCATED, kept)


@pytest.mark.parametrize("kept", [29, 27, 16, 1, 0])
def test_a_cut_end_is_found_when_the_tree_and_the_checkpoints_were_cut_too(home: Path, kept: int) -> None:
    change(home, "DELETE FROM entries WHERE idx >= :i", "DELETE FROM checkpoints WHERE size > :i", i=kept)
    rebuilt(home)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.TRUNCATED, kept)
    assert "the file checkpoint was signed for 30 entries" in found.sentence


def test_a_cut_end_and_an_older_file_look_whole_here_but_not_beside_a_kept_checkpoint(home: Path, whole: Path) -> None:
    """The limit that docs/ledger.md explains: only what is kept elsewhere shows it."""
    raw = sqlite3.connect(home / "proviso.db")
    (older,) = raw.execute("SELECT note FROM checkpoints WHERE size = 27").fetchone()
    raw.close()
    change(home, "DELETE FROM entries WHERE idx >= 27", "DELETE FROM checkpoints WHERE size > 27")
    rebuilt(home)
    (home / "checkpoint").write_text(older)
    assert verified(home).is_whole
    (home / "checkpoint").write_text((whole / "checkpoint").read_text())
    assert verified(home).damage is Damage.TRUNCATED


@pytest.mark.parametrize("index", [0, 4, 17, 29])
def test_a_rewritten_tree_is_found_by_the_checkpoints(home: Path, index: int) -> None:
    change(home, EDIT, i=index)
    rebuilt(home)
    found = verified(home)
    start = index // 3 * 3
    assert (found.damage, found.first_bad, found.trusted_size) == (Damage.CHANGED, start, start)
    assert f"An entry from {start} to {start + 2} was changed, and the stored tree with it" in found.sentence


def test_a_leaf_that_was_rewritten_with_its_entry_is_found(home: Path) -> None:
    change(home, EDIT, i=13)
    raw = sqlite3.connect(home / "proviso.db")
    (record,) = raw.execute("SELECT record FROM entries WHERE idx = 13").fetchone()
    raw.execute("UPDATE nodes SET hash = ? WHERE level = 0 AND idx = 13", (leaf_hash(record),))
    raw.commit()
    raw.close()
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.CHANGED, 12)
    assert "from 12 to 13" in found.sentence


@pytest.mark.parametrize(("level", "index", "entry"), [(0, 5, 5), (1, 3, 6), (3, 2, 16), (4, 0, 0)])
def test_a_stored_node_that_was_changed_is_told_from_a_changed_entry(
    home: Path, level: int, index: int, entry: int
) -> None:
    change(home, "UPDATE nodes SET hash = zeroblob(32) WHERE level = :i AND idx = :j", i=level, j=index)
    found = verified(home)
    assert (found.damage, found.first_bad) == (Damage.NODE, entry)
    assert "The entries hold" in found.sentence


@pytest.mark.parametrize(
    "statement", ["DELETE FROM nodes WHERE level = 2 AND idx = 1", "INSERT INTO nodes VALUES (9, 9, zeroblob(32))"]
)
def test_a_node_too_few_or_too_many_is_found(home: Path, statement: str) -> None:
    change(home, statement)
    assert verified(home).damage is Damage.NODE


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoints SET note = replace(note, char(10) || '30' || char(10), char(10) || '31' || char(10))",
        "UPDATE checkpoints SET note = 'nothing' WHERE size = 12",
        "UPDATE checkpoints SET size = 13 WHERE size = 12",
        "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 9) WHERE size = 12",
    ],
)
def test_a_checkpoint_that_was_changed_is_found(home: Path, statement: str) -> None:
    change(home, statement)
    found = verified(home)
    assert found.damage is Damage.CHECKPOINT
    assert "heckpoint" in found.sentence


def test_a_missing_newest_checkpoint_is_covered_by_the_file(home: Path) -> None:
    change(home, "DELETE FROM checkpoints WHERE size = 30")
    assert verified(home).is_whole  # the file holds it: nothing was lost


@pytest.mark.parametrize("text", [None, "", "nothing\n", "\udcff"])
def test_a_file_that_is_missing_or_damaged_is_found(home: Path, text: str | None) -> None:
    path = home / "checkpoint"
    path.unlink()
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    found = verified(home)
    assert found.damage is Damage.CHECKPOINT
    assert found.sentence.startswith("The file checkpoint does not hold." if text == "nothing\n" else MISSING)


def test_a_ledger_signed_by_somebody_else_is_found(home: Path, tmp_path: Path) -> None:
    grow(tmp_path / "other", 3)
    shutil.rmtree(home / "keys")
    shutil.copytree(tmp_path / "other" / "keys", home / "keys")
    found = verified(home)
    assert not found.is_whole
    assert found.trusted_size == 0
