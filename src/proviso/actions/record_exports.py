"""A large file of all that is kept about a person is made while they do something else (5 U.S.C. 552a(d)(1)).

It waits sealed for a day, for who asked for it alone. Making it is on record, and on the person's access log, first.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from proviso.db import record_exports as db
from proviso.db.record_exports import Held
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.identity.ids import new_id
from proviso.model import ExportState, RecordExport

from .agency import Agency
from .holdings import note_export, require_export
from .outbox import notify
from .sealing import seal_bytes, unseal_bytes

KEPT = timedelta(days=1)
STILL = timedelta(minutes=2)
"""One that did not go on for so long belongs to a process that ended."""


def ask_export(tx: Tx, person_id: str, request_id: str = "", *, total: int, actor: str, at: datetime) -> RecordExport:
    """Ask for the file: a person about themselves, the records officer for a request of theirs."""
    require_export(tx, person_id, request_id, actor=actor)
    one = RecordExport(id=new_id(), person_id=person_id, request_id=request_id, by=actor, asked_at=at)
    db.add(tx, one, total, at)
    return one


def export_ready(tx: Tx, agency: Agency, one: RecordExport, file: bytes, files: int, *, at: datetime) -> RecordExport:
    """The file is made: on record first, then it waits sealed, and who asked gets a mail."""
    note_export(tx, one.person_id, file, files, one.request_id, actor=one.by, at=at)
    done = replace(one, state=ExportState.READY, sha256=hashlib.sha256(file).hexdigest(), size=len(file), ready_at=at)
    db.put(tx, done, seal_bytes(file, one.id, agency.sealing_key))
    notify(
        tx,
        one.by,
        "record-export",
        subject="Your file of what we keep is ready",
        lines=("You can download it for a day.", "After that it is destroyed, and you can ask again."),
        path=f"/record/exports/{one.id}",
        at=at,
        key=f"record-export:{one.id}",
    )
    return done


def stop_export(tx: Tx, one: RecordExport, at: datetime) -> None:
    """It could not be made; who asked can ask again."""
    db.put(tx, replace(one, state=ExportState.STOPPED, ready_at=at))


def own(tx: Tx, export_id: str, actor: str) -> Held:
    """The file of who asked for it. INVARIANT: it is there for nobody else."""
    held = db.get(tx, export_id)
    if held is None or held.one.by != actor:
        raise NotFoundError("There is no such file of yours.", hint="My record, What we keep, makes a new one.")
    return held


def take_export(tx: Tx, agency: Agency, export_id: str, *, actor: str) -> bytes:
    """The file, for who asked for it."""
    one, sealed = own(tx, export_id, actor).one, db.sealed(tx, export_id)
    require_export(tx, one.person_id, one.request_id, actor=actor)
    if sealed is None:
        raise NotFoundError("This file is not here (any more).", hint="It is kept for a day. Ask for it again.")
    return unseal_bytes(sealed, export_id, agency.sealing_key)


def sweep(agency: Agency, at: datetime) -> int:
    """Destroy the files whose day is over. Returns how many."""
    with agency.store.read() as tx:
        over = db.ready_before(tx, at - KEPT)

    def gone(tx: Tx) -> None:
        for one in over:
            db.put(tx, replace(one, state=ExportState.GONE))

    if over:
        agency.store.write(gone)
    return len(over)
