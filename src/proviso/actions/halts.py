"""Answers that are being written stop when what permitted them is taken back (139-07.1, 139-07.2.c), in whichever
process that was: the tool is closed, the approval withdrawn, the person paused or gone, the system off the register.

One thread looks while anything is being written here: at the number of changes (`db/changes.py`, 10 µs), and at what
the permits rest on only after it moved. INVARIANT: what was taken back before an answer began is found by the first
look.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from proviso.db.store import Store
from proviso.decision import Screen
from proviso.errors import ProvisoError
from proviso.model import Part, Screened

EVERY = 0.2
"""Seconds between two looks."""
SHARE = 9
"""A look that took long is followed by so many times as long a pause: records that change all the time, as while a
directory is read in, take a tenth of a core at most."""
LINGER = 10
"""Looks with nothing being written, after which the thread ends; the next answer begins another."""


@dataclass(frozen=True, slots=True)
class Halt:
    """Why an answer goes no further."""

    said: str
    """The sentence that its reader sees."""
    fault: str
    """For the record."""


Look = Callable[[], Halt | None]
"""Whether the use may still be; from the thread that looks."""
Stop = Callable[[Halt], None]
"""Ends one answer, from any thread."""


@dataclass(slots=True)
class Noting:
    """The same screening, which keeps what it found."""

    screen: Screen
    found: Screened | None = None

    def __call__(self, parts: Sequence[Part]) -> Screened:
        """Screen, and keep."""
        self.found = self.screen(parts)
        return self.found


@dataclass(slots=True, eq=False)
class _Watched:
    """One answer that is being written."""

    look: Look
    stop: Stop
    is_seen: bool = False
    """It was looked at since it began."""


@dataclass(slots=True)
class Halts:
    """What is being written in this process."""

    _watched: set[_Watched] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    _number: int | None = None

    @contextmanager
    def watching(self, store: Store, look: Look, stop: Stop) -> Iterator[None]:
        """While the block writes an answer: `stop` is called, once, when `look` says that it may not go on."""
        watched = _Watched(look, stop)
        with self._lock:
            self._watched.add(watched)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, args=(store,), name="proviso-halts", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._watched.discard(watched)

    def _run(self, store: Store) -> None:
        idle, pause = 0, threading.Event()
        try:
            while True:
                with self._lock:
                    idle = 0 if self._watched else idle + 1
                    if idle > LINGER:
                        self._thread = None
                        return
                began = time.perf_counter()
                if not idle:
                    self._look(store)
                pause.wait(max(EVERY, SHARE * (time.perf_counter() - began)))
        except BaseException:  # the next answer begins another
            with self._lock:
                self._thread = None
            raise

    def _look(self, store: Store) -> None:
        """Stop what is not permitted any more. A store that cannot be read stops nothing: it denies the next use."""
        with self._lock:
            held = tuple(self._watched)
        try:
            number = store.glance("SELECT number FROM changes", ())[0][0]
        except ProvisoError:
            return
        looked = [self._look_at(one) for one in held if number != self._number or not one.is_seen]
        if all(looked):
            self._number = number

    def _look_at(self, one: _Watched) -> bool:
        """Stop one that may not go on; False when that cannot be seen now: it is looked at again."""
        try:
            halt = one.look()
        except ProvisoError:
            return False
        one.is_seen = True
        if halt is not None:
            self._stop(one, halt)
        return True

    def _stop(self, one: _Watched, halt: Halt) -> None:
        with self._lock:
            is_new = one in self._watched
            self._watched.discard(one)
        if is_new:
            one.stop(halt)
