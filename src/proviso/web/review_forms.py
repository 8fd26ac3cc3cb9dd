"""The forms of a review as values: what was typed, or what is kept, and back to conditions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from proviso.actions.wording import clean_line
from proviso.db import agency as agency_db
from proviso.db.store import Tx
from proviso.model import Conditions

from .desk import Desk
from .review_words import SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsForm:
    """Who, What for, Until, Setting."""

    components: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...] = SETTINGS
    who: tuple[str, ...] = ()
    what_for: tuple[str, ...] = ()
    until: str = ""
    setting: tuple[str, ...] = ()
    note: str = field(default="", repr=False)


def empty_limits(desk: Desk, tx: Tx) -> LimitsForm:
    """The choices, none of them taken."""
    return LimitsForm(
        components=tuple(agency_db.components(tx).items()),
        purposes=tuple((p.id, p.title) for p in desk.pack.purposes if not p.area and not p.is_test),
    )


def kept_limits(desk: Desk, tx: Tx, held: Conditions) -> LimitsForm:
    """The form with what is kept."""
    return replace(
        empty_limits(desk, tx),
        who=tuple(sorted(held.components or ())),
        what_for=tuple(sorted(held.purposes or ())),
        until=held.ends_on.isoformat() if held.ends_on else "",
        setting=tuple(name for name, _ in SETTINGS if getattr(held, name)),
        note=" ".join(held.notes),
    )


def typed_limits(desk: Desk, tx: Tx) -> LimitsForm:
    """The form as it was typed."""
    sent = desk.form
    return replace(
        empty_limits(desk, tx),
        who=sent.all("who"),
        what_for=sent.all("what_for"),
        until=sent.line("until"),
        setting=sent.all("setting"),
        note=sent.line("note"),
    )


def read_limits(form: LimitsForm, errors: dict[str, str]) -> Conditions:
    """The conditions that a form names; what nobody can read is an error at its field."""
    until = None
    if form.until:
        try:
            until = date.fromisoformat(form.until)
        except ValueError:
            errors["until"] = "Give a day like 2027-05-01, or leave it empty."
    components, purposes = dict(form.components), dict(form.purposes)
    if not set(form.who) <= set(components):
        errors["who"] = "Choose from the components of this agency."
    if not set(form.what_for) <= set(purposes):
        errors["what_for"] = "Choose from the purposes of the rules."
    note = clean_line(form.note)
    return Conditions(
        components=frozenset(form.who) & frozenset(components) or None,
        purposes=frozenset(form.what_for) & frozenset(purposes) or None,
        ends_on=until,
        notes=(_sentence(note),) if note else (),
        no_attachments="no_attachments" in form.setting,
        only_code="only_code" in form.setting,
        organization_account="organization_account" in form.setting,
    )


def _sentence(words: str) -> str:
    return words if words[-1] in ".?" else f"{words}."
