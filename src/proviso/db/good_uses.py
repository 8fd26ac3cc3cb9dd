"""The shared examples, and who found which helpful (139-07.8.e)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Index, Integer, String, Table, Text, delete, func, insert, select, update

from proviso.model.good_uses import GoodUse, GoodUseState

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Tx

good_uses = Table(
    "good_uses",
    metadata,
    Column("id", String, primary_key=True),
    Column("author_id", String, nullable=False),
    Column("tool_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("state", String, nullable=False),
    Column("review_id", String, nullable=False),
    Column("shared_at", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("good_uses_by_state", "state", "shared_at"),
    Index("good_uses_by_author", "author_id", "shared_at"),
    Index("good_uses_by_review", "review_id"),
)
"""`words` are what a search looks through, in small letters."""

votes = Table(
    "good_use_votes",
    metadata,
    Column("good_use_id", String, primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("at", String, nullable=False),
)

_read = reader(GoodUse)
_c = good_uses.c
MOST_WORDS = 8
"""Words of a search that count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for; empty fields let all through."""

    text: str = ""
    purpose: str = ""
    tool_id: str = ""
    author_id: str = ""
    by_votes: bool = False


def add(tx: Tx, one: GoodUse) -> None:
    """Keep a new example."""
    tx.conn.execute(insert(good_uses), {"id": one.id, **_row(one)})


def put(tx: Tx, one: GoodUse) -> None:
    """Write a changed example over its row."""
    tx.conn.execute(update(good_uses).where(_c.id == one.id).values(**_row(one)))


def _row(one: GoodUse) -> dict[str, object]:
    return {
        "author_id": one.author_id,
        "tool_id": one.tool_id,
        "purpose": one.purpose,
        "state": one.state.value,
        "review_id": one.review_id,
        "shared_at": stamp(one.shared_at),
        "tries": one.tries,
        "words": "\n".join((one.title, one.prompt, one.watch, one.note if one.has_note else "")).casefold(),
        "body": body(one),
    }


def get(tx: Tx, good_use_id: str) -> GoodUse | None:
    """One example, None when there is none."""
    found = tx.conn.execute(select(_c.body).where(_c.id == good_use_id)).scalar()
    return None if found is None else _read(found)


def of_review(tx: Tx, review_id: str) -> GoodUse | None:
    """The example that is shared of a review; None when there is none."""
    query = select(_c.body).where(_c.review_id == review_id, _c.state == GoodUseState.SHARED.value)
    found = tx.conn.execute(query.limit(1)).scalar()
    return None if found is None else _read(found)


def search(tx: Tx, wanted: Wanted, offset: int = 0, limit: int = 25) -> list[GoodUse]:
    """A page of the shared examples, newest first or by votes."""
    helped = select(func.count()).where(votes.c.good_use_id == _c.id).correlate(good_uses).scalar_subquery()
    order = (helped.desc(), _c.shared_at.desc(), _c.id) if wanted.by_votes else (_c.shared_at.desc(), _c.id)
    query = select(_c.body).where(*_filters(wanted)).order_by(*order).offset(offset).limit(limit)
    return [_read(found) for found in tx.conn.execute(query).scalars()]


def count(tx: Tx, wanted: Wanted) -> int:
    """How many `search` would find."""
    return int(tx.conn.execute(select(func.count()).select_from(good_uses).where(*_filters(wanted))).scalar_one())


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = [_c.state == GoodUseState.SHARED.value]
    for column, value in (
        (_c.purpose, wanted.purpose),
        (_c.tool_id, wanted.tool_id),
        (_c.author_id, wanted.author_id),
    ):
        if value:
            kept.append(column == value)
    words = wanted.text.casefold().split()[:MOST_WORDS]
    return kept + [_c.words.contains(word, autoescape=True) for word in words]


def lessons(tx: Tx, text: str, limit: int = 200) -> list[GoodUse]:
    """The shared examples of reviews that were returned, newest first."""
    query = select(_c.body).where(*_filters(Wanted(text=text)), _c.review_id != "").order_by(_c.shared_at.desc())
    found = [_read(one) for one in tx.conn.execute(query).scalars()]
    return [one for one in found if one.was_returned][:limit]


def by_author(tx: Tx, author_id: str, limit: int = 100) -> list[GoodUse]:
    """What one person shared, newest first, also what was taken away since."""
    query = select(_c.body).where(_c.author_id == author_id).order_by(_c.shared_at.desc(), _c.id).limit(limit)
    return [_read(found) for found in tx.conn.execute(query).scalars()]


def notes_to_answer(tx: Tx, reviewer_id: str) -> list[GoodUse]:
    """The shared examples of whose notes this reviewer is asked."""
    query = select(_c.body).where(_c.state == GoodUseState.SHARED.value, _c.review_id != "")
    found = [_read(one) for one in tx.conn.execute(query).scalars()]
    return [one for one in found if one.note_by == reviewer_id and one.note_state.value == "asked"]


def vote(tx: Tx, good_use_id: str, person_id: str, at: datetime) -> bool:
    """Keep a vote; False when this person has voted for it already."""
    if has_voted(tx, good_use_id, person_id):
        return False
    tx.conn.execute(insert(votes), {"good_use_id": good_use_id, "person_id": person_id, "at": stamp(at)})
    return True


def take_vote(tx: Tx, good_use_id: str, person_id: str) -> bool:
    """Take a vote back; False when there is none."""
    mine = (votes.c.good_use_id == good_use_id, votes.c.person_id == person_id)
    return bool(tx.conn.execute(delete(votes).where(*mine)).rowcount)


def has_voted(tx: Tx, good_use_id: str, person_id: str) -> bool:
    """Whether this person found it helpful."""
    mine = (votes.c.good_use_id == good_use_id, votes.c.person_id == person_id)
    return tx.conn.execute(select(votes.c.at).where(*mine)).first() is not None


def votes_of(tx: Tx, good_use_ids: Sequence[str]) -> dict[str, int]:
    """How many people found each helpful."""
    query = select(votes.c.good_use_id, func.count()).where(votes.c.good_use_id.in_(good_use_ids))
    return {code: int(total) for code, total in tx.conn.execute(query.group_by(votes.c.good_use_id))}
