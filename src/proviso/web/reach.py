"""How many people and answers a change of a tool concerns: the numbers of "Check and confirm"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from proviso.db import people, reach, writing
from proviso.db.store import Tx
from proviso.model import Tool, ToolClass

from .desk import Desk
from .gates import is_open

EXACT = 3_000
"""Up to so many people who may come into question, each one is judged; above it, they were counted ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom it concerns."""

    people: int
    """Who has done every step for one of these tools, the state of the tool left aside."""
    is_about: bool
    """They were counted ahead, for any tool."""
    answers: int
    """Answers that are being written."""


def reach_of(desk: Desk, tx: Tx, tools: Sequence[Tool], *, exact: int = EXACT) -> Reach:
    """Whom a change of these tools concerns now."""
    answers = writing.count(tx, [tool.id for tool in tools], desk.now)
    if people.count(tx) > exact:
        return Reach(people=reach.ready(tx), is_about=True, answers=answers)
    is_internal = any(tool.tool_class is ToolClass.INTERNAL for tool in tools)
    everybody = reach.active(tx) if is_internal else reach.approved(tx)
    concerned = sum(_may_use(desk, tx, person_id, tools) for person_id in everybody)
    return Reach(people=concerned, is_about=False, answers=answers)


def _may_use(desk: Desk, tx: Tx, person_id: str, tools: Sequence[Tool]) -> bool:
    """One tool is read alone; several are read at once."""
    ids = {tool.id for tool in tools}
    if len(tools) == 1:
        return is_open(desk, people.standing(tx, person_id, tools[0].id, ""), whatever_state=True)
    standings = people.standings(tx, person_id, "")
    return any(is_open(desk, s, whatever_state=True) for s in standings if s.tool is not None and s.tool.id in ids)


def people_words(desk: Desk, reach: Reach) -> str:
    """ "412 people", "About 20,000 people" """
    said = desk.count(reach.people, "person", "people")
    return f"About {said}" if reach.is_about else said


def loses(desk: Desk, reach: Reach, what: str) -> str:
    """ "412 people lose Ferry now." """
    return f"{people_words(desk, reach)} lose{'s' if reach.people == 1 else ''} {what} now."


def answers_words(desk: Desk, reach: Reach) -> str:
    """ "3 answers are being written; they will stop." """
    if not reach.answers:
        return "No answer is being written now."
    if reach.answers == 1:
        return "1 answer is being written; it will stop."
    return f"{desk.count(reach.answers, 'answer')} are being written; they will stop."


def moves_of(desk: Desk, tx: Tx, before: Tool, after: Tool) -> str:
    """ "3 people lose Ferry, and 1 person gains it.": whom other conditions of a tool concern."""
    if people.count(tx) > EXACT:
        return f"Who may use {after.name} is judged at each use; there are too many people to count them here."
    internal = before.tool_class is ToolClass.INTERNAL
    lost = gained = 0
    for person_id in reach.active(tx) if internal else reach.approved(tx):
        standing = people.standing(tx, person_id, before.id, "")
        may = [is_open(desk, replace(standing, tool=tool), whatever_state=True) for tool in (before, after)]
        lost, gained = lost + (may == [True, False]), gained + (may == [False, True])
    if not lost and not gained:
        return f"Nobody gains or loses {after.name}. Some of their uses may."
    return f"{_moved(desk, lost, 'lose', after.name)}, and {_moved(desk, gained, 'gain', 'it')}."


def _moved(desk: Desk, count: int, verb: str, what: str) -> str:
    if not count:
        return f"nobody {verb}s {what}" if what == "it" else f"Nobody {verb}s {what}"
    return f"{desk.count(count, 'person', 'people')} {verb}{'s' if count == 1 else ''} {what}"
