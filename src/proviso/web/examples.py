"""Good uses beside the box: the link to them, and one of them in the box (139-07.8.e)."""

from __future__ import annotations

from urllib.parse import urlencode

from proviso.db import good_uses
from proviso.errors import NotFoundError

from .desk import Desk
from .intake import Typed
from .outcomes import Notice, Outcome
from .setup import tools_of


def box_of(desk: Desk, code: str) -> Outcome:
    """A good use in the box: its words, its purpose, and its tool where that is open to this person."""
    with desk.read() as tx:
        found = good_uses.get(tx, code)
    if found is None or not found.is_shared:
        raise NotFoundError("This example is not shared any more.", hint="Good uses lists the others.")
    is_open = any(t.id == found.tool_id and (t.is_open or t.needs_step) for t in tools_of(desk))
    typed = Typed(text=found.prompt, purpose=found.purpose, tool_id=found.tool_id if is_open else "")
    lines = ("Put your own material in, and look at it before you send it. Nothing was sent.",)
    return Outcome(typed=typed, notice=Notice(title=found.title, lines=lines))


def link_to(desk: Desk, purpose: str) -> tuple[str, str]:
    """ "Good uses (3 from colleagues)": those for this purpose, else all of them."""
    with desk.read() as tx:
        here = good_uses.count(tx, good_uses.Wanted(purpose=purpose)) if purpose else 0
        total = here or good_uses.count(tx, good_uses.Wanted())
    if not total:
        return "Share the first good use", "/good-uses"
    label = f"Good uses ({total:,} from colleagues)"
    return label, f"/good-uses?{urlencode({'purpose': purpose})}" if here else "/good-uses"
