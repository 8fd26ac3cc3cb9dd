"""What the records said lately about who asks for what, kept as long as no record changed: read on every use.

INVARIANT: never stale. Each look reads the number of changes (`db/changes.py`) anew, about 10 µs, and whatever was
read under another number is forgotten: a record made at ten o'clock changes a decision at ten o'clock, also when
another process made it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from proviso.model import Standing

from . import changes, packs, standing, systems
from . import records as r
from .packs import Period
from .store import Store

MOST = 2_000
"""Standings that are kept: about 4 MB."""

_LOOK = "SELECT c.number, k.body FROM changes c LEFT JOIN corrections k ON k.digest = ?"
"""The number and the corrections of this exact text, of one moment."""

_Key = tuple[str, str, str]
"""Person, tool, and the registered system that asks, if one does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the records say at one moment."""

    standing: Standing
    periods: tuple[Period, ...]
    """Which packs were in force when."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Everything that was read under one number of changes; without corrections, which belong to a text."""

    store: Store
    number: int
    periods: tuple[Period, ...]
    standings: dict[_Key, Standing] = field(default_factory=dict)


class Memory:
    """The memory of one agency in one process; many threads may look at once."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    def look(self, store: Store, person_id: str, tool_id: str, digest: str, system_id: str = "") -> Seen:
        """What the records say now about this person, this tool, this exact text, and the system that asks."""
        key = person_id, tool_id, system_id
        rows = store.glance(_LOOK, (digest,))
        kept, number = self._kept, rows[0][0]
        if kept is None or kept.number != number or kept.store is not store:
            return self._read(store, key, digest)
        known = kept.standings.get(key)
        if known is None:
            return self._read(store, key, digest)
        if rows[0][1] is not None:
            known = replace(known, corrections=tuple(r.read_correction(body) for _, body in rows))
        return Seen(standing=known, periods=kept.periods)

    def _read(self, store: Store, key: _Key, digest: str) -> Seen:
        """Read all of it in one snapshot, and keep it for the next."""
        person_id, tool_id, system_id = key
        with store.read() as tx:
            number = changes.number(tx)
            found = standing.standing(tx, person_id, tool_id, digest)
            if system_id:
                found = replace(found, system=systems.get(tx, system_id))
            periods = tuple(packs.history(tx))
        self._keep(store, number, periods, key, found)
        return Seen(standing=found, periods=periods)

    def _keep(self, store: Store, number: int, periods: tuple[Period, ...], key: _Key, found: Standing) -> None:
        kept = self._kept
        if kept is None or kept.store is not store or kept.number < number:
            kept = self._kept = _Kept(store, number, periods)
        if kept.number == number:  # else a thread with a newer snapshot was quicker, and this one is old already
            if len(kept.standings) >= MOST:
                kept.standings.clear()
            kept.standings[key] = replace(found, corrections=())
