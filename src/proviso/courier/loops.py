"""The courier's threads: woken when something is queued here, looking every two seconds for what others queued."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from proviso.actions.agency import Agency
from proviso.actions.outbox import bells
from proviso.errors import ProvisoError

from .chores import Chores
from .hooks import HookRound
from .letters import MailRound
from .servers import mail_server
from .streams import StreamRound

log = logging.getLogger("proviso.courier")
TICK = 2.0
"""Seconds between two looks: another process of this agency may have queued something."""
FAULT_PAUSE = 30.0
"""Seconds after a fault of our own, such as a disk that is full."""
LAST_WAIT = 10.0
"""Longest wait for a thread when Proviso stops; what it was handing over is handed over again later."""


class Loop(threading.Thread):
    """Calls `work` again and again: at once while more may wait, else when the bell rings or in a while."""

    def __init__(self, name: str, work: Callable[[], bool], *, tick: float = TICK) -> None:
        super().__init__(name=f"proviso-{name}", daemon=True)
        self._work = work
        self._tick = tick
        self._is_ending = False
        self._bell = threading.Event()
        bells.add(self._bell)

    def run(self) -> None:
        """Until it is told to end. INVARIANT: no fault ends it, and none is logged with what a statement held."""
        while not self._is_ending:
            self._bell.clear()
            wait = self._tick
            try:
                if self._work():
                    continue
            except ProvisoError as fault:
                self._say(f"{fault.message} {fault.hint}")
                wait = FAULT_PAUSE
            except Exception as fault:
                self._say(type(fault).__name__)
                wait = FAULT_PAUSE
            if not self._is_ending:
                self._bell.wait(wait)

    def _say(self, what: str) -> None:
        if not self._is_ending:
            log.warning("%s: %s", self.name, what.strip())

    def end(self) -> None:
        """Tell it to end; it finishes what it has in hand."""
        self._is_ending = True
        self._bell.set()


@contextmanager
def carrying(agency: Agency, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[tuple[Loop, ...]]:
    """The courier at work for as long as the block runs. In a demo no mail goes out: a page shows it."""
    server = mail_server(agency.settings)
    loops = [
        Loop("webhooks", HookRound(agency, clock)),
        Loop("streams", StreamRound(agency, clock)),
        Loop("chores", Chores(agency, clock)),
    ]
    if server is not None:
        loops.append(Loop("mail", MailRound(agency, server, clock)))
    for loop in loops:
        loop.start()
    try:
        yield tuple(loops)
    finally:
        for loop in loops:
            loop.end()
        for loop in loops:
            loop.join(LAST_WAIT)
