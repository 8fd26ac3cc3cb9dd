"""Who is signed in where, so that a restart and another process know it, too.

INVARIANT: of the code in a browser's cookie only a keyed hash is here, and the rest of a row is locked with the
server's key: who reads this table can be nobody. No text of a conversation is in it (docs/adr/0004).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, delete, insert, select, update

from proviso.model import KeptSession

from .bodies import moment, stamp
from .schema import metadata
from .store import Store, Tx

sessions = Table(
    "sessions",
    metadata,
    Column("mark", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("seen_at", String, nullable=False),
    Column("locked", Text, nullable=False),
    Index("sessions_by_person", "person_id"),
    Index("sessions_by_seen", "seen_at"),
)

used_words = Table(
    "used_words",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", String, nullable=False),
    Index("used_words_by_time", "at"),
)
"""Words of a sign-in that were used, as long as they could be used again."""

_FIND = "SELECT person_id, seen_at, locked FROM sessions WHERE mark = ?"


def find(store: Store, mark: str) -> KeptSession | None:
    """The session with this mark; each request asks, so by the driver."""
    for person_id, seen_at, locked in store.glance(_FIND, (mark,)):
        return KeptSession(mark=mark, person_id=person_id, seen_at=moment(seen_at), locked=locked)
    return None


def of_person(tx: Tx, person_id: str) -> list[KeptSession]:
    """The sessions of a person, in whichever process they began."""
    rows = tx.conn.execute(select(sessions).where(sessions.c.person_id == person_id))
    return [
        KeptSession(mark=row.mark, person_id=row.person_id, seen_at=moment(row.seen_at), locked=row.locked)
        for row in rows
    ]


def put(tx: Tx, kept: KeptSession) -> None:
    """Keep a session that begins."""
    row = {"mark": kept.mark, "person_id": kept.person_id, "seen_at": stamp(kept.seen_at), "locked": kept.locked}
    tx.conn.execute(insert(sessions), row)


def change(tx: Tx, kept: KeptSession) -> None:
    """Write what changed of a session; one that has ended meanwhile stays ended."""
    values = {"seen_at": stamp(kept.seen_at), "locked": kept.locked}
    tx.conn.execute(update(sessions).where(sessions.c.mark == kept.mark).values(**values))


def see(tx: Tx, mark: str, at: datetime) -> None:
    """Somebody was there."""
    seen = sessions.c.mark == mark, sessions.c.seen_at < stamp(at)
    tx.conn.execute(update(sessions).where(*seen).values(seen_at=stamp(at)))


def end(tx: Tx, mark: str) -> None:
    """The session is over, for every process."""
    tx.conn.execute(delete(sessions).where(sessions.c.mark == mark))


def end_all(tx: Tx, person_id: str) -> None:
    """Every session of a person is over."""
    tx.conn.execute(delete(sessions).where(sessions.c.person_id == person_id))


def drop_idle(tx: Tx, before: datetime) -> None:
    """Drop the rows of sessions that nobody used since then."""
    tx.conn.execute(delete(sessions).where(sessions.c.seen_at <= stamp(before)))


def is_used(store: Store, word_id: str) -> bool:
    """Whether a word of a sign-in was used."""
    return bool(store.glance("SELECT 1 FROM used_words WHERE id = ?", (word_id,)))


def use(tx: Tx, word_id: str, at: datetime, before: datetime) -> bool:
    """Use a word up; False when somebody was faster. Those that are too old to count are forgotten."""
    tx.conn.execute(delete(used_words).where(used_words.c.at < stamp(before)))
    if tx.conn.execute(select(used_words.c.id).where(used_words.c.id == word_id)).first() is not None:
        return False
    tx.conn.execute(insert(used_words), {"id": word_id, "at": stamp(at)})
    return True
