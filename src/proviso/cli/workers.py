"""Several processes behind one socket: begun, begun again when one ends, and exchanged on a hang-up signal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from types import FrameType

import click

from proviso.gateway.metrics import SHARED

LISTENING = "_PROVISO_LISTENING"
"""In a worker's environment: the number of the socket that it was given."""
TICK = 0.2
PAUSE = 1.0
"""A process that ended this soon after its beginning is begun again no sooner."""


def inherited() -> socket.socket:
    """The socket that the supervisor gave to this process."""
    return socket.socket(fileno=int(os.environ.pop(LISTENING)))


@dataclass(slots=True)
class Worker:
    """One process."""

    process: subprocess.Popen[bytes]
    begun: float


@dataclass(slots=True)
class Supervisor:
    """Keeps `count` workers at one socket until it is told to stop."""

    count: int
    listening: socket.socket
    workers: list[Worker] = field(default_factory=list)
    old: list[Worker] = field(default_factory=list)
    """Told to end; what streams in them may take its time."""
    is_ending: bool = False
    is_exchanging: bool = False

    def run(self) -> None:
        """Until a signal to end, and until the last worker has ended."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        signal.signal(signal.SIGHUP, self._exchange)
        with tempfile.TemporaryDirectory(prefix="proviso-metrics-") as folder:
            while not self.is_ending:
                self._fill(folder)
                time.sleep(TICK)
            for worker in (*self.workers, *self.old):
                _tell(worker)
            for worker in (*self.workers, *self.old):
                worker.process.wait()

    def _fill(self, folder: str) -> None:
        """Begin what is missing; on a hang-up signal all of them, and then end those that were there."""
        self.old = [worker for worker in self.old if worker.process.poll() is None]
        if self.is_exchanging:
            self.is_exchanging = False
            leaving, self.workers = self.workers, []
            self.workers = [self._begin(folder) for _ in range(self.count)]
            for worker in leaving:
                _tell(worker)
            self.old += leaving
        for worker in [w for w in self.workers if w.process.poll() is not None]:
            self.workers.remove(worker)
            if time.monotonic() - worker.begun < PAUSE:
                click.echo("A process of the gateway ended at once; it is begun again.", err=True)
                time.sleep(PAUSE)
        while len(self.workers) < self.count and not self.is_ending:
            self.workers.append(self._begin(folder))

    def _begin(self, folder: str) -> Worker:
        number = self.listening.fileno()
        environment = {**os.environ, LISTENING: str(number), SHARED: folder}
        process = subprocess.Popen(  # noqa: S603  # this program again, with its own arguments
            [sys.executable, "-m", "proviso", *sys.argv[1:]],
            env=environment,
            pass_fds=(number,),
            start_new_session=True,
        )
        return Worker(process=process, begun=time.monotonic())

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.is_ending = True

    def _exchange(self, number: int, frame: FrameType | None) -> None:
        self.is_exchanging = True


def _tell(worker: Worker) -> None:
    if worker.process.poll() is None:
        worker.process.send_signal(signal.SIGTERM)
