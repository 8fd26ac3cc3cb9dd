"""Systems of the agency that hear of events: what goes to them is what stands in the ledger, signed, and no more.

INVARIANT: a secret is in no event, no page but the one that shows it once, and no error.
"""

from __future__ import annotations

import base64
import ipaddress
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from proviso.db import entries, incidents
from proviso.db import webhooks as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.identity.keyring import Keyring
from proviso.journal import record
from proviso.model import Message, Role, Way, Webhook, event_types, is_private_host
from proviso.model.outbox_events import WebhookAdded, WebhookRemoved, WebhookTested
from proviso.model.veils import veiled

from .outbox import drop_all, queue
from .roles import require_role
from .sealing import seal, unseal

PREFIX, SECRET_BYTES = "whsec_", 32
"""Standard Webhooks 1.0: 24 to 64 random bytes."""
LONGEST_URL, MOST = 500, 20
AT_ONCE = 500
"""Entries of the ledger that are read in one transaction."""
TEST = "ProvisoTest"
PRIVATE = "This address is inside the agency’s own network."
ALLOW = "Who runs the server can allow that with PROVISO_PRIVATE_HOSTS."


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A webhook, and its secret: the only time that it is seen."""

    webhook: Webhook
    secret: str = field(repr=False)


def add(
    tx: Tx,
    url: str,
    kinds: Collection[str],
    *,
    sealing_key: Keyring,
    may_be_private: bool,
    actor: str,
    at: datetime,
) -> Added:
    """Let a system hear of these kinds of events from now on; no kind is all of them."""
    require_role(tx, actor, Role.ADMIN, to="add a webhook")
    check_url(url, may_be_private=may_be_private)
    unknown = sorted(set(kinds) - {kind.__name__ for kind in event_types()})
    if unknown:
        raise UsageError(f"There is no kind of event called {unknown[0]!r}.")
    if len(db.all(tx)) >= MOST:
        raise UsageError(f"There are {MOST} webhooks already.", hint="Remove one that nobody needs.")
    webhook = Webhook(id=new_id(), url=url, kinds=tuple(sorted(set(kinds))), added_by=actor, added_at=at)
    secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    event = WebhookAdded(actor=actor, webhook=webhook.id, host=urlsplit(url).hostname or "", kinds=webhook.kinds)
    index = record(tx, at, event)
    db.add(tx, webhook, seal(secret, bound_of(webhook), sealing_key), index + 1)
    return Added(webhook=webhook, secret=secret)


def remove(tx: Tx, webhook_id: str, *, actor: str, at: datetime) -> int:
    """A system hears of events no longer; what waits for it is given up. Returns how much that was."""
    require_role(tx, actor, Role.ADMIN, to="remove a webhook")
    webhook = _get(tx, webhook_id)
    waiting = drop_all(tx, Way.WEBHOOK, webhook.id, actor=actor, at=at)
    db.remove(tx, webhook.id)
    record(tx, at, WebhookRemoved(actor=actor, webhook=webhook.id))
    return waiting


def send_test(tx: Tx, webhook_id: str, *, actor: str, at: datetime) -> Message:
    """Queue a message that says nothing, so that the other side can be tried."""
    require_role(tx, actor, Role.ADMIN, to="test a webhook")
    webhook = _get(tx, webhook_id)
    message = _message(webhook.id, TEST, _stamp(at), {"actor": actor, "webhook": webhook.id}, None, at)
    queue(tx, message)
    record(tx, at, WebhookTested(actor=actor, webhook=webhook.id))
    return message


def tell(tx: Tx, *, at: datetime) -> int:
    """Queue the ledger's new entries for who wants to hear of them; returns how many entries were read."""
    read, hidden = 0, incidents.classified(tx)
    for webhook in db.all(tx):
        begin = db.told(tx)[webhook.id]
        found = entries.page(tx, begin, AT_ONCE)
        for entry in found:
            kind = entry.record.event
            if (not webhook.kinds or kind in webhook.kinds) and not _is_echo(entry.record.data):
                data = veiled(entry.record, hidden).data
                message = _message(webhook.id, kind, entry.record.at, data, entry.index, at)
                queue(tx, message, f"entry:{entry.index}")
        if found:
            db.tell(tx, webhook.id, found[-1].index + 1)
        read += len(found)
    return read


def _is_echo(data: Mapping[str, object]) -> bool:
    """Whether it is about a message of a webhook: told to webhooks, each that is stuck would make another."""
    return data.get("way") == Way.WEBHOOK.value


def secret_of(tx: Tx, webhook: Webhook, sealing_key: Keyring) -> str:
    """The secret, for who signs a message with it now."""
    sealed = db.sealed(tx, webhook.id)
    if sealed is None:
        raise NotFoundError("This webhook has no secret any more.", hint="Add it again.")
    return unseal(sealed, bound_of(webhook), sealing_key)


def check_url(url: str, *, may_be_private: bool) -> None:
    """Raise what is wrong with the address of a webhook, as far as can be seen without asking anybody."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not host or not is_plain or port == 0 or parts.scheme not in {"http", "https"}:
        raise UsageError("This is no address of the web.", hint="It looks like https://systems.dcs.example/proviso.")
    if parts.username or parts.password or parts.fragment:
        raise UsageError("Leave out names, passwords and marks (#).", hint="The signature says who sends.")
    if parts.scheme == "http" and not may_be_private:
        raise UsageError("The address must begin with https://.", hint="Events go out over TLS only.")
    with suppress(ValueError):
        if not may_be_private and not ipaddress.ip_address(host).is_global:
            raise UsageError(PRIVATE, hint=ALLOW)
    if not may_be_private and is_private_host(host):
        raise UsageError(PRIVATE, hint=ALLOW)


def _message(
    webhook_id: str, kind: str, stamp: str, data: dict[str, object], index: int | None, at: datetime
) -> Message:
    said = {"type": kind, "timestamp": stamp, "data": data} | ({} if index is None else {"entry": index})
    return Message(
        id=new_id(),
        way=Way.WEBHOOK,
        recipient=webhook_id,
        kind=kind,
        payload=msgspec.json.encode(said, order="deterministic").decode(),
        queued_at=at,
        due_at=at,
    )


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def bound_of(webhook: Webhook) -> str:
    """What a sealed secret is for: it opens for no other address."""
    return f"webhook:{webhook.id}:{webhook.url}"


def _get(tx: Tx, webhook_id: str) -> Webhook:
    webhook = db.get(tx, webhook_id)
    if webhook is None:
        raise NotFoundError("There is no such webhook.", hint="The list shows all of them.")
    return webhook
