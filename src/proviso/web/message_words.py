"""What a message is about and where it stands, in words."""

from __future__ import annotations

import re

from proviso.db import people, webhooks
from proviso.db.store import Tx
from proviso.model import Message, MessageState, Way

from . import words as w
from .desk import Desk

WAYS = ((Way.MAIL.value, "Mail"), (Way.WEBHOOK.value, "Webhooks"))
STATES = {
    MessageState.STUCK: "Stuck",
    MessageState.WAITING: "Waiting",
    MessageState.SENT: "Sent",
    MessageState.DROPPED: "Given up",
}
"""What needs somebody comes first."""
NO_SERVER = "No mail server is set, so mail waits here."
DEMO = "Each person of the demo reads theirs under their name, at “Mail (demo)”."
_WORD = re.compile(r"[A-Z]+[a-z]*|[a-z]+|\d+")


def about(message: Message) -> str:
    """ "Approval requested", for `approval-requested` and for `ApprovalRequested`."""
    return kind_words(message.kind)


def kind_words(kind: str) -> str:
    """A kind of message or event as people say it."""
    said = " ".join(word.lower() for word in _WORD.findall(kind))
    return (said[:1].upper() + said[1:]).replace("re review", "re-review")


def recipient(tx: Tx, message: Message) -> str:
    """Who gets it."""
    if message.way is Way.MAIL:
        person = people.get(tx, message.recipient)
        return person.name if person else message.recipient
    webhook = webhooks.get(tx, message.recipient)
    return webhook.url if webhook else "A webhook that was removed"


def state_line(desk: Desk, message: Message) -> str:
    """Where it stands, and what comes next: "Tried 3 times. Next try today at 2:14 p.m. ET." """
    tried = f"Tried {w.count(message.tries, 'time')}." if message.tries else ""
    if message.state is MessageState.WAITING:
        if message.way is Way.MAIL and not sends_mail(desk):
            return "Not sent: this is the demo." if desk.agency.settings.demo else "Not sent: no mail server is set."
        comes = f"Next try {desk.when(message.due_at)}." if message.due_at > desk.now else "It goes out now."
        return f"{tried} {comes}".strip()
    when = desk.when(message.settled_at) if message.settled_at else ""
    said = {
        MessageState.SENT: f"Sent {when}.",
        MessageState.STUCK: f"{tried} Stopped {when}.",
        MessageState.DROPPED: f"Given up {when}.",
    }
    return said[message.state].strip()


def sends_mail(desk: Desk) -> bool:
    """Whether mail leaves this agency at all."""
    return bool(desk.agency.settings.mail_host) and not desk.agency.settings.demo
