"""The uses that are on their way in this process, in a small file of its own: who is killed leaves their codes behind.

A use stands there before its decision is written, and until what came of it is on record. The file is mapped into
memory: a mark costs no call to the system, and it outlives a process that was killed (not the machine's own end).
INVARIANT: its process holds the file's lock as long as it lives, so nobody takes what still goes on for left behind.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from proviso.errors import StoreError

FOLDER = "underway"
SLOT, MOST = 32, 4_096
"""Bytes of one code, and how many marks there are: twice what a server lets in at once (`MOST_AT_ONCE`)."""
_EMPTY = bytes(SLOT)


class UnderWay:
    """The marks of one process; many threads may set them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._map: mmap.mmap | None = None
        self._free: list[int] = []
        self._slots: dict[str, int] = {}

    def begin(self, home: Path, decision_id: str) -> None:
        """Mark a use of the agency of this home, before its decision is written. What has no mark is a `StoreError`:
        then nothing is sent."""
        code = decision_id.encode()
        if not 0 < len(code) <= SLOT:
            raise StoreError("The code of this use is not one of ours.")
        marks = self._map or self._open(home / FOLDER)
        slot = self._take()
        marks[slot : slot + SLOT] = code.ljust(SLOT, b"\0")
        self._slots[decision_id] = slot

    def end(self, decision_id: str) -> None:
        """What came of a use is on record, or nothing will be sent for it."""
        slot = self._slots.pop(decision_id, None)
        if slot is not None and self._map is not None:
            self._map[slot : slot + SLOT] = _EMPTY
            self._free.append(slot)

    def _take(self) -> int:
        """Room for one mark. Who got a permit and never sent leaves a mark: of so many, the oldest is such a one."""
        while True:
            with suppress(IndexError):
                return self._free.pop()  # atomic, like the others here
            with suppress(StopIteration, RuntimeError):  # another thread was quicker
                self.end(next(iter(self._slots)))

    @property
    def count(self) -> int:
        """How many are on their way."""
        return len(self._slots)

    @contextmanager
    def beginning(self, home: Path, decision_id: str, *, is_allowed: bool) -> Iterator[None]:
        """While a decision is written: the mark of one that allows stays, unless the writing fails.

        Who is cancelled meanwhile takes no record back, so the mark stays for that one, too.
        """
        if not is_allowed:
            yield
            return
        self.begin(home, decision_id)
        try:
            yield
        except Exception:
            self.end(decision_id)
            raise

    def _open(self, folder: Path) -> mmap.mmap:
        with self._lock:
            if self._map is None:
                try:
                    self._map = self._made(folder)
                except OSError as fault:
                    why = (fault.strerror or type(fault).__name__).lower()
                    raise StoreError(
                        f"The uses on their way cannot be marked in {folder}: {why}.",
                        hint="Make room, or let this account write there.",
                    ) from fault
                self._free = list(range(0, SLOT * MOST, SLOT))[::-1]
            return self._map

    def _made(self, folder: Path) -> mmap.mmap:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            path = folder / secrets.token_hex(8)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not path.exists():  # somebody found it before it was locked, and took it away
                    os.close(file)
                    continue
                os.posix_fallocate(file, 0, SLOT * MOST)  # a full disk is an error here, and not a signal later
                made = mmap.mmap(file, SLOT * MOST)
            except BaseException:
                os.close(file)
                raise
            weakref.finalize(self, os.close, file)  # and with it goes the lock
            return made


def left_behind(home: Path) -> Iterator[tuple[str, ...]]:
    """The codes that each process which lives no more has left; its file goes when the caller asks for the next."""
    with suppress(OSError):
        for path in sorted((home / FOLDER).iterdir()):
            with suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                marks = file.read()
                slots = (marks[at : at + SLOT].rstrip(b"\0") for at in range(0, len(marks), SLOT))
                yield tuple(slot.decode("utf-8", "replace") for slot in slots if slot)
                path.unlink()
