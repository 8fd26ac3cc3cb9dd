"""A person takes along what is kept about them; the records officer does it for who can no longer sign in.

5 U.S.C. 552a(d)(1). Each export is an entry of the ledger, and who asked for it stands on the person's access log.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from proviso.db import transcripts as transcripts_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, StoreError
from proviso.journal import record
from proviso.model import FoiaState, Role, TextKind, TextState
from proviso.model.release_events import RecordExported

from . import transcripts
from .agency import Agency
from .releases import get
from .roles import get_person, require_other, require_role

NOT_TAKEN = frozenset({TextKind.INCIDENT})
"""What stays with the incident officer: it may be what must not be spread (139-07.6)."""


def require_export(tx: Tx, person_id: str, request_id: str = "", *, actor: str) -> None:
    """A person for themselves; the records officer for an open request of that person."""
    get_person(tx, person_id)
    if actor == person_id and not request_id:
        get_person(tx, actor)
        return
    require_role(tx, actor, Role.RECORDS, to="export what is kept about somebody else")
    require_other(actor, person_id, to="answer your own request")
    if not request_id:
        raise NotAllowedError("It takes a request of the person.", hint="Take the request down first.")
    request = get(tx, request_id)
    if request.subject_id != person_id:
        raise NotAllowedError("This request is not about this person.")
    if request.state is FoiaState.CLOSED:
        raise ConflictError("This request is closed.", hint="An appeal opens it again.")


def open_texts(
    tx: Tx, agency: Agency, person_id: str, request_id: str = "", *, actor: str, at: datetime
) -> dict[str, str]:
    """The words of what was kept of a person, by id; each look is recorded."""
    require_export(tx, person_id, request_id, actor=actor)
    why = f"Request {request_id}" if request_id else "Their own export"
    found = {}
    for held in transcripts_db.of_person(tx, person_id):
        if held.state is not TextState.KEPT or held.kind in NOT_TAKEN:
            continue
        try:
            found[held.id] = transcripts.open_text(tx, agency, held.id, actor=actor, why=why, at=at)
        except (StoreError, NotFoundError):  # sealed with a key that is lost: its row says that it is there
            continue
    return found


def note_export(
    tx: Tx, person_id: str, file: bytes, files: int, request_id: str = "", *, actor: str, at: datetime
) -> None:
    """Record that the file was made; nobody has it before this is durable."""
    require_export(tx, person_id, request_id, actor=actor)
    digest = hashlib.sha256(file).hexdigest()
    record(tx, at, RecordExported(actor=actor, person=person_id, request=request_id, files=files, sha256=digest))
