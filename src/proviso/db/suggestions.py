"""Tools that people suggested for review (139-07.1.d)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Select, String, Table, Text, insert, select, update

from proviso.model import Suggestion, SuggestionState

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Tx

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", String, primary_key=True),
    Column("group_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("tool_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_at", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("suggestions_by_group", "group_id"),
    Index("suggestions_by_person", "person_id", "asked_at"),
    Index("suggestions_by_state", "state", "asked_at"),
    Index("suggestions_by_tool", "tool_id"),
)

_read = reader(Suggestion)
_c = suggestions.c


def add(tx: Tx, suggestion: Suggestion) -> None:
    """Keep a new suggestion."""
    tx.conn.execute(insert(suggestions), {"id": suggestion.id, **_row(suggestion)})


def put(tx: Tx, suggestion: Suggestion) -> None:
    """Write a changed suggestion over its row."""
    tx.conn.execute(update(suggestions).where(_c.id == suggestion.id).values(**_row(suggestion)))


def get(tx: Tx, suggestion_id: str) -> Suggestion | None:
    """One suggestion, None when there is none."""
    found = tx.conn.execute(select(_c.body).where(_c.id == suggestion_id)).scalar()
    return None if found is None else _read(found)


def of_person(tx: Tx, person_id: str) -> list[Suggestion]:
    """What one person suggested, newest first."""
    return _all(tx, select(_c.body).where(_c.person_id == person_id).order_by(_c.asked_at.desc(), _c.id))


def of_group(tx: Tx, group: str) -> list[Suggestion]:
    """Everybody who asks for the same tool, oldest first."""
    return _all(tx, select(_c.body).where(_c.group_id == group).order_by(_c.asked_at, _c.id))


def of_tool(tx: Tx, tool_id: str) -> list[Suggestion]:
    """The suggestions of a tool that is on the list by now, oldest first."""
    return _all(tx, select(_c.body).where(_c.tool_id == tool_id).order_by(_c.asked_at, _c.id))


def open(tx: Tx) -> list[Suggestion]:  # noqa: A001  # as in `incidents.open(tx)`
    """Those that nobody answered yet, oldest first."""
    waiting = (SuggestionState.WAITING.value, SuggestionState.IN_REVIEW.value)
    return _all(tx, select(_c.body).where(_c.state.in_(waiting)).order_by(_c.asked_at, _c.id))


def waiting(tx: Tx) -> list[Suggestion]:
    """Those whose review has not begun, oldest first."""
    return _all(tx, select(_c.body).where(_c.state == SuggestionState.WAITING.value).order_by(_c.asked_at, _c.id))


def answered(tx: Tx, by: str, since: datetime) -> list[Suggestion]:
    """Those that one person answered since then; an agency has few suggestions, so their rows are read."""
    found = _all(tx, select(_c.body).where(_c.state == SuggestionState.ANSWERED.value).order_by(_c.asked_at, _c.id))
    return [s for s in found if s.answered_by == by and s.answered_at is not None and s.answered_at >= since]


def _row(suggestion: Suggestion) -> dict[str, str]:
    return {
        "group_id": suggestion.group,
        "person_id": suggestion.person_id,
        "tool_id": suggestion.tool_id,
        "state": suggestion.state.value,
        "asked_at": stamp(suggestion.asked_at),
        "body": body(suggestion),
    }


def _all(tx: Tx, query: Select[str]) -> list[Suggestion]:
    return [_read(found) for found in tx.conn.execute(query).scalars()]
