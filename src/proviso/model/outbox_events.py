"""What happened to mail and webhooks, to whom nobody could be told, and who gave what up.

INVARIANT: no subject, no line and no address of a message is here.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSent(Event):
    """The agency's mail server took a mail to a person."""

    message: str
    person: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStuck(Event):
    """A mail or a webhook's message could not be sent, as often as it was tried; an administrator is told."""

    message: str
    way: str
    """`mail` or `webhook`."""
    recipient: str
    """The person, or the webhook."""
    kind: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRetried(Event):
    """An administrator had a message sent again."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDropped(Event):
    """A message was given up: nobody will get it."""

    message: str
    way: str
    recipient: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleReminded(Event):
    """People were told by mail of what ends soon or waits: how many people, and how many things (139-07.2.c)."""

    people: int
    things: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookAdded(Event):
    """A system of the agency hears of these kinds of events from now on; an empty list is all of them."""

    webhook: str
    host: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTested(Event):
    """An administrator had a test message sent to a webhook."""

    webhook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRemoved(Event):
    """A system of the agency hears of events no longer."""

    webhook: str
