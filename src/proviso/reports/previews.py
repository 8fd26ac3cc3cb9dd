"""What rules would have changed in the last 30 days: past uses of a component's people, or of all, judged again.

The facts of the texts are the recorded ones. A long ledger is counted in a thread of its own, newest first, and a page
says how far it is.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

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
    """Allowed then, and denied under these rules."""
    opened: int = 0
    """Denied then, and allowed under these rules."""
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
        self._kept: OrderedDict[tuple[str, str], Preview] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, store: Store, pack: Pack, component: str, own: frozenset[str], at: datetime) -> Preview:
        """The count for a component's own rules (139-07.7.b); `pack` is what would hold there."""
        return self.among(store, pack.sha256, component, lambda _: pack, own, at)

    def among(
        self,
        store: Store,
        sha256: str,
        component: str,
        pack_of: Callable[[str], Pack | None],
        own: frozenset[str],
        at: datetime,
    ) -> Preview:
        """The count for this text; begun when there is none that is fresh. Waits a moment for a short one.

        Without a component it is about everybody; `pack_of` says what would hold in one, None: nothing is allowed.
        """
        key = store.backend.name, f"{component}:{sha256}"
        with self._lock:
            found = self._kept.get(key)
            if found is None or at - found.until > FRESH or found.fault:
                found = self._kept[key] = Preview(since=at - timedelta(days=DAYS), until=at)
                work = threading.Thread(target=_count, args=(found, store, component, pack_of, own), daemon=True)
                work.start()
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        found.ready.wait(PATIENCE_S)
        return found


previews = Previews()


def _count(
    preview: Preview, store: Store, component: str, pack_of: Callable[[str], Pack | None], own: frozenset[str]
) -> None:
    try:
        for data, at, again in replayed(store, preview, pack_of, component):
            rules = tuple(rule for rule in again.rules if not own or rule in own)
            preview.opened += again.is_allowed and not again.was_allowed
            if again.was_allowed and not again.is_allowed and (rules or not own):
                preview.changed.append(Changed(decision=data["decision"], person=data["person"], at=at, rules=rules))
        preview.is_done = True
    except Exception as fault:  # a page says that it could not count; nothing else depends on it
        preview.fault = type(fault).__name__
    finally:
        preview.ready.set()


def replayed(
    store: Store, preview: Preview, pack_of: Callable[[str], Pack | None], component: str
) -> Iterator[tuple[dict[str, Any], datetime, Replayed]]:
    """Every use since then, by the people of the component or by all, under what would hold; newest first."""
    decode = msgspec.json.Decoder(Record).decode
    mark = b'"component":' + msgspec.json.encode(component) if component else b""
    packs: dict[str, Pack | None] = {}
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
            theirs = str(record.data.get("facts", {}).get("component", ""))
            if record.event != "UseDecided" or component not in {"", theirs}:
                continue
            at = datetime.fromisoformat(record.at)
            if at < preview.since:
                return
            preview.uses += 1
            if theirs not in packs:
                packs[theirs] = pack_of(theirs)
            again = _again(record.data, at, packs[theirs])
            if again is not None:
                yield record.data, at, again
        if page and datetime.fromisoformat(page[0].record.at) < preview.since:
            return


def _again(data: dict[str, Any], at: datetime, pack: Pack | None) -> Replayed | None:
    """The use once more; where nothing would be in force, it would be denied."""
    if pack is not None:
        return replay(data, at, pack)
    was = bool(data["allowed"])
    return Replayed(decision=data["decision"], was_allowed=was, is_allowed=False, was=tuple(data["rules"]), rules=())
