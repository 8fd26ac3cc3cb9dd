"""From the workspace's form to a decision and, where it is allowed, an answer. Only here does the web send a text out.

Order, as in docs/architecture.md: ask (decide, record, commit) → send with the permit → receive (screen, record,
commit). No transaction is open while the tool answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from proviso.actions import uses as change_uses
from proviso.actions.agency import Agency
from proviso.db import incidents, people
from proviso.decision import remedies, without
from proviso.errors import ProvisoError
from proviso.model import (
    Answer,
    Channel,
    Decision,
    FindingClass,
    Permit,
    ReasonKind,
    Remedy,
    RemedyKind,
    Role,
    Standing,
    Strength,
    Use,
)
from proviso.policy import Pack

from .answering import fetch
from .desk import Desk
from .intake import Typed
from .live import Live
from .session import mark_sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of one press of the button."""

    use: Use = field(repr=False)
    decision: Decision
    answer: Answer | None = None
    trouble: str = ""
    """Why there is no answer though the use was allowed."""
    ended: str = ""
    """Why the answer is not whole."""
    keeps_text: bool = False
    """The text stays in the box, to be sent once more."""
    is_recorded: bool = True
    incident_id: str = ""
    permit: Permit | None = field(default=None, repr=False)
    """There when the use was allowed and that is on record: the text may go out now."""


def build_use(desk: Desk, typed: Typed) -> Use:
    """The question, with a new code and a keyed digest."""
    return change_uses.prepare(
        desk.agency,
        desk.me.id,
        typed.tool_id,
        typed.purpose,
        typed.text,
        Channel.WEB,
        desk.now,
        typed.source,
        files=typed.files,
        is_own_draft=typed.is_own_draft,
        is_not_published=typed.is_not_published,
    )


def digest_of(agency: Agency, typed: Typed) -> str:
    """The keyed digest of what would be screened: the same for the same box and files."""
    return change_uses.digest(agency, typed.parts)


def ask_now(desk: Desk, typed: Typed) -> Asked:
    """Check and send, first half: decided and recorded, whatever comes of it; `fetch_answer` is the other half."""
    use = build_use(desk, typed)
    outcome = change_uses.ask(desk.agency, use)
    asked = Asked(use=use, decision=outcome.decision, is_recorded=outcome.index is not None, permit=outcome.permit)
    if outcome.index is None:
        return _unrecorded(desk, asked)
    return asked if outcome.permit else replace(asked, incident_id=_incident(desk, asked))


async def fetch_answer(desk: Desk, asked: Asked, live: Live) -> Asked:
    """Check and send, second half: the text goes to the tool, and what comes back is checked (139-07.2.b)."""
    permit = asked.permit
    if permit is None:
        return asked
    mark_sent(desk.request)
    came = await fetch(desk.agency, permit, live)
    return replace(
        asked, answer=came.answer, ended=came.ended, trouble=came.trouble, keeps_text=came.keeps_text, permit=None
    )


def _unrecorded(desk: Desk, asked: Asked) -> Asked:
    """A fault kept the use from the record, so nothing went out. Whether the text may be classified is asked all the
    same: it must not be shown again, and Security must be called (139-07.2.a.4)."""
    try:
        standing, pack = _standing(desk, asked.use)
        judged = change_uses.judge(asked.use, standing, pack, desk.agency.screen)
    except ProvisoError:
        return asked  # the same fault once more; its denial stands
    return replace(asked, decision=judged) if is_emergency(judged) else asked


def _incident(desk: Desk, asked: Asked) -> str:
    if not is_emergency(asked.decision) or not asked.is_recorded:
        return ""
    with desk.read() as tx:
        found = incidents.by_decision(tx, asked.decision.id)
    return found[0].id if found else ""


def security_phone(desk: Desk) -> str:
    """The number to call when a text may be classified (139-07.2.a.4); empty when none is on record."""
    with desk.read() as tx:
        return desk.office_phone(tx, Role.SECURITY)


def is_emergency(decision: Decision) -> bool:
    """Whether the text may be classified (139-07.2.a.4): by the reason that leads, or by anything that was found."""
    leads = bool(decision.reasons) and decision.reasons[0].kind is ReasonKind.EMERGENCY
    found = any(f.cls is FindingClass.CLASSIFIED and f.strength is not Strength.WEAK for f in decision.findings)
    return leads or (found and not decision.allowed)


def check_only(desk: Desk, typed: Typed) -> Asked:
    """The same decision without sending or recording; but a text that may be classified is never only a check
    (139-07.2.a.4, 139-07.6): it is asked, so that it is denied on the record and the incident opens."""
    use = build_use(desk, typed)
    standing, pack = _standing(desk, use)
    decision = change_uses.judge(use, standing, pack, desk.agency.screen)
    if is_emergency(decision):
        return ask_now(desk, typed)
    return Asked(use=use, decision=decision, is_recorded=False)


def _standing(desk: Desk, use: Use) -> tuple[Standing, Pack | None]:
    with desk.read() as tx:
        standing = people.standing(tx, use.person_id, use.tool_id, use.digest)
        return standing, change_uses.pack_in_force(tx, desk.agency, use, standing)


def doors_of(desk: Desk, asked: Asked) -> tuple[Remedy, ...]:
    """The tested ways out of a denial, other tools included."""
    use = asked.use
    standing, pack = _standing(desk, use)
    if pack is None or asked.decision.fault:
        return ()
    with desk.read() as tx:
        every = people.standings(tx, use.person_id, use.digest)
    others = tuple(s for s in every if s.tool is not None and s.tool.id != use.tool_id)
    return remedies(use, standing, pack, asked.decision, others, screen=desk.agency.screen)


def take_out(desk: Desk, typed: Typed) -> Typed:
    """The text without what the tested removal takes out; unchanged when removal is not a way out."""
    asked = check_only(desk, typed)
    for remedy in doors_of(desk, asked):
        if remedy.kind is RemedyKind.REMOVE and remedy.is_tested:
            return replace(typed, text=without(asked.use, asked.decision, remedy).parts[0].text)
    return typed
