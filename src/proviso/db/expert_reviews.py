"""Texts on their way to official use, who reads them, topics and delegates (139-07.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Column, Index, Integer, Select, String, Table, Text, delete, func, insert, select, update

from proviso.model import ExpertDelegate, ExpertReview, ExpertState, Topic

from .bodies import body, moment, reader, stamp
from .dialects import json_text
from .schema import metadata
from .store import Tx

reviews = Table(
    "expert_reviews",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("author_id", String, nullable=False),
    Column("reviewer_id", String, nullable=False),
    Column("due_on", String, nullable=False),
    Column("asked_at", String, nullable=False),
    Column("official_sha256", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("expert_reviews_by_state", "state", "reviewer_id", "due_on"),
    Index("expert_reviews_by_author", "author_id", "asked_at"),
    Index("expert_reviews_by_hash", "official_sha256"),
)

uses = Table(
    "expert_review_uses",
    metadata,
    Column("decision_id", String, primary_key=True),
    Column("review_id", String, primary_key=True),
)

# Each seat of each review: who has how much to read, and how long it takes.
readings = Table(
    "expert_readings",
    metadata,
    Column("review_id", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("reviewer_id", String, nullable=False),
    Column("given_at", String, nullable=False),
    Column("said_at", String, nullable=False),
    Column("verdict", String, nullable=False),
    Index("expert_readings_by_reviewer", "reviewer_id", "given_at"),
)

topics = Table("expert_topics", metadata, Column("id", String, primary_key=True), Column("body", Text, nullable=False))

delegates = Table(
    "expert_delegates",
    metadata,
    Column("expert_id", String, primary_key=True),
    Column("body", Text, nullable=False),
)

_read, _read_topic, _read_delegate = reader(ExpertReview), reader(Topic), reader(ExpertDelegate)
NEWEST = 50
_R = TypeVar("_R", str, int)
"""Verdicts that are looked at for how long a review usually takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much one expert has to read, and since when they were given nothing."""

    person_id: str
    waiting: int = 0
    last_given: datetime | None = None


def add(tx: Tx, review: ExpertReview) -> None:
    """Keep a new review."""
    tx.conn.execute(insert(reviews), _row(review))
    if review.decisions:
        tx.conn.execute(insert(uses), [{"decision_id": d, "review_id": review.id} for d in set(review.decisions)])
    _put_readings(tx, review)


def put(tx: Tx, review: ExpertReview) -> None:
    """Write a changed review over its row."""
    tx.conn.execute(update(reviews).where(reviews.c.id == review.id).values(**_row(review)))
    _put_readings(tx, review)


def _row(review: ExpertReview) -> dict[str, str]:
    reading = review.reading
    return {
        "id": review.id,
        "state": review.state.value,
        "author_id": review.author_id,
        "reviewer_id": reading.reviewer_id if reading is not None else "",
        "due_on": review.due_on.isoformat(),
        "asked_at": stamp(review.asked_at),
        "official_sha256": review.official_sha256,
        "body": body(review),
    }


def _put_readings(tx: Tx, review: ExpertReview) -> None:
    tx.conn.execute(delete(readings).where(readings.c.review_id == review.id))
    rows = [
        {
            "review_id": review.id,
            "place": place,
            "reviewer_id": seat.reviewer_id,
            "given_at": stamp(seat.given_at or review.asked_at),
            "said_at": stamp(seat.said_at) if seat.said_at else "",
            "verdict": seat.verdict.value if seat.verdict else "",
        }
        for place, seat in enumerate(review.readings)
    ]
    if rows:
        tx.conn.execute(insert(readings), rows)


def get(tx: Tx, review_id: str) -> ExpertReview | None:
    """One review, None when there is none."""
    found = tx.conn.execute(select(reviews.c.body).where(reviews.c.id == review_id)).scalar()
    return None if found is None else _read(found)


def waiting(tx: Tx, reviewer_id: str | None = None) -> list[ExpertReview]:
    """Those that wait for a verdict, soonest due first; of one reader, or (with "") those that nobody has."""
    query = select(reviews.c.body).where(reviews.c.state == ExpertState.WAITING.value)
    if reviewer_id is not None:
        query = query.where(reviews.c.reviewer_id == reviewer_id)
    return _all(tx, query.order_by(reviews.c.due_on, reviews.c.asked_at))


def by_author(tx: Tx, author_id: str, limit: int = 50) -> list[ExpertReview]:
    """A person's own texts, newest first."""
    query = select(reviews.c.body).where(reviews.c.author_id == author_id)
    return _all(tx, query.order_by(reviews.c.asked_at.desc()).limit(limit))


def by_reviewer(tx: Tx, reviewer_id: str, *, limit: int = 25, offset: int = 0) -> list[ExpertReview]:
    """The texts that a person has given a verdict on, newest first."""
    mine = select(readings.c.review_id, func.max(readings.c.said_at).label("said")).where(
        readings.c.reviewer_id == reviewer_id, readings.c.said_at != ""
    )
    found = mine.group_by(readings.c.review_id).subquery()
    query = select(reviews.c.body).join(found, found.c.review_id == reviews.c.id)
    return _all(tx, query.order_by(found.c.said.desc()).limit(limit).offset(offset))


def of_decision(tx: Tx, decision_id: str) -> list[ExpertReview]:
    """The reviews that one use led to, newest first."""
    mine = select(uses.c.review_id).where(uses.c.decision_id == decision_id)
    return _all(tx, select(reviews.c.body).where(reviews.c.id.in_(mine)).order_by(reviews.c.asked_at.desc()))


def by_hash(tx: Tx, sha256: str) -> list[ExpertReview]:
    """The approved reviews of one text, newest first (139-07.4.f)."""
    if not sha256:
        return []
    query = select(reviews.c.body).where(reviews.c.official_sha256 == sha256)
    return _all(tx, query.order_by(reviews.c.asked_at.desc()))


def by_code(tx: Tx, code: str) -> ExpertReview | None:
    """The approved review with this receipt code, None when there is none."""
    query = select(reviews.c.body).where(reviews.c.official_sha256 != "", json_text(reviews.c.body, "code") == code)
    found = tx.conn.execute(query.limit(1)).scalar()
    return None if found is None else _read(found)


def page(tx: Tx, states: Collection[ExpertState] = (), *, limit: int = 25, offset: int = 0) -> list[ExpertReview]:
    """Every review, newest first; `states` leaves out the others."""
    query = _of(select(reviews.c.body), states)
    return _all(tx, query.order_by(reviews.c.asked_at.desc(), reviews.c.id).limit(limit).offset(offset))


def count(tx: Tx, states: Collection[ExpertState] = ()) -> int:
    """How many there are."""
    return int(tx.conn.execute(_of(select(func.count()).select_from(reviews), states)).scalar_one())


def count_of_author(tx: Tx, author_id: str, states: Collection[ExpertState] = ()) -> int:
    """How many of one person's texts stand there."""
    query = _of(select(func.count()).select_from(reviews), states).where(reviews.c.author_id == author_id)
    return int(tx.conn.execute(query).scalar_one())


def load(tx: Tx, person_ids: Collection[str]) -> dict[str, Load]:
    """What waits for each of these experts, and when they were last given something."""
    wanted = sorted(set(person_ids))
    last = select(readings.c.reviewer_id, func.max(readings.c.given_at)).where(readings.c.reviewer_id.in_(wanted))
    given = {who: moment(at) for who, at in tx.conn.execute(last.group_by(readings.c.reviewer_id))}
    held = select(reviews.c.reviewer_id, func.count()).where(
        reviews.c.state == ExpertState.WAITING.value, reviews.c.reviewer_id.in_(wanted)
    )
    waits = {who: int(number) for who, number in tx.conn.execute(held.group_by(reviews.c.reviewer_id))}
    return {who: Load(person_id=who, waiting=waits.get(who, 0), last_given=given.get(who)) for who in wanted}


def owed(tx: Tx, today: date) -> list[tuple[str, int]]:
    """The experts who owe an answer by this day or owed it before, and how many each."""
    query = select(reviews.c.reviewer_id, func.count()).where(
        reviews.c.state == ExpertState.WAITING.value, reviews.c.reviewer_id != "", reviews.c.due_on <= today.isoformat()
    )
    grouped = query.group_by(reviews.c.reviewer_id).order_by(reviews.c.reviewer_id)
    return [(who, int(number)) for who, number in tx.conn.execute(grouped)]


def usual(tx: Tx) -> timedelta | None:
    """How long a verdict usually takes: the middle one of the newest 50; None before there are three."""
    query = select(readings.c.given_at, readings.c.said_at).where(readings.c.said_at != "")
    rows = tx.conn.execute(query.order_by(readings.c.said_at.desc()).limit(NEWEST)).all()
    took = sorted(moment(said) - moment(given) for given, said in rows)
    return took[len(took) // 2] if len(took) >= 3 else None


def all_topics(tx: Tx) -> list[Topic]:
    """Every topic, by name."""
    found = [_read_topic(one) for one in tx.conn.execute(select(topics.c.body)).scalars()]
    return sorted(found, key=lambda topic: (topic.name.casefold(), topic.id))


def topic(tx: Tx, topic_id: str) -> Topic | None:
    """One topic, None when there is none."""
    found = tx.conn.execute(select(topics.c.body).where(topics.c.id == topic_id)).scalar()
    return None if found is None else _read_topic(found)


def put_topic(tx: Tx, held: Topic) -> None:
    """Write a topic over the one before."""
    tx.conn.execute(delete(topics).where(topics.c.id == held.id))
    tx.conn.execute(insert(topics), {"id": held.id, "body": body(held)})


def delegate_of(tx: Tx, expert_id: str, today: date) -> ExpertDelegate | None:
    """Who reads in an expert's place on a day; None: they read themselves."""
    found = named(tx, expert_id)
    return found if found is not None and found.starts_on <= today <= found.ends_on else None


def named(tx: Tx, expert_id: str) -> ExpertDelegate | None:
    """Whom an expert named last, whether it holds today or not."""
    found = tx.conn.execute(select(delegates.c.body).where(delegates.c.expert_id == expert_id)).scalar()
    return None if found is None else _read_delegate(found)


def put_delegate(tx: Tx, held: ExpertDelegate) -> None:
    """Keep whom an expert named, in place of who was named before."""
    drop_delegate(tx, held.expert_id)
    tx.conn.execute(insert(delegates), {"expert_id": held.expert_id, "body": body(held)})


def drop_delegate(tx: Tx, expert_id: str) -> None:
    """From now on they read themselves."""
    tx.conn.execute(delete(delegates).where(delegates.c.expert_id == expert_id))


def _of(query: Select[_R], states: Collection[ExpertState]) -> Select[_R]:
    return query.where(reviews.c.state.in_([state.value for state in states])) if states else query


def _all(tx: Tx, query: Select[str]) -> list[ExpertReview]:
    return [_read(found) for found in tx.conn.execute(query).scalars()]
