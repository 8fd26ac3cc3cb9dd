"""What changes no row and still belongs in the ledger: a look at somebody's record, and a "no" to the rules."""

from __future__ import annotations

from datetime import datetime

from proviso.db.store import Tx
from proviso.journal import record
from proviso.model.events import AcknowledgementDeclined, RecordViewed

from .roles import get_person, require_self


def look_at(tx: Tx, person_id: str, page: str, *, actor: str, at: datetime) -> None:
    """Somebody opens another person's record: our own data about personnel has its access log."""
    get_person(tx, person_id)
    if actor != person_id:
        record(tx, at, RecordViewed(actor=actor, person=person_id, page=page))


def decline_to_sign(tx: Tx, person_id: str, version: str, text_sha256: str, *, actor: str, at: datetime) -> None:
    """A person does not agree to the conditions on use (139-07.2.c.5): recorded, and the tools stay closed."""
    require_self(tx, actor, person_id, to="answer this")
    record(tx, at, AcknowledgementDeclined(actor=actor, person=person_id, version=version, text_sha256=text_sha256))
