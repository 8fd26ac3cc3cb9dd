"""My record: what did I do, and what do you keep about me?"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import tokens
from proviso.db import objections, people, uses
from proviso.db.store import Tx
from proviso.model import Decision, Objection, ObjectionState
from proviso.policy import statements_of

from ..desk import Desk, Pages, at_desk
from ..gates import best_standing, gates_of, status_of
from ..history import Happened

TABS = (
    ("uses", "Uses"),
    ("steps", "Steps"),
    ("signed", "Signed"),
    ("objections", "Objections"),
    ("kept", "What we keep"),
    ("sign-in", "Sign-in"),
    ("programs", "Programs"),
)


ONE_PAGE = Pages(number=1, last=1, size=25, offset=0, previous="", next="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table: text, perhaps a link, perhaps a time."""

    text: str
    href: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One part of the record."""

    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """One tab of the record."""

    answer: str
    tabs: tuple[Tab, ...]
    heading: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    pages: Pages = ONE_PAGE
    empty: str = ""
    empty_href: str = ""
    empty_label: str = ""
    paragraphs: tuple[str, ...] = ()
    more: tuple[str, str] | None = None
    """What takes longer, and is told when it is asked for: address and words."""
    viewers: tuple[Happened, ...] | None = None
    logged: str = ""


def show_record(request: Request) -> Response:
    """The tab that the address names; Uses without one."""
    desk = at_desk(request)
    tab = request.path_params.get("tab", "uses")
    with desk.read() as tx:
        page = _TAB.get(tab, _uses)(desk, tx)
    return desk.page("record.html", page, title=f"{page.heading}: My record")


def tabs(desk: Desk, current: str) -> tuple[Tab, ...]:
    """The parts of the record; Tokens only where the rules let people through the gateway."""
    shown = (*TABS, ("tokens", "Tokens")) if tokens.is_offered(desk.pack) else TABS
    return tuple(Tab(label=label, href=f"/record/{key}", is_current=key == current) for key, label in shown)


def _uses(desk: Desk, tx: Tx) -> RecordPage:
    total = uses.count_by_person(tx, desk.me.id)
    denied = uses.count(tx, person=desk.me.id, allowed=False)
    pages = desk.pages("/record/uses", total)
    found = uses.by_person(tx, desk.me.id, pages.offset, pages.size)
    answer = f"You asked {desk.count(total, 'time', 'times')}; {total - denied:,} went out and {denied:,} stayed here."
    return RecordPage(
        answer=answer if total else "You have not asked anything yet.",
        tabs=tabs(desk, "uses"),
        heading="Uses",
        columns=("When", "Tool and purpose", "Result", "Decision"),
        rows=tuple(_use_row(desk, tx, d) for d in found),
        pages=pages,
        empty="No uses yet.",
        empty_href="/workspace",
        empty_label="Ask your first question",
    )


def _use_row(desk: Desk, tx: Tx, decision: Decision) -> tuple[Cell, ...]:
    result = (
        "Allowed"
        if decision.allowed
        else f"Not sent: {decision.reasons[0].headline}"
        if decision.reasons
        else "Not sent"
    )
    return (
        Cell(text=desk.when(decision.at), stamp=desk.stamp(decision.at)),
        Cell(text=f"{desk.tool(tx, decision.tool_id)}, {desk.purpose(decision.purpose)}"),
        Cell(text=result),
        Cell(text=desk.code(decision.id), href=f"/decisions/{decision.id}"),
    )


def _steps(desk: Desk, tx: Tx) -> RecordPage:
    gates = gates_of(desk, tx, best_standing(desk, tx, desk.me))
    return RecordPage(
        answer=f"{status_of(desk, tx, desk.me)}.",
        tabs=tabs(desk, "steps"),
        heading="Steps",
        columns=("Step", "State", "Rule"),
        rows=tuple(
            (
                Cell(text=g.label),
                Cell(text=g.line),
                Cell(text=g.clause, href=f"/rules/{g.clause}")
                if g.clause
                else Cell(text="No rule in force asks for it"),
            )
            for g in gates
        ),
    )


def _signed(desk: Desk, tx: Tx) -> RecordPage:
    held = people.records(tx, desk.me.id)
    now = statements_of(desk.pack).sha256
    rows = tuple(
        (
            Cell(text=desk.when(a.signed_at), stamp=desk.stamp(a.signed_at)),
            Cell(text=f"Version {a.version}", href=f"/record/signed/{a.id}" if a.id else "/steps/sign"),
            Cell(text="The text in force today" if a.text_sha256 == now else "An earlier text"),
            Cell(text=a.text_sha256[:16]),
        )
        for a in reversed(held.acknowledgements)
    )
    return RecordPage(
        answer=f"You signed the rules {'once' if len(rows) == 1 else f'{len(rows):,} times'}."
        if rows
        else "You have not signed the rules yet.",
        tabs=tabs(desk, "signed"),
        heading="Signed",
        columns=("When", "Rules", "Which text", "Fingerprint, first 16"),
        rows=rows,
        empty="Nothing signed yet.",
        empty_href="/steps/sign",
        empty_label="Read and sign the rules",
    )


def _objections(desk: Desk, tx: Tx) -> RecordPage:
    mine = objections.by_person(tx, desk.me.id)
    waiting = sum(o.state is ObjectionState.OPEN for o in mine)
    right = sum(o.state is ObjectionState.RIGHT for o in mine)
    answer = f"You objected {desk.count(len(mine), 'time', 'times')}: {right:,} right, {waiting:,} waiting."
    return RecordPage(
        answer=answer if mine else "You have not objected to anything.",
        tabs=tabs(desk, "objections"),
        heading="Objections",
        columns=("Sent", "Decision", "Answer"),
        rows=tuple(_objection_row(desk, tx, o) for o in mine),
        empty="No objections yet. On each denial, “I think this is wrong” sends one.",
    )


def _objection_row(desk: Desk, tx: Tx, objection: Objection) -> tuple[Cell, ...]:
    return (
        Cell(text=desk.when(objection.sent_at), stamp=desk.stamp(objection.sent_at)),
        Cell(text=desk.code(objection.decision_id), href=f"/decisions/{objection.decision_id}"),
        Cell(text=objection_answer(desk, tx, objection)),
    )


def objection_answer(desk: Desk, tx: Tx, objection: Objection) -> str:
    """What came of an objection, in one or two sentences."""
    if objection.state is ObjectionState.OPEN:
        office = desk.office(tx, objection.office)
        return f"{office} answers by {desk.day(objection.due_on)}."
    verdict = "You were right." if objection.state is ObjectionState.RIGHT else "The rule stands."
    until = f" You can send this text until {desk.day(objection.corrected_until)}." if objection.corrected_until else ""
    said = objection.answer.removeprefix(verdict.rstrip(".")).lstrip(":. ")
    return f"{verdict} {said[:1].upper()}{said[1:]}{until}".strip()


_TAB = {"uses": _uses, "steps": _steps, "signed": _signed, "objections": _objections}
