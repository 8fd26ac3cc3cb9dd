"""Places on a tool whose approval is for so many people (139-07.1): taken with the first use, in its transaction."""

from __future__ import annotations

from datetime import datetime

from proviso.db import places as db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError
from proviso.journal import record
from proviso.model import Decision, Role, Standing, Tool
from proviso.model.tool_events import ToolPlaceFreed

from .roles import get_person, require_role


class LastPlaceGoneError(ConflictError):
    """Somebody else took the last place between the decision and its record: decide again."""


def needed(decision: Decision, standing: Standing) -> int | None:
    """The number of places of which this use takes one; None when it takes none."""
    if not decision.allowed or standing.tool is None or standing.places.is_held:
        return None
    return standing.tool.conditions.most_users


def take(tx: Tx, decision: Decision, most: int) -> None:
    """Give the person of an allowed use their place. INVARIANT: never more than `most`, however many ask at once."""
    if db.is_held(tx, decision.tool_id, decision.person_id):
        return
    if db.count(tx, decision.tool_id) >= most:
        raise LastPlaceGoneError("The last place of this tool was taken a moment ago.", hint="Send it again.")
    db.take(tx, decision.tool_id, decision.person_id, decision.at)


def follow(tx: Tx, before: Tool, after: Tool) -> None:
    """Begin to count when an approval is for so many people from now on; who used the tool before has a place."""
    was, now = before.conditions.most_users, after.conditions.most_users
    if was is None and now is not None:
        db.begin(tx, after.id)
    elif was is not None and now is None:
        db.clear(tx, after.id)


def free(tx: Tx, tool_id: str, person_id: str, *, actor: str, at: datetime) -> None:
    """The CIO's office gives a place free, so that somebody else can have it; the person's next use needs a new one."""
    require_role(tx, actor, Role.CIO, Role.CIO_OFFICE, to="give a place free")
    if tools.get(tx, tool_id) is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    if not db.is_held(tx, tool_id, person_id):
        raise ConflictError(f"{get_person(tx, person_id).name} has no place on this tool.", hint="Load the page again.")
    db.free(tx, tool_id, person_id)
    record(tx, at, ToolPlaceFreed(actor=actor, tool=tool_id, person=person_id))
