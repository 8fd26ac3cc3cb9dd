"""An office's answer about local rules while it is written, and reminding an office that owes one (139-07.7.a)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import consulting_drafts as change
from proviso.actions.consulting import LONGEST, OFFICES
from proviso.actions.consulting_drafts import CHANGED
from proviso.db import local_rules as db
from proviso.errors import ConflictError, NotFoundError
from proviso.model import DraftedAnswer, LocalRules, Position, Role

from ..desk import Desk, at_desk, typed
from ..local_words import CHOICES, office_names
from .local_rules import FIELDS, READERS, WHOM, asked_for, rules_page


def save_answer(request: Request) -> Response:
    """Save what was typed, without signing it."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        rules = asked_for(request, desk, tx)
    values = typed(desk.form, *FIELDS)
    office, errors = _office(values["office"]), _wrong(values)
    if errors:
        return _again(desk, rules, values, errors, status=422)
    try:
        desk.write(
            lambda tx: change.save_draft(
                tx,
                rules.id,
                rules.revision,
                office,
                Position(values["position"]) if values["position"] else None,
                reasons=values["reasons"],
                conditions=values["conditions"],
                version=_number(desk.form.line("draft")),
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except ConflictError as fault:
        if fault.message != CHANGED:
            raise
        return _again(desk, rules, values, {"reasons": _theirs(desk, rules, office)}, status=409)
    return desk.go(f"/local-rules/{rules.id}/{rules.revision}", "Saved, not signed. You can go on at any time.")


def remind_office(request: Request) -> Response:
    """Remind an office, once a day."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        rules, office = asked_for(request, desk, tx), _office(request.path_params["office"])
        name = office_names(tx)[office.value]
    path = f"/local-rules/{rules.id}/{rules.revision}"
    try:
        desk.write(lambda tx: change.remind(tx, rules.id, rules.revision, office, actor=desk.me.id, at=desk.now))
    except ConflictError as refused:
        return desk.go(path, f"Nothing was sent. {refused.message}")
    return desk.go(path, f"{name} is reminded. Tomorrow you can remind it again.")


def _office(said: str) -> Role:
    if said not in {office.value for office in OFFICES}:
        raise NotFoundError("This office is not asked about local rules.", hint="Load the page again.")
    return Role(said)


def _wrong(values: dict[str, str]) -> dict[str, str]:
    errors = {
        name: f"These are {len(values[name]):,} characters; {LONGEST:,} fit."
        for name in ("conditions", "reasons")
        if len(values[name]) > LONGEST
    }
    if values["position"] and values["position"] not in {position.value for position in Position}:
        errors["position"] = "Choose one of the three answers."
    return errors


def _theirs(desk: Desk, rules: LocalRules, office: Role) -> str:
    """ "Omar Haddad changed this today at 2:10 p.m. Theirs: … Your words are kept here. Compare." """
    with desk.read() as tx:
        held = db.draft_of(tx, rules.id, rules.revision, office.value)
        who = desk.name(tx, held.saved_by)
    when = desk.when(held.saved_at) if held.saved_at else ""
    return f"{who} changed this {when}. {_said(held)} Your words are kept here. Compare, then save again."


def _said(held: DraftedAnswer) -> str:
    parts = (CHOICES[held.position] if held.position else "", held.conditions, held.reasons)
    return f"Theirs: “{' '.join(filter(None, parts))}”"


def _again(desk: Desk, rules: LocalRules, values: dict[str, str], errors: dict[str, str], *, status: int) -> Response:
    with desk.read() as tx:
        page = rules_page(desk, tx, rules, values, errors)
    return desk.page("local_rules_one.html", page, title=f"{page.title} – Local rules", status=status)


def _number(said: str) -> int:
    """The version that a form was opened with; -1, which fits nothing, for anything else."""
    return int(said) if said.isdecimal() and len(said) < 9 else -1
