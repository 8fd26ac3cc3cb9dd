"""Key files: made once, for their owner only."""

from __future__ import annotations

from pathlib import Path

import pytest

from proviso.errors import UsageError
from proviso.identity.keys import NAMES, open_keys


def test_the_first_start_makes_three_different_keys(tmp_path: Path) -> None:
    keys = open_keys(tmp_path / "home" / "keys")
    assert {len(key) for key in (keys.ledger, keys.digest, keys.session)} == {32}
    assert len({keys.ledger, keys.digest, keys.session}) == 3


def test_the_next_start_reads_the_same_keys(tmp_path: Path) -> None:
    assert open_keys(tmp_path / "keys") == open_keys(tmp_path / "keys")


def test_only_the_owner_can_read_them(tmp_path: Path) -> None:
    open_keys(tmp_path / "home" / "keys")
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "home" / "keys").stat().st_mode & 0o777 == 0o700
    for name in NAMES:
        assert (tmp_path / "home" / "keys" / f"{name}.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["keys"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
@pytest.mark.parametrize("name", NAMES)
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    open_keys(tmp_path / "keys")
    path = tmp_path / "keys" / f"{name}.key"
    path.chmod(mode)
    with pytest.raises(UsageError, match="Others can read") as caught:
        open_keys(tmp_path / "keys")
    assert caught.value.hint == f"Close it with: chmod 600 {path}"


def test_a_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    open_keys(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(UsageError) as caught:
        open_keys(tmp_path / "keys")
    assert "chmod 700" in caught.value.hint


def test_a_missing_key_is_not_replaced(tmp_path: Path) -> None:
    open_keys(tmp_path / "keys")
    (tmp_path / "keys" / "digest.key").unlink()
    with pytest.raises(UsageError, match=r"digest\.key is missing") as caught:
        open_keys(tmp_path / "keys")
    assert "backup" in caught.value.hint
    assert not (tmp_path / "keys" / "digest.key").exists()


@pytest.mark.parametrize("content", [b"", b"c2hvcnQ=\n", b"\xff\xfe", b"!" * 44])
def test_a_damaged_key_is_said(tmp_path: Path, content: bytes) -> None:
    open_keys(tmp_path / "keys")
    (tmp_path / "keys" / "ledger.key").write_bytes(content)
    with pytest.raises(UsageError, match="damaged"):
        open_keys(tmp_path / "keys")


def test_keys_are_never_shown(tmp_path: Path) -> None:
    keys = open_keys(tmp_path / "keys")
    assert keys.ledger.hex() not in repr(keys)
    assert repr(keys) == "Keys()"
