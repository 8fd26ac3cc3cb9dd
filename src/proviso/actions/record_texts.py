"""What a record of a request says: a decision in words, or a kept text, which is opened on record (R-079)."""

from __future__ import annotations

from datetime import UTC, datetime

from proviso.db import people, tools, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError, ProvisoError
from proviso.model import Decision, FoiaItem, ItemKind

from . import transcripts
from .agency import Agency


def text_of(tx: Tx, agency: Agency, item: FoiaItem, *, actor: str, at: datetime) -> str:
    """The words of a record. INVARIANT: a kept text is opened in this transaction, with the request as the reason; the
    caller asked who may."""
    if item.kind is ItemKind.TEXT:
        return transcripts.open_text(tx, agency, item.ref, actor=actor, why=f"Request {item.request_id}", at=at)
    found = uses.get(tx, item.ref)
    if found is None:
        raise NotFoundError(f"There is no decision {item.ref} any more.", hint="Take it off the list.")
    return decision_text(tx, agency, found)


def decision_text(tx: Tx, agency: Agency, decision: Decision) -> str:
    """A decision in words, one fact a line. It says the same each time, so that marks stay where they are."""
    person, tool = people.get(tx, decision.person_id), tools.get(tx, decision.tool_id)
    outcome = "Allowed" if decision.allowed else "Not sent"
    facts = [
        ("Decision", f"{decision.id[:4]}-{decision.id[4:]}"),
        ("Who asked", person.name if person else decision.person_id),
        ("When", decision.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("Tool", tool.name if tool else decision.tool_id),
        ("Purpose", _purpose(agency, decision)),
        ("Outcome", outcome),
        *(("Rule", f"{reason.clause}: {reason.headline}") for reason in decision.reasons),
        *(("To do", f"{todo.clause}: {todo.sentence}") for todo in decision.obligations),
        *((("Published", decision.source.citation),) if decision.source is not None else ()),
        *(("Waiver", number) for number in decision.waivers),
        ("Rules in force", decision.pack),
        ("Length of the text", f"{decision.chars:,} characters"),
    ]
    return "\n".join(f"{label}: {' '.join(said.split())}" for label, said in facts)


def _purpose(agency: Agency, decision: Decision) -> str:
    """In the words of the rules of that day, as long as they can be read."""
    try:
        purposes = agency.packs.by_ref(decision.pack).purposes
    except ProvisoError:
        return decision.purpose
    return next((one.title for one in purposes if one.id == decision.purpose), decision.purpose)
