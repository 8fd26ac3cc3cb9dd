"""Says why typed words are not kept with an incident: they look like what was spilled (139-07.6)."""

from __future__ import annotations

from proviso.actions.spilled_words import NEVER, spilled

from .desk import Desk
from .kinds import kind_words


def leak(desk: Desk, typed: str, *, is_sure: bool = False) -> str:
    """Why these words are given back, and not kept; empty when they may stand."""
    found = spilled(desk.agency, typed, is_sure=is_sure)
    if found is None:
        return ""
    if found.cls in NEVER:
        return f"This holds something that must not be copied here: {kind_words(found.kind)}. Take it out."
    return f"This may hold spilled text: {kind_words(found.kind)}. Take it out, or say below that it is none."
