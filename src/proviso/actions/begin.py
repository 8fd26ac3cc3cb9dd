"""The first start of an agency: the ledger's first entry, and the pack that the settings name put in force."""

from __future__ import annotations

from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import entries
from proviso.db import packs as packs_db
from proviso.db.store import Tx
from proviso.journal import record
from proviso.model.events import LedgerStarted

from . import packs
from .agency import Agency
from .roles import SYSTEM


def start_ledger(tx: Tx, origin: str, *, at: datetime) -> None:
    """Write the first entry of an empty ledger: it names the origin that the checkpoints are signed for."""
    if entries.last(tx) is None and not tx.records:
        record(tx, at, LedgerStarted(actor=SYSTEM, origin=origin))


def first_start(tx: Tx, agency: Agency, *, at: datetime) -> bool:
    """Put the settings' pack and overlays in force when no pack ever was; an ended pack stays ended."""
    if packs_db.history(tx):
        return False
    start_ledger(tx, agency.journal.origin, at=at)
    agency_db.put(tx, "name", agency.settings.agency)
    packs.activate(tx, agency.packs.base(), actor=SYSTEM, at=at)
    for component in sorted(agency.packs.overlays):
        overlay = agency.packs.overlay(component)
        if overlay is not None:
            packs.activate(tx, overlay, actor=SYSTEM, at=at, component=component)
    return True
