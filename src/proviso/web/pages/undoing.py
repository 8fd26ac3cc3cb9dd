"""Ten minutes to undo what an office answered, or what a supervisor passed on (ux section 5)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import undo_answers as change
from proviso.db import people
from proviso.errors import ConflictError

from .. import words as w
from ..desk import at_desk
from ..session import NotYoursError

STAYS = "Both entries stay in the ledger."


def undo_objection_answer(request: Request) -> Response:
    """The office takes its answer to an objection back, before the mail has left."""
    desk = at_desk(request)
    objection_id = request.path_params["objection_id"]
    try:
        found = desk.write(lambda tx: change.undo_objection_answer(tx, objection_id, actor=desk.me.id, at=desk.now))
    except ConflictError as refused:
        return desk.go("/objections", f"Nothing changed. {refused.message}")
    code = w.code(found.decision_id)
    return desk.go("/objections", f"Undone. The objection to {code} waits for your office again. {STAYS}")


def undo_suggestion_answer(request: Request) -> Response:
    """The CIO's office takes its "no" to a suggestion back, before the mail has left."""
    desk = at_desk(request)
    group = request.path_params["group"]
    try:
        found = desk.write(lambda tx: change.undo_suggestion_answer(tx, group, actor=desk.me.id, at=desk.now))
    except ConflictError as refused:
        return desk.go("/reviews", f"Nothing changed. {refused.message}")
    return desk.go("/reviews", f"Undone. {found[0].name} waits for an answer again. {STAYS}")


def undo_pass_on(request: Request) -> Response:
    """Who asked somebody else to answer a request takes it back."""
    desk = at_desk(request)
    request_id = request.path_params["request_id"]
    with desk.read() as tx:
        asked = people.get_request(tx, request_id)
        if asked is None or desk.me.id not in {asked.passed_by, asked.passed_from, asked.supervisor_id}:
            raise NotYoursError("This request is not yours to take back.", hint="Team shows who waits for you.")
        other = desk.name(tx, asked.supervisor_id)
    path = f"/team/requests/{request_id}"
    try:
        desk.write(lambda tx: change.undo_pass_on(tx, request_id, actor=desk.me.id, at=desk.now))
    except ConflictError as refused:
        return desk.go(path, f"Nothing changed. {refused.message}")
    return desk.go(path, f"Undone. It waits for you again, and {other} gets mail that says so. {STAYS}")
