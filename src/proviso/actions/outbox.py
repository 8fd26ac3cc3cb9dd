"""Queues mail in the transaction of its cause: what is rolled back tells nobody, and what is told is on record."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from weakref import WeakSet

from proviso.db import outbox as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.identity.ids import new_id
from proviso.model import Message, Way

from .wording import clean_line

LONGEST_SUBJECT, LONGEST_LINE = 60, 300

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
) -> Message | None:
    """Queue one mail to a person, in the caller's transaction; None when there is nobody to tell or it was told.

    `subject` has up to 60 characters, and `lines` are two short sentences: no text of prompts, no findings, no names
    of third persons. `path` is the page that the button opens. A `key` makes it once for this person, for ever. Who
    left gets no mail.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"A mail leads to a page of ours, not to {path!r}.")
    person = people.get(tx, person_id)
    if person is None or not person.is_active:
        return None
    message = Message(
        id=new_id(),
        way=Way.MAIL,
        recipient=person_id,
        kind=kind,
        subject=shortened(clean_line(subject), LONGEST_SUBJECT),
        lines=tuple(shortened(clean_line(line), LONGEST_LINE) for line in lines if line.strip()),
        path=path,
        calendar=calendar,
        queued_at=at,
        due_at=at,
    )
    return message if queue(tx, message, key) else None


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
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
