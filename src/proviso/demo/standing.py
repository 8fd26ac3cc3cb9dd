"""Who asks when nobody is named: somebody in full standing, and a tool that is open to them."""

from __future__ import annotations

from proviso.actions.opening import CITY
from proviso.db import agency as agency_db
from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import ToolStatus

from .files import table
from .script import MAYA

TOOL = "northlight-chat"


def asks_well(tx: Tx) -> tuple[str, str]:
    """Ids of the demo's ready person and of the tool that is open to everybody."""
    asks = table("city")["asks"] if agency_db.get(tx, "demo") == CITY else {"person": MAYA, "tool": TOOL}
    person, tool = people.get(tx, asks["person"]), tools.get(tx, asks["tool"])
    if person is None or tool is None or tool.status is not ToolStatus.APPROVED:
        raise NotFoundError("The demo agency has changed.", hint="Say who asks with --person and --tool.")
    return person.id, tool.id
