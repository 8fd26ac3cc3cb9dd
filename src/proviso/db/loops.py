"""Writing from an event loop: the same store and the same promises, and no thread that waits.

What a loop asks for in one of its rounds is handed over together, at the end of the round: a writer that starts with
the first of them would only compete with the others for the interpreter's lock. While many ask, it is the end of the
first round in which nobody came: a commit for one costs nearly as much as a commit for all of them. A group wakes its
loop once, however many of its works came from there: waking it for each would cost as much as writing the row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakKeyDictionary

from proviso.errors import StoreError

from .jobs import Handed
from .store import Store, Tx

T = TypeVar("T")

LONGEST = 0.002
"""Seconds that the first of many waits for those who ask in the next rounds. A lone caller never waits."""


@dataclass(slots=True)
class _Round:
    """What one loop has not handed over yet, and how many it handed over the last time."""

    held: dict[Store, list[Handed[object]]] = field(default_factory=dict)
    last: int = 1


_rounds: WeakKeyDictionary[asyncio.AbstractEventLoop, _Round] = WeakKeyDictionary()


async def write(store: Store, work: Callable[[Tx], T]) -> T:
    """`Store.write` for a coroutine: returns when the work is durable, or raises its error.

    INVARIANT: who is cancelled while waiting takes nothing back. What was asked for is written, whole, or fails.
    """
    loop = asyncio.get_running_loop()
    job = Handed(work, _Soon(loop), loop.create_future())
    round_ = _rounds.get(loop)
    if round_ is None:
        round_ = _rounds[loop] = _Round()
    if store in round_.held:
        round_.held[store].append(job)  # type: ignore[arg-type]  # the line holds jobs of every result
    else:
        round_.held[store] = [job]  # type: ignore[list-item]  # the same
        seen = 1 if round_.last == 1 else 0
        loop.call_soon(_hand_over, store, round_, seen, loop.time() + LONGEST)
    await job.waiter
    return job.outcome()


def _hand_over(store: Store, round_: _Round, seen: int, until: float) -> None:
    """Hand them over; after another round, if somebody came in this one."""
    jobs = round_.held[store]
    loop = asyncio.get_running_loop()
    if len(jobs) > seen and loop.time() < until:
        loop.call_soon(_hand_over, store, round_, len(jobs), until)
        return
    del round_.held[store]
    round_.last = len(jobs)
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
