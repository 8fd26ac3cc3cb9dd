"""What a component's rules would have changed in the last 30 days: past uses of its people, judged again (139-07.7.b).

The facts of the texts are the recorded ones. A long ledger is counted in a thread of its own, newest first, and a page
says how far it is.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from proviso.db import entries
from proviso.db.store import Store
from proviso.model import Record
from proviso.policy import Pack, Replayed, replay

DAYS = 30
BATCH, MOST_SHOWN, MOST_KEPT = 500, 10, 16
FRESH = timedelta(minutes=10)
PATIENCE_S = 1.0
"""How long a page waits for a count before it says how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One use that would have been denied."""

    decision: str
    person: str
    at: datetime
    rules: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Preview:
    """The count, while it is made and when it is done."""

    since: datetime
    until: datetime
    looked: int = 0
    """Entries that were passed by."""
    total: int = 0
    uses: int = 0
    """Uses of the component's people."""
    changed: list[Changed] = field(default_factory=list)
    is_done: bool = False
    fault: str = ""
    ready: threading.Event = field(default_factory=threading.Event, repr=False)

    def people(self, rule: str = "") -> int:
        """How many different people it would have reached."""
        return len({c.person for c in self.changed if not rule or rule in c.rules})

    def count(self, rule: str = "") -> int:
        """How many uses."""
        return sum(not rule or rule in c.rules for c in self.changed)


class Previews:
    """The counts of one process, the newest few."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], Preview] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, store: Store, pack: Pack, component: str, own: frozenset[str], at: datetime) -> Preview:
        """The count for this text; begun when there is none that is fresh. Waits a moment for a short one."""
        key = id(store), pack.sha256
        with self._lock:
            found = self._kept.get(key)
            if found is None or at - found.until > FRESH or found.fault:
                found = self._kept[key] = Preview(since=at - timedelta(days=DAYS), until=at)
                work = threading.Thread(target=_count, args=(found, store, pack, component, own), daemon=True)
                work.start()
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        found.ready.wait(PATIENCE_S)
        return found


previews = Previews()


def _count(preview: Preview, store: Store, pack: Pack, component: str, own: frozenset[str]) -> None:
    try:
        for found in replayed(store, preview, pack, component):
            data, at, again = found
            rules = tuple(rule for rule in again.rules if rule in own)
            if again.was_allowed and not again.is_allowed and rules:
                preview.changed.append(Changed(decision=data["decision"], person=data["person"], at=at, rules=rules))
        preview.is_done = True
    except Exception as fault:  # a page says that it could not count; nothing else depends on it
        preview.fault = type(fault).__name__
    finally:
        preview.ready.set()


def replayed(
    store: Store, preview: Preview, pack: Pack, component: str
) -> Iterator[tuple[dict[str, str], datetime, Replayed]]:
    """Every use of the component's people since then, under the pack; newest first."""
    decode = msgspec.json.Decoder(Record).decode
    mark = b'"component":' + msgspec.json.encode(component)
    with store.read() as tx:
        preview.total = entries.size(tx)
    for offset in range(0, preview.total, BATCH):
        with store.read() as tx:
            page = entries.page(tx, max(preview.total - offset - BATCH, 0), min(BATCH, preview.total - offset))
        for entry in reversed(page):
            preview.looked += 1
            if b'"UseDecided"' not in entry.raw or mark not in entry.raw:
                continue
            record = decode(entry.raw)
            if record.event != "UseDecided" or record.data["facts"].get("component") != component:
                continue
            at = datetime.fromisoformat(record.at)
            if at < preview.since:
                return
            preview.uses += 1
            again = replay(record.data, at, pack)
            if again is not None:
                yield record.data, at, again
        if page and datetime.fromisoformat(page[0].record.at) < preview.since:
            return
