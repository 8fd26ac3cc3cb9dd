"""The results of a run: one JSON line a row, only ever appended to, so that a run that was killed goes on where it was.

What is complete stays: a last row that was cut in half is taken off when the file is opened again, and its file or line
is screened anew. A second file beside it says what the run was made with; a run with something else does not mix in.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import msgspec

from proviso.errors import UsageError

from .rows import said_path
from .sources import File
from .work import Answer

SYNC_EVERY = 5.0
"""Seconds between what a power failure may cost."""
CHUNK = 1 << 20


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was made with."""

    pack: str
    source: str
    texts: str = ""
    size: int = 0
    modified: int = 0


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What of a row says which file or line it is about, and what the summary counts."""

    path: str = ""
    size: int = 0
    modified: int = 0
    line: int = 0
    verdict: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Summary:
    """Counts of a whole run, earlier parts of it included."""

    verdicts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, verdicts: Counter[str], kinds: Counter[str]) -> None:
        """Count an answer's rows."""
        self.verdicts.update(verdicts)
        self.kinds.update(kinds)


class Results:
    """The open file of results. A context manager: nothing is written after it."""

    def __init__(self, path: Path, made: Made) -> None:
        self.path = path
        self.summary = Summary()
        self._done_lines = bytearray()
        self._done_files: dict[tuple[str, int, int], tuple[str, tuple[str, ...]]] = {}
        self._opened = _opened(path)
        try:
            _lock(self._opened, path)
            _same_run(path, made)
            self._take_up()
        except BaseException:
            os.close(self._opened)
            raise
        self._synced = time.monotonic()

    def _take_up(self) -> None:
        """Cut off a torn last row, and remember what is done."""
        whole = 0
        for raw in _rows(self.path):
            if not raw.endswith(b"\n"):
                break
            whole += len(raw)
            self._remember(raw)
        os.ftruncate(self._opened, whole)
        os.lseek(self._opened, 0, os.SEEK_END)

    def _remember(self, raw: bytes) -> None:
        try:
            row = _keys.decode(raw)
        except msgspec.DecodeError:
            raise UsageError(
                f"{self.path} holds something else than results.", hint="Name another file with --out."
            ) from None
        if row.line:
            _mark(self._done_lines, row.line)
            self.summary.add(Counter([row.verdict]), Counter(row.kinds))
        else:
            self._done_files[row.path, row.size, row.modified] = row.verdict, row.kinds

    def is_line_done(self, number: int) -> bool:
        """Whether a line has its row."""
        place = number >> 3
        return place < len(self._done_lines) and bool(self._done_lines[place] & (1 << (number & 7)))

    def is_file_done(self, file: File) -> bool:
        """Whether a file of this size and time has its row; counted in the summary then."""
        known = self._done_files.get((said_path(file.path), file.size, file.modified))
        if known is None:
            return False
        self.summary.add(Counter([known[0]]), Counter(known[1]))
        return True

    def append(self, answer: Answer) -> None:
        """Write the rows of one answer."""
        waiting = memoryview(answer.rows)
        while waiting:
            waiting = waiting[os.write(self._opened, waiting) :]
        self.summary.add(answer.verdicts, answer.kinds)
        if time.monotonic() - self._synced > SYNC_EVERY:
            os.fsync(self._opened)
            self._synced = time.monotonic()

    def __enter__(self) -> Results:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        os.fsync(self._opened)
        os.close(self._opened)


_keys = msgspec.json.Decoder(Key)


def _mark(bits: bytearray, number: int) -> None:
    place = number >> 3
    if place >= len(bits):
        bits.extend(bytes(place + 1 - len(bits) + CHUNK // 16))
    bits[place] |= 1 << (number & 7)


def _rows(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=CHUNK) as opened:
        yield from opened


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as fault:
        raise UsageError(f"{path} cannot be written: {fault.strerror}.", hint="Name another file with --out.") from None


def _lock(opened: int, path: Path) -> None:
    """One run at a time. It ends with the process, also when that is killed."""
    try:
        import fcntl  # not on every system
    except ImportError:
        return
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UsageError(f"Another run is writing to {path}.", hint="Wait for it, or name another file.") from None


def _same_run(path: Path, made: Made) -> None:
    """Take up only a run that was made with the same pack, source and texts."""
    beside = path.with_name(f"{path.name}.run")
    with suppress(FileNotFoundError):
        try:
            before = msgspec.json.decode(beside.read_bytes(), type=Made)
        except msgspec.DecodeError:
            before = None
        if before == made:
            return
        if path.stat().st_size:
            raise UsageError(
                f"{path} holds results of another run: its pack, its source or its texts differ.",
                hint="Name another file with --out, or remove this one to begin anew.",
            )
    if path.stat().st_size and not beside.exists():
        raise UsageError(f"{path} is there, and no run made it.", hint="Name another file with --out.")
    part = beside.with_name(f"{beside.name}.part")
    part.write_bytes(msgspec.json.encode(made))
    part.replace(beside)
