"""How often somebody may try: each account slows down after a few wrong tries, and nobody can lock others out for long.

The wait doubles up to 15 minutes and ends with the first right try. A browser that signed in to the account before is
counted by itself, so that the tries of others do not make its owner wait (OWASP, "device cookies"), and a passkey never
waits. NIST SP 800-63B-4 3.2.2 would switch an account off after 100 tries in a row; then a stranger could switch off
anybody, so the wait stays instead: at 96 tries a day, 15 characters hold for longer than anybody tries.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FREE = 5
"""Wrong tries without a wait."""
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
MOST = 100_000
"""Accounts and addresses that are counted at once; the one that was tried longest ago is forgotten first."""
WINDOW = timedelta(minutes=1)


@dataclass(slots=True)
class _Tried:
    count: int
    last: datetime


class Limits:
    """The wrong tries of one process, by account or address. Safe to call from many threads."""

    def __init__(self, *, free: int = FREE, most: int = MOST) -> None:
        self._free = free
        self._most = most
        self._tried: OrderedDict[str, _Tried] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str, at: datetime) -> timedelta:
        """How long this key has to wait now; nothing, mostly."""
        with self._lock:
            found = self._tried.get(key)
            if found is None or at - found.last >= FORGOTTEN or found.count < self._free:
                return timedelta()
            return max(found.last + self._pause(found.count) - at, timedelta())

    def fail(self, key: str, at: datetime) -> None:
        """A wrong try."""
        with self._lock:
            found = self._tried.pop(key, None)
            count = found.count if found is not None and at - found.last < FORGOTTEN else 0
            self._tried[key] = _Tried(count + 1, at)
            while len(self._tried) > self._most:
                self._tried.popitem(last=False)

    def clear(self, key: str) -> None:
        """A right try: what was wrong before is forgotten."""
        with self._lock:
            self._tried.pop(key, None)

    def _pause(self, count: int) -> timedelta:
        return min(timedelta(seconds=2.0 ** min(count - self._free, 20)), LONGEST)


@dataclass(slots=True)
class _Counted:
    since: datetime
    count: int = 0


@dataclass(slots=True)
class Floods:
    """Refusals for the ledger: the first of a kind is an entry at once, those of the next minute are one entry."""

    most: int = 1_000
    counted: dict[tuple[str, ...], _Counted] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def note(self, kind: tuple[str, ...], at: datetime) -> list[tuple[tuple[str, ...], int]]:
        """Count a refusal; returns what has to be put on record now: kinds, with their number."""
        with self.lock:
            running = self.counted.get(kind)
            if running is not None and at - running.since < WINDOW:
                running.count += 1
                return []
            due = [(k, c.count) for k, c in self.counted.items() if c.count and at - c.since >= WINDOW]
            self.counted = {k: c for k, c in self.counted.items() if at - c.since < WINDOW}
            if len(self.counted) >= self.most:
                kind = ("", *kind[1:])
            if kind in self.counted:
                self.counted[kind].count += 1
                return due
            self.counted[kind] = _Counted(since=at)
            return [*due, (kind, 1)]

    def flush(self) -> list[tuple[tuple[str, ...], int]]:
        """What was only counted: for the end of the process."""
        with self.lock:
            counted, self.counted = self.counted, {}
        return [(kind, c.count) for kind, c in counted.items() if c.count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """What one process knows of tries: by account and browser, by address, and for the ledger."""

    accounts: Limits = field(default_factory=Limits)
    addresses: Limits = field(default_factory=lambda: Limits(free=50))
    """Many accounts from one address: a list of stolen passwords. An office behind one address needs some room."""
    floods: Floods = field(default_factory=Floods)
