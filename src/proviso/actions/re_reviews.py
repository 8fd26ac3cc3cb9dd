"""Re-reviews of live tools (139-07.9.a): due by their day, changed terms or an incident; late ones close the tool.

Nobody has to press a button for it: `sweep` runs in the worker and by `proviso tools sweep`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from proviso.db import people
from proviso.db import tools as db
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.model import Role, Tool, ToolStatus
from proviso.model.tool_events import ToolIncidentReported, ToolReReviewDue, ToolReReviewSet
from proviso.policy import Pack
from proviso.policy.standing import local_day

from . import tools
from .agency import Agency
from .days import day
from .outbox import notify
from .roles import SYSTEM, require_role
from .uses import pack_at
from .wording import clean_line, says_something

LONGEST = timedelta(days=2 * 365)
"""A re-review further away than this is none."""
REPORTERS = (Role.CIO, Role.CIO_OFFICE, Role.SECURITY, Role.PRIVACY, Role.CIVIL_RIGHTS, Role.INCIDENT)
TERMS_CHANGED = "its terms changed"
INCIDENT = "its vendor had an incident"


def sweep(tx: Tx, pack: Pack, at: datetime) -> tuple[Tool, ...]:
    """Say which re-reviews have come due, and pause tools whose days of grace are over; twice is the same as once."""
    today = local_day(at, pack)
    live = [t for t in db.all(tx) if t.status is ToolStatus.APPROVED and t.re_review_due is not None]
    return tuple(moved for tool in live if (moved := _moved(tx, tool, today, pack, at)) is not None)


def sweep_agency(agency: Agency, at: datetime) -> tuple[Tool, ...]:
    """`sweep`, by the pack in force; without one every use is denied anyway."""
    with agency.store.read() as tx:
        pack = pack_at(tx, agency, "", at)
    return () if pack is None else agency.store.write(lambda tx: sweep(tx, pack, at))


def _moved(tx: Tx, tool: Tool, today: date, pack: Pack, at: datetime) -> Tool | None:
    due = tool.re_review_due
    if due is None or today <= due:
        return None
    if today > due + timedelta(days=pack.grace_days):
        reason = f"its re-review was due on {day(due, today)} and is not done"
        paused = replace(
            tool, status=ToolStatus.PAUSED, status_since=at, status_reason=reason, status_by=SYSTEM, re_review_said=due
        )
        tools.write(tx, tool, paused, reason=reason, actor=SYSTEM, at=at)
        _tell_offices(tx, paused, f"{tool.name} is paused", "Its re-review is not done in time.", at)
        return paused
    if tool.re_review_said == due:
        return None
    return _fall_due(tx, tool, due, pack, "day", at)


def begin(tx: Tx, tool: Tool, why: str, pack: Pack, *, at: datetime) -> Tool:
    """Something happened that a review has to look at: from now the re-review is due, and the days of grace run."""
    today = local_day(at, pack)
    due = min(tool.re_review_due or today, today)
    changed = replace(tool, re_review_due=due, re_review_reason=why)
    return _fall_due(tx, changed, due, pack, "terms" if why == TERMS_CHANGED else "incident", at)


def _fall_due(tx: Tx, tool: Tool, due: date, pack: Pack, reason: str, at: datetime) -> Tool:
    said = replace(tool, re_review_said=due)
    db.put(tx, said)
    until = due + timedelta(days=pack.grace_days)
    event = ToolReReviewDue(
        actor=SYSTEM, tool=tool.id, due=due.isoformat(), closes_after=until.isoformat(), reason=reason
    )
    tools.note(tx, at, event)
    line = f"It stays open until {day(until, local_day(at, pack))}."
    why = f"Because {said.re_review_reason}. " if said.re_review_reason else ""
    _tell_offices(tx, said, f"Review {tool.name} again", f"{why}{line}", at)
    return said


def extend(
    tx: Tx, tool_id: str, due: date, reason: str, pack: Pack, *, seen: str = "", actor: str, at: datetime
) -> Tool:
    """The CIO moves the day of a re-review, and says why (139-07.9.a); a tool that is paused for it stays so."""
    require_role(tx, actor, Role.CIO, to="move the day of a re-review")
    tool = tools.get(tx, tool_id)
    tools.check_seen(tx, tool, seen)
    if not says_something(reason):
        raise UsageError("Say why the review can wait: it stands in the history of the tool.")
    today = local_day(at, pack)
    if due <= today or due > today + LONGEST:
        raise UsageError("Choose a day from tomorrow on, within two years.", hint="To open it for longer, review it.")
    moved = replace(tool, re_review_due=due, re_review_said=None, re_review_reason="")
    db.put(tx, moved)
    tools.note(tx, at, ToolReReviewSet(actor=actor, tool=tool.id, due=due.isoformat(), reason=clean_line(reason)))
    return moved


def report_incident(tx: Tx, tool_id: str, what: str, pack: Pack, *, actor: str, at: datetime) -> Tool:
    """An office heard of an incident of the vendor: the tool is reviewed again (139-07.1.a.2)."""
    require_role(tx, actor, *REPORTERS, to="report an incident of a vendor")
    tool = tools.get(tx, tool_id)
    if not says_something(what):
        raise UsageError("Say what happened, in a sentence.")
    tools.note(tx, at, ToolIncidentReported(actor=actor, tool=tool.id, what=clean_line(what)))
    return begin(tx, tool, INCIDENT, pack, at=at)


def _tell_offices(tx: Tx, tool: Tool, subject: str, line: str, at: datetime) -> None:
    for person in people.with_role(tx, *tools.OFFICES):
        notify(
            tx,
            person.id,
            "tool-re-review",
            subject=subject,
            lines=(line, "Review it, move the day, or pause it."),
            path=f"/tools/{tool.id}",
            at=at,
            key=f"re-review:{tool.id}:{tool.status.value}:{at.isoformat()}",
        )
