"""Kept texts, the holds on them, and what became of them (R-078, R-079).

A text stands here sealed, its own key beside it, wrapped; both are emptied when it is destroyed, and the row stays to
say that it was here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from proviso.model import Disposition, DispositionState, HoldState, LegalHold, TextKind, TextState, Transcript

from . import releases
from .bodies import body, reader, stamp
from .dialects import json_text
from .engines import forget
from .incidents import boxes
from .schema import metadata
from .store import Tx

transcripts = Table(
    "transcripts",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("record_class", String, nullable=False),
    Column("state", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("tool_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("decision_id", String, nullable=False),
    Column("case_id", String, nullable=False),
    Column("kept_at", String, nullable=False),
    Column("due_on", String),
    Column("chars", Integer, nullable=False),
    Column("body", Text, nullable=False),
    # The text, locked under a key of its own, and that key, wrapped; both are emptied when it is destroyed.
    Column("locked", LargeBinary),
    Column("wrapped", LargeBinary),
    Index("transcripts_by_person", "person_id", "kept_at"),
    Index("transcripts_by_class", "state", "record_class", "due_on"),
    Index("transcripts_by_decision", "decision_id"),
    Index("transcripts_by_case", "case_id"),
    Index("transcripts_by_time", "kept_at"),
)

holds = Table(
    "legal_holds",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("set_at", String, nullable=False),
    Column("body", Text, nullable=False),
)

dispositions = Table(
    "dispositions",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("record_class", String, nullable=False),
    Column("proposed_at", String, nullable=False),
    Column("body", Text, nullable=False),
    # Of a transfer that waits for its second person: the package, locked, and its key, wrapped.
    Column("locked", LargeBinary),
    Column("wrapped", LargeBinary),
    Index("dispositions_by_state", "state", "proposed_at"),
)

AT_ONCE = 500
"""Ids in one statement."""

_read, _hold, _disposition = reader(Transcript), reader(LegalHold), reader(Disposition)
_kept = transcripts.c.state == TextState.KEPT.value


def add(tx: Tx, held: Transcript, sealed: tuple[bytes, bytes] | None) -> None:
    """Keep a text: locked, with its wrapped key; None when a sealed box of an incident holds it."""
    locked, wrapped = sealed or (None, None)
    row = {"id": held.id, "decision_id": held.decision_id, "kept_at": stamp(held.kept_at), "chars": held.chars}
    tx.conn.execute(
        insert(transcripts),
        {**row, **_searched(held), "kind": held.kind.value, "locked": locked, "wrapped": wrapped},
    )


def _searched(held: Transcript) -> dict[str, str | None]:
    """What can change of a row, with the columns that follow from it."""
    return {
        "record_class": held.record_class,
        "state": held.state.value,
        "person_id": held.person_id,
        "tool_id": held.tool_id,
        "purpose": held.purpose,
        "case_id": held.case_id,
        "due_on": held.due_on.isoformat() if held.due_on else None,
        "body": body(held),
    }


def put(tx: Tx, held: Transcript) -> None:
    """Write a kept text's row anew; its words are not touched."""
    tx.conn.execute(update(transcripts).where(transcripts.c.id == held.id).values(**_searched(held)))


def put_ended(tx: Tx, ended: Iterable[Transcript]) -> None:
    """Destroy these texts and their keys: the rows are emptied, and the write-ahead log with them."""
    rows = [{"ended": held.id, "is": held.state.value, "noun": body(held)} for held in ended]
    if rows:
        tx.conn.execute(_END, rows)
        tx.conn.execute(_EMPTY, [{"ended": row["ended"]} for row in rows])
    tx.committed.append(lambda: forget(tx.conn))


_END = (
    update(transcripts)
    .where(transcripts.c.id == bindparam("ended"))
    .values(state=bindparam("is"), body=bindparam("noun"), locked=None, wrapped=None)
)
_EMPTY = update(boxes).where(boxes.c.id == bindparam("ended")).values(sealed=b"")
"""A sealed box of an incident has the same id as its text."""


def empty_log(tx: Tx) -> None:
    """Empty the write-ahead log: a reader that was under way kept it when something was destroyed."""
    tx.committed.append(lambda: forget(tx.conn))


def sealed(tx: Tx, transcript_id: str) -> tuple[bytes, bytes] | None:
    """The locked text and its wrapped key; None when it is destroyed, or was never here."""
    query = select(transcripts.c.locked, transcripts.c.wrapped).where(transcripts.c.id == transcript_id)
    row = tx.conn.execute(query).first()
    return None if row is None or row.locked is None else (row.locked, row.wrapped)


def get(tx: Tx, transcript_id: str) -> Transcript | None:
    """One kept text, without its words; None when there is none."""
    found = tx.conn.execute(select(transcripts.c.body).where(transcripts.c.id == transcript_id)).scalar()
    return None if found is None else _read(found)


def some(tx: Tx, ids: Sequence[str]) -> list[Transcript]:
    """These texts, without their words, in the order of their ids."""
    found: list[Transcript] = []
    for start in range(0, len(ids), AT_ONCE):
        wanted = select(transcripts.c.body).where(transcripts.c.id.in_(ids[start : start + AT_ONCE]))
        found += _all(tx, wanted)
    return sorted(found, key=lambda held: held.id)


def of_case(tx: Tx, case_id: str) -> list[Transcript]:
    """What belongs to a review or an incident, oldest first."""
    wanted = select(transcripts.c.body).where(transcripts.c.case_id == case_id)
    return _all(tx, wanted.order_by(transcripts.c.kept_at, transcripts.c.id))


def of_decision(tx: Tx, decision_id: str) -> list[Transcript]:
    """What was kept of one use, oldest first."""
    wanted = select(transcripts.c.body).where(transcripts.c.decision_id == decision_id)
    return _all(tx, wanted.order_by(transcripts.c.kept_at, transcripts.c.id))


def of_person(tx: Tx, person_id: str) -> list[Transcript]:
    """What was kept of one person, newest first."""
    wanted = select(transcripts.c.body).where(transcripts.c.person_id == person_id)
    return _all(tx, wanted.order_by(transcripts.c.kept_at.desc(), transcripts.c.id))


def kept(tx: Tx, record_class: str | None = None) -> list[Transcript]:
    """Every text that is here now, of one class or of all; what is due first, then what is not due yet."""
    wanted = select(transcripts.c.body).where(_kept)
    if record_class is not None:
        wanted = wanted.where(transcripts.c.record_class == record_class)
    return _all(tx, wanted.order_by(transcripts.c.due_on.is_(None), transcripts.c.due_on, transcripts.c.kept_at))


def in_boxes(tx: Tx) -> list[Transcript]:
    """The texts of incidents that are here, whose periods follow their incidents."""
    wanted = select(transcripts.c.body).where(_kept, transcripts.c.kind == TextKind.INCIDENT.value)
    return _all(tx, wanted.order_by(transcripts.c.kept_at, transcripts.c.id))


def due(tx: Tx, today: date, record_class: str = "") -> list[Transcript]:
    """What must no longer be kept: its last day is over. Holds are asked about elsewhere."""
    wanted = select(transcripts.c.body).where(_kept, transcripts.c.due_on < today.isoformat())
    if record_class:
        wanted = wanted.where(transcripts.c.record_class == record_class)
    return _all(tx, wanted.order_by(transcripts.c.due_on, transcripts.c.kept_at, transcripts.c.id))


def coming(tx: Tx, today: date) -> dict[str, date]:
    """Of each class, the first last day that is not over."""
    query = select(transcripts.c.record_class, func.min(transcripts.c.due_on))
    query = query.where(_kept, transcripts.c.due_on >= today.isoformat()).group_by(transcripts.c.record_class)
    return {name: date.fromisoformat(first) for name, first in tx.conn.execute(query)}


def packs_of(tx: Tx, record_class: str) -> list[str]:
    """The rules under which the texts of a class were kept."""
    query = select(json_text(transcripts.c.body, "pack")).where(transcripts.c.record_class == record_class)
    return [ref for ref in tx.conn.execute(query.distinct()).scalars() if ref]


def counts(tx: Tx) -> dict[tuple[str, str], int]:
    """How many texts there are of each class and state."""
    query = select(transcripts.c.record_class, transcripts.c.state, func.count())
    rows = tx.conn.execute(query.group_by(transcripts.c.record_class, transcripts.c.state))
    return {(record_class, state): int(count) for record_class, state, count in rows}


def search(
    tx: Tx,
    *,
    person_id: str = "",
    tool_id: str = "",
    purpose: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    states: Collection[TextState] = (TextState.KEPT,),
) -> list[Transcript]:
    """What was kept, by person, tool, purpose and time, newest first (a FOIA search asks so)."""
    wanted = select(transcripts.c.body).where(transcripts.c.state.in_([state.value for state in states]))
    named = {"person_id": person_id, "tool_id": tool_id, "purpose": purpose}
    for column, value in named.items():
        if value:
            wanted = wanted.where(transcripts.c[column] == value)
    if since is not None:
        wanted = wanted.where(transcripts.c.kept_at >= stamp(since))
    if until is not None:
        wanted = wanted.where(transcripts.c.kept_at < stamp(until))
    return _all(tx, wanted.order_by(transcripts.c.kept_at.desc(), transcripts.c.id))


def _all(tx: Tx, query: Select[str]) -> list[Transcript]:
    return [_read(found) for found in tx.conn.execute(query).scalars()]


def add_hold(tx: Tx, hold: LegalHold) -> None:
    """Keep a hold."""
    row = {"id": hold.id, "state": hold.state.value, "set_at": stamp(hold.set_at), "body": body(hold)}
    tx.conn.execute(insert(holds), row)


def put_hold(tx: Tx, hold: LegalHold) -> None:
    """Write a hold over its row when it is released."""
    tx.conn.execute(update(holds).where(holds.c.id == hold.id).values(state=hold.state.value, body=body(hold)))


def hold(tx: Tx, hold_id: str) -> LegalHold | None:
    """One hold, None when there is none."""
    found = tx.conn.execute(select(holds.c.body).where(holds.c.id == hold_id)).scalar()
    return None if found is None else _hold(found)


def all_holds(tx: Tx) -> list[LegalHold]:
    """Every hold, those that stand first, newest first."""
    query = select(holds.c.body).order_by(holds.c.state, holds.c.set_at.desc(), holds.c.id)
    return [_hold(found) for found in tx.conn.execute(query).scalars()]


def standing_holds(tx: Tx) -> list[LegalHold]:
    """The holds that stop dispositions now, oldest first; then what open requests for records hold."""
    query = select(holds.c.body).where(holds.c.state == HoldState.HOLDS.value).order_by(holds.c.set_at, holds.c.id)
    return [*(_hold(found) for found in tx.conn.execute(query).scalars()), *releases.holding(tx)]


def add_disposition(tx: Tx, one: Disposition, package: tuple[bytes, bytes] | None = None) -> None:
    """Keep a proposal; of a transfer with its package, locked."""
    row = {"id": one.id, "state": one.state.value, "record_class": one.record_class, "body": body(one)}
    locked, wrapped = package or (None, None)
    tx.conn.execute(
        insert(dispositions), {**row, "proposed_at": stamp(one.proposed_at), "locked": locked, "wrapped": wrapped}
    )


def put_disposition(tx: Tx, one: Disposition) -> None:
    """Write a proposal over its row when it was answered; its package is destroyed."""
    tx.conn.execute(
        update(dispositions)
        .where(dispositions.c.id == one.id)
        .values(state=one.state.value, body=body(one), locked=None, wrapped=None)
    )
    tx.committed.append(lambda: forget(tx.conn))


def package(tx: Tx, disposition_id: str) -> tuple[bytes, bytes] | None:
    """The locked package of a transfer and its wrapped key; None when there is none (any more)."""
    query = select(dispositions.c.locked, dispositions.c.wrapped).where(dispositions.c.id == disposition_id)
    row = tx.conn.execute(query).first()
    return None if row is None or row.locked is None else (row.locked, row.wrapped)


def disposition(tx: Tx, disposition_id: str) -> Disposition | None:
    """One proposal or certificate, None when there is none."""
    found = tx.conn.execute(select(dispositions.c.body).where(dispositions.c.id == disposition_id)).scalar()
    return None if found is None else _disposition(found)


def listed(tx: Tx, state: DispositionState, limit: int = 25) -> list[Disposition]:
    """The proposals that wait, or the certificates, newest first."""
    query = select(dispositions.c.body).where(dispositions.c.state == state.value)
    rows = tx.conn.execute(query.order_by(dispositions.c.proposed_at.desc(), dispositions.c.id).limit(limit))
    return [_disposition(found) for found in rows.scalars()]
