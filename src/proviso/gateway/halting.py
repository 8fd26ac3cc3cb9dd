"""A tool that is closed while it answers ends its answer (139-07.1): the provider's call is closed, the caller told."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, suppress

from proviso.actions.agency import Agency
from proviso.model import Permit

CLOSED = "the tool was closed"


class Halting:
    """While the block sends for a permit. Whoever catches its cancellation asks `is_ours`, and says `said`."""

    __slots__ = ("_loop", "_watch", "_working", "said")

    def __init__(self, agency: Agency, permit: Permit) -> None:
        self.said = ""
        self._watch: AbstractContextManager[None] = agency.halts.watching(agency.store, permit.tool.id, self._stop)

    def __enter__(self) -> Halting:
        self._working, self._loop = asyncio.current_task(), asyncio.get_running_loop()
        self._watch.__enter__()
        return self

    def __exit__(self, *fault: object) -> None:
        self._watch.__exit__(None, None, None)
        self._working = None

    def is_ours(self) -> bool:
        """Whether the cancellation that was caught is because the tool was closed: then it ends here."""
        task = asyncio.current_task()
        if not self.said or task is None:
            return False
        task.uncancel()
        return True

    def _stop(self, said: str) -> None:
        with suppress(RuntimeError):  # the loop was closed, and the task with it
            self._loop.call_soon_threadsafe(self._cancel, said)

    def _cancel(self, said: str) -> None:
        if self._working is not None and not self.said:
            self.said = said
            self._working.cancel()
