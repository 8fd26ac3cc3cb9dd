"""Every use that was decided: the decision whole, and beside it the columns that pages search."""

from __future__ import annotations

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
from .profiles import Profile, number, profile_of
from .schema import metadata
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
    Index("uses_by_time", "at"),
    Index("uses_by_person", "person_id", "at"),
    Index("uses_by_tool", "tool_id", "at"),
    Index("uses_by_rule", "rule", "at"),
)
# What a spill asks for (`affected.py`): short, since the rows are long. None is a use that waits for its profile.
Index("uses_by_profile", uses.c.profile, uses.c.at, uses.c.entry_index, uses.c.person_id, uses.c.mark)
# Only uses of systems stand in it: a person's use pays nothing for it.
Index("uses_by_system", uses.c.system_id, uses.c.at, sqlite_where=uses.c.system_id != "")

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
) -> list[Decision]:
    """A page of uses, newest first. `rule` is the `@id` of the rule that led; `until` is not included."""
    query = select(uses.c.body).where(*_filters(person, tool, rule, allowed, since, until, system))
    page = query.order_by(uses.c.at.desc(), uses.c.id).offset(offset).limit(limit)
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
) -> int:
    """How many uses `search` would find."""
    by_rule = allowed is False and not (person or tool or rule or system)
    filters = _filters(person, tool, rule, None if by_rule else allowed, since, until, system)
    if by_rule:
        filters.append(_IS_DENIED)
    return int(tx.conn.execute(select(func.count()).select_from(uses).where(*filters)).scalar_one())


def count_by_rule(tx: Tx, since: datetime | None = None) -> dict[str, int]:
    """How often each rule led a denial; never by person (this is not a watch on staff)."""
    query = select(uses.c.rule, func.count()).where(_IS_DENIED).group_by(uses.c.rule)
    if since is not None:
        query = query.where(uses.c.at >= stamp(since))
    return {rule: int(total) for rule, total in tx.conn.execute(query)}


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
