"""What the offices say to a component's rules before they hold, and the reply to who does not concur (139-07.7.a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import local_rules as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import Consulted, LocalRules, LocalState, Position, Role
from proviso.model.local_rules_events import DissentReplied, LocalRulesAnswered

from .outbox import notify
from .roles import OFFICE_NAMES, get_person, require_role
from .wording import clean

OFFICES = (Role.CIO_OFFICE, Role.PRIVACY, Role.CIVIL_RIGHTS)
"""139-07.7.a names the CIO, Privacy and Civil rights."""
REPLIERS = (Role.CIO_OFFICE, Role.CIO)
LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """Where the asking stands, for the text as it is now."""

    answers: dict[str, Consulted]
    """The newest word of each office to this text."""
    owed: tuple[Role, ...]
    unreplied: tuple[Consulted, ...]
    """Offices that do not concur and have no reply yet."""

    @property
    def is_done(self) -> bool:
        """Every office has answered, and each dissent has its reply."""
        return not self.owed and not self.unreplied


def consultation(rules: LocalRules, answers: Sequence[Consulted]) -> Consultation:
    """Where it stands; answers to an earlier wording are history."""
    newest = {a.office: a for a in answers if a.sha256 == rules.sha256}
    return Consultation(
        answers=newest,
        owed=tuple(office for office in OFFICES if office.value not in newest),
        unreplied=tuple(a for a in newest.values() if a.position is Position.DISSENT and not a.reply),
    )


def answer(
    tx: Tx,
    rules_id: str,
    revision: int,
    office: Role,
    position: Position,
    *,
    sha256: str,
    reasons: str = "",
    conditions: str = "",
    actor: str,
    at: datetime,
) -> Consulted:
    """One office signs its answer. Nobody answers for another office, for two of them, or to rules of their own."""
    rules = asked(tx, rules_id, revision)
    if office not in OFFICES:
        raise UsageError("This office is not asked about local rules.")
    require_role(tx, actor, office, *((Role.CIO,) if office is Role.CIO_OFFICE else ()), to="answer for this office")
    held = db.answers_to(tx, rules_id, revision)
    check_separate(rules, held, office, actor)
    if sha256 != rules.sha256:
        raise ConflictError("The rules changed since you opened them.", hint="Your words are kept below. Compare.")
    _check_words(position, reasons, conditions)
    said = Consulted(
        rules_id=rules_id,
        revision=revision,
        sha256=sha256,
        office=office.value,
        position=position,
        conditions=clean(conditions.strip()),
        reasons=clean(reasons.strip()),
        by=actor,
        at=at,
    )
    db.add_answer(tx, said)
    db.drop_draft(tx, rules_id, revision, office.value)
    event = LocalRulesAnswered(
        actor=actor, rules=rules.ref, office=office.value, position=position.value, sha256=sha256
    )
    record(tx, at, event)
    _tell_author(tx, rules, office, at)
    if position is Position.DISSENT:
        _tell_repliers(tx, rules, actor, at)
    return said


def reply(tx: Tx, rules_id: str, revision: int, office: Role, words: str, *, actor: str, at: datetime) -> Consulted:
    """The CIO's office writes why the rules may hold although an office does not concur; both words stay."""
    rules = asked(tx, rules_id, revision)
    require_role(tx, actor, *REPLIERS, to="reply to an office that does not concur")
    found = consultation(rules, db.answers_to(tx, rules_id, revision)).answers.get(office.value)
    if found is None or found.position is not Position.DISSENT:
        raise NotFoundError("This office did not say that it does not concur.", hint="Look at its answer as it is now.")
    if found.reply:
        raise ConflictError(f"{get_person(tx, found.reply_by).name} replied already.")
    if actor in {found.by, rules.made_by, rules.changed_by}:
        raise NotAllowedError(
            "You cannot reply to your own words, nor about rules of your own. Someone else does that."
        )
    if not words.strip() or len(words) > LONGEST:
        raise UsageError(f"Write the reply, in up to {LONGEST:,} characters: it stays beside the answer.")
    replied = replace(found, reply=clean(words.strip()), reply_by=actor, reply_at=at)
    db.put_answer(tx, replied)
    record(tx, at, DissentReplied(actor=actor, rules=rules.ref, office=office.value))
    return replied


def require_consulted(tx: Tx, rules: LocalRules) -> None:
    """139-07.7.a: every office has answered this very text, and a dissent has its reply."""
    found = consultation(rules, db.answers_to(tx, rules.id, rules.revision))
    if found.owed:
        owed = ", ".join(OFFICE_NAMES[office] for office in found.owed)
        raise NotAllowedError(
            f"These rules cannot go live yet: {owed} did not answer.",
            hint="139-07.7.a asks for the offices’ word first.",
        )
    if found.unreplied:
        names = ", ".join(OFFICE_NAMES[Role(a.office)] for a in found.unreplied)
        raise NotAllowedError(
            f"These rules cannot go live yet: {names} does not concur, and has no reply.",
            hint="The CIO’s office replies in writing first.",
        )


def office_person(tx: Tx, office: Role) -> str:
    """Who answers for an office, by id; empty when nobody is named."""
    found = agency_db.offices(tx).get(office.value)
    return "" if found is None else found.person_id


def asked(tx: Tx, rules_id: str, revision: int) -> LocalRules:
    """The text, as long as the offices are asked about it."""
    rules = db.get(tx, rules_id, revision)
    if rules is None:
        raise NotFoundError("There are no such local rules.", hint="The list shows all of them.")
    if rules.state is not LocalState.ASKED:
        raise ConflictError("These rules wait for no answer now.", hint="Look at them as they are now.")
    return rules


def check_separate(rules: LocalRules, held: Sequence[Consulted], office: Role, actor: str) -> None:
    """Nobody answers about rules of their own, or for two offices; an answer with a reply stands."""
    if actor in {rules.made_by, rules.changed_by}:
        raise NotAllowedError("You cannot answer about rules of your own. Someone else does that.")
    if any(a.by == actor and a.office != office.value and a.sha256 == rules.sha256 for a in held):
        raise NotAllowedError("You answered for another office already, and nobody answers for two.")
    newest = next((a for a in reversed(held) if a.office == office.value and a.sha256 == rules.sha256), None)
    if newest is not None and newest.reply:
        raise ConflictError("The CIO’s office replied to this answer already, so it stands.")


def _check_words(position: Position, reasons: str, conditions: str) -> None:
    if position is Position.DISSENT and not reasons.strip():
        raise UsageError("Say why your office does not concur: it stays on record.")
    if position is Position.CONDITIONS and not conditions.strip():
        raise UsageError("Say which conditions your office asks for.")
    if max(len(reasons), len(conditions)) > LONGEST:
        raise UsageError(f"Reasons and conditions have up to {LONGEST:,} characters.")


def _tell_repliers(tx: Tx, rules: LocalRules, actor: str, at: datetime) -> None:
    """A dissent needs the CIO's office's written reply before anything holds."""
    held = agency_db.offices(tx)
    people = {held[role.value].person_id for role in REPLIERS if role.value in held} - {actor}
    for person_id in sorted(people):
        notify(
            tx,
            person_id,
            "local-rules-dissent",
            subject="Reply to an office that does not concur",
            lines=("It is about the local rules of one component.", "They cannot hold without your written reply."),
            path=f"/local-rules/{rules.id}/{rules.revision}",
            at=at,
        )


def _tell_author(tx: Tx, rules: LocalRules, office: Role, at: datetime) -> None:
    notify(
        tx,
        rules.changed_by,
        "local-rules-answered",
        subject="An office answered about your local rules",
        lines=(f"It was {OFFICE_NAMES[office]}.", "The answer stands on the page of the rules."),
        path=f"/local-rules/{rules.id}/{rules.revision}",
        at=at,
    )
