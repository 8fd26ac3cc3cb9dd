"""What is taken back while an answer is written ends it (139-07.1, 139-07.2.c): the provider's call is closed, the
caller told."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, suppress

from proviso.actions import halting
from proviso.actions.agency import Agency
from proviso.actions.halts import Halt
from proviso.model import Permit


class Halting:
    """While the block sends for a permit. Whoever catches its cancellation asks `taken`, and says what it is."""

    __slots__ = ("_loop", "_watch", "_working", "halt")

    def __init__(self, agency: Agency, permit: Permit) -> None:
        self.halt: Halt | None = None
        self._watch: AbstractContextManager[None] = halting.watching(agency, permit, self._stop)

    def __enter__(self) -> Halting:
        self._working, self._loop = asyncio.current_task(), asyncio.get_running_loop()
        self._watch.__enter__()
        return self

    def __exit__(self, *fault: object) -> None:
        self._watch.__exit__(None, None, None)
        self._working = None

    def taken(self) -> Halt | None:
        """Why the cancellation that was caught is ours: then it ends here. None: somebody else's."""
        task = asyncio.current_task()
        if self.halt is None or task is None:
            return None
        task.uncancel()
        return self.halt

    def _stop(self, halt: Halt) -> None:
        with suppress(RuntimeError):  # the loop was closed, and the task with it
            self._loop.call_soon_threadsafe(self._cancel, halt)

    def _cancel(self, halt: Halt) -> None:
        if self._working is not None and self.halt is None:
            self.halt = halt
            self._working.cancel()
