"""Waivers: written, from the CIO's office, for one clause, a scope and a time (139-07.5.w)."""

from __future__ import annotations

from datetime import datetime

from proviso.db import records
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.journal import record
from proviso.model import Role, Waiver
from proviso.model.events import WaiverGranted, WaiverRevoked

from .roles import require_other, require_role


def grant_waiver(tx: Tx, waiver: Waiver, *, asked_by: str, actor: str, at: datetime) -> Waiver:
    """The CIO's office grants what a leader or a component's CIO asked for; nobody grants their own (139-07.5.w)."""
    require_role(tx, asked_by, Role.LEADER, Role.COMPONENT_CIO, to="ask for a waiver")
    require_role(tx, actor, Role.CIO, Role.CIO_OFFICE, to="grant a waiver")
    require_other(actor, asked_by, to="grant a waiver that you asked for")
    for person_id in waiver.people or ():
        require_other(actor, person_id, to="grant a waiver to")
    if waiver.ends_on < waiver.starts_on:
        raise UsageError("A waiver ends after it starts.", hint="Check the two dates.")
    records.add_waiver(tx, waiver)
    event = WaiverGranted(
        actor=actor,
        waiver=waiver.id,
        clause=waiver.clause,
        starts_on=waiver.starts_on.isoformat(),
        ends_on=waiver.ends_on.isoformat(),
    )
    record(tx, at, event)
    return waiver


def revoke_waiver(tx: Tx, waiver_id: str, *, actor: str, at: datetime) -> Waiver:
    """The CIO's office takes a waiver back; the next use under it is denied."""
    require_role(tx, actor, Role.CIO, Role.CIO_OFFICE, to="take back a waiver")
    waiver = records.waiver(tx, waiver_id)
    if waiver is None:
        raise NotFoundError(f"There is no waiver {waiver_id} that stands.")
    records.revoke_waiver(tx, waiver_id, at)
    record(tx, at, WaiverRevoked(actor=actor, waiver=waiver_id))
    return waiver
