"""Why? What each fact was and which rule looked at it, by the function that decided (`decision.explain`)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.decision import Explanation, explain
from proviso.model import Decision

from .. import words as w
from ..access import read_decision
from ..desk import Desk, at_desk
from ..kinds import first_upper
from ..system_words import through


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRow:
    """One rule: what it looked at, and whether it stopped the use."""

    looked: tuple[tuple[str, str], ...]
    rule: str
    rule_href: str
    title: str
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPage:
    """Two columns, in the order of the decision."""

    id: str
    code: str
    answer: str
    rows: tuple[WhyRow, ...]
    changes: tuple[str, ...]
    nothing: str
    asked: str
    """Which system asked, and who answers for it; empty where a person did."""
    waivers: tuple[str, ...]
    pack: str
    doubt: str
    """Said when the rules of that day say something else today: a fault of ours, never hidden."""


def show_why(request: Request) -> Response:
    """The page of one decision's reasons."""
    desk = at_desk(request)
    with desk.read() as tx:
        decision = read_decision(desk, tx, request.path_params["decision_id"])
        way, owner = through(tx, decision), desk.name(tx, decision.person_id)
    asked = f"It was asked {way}. {owner} answers for it." if way else ""
    page = why_page(desk, decision, explain(decision, desk.agency.packs.by_ref(decision.pack)), asked)
    return desk.page("why.html", page, title=f"Why? Decision {page.code}")


def why_page(desk: Desk, decision: Decision, explanation: Explanation, asked: str = "") -> WhyPage:
    """The explanation in words."""
    return WhyPage(
        id=decision.id,
        code=w.code(decision.id),
        answer=_answer(explanation),
        rows=tuple(
            WhyRow(
                looked=tuple((first_upper(what), value) for what, value in row.looked),
                rule=row.clause,
                rule_href=f"/rules/{row.clause}",
                title=row.title,
                stopped=row.stopped,
            )
            for row in explanation.rows
        ),
        changes=() if decision.allowed else tuple(w.nobreak(said) for said in explanation.would_change),
        nothing="Nothing has to change: it was allowed." if decision.allowed else "Nothing that we know of.",
        asked=asked,
        waivers=decision.waivers,
        pack=f"{desk.agency.packs.by_ref(decision.pack).title} ({decision.pack})",
        doubt=""
        if explanation.agrees
        else "The rules of that day do not give this answer today. Tell the CIO’s office, and name this decision.",
    )


def _answer(explanation: Explanation) -> str:
    stopped = sum(row.stopped for row in explanation.rows)
    if explanation.fault:
        return "A check did not answer, so nothing was sent."
    if not stopped:
        return f"It was allowed: {w.count(len(explanation.rows), 'rule')} looked at it, and each one was fine."
    looked = w.count(len(explanation.rows), "rule")
    return f"{looked} looked at it, and {w.count(stopped, 'rule')} stopped it."
