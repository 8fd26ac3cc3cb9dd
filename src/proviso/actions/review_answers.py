"""What each office says to a tool: saved as one goes, signed by its officer or whom they named, and never for another
office (139-07.1.a.4, 139-07.1.b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec

from proviso.db import reviews as db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Conditions, OfficeAnswer, OfficeDelegate, Position, Review, Role
from proviso.model.review_events import (
    OfficeDelegated,
    OfficeReminded,
    ReviewAnswerSaved,
    ReviewAnswerSigned,
    ReviewAnswerTakenBack,
)
from proviso.policy import Pack
from proviso.policy.standing import local_day

from .outbox import notify
from .review_access import (
    get_open,
    mail_to,
    office_words,
    require_office,
    require_reviewer,
)
from .reviews import CHANGED, LONGEST, hash_of
from .roles import get_person, require_active, require_role
from .wording import clean, clean_line, says_something

LONGEST_NOTE = 200
LONGEST_DELEGATION = timedelta(days=90)
LATER = (Role.CIO, Role.CIO_OFFICE)
"""Who decides does not answer for an office in its place."""


def save(
    tx: Tx,
    review_id: str,
    office: str,
    position: Position | None,
    reasons: str,
    conditions: Conditions,
    *,
    version: int,
    pack: Pack,
    actor: str,
    at: datetime,
) -> OfficeAnswer:
    """Save the answer without signing it; a form that is older than what stands here changes nothing."""
    review = get_open(tx, review_id)
    require_office(tx, actor, review, office, local_day(at, pack), to="write this answer")
    held = db.answer(tx, review_id, office)
    if held.is_signed:
        raise ConflictError(
            f"It was signed by {get_person(tx, held.signed_by).name}.", hint="Take it back to change it."
        )
    reasons = clean(reasons).strip()
    if len(reasons) > LONGEST:
        raise UsageError(f"The reasons have {len(reasons):,} letters; {LONGEST:,} fit.")
    said = conditions_of(conditions, position)
    if (held.position, held.reasons, held.conditions) == (position, reasons, said):
        return held
    if version != held.version:
        raise ConflictError(CHANGED)
    saved = replace(
        held,
        position=position,
        reasons=reasons,
        conditions=said,
        version=held.version + 1,
        saved_by=actor,
        saved_at=at,
    )
    db.put_answer(tx, saved)
    event = ReviewAnswerSaved(actor=actor, review=review_id, tool=review.tool_id, office=office, version=saved.version)
    record(tx, at, event)
    return saved


def conditions_of(asked: Conditions, position: Position | None) -> Conditions:
    """The conditions in their plain form; they are kept while nobody has chosen, and belong to one answer alone."""
    if position in {Position.CONCUR, Position.DISSENT}:
        return Conditions()
    notes = tuple(note for note in map(clean_line, asked.notes) if says_something(note))
    if any(len(note) > LONGEST_NOTE for note in notes):
        raise UsageError(f"A sentence about a setting has {LONGEST_NOTE} letters at most.")
    return replace(asked, notes=notes, components=asked.components or None, purposes=asked.purposes or None)


def problems(answer: OfficeAnswer) -> dict[str, str]:
    """What is missing before it can be signed, by field."""
    found = {}
    if answer.position is None:
        found["position"] = "Choose what your office says."
    if answer.position is Position.CONDITIONS and answer.conditions == Conditions():
        found["note"] = "Name at least one condition, or concur without any."
    if answer.position is Position.DISSENT and not says_something(answer.reasons):
        found["reasons"] = "Say why. The CIO has to answer it in writing."
    return found


def sign(tx: Tx, review_id: str, office: str, *, version: int, pack: Pack, actor: str, at: datetime) -> OfficeAnswer:
    """Sign for the office: exactly what was shown, version by version (139-07.1.b)."""
    review, today = get_open(tx, review_id), local_day(at, pack)
    person = require_office(tx, actor, review, office, today, to=f"sign for {office_words(office)}")
    held = db.answer(tx, review_id, office)
    if held.is_signed:
        if held.signed_by == actor:
            return held
        raise ConflictError(f"It was signed by {get_person(tx, held.signed_by).name} already.")
    if version != held.version:
        raise ConflictError(CHANGED)
    wrong = problems(held)
    if wrong:
        raise UsageError(next(iter(wrong.values())))
    _require_second_look(tx, review, actor)
    code, digest = new_id(), hash_of(signed_words(tx, held))
    event = ReviewAnswerSigned(
        actor=actor,
        review=review_id,
        tool=review.tool_id,
        office=office,
        position=(held.position or Position.CONCUR).value,
        code=code,
        sha256=digest,
        is_delegate=Role(office) not in person.roles,
    )
    entry = record(tx, at, event)
    signed = replace(
        held, signed_by=actor, signed_at=at, code=code, sha256=digest, entry=entry, version=held.version + 1
    )
    db.put_answer(tx, signed)
    return signed


def signed_words(tx: Tx, answer: OfficeAnswer) -> dict[str, object]:
    """Everything that a signature is under: the answer, the reasons, the conditions, the documents by their hash."""
    place = f"office:{answer.office}"
    return {
        "review": answer.review_id,
        "office": answer.office,
        "position": answer.position,
        "reasons": answer.reasons,
        "conditions": msgspec.to_builtins(answer.conditions, order="deterministic"),
        "files": sorted(file.sha256 for file in db.files(tx, answer.review_id) if file.place == place),
    }


def _require_second_look(tx: Tx, review: Review, actor: str) -> None:
    """Who tested the tool alone does not answer for it: a second person looks at the test first."""
    if any(test.tester == actor and not test.checked_by for test in db.tests(tx, review.id)):
        raise NotAllowedError("You tested this tool, and nobody checked your test yet.", hint="Ask a second person to.")


def take_back(tx: Tx, review_id: str, office: str, *, pack: Pack, actor: str, at: datetime) -> OfficeAnswer:
    """Take a signed answer back before the decision: the office owes one again."""
    review = get_open(tx, review_id)
    require_office(tx, actor, review, office, local_day(at, pack), to="take this answer back")
    held = db.answer(tx, review_id, office)
    if not held.is_signed:
        raise ConflictError("This answer is not signed.")
    opened = replace(held, signed_by="", signed_at=None, code="", sha256="", entry=-1, version=held.version + 1)
    db.put_answer(tx, opened)
    event = ReviewAnswerTakenBack(actor=actor, review=review_id, tool=review.tool_id, office=office, code=held.code)
    record(tx, at, event)
    return opened


def owing(tx: Tx, review: Review) -> tuple[str, ...]:
    """The offices that have not signed yet, in the order of the review."""
    return tuple(office for office in review.offices if not db.answer(tx, review.id, office).is_signed)


def remind(tx: Tx, review_id: str, office: str, *, pack: Pack, actor: str, at: datetime) -> OfficeAnswer:
    """Remind an office of the answer that it owes; once a day."""
    review, today = get_open(tx, review_id), local_day(at, pack)
    require_reviewer(tx, actor, review, today, to="remind an office")
    held = db.answer(tx, review_id, office)
    if office not in review.offices or held.is_signed:
        raise UsageError("This office owes no answer.")
    if held.reminded_at is not None and local_day(held.reminded_at, pack) == today:
        raise UsageError("It was reminded today already.", hint="Tomorrow it can be reminded again.")
    name = _tool_name(tx, review.tool_id)
    for person_id in mail_to(tx, office, today):
        _remind(tx, review, person_id, name, today, at)
    reminded = replace(held, reminded_at=at)
    db.put_answer(tx, reminded)
    record(tx, at, OfficeReminded(actor=actor, review=review_id, tool=review.tool_id, office=office))
    return reminded


def _remind(tx: Tx, review: Review, person_id: str, name: str, today: date, at: datetime) -> None:
    due = f"{review.offices_due:%b} {review.offices_due.day}"
    notify(
        tx,
        person_id,
        "review-due",
        subject=f"Answer for your office: {name}",
        lines=(f"Your office owes an answer; it {'was' if review.offices_due < today else 'is'} due {due}.",
               "The other offices can see which answers are missing."),
        path=f"/reviews/{review.id}",
        at=at,
        key=f"review-due:{review.id}:{person_id}:{today.isoformat()}",
    )  # fmt: skip


def _tool_name(tx: Tx, tool_id: str) -> str:
    tool = tools.get(tx, tool_id)
    return tool.name if tool is not None else tool_id


def delegate(
    tx: Tx,
    office: str,
    person_id: str,
    starts_on: date,
    ends_on: date,
    *,
    pack: Pack,
    actor: str,
    at: datetime,
) -> OfficeDelegate:
    """The officer names who answers between two days: nobody of another office, and nobody who decides."""
    if office not in pack.review_offices:
        raise UsageError("This office does not answer in reviews.")
    require_role(tx, actor, Role(office), to=f"name who answers for {office_words(office)}")
    if person_id == actor:
        raise UsageError("Name somebody else: you answer for your office anyway.")
    person = require_active(tx, person_id, "answer for an office")
    others = {Role(other) for other in pack.review_offices if other != office}
    if person.roles.intersection(others | set(LATER)):
        raise NotAllowedError(f"{person.name} acts for another office, and cannot answer for this one.")
    if not local_day(at, pack) <= ends_on or not starts_on <= ends_on:
        raise UsageError("The last day comes after the first, and not before today.")
    if ends_on - starts_on > LONGEST_DELEGATION:
        raise UsageError("Somebody can answer in your place for 90 days at most.")
    named = OfficeDelegate(office=office, person_id=person_id, starts_on=starts_on, ends_on=ends_on, named_by=actor)
    db.put_delegate(tx, office, named)
    event = OfficeDelegated(
        actor=actor, office=office, person=person_id, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat()
    )
    record(tx, at, event)
    return named


def end_delegation(tx: Tx, office: str, *, actor: str, at: datetime) -> None:
    """Nobody answers in the officer's place any more."""
    held = db.delegate_of(tx, office)
    if held is None:
        return
    require_role(tx, actor, Role(office), to=f"say who answers for {office_words(office)}")
    db.put_delegate(tx, office, None)
    record(tx, at, OfficeDelegated(actor=actor, office=office, person=held.person_id, starts_on="", ends_on=""))
