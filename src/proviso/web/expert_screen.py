"""A text that may be classified goes nowhere, wherever in an expert review it was typed (139-07.2.a.4, 139-07.6)."""

from __future__ import annotations

from starlette.responses import Response

from proviso.actions.expert_texts import look
from proviso.errors import NotAllowedError

from .asking import check_only, is_emergency, security_phone
from .denial import title_line, view_denial
from .desk import Desk
from .intake import Typed
from .kinds import kind_title

TOOL, PURPOSE = "no tool: expert review", "official use"
"""What the record says in place of both."""


def stopped(desk: Desk, *texts: str) -> Response | None:
    """The page of an emergency, its incident open; None for every other text.

    INVARIANT: the text does not come back, and nothing of it is kept.
    """
    whole = "\n\n".join(text for text in texts if text.strip())
    if not whole:
        return None
    asked = check_only(desk, Typed(text=whole, tool_id=TOOL, purpose=PURPOSE))
    if not is_emergency(asked.decision):
        # Each text alone, too: what a decision with a fault did not say is asked of the screen.
        if any(look(desk.agency, text).is_classified for text in texts if text.strip()):
            raise NotAllowedError(
                "This text may be classified. It was not kept.", hint=f"Call Security. {security_phone(desk)}"
            )
        return None
    view = view_denial(
        asked.decision,
        title_of=kind_title,
        is_recorded=asked.is_recorded,
        incident_id=asked.incident_id,
        phone=security_phone(desk),
        can_object=False,
    )
    return desk.page("expert_stopped.html", view, title=f"{title_line(view.lead.headline)} – Use a text officially")
