"""From a wish to the supervisor's word (139-07.2.c.1): asked, approved, declined, taken back.

Each answer is an entry of the ledger; what a person wrote, and why a supervisor declined, stays in the rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from proviso.db import people as db
from proviso.db import records
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Approval, ApprovalRequest, Role
from proviso.model.events import ApprovalDeclined, ApprovalGranted, ApprovalRequested, ApprovalRevoked

from .approvers import approver_of, require_approver
from .incident_access import require_not_paused
from .outbox import notify
from .roles import delegate_of, get_person, require_active, require_other, require_role, require_self

ENDED = {
    "supervisor": "Your supervisor changed, so the approval of the old one ended.",
    "position": "Your position changed, so the approval for the old one ended.",
    "taken_back": "It was taken back, so the tools are closed for you.",
    "incident": "A spill is being looked into, so the tools are closed for you.",
}
"""Why an approval ended, as the person reads it in the mail."""


def request_approval(
    tx: Tx,
    person_id: str,
    purposes: Collection[str] | None = None,
    tools: Collection[str] | None = None,
    *,
    actor: str,
    at: datetime,
    request_id: str = "",
    note: str = "",
    lines: tuple[str, ...] = (),
) -> ApprovalRequest:
    """A person asks their supervisor (139-07.2.c.1). Asking again while one waits changes nothing.

    `note` is the person's own sentence, `lines` the words of the mail.
    """
    require_self(tx, actor, person_id, to="ask for their own approval")
    person = get_person(tx, person_id)
    if person.supervisor_id is None:
        raise NotAllowedError("You have no supervisor on record.", hint="An administrator can name one.")
    waiting = open_request_of(tx, person_id)
    if waiting is not None:
        return waiting
    approver = approver_of(tx, person)
    if approver is None:
        raise NotAllowedError("Nobody is there who could approve this.", hint="An administrator names a supervisor.")
    request = ApprovalRequest(
        id=request_id or new_id(),
        person_id=person_id,
        supervisor_id=approver.person_id,
        asked_at=at,
        purposes=None if purposes is None else frozenset(purposes),
        tools=None if tools is None else frozenset(tools),
        note=note,
    )
    db.add_request(tx, request)
    record(
        tx, at, ApprovalRequested(actor=actor, request=request.id, person=person_id, supervisor=request.supervisor_id)
    )
    tell_who_answers(tx, request, at, lines)
    return request


def open_request_of(tx: Tx, person_id: str) -> ApprovalRequest | None:
    """The request of this person that waits; a person has one at a time."""
    return next((r for r in db.requests_of(tx, person_id) if r.state == "open"), None)


def tell_who_answers(tx: Tx, request: ApprovalRequest, at: datetime, lines: tuple[str, ...] = ()) -> None:
    """Mail to whoever has the request, and to whom they named in their place."""
    words = lines or ("It is for the tools on the agency’s list.", "Approve or decline; it takes a minute.")
    subject = f"{get_person(tx, request.person_id).name} asks to use AI tools"
    for who in dict.fromkeys((request.supervisor_id, delegate_of(tx, request.supervisor_id, at))):
        if who is not None and who != request.person_id:
            path, key = f"/team/requests/{request.id}", f"request:{request.id}:{who}"
            notify(tx, who, "approval-requested", subject=subject, lines=words, path=path, at=at, key=key)


def approve(
    tx: Tx,
    person_id: str,
    tools: Collection[str] | None = None,
    purposes: Collection[str] | None = None,
    ends_on: date | None = None,
    request_id: str | None = None,
    *,
    actor: str,
    at: datetime,
    approval_id: str = "",
    as_asked: bool = True,
) -> Approval:
    """The supervisor approves a person for a scope and a time (139-07.2.c.1); what waited is answered by it.

    Without `tools` or `purposes` the scope is the one of the request, and without a request every tool on the list;
    `as_asked` off, the scope is what was given, None for no limit. An older approval stands until it ends.
    """
    person = get_person(tx, person_id)
    request = None if request_id is None else open_request(tx, request_id, person_id)
    require_approver(tx, actor, person, to="approve this", at=at, request=request)
    require_not_paused(tx, person)
    if not person.component:
        # INVARIANT: the directory may name a department that is no component here; then nobody knows which local
        # rules hold (139-07.7.b), and nothing opens.
        raise NotAllowedError(
            f"{person.name} has no component yet, so we do not know which local rules hold.",
            hint="An administrator can name it.",
        )
    if request is not None and as_asked:
        tools = request.tools if tools is None else tools
        purposes = request.purposes if purposes is None else purposes
    approval = Approval(
        id=approval_id or new_id(),
        approved_by=actor,
        approved_at=at,
        tools=None if tools is None else frozenset(tools),
        purposes=None if purposes is None else frozenset(purposes),
        ends_on=ends_on,
    )
    records.add_approval(tx, person_id, approval)
    for waiting in db.requests_of(tx, person_id):
        if waiting.state == "open":
            db.put_request(tx, replace(waiting, state="granted", answered_by=actor, answered_at=at))
    record(tx, at, _granted(approval, person_id, actor))
    notify(
        tx,
        person_id,
        "approval-granted",
        subject="Your supervisor approved your request",
        lines=("You may use AI tools as soon as your other steps are done.", "See what is left to do."),
        path="/steps",
        at=at,
        key=f"approval:{approval.id}",
    )
    return approval


def _granted(approval: Approval, person_id: str, actor: str) -> ApprovalGranted:
    return ApprovalGranted(
        actor=actor,
        approval=approval.id,
        person=person_id,
        tools=None if approval.tools is None else tuple(sorted(approval.tools)),
        purposes=None if approval.purposes is None else tuple(sorted(approval.purposes)),
        ends_on=None if approval.ends_on is None else approval.ends_on.isoformat(),
    )


def decline(tx: Tx, request_id: str, reason: str, *, actor: str, at: datetime) -> ApprovalRequest:
    """The supervisor declines, with a reason that the person will read; the reason stays out of the ledger."""
    request = open_request(tx, request_id)
    person = get_person(tx, request.person_id)
    require_approver(tx, actor, person, to="decline this", at=at, request=request)
    if not reason.strip():
        raise UsageError("Say why: the person will read it.")
    declined = replace(request, state="declined", answered_by=actor, answered_at=at)
    db.put_request(tx, declined, reason.strip())
    record(tx, at, ApprovalDeclined(actor=actor, request=request_id, person=request.person_id))
    notify(
        tx,
        request.person_id,
        "approval-declined",
        subject="Your request for AI tools was declined",
        lines=("The reason stands on your page.", "You can ask again when it is settled."),
        path="/steps",
        at=at,
        key=f"declined:{request_id}:{at.isoformat()}",
    )
    return declined


def revoke_approval(tx: Tx, approval_id: str, *, actor: str, at: datetime) -> Approval:
    """The supervisor, who gave it, or the CIO's office takes an approval back, and every other one that stands: else an
    older one would still open the tools, and the next use must be denied."""
    found = records.approval(tx, approval_id)
    if found is None:
        raise NotFoundError(f"There is no approval {approval_id}.")
    person_id, approval, stands = found
    person = get_person(tx, person_id)
    require_other(actor, person_id, to="take back an approval of")
    if get_person(tx, actor).roles.intersection({Role.CIO, Role.CIO_OFFICE}):
        require_role(tx, actor, Role.CIO, Role.CIO_OFFICE, to="take this back")
    elif actor == approval.approved_by:
        require_active(tx, actor, to="take this back")
    else:
        require_approver(tx, actor, person, to="take this back", at=at)
    if stands:
        end_approvals(tx, person_id, "taken_back", actor=actor, at=at)
    return approval


def end_approvals(tx: Tx, person_id: str, because: str, *, actor: str, at: datetime) -> None:
    """Every approval of a person ends now, and the person is told why; `because` is one of `records.WHY`."""
    standing = records.standing_approvals(tx, person_id)
    for approval in standing:
        records.revoke_approval(tx, approval.id, actor, at, because)
        record(tx, at, ApprovalRevoked(actor=actor, approval=approval.id, person=person_id))
    if standing and because in ENDED:
        notify(
            tx,
            person_id,
            "approval-ended",
            subject="Your approval for AI tools ended",
            lines=(ENDED[because], "You can ask for a new one; it takes a minute."),
            path="/steps",
            at=at,
            key=f"ended:{standing[-1].id}",
        )


def open_request(tx: Tx, request_id: str, person_id: str | None = None) -> ApprovalRequest:
    """A request that waits, or an error that says what became of it."""
    request = db.get_request(tx, request_id)
    if request is None or (person_id is not None and request.person_id != person_id):
        raise NotFoundError(f"There is no request {request_id} of this person.")
    if request.state != "open":
        raise ConflictError(f"This request was {request.state} already.", hint="Look at the person's steps.")
    return request
