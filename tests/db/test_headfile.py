"""The file outside the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from proviso.db.headfile import HeadFile
from proviso.errors import LedgerError


def test_it_is_made_once_and_then_overwritten(tmp_path: Path) -> None:
    file = HeadFile(tmp_path / "checkpoint")
    file.begin("first\n")
    file.begin("not again\n")
    assert file.read() == "first\n"
    file.write("a longer second\n")
    assert file.read() == file.read_or_empty() == "a longer second\n"
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]


def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    HeadFile(tmp_path / "checkpoint").begin("first\n")
    assert (tmp_path / "checkpoint").stat().st_mode & 0o777 == 0o600


def test_when_it_is_missing_it_is_not_made_by_the_way(tmp_path: Path) -> None:
    file = HeadFile(tmp_path / "checkpoint")
    for ask in (file.read, file.require, lambda: file.write("note\n")):
        with pytest.raises(LedgerError):
            ask()
    assert file.read_or_empty() == ""
    assert not file.path.exists()


def test_what_is_no_text_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(b"\xff\xfe")
    file = HeadFile(tmp_path / "checkpoint")
    assert file.read_or_empty() == ""
    with pytest.raises(LedgerError, match="cannot be read"):
        file.read()


def test_a_folder_that_cannot_hold_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="could not be written"):
        HeadFile(tmp_path / "nowhere" / "checkpoint").begin("note\n")


def note(size: int) -> str:
    return f"proviso.ledger/0123\n{size}\nroot\n\n\u2014 proviso.ledger/0123 signature\n"


@pytest.mark.parametrize("sizes", [(9, 10, 9), (100, 99), (7, 7), (1, 2, 3), (3, 1, 2), (99, 100, 101, 5)])
def test_it_never_goes_backwards_whoever_writes_last(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    HeadFile(tmp_path / "checkpoint").begin(note(0))
    for size in sizes:
        HeadFile(tmp_path / "checkpoint").write(note(size))
    assert HeadFile(tmp_path / "checkpoint").read() == note(max(sizes))


@pytest.mark.parametrize("damage", [b"", b"\n\n\n", b"x" * 5_000, b"a\nmany\nb\n", b"\xff\n9\xff\n"])
def test_what_is_no_note_is_overwritten_whole(tmp_path: Path, damage: bytes) -> None:
    file = HeadFile(tmp_path / "checkpoint")
    file.path.write_bytes(damage)
    file.write(note(12))
    assert file.read() == note(12)
