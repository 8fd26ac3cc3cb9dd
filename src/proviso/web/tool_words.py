"""A tool's state and conditions as sentences (139-07.1)."""

from __future__ import annotations

from proviso.decision.kinds import unscreened_words
from proviso.model import Tool, ToolClass, ToolStatus

from .desk import Desk

STATUS = {
    ToolStatus.SUGGESTED: "Suggested",
    ToolStatus.IN_REVIEW: "In review",
    ToolStatus.APPROVED: "Approved with conditions",
    ToolStatus.PAUSED: "Paused",
    ToolStatus.REVOKED: "Approval taken back",
    ToolStatus.ENDED: "Ended",
}


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
    else:
        said.append("Published information only.")
    if told.components is not None:
        said.append(f"Open to {desk.names(sorted(components.get(c, c) for c in told.components))}.")
    if told.purposes is not None:
        said.append(f"For these purposes: {desk.names([desk.purpose(p) for p in sorted(told.purposes)])}.")
    if told.no_attachments:
        said.append("No files, only text.")
    if told.only_code:
        said.append("Public source code only.")
    if told.unscreened:
        said.append(f"It may get what we cannot read: {unscreened_words(tuple(told.unscreened))}.")
    if told.ends_on is not None:
        said.append(f"Open until {desk.day(told.ends_on)}.")
    return tuple(dict.fromkeys([*said, *told.notes]))
