"""Streams of the ledger's events to the agency's monitoring: administrators add, try, pause and remove them (R-172).

INVARIANT: a stream's place moves only when everything before it was taken, so a receiver that is down loses nothing;
and it holds up neither the ledger nor another stream.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from proviso.db import entries, incidents, people
from proviso.db import exports as db
from proviso.db.store import Tx
from proviso.errors import DeliveryError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.identity.keyring import Keyring
from proviso.journal import record
from proviso.ledger import canonical
from proviso.model import Role, Stream, StreamWay, is_private_host
from proviso.model.export_events import (
    StreamAdded,
    StreamCaughtUp,
    StreamLate,
    StreamPaused,
    StreamRemoved,
    StreamResumed,
    StreamTested,
)
from proviso.model.veils import veiled

from .outbox import notify, ring
from .roles import SYSTEM, require_role
from .sealing import seal, unseal
from .webhooks import PREFIX, SECRET_BYTES, check_url

MOST = 20
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=15)
"""After a try that was not taken, doubled each time."""
LATE_AFTER = timedelta(minutes=30)
"""An event that waits for longer makes its stream late."""
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}\.jsonl")
HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
LAST_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A stream, and its secret if it has one: the only time that it is seen."""

    stream: Stream
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is to be sent to one receiver now."""

    stream: Stream
    entries: tuple[entries.Entry, ...]


def add(
    tx: Tx,
    way: StreamWay,
    address: str,
    *,
    from_start: bool,
    sealing_key: Keyring,
    may_be_private: bool,
    actor: str,
    at: datetime,
) -> Added:
    """Send the ledger's events to another system, from now on or from the first entry on."""
    require_role(tx, actor, Role.ADMIN, to="add a stream of events")
    check_address(way, address, may_be_private=may_be_private)
    every = db.all(tx)
    if len(every) >= MOST:
        raise UsageError(f"There are {MOST} streams already.", hint="Remove one that nobody needs.")
    if any((one.way, one.address) == (way, address) for one in every):
        raise UsageError("There is a stream to this place already.", hint="The list shows it.")
    stream = Stream(id=new_id(), way=way, address=address, added_by=actor, added_at=at)
    first = 0 if from_start else entries.size(tx) + len(tx.records)
    record(tx, at, StreamAdded(actor=actor, stream=stream.id, way=way.value, host=host_of(stream), from_entry=first))
    secret = ""
    if way is StreamWay.WEBHOOK:
        secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    db.add(tx, stream, seal(secret, _bound(stream), sealing_key) if secret else (b"", b""), first)
    tx.committed.append(ring)
    return Added(stream=stream, secret=secret)


def send_test(tx: Tx, stream_id: str, *, actor: str, at: datetime) -> Stream:
    """Have a test event sent, also to a stream that is paused; the list says what became of it."""
    require_role(tx, actor, Role.ADMIN, to="test a stream of events")
    stream = replace(_get(tx, stream_id), wants_test=True, tested="")
    db.put(tx, stream)
    record(tx, at, StreamTested(actor=actor, stream=stream.id))
    tx.committed.append(ring)
    return stream


def pause(tx: Tx, stream_id: str, *, actor: str, at: datetime) -> Stream:
    """Send nothing for now; the stream keeps its place."""
    require_role(tx, actor, Role.ADMIN, to="pause a stream of events")
    stream = _get(tx, stream_id)
    if stream.is_paused:
        return stream
    paused = replace(stream, is_paused=True)
    db.put(tx, paused)
    record(tx, at, StreamPaused(actor=actor, stream=stream.id))
    return paused


def resume(tx: Tx, stream_id: str, *, actor: str, at: datetime) -> Stream:
    """Go on where it stopped, at once: also for one that waits after a try that was not taken."""
    require_role(tx, actor, Role.ADMIN, to="let a stream of events go on")
    stream = _get(tx, stream_id)
    resumed = replace(stream, is_paused=False, tries=0)
    db.put(tx, resumed, at)
    if stream.is_paused:
        record(tx, at, StreamResumed(actor=actor, stream=stream.id))
    tx.committed.append(ring)
    return resumed


def remove(tx: Tx, stream_id: str, *, actor: str, at: datetime) -> Stream:
    """Send nothing any more; the ledger says how far its receiver was told."""
    require_role(tx, actor, Role.ADMIN, to="remove a stream of events")
    stream = _get(tx, stream_id)
    next_entry = db.places(tx)[stream.id]
    db.remove(tx, stream.id)
    record(tx, at, StreamRemoved(actor=actor, stream=stream.id, next_entry=next_entry))
    return stream


def batch_of(tx: Tx, stream_id: str, most: int) -> Batch | None:
    """What a stream sends next; None when it is gone."""
    stream = db.get(tx, stream_id)
    if stream is None:
        return None
    found = () if stream.is_paused else tuple(entries.page(tx, db.places(tx)[stream_id], most))
    return Batch(stream=stream, entries=leaving(tx, found))


def leaving(tx: Tx, found: Sequence[entries.Entry]) -> tuple[entries.Entry, ...]:
    """Entries as they leave for others: of a classified spill, only that it is there (139-07.6)."""
    hidden = incidents.classified(tx)
    return tuple(_veiled(entry, hidden) for entry in found) if hidden else tuple(found)


def _veiled(entry: entries.Entry, hidden: frozenset[str]) -> entries.Entry:
    record_ = entry.record
    after = veiled(record_, hidden)
    return entry if after is record_ else replace(entry, raw=msgspec.json.encode(after, order="sorted"))


def taken(tx: Tx, stream_id: str, holder: str, next_index: int, *, at: datetime) -> None:
    """Everything before this entry was taken."""
    stream = db.get(tx, stream_id)
    if stream is None or not db.move(tx, stream_id, holder, next_index):
        return
    has_caught_up = stream.is_late and next_index >= entries.size(tx) + len(tx.records)
    after = replace(stream, tries=0, error="", error_at=None, taken_at=at, is_late=stream.is_late and not has_caught_up)
    db.put(tx, after, at)
    if has_caught_up:
        record(tx, at, StreamCaughtUp(actor=SYSTEM, stream=stream_id))


def refused(tx: Tx, stream_id: str, holder: str, fault: DeliveryError, *, at: datetime) -> None:
    """It was not taken: the place stays, the next try comes later, and after a while somebody is told."""
    stream = db.get(tx, stream_id)
    if stream is None or not db.holds(tx, stream_id, holder):
        return
    wait = min(FIRST_PAUSE * 2 ** min(stream.tries, 10), LONGEST_PAUSE)
    said = f"{fault.message} {fault.hint}".strip()
    first = db.places(tx)[stream_id]
    late = stream.is_late or is_late(tx, stream, first, at=at)
    after = replace(stream, tries=stream.tries + 1, error=said, error_at=at, is_late=late)
    db.put(tx, after, at + wait)
    if late and not stream.is_late:
        record(tx, at, StreamLate(actor=SYSTEM, stream=stream_id, from_entry=first))
        _tell(tx, after, at)


def tested(tx: Tx, stream_id: str, sentence: str) -> None:
    """What became of a test."""
    stream = db.get(tx, stream_id)
    if stream is not None:
        db.put(tx, replace(stream, wants_test=False, tested=sentence))


def secret_of(tx: Tx, stream: Stream, sealing_key: Keyring) -> str:
    """The secret of a webhook, for who signs a batch with it now."""
    sealed = db.sealed(tx, stream.id)
    if sealed is None:
        raise NotFoundError("This stream has no secret any more.", hint="Add it again.")
    return unseal(sealed, _bound(stream), sealing_key)


def check_address(way: StreamWay, address: str, *, may_be_private: bool) -> None:
    """Raise what is wrong with where a stream goes, as far as can be seen without asking anybody."""
    if way is StreamWay.WEBHOOK:
        check_url(address, may_be_private=may_be_private)
    elif way is StreamWay.FILE:
        if not FILE_NAME.fullmatch(address):
            raise UsageError(
                "This is no name of a file for a stream.",
                hint="It looks like siem.jsonl: small letters, digits, dots and dashes. It lies in the home.",
            )
    else:
        host, port = split(address)
        if not (HOST.fullmatch(host) or _is_address(host)) or not 0 < port <= LAST_PORT:
            raise UsageError("This is no address of a syslog server.", hint="It looks like siem.dcs.example:6514.")
        if way is not StreamWay.TLS and not is_private_host(host):
            raise UsageError(
                "Events leave the agency’s network over TLS only.", hint="Choose TLS, or a server inside the agency."
            )


def split(address: str) -> tuple[str, int]:
    """Host and port of `siem.dcs.example:6514` or `[::1]:6514`; port 0 where there is none."""
    host, _, port = address.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), int(port) if port.isascii() and port.isdecimal() else 0


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def host_of(stream: Stream) -> str:
    """The host, or the name of the file: what the ledger says of an address."""
    if stream.way is StreamWay.WEBHOOK:
        return urlsplit(stream.address).hostname or ""
    return split(stream.address)[0] if stream.is_syslog else stream.address


def is_late(tx: Tx, stream: Stream, place: int, *, at: datetime) -> bool:
    """Whether an event has waited for long since it happened, the stream was added, or the one before was taken."""
    entry = None if stream.is_paused else entries.get(tx, place)
    if entry is None:
        return False
    return (
        stream.is_late or at - max(moment_of(entry), stream.added_at, stream.taken_at or stream.added_at) > LATE_AFTER
    )


def moment_of(entry: entries.Entry) -> datetime:
    """When it happened."""
    return datetime.fromisoformat(canonical.stamp_of(entry.raw))


def _tell(tx: Tx, stream: Stream, at: datetime) -> None:
    for admin in people.with_role(tx, Role.ADMIN):
        notify(
            tx,
            admin.id,
            "stream-late",
            subject="A stream of events is late",
            lines=("Its receiver has taken nothing for half an hour.", "Nothing is lost: it goes on when it is back."),
            path="/exports",
            at=at,
            key=f"stream-late:{stream.id}:{at:%Y-%m-%d}",
        )


def _bound(stream: Stream) -> str:
    """What a sealed secret is for: it opens for no other address."""
    return f"stream:{stream.id}:{stream.address}"


def _get(tx: Tx, stream_id: str) -> Stream:
    stream = db.get(tx, stream_id)
    if stream is None:
        raise NotFoundError("There is no such stream.", hint="The list shows all of them.")
    return stream
