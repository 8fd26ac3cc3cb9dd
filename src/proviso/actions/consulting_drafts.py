"""What an office writes about local rules before it signs, saved as one goes; and reminding one that owes its answer
(139-07.7.a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from proviso.db import local_rules as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import ConflictError, UsageError
from proviso.journal import record
from proviso.model import DraftedAnswer, LocalRules, Position, Role
from proviso.model.local_rules_events import LocalAnswerSaved, LocalOfficeReminded

from .consulting import LONGEST, OFFICES, REPLIERS, asked, check_separate, consultation, office_person
from .outbox import notify
from .roles import require_active, require_role
from .wording import clean

CHANGED = "Somebody of your office changed this since you opened it."
A_DAY = timedelta(days=1)


def save_draft(
    tx: Tx,
    rules_id: str,
    revision: int,
    office: Role,
    position: Position | None,
    *,
    reasons: str,
    conditions: str,
    version: int,
    actor: str,
    at: datetime,
) -> DraftedAnswer:
    """Save what one office has written so far; a form that is older than what stands here changes nothing."""
    rules = asked(tx, rules_id, revision)
    _require_office(tx, office, actor)
    check_separate(rules, db.answers_to(tx, rules_id, revision), office, actor)
    reasons, conditions = clean(reasons.strip()), clean(conditions.strip())
    if max(len(reasons), len(conditions)) > LONGEST:
        raise UsageError(f"Reasons and conditions have up to {LONGEST:,} characters.")
    held = db.draft_of(tx, rules_id, revision, office.value)
    if (held.position, held.reasons, held.conditions) == (position, reasons, conditions):
        return held
    if version != held.version:
        raise ConflictError(CHANGED)
    saved = replace(
        held,
        position=position,
        reasons=reasons,
        conditions=conditions,
        version=held.version + 1,
        saved_by=actor,
        saved_at=at,
    )
    db.put_draft(tx, saved)
    record(tx, at, LocalAnswerSaved(actor=actor, rules=rules.ref, office=office.value, version=saved.version))
    return saved


def remind(tx: Tx, rules_id: str, revision: int, office: Role, *, actor: str, at: datetime) -> DraftedAnswer:
    """Remind an office of the answer that it owes, once a day: whoever wrote the rules, or the CIO's office."""
    rules = asked(tx, rules_id, revision)
    if actor in {rules.made_by, rules.changed_by}:
        require_active(tx, actor, to="remind an office")
    else:
        require_role(tx, actor, *REPLIERS, to="remind an office")
    if not owes(tx, rules, office):
        raise UsageError("This office owes no answer.")
    held = db.draft_of(tx, rules_id, revision, office.value)
    if held.reminded_at is not None and at - held.reminded_at < A_DAY:
        raise ConflictError("It was reminded already; a reminder goes out once a day.")
    named = office_person(tx, office)
    told = [named] if named else [person.id for person in people.with_role(tx, office)]
    if not told:
        raise UsageError("Nobody is named for this office.", hint="The administrator names who answers for it.")
    reminded = replace(held, reminded_at=at)
    db.put_draft(tx, reminded)
    record(tx, at, LocalOfficeReminded(actor=actor, rules=rules.ref, office=office.value))
    for person_id in told:
        notify(
            tx,
            person_id,
            "local-rules-reminder",
            subject="Answer for your office: local rules",
            lines=(
                "Your office owes an answer about the local rules of one component.",
                "They cannot hold without it.",
            ),
            path=f"/local-rules/{rules.id}/{rules.revision}",
            at=at,
            key=f"local-rules-reminder:{rules.ref}:{office.value}:{at.isoformat()}",
        )
    return reminded


def owes(tx: Tx, rules: LocalRules, office: Role) -> bool:
    """Whether this office was asked about this very text, and has not answered."""
    return office in consultation(rules, db.answers_to(tx, rules.id, rules.revision)).owed


def _require_office(tx: Tx, office: Role, actor: str) -> None:
    if office not in OFFICES:
        raise UsageError("This office is not asked about local rules.")
    require_role(tx, actor, office, *((Role.CIO,) if office is Role.CIO_OFFICE else ()), to="answer for this office")
