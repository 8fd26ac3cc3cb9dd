"""How far each person is with the steps, counted ahead, so that a list of 50,000 people can be filtered and sorted.

It is a copy and never decides: a decision reads the records. Triggers mark whose records changed, whichever process or
program changed them, and what is marked is counted anew (`actions/readiness.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Index,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
)

from proviso.model import Person

from .dialects import Trigger
from .personnel import people, read_person
from .schema import metadata
from .store import Tx

readiness = Table(
    "readiness",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("missing", String, nullable=False),
    Column("ends_on", String, nullable=False),
    Column("changes_on", String, nullable=False),
    Column("rules", String, nullable=False),
    Index("readiness_by_change", "changes_on"),
    Index("readiness_by_missing", "missing"),
)
"""`missing`: the steps that are not done, with spaces around each; empty: ready. `changes_on`: the first day on which
it changes by itself. `rules`: the pack under which it was counted."""

uncounted = Table("uncounted", metadata, Column("person_id", String, primary_key=True))
"""Whose records changed since they were counted."""

LAST_DAY = "9999-12-31"
AT_ONCE = 500
_NOT_YET = {"missing": "?", "ends_on": "", "changes_on": "", "rules": ""}
OF_PERSON = (("people", "id"), *((table, "person_id") for table in ("approvals", "trainings", "acknowledgements")))
OF_EVERYBODY = ("tools", "pack_periods", "waivers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One person as they were counted."""

    person_id: str
    missing: tuple[str, ...]
    """Steps that are not done, in order; empty: ready."""
    ends_on: date | None
    """The last day on which it stays so; None when it has no end."""
    rules: str


def marking() -> tuple[Trigger, ...]:
    """The statements by which migration 0009 has changes marked. They stand in databases: never change them."""
    mine = [
        _trigger(table, when, f"INSERT INTO uncounted VALUES ({row}.{column})", rows=True)  # noqa: S608  # names of ours
        for table, column in (*OF_PERSON, ("accounts", "person_id"))
        for when, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ]
    all_ = [
        _trigger(table, when, "INSERT INTO uncounted SELECT id FROM people")
        for table in OF_EVERYBODY
        for when in ("INSERT", "UPDATE", "DELETE")
    ]
    return (*mine, *all_)


def _trigger(table: str, when: str, then: str, *, rows: bool = False) -> Trigger:
    return Trigger(f"{table}_{when.lower()}_uncounted", when, table, then, ignores=True, rows=rows)


_is_old = or_(readiness.c.changes_on <= bindparam("today"), ~readiness.c.rules.in_(bindparam("rules", expanding=True)))


def due(tx: Tx, today: date, rules: Sequence[str], most: int) -> list[str]:
    """Whom to count next: whose records changed, whose day has come, or who was counted under other rules."""
    marked = list(tx.conn.execute(select(uncounted.c.person_id).limit(most)).scalars())
    if len(marked) < most:
        old = select(readiness.c.person_id).where(_is_old).limit(most - len(marked))
        marked += tx.conn.execute(old, {"today": today.isoformat(), "rules": list(rules)}).scalars()
    return list(dict.fromkeys(marked))


def waiting(tx: Tx, today: date, rules: Sequence[str]) -> int:
    """How many people wait to be counted."""
    old = select(func.count()).select_from(readiness).where(_is_old)
    is_old = tx.conn.execute(old, {"today": today.isoformat(), "rules": list(rules)}).scalar_one()
    return int(tx.conn.execute(select(func.count()).select_from(uncounted)).scalar_one()) + int(is_old)


def claim(tx: Tx, ids: Sequence[str]) -> None:
    """Take these off the marks; until they are counted, their rows are old, so that nobody is forgotten."""
    for some in _parts(ids):
        tx.conn.execute(delete(uncounted).where(uncounted.c.person_id.in_(some)))
        tx.conn.execute(delete(readiness).where(readiness.c.person_id.in_(some)))
        tx.conn.execute(insert(readiness), [{**_NOT_YET, "person_id": person_id} for person_id in some])


def put(tx: Tx, counted: Iterable[Counted], ids: Sequence[str]) -> None:
    """Keep what was counted in place of what was before. Of `ids`, who was not counted is not there any more."""
    rows = [
        {
            "person_id": one.person_id,
            "missing": " ".join(("", *one.missing, "")) if one.missing else "",
            "ends_on": one.ends_on.isoformat() if one.ends_on else LAST_DAY,
            "changes_on": date.fromordinal(one.ends_on.toordinal() + 1).isoformat() if one.ends_on else LAST_DAY,
            "rules": one.rules,
        }
        for one in counted
    ]
    for some in _parts(ids):
        tx.conn.execute(delete(readiness).where(readiness.c.person_id.in_(some)))
    if rows:
        tx.conn.execute(insert(readiness), rows)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Parts that one statement takes."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which people a list shows; what is empty does not count."""

    search: str = ""
    component: str = ""
    role: str = ""
    supervisor: str = ""
    step: str = ""
    """Lacks this step."""
    state: str = ""
    """`ready`, `stuck`, `here` or `left`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One person of a list, as they were counted."""

    person: Person
    missing: tuple[str, ...] | None
    """None: not counted yet."""
    ends_on: date | None


NOT_COUNTED = "?"
SORTS: dict[str, tuple[ColumnElement[str], ...]] = {
    "name": (people.c.sort_name,),
    "component": (people.c.component, people.c.sort_name),
    "status": (readiness.c.missing, readiness.c.ends_on, people.c.sort_name),
}
_both = people.outerjoin(readiness, readiness.c.person_id == people.c.id)


def listed(tx: Tx, wanted: Wanted, sort: str = "name", offset: int = 0, limit: int = 25) -> list[Listed]:
    """A page of people with how far they are; `-` before the sort turns it round."""
    columns = SORTS[sort.removeprefix("-")]
    order = [column.desc() if sort.startswith("-") else column.asc() for column in (*columns, people.c.id)]
    query = select(people.c.id).select_from(_source(wanted, sort)).where(*_terms(wanted)).order_by(*order)
    # The page's ids come from indexes; only its own rows are read whole.
    ids = list(tx.conn.execute(query.offset(offset).limit(limit)).scalars())
    found = {one.person.id: one for some in _parts(ids) for one in _read(tx, some)}
    return [found[person_id] for person_id in ids]


def _read(tx: Tx, ids: Sequence[str]) -> list[Listed]:
    query = select(people.c.body, readiness.c.missing, readiness.c.ends_on).select_from(_both)
    return [_listed(*row) for row in tx.conn.execute(query.where(people.c.id.in_(ids)))]


def _source(wanted: Wanted, sort: str = "name") -> FromClause:
    """The people alone, unless it takes what was counted."""
    return _both if wanted.step or wanted.state or sort.endswith("status") else people


def count_listed(tx: Tx, wanted: Wanted) -> int:
    """How many people `listed` would find."""
    query = select(func.count()).select_from(_source(wanted)).where(*_terms(wanted))
    return int(tx.conn.execute(query).scalar_one())


def _terms(wanted: Wanted) -> list[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = [
        people.c.words.contains(word, autoescape=True) for word in wanted.search.casefold().split()
    ]
    if wanted.component:
        terms.append(people.c.component == wanted.component)
    if wanted.role:
        terms.append(people.c.roles.contains(f" {wanted.role} ", autoescape=True))
    if wanted.supervisor:
        terms.append(people.c.supervisor_id == wanted.supervisor)
    if wanted.step:
        terms.append(readiness.c.missing.contains(f" {wanted.step} ", autoescape=True))
    if wanted.step or wanted.state in {"ready", "stuck", "here"}:
        terms.append(people.c.is_active)
    if wanted.state == "ready":
        terms.append(readiness.c.missing == "")
    elif wanted.state == "stuck":
        terms.append(readiness.c.missing.not_in(("", NOT_COUNTED)))
    elif wanted.state == "left":
        terms.append(~people.c.is_active)
    return terms


def _listed(text: str, missing: str | None, ends_on: str | None) -> Listed:
    is_counted = missing is not None and missing != NOT_COUNTED
    return Listed(
        person=read_person(text),
        missing=tuple((missing or "").split()) if is_counted else None,
        ends_on=date.fromisoformat(ends_on) if is_counted and ends_on and ends_on != LAST_DAY else None,
    )
