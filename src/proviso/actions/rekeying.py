"""Changes the master key: every wrapped key is wrapped anew, in turns, and what stopped half-way goes on (R-078).

The sealed texts are not touched, only their keys. While it runs, others go on reading and keeping texts: every process
opens with both keys. INVARIANT: the old key is destroyed only when it opens nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from proviso.db import wrapped as db
from proviso.db.store import Tx
from proviso.db.wrapped import Place, Wrapped
from proviso.errors import ConflictError, StoreError, UsageError
from proviso.identity.keyring import Keyring, MasterKey, Ring
from proviso.journal import record
from proviso.model import Connection, Role, Webhook
from proviso.model.transcript_events import MasterKeyChanged, MasterKeyForgotten

from .agency import Agency
from .connections import bound_of as connection_bound
from .roles import SYSTEM, require_role
from .webhooks import bound_of as webhook_bound

AT_ONCE = 500
"""Keys in one transaction: others wait no longer than for any group."""
NAMES = {
    "connections": "vendors’ keys",
    "dispositions": "packages of transfers",
    "objections": "texts of objections",
    "review_papers": "documents and tests of reviews",
    "transcripts": "kept texts",
    "webhooks": "secrets of webhooks",
}
Told = Callable[[int, int], None]
"""Keys that are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """What a change of the master key did."""

    before: str
    after: str
    source: str
    wrapped: int
    lost: tuple[tuple[str, int], ...]
    """What no key at hand opens: in words, and how many."""
    was_begun: bool
    """It went on with a change that had stopped, or with a key that came from elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedAway:
    """How much each master key opens, without opening any text."""

    current: str
    source: str
    opens: int
    earlier: int
    """Wrapped under an earlier key that is here."""
    lost: tuple[tuple[str, int], ...]


def rekey(agency: Agency, *, accept_loss: bool = False, actor: str, at: datetime, told: Told | None = None) -> Rekeyed:
    """Change the master key, or finish a change. What cannot be opened stops it before it begins, unless accepted."""
    ring = agency.sealing_key
    with agency.store.read() as tx:
        _require_right(tx, actor)
        lost = _lost(tx, ring)
        is_begun = _is_begun(tx, ring.ring)
    if lost and not accept_loss:
        raise StoreError(
            f"The master key of some sealed texts is not here ({_listed(lost)}). Nothing was changed.",
            hint="Put that key back. To go on without them for good: --accept-loss.",
        )
    old = ring.ring.current
    fresh = old if old is not None and is_begun else ring.change()
    before = ring.ring.before[0].print.hex() if ring.ring.before else ""
    found = Rekeyed(
        before=before,
        after=fresh.print.hex(),
        source=fresh.source,
        wrapped=_wrap_all(agency, fresh, told),
        lost=lost,
        was_begun=is_begun,
    )
    agency.store.write(lambda tx: _note(tx, found, actor, at))
    return found


def _is_begun(tx: Tx, ring: Ring) -> bool:
    """A key from before is here, and not everything is under the current one yet: a change stopped half-way, or the
    key comes from another source now."""
    if ring.current is None or not ring.before:
        return False
    return any(db.count(tx, place, ring.current.tag) for place in db.places(tx))


def _wrap_all(agency: Agency, fresh: MasterKey, told: Told | None) -> int:
    with agency.store.read() as tx:
        found = db.places(tx)
        every = sum(db.count(tx, place, fresh.tag) for place in found)
    count = 0
    for place in found:
        after: str | None = ""
        while after is not None:
            after, done = agency.store.write(lambda tx, p=place, a=after: _wrap_some(tx, agency, p, fresh, a))  # type: ignore[misc]
            count += done
            if told is not None and done:
                told(count, every)
    return count


def _wrap_some(tx: Tx, agency: Agency, place: Place, fresh: MasterKey, after: str) -> tuple[str | None, int]:
    """The next keys of a table; the row to go on after, None at the end, and how many were wrapped."""
    some = db.others(tx, place, fresh.tag, after, AT_ONCE)
    if not some:
        return None, 0
    keys = []
    for one in some:
        key = _opened(agency.sealing_key, place, one)
        if key is not None:
            keys.append((one.row, fresh.wrap(key)))
    if keys:
        db.put(tx, place, keys)
    return some[-1].row, len(keys)


def _opened(ring: Keyring, place: Place, one: Wrapped) -> bytes | None:
    """A text's own key; None when no key at hand opens it."""
    try:
        return ring.unwrap(one.key, _bound(place, one))
    except StoreError:
        return None


def _bound(place: Place, one: Wrapped) -> str:
    """The record that a key from before 0.6 is bound to."""
    if place.table == "connections":
        return connection_bound(msgspec.json.decode(one.body, type=Connection))
    if place.table == "webhooks":
        return webhook_bound(msgspec.json.decode(one.body, type=Webhook))
    held = msgspec.json.decode(one.body) if one.body else {}
    return str(held.get("id", "")) if isinstance(held, dict) else ""


def _lost(tx: Tx, ring: Keyring) -> tuple[tuple[str, int], ...]:
    """What no key at hand opens, by what it is; only keys under an unknown master key have to be tried."""
    found = []
    current = ring.ring.current
    for place in db.places(tx):
        after, lost = "", 0
        while some := db.others(tx, place, current.tag if current else b"", after, AT_ONCE):
            lost += sum(_opened(ring, place, one) is None for one in some)
            after = some[-1].row
        if lost:
            found.append((NAMES.get(place.table, place.table.replace("_", " ")), lost))
    return tuple(found)


def _listed(lost: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{name}: {count:,}" for name, count in lost)


def _note(tx: Tx, found: Rekeyed, actor: str, at: datetime) -> None:
    event = MasterKeyChanged(
        actor=actor,
        before=found.before,
        after=found.after,
        source=found.source,
        wrapped=found.wrapped,
        lost=sum(count for _, count in found.lost),
    )
    record(tx, at, event)


def forget(agency: Agency, *, actor: str, at: datetime) -> tuple[str, ...]:
    """Destroy the files of the keys from before. Refused as long as one of them opens anything."""
    ring = agency.sealing_key
    current = ring.ring.current
    with agency.store.read() as tx:
        _require_right(tx, actor)
        left = 0 if current is None else sum(db.count(tx, place, current.tag) for place in db.places(tx))
    if current is None:
        raise StoreError("The master key is not here.", hint="Put it back first.")
    if not ring.ring.before:
        raise UsageError("No key from before is here.", hint="proviso records rekey makes a new one.")
    if left:
        raise ConflictError(
            f"{left:,} keys are not wrapped under the current master key. Nothing was destroyed.",
            hint="Run proviso records rekey again first.",
        )
    gone = tuple(master.print.hex() for master in ring.forget())
    if gone:
        agency.store.write(lambda tx: record(tx, at, MasterKeyForgotten(actor=actor, keys=gone)))
    return gone


def locked_away(tx: Tx, agency: Agency) -> LockedAway:
    """What the master key opens and what is lost, for who looks after it."""
    ring = agency.sealing_key.ring
    found = db.places(tx)
    every = sum(db.count(tx, place) for place in found)
    others = sum(db.count(tx, place, ring.current.tag) for place in found) if ring.current else every
    lost = _lost(tx, agency.sealing_key)
    return LockedAway(
        current=ring.current.print.hex() if ring.current else "",
        source=ring.current.source if ring.current else "",
        opens=every - others,
        earlier=others - sum(count for _, count in lost),
        lost=lost,
    )


def _require_right(tx: Tx, actor: str) -> None:
    """Who has the machine, or an administrator."""
    if actor != SYSTEM:
        require_role(tx, actor, Role.ADMIN, to="change the master key")
