"""Objections: "I think this is wrong", to a named office, with a date (139-07 fn6: review and redress)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from proviso.model import Decision, Objection

from .bodies import body, reader, stamp
from .engines import forget
from .profiles import leads, led_by, profiles
from .schema import metadata
from .store import Tx
from .uses import read_decision, uses

objections = Table(
    "objections",
    metadata,
    Column("id", String, primary_key=True),
    Column("decision_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("office", String, nullable=False),
    Column("state", String, nullable=False),
    Column("sent_at", String, nullable=False),
    Column("due_on", String, nullable=False),
    Column("body", Text, nullable=False),
    # How long a correction would hold, by the pack of the day on which it was sent; 0: none is possible.
    Column("correction_days", Integer, nullable=False),
    # The text, sealed under a key of its own, and that key, wrapped; both are emptied when the office has answered.
    Column("sealed_text", LargeBinary),
    Column("wrapped_key", LargeBinary),
    Index("objections_by_office", "office", "state", "due_on"),
    Index("objections_by_person", "person_id"),
    Index("objections_by_decision", "decision_id"),
)

read_objection = reader(Objection)

AFTER = timedelta(days=1)
"""An objection is sent after its denial, whatever two clocks say."""
AT_ONCE = 500
"""Denials that one statement looks for. A join would begin with every use of the time."""


def add(tx: Tx, objection: Objection, sealed: tuple[bytes, bytes] | None = None, *, correction_days: int = 0) -> None:
    """Keep an objection; `sealed` is the locked text and its wrapped key, with the person's consent only."""
    tx.conn.execute(
        insert(objections),
        {
            "id": objection.id,
            "decision_id": objection.decision_id,
            "person_id": objection.person_id,
            "office": objection.office,
            "state": objection.state.value,
            "sent_at": stamp(objection.sent_at),
            "due_on": objection.due_on.isoformat(),
            "body": body(objection),
            "correction_days": correction_days,
            "sealed_text": sealed[0] if sealed else None,
            "wrapped_key": sealed[1] if sealed else None,
        },
    )


def put_answered(tx: Tx, objection: Objection) -> None:
    """Write the answer over the row, and destroy the text that came with it, unless it says that it still has it."""
    row = update(objections).where(objections.c.id == objection.id)
    tx.conn.execute(row.values(state=objection.state.value, body=body(objection)))
    if not objection.has_text:
        drop_text(tx, objection)


def put_open(tx: Tx, objection: Objection) -> None:
    """The objection waits again: its answer was undone."""
    row = update(objections).where(objections.c.id == objection.id)
    tx.conn.execute(row.values(state=objection.state.value, body=body(objection)))


def drop_text(tx: Tx, objection: Objection) -> None:
    """Destroy the text that came with an objection, and its key."""
    gone = body(replace(objection, has_text=False))
    row = update(objections).where(objections.c.id == objection.id)
    tx.conn.execute(row.values(body=gone, sealed_text=None, wrapped_key=None))
    tx.committed.append(lambda: forget(tx.conn))


def with_text(tx: Tx, *, is_answered: bool = False) -> list[Objection]:
    """The objections whose text is still here, oldest first; those that were answered alone, if that is asked."""
    wanted = select(objections.c.body).where(objections.c.sealed_text.is_not(None))
    if is_answered:
        wanted = wanted.where(objections.c.state != "open")
    return _read(tx, wanted.order_by(objections.c.sent_at, objections.c.id))


def sealed_text(tx: Tx, objection_id: str) -> tuple[bytes, bytes] | None:
    """The locked text and its wrapped key, None when there is none (any more)."""
    query = select(objections.c.sealed_text, objections.c.wrapped_key).where(objections.c.id == objection_id)
    row = tx.conn.execute(query).first()
    return None if row is None or row.sealed_text is None else (row.sealed_text, row.wrapped_key)


def correction_days(tx: Tx, objection_id: str) -> int:
    """How many days a correction would hold; 0 when the rule allows none."""
    query = select(objections.c.correction_days).where(objections.c.id == objection_id)
    return int(tx.conn.execute(query).scalar() or 0)


def get(tx: Tx, objection_id: str) -> Objection | None:
    """One objection, None when there is none."""
    found = tx.conn.execute(select(objections.c.body).where(objections.c.id == objection_id)).scalar()
    return None if found is None else read_objection(found)


def open_for(tx: Tx, office: str) -> list[Objection]:
    """What an office still owes an answer, by due date."""
    wanted = select(objections.c.body).where(objections.c.office == office, objections.c.state == "open")
    return _read(tx, wanted.order_by(objections.c.due_on, objections.c.sent_at))


def by_person(tx: Tx, person_id: str) -> list[Objection]:
    """One person's objections, newest first."""
    wanted = select(objections.c.body).where(objections.c.person_id == person_id)
    return _read(tx, wanted.order_by(objections.c.sent_at.desc()))


def by_decision(tx: Tx, decision_id: str) -> list[Objection]:
    """The objections to one decision, newest first."""
    wanted = select(objections.c.body).where(objections.c.decision_id == decision_id)
    return _read(tx, wanted.order_by(objections.c.sent_at.desc()))


def answered(tx: Tx, office: str, limit: int = 25) -> list[Objection]:
    """What an office has answered, newest first."""
    wanted = select(objections.c.body).where(objections.c.office == office, objections.c.state != "open")
    return _read(tx, wanted.order_by(objections.c.sent_at.desc()).limit(limit))


_denied = select(
    profiles.c.lead,
    # Each profile by the index: joined, SQLite would read every long row of the time.
    select(func.count())
    .where(uses.c.profile == profiles.c.id, uses.c.at >= bindparam("since"), uses.c.at < bindparam("until"))
    .correlate(profiles)
    .scalar_subquery(),
).where(~profiles.c.allowed)
_waiting = select(uses.c.body).where(
    uses.c.profile.is_(None), ~uses.c.allowed, uses.c.at >= bindparam("since"), uses.c.at < bindparam("until")
)
"""Those of an older release that wait for their profile (`affected.fill`)."""


def denied_kinds(tx: Tx, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """How many denials each recognizer and kind led in that time; both empty where nothing in a text led."""
    between = {"since": stamp(since), "until": stamp(until)}
    led = [(str(lead), int(count)) for lead, count in tx.conn.execute(_denied, between)]
    led += [(led_by(read_decision(found)), 1) for found in tx.conn.execute(_waiting, between).scalars()]
    counted: Counter[tuple[str, str]] = Counter()
    for lead, count in led:
        counted.update(dict.fromkeys(leads(lead), count))
    return {about: count for about, count in counted.items() if count}


def over(tx: Tx, since: datetime, until: datetime) -> list[tuple[Objection, Decision]]:
    """The objections to the denials of that time, each with its denial, newest first."""
    sent = objections.c.sent_at >= stamp(since - AFTER)
    wanted = select(objections.c.decision_id, objections.c.body).where(sent)
    found = tx.conn.execute(wanted.order_by(objections.c.sent_at.desc(), objections.c.id)).all()
    denials: dict[str, Decision] = {}
    for start in range(0, len(found), AT_ONCE):
        ids = [row.decision_id for row in found[start : start + AT_ONCE]]
        query = select(uses.c.id, uses.c.body).where(uses.c.id.in_(ids))
        between = query.where(uses.c.at >= stamp(since), uses.c.at < stamp(until))
        denials.update((row.id, read_decision(row.body)) for row in tx.conn.execute(between))
    return [(read_objection(row.body), denials[row.decision_id]) for row in found if row.decision_id in denials]


def _read(tx: Tx, query: Select[str]) -> list[Objection]:
    return [read_objection(found) for found in tx.conn.execute(query).scalars()]
