"""Every use that was decided: the decision whole, and beside it the columns that pages search."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    literal_column,
    select,
)

from proviso.errors import NotFoundError
from proviso.model import Decision

from .bodies import body, reader, stamp
from .dialects import Trigger
from .profiles import Profile, number, profile_of
from .schema import entries, metadata
from .store import Tx

uses = Table(
    "uses",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("tool_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("rule", String, nullable=False),
    Column("entry_index", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("system_id", String, nullable=False, server_default=""),
    Column("profile", Integer),
    Column("mark", Integer),
)
# As the pages list them, newest first: a page far back skips entries of an index, never rows.
Index("uses_by_time", uses.c.at, uses.c.id.desc())
Index("uses_by_person", uses.c.person_id, uses.c.at, uses.c.id.desc(), uses.c.tool_id, uses.c.allowed)
Index("uses_by_tool", uses.c.tool_id, uses.c.at, uses.c.id.desc(), uses.c.rule)
Index("uses_by_rule", uses.c.rule, uses.c.at, uses.c.id.desc())
# What a spill asks for (`affected.py`): short, since the rows are long. None is a use that waits for its profile.
Index("uses_by_profile", uses.c.profile, uses.c.at, uses.c.entry_index, uses.c.person_id, uses.c.mark)
# Only uses of systems stand in it: a person's use pays nothing for it.
Index("uses_by_system", uses.c.system_id, uses.c.at, sqlite_where=uses.c.system_id != "")

counts = Table(
    "use_counts",
    metadata,
    Column("tool_id", String, primary_key=True),
    Column("rule", String, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""How many uses there are of each tool and leading rule. A trigger counts, in the transaction of the use."""

COUNTING = Trigger(
    "uses_counted",
    "INSERT",
    "uses",
    "INSERT INTO use_counts (tool_id, rule, number) VALUES (NEW.tool_id, NEW.rule, 1) "
    "ON CONFLICT (tool_id, rule) DO UPDATE SET number = use_counts.number + 1",
    rows=True,
)
"""Migration 0029 makes it; it stands in databases: never change it."""

MOST = 10_000
"""So many are counted one by one; what is beyond is "more than"."""

read_decision = reader(Decision)
INSERT = (
    "INSERT INTO uses (id, at, person_id, tool_id, purpose, allowed, rule, body, system_id, mark, entry_index, "
    "profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_get = select(uses.c.body).where(uses.c.id == bindparam("k"))
_IS_DENIED = uses.c.rule > ""
"""Each denial has a rule that led, and nothing else has one: the index of the rules counts them alone."""


Row = tuple[tuple[str, str, str, str, str, bool, str, str, str, int], Profile]
"""The columns of one decision, all but the number of its entry; and its profile."""


def row_of(decision: Decision) -> Row:
    """The row of a decision; `rule` is the one that leads, empty when allowed."""
    columns = (
        decision.id,
        stamp(decision.at),
        decision.person_id,
        decision.tool_id,
        decision.purpose,
        decision.allowed,
        decision.reasons[0].rule if decision.reasons else "",
        body(decision),
        decision.system_id,
        mark_of(decision.digest),
    )
    return columns, profile_of(decision)


def mark_of(digest: str) -> int:
    """The first 60 bits of a keyed digest: finds the same text among a million without an index of its own."""
    return int(digest[:15] or "0", 16)


def add(tx: Tx, row: Row, entry_index: int) -> None:
    """Keep a decision beside its entry in the ledger."""
    columns, profile = row
    tx.put(INSERT, (*columns, entry_index, number(tx, profile)))


def get(tx: Tx, decision_id: str) -> Decision | None:
    """One decision, None when there is none."""
    found = tx.conn.execute(_get, {"k": decision_id}).scalar()
    return None if found is None else read_decision(found)


def entry_index(tx: Tx, decision_id: str) -> int:
    """Where the decision stands in the ledger."""
    found = tx.conn.execute(select(uses.c.entry_index).where(uses.c.id == decision_id)).scalar()
    if found is None:
        raise NotFoundError(f"There is no decision {decision_id}.", hint="Check the eight letters and digits.")
    return int(found)


def records_of(tx: Tx, ids: Collection[str]) -> dict[str, tuple[int, bytes | None]]:
    """Where each of these decisions stands in the ledger, and its record; None where a damaged ledger has none."""
    both = uses.outerjoin(entries, entries.c.idx == uses.c.entry_index)
    query = select(uses.c.id, uses.c.entry_index, entries.c.record).select_from(both).where(uses.c.id.in_(list(ids)))
    return {row[0]: (int(row[1]), row[2]) for row in tx.conn.execute(query)}


def by_person(tx: Tx, person_id: str, offset: int = 0, limit: int = 25) -> list[Decision]:
    """A page of one person's uses, newest first."""
    return search(tx, person=person_id, offset=offset, limit=limit)


def count_by_person(tx: Tx, person_id: str) -> int:
    """How many uses a person has asked for."""
    return count(tx, person=person_id)


def last_by_person(tx: Tx, person_id: str) -> Decision | None:
    """A person's newest use: tool and purpose come from it, nothing is asked twice."""
    return next(iter(by_person(tx, person_id, limit=1)), None)


def search(
    tx: Tx,
    person: str = "",
    tool: str = "",
    rule: str = "",
    allowed: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    offset: int = 0,
    limit: int = 25,
    system: str = "",
    *,
    oldest_first: bool = False,
) -> list[Decision]:
    """A page of uses, newest first. `rule` is the `@id` of the rule that led; `until` is not included."""
    order = (uses.c.at, uses.c.id.desc()) if oldest_first else (uses.c.at.desc(), uses.c.id)
    query = select(uses.c.id).where(*_filters(person, tool, rule, allowed, since, until, system))
    ids = query.order_by(*order).offset(offset).limit(limit).scalar_subquery()
    page = select(uses.c.body).where(uses.c.id.in_(ids)).order_by(*order)
    return [read_decision(found) for found in tx.conn.execute(page).scalars()]


def count(
    tx: Tx,
    person: str = "",
    tool: str = "",
    rule: str = "",
    allowed: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    system: str = "",
    most: int | None = None,
) -> int:
    """How many uses `search` would find; with `most`, no more than those are counted one by one.

    Without a person, a time and a system it is the sum of some rows, however many uses there are.
    """
    if not (person or since or until or system):
        return _sum(tx, tool, rule, allowed)
    filters = _filters(person, tool, rule, allowed if person or system else None, since, until, system)
    if allowed is not None and not (person or system):  # by the rule, which the indexes have
        filters.append(_IS_DENIED if not allowed else uses.c.rule == "")
    found = select(uses.c.at).where(*filters).limit(most).subquery()
    return int(tx.conn.execute(select(func.count()).select_from(found)).scalar_one())


def _sum(tx: Tx, tool: str, rule: str, allowed: bool | None) -> int:
    wanted: list[ColumnElement[bool]] = [counts.c.tool_id == tool] if tool else []
    if rule:
        wanted.append(counts.c.rule == rule)
    if allowed is not None:
        wanted.append(counts.c.rule == "" if allowed else counts.c.rule > "")
    return int(tx.conn.execute(select(func.coalesce(func.sum(counts.c.number), 0)).where(*wanted)).scalar_one())


def rules(tx: Tx) -> list[str]:
    """Each rule that ever led a denial."""
    query = select(counts.c.rule).distinct().where(counts.c.rule > "")
    return list(tx.conn.execute(query.order_by(counts.c.rule)).scalars())


def _filters(
    person: str,
    tool: str,
    rule: str,
    allowed: bool | None,
    since: datetime | None,
    until: datetime | None,
    system: str,
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if system:  # the second condition, as the index has it, lets the index be used
        wanted += [uses.c.system_id == system, uses.c.system_id != literal_column("''")]
    if person:
        wanted.append(uses.c.person_id == person)
    if tool:
        wanted.append(uses.c.tool_id == tool)
    if rule:
        wanted.append(uses.c.rule == rule)
    if allowed is not None:
        wanted.append(uses.c.allowed.is_(allowed))
    if since is not None:
        wanted.append(uses.c.at >= stamp(since))
    if until is not None:
        wanted.append(uses.c.at < stamp(until))
    return wanted
