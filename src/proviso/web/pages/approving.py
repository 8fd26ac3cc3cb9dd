"""Many requests at once, and ten minutes to undo an answer (139-07.2.c.1): what Team's buttons lead to."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import people as change_people
from proviso.actions import undo as change_back
from proviso.db import people, records
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import ApprovalRequest

from ..desk import Confirm, Desk, at_desk
from ..gates import best_standing, what_is_left
from ..stepping import ask, confirmed
from .team import only_approvers, request_for, scope_of, team_page

MOST = 100
"""Requests in one go; a longer list is approved in parts."""


def check_many(request: Request) -> Response:
    """Check and confirm: each person, for what, until when, and what they still have to do."""
    desk = at_desk(request)
    only_approvers(desk)
    with desk.read() as tx:
        asked = [a for a in _asked(desk, tx, desk.form.all("request")) if a.state == "open"]
        if not asked:
            errors = {"many": "Tick who you approve. Nothing changed."}
            return desk.page("team.html", team_page(desk, tx, errors=errors), title="Team", status=422)
        lines = tuple(_line(desk, tx, a) for a in asked)
    page = Confirm(
        answer=f"You approve {desk.count(len(asked), 'person', 'people')}.",
        consequences=(
            *lines,
            "They can use the tools as soon as their other steps are done. You can undo each for ten minutes, while "
            "nothing was used under it.",
        ),
        action="/team/approve/confirm",
        hidden={"requests": " ".join(a.id for a in asked)},
        button=f"Approve {desk.count(len(asked), 'person', 'people')}",
        back="/team",
        recorded="We record who approved whom, for what and until when: one entry for each.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: approve several people")


def approve_many(request: Request) -> Response:
    """All of them in one transaction; what was answered meanwhile is left as it is, and said."""
    desk = at_desk(request)
    only_approvers(desk)
    ids = desk.form.line("requests").split()
    with desk.read() as tx:
        _asked(desk, tx, ids)  # each is for this supervisor, or nothing happens
    if not confirmed(desk):
        return ask(desk, "/team")
    done, left = desk.write(lambda tx: _approve(desk, tx, ids))
    said = f"Approved: {desk.names(done)}, {desk.until('approval')}." if done else "Nobody was approved."
    other = f" Nothing changed for {desk.names(left)}: answered before." if left else ""
    return desk.go("/team", said + other)


def undo(request: Request) -> Response:
    """Undo an answer: an approval by its code, a "no" by the request's."""
    desk = at_desk(request)
    answer_id = request.path_params["answer_id"]
    with desk.read() as tx:
        approval = records.approval(tx, answer_id)
        declined = people.get_request(tx, answer_id)
        person_id = approval[0] if approval is not None else declined.person_id if declined is not None else ""
        person = people.get(tx, person_id) if person_id else None
        answered_by = approval[1].approved_by if approval else declined.answered_by if declined else ""
        if person is None or desk.me.id not in {person.supervisor_id, answered_by}:
            raise NotFoundError("There is no such answer of yours.", hint="Team shows what you can undo.")
        why_not = (
            change_back.why_no_undo(tx, answer_id, actor=desk.me.id, at=desk.now)
            if approval is not None
            else change_back.why_no_undo_of_decline(tx, answer_id, actor=desk.me.id, at=desk.now)
        )
    sent_from = desk.form.line("from")
    back = f"/team/requests/{sent_from}" if sent_from.isalnum() and sent_from.isascii() else "/team"
    if why_not:
        return desk.go(back, f"Nothing changed. {why_not}")
    if approval is not None:
        desk.write(lambda tx: change_back.undo_approval(tx, answer_id, actor=desk.me.id, at=desk.now))
    else:
        desk.write(lambda tx: change_back.undo_decline(tx, answer_id, actor=desk.me.id, at=desk.now))
    return desk.go(back, f"Undone. The request of {person.name} waits for you again; both entries stay in the ledger.")


def _asked(desk: Desk, tx: Tx, ids: tuple[str, ...] | list[str]) -> list[ApprovalRequest]:
    """The requests of these codes, each once. INVARIANT: one that is for another supervisor stops all of them."""
    return [request_for(desk, tx, request_id) for request_id in dict.fromkeys(ids[:MOST])]


def _line(desk: Desk, tx: Tx, asked: ApprovalRequest) -> str:
    person = people.get(tx, asked.person_id)
    left = what_is_left(desk, tx, best_standing(desk, tx, person), without_approval=True) if person else ""
    return f"{desk.name(tx, asked.person_id)}: {scope_of(desk, tx, asked)} {left}".strip()


def _approve(desk: Desk, tx: Tx, ids: list[str]) -> tuple[list[str], list[str]]:
    done, left = [], []
    for asked in _asked(desk, tx, ids):
        name = desk.name(tx, asked.person_id)
        if asked.state != "open":
            left.append(name)
            continue
        change_people.approve(
            tx,
            asked.person_id,
            tools=asked.tools,
            purposes=asked.purposes,
            request_id=asked.id,
            actor=desk.me.id,
            at=desk.now,
        )
        done.append(name)
    return done, left
