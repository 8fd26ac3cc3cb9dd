"""Kept texts, holds and dispositions in the words of the pages."""

from __future__ import annotations

import re

from proviso.db.store import Tx
from proviso.model import Disposition, DispositionState, HoldState, LegalHold, TextKind, TextState, Transcript
from proviso.policy.record_classes import Fate, RecordClass, Start

from . import words as w
from .desk import Desk

KINDS = {
    TextKind.PROMPT: "Prompt",
    TextKind.SOURCE: "Source",
    TextKind.ANSWER: "Answer",
    TextKind.DRAFT: "Author’s text",
    TextKind.INCIDENT: "Text of a spill report",
}
STATES = {
    TextState.KEPT: "Kept",
    TextState.DESTROYED: "Destroyed",
    TextState.TRANSFERRED: "In the archive",
}
_SENTENCE_ENDS = re.compile(r"\.(?= [A-Z]|$)")
UNCLASSED = "-"
"""Stands in an address for the texts that no class names."""
NO_CLASS = "Texts that no class names"


def first_sentence(answer: str) -> str:
    """For a title; the point of "Nov. 30" ends no sentence."""
    return _SENTENCE_ENDS.split(answer, maxsplit=1)[0]


def period_line(held: RecordClass | None) -> str:
    """ "Destroyed 90 days after the text was kept." """
    if held is None:
        return "Kept until the rules name a class for them."
    end = "Destroyed" if held.fate is Fate.DESTROY else "Sent to the archive"
    start = "the text was kept" if held.starts is Start.KEPT else "its review or incident was closed"
    years = held.days / 365
    long = w.count(round(years), "year") if years >= 1 and held.days % 365 == 0 else w.count(held.days, "day")
    return f"{end} {long} after {start}."


def due_line(desk: Desk, held: Transcript) -> str:
    """When a text must go, or why no day is known."""
    if held.state is not TextState.KEPT:
        return f"{STATES[held.state]} {desk.words.near(held.ended_at)}" if held.ended_at else STATES[held.state]
    if held.due_on is not None:
        return f"{'Past since' if held.due_on < desk.today else 'Kept through'} {desk.words.date(held.due_on)}"
    return "Its case is open" if held.record_class else "No class names it"


def scope_line(desk: Desk, tx: Tx, hold: LegalHold) -> str:
    """What a hold covers, as one sentence."""
    parts = []
    if hold.person_id:
        parts.append(f"of {desk.name(tx, hold.person_id)}")
    if hold.tool_id:
        parts.append(f"with {desk.tool(tx, hold.tool_id)}")
    if hold.decision_id:
        parts.append(f"of decision {w.code(hold.decision_id)}")
    if hold.case_id:
        parts.append(f"of review or incident {hold.case_id}")
    if hold.record_class:
        found = desk.pack.record_class(hold.record_class)
        parts.append(f"of the class “{found.title if found else hold.record_class}”")
    if hold.since:
        parts.append(f"kept from {desk.words.date(hold.since)}")
    if hold.until:
        parts.append(f"{'' if hold.since else 'kept '}through {desk.words.date(hold.until)}")
    return f"Texts {' '.join(parts)}." if parts else "Every kept text."


def hold_line(desk: Desk, tx: Tx, hold: LegalHold) -> str:
    """ "Set by Lorraine Pike on Nov. 2." """
    said = f"Set by {desk.name(tx, hold.set_by)} on {desk.words.date(hold.set_at)}."
    if hold.state is HoldState.RELEASED and hold.released_at:
        said += f" Released by {desk.name(tx, hold.released_by)} on {desk.words.date(hold.released_at)}."
    return said


def verb(one: Disposition) -> str:
    """What is done with the texts of a proposal."""
    return "transferred" if one.fate == Fate.TRANSFER.value else "destroyed"


def state_line(desk: Desk, tx: Tx, one: Disposition) -> str:
    """Where a proposal stands, as the first sentence of its page."""
    texts = w.count(len(one.items), "text")
    by, on = desk.name(tx, one.proposed_by), desk.words.near(one.proposed_at)
    if one.state is DispositionState.PROPOSED:
        waits = "waits" if len(one.items) == 1 else "wait"
        return f"{texts} {waits} for a second person. {by} proposed it {on}. Nothing is {verb(one)} yet."
    if one.state is DispositionState.WITHDRAWN:
        return f"Taken back by {desk.name(tx, one.withdrawn_by)}. Nothing was {verb(one)}."
    were = "was" if len(one.items) == 1 else "were"
    done = desk.words.date(one.confirmed_at) if one.confirmed_at else ""
    return f"{texts} {were} {verb(one)} on {done}. {by} proposed it, {desk.name(tx, one.confirmed_by)} confirmed it."
