"""What changes on the list of tools (139-07.1): listed, conditionally approved, paused, revoked, ended."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import date, datetime

from proviso.db import agency, people, wishes
from proviso.db import tool_changes as changes
from proviso.db import tools as db
from proviso.db.bodies import body
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import Ceiling, Conditions, Event, Role, Tool, ToolClass, ToolStatus
from proviso.model.events import ToolAwaited, ToolChanged, ToolListed, ToolNoticeRead
from proviso.model.tool_events import ToolConditionsSet, ToolsRevoked

from . import places
from .letters import tell_tool
from .release import require_reviewed, require_unopened
from .roles import SYSTEM, require_active, require_role

OFFICES = (Role.CIO, Role.CIO_OFFICE)
PAUSERS = (*OFFICES, Role.PRIVACY, Role.CIVIL_RIGHTS)
"""The privacy and the civil rights office may pause a tool alone; the rest is the CIO's."""
CLOSED = frozenset({ToolStatus.PAUSED, ToolStatus.REVOKED, ToolStatus.ENDED})
CHANGES = (
    "ToolListed",
    "ToolChanged",
    "ToolConditionsSet",
    "ToolReReviewSet",
    "ToolReReviewDue",
    "ToolTermsKept",
    "ToolIncidentReported",
)
"""What happens to a tool, as its page tells it."""
MOST_USERS = 1_000_000
LIMITS = tuple(f.name for f in fields(Conditions))


def add(tx: Tx, tool: Tool, *, actor: str, at: datetime) -> Tool:
    """The CIO's office puts a tool on the list (139-07.1)."""
    if actor != SYSTEM:
        require_role(tx, actor, *OFFICES, to="list a tool")
        require_unopened(tool)
    check_conditions(tx, tool, tool.conditions, at)
    if db.get(tx, tool.id) is not None:
        raise ConflictError(f"There is a tool {tool.id} already.", hint="Change that one, or choose another id.")
    listed = replace(tool, status_since=tool.status_since or at, status_by=tool.status_by or actor)
    db.add(tx, listed)
    event = ToolListed(actor=actor, tool=tool.id, tool_class=tool.tool_class.value, status=tool.status.value)
    note(tx, at, event)
    return listed


def change(
    tx: Tx,
    tool_id: str,
    *,
    status: ToolStatus | None = None,
    reason: str = "",
    instead: str = "",
    conditions: Conditions | None = None,
    re_review_due: date | None = None,
    seen: str = "",
    actor: str,
    at: datetime,
) -> Tool:
    """Approve, pause, revoke or end a tool, or change its conditions; the next use follows it (139-07.1).

    `instead` is the tool that can do the same work meanwhile; `seen` is the `mark` that the form was made with.
    """
    _require_right(tx, actor, status, conditions, re_review_due)
    tool = get(tx, tool_id)
    check_seen(tx, tool, seen)
    if status is ToolStatus.APPROVED:
        require_reviewed(tx, tool, at)
    if status in CLOSED and not reason.strip():
        raise UsageError("Say why: people who use the tool will read it.")
    if status is ToolStatus.APPROVED and re_review_due is None and _waits_for_review(tool):
        raise UsageError(f"{tool.name} waits for its re-review.", hint="Move that day first, or review it.")
    if conditions is not None:
        check_conditions(tx, tool, conditions, at)
    changed = replace(
        tool,
        conditions=tool.conditions if conditions is None else conditions,
        re_review_due=tool.re_review_due if re_review_due is None else re_review_due,
    )
    if re_review_due is not None and re_review_due != tool.re_review_due:
        changed = replace(changed, re_review_said=None, re_review_reason="")
    if status is not None and status is not tool.status:
        changed = replace(
            changed,
            status=status,
            status_since=at,
            status_reason=reason.strip(),
            status_by=actor,
            instead=_other(tx, tool, instead) if status in CLOSED else "",
        )
    write(tx, tool, changed, reason=reason, actor=actor, at=at)
    return changed


def write(tx: Tx, before: Tool, after: Tool, *, reason: str, actor: str, at: datetime) -> None:
    """Put a changed tool over its row, record it, and tell whom it concerns; the caller has asked who may."""
    db.put(tx, after)
    said = reason.strip()
    if after.conditions != before.conditions:
        places.follow(tx, before, after)
        held = limits_of(after.conditions)
        note(tx, at, ToolConditionsSet(actor=actor, tool=after.id, conditions=held, reason=said))
    if after.conditions == before.conditions or after.status is not before.status:
        note(tx, at, ToolChanged(actor=actor, tool=after.id, status=after.status.value, reason=said))
    tell_tool(tx, before, after, at=at)


def note(tx: Tx, at: datetime, event: Event) -> int:
    """Record what happened to a tool, and that this entry is about it: for its history and the feed."""
    index = record(tx, at, event)
    changes.add(tx, index, str(getattr(event, "tool", "")), type(event).__name__, at)
    return index


def revoke_all(tx: Tx, reason: str, instead: str = "", *, seen: str = "", actor: str, at: datetime) -> tuple[Tool, ...]:
    """The CIO takes back the approval of every commercial tool at once, as in May 2025 (139-07.1); it is not undone.

    `instead` is one of the agency's own tools; `seen` is the `mark` of all of them, as the form was made with.
    """
    require_role(tx, actor, Role.CIO, to="take back every approval")
    if not reason.strip():
        raise UsageError("Say why: people who use the tools will read it.")
    open_ = approvals(tx)
    if not open_:
        raise ConflictError("No commercial tool has an approval now.", hint="The list of tools shows each state.")
    if seen and seen != mark(*open_):
        raise ConflictError("The list changed since you opened this page.", hint="Look at it again, then confirm.")
    other = get(tx, instead) if instead else None
    if other is not None and (other.tool_class is not ToolClass.INTERNAL or other.status is not ToolStatus.APPROVED):
        raise UsageError(f"{other.name} is closed by this, too.", hint="Choose one of the agency’s own tools.")
    record(tx, at, ToolsRevoked(actor=actor, tools=tuple(t.id for t in open_), reason=reason.strip(), instead=instead))
    revoked = []
    for tool in open_:
        after = replace(
            tool,
            status=ToolStatus.REVOKED,
            status_since=at,
            status_reason=reason.strip(),
            status_by=actor,
            instead=instead,
        )
        write(tx, tool, after, reason=reason, actor=actor, at=at)
        revoked.append(after)
    return tuple(revoked)


def approvals(tx: Tx) -> tuple[Tool, ...]:
    """The commercial tools that have an approval, open or paused: what `revoke_all` takes back."""
    held = {ToolStatus.APPROVED, ToolStatus.PAUSED}
    return tuple(t for t in db.all(tx) if t.tool_class is ToolClass.COMMERCIAL and t.status in held)


def get(tx: Tx, tool_id: str) -> Tool:
    """The tool, or an error that says that there is none."""
    tool = db.get(tx, tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    return tool


def mark(*tools: Tool) -> str:
    """Letters that change with anything about these tools: a form carries them, so that a stale one is noticed."""
    return hashlib.sha256("".join(map(body, tools)).encode()).hexdigest()[:16]


def check_seen(tx: Tx, tool: Tool, seen: str) -> None:
    """Stop here when the tool changed since the form was opened; says who changed it last."""
    if seen and seen != mark(tool):
        newest = next(iter(changes.lately(tx, CHANGES, tool_id=tool.id, limit=1)), None)
        person = people.get(tx, str(newest.record.data["actor"])) if newest is not None else None
        by = f"{person.name} changed {tool.name}" if person is not None else f"{tool.name} was changed"
        raise ConflictError(f"{by} since you opened this page.", hint="Look at it again, then send your change.")


def check_conditions(tx: Tx, tool: Tool, wanted: Conditions, at: datetime) -> None:
    """What no approval can say. INVARIANT: the ceiling of a commercial tool is never raised (139-07.1.c, fn5)."""
    if wanted.ceiling is Ceiling.AGENCY and tool.tool_class is ToolClass.COMMERCIAL:
        raise NotAllowedError(
            f"{tool.name} is a commercial tool: it is for published information only, and nobody can change that.",
            hint="The same vendor’s product for the agency is another tool, with a review of its own.",
        )
    empty = next((what for what in ("purposes", "components", "channels") if getattr(wanted, what) == frozenset()), "")
    if empty:
        raise UsageError(f"Choose at least one of the {empty}, or all of them.")
    known = set(agency.components(tx))
    unknown = (wanted.components or frozenset()) - known
    if known and unknown:
        raise NotFoundError(f"There is no component {min(unknown)}.", hint=f"There are: {', '.join(sorted(known))}.")
    if wanted.most_users is not None and not 1 <= wanted.most_users <= MOST_USERS:
        raise UsageError(f"Say how many people may use it: from 1 to {MOST_USERS:,}.")
    if wanted.ends_on is not None and wanted.ends_on != tool.conditions.ends_on and wanted.ends_on < at.date():
        raise UsageError("That day is over.", hint="To close the tool now, pause it or end it.")


def _waits_for_review(tool: Tool) -> bool:
    """Proviso paused it because its re-review was late, and nobody gave it another day since."""
    return tool.status is ToolStatus.PAUSED and tool.status_by == SYSTEM and tool.re_review_said == tool.re_review_due


def _other(tx: Tx, tool: Tool, instead: str) -> str:
    """The tool to use meanwhile: open, and another one."""
    if not instead:
        return ""
    other = get(tx, instead)
    if other.id == tool.id or other.status is not ToolStatus.APPROVED:
        raise UsageError(f"{other.name} is not open, so nobody can use it instead.", hint="Choose one that is open.")
    return other.id


def limits_of(conditions: Conditions) -> dict[str, object]:
    """The conditions that limit something, as the ledger keeps them."""
    held = {name: _plain(getattr(conditions, name)) for name in sorted(LIMITS)}
    return {name: value for name, value in held.items() if value is not None and value != [] and value is not False}


def _plain(value: object) -> object:
    if isinstance(value, frozenset | tuple):
        return sorted(map(str, value)) if isinstance(value, frozenset) else list(value)
    return value.isoformat() if isinstance(value, date) else value


def _require_right(
    tx: Tx, actor: str, status: ToolStatus | None, conditions: Conditions | None, re_review_due: date | None
) -> None:
    is_status_alone = conditions is None and re_review_due is None
    offices = offices_for(status) if is_status_alone else OFFICES
    require_role(tx, actor, *offices, to="pause a tool" if offices is PAUSERS else "change a tool")


def offices_for(status: ToolStatus | None) -> tuple[Role, ...]:
    """Whose decision a new status is; a page shows its form to the same offices."""
    return PAUSERS if status is ToolStatus.PAUSED else OFFICES


def await_tool(tx: Tx, tool_id: str, *, actor: str, at: datetime) -> Tool:
    """A person asks to be told when a tool that is closed now is open again (139-07.1); twice is once."""
    require_active(tx, actor, "wait for a tool")
    tool = db.get(tx, tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    if tool.status is ToolStatus.APPROVED and not _is_over(tool, at):
        raise UsageError(f"{tool.name} is open now.", hint="Choose it in the workspace.")
    if tool_id not in wishes.open_of(tx, actor):
        wishes.add(tx, actor, tool_id, at)
        record(tx, at, ToolAwaited(actor=actor, person=actor, tool=tool_id))
    return tool


def _is_over(tool: Tool, at: datetime) -> bool:
    """Approved on paper, and closed by a date: its approval has ended, or its re-review is late."""
    ends = (tool.conditions.ends_on, tool.re_review_due)
    return any(day is not None and day < at.date() for day in ends)


def read_notice(tx: Tx, tool_id: str, *, actor: str, at: datetime) -> None:
    """The person has read that the tool is open, or waits for it no longer."""
    if tool_id in wishes.open_of(tx, actor):
        wishes.close(tx, actor, tool_id, at)
        record(tx, at, ToolNoticeRead(actor=actor, person=actor, tool=tool_id))
