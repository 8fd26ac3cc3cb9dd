"""Batch functions that tests give to workers: a module of its own, since a worker imports it by its name."""

from __future__ import annotations

import os
import signal

from proviso.cli.bulk.sources import Batch
from proviso.cli.bulk.work import Answer, Setup, screen_batch

DEADLY = b"deadly"


def deadly(setup: Setup, batch: Batch) -> Answer:
    """Screens, but a line or a file with the word ends the process, as a fault in C would."""
    if any(DEADLY in line for line in batch.lines) or any("deadly" in file.path for file in batch.files):
        os.kill(os.getpid(), signal.SIGKILL)
    return screen_batch(setup, batch)
