"""How much a time comes to before anything is read of it, and into which times it is divided when that is too much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from proviso.db import entries
from proviso.db.store import Tx
from proviso.ledger import canonical
from proviso.model import EvidenceScope

from .selection import LEAF, MOST_BYTES

SAMPLE = 200
"""Entries by whose length the rest is judged."""
FILLED = 0.85
"""How full a part may be by that judgment: the entries of its days may be longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The entries of a time."""

    entries: int
    size: int
    """Bytes that they and their hashes come to, about."""
    most: int = MOST_BYTES
    """What one file holds of them."""
    parts: tuple[tuple[date, date], ...] = ()
    """First and last days of times that one file each holds; empty when one holds all of it."""

    @property
    def is_too_much(self) -> bool:
        """Whether one file does not hold all of it."""
        return self.size > self.most

    @property
    def fits(self) -> int:
        """Entries that one file holds, about."""
        return self.entries * self.most // max(1, self.size)


def room_of(tx: Tx, scope: EvidenceScope, zone: str, *, most: int = MOST_BYTES) -> Room:
    """What the time of a scope comes to, whatever else it asks for."""
    whole = entries.size(tx)
    start = _first(tx, whole, scope.since) if scope.since else 0
    stop = _first(tx, whole, scope.until) if scope.until else whole
    count = max(0, stop - start)
    size = _length(tx, start, count) * count
    if size <= most:
        return Room(entries=count, size=size, most=most)
    pieces = -(-size // int(most * FILLED))
    starts = [start + count * piece // pieces for piece in range(pieces)]
    return Room(entries=count, size=size, most=most, parts=_days(tx, [*starts, stop - 1], ZoneInfo(zone)))


def _length(tx: Tx, start: int, count: int) -> int:
    step = max(1, count // SAMPLE)
    found = [entries.get(tx, index) for index in range(start, start + count, step)]
    lengths = [len(entry.raw) + 1 + LEAF for entry in found if entry is not None]
    return -(-sum(lengths) // len(lengths)) if lengths else 0


def _days(tx: Tx, indexes: list[int], zone: ZoneInfo) -> tuple[tuple[date, date], ...]:
    """Whole days; two parts that begin on one day are one, and a day is never in two of them."""
    starts = sorted({_day(tx, index, zone) for index in indexes[:-1]})
    ends = [day - timedelta(days=1) for day in starts[1:]]
    return tuple(zip(starts, [*ends, _day(tx, indexes[-1], zone)], strict=True))


def _day(tx: Tx, index: int, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(_stamp(tx, index)).astimezone(zone).date()


def _stamp(tx: Tx, index: int) -> str:
    entry = entries.get(tx, index)
    return canonical.stamp_of(entry.raw) if entry is not None else ""


def _first(tx: Tx, whole: int, at: datetime) -> int:
    """Number of the first entry from this moment on. Entries are in the order of time, but for some seconds."""
    wanted, low, high = canonical.stamp(at), 0, whole
    while low < high:
        middle = (low + high) // 2
        if _stamp(tx, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low
