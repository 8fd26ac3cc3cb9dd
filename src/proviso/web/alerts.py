"""The alert above every page when a tool is closed: for who used it lately, for two weeks (ux.md, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from proviso.db import closed as db
from proviso.db.store import Tx
from proviso.model import Person, Tool, ToolStatus

from . import words as w
from .words import Words

SHOWN = timedelta(days=14)
USED = timedelta(days=90)
MOST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One closed tool, in two sentences and a link."""

    text: str
    href: str
    link: str


def alerts_for(tx: Tx, person: Person | None, words: Words) -> tuple[Alert, ...]:
    """What this person has to know on every page; nothing for the public, who reads the list."""
    if person is None:
        return ()
    fresh = [t for t in db.closed(tx) if t.status_since is not None and words.now - t.status_since < SHOWN]
    used = db.used_by(tx, person.id, [t.id for t in fresh], words.now - USED) if fresh else set()
    mine = [tool for tool in fresh if tool.id in used]
    if len(mine) <= MOST:
        return tuple(_alert(tool, words) for tool in mine)
    text = (
        f"{w.count(len(mine), 'tool')} that you used are closed since {words.near(mine[0].status_since or words.now)}."
    )
    return (Alert(text=text, href="/tools", link="See which tools are open"),)


def _alert(tool: Tool, words: Words) -> Alert:
    state = "is paused" if tool.status is ToolStatus.PAUSED else "is closed"
    why = f", because {tool.status_reason.rstrip('.')}" if tool.status_reason else ""
    since = words.near(tool.status_since) if tool.status_since else ""
    return Alert(
        text=f"{tool.name} {state} since {since}{why}.",
        href=f"/tools/{tool.id}" if tool.instead else "/tools",
        link=f"See what to use instead of {tool.name}" if tool.instead else "See which tools are open",
    )
