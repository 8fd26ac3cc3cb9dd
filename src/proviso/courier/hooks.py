"""Webhooks: reads the ledger's new entries for who wants to hear of them, and posts them, signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from proviso.actions import outbox as change
from proviso.actions import webhooks as change_webhooks
from proviso.actions.agency import Agency
from proviso.db import outbox, webhooks
from proviso.delivery import Hook, deliver
from proviso.errors import DeliveryError, NotFoundError, StoreError
from proviso.identity.ids import new_id
from proviso.model import Message, Way, Webhook

AT_ONCE = 20
LEASE = timedelta(minutes=3)
LAST_START = timedelta(minutes=1)
"""No delivery is begun later than this: it must be over, and said to be, before the lease ends."""
PAUSE = timedelta(minutes=1)
"""For the rest of what waits for a system that took one thing not."""
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""Where a demo may send to: nothing leaves the computer."""


class HookRound:
    """One look at what waits for systems."""

    def __init__(self, agency: Agency, clock: Callable[[], datetime]) -> None:
        self._agency = agency
        self._clock = clock

    def __call__(self) -> bool:
        """Queue what is new, hand over what is due; True when more may wait."""
        store, at = self._agency.store, self._clock()
        more = webhooks.wait(store) and store.write(lambda tx: change_webhooks.tell(tx, at=at)) > 0
        if not outbox.waits(store, Way.WEBHOOK, at):
            return more
        holder = new_id()
        due = store.write(lambda tx: outbox.lease(tx, Way.WEBHOOK, holder, at=at, until=at + LEASE, most=AT_ONCE))
        try:
            self._carry(due, holder, at)
        finally:
            store.write(lambda tx: outbox.release(tx, holder))
        return bool(due)

    def _carry(self, due: list[Message], holder: str, at: datetime) -> None:
        refusing: dict[str, DeliveryError] = {}
        for message in due:
            if self._clock() >= at + LAST_START:
                return
            fault = refusing.get(message.recipient)
            if fault is not None:
                self._put_off(message, holder, fault)
                continue
            try:
                self._hand_over(message, holder)
            except DeliveryError as refused:
                refusing[message.recipient] = refused

    def _put_off(self, message: Message, holder: str, fault: DeliveryError) -> None:
        until = self._clock() + PAUSE
        self._agency.store.write(lambda tx: change.put_off(tx, message, holder, fault, until=until))

    def _hand_over(self, message: Message, holder: str) -> None:
        """One event; a fault is on record before it is raised on."""
        store = self._agency.store
        with store.read() as tx:
            webhook = webhooks.get(tx, message.recipient)
        if webhook is None:
            store.write(lambda tx: change.give_up(tx, message, holder, at=self._clock()))
            return
        try:
            deliver(self._hook(webhook), message.id, message.payload, self._clock())
        except DeliveryError as fault:
            said = fault
            store.write(lambda tx: change.failed(tx, message, holder, said, at=self._clock()))
            raise
        store.write(lambda tx: change.sent(tx, message, holder, at=self._clock()))

    def _hook(self, webhook: Webhook) -> Hook:
        settings = self._agency.settings
        if settings.demo and urlsplit(webhook.url).hostname not in HERE:
            raise DeliveryError("This is the demo, and nothing leaves this computer.", is_final=True)
        try:
            with self._agency.store.read() as tx:
                secret = change_webhooks.secret_of(tx, webhook, self._agency.sealing_key)
        except (NotFoundError, StoreError):
            raise DeliveryError("Its secret cannot be opened.", hint="Remove the webhook and add it again.") from None
        return Hook(url=webhook.url, secret=secret, may_be_private=settings.may_be_inside(webhook.url))
