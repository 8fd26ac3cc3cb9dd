"""The words of ordinary uses: none are kept, unless the schedule of the pack keeps those of a purpose (ADR 4, R-078).

What a rule keeps is kept in the transaction of the use: what cannot be kept is not sent. A registered system keeps its
own records, so nothing of its calls is kept here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from proviso.db import transcripts as db
from proviso.db import uses
from proviso.db.store import Tx
from proviso.decision import masked_text
from proviso.model import Decision, Finding, FindingClass, TextKind, TextState, Transcript, Use
from proviso.policy import Pack
from proviso.policy.record_classes import RecordClass

from .agency import Agency
from .roles import SYSTEM
from .transcripts import keep


def class_of(pack: Pack | None, purpose: str, system_id: str = "") -> RecordClass | None:
    """The class in which the words of such a use are kept; None: they are not."""
    return None if pack is None or system_id else pack.keeps(purpose)


def keep_prompt(tx: Tx, agency: Agency, use: Use, decision: Decision, held: RecordClass) -> None:
    """Keep what is sent, as it is sent: what the rules mask stays out. INVARIANT: never what may be classified."""
    if not decision.allowed or _may_be_classified(decision.findings):
        return
    _keep(tx, agency, decision, TextKind.PROMPT, masked_text(use, decision), held.id, use.at)


def keep_answer(tx: Tx, agency: Agency, decision_id: str, text: str, findings: Sequence[Finding], at: datetime) -> None:
    """Keep an answer beside its question, if that was kept, in the same class (139-07.2.b)."""
    asked = prompt_of(tx, decision_id)
    decision = uses.get(tx, decision_id)
    if asked is None or decision is None or not text or _may_be_classified(findings):
        return
    _keep(tx, agency, decision, TextKind.ANSWER, text, asked.record_class, at)


def prompt_of(tx: Tx, decision_id: str) -> Transcript | None:
    """The question of a use that a rule kept; what an act kept of it is another's."""
    return next((t for t in of_use(tx, decision_id) if t.kind is TextKind.PROMPT), None)


def of_use(tx: Tx, decision_id: str) -> list[Transcript]:
    """What a rule kept of a use and is still here: its question, then its answer."""
    held = [t for t in db.of_decision(tx, decision_id) if t.kept_by == SYSTEM and t.state is TextState.KEPT]
    return sorted(held, key=lambda text: text.kind is TextKind.ANSWER)


def _keep(
    tx: Tx, agency: Agency, decision: Decision, kind: TextKind, text: str, record_class: str, at: datetime
) -> None:
    keep(
        tx,
        agency,
        kind=kind,
        text=text,
        person_id=decision.person_id,
        record_class=record_class,
        decision_id=decision.id,
        tool_id=decision.tool_id,
        purpose=decision.purpose,
        actor=SYSTEM,
        at=at,
    )


def _may_be_classified(findings: Sequence[Finding]) -> bool:
    return any(found.cls is FindingClass.CLASSIFIED for found in findings)
