"""What the agency says to people by mail and to its systems by webhook, from the moment when it is queued."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Way(StrEnum):
    """How a message travels."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    """The mail server or the system took it."""
    STUCK = "stuck"
    """Tried as often as it is tried; somebody has to look."""
    DROPPED = "dropped"
    """An administrator gave it up, or who should get it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail, or one call of a webhook.

    INVARIANT: no text of a prompt or an answer, no findings, and no names of third persons are here.
    """

    id: str
    """Its code; the mail's Message-ID and the webhook's `webhook-id` are made of it, so that a twin can be known."""
    way: Way
    recipient: str
    """A person's id, or a webhook's."""
    kind: str
    """`approval-requested`, `ends-soon`; for a webhook the kind of event."""
    subject: str = ""
    lines: tuple[str, ...] = ()
    path: str = ""
    """The page that its button opens."""
    calendar: str = field(default="", repr=False)
    """Dates for the person's calendar (RFC 5545), attached."""
    payload: str = field(default="", repr=False)
    """What a webhook sends: the event as it stands in the ledger."""
    queued_at: datetime
    due_at: datetime
    """When it is tried next."""
    state: MessageState = MessageState.WAITING
    tries: int = 0
    error: str = ""
    """Why the last try did not work, in a sentence."""
    settled_at: datetime | None = None
    """When it was sent, got stuck or was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A system of the agency that hears of events when they are in the ledger. Its secret is never here."""

    id: str
    url: str
    kinds: tuple[str, ...]
    """Names of events; empty: all of them."""
    added_by: str
    added_at: datetime
