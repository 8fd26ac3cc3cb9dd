"""The records that the gates read: approvals, trainings, signatures, accounts, waivers, corrections (139-07.2.c–e).

Rows are added and taken back, never deleted: a past use can be judged again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, bindparam, delete, insert, select, update

from proviso.model import Account, Acknowledgement, Approval, Correction, Training, TrainingRecord, Waiver

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Tx

WHY = ("supervisor", "position", "left", "taken_back", "undone", "incident")
"""Why an approval ended early: a new supervisor, a new position, the person left, who gave it took it back, a spill."""

approvals = Table(
    "approvals",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("approved_at", String, nullable=False),
    Column("revoked_at", String),
    Column("revoked_by", String),
    Column("body", Text, nullable=False),
    Column("revoked_because", String),
    Index("approvals_by_person", "person_id", "approved_at"),
)

trainings = Table(
    "trainings",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("training", String, primary_key=True),
    Column("completed_at", String, primary_key=True),
    Column("body", Text, nullable=False),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("signed_at", String, primary_key=True),
    Column("body", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("tool_id", String, primary_key=True),
    Column("body", Text, nullable=False),
)

waivers = Table(
    "waivers",
    metadata,
    Column("id", String, primary_key=True),
    Column("clause", String, nullable=False),
    Column("revoked_at", String),
    Column("body", Text, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("objection_id", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("corrections_by_digest", "digest"),
)

read_approval = reader(Approval)
read_training = reader(TrainingRecord)
read_acknowledgement = reader(Acknowledgement)
read_account = reader(Account)
read_waiver = reader(Waiver)
read_correction = reader(Correction)


def add_approval(tx: Tx, person_id: str, approval: Approval) -> None:
    """Keep a supervisor's approval (139-07.2.c.1)."""
    row = {
        "id": approval.id,
        "person_id": person_id,
        "approved_at": stamp(approval.approved_at),
        "body": body(approval),
    }
    tx.conn.execute(insert(approvals), row)


def approval(tx: Tx, approval_id: str) -> tuple[str, Approval, bool] | None:
    """Whose approval it is, the approval, and whether it still stands."""
    query = select(approvals.c.person_id, approvals.c.body, approvals.c.revoked_at).where(approvals.c.id == approval_id)
    row = tx.conn.execute(query).first()
    return None if row is None else (row.person_id, read_approval(row.body), row.revoked_at is None)


def standing_approvals(tx: Tx, person_id: str) -> list[Approval]:
    """The approvals of one person that nobody took back, oldest first."""
    query = (
        select(approvals.c.body)
        .where(approvals.c.person_id == person_id, approvals.c.revoked_at.is_(None))
        .order_by(approvals.c.approved_at)
    )
    return [read_approval(found) for found in tx.conn.execute(query).scalars()]


def revoke_approval(tx: Tx, approval_id: str, by: str, at: datetime, because: str = "") -> None:
    """Take an approval back; the row stays. `because` is one of `WHY`."""
    taken = {"revoked_at": stamp(at), "revoked_by": by, "revoked_because": because or None}
    tx.conn.execute(update(approvals).where(approvals.c.id == approval_id).values(taken))


def has_training(tx: Tx, person_id: str, training: Training, completed_at: datetime) -> bool:
    """Whether exactly this completion is known already: feeds send the same line every night."""
    query = select(trainings.c.person_id).where(
        trainings.c.person_id == person_id,
        trainings.c.training == training.value,
        trainings.c.completed_at == stamp(completed_at),
    )
    return tx.conn.execute(query).first() is not None


def add_training(tx: Tx, person_id: str, record: TrainingRecord) -> None:
    """Keep a completed training (139-07.2.c.2–4)."""
    row = {
        "person_id": person_id,
        "training": record.training.value,
        "completed_at": stamp(record.completed_at),
        "body": body(record),
    }
    tx.conn.execute(insert(trainings), row)


def remove_training(tx: Tx, person_id: str, training: Training, completed_at: datetime) -> None:
    """Take a training back that was recorded by mistake a few minutes ago; the ledger has both entries."""
    tx.conn.execute(
        delete(trainings).where(
            trainings.c.person_id == person_id,
            trainings.c.training == training.value,
            trainings.c.completed_at == stamp(completed_at),
        )
    )


def add_acknowledgement(tx: Tx, person_id: str, acknowledgement: Acknowledgement) -> None:
    """Keep a signature under the conditions on use (139-07.2.c.5)."""
    row = {"person_id": person_id, "signed_at": stamp(acknowledgement.signed_at), "body": body(acknowledgement)}
    tx.conn.execute(insert(acknowledgements), row)


_account_changes = update(accounts).where(
    accounts.c.person_id == bindparam("whose"), accounts.c.tool_id == bindparam("which")
)


def put_account(tx: Tx, person_id: str, tool_id: str, account: Account) -> None:
    """Keep what a person attested about their account on a tool (139-07.2.d–e); the newest word counts."""
    text = body(account)
    changed = tx.conn.execute(_account_changes, {"whose": person_id, "which": tool_id, "body": text})
    if not changed.rowcount:
        tx.conn.execute(insert(accounts), {"person_id": person_id, "tool_id": tool_id, "body": text})


def add_waiver(tx: Tx, waiver: Waiver) -> None:
    """Keep a written waiver (139-07.5.w)."""
    tx.conn.execute(insert(waivers), {"id": waiver.id, "clause": waiver.clause, "body": body(waiver)})


def waiver(tx: Tx, waiver_id: str) -> Waiver | None:
    """One waiver that nobody took back."""
    query = select(waivers.c.body).where(waivers.c.id == waiver_id, waivers.c.revoked_at.is_(None))
    found = tx.conn.execute(query).scalar()
    return None if found is None else read_waiver(found)


def revoke_waiver(tx: Tx, waiver_id: str, at: datetime) -> None:
    """Take a waiver back; the row stays."""
    tx.conn.execute(update(waivers).where(waivers.c.id == waiver_id).values(revoked_at=stamp(at)))


def remove_corrections(tx: Tx, objection_id: str) -> None:
    """Take back what the answer to an objection corrected: the answer was undone."""
    tx.conn.execute(delete(corrections).where(corrections.c.objection_id == objection_id))


def add_correction(tx: Tx, correction: Correction) -> None:
    """Keep an office's word that a finding was wrong, for one exact text and a time."""
    row = {
        "id": correction.id,
        "digest": correction.text_digest,
        "objection_id": correction.objection_id,
        "body": body(correction),
    }
    tx.conn.execute(insert(corrections), row)
