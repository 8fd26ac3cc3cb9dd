"""What is screened: the files of folders, or the lines of one file. Read as a stream; nothing is held for long."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from proviso.errors import UsageError
from proviso.screening.readers import kinds_of_file

LINES, LINE_BYTES = 512, 1 << 20
FILES, FILE_BYTES = 16, 8 << 20
"""How much one batch holds at most: enough that handing it over costs nothing, little enough that memory stays flat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file as it was found; another size or time is another file."""

    path: str
    size: int
    modified: int
    """Nanoseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one worker does in one go: some files, or some lines that follow one another."""

    files: tuple[File, ...] = ()
    first: int = 0
    """Number of the first line; the first of a file is 1."""
    lines: tuple[bytes, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.files) or len(self.lines)

    @property
    def size(self) -> int:
        """Bytes, for the progress."""
        return sum(file.size for file in self.files) or sum(map(len, self.lines))

    def singles(self) -> Iterator[Batch]:
        """Each of its files or lines alone, to find the one that ends a worker."""
        yield from (Batch(files=(file,)) for file in self.files)
        yield from (Batch(first=self.first + place, lines=(line,)) for place, line in enumerate(self.lines))


def find_files(paths: Iterable[str], left_out: Counter[str], but: frozenset[Path]) -> Iterator[File]:
    """Every readable kind of file below the folders, in order, and each file that was named itself.

    Files of other kinds in folders are counted by their ending; links to folders are not followed, so nothing loops.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _below(path, left_out):
            if found in seen or Path(found).resolve() in but:
                continue
            seen.add(found)
            yield _stated(found)


def _below(path: str, left_out: Counter[str]) -> Iterator[str]:
    if not os.path.isdir(path):  # noqa: PTH112  # a name may be bytes that are no text; os takes them as they are
        yield path
        return
    kinds = frozenset(kinds_of_file())

    def unreadable(fault: OSError) -> None:
        raise UsageError(f"{fault.filename} cannot be read: {fault.strerror}.", hint="Check who may read it.") from None

    for folder, folders, names in os.walk(path, onerror=unreadable):
        folders.sort()
        for name in sorted(names):
            ending = os.path.splitext(name)[1].lower()  # noqa: PTH122  # the same
            if ending in kinds:
                yield os.path.join(folder, name)  # noqa: PTH118  # the same
            else:
                left_out[ending or "no ending"] += 1


def _stated(path: str) -> File:
    try:
        held = os.stat(path)  # noqa: PTH116  # the same
    except OSError:  # it is a row with its reason, when a worker opens it
        return File(path=path, size=0, modified=0)
    return File(path=path, size=held.st_size, modified=held.st_mtime_ns)


def batches_of(files: Iterable[File]) -> Iterator[Batch]:
    """Files in batches; a large one goes alone."""
    waiting: list[File] = []
    size = 0
    for file in files:
        if waiting and (len(waiting) == FILES or size + file.size > FILE_BYTES):
            yield Batch(files=tuple(waiting))
            waiting, size = [], 0
        waiting.append(file)
        size += file.size
    if waiting:
        yield Batch(files=tuple(waiting))


def lines_of(path: Path, longest: int, is_done: Callable[[int], bool]) -> Iterator[Batch]:
    """The lines that are not done yet, in batches. Of a line that is too long only so much is held as says so."""
    number, first, size = 0, 1, 0
    waiting: list[bytes] = []
    with path.open("rb") as opened:
        while line := opened.readline(longest + 1):
            number += 1
            if len(line) > longest and not line.endswith(b"\n"):
                _skip_line(opened.readline)
            if is_done(number):
                if waiting:
                    yield Batch(first=first, lines=tuple(waiting))
                waiting, first, size = [], number + 1, 0
                continue
            waiting.append(line)
            size += len(line)
            if len(waiting) == LINES or size >= LINE_BYTES:
                yield Batch(first=first, lines=tuple(waiting))
                waiting, first, size = [], number + 1, 0
    if waiting:
        yield Batch(first=first, lines=tuple(waiting))


def _skip_line(readline: Callable[[int], bytes]) -> None:
    while (rest := readline(LINE_BYTES)) and not rest.endswith(b"\n"):
        continue
