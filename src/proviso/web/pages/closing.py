"""Open and close tools (139-07.1): one, or every commercial one at once; the consequence in numbers first."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import tools as change_tools
from proviso.db import agency as agency_db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.model import Role, Tool, ToolClass, ToolStatus

from ..desk import Confirm, Desk, at_desk, typed
from ..reach import answers_words, loses, people_words, reach_of
from ..stepping import ask, confirmed
from ..tool_words import STATUS
from .tool import choices_for, find_tool, others_than, said_now, tool_page

WHOM = "the CIO’s office, Privacy and Civil rights"
FIELDS = ("status", "reason", "instead", "seen")
ALL_FIELDS = ("reason", "instead", "seen")
NO_UNDO = "There is no undo. To open it again, the CIO’s office decides anew; both entries stay in the ledger."


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokePage:
    """The form that takes every approval back."""

    answer: str
    names: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    seen: str
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def check_change(request: Request) -> Response:
    """Check and confirm: what a new status would do, in numbers, before anything changes."""
    desk = at_desk(request)
    desk.only(WHOM, *change_tools.PAUSERS)
    values = typed(desk.form, *FIELDS)
    with desk.read() as tx:
        tool = find_tool(tx, request)
        errors = _wrong(desk, tx, values, tool)
        if errors:
            return _again(desk, tx, tool, values, errors)
        page = _confirm(desk, tx, tool, values)
    return desk.page("confirm.html", page, title=f"Check and confirm: {tool.name}")


def _again(desk: Desk, tx: Tx, tool: Tool, values: dict[str, str], errors: dict[str, str]) -> Response:
    return desk.page("tool.html", tool_page(desk, tx, tool, values, errors), title=tool.name, status=422)


def _wrong(desk: Desk, tx: Tx, values: dict[str, str], tool: Tool) -> dict[str, str]:
    errors = {}
    if values["status"] not in {key for key, _ in choices_for(desk, tx, tool)}:
        errors["status"] = "Choose what to do with it."
    if not values["reason"]:
        errors["reason"] = "Give a reason. The people who lose or gain the tool read it."
    if values["instead"] not in {key for key, _ in others_than(tx, tool)}:
        errors["instead"] = "Choose a tool that is open, or none."
    return errors


def _confirm(desk: Desk, tx: Tx, tool: Tool, values: dict[str, str]) -> Confirm:
    status = ToolStatus(values["status"])
    values = {**values, "reason": values["reason"].rstrip("."), "seen": values["seen"] or change_tools.mark(tool)}
    reach = reach_of(desk, tx, (tool,))
    if status is ToolStatus.APPROVED:
        verb = "gains" if reach.people == 1 else "gain"
        first = f"{people_words(desk, reach)} {verb} {tool.name} now."
        lines = [
            f"The new status: {STATUS[status].lower()}, because {values['reason']}.",
            "It counts from the next use on, for everyone who has done the steps.",
            "Who asked to be told gets a mail.",
        ]
    else:
        first = f"{loses(desk, reach, tool.name)} {answers_words(desk, reach)}"
        lines = [
            f"Everybody who asks it reads: “{_read_by_all(desk, tx, tool, status, values['reason'])}”",
            _instead_line(tx, values["instead"]),
            "Everybody who used it in the last 90 days gets a mail.",
            NO_UNDO,
        ]
    return Confirm(
        answer=first,
        consequences=tuple(lines),
        action=f"/tools/{tool.id}/change",
        hidden=values,
        button=f"{'Open' if status is ToolStatus.APPROVED else _VERBS[status]} {tool.name}",
        back=f"/tools/{tool.id}",
        recorded="We record who changed it, when, the status and the reason.",
    )


_VERBS = {ToolStatus.PAUSED: "Pause", ToolStatus.REVOKED: "Close", ToolStatus.ENDED: "End"}
_DID = {
    ToolStatus.PAUSED: "paused it",
    ToolStatus.REVOKED: "took its approval back",
    ToolStatus.ENDED: "ended it",
}


def _read_by_all(desk: Desk, tx: Tx, tool: Tool, status: ToolStatus, reason: str) -> str:
    """The sentence that every user sees, in the words of the denial."""
    office = next((o for o in agency_db.offices(tx).values() if o.person_id == desk.me.id), None)
    by = office.name if office is not None else desk.me.name
    if office is not None and office.role in {Role.CIO, Role.CIO_OFFICE}:
        by = f"The {office.name}"
    return f"{tool.name} is {STATUS[status].lower()}. {by} {_DID[status]} on {desk.day(desk.now)} because {reason}."


def _instead_line(tx: Tx, instead: str) -> str:
    other = tools.get(tx, instead) if instead else None
    if other is None:
        return "They are led to a tool that is open to them, if there is one."
    return f"They are led to {other.name} first, where it is open to them."


def change_tool(request: Request) -> Response:
    """Change the status (139-07.1): one row, one entry; answers that are being written stop."""
    desk = at_desk(request)
    desk.only(WHOM, *change_tools.PAUSERS)
    values = typed(desk.form, *FIELDS)
    with desk.read() as tx:
        tool = find_tool(tx, request)
        if errors := _wrong(desk, tx, values, tool):
            return _again(desk, tx, tool, values, errors)
    status = ToolStatus(values["status"])
    if status is ToolStatus.APPROVED and not confirmed(desk):  # closing one never waits
        return ask(desk, f"/tools/{tool.id}")
    try:
        desk.write(
            lambda tx: change_tools.change(
                tx,
                tool.id,
                status=status,
                reason=values["reason"].rstrip("."),
                instead=values["instead"],
                seen=values["seen"],
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except UsageError as fault:
        with desk.read() as tx:
            return _again(desk, tx, find_tool(tx, request), values, {"status": f"{fault.message} {fault.hint}".strip()})
    return desk.go(f"/tools/{tool.id}", said_now(tool, status))


def revoke_form(request: Request) -> Response:
    """The form that takes back every approval of a commercial tool, as in May 2025."""
    desk = _cio(request)
    with desk.read() as tx:
        page = _revoke_page(desk, tx, typed(None, *ALL_FIELDS))
    return desk.page("revoke_all.html", page, title="Take back every approval")


def _cio(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the CIO", Role.CIO)
    return desk


def _revoke_page(desk: Desk, tx: Tx, values: dict[str, str], errors: dict[str, str] | None = None) -> RevokePage:
    held = change_tools.approvals(tx)
    many = desk.count(len(held), "commercial tool has an approval", "commercial tools have an approval")
    return RevokePage(
        answer=f"{many} now. You can take all of them back at once." if held else "No commercial tool has an approval.",
        names=tuple(tool.name for tool in held),
        others=_own(tx),
        seen=change_tools.mark(*held),
        typed=values,
        errors=errors or {},
    )


def _own(tx: Tx) -> tuple[tuple[str, str], ...]:
    """The agency's own tools that stay open."""
    own = [t for t in tools.all(tx) if t.tool_class is ToolClass.INTERNAL and t.status is ToolStatus.APPROVED]
    return (("", "Name none"), *((tool.id, tool.name) for tool in own))


def check_revoke(request: Request) -> Response:
    """Check and confirm: who loses what, and what stops."""
    desk = _cio(request)
    values = typed(desk.form, *ALL_FIELDS)
    with desk.read() as tx:
        errors = _wrong_for_all(tx, values)
        if errors:
            return _revoke_again(desk, tx, values, errors)
        held = change_tools.approvals(tx)
        reach = reach_of(desk, tx, held)
        page = Confirm(
            answer=f"{loses(desk, reach, 'these tools')} {answers_words(desk, reach)}",
            consequences=(
                f"{desk.count(len(held), 'tool closes', 'tools close')}: {desk.names(tool.name for tool in held)}.",
                f"Everybody who asks one of them reads that its approval was taken back, because {values['reason']}.",
                _instead_line(tx, values["instead"]),
                "Everybody who used one of them in the last 90 days gets a mail.",
                "There is no undo. Each tool opens again only by a decision of its own.",
            ),
            action="/tools/revoke-all/confirm",
            hidden={
                **values,
                "reason": values["reason"].rstrip("."),
                "seen": values["seen"] or change_tools.mark(*held),
            },
            button="Take back every approval",
            back="/tools",
            recorded="We record who did it, when, the reason and each tool.",
        )
    return desk.page("confirm.html", page, title="Check and confirm: take back every approval")


def _wrong_for_all(tx: Tx, values: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not values["reason"]:
        errors["reason"] = "Give a reason. The people who lose the tools read it."
    if values["instead"] not in {key for key, _ in _own(tx)}:
        errors["instead"] = "Choose one of the agency’s own tools, or none."
    if not change_tools.approvals(tx):
        errors["reason"] = "No commercial tool has an approval now, so there is nothing to take back."
    return errors


def _revoke_again(desk: Desk, tx: Tx, values: dict[str, str], errors: dict[str, str]) -> Response:
    page = _revoke_page(desk, tx, values, errors)
    return desk.page("revoke_all.html", page, title="Take back every approval", status=422)


def revoke_all(request: Request) -> Response:
    """Take back every approval; who confirms has just shown who they are."""
    desk = _cio(request)
    if not confirmed(desk):
        return ask(desk, "/tools/revoke-all")
    values = typed(desk.form, *ALL_FIELDS)
    try:
        revoked = desk.write(
            lambda tx: change_tools.revoke_all(
                tx, values["reason"], values["instead"], seen=values["seen"], actor=desk.me.id, at=desk.now
            )
        )
    except UsageError as fault:
        with desk.read() as tx:
            return _revoke_again(desk, tx, values, {"reason": f"{fault.message} {fault.hint}".strip()})
    many = desk.count(len(revoked), "approval was", "approvals were")
    return desk.go("/tools", f"{many} taken back. No commercial tool is open now; each next use says so.")
