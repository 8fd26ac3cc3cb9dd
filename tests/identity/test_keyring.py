"""The master key: where it comes from, what opens what, and what a lost one closes."""

from __future__ import annotations

import os
import stat
import sys
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proviso.errors import StoreError, UsageError
from proviso.identity.key_service import CommandService
from proviso.identity.keyring import MARK, Keyring, Sources

KEY, OTHER = b64encode(bytes(range(32))).decode(), b64encode(bytes(32)).decode()
OWN = b"k" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "keys"
    made.mkdir(mode=0o700)
    return made


@dataclass
class Turned:
    """A key service that turns the bytes around: enough to see that what stands on the disk is not the key."""

    seen: list[str] = field(default_factory=list)

    def wrap(self, key: bytes) -> bytes:
        self.seen.append("wrap")
        return b"turned:" + key[::-1]

    def unwrap(self, wrapped: bytes) -> bytes:
        self.seen.append("unwrap")
        return wrapped.removeprefix(b"turned:")[::-1]


def test_a_file_is_made_for_its_owner_alone_at_the_first_use(folder: Path) -> None:
    ring = Keyring.open(folder)
    assert list(folder.iterdir()) == []
    wrapped = ring.wrap(OWN)
    assert wrapped.startswith(MARK)
    assert Keyring.open(folder).unwrap(wrapped, "any") == OWN
    assert stat.S_IMODE((folder / "sealing.key").stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_refused(folder: Path) -> None:
    Keyring.open(folder).wrap(OWN)
    (folder / "sealing.key").chmod(0o644)
    with pytest.raises(UsageError, match="Others can read"):
        Keyring.open(folder).wrap(OWN)


def test_the_environment_counts_before_the_file_and_the_file_still_opens(folder: Path) -> None:
    before = Keyring.open(folder).wrap(OWN)
    ring = Keyring(Sources(folder=folder, key=KEY))
    assert ring.ring.current is not None
    assert ring.ring.current.source == "environment"
    assert ring.unwrap(before, "any") == OWN
    assert Keyring(Sources(folder=folder, key=OTHER, before=KEY)).unwrap(ring.wrap(OWN), "any") == OWN


@pytest.mark.parametrize("typed", ["x", "c2hvcnQ=", "!" * 44, KEY[:-2]])
def test_a_variable_that_is_no_key_is_said_and_not_shown(folder: Path, typed: str) -> None:
    with pytest.raises(UsageError, match="PROVISO_SEALING_KEY is no key") as caught:
        Keyring(Sources(folder=folder, key=typed)).wrap(OWN)
    assert typed not in str(caught.value) or typed == "x"
    assert "openssl rand" in caught.value.hint


def test_a_key_service_keeps_the_master_key_from_the_disk(folder: Path) -> None:
    service = Turned()
    ring = Keyring(Sources(folder=folder, service=service))
    wrapped = ring.wrap(OWN)
    assert ring.ring.current is not None
    held = ring.ring.current.key
    assert sorted(path.name for path in folder.iterdir()) == ["sealed.key"]
    assert held not in (folder / "sealed.key").read_bytes()
    again = Turned()
    assert Keyring(Sources(folder=folder, service=again)).unwrap(wrapped, "any") == OWN
    assert again.seen == ["unwrap"]  # once a process, not once a text


def test_a_move_to_a_key_service_opens_what_the_file_wrapped(folder: Path) -> None:
    before = Keyring.open(folder).wrap(OWN)
    ring = Keyring(Sources(folder=folder, service=Turned(), may_make=lambda: False))
    assert ring.unwrap(before, "any") == OWN
    assert ring.ring.current is not None
    assert ring.ring.current.source == "command"


def test_a_key_service_that_does_not_give_back_what_it_got_is_not_relied_on(folder: Path) -> None:
    class Broken(Turned):
        def unwrap(self, wrapped: bytes) -> bytes:
            return b"x" * 32

    with pytest.raises(StoreError, match="does not unwrap what it wrapped"):
        Keyring(Sources(folder=folder, service=Broken())).wrap(OWN)
    assert list(folder.iterdir()) == []


def test_a_lost_key_is_not_replaced_and_the_fault_says_what_stands(folder: Path) -> None:
    wrapped = Keyring.open(folder).wrap(OWN)
    (folder / "sealing.key").unlink()
    ring = Keyring(Sources(folder=folder, may_make=lambda: False))
    with pytest.raises(StoreError, match="nothing can be sealed") as caught:
        ring.wrap(OWN)
    assert "the ledger verifies without it" in caught.value.hint
    with pytest.raises(StoreError, match="the master key that locks it is not here") as caught:
        ring.unwrap(wrapped, "any")
    assert "the ledger verifies without it" in caught.value.hint
    assert not (folder / "sealing.key").exists()
    other = Keyring(Sources(folder=folder, key=KEY, may_make=lambda: False))
    with pytest.raises(StoreError, match="the master key that locks it is not here"):
        other.unwrap(wrapped, "any")


def test_a_changed_wrapped_key_is_told_from_a_lost_one(folder: Path) -> None:
    ring = Keyring.open(folder)
    wrapped = bytearray(ring.wrap(OWN))
    wrapped[-1] ^= 1
    with pytest.raises(StoreError, match="was changed"):
        ring.unwrap(bytes(wrapped), "any")


def test_another_process_sees_the_new_key_and_opens_with_both(folder: Path) -> None:
    ours, theirs = Keyring.open(folder), Keyring.open(folder)
    before = ours.wrap(OWN)
    assert theirs.unwrap(before, "any") == OWN
    fresh = ours.change()
    after = ours.wrap(OWN)
    assert after.startswith(fresh.tag)
    assert not before.startswith(fresh.tag)
    assert theirs.unwrap(after, "any") == OWN
    assert theirs.wrap(OWN).startswith(fresh.tag)
    assert theirs.unwrap(before, "any") == OWN


def test_the_file_of_a_forgotten_key_is_gone(folder: Path) -> None:
    ring = Keyring.open(folder)
    before = ring.wrap(OWN)
    ring.change()
    assert len(list(folder.glob("sealing-*.key"))) == 1
    assert len(ring.forget()) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["sealing.key"]
    with pytest.raises(StoreError, match="not here"):
        ring.unwrap(before, "any")


def test_a_key_of_the_environment_is_not_ours_to_change(folder: Path) -> None:
    with pytest.raises(UsageError, match="only you can change it") as caught:
        Keyring(Sources(folder=folder, key=KEY)).change()
    assert "PROVISO_SEALING_KEY_BEFORE" in caught.value.hint


SCRIPT = """#!{python}
import base64, sys
given = base64.b64decode(sys.stdin.readline())
{body}
"""


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], CommandService]:
    def make(body: str) -> CommandService:
        path = tmp_path / "kms with a space"
        path.write_text(SCRIPT.format(python=sys.executable, body=body))
        path.chmod(0o700)
        return CommandService(command=f'"{path}" --region us-gov-1', seconds=5)

    return make


GOOD = (
    "assert sys.argv[1:3] == ['--region', 'us-gov-1']\nprint(base64.b64encode(bytes(b ^ 77 for b in given)).decode())"
)


def test_a_command_wraps_and_unwraps(folder: Path, script: Callable[[str], CommandService]) -> None:
    service = script(GOOD)
    assert service.unwrap(service.wrap(OWN)) == OWN
    wrapped = Keyring(Sources(folder=folder, service=service)).wrap(OWN)
    assert Keyring(Sources(folder=folder, service=service, may_make=lambda: False)).unwrap(wrapped, "any") == OWN


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("sys.stderr.write('no credentials\\n'); sys.exit(3)", r"it ended with 3: no credentials"),
        ("print('not base64!')", "not one line of base64"),
        ("pass", "not one line of base64"),
        ("import time; time.sleep(30)", "did not answer within"),
    ],
)
def test_a_command_that_does_not_work_is_said_in_words(
    script: Callable[[str], CommandService], body: str, said: str
) -> None:
    service = script(body)
    quick = CommandService(command=service.command, seconds=0.5 if "sleep" in body else 5)
    with pytest.raises(StoreError, match=said) as caught:
        quick.unwrap(OWN)
    assert "PROVISO_SEALING_COMMAND" in caught.value.hint
    assert os.fsdecode(b64encode(OWN)) not in str(caught.value)


@pytest.mark.parametrize(
    ("command", "said"), [("/no/such/kms", "no such file"), ('"unfinished', "cannot be read"), ("", "cannot be read")]
)
def test_a_command_that_is_not_there(command: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        CommandService(command=command).wrap(OWN)
