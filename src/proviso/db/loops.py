"""Writing from an event loop: the same store and the same promises, and no thread that waits.

What a loop asks for in one of its rounds is handed over together, at the end of the round: a writer that starts with
the first of them would only compete with the others for the interpreter's lock. A group wakes its loop once, however
many of its works came from there: waking it for each of them would cost as much as writing the row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

from proviso.errors import StoreError

from .jobs import Handed
from .store import Store, Tx

T = TypeVar("T")

_Round = dict[Store, list[Handed[object]]]
_rounds: WeakKeyDictionary[asyncio.AbstractEventLoop, _Round] = WeakKeyDictionary()
"""What each loop has not handed over yet."""


async def write(store: Store, work: Callable[[Tx], T]) -> T:
    """`Store.write` for a coroutine: returns when the work is durable, or raises its error.

    INVARIANT: who is cancelled while waiting takes nothing back. What was asked for is written, whole, or fails.
    """
    loop = asyncio.get_running_loop()
    job = Handed(work, _Soon(loop), loop.create_future())
    held = _rounds.get(loop)
    if held is None:
        held = _rounds[loop] = {}
    if store in held:
        held[store].append(job)  # type: ignore[arg-type]  # the line holds jobs of every result
    else:
        held[store] = [job]  # type: ignore[list-item]  # the same
        loop.call_soon(_hand_over, store, held)
    await job.waiter
    return job.outcome()


def _hand_over(store: Store, held: _Round) -> None:
    jobs = held.pop(store)
    try:
        store.stand(jobs)
    except StoreError as fault:
        for job in jobs:
            job.error = StoreError(fault.message, hint=fault.hint)
        _tell(jobs)


@dataclass(frozen=True, slots=True)
class _Soon:
    """Tells one loop; two of the same loop are equal, so that a group wakes it once."""

    loop: asyncio.AbstractEventLoop

    def __call__(self, done: list[Handed[object]]) -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            self.loop.call_soon_threadsafe(_tell, done)


def _tell(done: list[Handed[object]]) -> None:
    for job in done:
        if not job.waiter.done():  # it is done when its caller was cancelled
            job.waiter.set_result(None)
