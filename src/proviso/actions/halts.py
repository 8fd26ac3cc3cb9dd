"""Answers that are being written stop when their tool is closed (139-07.1), in whichever process it was closed.

One thread looks while anything is being written here: at the number of changes (`db/changes.py`, 10 µs), and at the
tools only after it moved. INVARIANT: a tool that was closed before its answer began is found by the first look.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from proviso.db import tools
from proviso.db.store import Store
from proviso.errors import ProvisoError
from proviso.model import Tool, ToolStatus

EVERY = 0.2
"""Seconds between two looks."""
LINGER = 10
"""Looks with nothing being written, after which the thread ends; the next answer begins another."""

Stop = Callable[[str], None]
"""Ends one answer, from any thread; gets the sentence that its reader sees."""

_STATES = {
    ToolStatus.PAUSED: "is paused",
    ToolStatus.REVOKED: "is closed",
    ToolStatus.ENDED: "has ended",
}


def stop_sentence(tool: Tool) -> str:
    """Why an answer goes no further: "The answer stopped here. Ferry is paused, because its terms changed." """
    why = f", because {tool.status_reason.rstrip('.')}" if tool.status_reason else ""
    return f"The answer stopped here. {tool.name} {_STATES.get(tool.status, 'is not open any more')}{why}."


@dataclass(slots=True, eq=False)
class _Watched:
    """One answer that is being written."""

    tool_id: str
    stop: Stop
    is_seen: bool = False
    """The tool was looked at since this answer began."""


@dataclass(slots=True)
class Halts:
    """What is being written in this process."""

    _watched: set[_Watched] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    _number: int | None = None

    @contextmanager
    def watching(self, store: Store, tool_id: str, stop: Stop) -> Iterator[None]:
        """While the block writes an answer of this tool: `stop` is called, once, when the tool is closed."""
        watched = _Watched(tool_id, stop)
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
        while True:
            with self._lock:
                idle = 0 if self._watched else idle + 1
                if idle > LINGER:
                    self._thread = None
                    return
            if not idle:
                self._look(store)
            pause.wait(EVERY)

    def _look(self, store: Store) -> None:
        """Stop what a closed tool writes. A store that cannot be read stops nothing: it denies the next use."""
        with self._lock:
            held = tuple(self._watched)
        try:
            number = store.glance("SELECT number FROM changes", ())[0][0]
            wanted = [one for one in held if number != self._number or not one.is_seen]
            closed = _closed_among(store, {one.tool_id for one in wanted}) if wanted else {}
        except ProvisoError:
            return
        self._number = number
        for one in wanted:
            one.is_seen = True
            if one.tool_id in closed:
                with self._lock:
                    is_new = one in self._watched
                    self._watched.discard(one)
                if is_new:
                    one.stop(stop_sentence(closed[one.tool_id]))


def _closed_among(store: Store, tool_ids: set[str]) -> dict[str, Tool]:
    with store.read() as tx:
        found = [tool for tool_id in tool_ids if (tool := tools.get(tx, tool_id)) is not None]
    return {tool.id: tool for tool in found if tool.status is not ToolStatus.APPROVED}
