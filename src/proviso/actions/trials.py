"""Permissions to test a tool in review: for named people, until a day, and they end by themselves (139-07.1.d)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from proviso.db import tools
from proviso.db import trials as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import ToolStatus, Trial
from proviso.model.review_events import TrialEnded, TrialGranted
from proviso.policy import Pack
from proviso.policy.standing import local_day

from .outbox import notify
from .review_access import OFFICES, get_open, suggesters
from .roles import SYSTEM, require_active, require_other, require_role

LONGEST_TRIAL = timedelta(days=60)
MOST_TESTERS = 25


def grant(tx: Tx, review_id: str, person_id: str, ends_on: date, *, pack: Pack, actor: str, at: datetime) -> Trial:
    """The CIO's office names somebody who may test the tool until a day; nobody names themselves."""
    require_role(tx, actor, *OFFICES, to="let somebody test a tool")
    review, today = get_open(tx, review_id), local_day(at, pack)
    require_other(actor, person_id, to="let a person test a tool for")
    person = require_active(tx, person_id, "test a tool")
    tool = tools.get(tx, review.tool_id)
    if tool is None or tool.status is not ToolStatus.IN_REVIEW:
        raise UsageError("Only a tool in review is tested.")
    if all(not purpose.is_test for purpose in pack.purposes):
        raise UsageError("The rules in force know no tests.", hint="A pack names a purpose with test = true.")
    if not today <= ends_on <= today + LONGEST_TRIAL:
        raise UsageError(f"The last day is from today on, and within {LONGEST_TRIAL.days} days.")
    held = db.of_review(tx, review_id)
    if any(t.person_id == person_id and t.ends_on >= today for t in held):
        raise ConflictError(f"{person.name} may test it already.", hint="End that permission first.")
    if sum(t.ends_on >= today for t in held) >= MOST_TESTERS:
        raise UsageError(f"{MOST_TESTERS} people test a tool at most.")
    if actor in suggesters(tx, review):
        raise UsageError("You suggested this tool. Someone else says who tests it.")
    trial = Trial(
        id=new_id(),
        tool_id=tool.id,
        review_id=review_id,
        person_id=person_id,
        starts_on=today,
        ends_on=ends_on,
        granted_by=actor,
        granted_at=at,
    )
    db.add(tx, trial)
    record(
        tx, at, TrialGranted(actor=actor, trial=trial.id, tool=tool.id, person=person_id, ends_on=ends_on.isoformat())
    )
    notify(
        tx,
        person_id,
        "trial-granted",
        subject=f"You can test {tool.name}",
        lines=(f"Until {ends_on:%b} {ends_on.day}, with published or invented text.", "Choose the purpose “test”."),
        path=f"/reviews/{review_id}/tests",
        at=at,
        key=f"trial:{trial.id}",
    )
    return trial


def end(tx: Tx, trial_id: str, *, actor: str, at: datetime) -> Trial:
    """End a permission before its day; the next use is denied."""
    require_role(tx, actor, *OFFICES, to="end a permission to test")
    trial = db.get(tx, trial_id)
    if trial is None:
        raise NotFoundError("There is no such permission (any more).")
    return _end(tx, trial, actor=actor, at=at)


def end_all(tx: Tx, review_id: str, *, at: datetime) -> None:
    """The review is decided: nobody tests any more."""
    for trial in db.of_review(tx, review_id):
        _end(tx, trial, actor=SYSTEM, at=at)


def _end(tx: Tx, trial: Trial, *, actor: str, at: datetime) -> Trial:
    db.end(tx, trial.id, at)
    record(tx, at, TrialEnded(actor=actor, trial=trial.id, tool=trial.tool_id, person=trial.person_id))
    return trial
