"""Records by person, component, tool, purpose and time: what a request for records is answered from."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from proviso.model import Decision, RecordQuery, TextState, Transcript

from .bodies import reader, stamp
from .personnel import people
from .store import Tx
from .transcripts import transcripts
from .uses import read_decision, uses

_transcript = reader(Transcript)


def decisions(tx: Tx, query: RecordQuery, offset: int = 0, limit: int = 25) -> list[Decision]:
    """A page of decisions, newest first."""
    wanted = select(uses.c.body).where(*_of_uses(query)).order_by(uses.c.at.desc(), uses.c.id)
    return [read_decision(found) for found in tx.conn.execute(wanted.offset(offset).limit(limit)).scalars()]


def count_decisions(tx: Tx, query: RecordQuery) -> int:
    """How many decisions match."""
    return int(tx.conn.execute(select(func.count()).select_from(uses).where(*_of_uses(query))).scalar_one())


def decision_ids(tx: Tx, query: RecordQuery, limit: int) -> list[str]:
    """The codes of the decisions that match, newest first."""
    wanted = select(uses.c.id).where(*_of_uses(query)).order_by(uses.c.at.desc(), uses.c.id)
    return list(tx.conn.execute(wanted.limit(limit)).scalars())


def texts(tx: Tx, query: RecordQuery) -> list[Transcript]:
    """The texts that are kept now and match, without their words, oldest first."""
    wanted = select(transcripts.c.body).where(*_of_texts(query))
    rows = tx.conn.execute(wanted.order_by(transcripts.c.kept_at, transcripts.c.id))
    return [_transcript(found) for found in rows.scalars()]


def count_texts(tx: Tx, query: RecordQuery) -> int:
    """How many kept texts match."""
    return int(tx.conn.execute(select(func.count()).select_from(transcripts).where(*_of_texts(query))).scalar_one())


def _of_uses(query: RecordQuery) -> list[ColumnElement[bool]]:
    named = ((uses.c.person_id, query.person_id), (uses.c.tool_id, query.tool_id), (uses.c.purpose, query.purpose))
    wanted = [column == value for column, value in named if value]
    if query.component:
        wanted.append(uses.c.person_id.in_(_people_of(query.component)))
    if query.since is not None:
        wanted.append(uses.c.at >= stamp(query.since))
    if query.until is not None:
        wanted.append(uses.c.at < stamp(query.until))
    return wanted


def _of_texts(query: RecordQuery) -> list[ColumnElement[bool]]:
    t = transcripts.c
    named = ((t.person_id, query.person_id), (t.tool_id, query.tool_id), (t.purpose, query.purpose))
    wanted = [t.state == TextState.KEPT.value, *(column == value for column, value in named if value)]
    if query.component:
        wanted.append(t.person_id.in_(_people_of(query.component)))
    if query.since is not None:
        wanted.append(t.kept_at >= stamp(query.since))
    if query.until is not None:
        wanted.append(t.kept_at < stamp(query.until))
    return wanted


def _people_of(component: str) -> ColumnElement[str]:
    return select(people.c.id).where(people.c.component == component).scalar_subquery()
