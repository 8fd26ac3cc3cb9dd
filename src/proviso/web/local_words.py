"""Local rules in words: where a text stands, what its rules say, what each office said, what changed (139-07.7)."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from proviso.actions.consulting import OFFICES, Consultation
from proviso.db import agency as agency_db
from proviso.db.store import Tx
from proviso.errors import PackError
from proviso.model import Consulted, LocalRules, LocalState, Position, Role
from proviso.policy import load
from proviso.policy.texts import Texts

from .desk import Desk

SAID = {
    Position.CONCUR: "Concurs",
    Position.CONDITIONS: "Concurs with conditions",
    Position.DISSENT: "Does not concur",
}
CALLED = {Role.CIO_OFFICE: "the CIO’s office", Role.PRIVACY: "Privacy", Role.CIVIL_RIGHTS: "Civil rights"}
CHOICES = {
    Position.CONCUR: "Concur",
    Position.CONDITIONS: "Concur with conditions",
    Position.DISSENT: "Do not concur",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule of a text."""

    number: int
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """What one office said, or that it owes its answer."""

    office: str
    key: str
    answer: str
    words: str
    reply: str
    signed: str
    needs_reply: bool


def answer_choices() -> tuple[tuple[str, str], ...]:
    """The three answers of an office."""
    return tuple((position.value, label) for position, label in CHOICES.items())


def office_names(tx: Tx) -> dict[str, str]:
    """ "Privacy, Joan Castellanos" is made of it: the office's own name, or the role's."""
    held = agency_db.offices(tx)
    return {
        office.value: held[office.value].name if office.value in held else office.value.replace("_", " ").capitalize()
        for office in OFFICES
    }


def state_words(desk: Desk, rules: LocalRules, said: Consultation) -> str:
    """Where a text stands, and who acts next: the first sentence of its page."""
    if rules.state is LocalState.DRAFT:
        return "This is a draft. Nothing holds yet. Next: ask the offices."
    if rules.state is LocalState.ASKED:
        return _asked(desk, rules, said)
    if rules.state is LocalState.WITHDRAWN:
        return f"Withdrawn on {desk.day(rules.changed_at)}, because {rules.reason.rstrip('.')}. It never held."
    if rules.state is LocalState.ENDED and rules.ended_at is not None:
        return f"Ended on {desk.day(rules.ended_at)}, because {rules.reason.rstrip('.')}."
    if rules.starts_at is None or rules.starts_at > desk.now:
        at = desk.when(rules.starts_at) if rules.starts_at else "a day to come"
        return f"These rules go live by themselves {_on(at)}."
    return f"In force since {desk.when(rules.starts_at)}."


def _on(at: str) -> str:
    return at if at.startswith(("today", "tomorrow", "yesterday")) else f"on {at}"


def _asked(desk: Desk, rules: LocalRules, said: Consultation) -> str:
    total, owed = len(OFFICES), len(said.owed)
    dissents = sum(a.position is Position.DISSENT for a in said.answers.values())
    first = f"{total - owed} of {total} offices answered."
    if owed:
        first += f" Next: {desk.names(CALLED[office] for office in said.owed)}."
        first += f" Asked {desk.words.near(rules.asked_at)}." if rules.asked_at else ""
    if dissents:
        first += f" {desk.count(dissents, 'office does not concur', 'offices do not concur')}."
    if said.unreplied:
        return f"{first} The CIO’s office replies next."
    return first if owed else f"{first} Next: say from when the rules hold."


def rule_rows(desk: Desk, rules: LocalRules) -> tuple[RuleRow, ...]:
    """The rules as sentences, from the pack's own words."""
    try:
        clauses = load(Texts(rules.id, rules.files)).clauses
    except PackError as fault:
        return (RuleRow(number=0, title="These rules cannot be read.", sentence=fault.message),)
    return tuple(RuleRow(number=n, title=c.title, sentence=c.person) for n, c in enumerate(clauses, 1))


def office_rows(
    desk: Desk, tx: Tx, rules: LocalRules, said: Consultation, only: Sequence[Consulted] | None = None
) -> tuple[OfficeRow, ...]:
    """One row an office; with `only`, those answers, as they were given to an earlier wording."""
    names = office_names(tx)
    if only is not None:
        return tuple(_office_row(desk, tx, names.get(a.office, a.office), a) for a in only)
    if rules.state is LocalState.DRAFT:
        return ()
    return tuple(
        _office_row(desk, tx, names[office.value], said.answers[office.value])
        if office.value in said.answers
        else OfficeRow(
            office=_with_person(desk, tx, office.value, names[office.value]),
            key=office.value,
            answer="Not answered",
            words="",
            reply="",
            signed="",
            needs_reply=False,
        )
        for office in OFFICES
    )


def _with_person(desk: Desk, tx: Tx, office: str, name: str) -> str:
    found = agency_db.offices(tx).get(office)
    return f"{name}, {desk.name(tx, found.person_id)}" if found else name


def _office_row(desk: Desk, tx: Tx, name: str, said: Consulted) -> OfficeRow:
    reply = f"{desk.name(tx, said.reply_by)} replied: {said.reply}" if said.reply else ""
    return OfficeRow(
        office=f"{name}, {desk.name(tx, said.by)}",
        key=said.office,
        answer=SAID[said.position],
        words=" ".join(part for part in (said.conditions, said.reasons) if part) or "None.",
        reply=reply,
        signed=desk.day(said.at),
        needs_reply=said.position is Position.DISSENT and not said.reply,
    )


def changes_between(before: LocalRules | None, after: LocalRules) -> tuple[tuple[str, str], ...]:
    """Lines of the Cedar text that came and went since the revision before; its sentences are among them."""
    if before is None:
        return ()
    old, new = (r.files.get("policy.cedar", "").splitlines() for r in (before, after))
    told = {"+": "added", "-": "removed"}
    return tuple((told[line[0]], line[2:]) for line in difflib.ndiff(old, new) if line[0] in told and line[2:].strip())
