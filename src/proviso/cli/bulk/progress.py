"""How far a run is: a bar on a terminal, a line now and then elsewhere. On standard error, with counts only."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

EVERY = 10.0
"""Seconds between two lines."""


class Bar:
    """Counts of what is done. A context manager."""

    def __init__(self, noun: str, *, total_bytes: int, err: IO[str] | None = None) -> None:
        self._noun, self._total = noun, total_bytes
        self._err = sys.stderr if err is None else err
        self._count = self._bytes = 0
        self._began = self._said = time.monotonic()
        self._progress: Progress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Bar:
        if self._err.isatty():
            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
            self._progress = Progress(*columns, console=Console(file=self._err), transient=True)
            self._task = self._progress.add_task(self._words(), total=self._total or None)
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def add(self, count: int, size: int) -> None:
        """So many more are done."""
        self._count += count
        self._bytes += size
        if self._progress is not None:
            self._progress.update(self._task, completed=self._bytes, description=self._words())
        elif time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            self._err.write(f"{self._words()}\n")
            self._err.flush()

    def _words(self) -> str:
        rate = self._count / max(time.monotonic() - self._began, 0.001)
        share = f", {min(100, 100 * self._bytes // self._total)} %" if self._total else ""
        return f"{self._count:,} {self._noun}{share}, {rate:,.0f} a second"
