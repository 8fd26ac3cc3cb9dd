"""Who has a place on a tool whose approval is for so many people (139-07.1): taken with the first use, kept since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, and_, delete, func, insert, select

from .bodies import moment, stamp
from .personnel import people
from .schema import metadata
from .store import Tx
from .uses import uses

places = Table(
    "tool_places",
    metadata,
    Column("tool_id", String, primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("since", String, nullable=False),
    Index("places_by_person", "person_id"),
)

held_by_active = and_(people.c.id == places.c.person_id, people.c.is_active)
"""Who left holds no place: it is free for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One person's place on one tool."""

    person_id: str
    since: datetime


def of_tool(tx: Tx, tool_id: str) -> list[Place]:
    """The places that are taken, oldest first."""
    query = select(places).join(people, held_by_active).where(places.c.tool_id == tool_id).order_by(places.c.since)
    return [Place(person_id=row.person_id, since=moment(row.since)) for row in tx.conn.execute(query)]


def count(tx: Tx, tool_id: str) -> int:
    """How many are taken."""
    query = select(func.count()).select_from(places).join(people, held_by_active).where(places.c.tool_id == tool_id)
    return int(tx.conn.execute(query).scalar_one())


def is_held(tx: Tx, tool_id: str, person_id: str) -> bool:
    """Whether this person has one."""
    query = select(places.c.person_id).where(places.c.tool_id == tool_id, places.c.person_id == person_id)
    return tx.conn.execute(query).first() is not None


def take(tx: Tx, tool_id: str, person_id: str, at: datetime) -> None:
    """Give a person a place that they do not have yet."""
    tx.conn.execute(insert(places).values(tool_id=tool_id, person_id=person_id, since=stamp(at)))


def free(tx: Tx, tool_id: str, person_id: str) -> None:
    """Take a person's place back."""
    tx.conn.execute(delete(places).where(places.c.tool_id == tool_id, places.c.person_id == person_id))


def begin(tx: Tx, tool_id: str) -> None:
    """Count from now on: whoever used the tool until today has a place, since their first use."""
    clear(tx, tool_id)
    first = (
        select(uses.c.tool_id, uses.c.person_id, func.min(uses.c.at))
        .where(uses.c.tool_id == tool_id, uses.c.allowed)
        .group_by(uses.c.tool_id, uses.c.person_id)
    )
    tx.conn.execute(insert(places).from_select(["tool_id", "person_id", "since"], first))


def clear(tx: Tx, tool_id: str) -> None:
    """Count no longer."""
    tx.conn.execute(delete(places).where(places.c.tool_id == tool_id))
