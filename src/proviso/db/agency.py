"""The agency itself: its name, its settings by key, its components, and who answers for which office."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, String, Table, Text, bindparam, delete, insert, select

from .schema import metadata
from .store import Tx

agency = Table("agency", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

components_table = Table(
    "components", metadata, Column("id", String, primary_key=True), Column("name", String, nullable=False)
)

offices_table = Table(
    "offices",
    metadata,
    Column("role", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("mail", String, nullable=False),
)

LEARNING_READ = "feed:learning"
"""Key of the moment at which the learning system was last read."""

_get = select(agency.c.value).where(agency.c.key == bindparam("k"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who answers for an office, and how to reach it."""

    role: str
    """A value of `model.Role`: `privacy`, `security`, `training`, `cio_office`…"""
    person_id: str
    name: str
    """"Privacy" """
    phone: str = ""
    mail: str = ""


def get(tx: Tx, key: str) -> str | None:
    """One setting of the agency, None when it was never put."""
    value = tx.conn.execute(_get, {"k": key}).scalar()
    return None if value is None else str(value)


def put(tx: Tx, key: str, value: str) -> None:
    """Set one key."""
    tx.conn.execute(delete(agency).where(agency.c.key == key))
    tx.conn.execute(insert(agency).values(key=key, value=value))


def name(tx: Tx) -> str:
    """The agency's name; empty before there is one."""
    return get(tx, "name") or ""


def offices(tx: Tx) -> dict[str, Office]:
    """Each office by its role."""
    rows = tx.conn.execute(select(offices_table).order_by(offices_table.c.role))
    return {
        row.role: Office(role=row.role, person_id=row.person_id, name=row.name, phone=row.phone, mail=row.mail)
        for row in rows
    }


def put_office(tx: Tx, office: Office) -> None:
    """Name the person who answers for an office."""
    tx.conn.execute(delete(offices_table).where(offices_table.c.role == office.role))
    tx.conn.execute(
        insert(offices_table).values(
            role=office.role, person_id=office.person_id, name=office.name, phone=office.phone, mail=office.mail
        )
    )


_COMPONENTS = "SELECT id, name FROM components ORDER BY name"


def components(tx: Tx) -> dict[str, str]:
    """Name of each component by its id."""
    return dict(tx.raw.execute(_COMPONENTS).fetchall())


def put_component(tx: Tx, component: str, title: str) -> None:
    """Name a component."""
    tx.conn.execute(delete(components_table).where(components_table.c.id == component))
    tx.conn.execute(insert(components_table).values(id=component, name=title))
