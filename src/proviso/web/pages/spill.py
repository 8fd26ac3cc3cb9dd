"""Report a spill: what got out? One question, then what to do now (139-07.6; ux section 11).

It works for everybody: who is signed in, whose access has ended, and who cannot sign in any more.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import incidents as change
from proviso.actions.incident_access import WATCHERS
from proviso.db import incidents, tools, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity.ids import new_id, read_id
from proviso.identity.limits import Limits
from proviso.model import Decision, FindingClass, Incident, Role, SpillKind, ToolStatus
from proviso.model.incidents import VISITOR

from ..desk import Desk, at_desk

KINDS = (
    (SpillKind.PERSON.value, "About a person"),
    (SpillKind.CUI.value, "CUI (controlled unclassified information)"),
    (SpillKind.CLASSIFIED.value, "Classified"),
    (SpillKind.PASSWORD.value, "A password"),
    (SpillKind.NOT_SURE.value, "Not sure"),
)
STOPPED_BY = {
    FindingClass.CLASSIFIED: SpillKind.CLASSIFIED,
    FindingClass.CONTROLLED: SpillKind.CUI,
    FindingClass.SECRET: SpillKind.PASSWORD,
    FindingClass.INDIVIDUAL: SpillKind.PERSON,
    FindingClass.NAMED: SpillKind.PERSON,
    FindingClass.RECORD: SpillKind.PERSON,
}
"""Of a use that was not sent: what it would be a spill of, if it got out another way."""
CODE = 8
"""Letters and digits of a decision's code."""
SAY_KIND = "Say what got out. “Not sure” is an answer."
STRANGERS = Limits(free=50)
"""Reports of people who are not signed in, by address: a flood would hide the one that matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpillPage:
    """The form. Only the first question must be answered."""

    kinds: tuple[tuple[str, str], ...]
    kind: str
    tools: tuple[tuple[str, str], ...]
    tool: str
    decision_id: str
    about: str
    key: str
    """Of this form: sent twice, it opens one incident."""
    is_known: bool
    """Somebody is signed in; else we ask how to reach them."""
    was_sent: bool = True
    """False: it comes from a use that was not sent, so the question is whether it got out another way."""
    contact: str = ""
    phone: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DonePage:
    """What happens now; for classified text only the call to Security."""

    id: str
    is_classified: bool
    is_drill: bool
    title: str
    answer: str
    phone: str
    called: str
    recorded: str
    code: str = ""
    is_open: bool = True
    """Whether there is still something to do, or to leave alone."""


def spill_form(request: Request) -> Response:
    """The form; a decision in the address fills it in."""
    desk = _desk(request)
    with desk.read() as tx:
        page = _spill_page(desk, tx, desk.asked("decision"))
    return desk.page("spill.html", page, title="Report a spill")


def _desk(request: Request) -> Desk:
    """INVARIANT: nobody is sent away to sign in first: a person who left cannot, and the report cannot wait."""
    return at_desk(request, public=True, ended=True)


def _spill_page(
    desk: Desk, tx: Tx, decision_id: str, *, kind: str = "", errors: dict[str, str] | None = None
) -> SpillPage:
    code = read_id(decision_id) if desk.viewer else ""
    code = code if len(code) == CODE and code.isascii() and code.isalnum() else ""
    decision = _theirs(desk, uses.get(tx, code) if code else None)
    last = uses.last_by_person(tx, desk.viewer.id) if desk.viewer else None
    was_sent = decision is None or decision.allowed
    about = f"decision {desk.code(code)}" if code else ""
    if decision is not None:
        about += f", {desk.tool(tx, decision.tool_id)}, {desk.when(decision.at)}"
    listed = [t for t in tools.all(tx) if t.status is not ToolStatus.SUGGESTED] if desk.viewer else []
    used = {last.tool_id: f", {desk.words.near(last.at)} at {desk.words.clock(last.at)}"} if last else {}
    return SpillPage(
        kinds=KINDS,
        kind=kind or (_kind_of(decision) if decision and not was_sent else ""),
        tools=(
            ("", "I do not know" if was_sent else "Somewhere else, or I do not know"),
            *((t.id, f"{t.name}{used.get(t.id, '')}") for t in listed),
        ),
        tool=desk.form.text("tool") or (last.tool_id if last and was_sent else ""),
        decision_id=code,
        about=about,
        key=desk.form.text("key") or new_id(),
        is_known=desk.viewer is not None,
        was_sent=was_sent,
        contact=desk.form.text("contact"),
        phone=desk.office_phone(tx, Role.SECURITY),
        errors=errors or {},
    )


def _theirs(desk: Desk, decision: Decision | None) -> Decision | None:
    """The use that the form speaks about. INVARIANT: what became of somebody else's is shown to officers alone: whoever
    has its code can report it, and learns nothing of it here."""
    is_theirs = decision is not None and desk.viewer is not None and decision.person_id == desk.viewer.id
    return decision if is_theirs or desk.has(*WATCHERS) else None


def _kind_of(decision: Decision) -> str:
    """What stopped it, as an answer that can be changed."""
    lead = decision.reasons[0].findings if decision.reasons else ()
    held = {decision.findings[place].cls for place in lead if place < len(decision.findings)}
    return next((kind.value for cls, kind in STOPPED_BY.items() if cls in held), "")


def report_spill(request: Request) -> Response:
    """Report it. Only the kind must be said; whatever else is odd never stops a report (139-07.6)."""
    desk = _desk(request)
    raw = desk.form.text("kind")
    if raw not in dict(KINDS):
        with desk.read() as tx:
            page = _spill_page(desk, tx, desk.form.text("decision"), errors={"kind": SAY_KIND})
        return desk.page("spill.html", page, title="Report a spill", status=422)
    kind, key = SpillKind(raw), desk.form.text("key")[:40]
    if desk.viewer is None:
        return _report_unknown(desk, kind, key)
    with desk.read() as tx:
        typed = read_id(desk.form.text("decision"))
        decision = uses.get(tx, typed) if typed else None
        chosen = decision.tool_id if decision and decision.allowed else desk.form.text("tool")
        tool_id = chosen if chosen and tools.get(tx, chosen) else None
    incident = desk.write(
        lambda tx: change.report(
            tx,
            kind,
            tool_id,
            decision.id if decision else None,
            actor=desk.me.id,
            at=desk.now,
            pack=desk.pack,
            key=key,
        )
    )
    return RedirectResponse(f"/spill/{incident.id}", status_code=303)


def _report_unknown(desk: Desk, kind: SpillKind, key: str) -> Response:
    """Somebody who is not signed in: the report is in, and a code in the address opens its page."""
    address = desk.request.client.host if desk.request.client else ""
    if STRANGERS.wait(address, desk.now):
        with desk.read() as tx:
            phone = desk.office_phone(tx, Role.SECURITY)
        raise UsageError("Many reports came from here just now.", hint=f"Call instead: {phone}" if phone else "Wait.")
    STRANGERS.fail(address, desk.now)
    contact = desk.form.text("contact")
    incident = desk.write(lambda tx: change.report_unknown(tx, kind, contact, at=desk.now, pack=desk.pack, key=key))
    return RedirectResponse(f"/spill/{incident.id}?code={_code(desk, incident.id)}", status_code=303)


def _code(desk: Desk, incident_id: str) -> str:
    """Opens the page of a report for whoever sent it without being signed in."""
    return hmac.new(desk.agency.digest_key, f"spill {incident_id}".encode(), hashlib.sha256).hexdigest()[:20]


def spill_done(request: Request) -> Response:
    """What to do now; for classified information only the call."""
    desk = _desk(request)
    with desk.read() as tx:
        page = _done_page(desk, tx, _own(desk, tx, request))
    return desk.page("spill_done.html", page, title=page.title)


def _own(desk: Desk, tx: Tx, request: Request) -> Incident:
    """The incident, for who reported it; officers have the page of the incident."""
    incident = incidents.get(tx, request.path_params["incident_id"])
    code = desk.asked("code") or desk.form.text("code")
    is_own = incident is not None and (
        (desk.viewer is not None and incident.opened_by == desk.viewer.id)
        or desk.has(Role.INCIDENT, Role.SECURITY)
        or (incident.opened_by == VISITOR and hmac.compare_digest(code.encode(), _code(desk, incident.id).encode()))
    )
    if incident is None or not is_own:
        raise NotFoundError("There is no such report of yours.", hint="Report a spill again if you need to.")
    return incident


def _done_page(desk: Desk, tx: Tx, incident: Incident) -> DonePage:
    known = desk.office_person(tx, Role.INCIDENT) if desk.viewer else ""
    taken = desk.name(tx, incident.taken_by) if incident.taken_by and desk.viewer else ""
    officer = taken or known or "The incident officer"
    reported = f"Reported at {desk.words.time(incident.opened_at)}."
    is_classified = incident.kind is SpillKind.CLASSIFIED
    has_it = f"{officer} has it." if incident.is_open else "It is closed. Thank you for saying it at once."
    drill = "DRILL: " if incident.is_drill else ""
    return DonePage(
        id=incident.id,
        is_classified=is_classified,
        is_drill=incident.is_drill,
        title=f"{drill}Call Security now" if is_classified else f"{drill}Your report is in",
        answer=reported if is_classified else f"{reported} {has_it}",
        phone=desk.office_phone(tx, Role.SECURITY),
        called=f"You called at {desk.words.time(incident.called_at)}. Stay where you are."
        if incident.called_at
        else "",
        recorded=f"We recorded your report as incident {incident.id}, its time and its kind, and not the text.",
        code=_code(desk, incident.id) if incident.opened_by == VISITOR else "",
        is_open=incident.is_open,
    )


def called(request: Request) -> Response:
    """ "I have called": the time is recorded."""
    desk = _desk(request)
    with desk.read() as tx:
        incident = _own(desk, tx, request)
    actor = desk.viewer.id if desk.viewer else VISITOR
    desk.write(lambda tx: change.called(tx, incident.id, actor=actor, at=desk.now))
    code = f"?code={_code(desk, incident.id)}" if incident.opened_by == VISITOR and not desk.viewer else ""
    return RedirectResponse(f"/spill/{incident.id}{code}", status_code=303)
