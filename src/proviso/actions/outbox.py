"""Queues mail in the transaction of its cause, and says what became of it: what is rolled back tells nobody.

Nothing is lost: a message waits until it is sent, and one that was tried too often waits for an administrator.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakSet

from proviso.db import outbox as db
from proviso.db import people
from proviso.db.audiences import people_here
from proviso.db.store import Tx
from proviso.errors import ConflictError, DeliveryError, NotFoundError
from proviso.identity.ids import new_id, read_id
from proviso.journal import record
from proviso.model import Message, MessageState, Role, Way
from proviso.model.outbox_events import MailSent, MessageDropped, MessageRetried, MessageStuck

from .roles import SYSTEM, require_role
from .wording import clean_line

LONGEST_SUBJECT, LONGEST_LINE = 60, 300
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60))
"""After each try that did not work; after the last one the message is stuck."""
AT_ONCE = timedelta()
MOST_DROPPED = 100_000
KEEP = timedelta(days=180)
"""How long what was sent or given up stays on the list."""

bells: WeakSet[threading.Event] = WeakSet()
"""Rung when something was queued in this process; whoever sends waits for one. Other processes look by themselves."""


def notify(
    tx: Tx,
    person_id: str,
    kind: str,
    *,
    subject: str,
    lines: Sequence[str],
    path: str,
    at: datetime,
    key: str = "",
    calendar: str = "",
    after: timedelta = AT_ONCE,
) -> Message | None:
    """Queue one mail to a person, in the caller's transaction; None when there is nobody to tell or it was told.

    `subject` has up to 60 characters, and `lines` are two short sentences: no text of prompts, no findings, no names
    of third persons. `path` is the page that the button opens. A `key` makes it once for this person, for ever. Who
    left gets no mail. `after` is how long it waits before it leaves, so that its cause can be undone.
    """
    made = _mail(kind, subject, lines, path, at, calendar)
    made = replace(made, due_at=at + after)
    person = people.get(tx, person_id)
    if person is None or not person.is_active:
        return None
    message = replace(made, recipient=person_id)
    return message if queue(tx, message, key) else None


def notify_many(
    tx: Tx,
    person_ids: Sequence[str],
    kind: str,
    *,
    subject: str,
    lines: Sequence[str],
    path: str,
    at: datetime,
    key: str,
) -> int:
    """The same mail to many people, quickly: the writer waits for it. Returns to how many."""
    made = _mail(kind, subject, lines, path, at)
    here = people_here(tx, person_ids)
    count = db.add_many(tx, [replace(made, id=new_id(), recipient=who) for who in here], key)
    if count:
        tx.committed.append(ring)
    return count


def is_waiting(tx: Tx, person_id: str, key: str) -> bool:
    """Whether this mail is still here, and nobody is sending it."""
    return db.is_free(tx, Way.MAIL, person_id, key)


def withdraw(tx: Tx, person_id: str, key: str) -> None:
    """Take a mail out that has not left: what it is about was undone."""
    db.take_out(tx, Way.MAIL, person_id, key)


def _mail(kind: str, subject: str, lines: Sequence[str], path: str, at: datetime, calendar: str = "") -> Message:
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"A mail leads to a page of ours, not to {path!r}.")
    return Message(
        id=new_id(),
        way=Way.MAIL,
        recipient="",
        kind=kind,
        subject=shortened(clean_line(subject), LONGEST_SUBJECT),
        lines=tuple(shortened(clean_line(line), LONGEST_LINE) for line in lines if line.strip()),
        path=path,
        calendar=calendar,
        queued_at=at,
        due_at=at,
    )


def queue(tx: Tx, message: Message, key: str = "") -> bool:
    """Put a message into the outbox, and ring for who sends it once it is durable; False when it was there already."""
    is_new = db.add(tx, message, key)
    if is_new:
        tx.committed.append(ring)
    return is_new


def ring() -> None:
    """Wake whoever sends in this process."""
    for bell in list(bells):
        bell.set()


def shortened(text: str, most: int) -> str:
    """The text within its length, cut at a word."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    whole = head if text[most - 1] == " " else head.rsplit(" ", 1)[0]
    return whole.rstrip(" ,.;:") + "…"


def sent(tx: Tx, message: Message, holder: str, *, at: datetime) -> None:
    """It was taken. Nothing changes when somebody else holds the message by now: they say what became of it."""
    if not db.holds(tx, message.id, holder):
        return
    after = replace(message, state=MessageState.SENT, tries=message.tries + 1, error="", settled_at=at)
    db.put(tx, after)
    if message.way is Way.MAIL:
        record(tx, at, MailSent(actor=SYSTEM, message=message.id, person=message.recipient, kind=message.kind))


def failed(tx: Tx, message: Message, holder: str, fault: DeliveryError, *, at: datetime) -> None:
    """It was not taken: it is tried again later, or is stuck when no further try can help."""
    if not db.holds(tx, message.id, holder):
        return
    tried = replace(message, tries=message.tries + 1, error=_said(fault))
    if not fault.is_final and tried.tries <= len(WAITS):
        db.put(tx, replace(tried, due_at=at + WAITS[tried.tries - 1]))
        return
    db.put(tx, replace(tried, state=MessageState.STUCK, settled_at=at))
    event = MessageStuck(
        actor=SYSTEM,
        message=message.id,
        way=message.way.value,
        recipient=message.recipient,
        kind=message.kind,
        tries=tried.tries,
    )
    record(tx, at, event)


def put_off(tx: Tx, message: Message, holder: str, fault: DeliveryError, *, until: datetime) -> None:
    """It was not tried, because nothing is taken at the moment. That is not this message's fault, so no try counts."""
    if db.holds(tx, message.id, holder):
        db.put(tx, replace(message, error=_said(fault), due_at=until))


def give_up(tx: Tx, message: Message, holder: str, *, at: datetime) -> None:
    """Who should get it is gone."""
    if db.holds(tx, message.id, holder):
        _drop(tx, message, actor=SYSTEM, at=at)


def retry(tx: Tx, message_id: str, *, actor: str, at: datetime) -> Message:
    """An administrator, or who has the machine, has a message sent again, now."""
    _require_right(tx, actor, to="send this again")
    message = _get(tx, message_id)
    if message.state in {MessageState.SENT, MessageState.DROPPED}:
        raise ConflictError(f"This message was {message.state.value} already.", hint="Nothing was changed.")
    again = replace(message, state=MessageState.WAITING, tries=0, due_at=at, settled_at=None)
    db.put(tx, again)
    record(tx, at, MessageRetried(actor=actor, message=message.id))
    tx.committed.append(ring)
    return again


def drop(tx: Tx, message_id: str, *, actor: str, at: datetime) -> Message:
    """An administrator, or who has the machine, gives a message up: nobody will get it."""
    _require_right(tx, actor, to="give this up")
    message = _get(tx, message_id)
    if message.state in {MessageState.SENT, MessageState.DROPPED}:
        raise ConflictError(f"This message was {message.state.value} already.", hint="Nothing was changed.")
    return _drop(tx, message, actor=actor, at=at)


def drop_all(tx: Tx, way: Way, recipient: str, *, actor: str, at: datetime) -> int:
    """Give up whatever waits for a recipient that is taken away; returns how much that was."""
    waiting = [
        message
        for state in (MessageState.WAITING, MessageState.STUCK)
        for message in db.page(tx, way.value, state.value, recipient, limit=MOST_DROPPED)
    ]
    for message in waiting:
        _drop(tx, message, actor=actor, at=at)
    return len(waiting)


def _drop(tx: Tx, message: Message, *, actor: str, at: datetime) -> Message:
    dropped = replace(message, state=MessageState.DROPPED, settled_at=at)
    db.put(tx, dropped)
    event = MessageDropped(
        actor=actor, message=message.id, way=message.way.value, recipient=message.recipient, kind=message.kind
    )
    record(tx, at, event)
    return dropped


def _get(tx: Tx, message_id: str) -> Message:
    message = db.get(tx, read_id(message_id))
    if message is None:
        raise NotFoundError(f"There is no message {message_id}.", hint="See: proviso outbox list")
    return message


def _require_right(tx: Tx, actor: str, *, to: str) -> None:
    if actor != SYSTEM:
        require_role(tx, actor, Role.ADMIN, to=to)


def _said(fault: DeliveryError) -> str:
    return f"{fault.message} {fault.hint}".strip()
