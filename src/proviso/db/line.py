"""The line in front of the writer: who waits to be written, and when the writer takes them."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

J = TypeVar("J")


class Line(Generic[J]):
    """Many put, one takes. The taker waits a moment for as many as it took last time.

    Why the moment: callers who were just answered come back at once, one after the other, and each of them needs the
    interpreter's lock. A writer that starts with the first of them competes with all the others at each of its
    statements; one that waits for them writes groups of twice the size. A lone caller never waits: it expects nobody.
    """

    def __init__(self, *, patience: float, most: int) -> None:
        self._patience = patience
        self._most = most
        self._gate = threading.Lock()
        self._wake = threading.Lock()
        self._wake.acquire()
        self._jobs: list[J] = []
        self._wanted = 0
        """How many must wait until the taker is woken; 0 while it works."""
        self._is_closed = False

    def put(self, *jobs: J) -> bool:
        """Stand in line, together; false when the line is closed."""
        with self._gate:
            if self._is_closed:
                return False
            self._jobs.extend(jobs)
            self._wake_if_enough()
            return True

    def close(self) -> None:
        """Let nobody in any more; the taker gets those who wait, then nothing."""
        with self._gate:
            self._is_closed = True
            self._wake_if_enough()

    def take(self, expected: int) -> list[J]:
        """Those who wait: at least one, after a moment `expected` of them; none when the line is closed and empty."""
        self._wait(1, -1)
        came = 0
        while came < len(self._jobs) < expected:  # wait on, as long as somebody came in the last moment
            came = len(self._jobs)
            self._wait(expected, self._patience)
        with self._gate:
            jobs, self._jobs = self._jobs[: self._most], self._jobs[self._most :]
        return jobs

    def _wait(self, wanted: int, timeout: float) -> None:
        with self._gate:
            if len(self._jobs) >= wanted or self._is_closed:
                return
            self._wanted = wanted
        if not self._wake.acquire(timeout=timeout):
            with self._gate:
                if not self._wanted:  # woken just now: take the lock again, for the next wait
                    self._wake.acquire()
                self._wanted = 0

    def _wake_if_enough(self) -> None:
        if self._wanted and (len(self._jobs) >= self._wanted or self._is_closed):
            self._wanted = 0
            self._wake.release()
