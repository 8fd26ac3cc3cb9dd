"""Packs that were proposed, and the texts of those that the agency keeps (139-07.9.a)."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Column, String, Table, Text, insert, select, update

from proviso.errors import ConflictError
from proviso.model import PackProposal, ProposalState

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Store, Tx

texts = Table(
    "pack_texts",
    metadata,
    Column("ref", String, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("files", Text, nullable=False),
    Column("kept_at", String, nullable=False),
)
"""INVARIANT: a row is never changed: each past use is judged by the pack of its day."""

proposals = Table(
    "pack_proposals",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("proposed_at", String, nullable=False),
    Column("body", Text, nullable=False),
)

read_proposal = reader(PackProposal)
_TEXT = "SELECT files FROM pack_texts WHERE ref = ?"


def keep(tx: Tx, ref: str, sha256: str, files: dict[str, str], at: datetime) -> None:
    """Keep the text of a pack under its reference. The same text twice is nothing new; another one is refused."""
    known = sha256_of(tx, ref)
    if known is None:
        row = {"ref": ref, "sha256": sha256, "files": msgspec.json.encode(files).decode(), "kept_at": stamp(at)}
        tx.conn.execute(insert(texts), row)
    elif known != sha256:
        raise ConflictError(f"{ref} is another text already.", hint="Raise the revision: a reference names one text.")


def sha256_of(tx: Tx, ref: str) -> str | None:
    """The hash of the text that is kept under this reference."""
    return tx.conn.execute(select(texts.c.sha256).where(texts.c.ref == ref)).scalar()


def files_of(store: Store, ref: str) -> dict[str, str] | None:
    """The files of a pack that is kept, None when there is none of this reference."""
    rows = store.glance(_TEXT, (ref,))
    return None if not rows else msgspec.json.decode(rows[0][0], type=dict[str, str])


def put(tx: Tx, proposal: PackProposal) -> None:
    """Keep a proposal, as it stands now."""
    row = {"state": proposal.state.value, "body": body(proposal)}
    if not tx.conn.execute(update(proposals).where(proposals.c.id == proposal.id).values(row)).rowcount:
        tx.conn.execute(insert(proposals), {"id": proposal.id, "proposed_at": stamp(proposal.proposed_at), **row})


def get(tx: Tx, proposal_id: str) -> PackProposal | None:
    """One proposal."""
    found = tx.conn.execute(select(proposals.c.body).where(proposals.c.id == proposal_id)).scalar()
    return None if found is None else read_proposal(found)


def every(tx: Tx, state: ProposalState | None = None) -> list[PackProposal]:
    """All of them, newest first; those in one state."""
    query = select(proposals.c.body).order_by(proposals.c.proposed_at.desc())
    if state is not None:
        query = query.where(proposals.c.state == state.value)
    return [read_proposal(found) for found in tx.conn.execute(query).scalars()]
