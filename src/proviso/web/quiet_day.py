"""What Home says on a day without tasks; the first role that has a sentence speaks (ux.md, section 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import entries, people, tools, uses
from proviso.db.store import Tx
from proviso.model import Role

from . import words as w
from .desk import Desk
from .gates import best_standing, gates_of, ready_until, status_of
from .local_tasks import local_sentence
from .record_tasks import nothing_due
from .session import ROLE_NAMES

ANSWERING = (
    Role.PRIVACY,
    Role.CIVIL_RIGHTS,
    Role.SECURITY,
    Role.COUNSEL,
    Role.TRAINING,
    Role.CIO,
    Role.CIO_OFFICE,
    Role.INCIDENT,
    Role.RECORDS,
)
"""The offices that somebody has to answer for before a new agency begins."""


def nothing_today(desk: Desk, tx: Tx, offices: tuple[Role, ...], *, is_ready: bool) -> str:
    """The sentence for a day without tasks. `offices` are those that answer objections."""
    sentences: tuple[tuple[tuple[Role, ...], Callable[[Desk, Tx], str]], ...] = (
        ((Role.AUDITOR,), _nothing_to_audit),
        ((Role.INCIDENT,), lambda _desk, _tx: "No open incident. A report opens one, and then it stands here."),
        ((Role.CIO, Role.CIO_OFFICE), _nothing_to_decide),
        ((Role.RECORDS,), nothing_due),
        (offices, lambda _desk, _tx: "Your office owes nobody an answer."),
        ((Role.SUPERVISOR,), _nobody_waits),
        ((Role.COMPONENT_CIO, Role.LEADER), local_sentence),
        ((Role.EXPERT,), lambda _desk, _tx: "No text waits for your review. A new one stands here."),
        ((Role.ADMIN,), _still_to_name),
    )
    for roles, sentence in sentences:
        said = sentence(desk, tx) if desk.has(*roles) else ""
        if said:
            return said
    if desk.me.paused_for:
        return "Your tools are paused, since a spill is being looked into. You get a mail when the pause ends."
    if not is_ready:
        return "Nothing waits for you today."
    if not uses.count_by_person(tx, desk.me.id):
        return "You are ready. Ask your first question."
    ends = ready_until(desk.me, gates_of(desk, tx, best_standing(desk, tx, desk.me)))
    return f"Nothing needs you. You are ready{f' until {desk.words.date(ends)}' if ends else ''}."


def _nothing_to_audit(desk: Desk, tx: Tx) -> str:
    newest = entries.newest_checkpoint(tx)
    size = w.count(entries.size(tx), "entry", "entries")
    return f"The ledger has {size}. Check it now." if newest else f"The ledger has {size}. Nobody signed it yet."


def _still_to_name(desk: Desk, tx: Tx) -> str:
    """What a new agency lacks before anybody can begin; nothing once it has all of it."""
    named = agency_db.offices(tx)
    missing = [ROLE_NAMES[role] for role in ANSWERING if role.value not in named]
    if missing:
        have = "office has" if len(missing) == 1 else "offices have"
        return (
            f"{len(missing)} {have} nobody yet who answers: {desk.names(missing)}. "
            "Name them in a shell with “proviso agency office”."
        )
    return "" if tools.all(tx) else "No tool is on the list yet. The CIO’s office adds the first one."


def _nothing_to_decide(desk: Desk, tx: Tx) -> str:
    if not tools.all(tx):
        return "No tool is on the list yet. Add the first one; then its review begins."
    first = desk.today.replace(day=1)
    since = datetime(first.year, first.month, first.day, tzinfo=desk.words.zone)
    allowed, asked = uses.count(tx, allowed=True, since=since), uses.count(tx, since=since)
    if not asked:
        return "No decisions wait. No uses this month."
    return f"No decisions wait. {w.percent(allowed, asked)} of uses were allowed this month."


def _nobody_waits(desk: Desk, tx: Tx) -> str:
    team = [member for member in people.team(tx, desk.me.id) if member.is_active]
    ready = sum(status_of(desk, tx, member).startswith("Ready") for member in team)
    return f"Nobody waits for you. {ready} of your {w.count(len(team), 'person is', 'people are')} ready."
