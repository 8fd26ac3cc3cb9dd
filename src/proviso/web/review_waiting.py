"""Suggestions that wait for the CIO's office: each tool once, with who asks for it and since when (139-07.1.d)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from proviso.actions.review_access import OFFICES
from proviso.db import suggestions, tools
from proviso.db.store import Tx
from proviso.model import Suggestion

from . import review_words as rw
from . import words as w
from .desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Suggestions of one tool in the queue, with their age."""

    group: str
    name: str
    line: str
    due_on: date
    uses: tuple[str, ...]
    can_act: bool


def waiting_groups(desk: Desk, tx: Tx) -> tuple[Waiting, ...]:
    """The queue: each tool once, with how many ask for it and since when (139-07.1.d)."""
    held = sorted(suggestions.waiting(tx), key=lambda s: s.group)
    groups = [list(found) for _, found in groupby(held, key=lambda s: s.group)]
    groups.sort(key=lambda found: min(s.asked_at for s in found))
    return tuple(_waiting(desk, tx, found) for found in groups)


def _waiting(desk: Desk, tx: Tx, found: list[Suggestion]) -> Waiting:
    found.sort(key=lambda s: s.asked_at)
    first = found[0]
    tool = tools.get(tx, first.tool_id) if first.tool_id else None
    late = first.due_on < rw.today_of(desk)
    by = f"answer {'was due' if late else 'due'} {desk.day(first.due_on)}"
    count = w.count(len(found), "person asks", "people ask")
    return Waiting(
        group=first.group,
        name=tool.name if tool is not None else first.name,
        line=f"{count} for it, the first {desk.age(first.asked_at)}; {by}.",
        due_on=first.due_on,
        uses=tuple(s.use for s in found),
        can_act=desk.has(*OFFICES) and all(s.person_id != desk.me.id for s in found),
    )
