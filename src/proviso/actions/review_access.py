"""Who may do what in a review: nobody for another office, for two of them, or about what they brought themselves
(139-07.1.a.4, 139-07.1.b)."""

from __future__ import annotations

from datetime import date

from proviso.db import agency, suggestions
from proviso.db import reviews as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.model import OfficeDelegate, Person, Review, ReviewState, Role

from .roles import OFFICE_NAMES, get_person, require_active

OFFICES = (Role.CIO, Role.CIO_OFFICE)


def get_open(tx: Tx, review_id: str) -> Review:
    """The review, while it waits for a decision."""
    review = db.get(tx, review_id)
    if review is None:
        raise NotFoundError("There is no such review.", hint="Reviews lists all of them.")
    if review.state is not ReviewState.OPEN:
        raise ConflictError("This review is decided. Nothing in it changes any more.")
    return review


def suggesters(tx: Tx, review: Review) -> frozenset[str]:
    """Who ever suggested the tool: none of them answers, checks or decides (separation of duties)."""
    return frozenset(s.person_id for s in suggestions.of_tool(tx, review.tool_id))


def office_words(office: str) -> str:
    """ "the privacy office" """
    return OFFICE_NAMES.get(Role(office), office)


def officer(tx: Tx, office: str) -> str:
    """Who answers for an office; empty when nobody is named."""
    named = agency.offices(tx).get(office)
    return named.person_id if named is not None else ""


def office_name(tx: Tx, office: str) -> str:
    """ "Privacy", as the agency calls it."""
    named = agency.offices(tx).get(office)
    return named.name if named is not None else office.replace("_", " ").capitalize()


def delegate_on(tx: Tx, office: str, today: date) -> OfficeDelegate | None:
    """Who answers for the office in the place of its officer today."""
    held = db.delegate_of(tx, office)
    return held if held is not None and held.starts_on <= today <= held.ends_on else None


def require_office(tx: Tx, actor: str, review: Review, office: str, today: date, *, to: str) -> Person:
    """The officer of this office, or whom they named for today, and nobody else."""
    person = require_active(tx, actor, to)
    if office not in review.offices:
        raise NotAllowedError("This office does not answer in this review.")
    why = why_not(tx, person, review, office, today)
    if why:
        raise NotAllowedError(why)
    return person


def why_not(tx: Tx, person: Person, review: Review, office: str, today: date) -> str:
    """Why this person does not answer for this office, in a sentence; empty when they do."""
    held = delegate_on(tx, office, today)
    is_delegate = held is not None and held.person_id == person.id
    if Role(office) not in person.roles and not is_delegate:
        return f"It takes {office_words(office)} to answer here. {person.name} is not."
    if person.id in suggesters(tx, review):
        return f"{person.name} suggested this tool. Someone else answers for {office_words(office)}."
    for other in review.offices:
        if other != office and db.answer(tx, review.id, other).signed_by == person.id:
            return f"{person.name} signed for {office_words(other)}. Someone else answers for {office_words(office)}."
    return ""


def require_writer(tx: Tx, actor: str, *offices: Role, to: str) -> Person:
    """The CIO's office, or one of the offices that a section belongs to."""
    person = require_active(tx, actor, to)
    if not person.roles.intersection((*OFFICES, *offices)):
        names = " or ".join(OFFICE_NAMES[role] for role in (*OFFICES, *offices))
        raise NotAllowedError(f"It takes {names} to {to}. {person.name} is none of them.")
    return person


def require_reviewer(tx: Tx, actor: str, review: Review, today: date, *, to: str) -> Person:
    """The CIO's office, or anybody who answers for one of the offices."""
    person = require_active(tx, actor, to)
    roles = {*OFFICES, *(Role(office) for office in review.offices)}
    is_delegate = any(
        (held := delegate_on(tx, office, today)) is not None and held.person_id == actor for office in review.offices
    )
    if not person.roles.intersection(roles) and not is_delegate:
        raise NotAllowedError(f"It takes an office of this review to {to}. {person.name} is in none of them.")
    return person


def mail_to(tx: Tx, office: str, today: date) -> tuple[str, ...]:
    """Who is told that the office owes something: its officer, and whom they named for today."""
    held = delegate_on(tx, office, today)
    found = (officer(tx, office), held.person_id if held else "")
    return tuple(dict.fromkeys(filter(None, found)))


def name_of(tx: Tx, person_id: str) -> str:
    """First and last name."""
    return get_person(tx, person_id).name
