"""Second approvals: who in my component needs one beside the supervisor's? (139-07.7.b)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import second_approvals as change_seconds
from proviso.actions.uses import pack_at
from proviso.db import people, records
from proviso.db import second_approvals as db
from proviso.db.store import Tx
from proviso.model import Approval, Person

from ..access import log_list
from ..desk import Desk, at_desk
from ..stepping import ask, confirmed

PATH = "/local-rules/seconds"
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One approval of a supervisor, and whether somebody else gave theirs."""

    name: str
    line: str
    approval: str
    second: str
    """Code of the second approval that stands; empty: there is none."""
    said: str
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondsPage:
    """The people of a component whose supervisor has approved them."""

    answer: str
    rules: tuple[str, ...]
    rows: tuple[Row, ...]
    done: str


def list_seconds(request: Request) -> Response:
    """Who waits for a second approval, and who has one."""
    desk = _desk(request)
    log_list(desk, "second approvals")
    with desk.read() as tx:
        page = _page(desk, tx)
    return desk.page("second_approvals.html", page, title="Second approvals")


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("component CIOs and leaders", *change_seconds.WHO)
    return desk


def _page(desk: Desk, tx: Tx) -> SecondsPage:
    pack = pack_at(tx, desk.agency, desk.me.component, desk.now)
    asking = [r for r in pack.rules if "second_approval" in r.facts] if pack else []
    team = [p for p in people.everyone(tx, limit=1_000_000) if p.is_active and p.component == desk.me.component]
    rows = [_row(desk, tx, person, a) for person in team for a in records.standing_approvals(tx, person.id)[-1:]]
    rows.sort(key=lambda row: (bool(row.second), row.name))
    waiting = sum(not row.second and not row.why_not for row in rows)
    return SecondsPage(
        answer=f"{desk.count(waiting, 'person has', 'people have')} the supervisor’s approval and no second one."
        if asking
        else f"No rule in {desk.me.component} asks for a second approval now.",
        rules=tuple(f"{rule.headline} ({rule.clause})" for rule in asking),
        rows=tuple(rows[:MOST]) if asking else (),
        done=desk.done,
    )


def _row(desk: Desk, tx: Tx, person: Person, approval: Approval) -> Row:
    second = db.of_approval(tx, approval.id)
    why_not = "You approved it first." if approval.approved_by == desk.me.id else ""
    why_not = "It is your own." if person.id == desk.me.id else why_not
    return Row(
        name=person.name,
        line=f"{desk.name(tx, approval.approved_by)} approved {desk.words.near(approval.approved_at)}.",
        approval=approval.id,
        second=second.id if second else "",
        said=f"{desk.name(tx, second.approved_by)} approved, too, {desk.words.near(second.approved_at)}."
        if second
        else "Not yet",
        why_not=why_not,
    )


def approve(request: Request) -> Response:
    """Give a second approval."""
    desk = _desk(request)
    if not confirmed(desk):
        return ask(desk, PATH)
    given = desk.write(
        lambda tx: change_seconds.second(tx, request.path_params["approval_id"], actor=desk.me.id, at=desk.now)
    )
    with desk.read() as tx:
        name = desk.name(tx, given.person_id)
    return desk.go(PATH, f"Approved, too: {name}. The next use counts it. You can take it back at any time.")


def revoke(request: Request) -> Response:
    """Take a second approval back."""
    desk = _desk(request)
    gone = desk.write(
        lambda tx: change_seconds.revoke(tx, request.path_params["second_id"], actor=desk.me.id, at=desk.now)
    )
    with desk.read() as tx:
        name = desk.name(tx, gone.person_id)
    return desk.go(PATH, f"Taken back: {name}’s second approval. The next use that needs it is denied.")
