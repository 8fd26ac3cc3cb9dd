"""Who else? The exact set of uses that a question asks for, without any text having been kept (139-07.6).

The profiles that match are found first (`profiles.py`), then the uses by one index, whose entries are short.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Label,
    Select,
    String,
    Table,
    Text,
    and_,
    distinct,
    false,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    update,
)

from proviso.model import Decision
from proviso.model.affected import AffectedSet, Left, Question, Tally

from .bodies import body, reader, stamp
from .dialects import holds, json_text, row_key
from .profiles import number, profile_of, profiles
from .rescreenings import finds
from .schema import metadata
from .store import Tx
from .uses import mark_of, read_decision, uses

sets = Table(
    "affected_sets",
    metadata,
    Column("id", String, primary_key=True),
    Column("incident_id", String, nullable=False),
    Column("saved_at", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("affected_sets_by_incident", "incident_id", "saved_at"),
)

ways = Table(
    "tool_ways",
    metadata,
    Column("tool_id", String, primary_key=True),
    Column("since_entry", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("models", Text, nullable=False),
)
"""Which provider and models a tool was connected to, from which entry of the ledger on; `kind` empty: to none."""

_read_set = reader(AffectedSet)
_c, _p = uses.c, profiles.c
_waiting = select(_c.id, _c.body).where(_c.profile.is_(None))
ALL = 2**62
"""Every entry there is."""
DENSE = 20
MOST_WALKED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What a tool was connected to, and for which entries of the ledger."""

    tool_id: str
    since: int
    until: int
    """Not included."""
    kind: str
    models: tuple[str, ...]


def tally(tx: Tx, asked: Question, before: int = ALL) -> Tally:
    """How many uses and people match among the entries before this one; `checked` is how many uses there are."""
    every = select(func.count()).select_from(uses)
    checked = int(tx.conn.execute(every if before >= ALL else every.where(_c.entry_index < before)).scalar_one())
    if asked.is_open and before >= ALL:
        everybody = select(_c.person_id).distinct().subquery()
        people = tx.conn.execute(select(func.count()).select_from(everybody)).scalar_one()
        return Tally(uses=checked, people=int(people), checked=checked)
    matching = select(func.count(), func.count(distinct(_c.person_id))).where(*_matching(tx, asked, before))
    counted = tx.conn.execute(matching).one()
    return Tally(uses=int(counted[0]), people=int(counted[1]), checked=checked)


def is_dense(counted: Tally) -> bool:
    """Whether one use in twenty matches, or more."""
    return counted.uses * DENSE > counted.checked


def found(
    tx: Tx, asked: Question, offset: int = 0, limit: int = 25, before: int = ALL, *, is_dense: bool = False
) -> list[tuple[int, Decision]]:
    """A page of the uses that match, newest first: the number of the entry and the decision.

    Where one in twenty matches (`is_dense`), it is quicker to walk back in time than to sort what matches.
    """
    walks = is_dense and offset < MOST_WALKED
    page = select(_c.entry_index, row_key(uses).label("row"))
    newest = page.where(*_matching(tx, asked, before, walks=walks)).order_by(_c.at.desc(), _c.entry_index.desc())
    rows = [(int(row.entry_index), row.row) for row in tx.conn.execute(newest.offset(offset).limit(limit))]
    bodies = _bodies(tx, [row for _, row in rows])
    return [(entry, bodies[row]) for entry, row in rows]


def every(tx: Tx, asked: Question, before: int = ALL, batch: int = 500) -> Iterator[list[tuple[int, Decision]]]:
    """All that match, in the order of the ledger, some at a time: for a file."""
    query = select(_c.entry_index, row_key(uses).label("row")).where(*_matching(tx, asked, before))
    rows = sorted((int(row.entry_index), row.row) for row in tx.conn.execute(query))
    for start in range(0, len(rows), batch):
        some = rows[start : start + batch]
        bodies = _bodies(tx, [row for _, row in some])
        yield [(entry, bodies[row]) for entry, row in some]


def entries_of(tx: Tx, asked: Question, before: int = ALL) -> list[int]:
    """The numbers of their entries in the ledger, in order."""
    query = select(_c.entry_index).where(*_matching(tx, asked, before))
    return sorted(int(entry) for entry in tx.conn.execute(query).scalars())


def allowed_with_findings(tx: Tx, since: int, before: int) -> list[int]:
    """The entries of allowed uses in which anything was found, in order: the ones that other rules could stop."""
    held = select(_p.id).where(_p.allowed, _p.found != "")
    query = select(_c.entry_index).where(_c.profile.in_(held), _c.entry_index >= since, _c.entry_index < before)
    return sorted(int(entry) for entry in tx.conn.execute(query).scalars())


def people_of(tx: Tx, asked: Question, before: int = ALL) -> list[str]:
    """Whose uses match."""
    query = select(_c.person_id).distinct().where(*_matching(tx, asked, before))
    return sorted(tx.conn.execute(query).scalars())


def digest_of(numbers: Iterable[int]) -> str:
    """SHA-256 over the numbers of the entries of a set, in order, one a line."""
    made = hashlib.sha256()
    for entry in numbers:
        made.update(b"%d\n" % entry)
    return made.hexdigest()


def _bodies(tx: Tx, rows: Sequence[Any]) -> dict[Any, Decision]:
    """The decisions of these rows: by what finds a row quickest, since a use is not indexed by its entry alone."""
    row: Label[Any] = row_key(uses).label("row")
    held = tx.conn.execute(select(row, _c.body).where(row_key(uses).in_(rows)))
    return {one.row: read_decision(one.body) for one in held}


def _matching(tx: Tx, asked: Question, before: int, *, walks: bool = False) -> list[ColumnElement[bool]]:
    """INVARIANT: every column of `uses` here stands in the index `uses_by_profile`, so that no long row is read; but
    for the same text, where the whole digest of the few that have its mark is compared.

    The profiles are always looked up, also where all of them match: without them SQLite reads the long rows.

    `walks`: SQLite shall not look for the profiles by their index, and goes by time.
    """
    profile: ColumnElement[Any] = literal_column("+uses.profile") if walks else _c.profile
    is_way = bool(asked.provider or asked.model)
    fits = _went(tx, asked, profile) if is_way else profile.in_(_profiles(asked))
    wanted: list[ColumnElement[bool]] = [fits, _c.entry_index < before]
    if asked.since is not None:
        wanted.append(_c.at >= stamp(asked.since))
    if asked.until is not None:
        wanted.append(_c.at < stamp(asked.until))
    if asked.later:
        incident, _, until_found = asked.later.partition("@")
        found_then = select(finds.c.decision_id).where(finds.c.incident_id == incident, finds.c.found_at <= until_found)
        wanted.append(_c.id.in_(found_then))
    if asked.digest:
        wanted += [_c.mark == mark_of(asked.digest), json_text(_c.body, "digest") == asked.digest]
    return wanted


def _profiles(asked: Question, tool_id: str = "") -> Select[int]:
    """The profiles that match; `tool_id` takes those of one tool."""
    same = {
        _p.tool_id: tool_id or asked.tool_id,
        _p.component: asked.component,
        _p.channel: asked.channel,
        _p.system_id: asked.system_id,
        _p.purpose: asked.purpose,
    }
    wanted: list[ColumnElement[bool]] = [column == value for column, value in same.items() if value]
    if asked.left is not None:
        wanted.append(_p.allowed.is_(asked.left is Left.ALLOWED))
    if asked.without:
        wanted.append(not_(holds(_p.found, f"|{asked.without}:")))
    if asked.cls and asked.kind:
        wanted.append(holds(_p.found, f"|{asked.cls}:{asked.kind}|"))
    elif asked.cls:
        wanted.append(holds(_p.found, f"|{asked.cls}:"))
    elif asked.kind:
        wanted.append(holds(_p.found, f":{asked.kind}|"))
    return select(_p.id).where(*wanted)


def _went(tx: Tx, asked: Question, profile: ColumnElement[Any]) -> ColumnElement[bool]:
    """Uses of a tool while it was connected to this provider and model."""
    spans = [
        and_(profile.in_(_profiles(asked, way.tool_id)), _c.entry_index >= way.since, _c.entry_index < way.until)
        for way in ways_of(tx)
        if asked.provider in {"", way.kind}
        and (not asked.model or asked.model in way.models)
        and asked.tool_id in {"", way.tool_id}
    ]
    return or_(*spans) if spans else false()


def ways_of(tx: Tx) -> list[Way]:
    """What each tool was connected to, oldest first."""
    held: list[Way] = []
    for row in tx.conn.execute(select(ways).order_by(ways.c.tool_id, ways.c.since_entry)):
        if held and held[-1].tool_id == row.tool_id:
            held[-1] = replace(held[-1], until=row.since_entry)
        models = tuple(msgspec.json.decode(row.models, type=list[str]))
        held.append(Way(tool_id=row.tool_id, since=row.since_entry, until=ALL, kind=row.kind, models=models))
    return [way for way in held if way.kind]


def set_way(tx: Tx, tool_id: str, entry: int, kind: str, models: Sequence[str]) -> None:
    """A tool was connected, or disconnected (`kind` empty), with this entry of the ledger."""
    row = {"tool_id": tool_id, "since_entry": entry, "kind": kind, "models": msgspec.json.encode(models).decode()}
    tx.conn.execute(insert(ways), row)


def kinds(tx: Tx) -> list[tuple[str, str]]:
    """Each class and kind that was ever found in a use, in order."""
    held = tx.conn.execute(select(_p.found).distinct().where(_p.found != "")).scalars()
    pairs = {one.partition(":") for line in held for one in line.strip("|").split("|")}
    return sorted((cls, kind) for cls, _, kind in pairs)


def components(tx: Tx) -> list[str]:
    """Each component whose people asked for a use, in order."""
    return sorted(filter(None, tx.conn.execute(select(_p.component).distinct()).scalars()))


def add_set(tx: Tx, kept: AffectedSet) -> None:
    """Keep a set with its incident."""
    row = {"id": kept.id, "incident_id": kept.incident_id, "saved_at": stamp(kept.saved_at), "body": body(kept)}
    tx.conn.execute(insert(sets), row)


def put_set(tx: Tx, kept: AffectedSet) -> None:
    """Write a set over its row: its people were told."""
    tx.conn.execute(update(sets).where(sets.c.id == kept.id).values(body=body(kept)))


def get_set(tx: Tx, set_id: str) -> AffectedSet | None:
    """One set, None when there is none."""
    held = tx.conn.execute(select(sets.c.body).where(sets.c.id == set_id)).scalar()
    return None if held is None else _read_set(held)


def sets_of(tx: Tx, incident_id: str) -> list[AffectedSet]:
    """The sets that were kept with an incident, newest first."""
    query = select(sets.c.body).where(sets.c.incident_id == incident_id).order_by(sets.c.saved_at.desc(), sets.c.id)
    return [_read_set(held) for held in tx.conn.execute(query).scalars()]


def fill(tx: Tx, limit: int = 1_000) -> int:
    """Give uses of an older release their profile; returns how many got theirs now."""
    rows = tx.conn.execute(_waiting.limit(limit)).all()
    for row in rows:
        decision = read_decision(row.body)
        values = {"profile": number(tx, profile_of(decision)), "mark": mark_of(decision.digest)}
        tx.conn.execute(update(uses).where(_c.id == row.id).values(**values))
    return len(rows)


def is_whole(tx: Tx) -> bool:
    """Whether every use has its profile."""
    return tx.conn.execute(_waiting.with_only_columns(uses.c.id).limit(1)).first() is None
