"""Who asks when nobody is named: somebody in full standing, and a tool that is open to them."""

from __future__ import annotations

from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import ToolStatus

from .script import MAYA

TOOL = "northlight-chat"


def asks_well(tx: Tx) -> tuple[str, str]:
    """Ids of the demo's ready analyst and of the tool that is open to everybody."""
    person, tool = people.get(tx, MAYA), tools.get(tx, TOOL)
    if person is None or tool is None or tool.status is not ToolStatus.APPROVED:
        raise NotFoundError("The demo agency has changed.", hint="Say who asks with --person and --tool.")
    return person.id, tool.id
