"""One decision, from a link: what was decided, and can I trust it? Without the text, which was not kept."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import incidents as change_incidents
from proviso.actions import kept_uses
from proviso.db import agency as agency_db
from proviso.db import incidents, objections, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Decision, Incident, Objection, ObjectionState, ReasonKind, Role

from .. import words as w
from ..access import may_object, read_decision
from ..answer_facts import answer_facts
from ..denial import DenialView, say_recorded, title_line, view_denial
from ..desk import Desk, at_desk
from ..kinds import kind_title
from ..system_words import through
from ..turns import Todo


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionLine:
    """One objection to this decision."""

    id: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """What the template needs; no text was kept, so none is here."""

    id: str
    code: str
    agency: str
    when: str
    denial: DenialView | None
    allowed_line: str
    waivers: tuple[str, ...]
    """Under which waivers it was allowed."""
    obligations: tuple[Todo, ...]
    facts: tuple[tuple[str, str, str], ...]
    objections: tuple[ObjectionLine, ...]
    recorded: str
    incident_id: str
    called: bool
    is_mine: bool
    text_href: str = ""
    """Where the person finds the words, if the rules kept them."""
    done: str


def show_decision(request: Request) -> Response:
    """The page of one decision."""
    desk = at_desk(request)
    with desk.read() as tx:
        decision = read_decision(desk, tx, request.path_params["decision_id"])
        page = decision_page(desk, tx, decision)
    lead = "Allowed" if decision.allowed else f"Not sent: {title_line(decision.reasons[0].headline)}"
    return desk.page("decision.html", page, title=f"{lead}: Decision {page.code}")


def decision_page(desk: Desk, tx: Tx, decision: Decision) -> DecisionPage:
    """The decision in words, with what came after it."""
    incident = next(iter(incidents.by_decision(tx, decision.id)), None)
    is_mine = decision.person_id == desk.me.id
    asked, is_kept = objections.by_decision(tx, decision.id), bool(kept_uses.of_use(tx, decision.id))
    return DecisionPage(
        id=decision.id,
        code=w.code(decision.id),
        agency=agency_db.name(tx),
        when=desk.when(decision.at),
        denial=None
        if decision.allowed
        else _denial(
            desk, tx, decision, incident, can_object=is_mine and not asked and may_object(desk.agency, decision)
        ),
        allowed_line=f"You could use {desk.tool(tx, decision.tool_id)} for this."
        if is_mine
        else f"{desk.name(tx, decision.person_id)} could use {desk.tool(tx, decision.tool_id)} for this.",
        waivers=decision.waivers,
        obligations=tuple(
            Todo(sentence=o.sentence, rule=o.clause, rule_href=f"/rules/{o.clause}") for o in decision.obligations
        ),
        facts=_facts(desk, tx, decision),
        objections=tuple(ObjectionLine(id=o.id, line=_objection_line(desk, o)) for o in asked),
        recorded=say_recorded(decision, is_recorded=True, is_kept=is_kept),
        incident_id=incident.id if incident and is_mine else "",
        called=incident is not None and incident.called_at is not None,
        is_mine=is_mine,
        text_href=f"/record/texts/{decision.id}" if is_mine and is_kept else "",
        done=desk.done,
    )


def _denial(desk: Desk, tx: Tx, decision: Decision, incident: Incident | None, *, can_object: bool) -> DenialView:
    told, phone = "", desk.office_phone(tx, Role.SECURITY)
    if incident is not None and decision.reasons[0].kind is ReasonKind.EMERGENCY:
        told = f"Incident {incident.id} is open."
        if incident.called_at is not None:
            told += f" You called Security {desk.when(incident.called_at)}. Follow what they said."
    return view_denial(decision, title_of=kind_title, told=told, phone=phone, can_object=can_object)


def _facts(desk: Desk, tx: Tx, decision: Decision) -> tuple[tuple[str, str, str], ...]:
    way = through(tx, decision)
    facts = [
        ("Who", f"{desk.name(tx, decision.person_id)}{', ' if way else ''}{way}", ""),
        ("When", desk.when(decision.at), desk.stamp(decision.at)),
        ("Tool", desk.tool(tx, decision.tool_id), ""),
        ("Purpose", desk.purpose(decision.purpose), ""),
        ("Text", f"{w.count(decision.chars, 'character')}, {_kept(tx, decision)}", ""),
    ]
    if decision.source is not None:
        facts.append(("Published", decision.source.citation, ""))
    facts += answer_facts(desk, tx, decision)
    facts.append(("Rules in force", decision.pack, ""))
    facts.append(("Entry in the ledger", f"{uses.entry_index(tx, decision.id):,}", ""))
    return tuple(facts)


def _kept(tx: Tx, decision: Decision) -> str:
    return "kept sealed, as the rules say" if kept_uses.of_use(tx, decision.id) else "not kept"


def _objection_line(desk: Desk, objection: Objection) -> str:
    if objection.state is ObjectionState.OPEN:
        return f"Sent {desk.when(objection.sent_at)}; an answer comes by {desk.day(objection.due_on)}"
    verdict = "the person was right" if objection.state is ObjectionState.RIGHT else "the rule stands"
    return f"Sent {desk.when(objection.sent_at)}; answered: {verdict}"


def download_receipt(request: Request) -> Response:
    """The receipt: the entry, its inclusion proof and the signed state of the ledger (RFC 9162, C2SP checkpoint)."""
    desk = at_desk(request)
    with desk.read() as tx:
        decision = read_decision(desk, tx, request.path_params["decision_id"])
        receipt = desk.agency.journal.receipt(tx, uses.entry_index(tx, decision.id))
    headers = {"Content-Disposition": f'attachment; filename="receipt-{w.code(decision.id)}.json"'}
    return Response(receipt.to_json(), media_type="application/json", headers=headers)


def say_called(request: Request) -> Response:
    """ "I have called": the one thing that an emergency asks of the person (139-07.2.a.4)."""
    desk = at_desk(request)
    with desk.read() as tx:
        decision = read_decision(desk, tx, request.path_params["decision_id"])
        incident = next(iter(incidents.by_decision(tx, decision.id)), None)
    if incident is None:
        raise NotFoundError(
            "No incident is open for this decision.", hint="Use “Report a spill” at the top of the page."
        )
    desk.write(lambda tx: change_incidents.called(tx, incident.id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/decisions/{decision.id}", f"Recorded at {desk.words.time(desk.now)}: you called Security.")
