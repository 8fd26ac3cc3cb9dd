"""Key files: made at the first start, readable by their owner only; a start with wider permissions is refused."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

from proviso.errors import UsageError

SIZE = 32
_OTHERS = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The secrets of one agency, 32 random bytes each."""

    ledger: bytes = field(repr=False)
    """Seed of the Ed25519 key (RFC 8032) that signs the checkpoints."""
    digest: bytes = field(repr=False)
    """Key of HMAC-SHA-256 (RFC 2104): a plain hash of a nine-digit number is the number."""
    session: bytes = field(repr=False)
    """Signs the cookies."""


NAMES = ("ledger", "digest", "session")
"""The master key, `sealing`, comes later and may come from elsewhere: see `keyring`."""


def open_keys(folder: Path) -> Keys:
    """Read the keys, or make all of them when the folder does not exist yet.

    A folder that lacks one of them is an error, not a reason to make a new one: the old one signed the ledger or sealed
    texts, and only a backup brings it back.
    """
    try:
        if not folder.exists():
            _make(folder)
    except OSError as fault:
        raise UsageError(
            f"The keys cannot be made in {folder.parent}: {(fault.strerror or type(fault).__name__).lower()}.",
            hint="Let this account write there, or name another folder with PROVISO_HOME.",
        ) from fault
    refuse_wider(folder, "700")
    return Keys(**{name: read_key(folder / f"{name}.key") for name in NAMES})


def later_key(folder: Path, name: str, *, may_make: bool) -> bytes:
    """A key that came after the first ones, so that a folder may lack it: made when it is used for the first time.

    `may_make` is off once it was used: then a missing file is an error, as for the others.
    """
    path = folder / f"{name}.key"
    if may_make and not path.exists():
        fresh = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=folder))
        try:
            write_key(fresh / path.name, b64encode(secrets.token_bytes(SIZE)) + b"\n")
            with contextlib.suppress(FileExistsError):  # another process was first, and its key counts
                os.link(fresh / path.name, path)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return read_key(path)


def _make(folder: Path) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # `mkdtemp` makes 0700. The rename is atomic: a start that was cut short leaves no half of a key.
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        for name in NAMES:
            write_key(fresh / f"{name}.key", b64encode(secrets.token_bytes(SIZE)) + b"\n")
        try:
            fresh.rename(folder)
        except OSError:
            if not folder.exists():  # else another process was first, and its keys count
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_key(path: Path, content: bytes) -> None:
    """A file that only its owner can read, on the disk before anything relies on it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path) -> bytes:
    """The key of a file; its permissions are looked at first."""
    refuse_wider(path, "600")
    try:
        key = b64decode(path.read_bytes().strip(), validate=True)
    except PermissionError as fault:
        raise UsageError(f"This account may not read the key {path}.", hint="Start as its owner.") from fault
    except ValueError:
        key = b""
    if len(key) != SIZE:
        raise UsageError(f"The key file {path} is damaged.", hint="Put it back from a backup.")
    return key


def read_secret(path: Path) -> str:
    """A secret that stands alone in a file of its owner's: the agency's sign-in gave it to us."""
    refuse_wider(path, "600")
    try:
        found = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"The file {path} cannot be read.", hint="Check its owner.") from fault
    if not found or "\n" in found:
        raise UsageError(f"The file {path} holds no secret.", hint="It holds the secret alone, on one line.")
    return found


def refuse_wider(path: Path, mode: str) -> None:
    """A file or folder that others can read, or that is not here, is an error."""
    try:
        has = path.stat().st_mode
    except FileNotFoundError as fault:
        raise UsageError(
            f"The key file {path} is missing.", hint="Put it back from a backup: no new one can take its place."
        ) from fault
    if has & _OTHERS:
        raise UsageError(
            f"Others can read {path} (permissions {has & 0o777:o}).", hint=f"Close it with: chmod {mode} {path}"
        )
