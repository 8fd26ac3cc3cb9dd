"""Writing from an event loop: the same store and the same promises, and no thread that waits.

A group wakes its loop once, however many of its works came from there: waking it for each of them would cost as much
as writing the row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from .jobs import Handed
from .store import Store, Tx

T = TypeVar("T")


async def write(store: Store, work: Callable[[Tx], T]) -> T:
    """`Store.write` for a coroutine: returns when the work is durable, or raises its error.

    INVARIANT: who is cancelled while waiting takes nothing back. What was handed over is written, whole, or fails.
    """
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()
    job = store.submit(work, _Soon(loop), waiter)
    await waiter
    return job.outcome()


@dataclass(frozen=True, slots=True)
class _Soon:
    """Tells one loop; two of the same loop are equal, so that a group wakes it once."""

    loop: asyncio.AbstractEventLoop

    def __call__(self, done: list[Handed[object]]) -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            self.loop.call_soon_threadsafe(_tell, done)


def _tell(done: list[Handed[object]]) -> None:
    for job in done:
        waiter = job.waiter
        if isinstance(waiter, asyncio.Future) and not waiter.done():  # it is done when its caller was cancelled
            waiter.set_result(None)
