"""Lists as files: what a page shows, with its filters, as a table that a spreadsheet opens."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import incident_access
from proviso.actions.incident_access import sees
from proviso.db import incidents, uses
from proviso.model import Decision, Objection, ObjectionState

from ..access import log_list
from ..desk import Desk, at_desk
from ..incident_words import KIND_WORDS, who
from ..listing import table_file
from .incidents import WHOM
from .ledger import READERS, asked_of, decision_filters
from .objection_queue import queue
from .systems import require_systems, systems_page

MOST_DECISIONS = 100_000
STATES = {
    ObjectionState.OPEN: "Open",
    ObjectionState.RIGHT: "The person was right",
    ObjectionState.STANDS: "The rule stands",
}


def download_systems(request: Request) -> Response:
    """The register of systems, as far as the reader sees it."""
    desk = at_desk(request)
    with desk.read() as tx:
        require_systems(desk, tx)
        rows = systems_page(desk, tx, whole=True).rows
    heads = ("System", "What it does", "Owner", "Tools", "State", "Last use", "This month")
    lines = [(r.name, r.use_case, r.owner, r.tools, r.state, r.last_use, r.month) for r in rows]
    return table_file("systems.csv", heads, lines)


def download_objections(request: Request) -> Response:
    """The objections of the reader's offices; the texts that came with some are not in it."""
    desk = at_desk(request)
    with desk.read() as tx:
        waiting, done = queue(desk, tx)
        lines = [_objection(desk, desk.name(tx, one.person_id), one) for one in (*waiting, *done)]
    log_list(desk, "objections as a file")
    heads = ("Objection", "Decision", "Person", "Rule", "Reason", "Sent", "Due", "State", "Answered")
    return table_file("objections.csv", heads, lines)


def _objection(desk: Desk, name: str, one: Objection) -> tuple[object, ...]:
    answered = desk.stamp(one.answered_at) if one.answered_at else None
    code, decision = desk.code(one.id), desk.code(one.decision_id)
    return code, decision, name, one.rule, one.reason, desk.stamp(one.sent_at), one.due_on, STATES[one.state], answered


def download_incidents(request: Request) -> Response:
    """Every incident, the newest first."""
    desk = at_desk(request)
    desk.only(WHOM, *incident_access.READERS)
    with desk.read() as tx:
        lines = [
            (
                one.id,
                "Drill" if one.is_drill else "",
                KIND_WORDS[one.kind],
                desk.tool(tx, one.tool_id) if one.tool_id and sees(desk.me.roles, one) else "",
                who(desk, tx, one.opened_by) if sees(desk.me.roles, one) else "",
                desk.stamp(one.opened_at),
                "Closed" if one.state == "closed" else "Open",
            )
            for one in incidents.all(tx)
        ]
    log_list(desk, "incidents as a file")
    return table_file("incidents.csv", ("Incident", "Drill", "Kind", "Tool", "Reported by", "Reported", "State"), lines)


def download_decisions(request: Request) -> Response:
    """The decisions that the ledger's page would show, the newest first."""
    desk = at_desk(request)
    desk.only("auditors", *READERS)
    with desk.read() as tx:
        found = uses.search(tx, **decision_filters(desk, asked_of(desk)), offset=0, limit=MOST_DECISIONS)
        lines = [_decision(desk, one) for one in found]
    log_list(desk, "decisions as a file")
    heads = ("Decision", "Time (UTC)", "Person", "Tool", "Purpose", "Outcome", "Rules", "Policy", "Fault")
    return table_file("decisions.csv", heads, lines)


def _decision(desk: Desk, one: Decision) -> tuple[object, ...]:
    rules = " ".join(reason.rule for reason in one.reasons)
    outcome = "Allowed" if one.allowed else "Not sent"
    person, tool = one.person_id, one.tool_id
    return desk.code(one.id), desk.stamp(one.at), person, tool, one.purpose, outcome, rules, one.pack, one.fault
