"""What the agency's directory sent us by SCIM, as it sent it: the people and groups of RFC 7643, beside our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, Row, String, Table, Text, bindparam, delete, func, select, update

from .bodies import moment, stamp
from .schema import metadata
from .store import Tx

resources = Table(
    "scim_resources",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", String, nullable=False),
    Column("changed_at", String, nullable=False),
    Column("roles", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("scim_resources_by_name", "kind", "name", unique=True),
    Index("scim_resources_by_external", "kind", "external_id"),
    Index("scim_resources_by_person", "person_id"),
    Index("scim_resources_by_change", "kind", "changed_at"),
)


_get = select(resources).where(resources.c.id == bindparam("k"), resources.c.kind == bindparam("kind"))
_by_name = select(resources).where(resources.c.kind == bindparam("kind"), resources.c.name == bindparam("k"))
_COLUMNS = ("id", "kind", "name", "external_id", "person_id", "version", "created_at", "changed_at", "roles", "body")
_ADD = f"INSERT INTO scim_resources ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608  # our own names
_ID = "SELECT id FROM scim_resources WHERE kind = ? AND name = ?"
_of_person = select(resources).where(resources.c.person_id == bindparam("k"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One resource as it is kept."""

    id: str
    kind: str
    """`User` or `Group`."""
    name: str
    """`userName` or `displayName`, whatever its case."""
    external_id: str
    person_id: str
    """Empty for a group."""
    version: int
    created_at: datetime
    changed_at: datetime
    roles: frozenset[str]
    """Of a user: the roles that groups gave, each as `group=role`. Of a group: the ids of its members."""
    body: str


def get(tx: Tx, kind: str, resource_id: str) -> Kept | None:
    """One resource, None when there is none of this kind."""
    row = tx.conn.execute(_get, {"k": resource_id, "kind": kind}).first()
    return None if row is None else _kept(row)


def by_name(tx: Tx, kind: str, name: str) -> Kept | None:
    """The resource of this name, whatever its case."""
    row = tx.conn.execute(_by_name, {"k": name.casefold(), "kind": kind}).first()
    return None if row is None else _kept(row)


def id_by_name(tx: Tx, kind: str, name: str) -> str:
    """The id of the resource of this name, whatever its case; empty when there is none."""
    row = tx.raw.execute(_ID, (kind, name.casefold())).fetchone()
    return "" if row is None else str(row[0])


def by_external(tx: Tx, kind: str, external_id: str) -> list[Kept]:
    """The resources that the directory knows by this id of its own."""
    query = select(resources).where(resources.c.kind == kind, resources.c.external_id == external_id)
    return [_kept(row) for row in tx.conn.execute(query.order_by(resources.c.created_at))]


def of_person(tx: Tx, person_id: str) -> Kept | None:
    """The directory's entry of one of our people."""
    row = tx.conn.execute(_of_person, {"k": person_id}).first()
    return None if row is None else _kept(row)


def by_department(tx: Tx, word: str) -> list[Kept]:
    """The people whose entry has this word; `actions/directory.py` looks where it stands."""
    query = select(resources).where(resources.c.kind == "User", resources.c.body.contains(word, autoescape=True))
    return [_kept(row) for row in tx.conn.execute(query)]


def count(tx: Tx, kind: str) -> int:
    """How many there are of a kind."""
    query = select(func.count()).select_from(resources).where(resources.c.kind == kind)
    return int(tx.conn.execute(query).scalar_one())


def count_changed(tx: Tx, kind: str, since: datetime) -> int:
    """How many of them came or changed since then."""
    query = select(func.count()).select_from(resources)
    changed = query.where(resources.c.kind == kind, resources.c.changed_at >= stamp(since))
    return int(tx.conn.execute(changed).scalar_one())


def page(tx: Tx, kind: str, offset: int, limit: int) -> list[Kept]:
    """A part of them, in the order in which they came."""
    query = select(resources).where(resources.c.kind == kind).order_by(resources.c.created_at, resources.c.id)
    return [_kept(row) for row in tx.conn.execute(query.offset(offset).limit(limit))]


def every(tx: Tx, kind: str) -> Iterator[Kept]:
    """All of them, one after the other."""
    query = select(resources).where(resources.c.kind == kind).order_by(resources.c.created_at, resources.c.id)
    for row in tx.conn.execute(query):
        yield _kept(row)


def add(tx: Tx, one: Kept) -> None:
    """Keep a new resource."""
    row = {"id": one.id, "created_at": stamp(one.created_at), **_columns(one)}
    tx.put_now(_ADD, tuple(row[name] for name in _COLUMNS))


def put(tx: Tx, one: Kept) -> None:
    """Write a resource over its row."""
    tx.conn.execute(update(resources).where(resources.c.id == one.id).values(**_columns(one)))


def remove(tx: Tx, resource_id: str) -> None:
    """Forget a resource. The person and the records stay."""
    tx.conn.execute(delete(resources).where(resources.c.id == resource_id))


def _columns(one: Kept) -> dict[str, object]:
    return {
        "kind": one.kind,
        "name": one.name.casefold(),
        "external_id": one.external_id,
        "person_id": one.person_id,
        "version": one.version,
        "changed_at": stamp(one.changed_at),
        "roles": " ".join(sorted(one.roles)),
        "body": one.body,
    }


def _kept(row: Row[tuple[object, ...]]) -> Kept:
    return Kept(
        id=row.id,
        kind=row.kind,
        name=row.name,
        external_id=row.external_id,
        person_id=row.person_id,
        version=row.version,
        created_at=moment(row.created_at),
        changed_at=moment(row.changed_at),
        roles=frozenset(row.roles.split()),
        body=row.body,
    )
