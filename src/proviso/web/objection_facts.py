"""What is told of one objection as a list: the decision, the rule, the reason, and what came of it."""

from __future__ import annotations

from proviso.db.store import Tx
from proviso.model import Decision, Objection, ObjectionState

from . import words as w
from .desk import Desk


def objection_facts(desk: Desk, tx: Tx, objection: Objection, decision: Decision) -> tuple[tuple[str, str, str], ...]:
    """Label, value and link, in the order of reading."""
    lead = decision.reasons[0]
    facts = [
        ("Decision", w.code(decision.id), f"/decisions/{decision.id}"),
        ("What it said", w.nobreak(lead.headline), ""),
        ("Rule", lead.clause, f"/rules/{lead.clause}"),
        ("Reason given", objection.reason, ""),
    ]
    if objection.note:
        facts.append(("Note", objection.note, ""))
    facts.append(("Text", _text_line(objection), ""))
    facts.append(("Sent", desk.when(objection.sent_at), ""))
    if objection.answered_at is not None:
        who = desk.name(tx, objection.answered_by or "")
        facts.append(("Answered", f"{desk.when(objection.answered_at)} by {who}", ""))
        facts.append(("Answer", objection.answer, ""))
    return tuple(facts)


def _text_line(objection: Objection) -> str:
    """Whether the text is here. An answer destroys it, unless a legal hold stops that."""
    if not objection.has_text:
        return "Not kept"
    return "With it, locked" if objection.state is ObjectionState.OPEN else "Locked, kept for a legal hold"
