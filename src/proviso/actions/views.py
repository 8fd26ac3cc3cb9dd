"""What changes no row and still belongs in the ledger: a look at somebody's record, and a "no" to the rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from proviso.db import agency as agency_db
from proviso.db.store import Tx
from proviso.journal import record
from proviso.model.events import AcknowledgementDeclined, RecordViewed

from .roles import get_person, require_self

AN_HOUR = timedelta(hours=1)
"""Within it, further looks at the same list by the same person are one entry."""


def look_at(tx: Tx, person_id: str, page: str, *, actor: str, at: datetime) -> None:
    """Somebody opens another person's record: our own data about personnel has its access log."""
    get_person(tx, person_id)
    if actor != person_id:
        record(tx, at, RecordViewed(actor=actor, person=person_id, page=page))


def saw_lately(tx: Tx, page: str, *, actor: str, at: datetime) -> bool:
    """Whether this person's look at the list is in the ledger for this hour already."""
    seen = agency_db.get(tx, _key(page, actor))
    return seen is not None and at - datetime.fromisoformat(seen) < AN_HOUR


def look_at_list(tx: Tx, page: str, *, actor: str, at: datetime) -> None:
    """Somebody opens a list of people: in the access log too, once an hour for each list and reader."""
    get_person(tx, actor)
    if saw_lately(tx, page, actor=actor, at=at):
        return
    agency_db.put(tx, _key(page, actor), at.isoformat())
    record(tx, at, RecordViewed(actor=actor, person="", page=page))


def _key(page: str, actor: str) -> str:
    return f"viewed:{page}:{actor}"


def decline_to_sign(tx: Tx, person_id: str, version: str, text_sha256: str, *, actor: str, at: datetime) -> None:
    """A person does not agree to the conditions on use (139-07.2.c.5): recorded, and the tools stay closed."""
    require_self(tx, actor, person_id, to="answer this")
    record(tx, at, AcknowledgementDeclined(actor=actor, person=person_id, version=version, text_sha256=text_sha256))


def look_at_page(tx: Tx, page: str, *, actor: str, at: datetime) -> None:
    """An auditor from outside opens a page: in the access log, every time (R-080)."""
    get_person(tx, actor)
    record(tx, at, RecordViewed(actor=actor, person="", page=page[:200]))
