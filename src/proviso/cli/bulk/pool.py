"""Workers on this machine: processes of their own, one batch each at a time, so that memory is bounded by their number.

A worker that ends (its memory, a fault in a library written in C) costs only what ended it: its batch is tried again
one by one, and the file or line that ends a worker alone is a row with that reason.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from proviso.errors import ProvisoError

from .sources import Batch
from .work import Answer, Setup, prepare, screen_batch, unread

PATIENCE = 10.0
"""Seconds that a process may take to end."""
Work = Callable[[Setup, Batch], Answer]


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker's first word: that it can work, or why it cannot."""

    message: str = ""
    hint: str = ""


@dataclass(slots=True)
class Worker:
    """One process, the pipe to it, and what it is at."""

    process: BaseProcess
    pipe: Connection
    batch: Batch | None = None


class Pool:
    """A number of workers. A context manager: leaving it, also by Ctrl+C, ends every process."""

    def __init__(self, setup: Setup, jobs: int, work: Work = screen_batch) -> None:
        self._setup, self._jobs, self._work = setup, jobs, work
        # A fresh interpreter each: a fork would copy this process's threads and locks as they happen to be.
        self._context = multiprocessing.get_context("spawn")
        self._workers: dict[Connection, Worker] = {}
        self._alone: deque[Batch] = deque()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers.values():
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers.values():
            _ended(worker.process)
        self._workers.clear()

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, Answer]]:
        """Each batch with its answer, in the order in which they are done."""
        waiting = next(batches, None)
        while len(self._workers) < self._jobs and waiting is not None:
            self._start()
        idle: list[Worker] = []
        while True:
            while idle and (self._alone or waiting is not None):
                worker = idle.pop()
                if self._alone:
                    self._give(worker, self._alone.popleft())
                elif waiting is not None:
                    self._give(worker, waiting)
                    waiting = next(batches, None)
            busy = [pipe for pipe, worker in self._workers.items() if worker not in idle]
            if not busy:
                return
            for pipe in wait(busy):
                yield from self._heard(pipe, idle)  # type: ignore[arg-type]  # only connections are waited for

    def _heard(self, pipe: Connection, idle: list[Worker]) -> Iterator[tuple[Batch, Answer]]:
        """Take what a worker says; give it more before its answer is written."""
        worker = self._workers[pipe]
        try:
            said = pipe.recv()
        except (EOFError, OSError):
            yield from self._lost(worker)
            return
        if isinstance(said, Ready):
            if said.message:
                raise ProvisoError(said.message, hint=said.hint)
            idle.append(worker)
            return
        batch, worker.batch = worker.batch, None
        idle.append(worker)
        if batch is not None:
            yield batch, said

    def _lost(self, worker: Worker) -> Iterator[tuple[Batch, Answer]]:
        """A worker ended: another takes its place, and its batch is tried one by one."""
        del self._workers[worker.pipe]
        worker.pipe.close()
        how = _ended(worker.process)
        batch = worker.batch
        if batch is None:  # it never began
            raise ProvisoError(f"A worker could not start ({how}).", hint="Try again with fewer: --jobs 1")
        if len(batch) > 1:
            self._alone.extend(batch.singles())
        else:
            yield batch, unread(batch, f"The process that read it ended ({how}).")
        self._start()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._setup, self._work), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        self._workers[ours] = Worker(process, ours)

    def _give(self, worker: Worker, batch: Batch) -> None:
        worker.batch = batch
        try:
            worker.pipe.send(batch)
        except OSError:  # it ended between two batches: its pipe says so next
            return


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started here does not hear Ctrl+C, from its first instant on; the parent hears it afterwards."""
    if threading.current_thread() is not threading.main_thread():  # only that one may say so
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ended(process: BaseProcess) -> str:
    """Wait for a process, and say how it ended."""
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
    code = process.exitcode or 0
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _serve(pipe: Connection, setup: Setup, work: Work) -> None:
    """A worker: answer batches until the other side is gone. Ctrl+C is the parent's to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        prepare(setup)
    except ProvisoError as fault:
        pipe.send(Ready(fault.message, fault.hint))
        return
    try:
        pipe.send(Ready())
        while True:
            pipe.send(work(setup, pipe.recv()))
    except (EOFError, OSError):
        return
