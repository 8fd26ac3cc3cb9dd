"""Legal holds: what a court, a request or an inquiry needs stays, whatever its schedule says (44 U.S.C. 3105, R-079).

A hold also stops what was due before it was set; only the records officer releases one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from proviso.db import incidents, people, tools, uses
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.identity.ids import new_id, read_id
from proviso.journal import record
from proviso.model import HoldState, LegalHold, Role, Transcript
from proviso.model.transcript_events import HoldReleased, HoldSet

from . import sealed_texts
from .agency import Agency
from .roles import require_other, require_role
from .transcripts import pack_of
from .wording import clean, clean_line, says_something

SETTERS = (Role.RECORDS, Role.COUNSEL)
RELEASERS = (Role.RECORDS,)
LONGEST_MATTER, LONGEST_REASON = 120, 500
SCOPE = ("person_id", "tool_id", "decision_id", "case_id", "record_class")


def set_hold(tx: Tx, agency: Agency, wanted: LegalHold, *, actor: str, at: datetime) -> LegalHold:
    """Stop every disposition of what this covers, now and of what is kept later; its code and its state are ours."""
    require_role(tx, actor, *SETTERS, to="set a legal hold")
    hold = replace(tidied(wanted), id=new_id(), set_by=actor, set_at=at, state=HoldState.HOLDS)
    for fault in faults(tx, agency, hold, at=at).values():
        raise fault
    db.add_hold(tx, hold)
    event = HoldSet(actor=actor, hold=hold.id, matter=hold.matter, scope=scope_of(hold), covered=len(covered(tx, hold)))
    record(tx, at, event)
    return hold


def tidied(hold: LegalHold) -> LegalHold:
    """What was typed, as it is kept."""
    return replace(
        hold,
        matter=clean_line(hold.matter),
        reason=clean(hold.reason.strip()),
        decision_id=read_id(hold.decision_id),
        **{name: getattr(hold, name).strip() for name in ("person_id", "tool_id", "case_id", "record_class")},
    )


def scope_of(hold: LegalHold) -> dict[str, str]:
    """What a hold covers, as names and values; a hold without any covers everything."""
    named = {name: getattr(hold, name) for name in SCOPE}
    days = {"since": hold.since and hold.since.isoformat(), "until": hold.until and hold.until.isoformat()}
    return {name: value for name, value in {**named, **days}.items() if value}


def covered(tx: Tx, hold: LegalHold) -> list[Transcript]:
    """The kept texts that a hold covers now, those that an act of their own would end among them."""
    return [*(held for held in db.kept(tx) if hold.covers(held)), *sealed_texts.covered(tx, hold)]


def release(tx: Tx, hold_id: str, *, reason: str, actor: str, at: datetime) -> LegalHold:
    """The matter is over: what the hold covers follows its schedule again. One on yourself, somebody else releases."""
    require_role(tx, actor, *RELEASERS, to="release a legal hold")
    hold = get(tx, hold_id)
    for owner in _owners(tx, hold):
        require_other(actor, owner or None, to="release a hold on your own texts")
    if hold.state is HoldState.RELEASED:
        raise ConflictError("This hold was released already.", hint="Nothing was changed.")
    said = _said(reason, LONGEST_REASON, "Say why it is over.")
    after = replace(hold, state=HoldState.RELEASED, released_by=actor, released_at=at, release_reason=said)
    count = len(covered(tx, hold))
    db.put_hold(tx, after)
    record(tx, at, HoldReleased(actor=actor, hold=hold_id, covered=count))
    sealed_texts.let_go(tx, at)
    return after


def _owners(tx: Tx, hold: LegalHold) -> set[str]:
    """Whose texts a hold names: by the person, or by a use, a text or an incident of theirs."""
    use = uses.get(tx, hold.decision_id) if hold.decision_id else None
    text = db.get(tx, hold.transcript_id) if hold.transcript_id else None
    incident = incidents.get(tx, hold.case_id) if hold.case_id else None
    return {hold.person_id} | {found.person_id for found in (use, text, incident) if found is not None}


def get(tx: Tx, hold_id: str) -> LegalHold:
    """One hold, or an error that says that there is none."""
    hold = db.hold(tx, read_id(hold_id))
    if hold is None:
        raise NotFoundError(f"There is no legal hold {hold_id[:20]}.", hint="See Records.")
    return hold


def faults(tx: Tx, agency: Agency, hold: LegalHold, *, at: datetime) -> dict[str, UsageError]:
    """What is wrong with a hold, by its field. What it names must be there: else it would stop nothing."""
    found: dict[str, UsageError] = {}
    for name, longest, otherwise in (
        ("matter", LONGEST_MATTER, "Name the matter: a case, a request, an inquiry."),
        ("reason", LONGEST_REASON, "Say why these texts must stay."),
    ):
        try:
            _said(getattr(hold, name), longest, otherwise)
        except UsageError as fault:
            found[name] = fault
    if hold.person_id and people.get(tx, hold.person_id) is None:
        found["person_id"] = _nowhere(f"There is no person {hold.person_id[:40]!r}.", "Ids look like maya.okafor.")
    if hold.tool_id and tools.get(tx, hold.tool_id) is None:
        found["tool_id"] = _nowhere(f"There is no tool {hold.tool_id[:40]!r}.", "Choose one of the list.")
    if hold.record_class and pack_of(tx, agency, at).record_class(hold.record_class) is None:
        found["record_class"] = _nowhere(f"The rules have no class of records {hold.record_class[:40]!r}.")
    if hold.decision_id and uses.get(tx, hold.decision_id) is None:
        found["decision_id"] = _nowhere(f"There is no decision {hold.decision_id[:40]!r}.", "It looks like 7KQ2-M4XD.")
    if hold.case_id and not db.of_case(tx, hold.case_id) and incidents.get(tx, hold.case_id) is None:
        said = f"There is no review or incident {hold.case_id[:40]!r} with a kept text."
        found["case_id"] = _nowhere(said, "An incident looks like 2026-011.")
    if hold.since and hold.until and hold.until < hold.since:
        found["until"] = UsageError("The last day of the hold comes before its first.")
    return found


def _nowhere(said: str, hint: str = "") -> NotFoundError:
    return NotFoundError(said, hint=hint)


def _said(typed: str, longest: int, otherwise: str) -> str:
    said = clean(typed.strip())
    if not says_something(said):
        raise UsageError(otherwise)
    if len(said) > longest:
        raise UsageError(f"That has {len(said)} characters; {longest} are the most.", hint="Say it shorter.")
    return said
