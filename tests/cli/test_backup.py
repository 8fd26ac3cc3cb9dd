"""`proviso backup` and `proviso restore`, as a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from proviso.cli.backup import command as backup
from proviso.cli.restore import command as restore
from proviso.errors import ConflictError, NotAllowedError, StoreError, UnreadableError, UsageError
from proviso.settings import Settings
from tests.ledgers import append, grow, opened


def run(command: click.Command, home: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], obj=Settings(home=home), standalone_mode=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home, a passphrase, a pair of keys, and two backups."""
    place = tmp_path_factory.mktemp("place")
    grow(place / "home", 4)
    words = place / "words"
    words.write_text("correct horse battery staple\n")
    words.chmod(0o600)
    public = run(backup, place / "home", "new-key", place / "key").stdout.strip()
    (place / "public").write_text(public)
    assert run(backup, place / "home", "-o", place / "a.pvb", "--passphrase-file", words).exception is None
    assert run(backup, place / "home", "-o", place / "b.pvb", "--to", public, "--without-keys").exception is None
    return place


def test_a_backup_is_made_checked_and_restored(place: Path) -> None:
    checked = run(backup, place, "check", place / "a.pvb", "--passphrase-file", place / "words")
    assert (checked.exception, checked.return_value) == (None, 0)
    assert "The ledger is whole: 5 entries" in checked.stdout
    assert "It holds the keys." in checked.stdout
    done = run(restore, place, place / "a.pvb", "--home", place / "one", "--passphrase-file", place / "words")
    assert (done.exception, done.return_value) == (None, 0)
    assert "nobody can tell whether entries are missing" in done.stdout
    assert f"PROVISO_HOME={place / 'one'} proviso serve" in done.stdout


def test_a_backup_for_a_recipient_is_opened_with_their_private_key(place: Path) -> None:
    assert (place / "key").stat().st_mode & 0o777 == 0o600
    checked = run(backup, place, "check", place / "b.pvb", "--identity", place / "key", "--json")
    said = json.loads(checked.stdout)
    assert (said["is_whole"], said["entries"], said["keys"]) == (True, 6, [])
    done = run(
        restore,
        place,
        *(place / "b.pvb", "--home", place / "two", "--identity", place / "key", "--keys", place / "home" / "keys"),
        "--json",
    )
    assert json.loads(done.stdout)["loss"] is None


def test_an_older_backup_ends_with_three_and_names_what_is_missing(place: Path) -> None:
    arguments = (place / "a.pvb", "--home", place / "three", "--passphrase-file", place / "words")
    result = run(restore, place, *arguments, "--old-home", place / "home")
    assert result.return_value == 3
    assert "entry 5 is missing" in result.stderr
    assert "1  BackupBegun" in result.stderr
    said = json.loads(run(restore, place, *arguments, "--old-home", place / "home", "--json").stdout)
    assert (said["error"]["exit"], said["loss"]["first"], said["loss"]["last"]) == (3, 5, 5)
    assert not (place / "three").exists()
    accepted = run(restore, place, *arguments, "--old-home", place / "home", "--accept-loss")
    assert accepted.return_value == 0
    assert "The new ledger says so." in accepted.stdout


def test_the_backup_goes_to_the_standard_output_too(place: Path) -> None:
    grow(place / "small", 1)
    result = run(backup, place / "small", "-o", "-", "--to", place / "public")
    assert result.exception is None
    assert result.stdout_bytes.startswith(b"proviso-sealed/1\n")
    (place / "c.pvb").write_bytes(result.stdout_bytes)
    assert run(backup, place, "check", place / "c.pvb", "--identity", place / "key").return_value == 0


def test_what_cannot_be_is_said_and_nothing_is_made(place: Path) -> None:
    (place / "open").write_text("anybody may read this one")
    (place / "open").chmod(0o644)
    (place / "empty").touch(mode=0o600)
    (place / "wrong").write_text("another passphrase")
    (place / "wrong").chmod(0o600)
    words, home = place / "words", place / "home"
    flipped = bytearray((place / "a.pvb").read_bytes())
    flipped[4_000] ^= 1
    (place / "flipped.pvb").write_bytes(flipped)
    for command, arguments, fault, said in (
        (backup, (), click.UsageError, "Say where"),
        (backup, ("-o", place / "d.pvb"), UsageError, "nobody is here to type it"),
        (backup, ("-o", place / "d.pvb", "--to", "age1xyz"), UsageError, "neither a public key"),
        (backup, ("-o", place / "d.pvb", "--to", place / "key"), UsageError, "not a key that begins"),
        (backup, ("-o", place / "d.pvb", "--to", "x", "--passphrase-file", words), UsageError, "both named"),
        (backup, ("-o", place / "a.pvb", "--passphrase-file", words), ConflictError, "overwrites nothing"),
        (backup, ("-o", place / "no" / "d.pvb", "--passphrase-file", words), StoreError, "could not be written"),
        (backup, ("-o", place / "d.pvb", "--passphrase-file", place / "open"), UsageError, "Others may read"),
        (backup, ("-o", place / "d.pvb", "--passphrase-file", place / "empty"), UsageError, "does not hold"),
        (backup, ("new-key", place / "key"), ConflictError, "is there already"),
        (backup, ("check", place / "none.pvb", "--passphrase-file", words), UsageError, "cannot be read"),
        (backup, ("check", place / "words", "--passphrase-file", words), UnreadableError, "not a sealed file"),
        (backup, ("check", place / "a.pvb", "--passphrase-file", place / "wrong"), NotAllowedError, "is wrong"),
        (backup, ("check", place / "flipped.pvb", "--passphrase-file", words), UnreadableError, "changed between byte"),
        (restore, (place / "a.pvb", "--home", home, "--passphrase-file", words), ConflictError, "overwrites nothing"),
    ):
        result = run(command, home, *arguments)
        assert isinstance(result.exception, fault), (arguments, result.exception, result.output)
        assert said in str(getattr(result.exception, "message", result.exception)), (arguments, result.exception)
    assert not (place / "d.pvb").exists()
    assert not list(place.glob(".*")), "no half of a file"
    with opened(home) as (store, journal):
        assert journal.verify(store).is_whole
        append(store, 9_999)
