"""The same batch function on a Dask cluster. Its workers need this Proviso, and the files at the same paths."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from proviso.errors import UsageError

from .sources import Batch
from .work import Answer, Setup, screen_batch, unread

if TYPE_CHECKING:
    from distributed import Client, Future

AHEAD = 2
"""Batches in flight for each thread of the cluster: the next is there when one is done, and memory stays bounded."""
PATIENCE = "20s"
Work = Callable[[Setup, Batch], Answer]


def connected(address: str) -> Client:
    """A client of the cluster at this address."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("Dask is not installed here.", hint="Install it with: pip install 'proviso[bulk]'") from None
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise UsageError(
            f"No Dask scheduler answers at {address} ({type(fault).__name__}).",
            hint="An address looks like tcp://scheduler.example:8786.",
        ) from None


class Cluster:
    """Sends batches to a cluster. A context manager: leaving it takes back what is not done."""

    def __init__(self, client: Client, setup: Setup, work: Work = screen_batch) -> None:
        self._client, self._setup, self._work = client, setup, work
        self._flying: dict[Future, Batch] = {}
        self._alone: deque[Batch] = deque()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.cancel(list(self._flying))
        self._client.close()

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, Answer]]:
        """Each batch with its answer, in the order in which they are done."""
        from distributed import as_completed

        done = as_completed(loop=self._client.loop)
        for batch in self._next(batches, self._room()):
            done.add(self._submit(batch))
        if not self._flying:
            return
        for future in done:
            batch = self._flying.pop(future)
            fault = future.exception()
            if fault is None:
                yield batch, future.result()
            elif len(batch) > 1:
                self._alone.extend(batch.singles())
            else:
                yield batch, unread(batch, f"The worker that read it ended ({type(fault).__name__}).")
            future.release()
            for following in self._next(batches, self._room() - len(self._flying)):
                done.add(self._submit(following))

    def _room(self) -> int:
        threads: dict[str, Any] = self._client.nthreads()
        return max(1, sum(int(count) for count in threads.values())) * AHEAD

    def _next(self, batches: Iterator[Batch], count: int) -> Iterator[Batch]:
        for _ in range(count):
            batch = self._alone.popleft() if self._alone else next(batches, None)
            if batch is None:
                return
            yield batch

    def _submit(self, batch: Batch) -> Future:
        # Not pure: two equal batches are two pieces of work.
        future = self._client.submit(self._work, self._setup, batch, pure=False)
        self._flying[future] = batch
        return future
