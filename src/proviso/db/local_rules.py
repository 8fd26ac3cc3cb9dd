"""Components' own rules as drafts, what each office said to them, and second approvals (139-07.7)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Column, ColumnElement, Index, Integer, String, Table, Text, delete, insert, select, update

from proviso.model import Consulted, DraftedAnswer, LocalRules, LocalState

from .bodies import body, reader
from .schema import metadata
from .store import Tx

local_rules = Table(
    "local_rules",
    metadata,
    Column("id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("component", String, nullable=False),
    Column("state", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("local_rules_by_component", "component", "state"),
)

answers = Table(
    "local_answers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("rules_id", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("local_answers_by_rules", "rules_id", "revision"),
)

drafts = Table(
    "local_drafts",
    metadata,
    Column("rules_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("office", String, primary_key=True),
    Column("body", Text, nullable=False),
)

MOST = 2**31 - 1
"""The largest revision that a database holds."""
read_rules = reader(LocalRules)
read_answer = reader(Consulted)
read_draft = reader(DraftedAnswer)


def put(tx: Tx, rules: LocalRules) -> None:
    """Keep one text of local rules, as it stands now."""
    row = {"component": rules.component, "state": rules.state.value, "body": body(rules)}
    mine = (local_rules.c.id == rules.id) & (local_rules.c.revision == rules.revision)
    if not tx.conn.execute(update(local_rules).where(mine).values(row)).rowcount:
        tx.conn.execute(insert(local_rules), {"id": rules.id, "revision": rules.revision, **row})


def get(tx: Tx, rules_id: str, revision: int) -> LocalRules | None:
    """One text of local rules."""
    if not 0 < revision <= MOST:
        return None
    query = select(local_rules.c.body).where(local_rules.c.id == rules_id, local_rules.c.revision == revision)
    found = tx.conn.execute(query).scalar()
    return None if found is None else read_rules(found)


def every(tx: Tx, component: str = "", state: LocalState | None = None) -> list[LocalRules]:
    """All of them, the newest revision of each first; of one component, or in one state."""
    query = select(local_rules.c.body).order_by(local_rules.c.id, local_rules.c.revision.desc())
    if component:
        query = query.where(local_rules.c.component == component)
    if state is not None:
        query = query.where(local_rules.c.state == state.value)
    return [read_rules(found) for found in tx.conn.execute(query).scalars()]


def revisions(tx: Tx, rules_id: str) -> list[LocalRules]:
    """Every revision of one text, newest first."""
    query = select(local_rules.c.body).where(local_rules.c.id == rules_id).order_by(local_rules.c.revision.desc())
    return [read_rules(found) for found in tx.conn.execute(query).scalars()]


def add_answer(tx: Tx, answer: Consulted) -> None:
    """Keep what an office said; an earlier word of it stays."""
    row = {"rules_id": answer.rules_id, "revision": answer.revision, "body": body(answer)}
    tx.conn.execute(insert(answers), row)


def put_answer(tx: Tx, answer: Consulted) -> None:
    """The same answer with the reply to it."""
    tx.conn.execute(update(answers).where(answers.c.number == answer.number).values(body=body(answer)))


def answers_to(tx: Tx, rules_id: str, revision: int) -> list[Consulted]:
    """What the offices said to one text, oldest first; to earlier wordings of it, too."""
    query = (
        select(answers.c.number, answers.c.body)
        .where(answers.c.rules_id == rules_id, answers.c.revision == revision)
        .order_by(answers.c.number)
    )
    return [replace(read_answer(row.body), number=row.number) for row in tx.conn.execute(query)]


def draft_of(tx: Tx, rules_id: str, revision: int, office: str) -> DraftedAnswer:
    """What one office has written so far; an empty one when it has not begun."""
    found = tx.conn.execute(select(drafts.c.body).where(*_draft(rules_id, revision, office))).scalar()
    return read_draft(found) if found else DraftedAnswer(rules_id=rules_id, revision=revision, office=office)


def put_draft(tx: Tx, draft: DraftedAnswer) -> None:
    """Keep what one office has written so far."""
    mine = _draft(draft.rules_id, draft.revision, draft.office)
    if not tx.conn.execute(update(drafts).where(*mine).values(body=body(draft))).rowcount:
        row = {"rules_id": draft.rules_id, "revision": draft.revision, "office": draft.office, "body": body(draft)}
        tx.conn.execute(insert(drafts), row)


def drop_draft(tx: Tx, rules_id: str, revision: int, office: str) -> None:
    """It is signed, and stands among the answers."""
    tx.conn.execute(delete(drafts).where(*_draft(rules_id, revision, office)))


def _draft(rules_id: str, revision: int, office: str) -> tuple[ColumnElement[bool], ...]:
    return drafts.c.rules_id == rules_id, drafts.c.revision == revision, drafts.c.office == office
