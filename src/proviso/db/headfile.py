"""The file `checkpoint`: the newest signed head, kept outside the database so that a shortened database shows."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from proviso.errors import LedgerError

_HINT = (
    "Put it back from a backup. Until then nothing is recorded, so nothing is sent: without this file nobody can tell "
    "whether the end of the ledger was cut off. `proviso ledger verify` says what is known."
)

_LARGEST = 4_096
"""More than any note has."""


class HeadFile:
    """One small file, overwritten in place after each commit.

    INVARIANT: never ahead of the database, and never backwards, however many processes write it. After a power cut it
    may be some groups behind, which verifies. A note is shorter than a sector and never shorter than the one before,
    so that overwriting leaves the old or the new one; replacing the file, or waiting for the disk, would make each
    commit a third slower.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, note: str) -> None:
        """Make the file, before the first entry: from then on a missing file means something."""
        if self.path.exists():
            return
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(note.encode())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def require(self) -> None:
        """A `LedgerError` when the file is gone: before the commit, so that nothing is recorded without it."""
        if not self.path.exists():
            raise LedgerError(f"The file {self.path} is missing.", hint=_HINT)

    def read(self) -> str:
        """The note; a `LedgerError` when it is missing."""
        try:
            return self._settled()
        except (OSError, UnicodeDecodeError) as fault:
            raise LedgerError(f"The file {self.path} is missing or cannot be read.", hint=_HINT) from fault

    def read_or_empty(self) -> str:
        """The note, or nothing: verification reports a missing file as damage."""
        try:
            return self._settled()
        except (OSError, UnicodeDecodeError):
            return ""

    def _settled(self) -> str:
        """Read until two readings agree: the one before may have met a writer half-way."""
        before, now = b"", self.path.read_bytes()
        while now != before:
            before, now = now, self.path.read_bytes()
        return now.decode("utf-8")

    def write(self, note: str) -> None:
        """Overwrite the note, unless another process has written a newer one meanwhile."""
        try:
            file = os.open(self.path, os.O_RDWR)
            try:
                # Who committed first may come here last. The lock ends with the file, or with its process.
                fcntl.flock(file, fcntl.LOCK_EX)
                _overwrite(file, note.encode())
            finally:
                os.close(file)
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def _unwritable(self, fault: OSError) -> LedgerError:
        return LedgerError(
            f"The head of the ledger could not be written to {self.path}: {fault.strerror}.",
            hint="Make room, or let this account write there.",
        )


def _overwrite(file: int, note: bytes) -> None:
    there = os.pread(file, _LARGEST, 0)
    if _size(there) > _size(note):
        return
    os.pwrite(file, note, 0)
    if len(there) > len(note):  # what was there was no note
        os.ftruncate(file, len(note))


def _size(note: bytes) -> int:
    """How many entries a note is of: its second line (C2SP tlog-checkpoint)."""
    lines = note.split(b"\n", 2)
    return int(lines[1]) if len(lines) == 3 and lines[1].isdigit() else -1
