"""Processes by the kernel's own accounts: which belong together, on which core, how much processor and memory.

The time of a thread in nanoseconds does not depend on who else uses the machine, except for what that one takes from
the caches.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and everything that it started."""
    return [pid, *(each for child in _children(pid) for each in family(child))]


def _children(pid: int) -> Iterator[int]:
    for thread in _threads(pid):
        with suppress(OSError):
            yield from map(int, (thread / "children").read_text(encoding="ascii").split())


def _threads(pid: int) -> list[Path]:
    try:
        return list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return []


def lives(pid: int) -> bool:
    """Whether it runs; one that ended and was not yet asked for its result does not."""
    try:
        return _stat(pid)[0] != "Z"
    except OSError:
        return False


def _stat(pid: int) -> list[str]:
    """The kernel's line on a process, after its name."""
    return (PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()


def pin(pids: Iterable[int], core: int) -> None:
    """Keep all threads of these on one core."""
    for pid in pids:
        for thread in _threads(pid):
            with suppress(OSError):
                os.sched_setaffinity(int(thread.name), {core})


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor that some processes used so far."""

    fine: float
    """Of the threads that live, in steps of a nanosecond."""
    coarse: float
    """Of all threads, those that ended too, in ticks."""

    def since(self, before: Spent) -> float:
        """What was used in between: the fine figure, unless a thread ended and took its part of it along."""
        fine, coarse = self.fine - before.fine, self.coarse - before.coarse
        return coarse if fine < coarse - 0.05 else fine


def processor(pids: Iterable[int]) -> Spent:
    """What these used so far."""
    fine = coarse = 0.0
    for pid in pids:
        for thread in _threads(pid):
            with suppress(OSError):
                fine += int((thread / "schedstat").read_text(encoding="ascii").split()[0]) / 1e9
        with suppress(OSError):
            fields = _stat(pid)
            coarse += (int(fields[11]) + int(fields[12])) / TICKS
    return Spent(fine, coarse)


def resident(pids: Iterable[int]) -> float:
    """Megabytes that these hold now."""
    return sum(_field(pid, "VmRSS:") for pid in pids)


def peak(pids: Iterable[int]) -> float:
    """Megabytes that these held at most."""
    return sum(_field(pid, "VmHWM:") for pid in pids)


def _field(pid: int, name: str) -> float:
    try:
        status = (PROC / str(pid) / "status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    found = next((line for line in status.splitlines() if line.startswith(name)), "")
    return int(found.split()[1]) / 1024 if found else 0.0
