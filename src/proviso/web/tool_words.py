"""A tool's state and conditions as sentences (139-07.1)."""

from __future__ import annotations

from datetime import timedelta

from proviso.decision.kinds import unscreened_words, ways_words
from proviso.model import Ceiling, Tool, ToolClass, ToolStatus

from .desk import Desk

STATUS = {
    ToolStatus.SUGGESTED: "Suggested",
    ToolStatus.IN_REVIEW: "In review",
    ToolStatus.APPROVED: "Approved with conditions",
    ToolStatus.PAUSED: "Paused",
    ToolStatus.REVOKED: "Approval taken back",
    ToolStatus.ENDED: "Ended",
}


LIVE = frozenset({ToolStatus.APPROVED, ToolStatus.PAUSED})
OPEN_SOURCE = "The agency approved it for open-source information only, never for anything else."
"""139-07.1.c: on each entry that is published."""


def re_review_line(desk: Desk, tool: Tool) -> str:
    """How long the tool stays open: "Re-review is due Dec. 3. It stays open until then." """
    if tool.re_review_due is None or tool.status is not ToolStatus.APPROVED:
        return ""
    day = desk.day(tool.re_review_due)
    why = f", because {tool.re_review_reason}" if tool.re_review_reason else ""
    if desk.today <= tool.re_review_due and not why:
        return f"Re-review is due {day}. It stays open until then."
    until = tool.re_review_due + timedelta(days=desk.pack.grace_days)
    if desk.today <= until:
        return f"Its re-review is due since {day}{why}. It stays open until {desk.day(until)}."
    return f"Its re-review was due on {day}{why}. It is closed until that is done."


def is_late(desk: Desk, tool: Tool) -> bool:
    """The re-review was due, and the days of grace are over: each use is denied."""
    if tool.re_review_due is None:
        return False
    return desk.today > tool.re_review_due + timedelta(days=desk.pack.grace_days)


def state_line(desk: Desk, tool: Tool) -> str:
    """A tool's state as a sentence, with the day and the reason: "Paused since Nov. 12, because its terms changed." """
    line = STATUS[tool.status]
    if tool.status_since:
        line += f" since {desk.day(tool.status_since)}"
    if tool.status_reason and tool.status is not ToolStatus.APPROVED:
        line += f", because {tool.status_reason}"
    return line + "."


def conditions(desk: Desk, tool: Tool, components: dict[str, str]) -> tuple[str, ...]:
    """What the approval depends on, one sentence each; notes say what no condition says (139-07.1)."""
    told, said = tool.conditions, []
    if tool.tool_class is ToolClass.INTERNAL:
        said.append("It is the agency’s own system: other rules count for it.")
        if tool.ceiling is Ceiling.OPEN_SOURCE:
            said.append("Published information only.")
    else:
        said.append("Published information only.")
        if tool.status in LIVE:
            said.append(OPEN_SOURCE)
    if told.components is not None:
        said.append(f"Open to {desk.names(sorted(components.get(c, c) for c in told.components))}.")
    if told.purposes is not None:
        said.append(f"For these purposes: {desk.names([desk.purpose(p) for p in sorted(told.purposes)])}.")
    if told.channels is not None:
        said.append(f"Only {ways_words(told.channels)}.")
    if told.organization_account:
        said.append("With an account that the agency manages, not one that you made yourself.")
    if told.most_users is not None:
        said.append(f"For {told.most_users:,} {'person' if told.most_users == 1 else 'people'} at most.")
    if told.no_attachments:
        said.append("No files, only text.")
    if told.only_code:
        said.append("Public source code only.")
    if told.unscreened:
        said.append(f"It may get what we cannot read: {unscreened_words(tuple(told.unscreened))}.")
    if told.ends_on is not None:
        said.append(f"Open until {desk.day(told.ends_on)}.")
    return tuple(dict.fromkeys([*said, *told.notes]))
