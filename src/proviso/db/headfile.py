"""The file `checkpoint`: the newest signed head, kept outside the database so that a shortened database shows."""

from __future__ import annotations

import os
from pathlib import Path

from proviso.errors import LedgerError

_HINT = (
    "Put it back from a backup. Until then nothing is recorded, so nothing is sent: without this file nobody can tell "
    "whether the end of the ledger was cut off. `proviso ledger verify` says what is known."
)


class HeadFile:
    """One small file, overwritten in place after each commit.

    INVARIANT: never ahead of the database. After a power cut it may be some groups behind, which verifies. A note is
    shorter than a sector and never shorter than the one before, so that overwriting leaves the old or the new one;
    replacing the file, or waiting for the disk, would make each commit a third slower.
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
        """Overwrite the note."""
        try:
            file = os.open(self.path, os.O_WRONLY)
            try:
                os.pwrite(file, note.encode(), 0)
            finally:
                os.close(file)
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def _unwritable(self, fault: OSError) -> LedgerError:
        return LedgerError(
            f"The head of the ledger could not be written to {self.path}: {fault.strerror}.",
            hint="Make room, or let this account write there.",
        )
