"""Does this look like the spilled text? What officers type about an incident is screened before it is kept (139-07.6).

INVARIANT: the spilled text is never copied into a ticket. What looks like it is given back to who typed it, not kept.
"""

from __future__ import annotations

from proviso.model import Finding, FindingClass, Part, Strength

from .agency import Agency

NEVER = frozenset({FindingClass.CONTROLLED, FindingClass.CLASSIFIED, FindingClass.SECRET})
"""What no note may hold, whatever its writer says."""
PERHAPS = frozenset({FindingClass.INDIVIDUAL})
"""What a note may hold when its writer says that it is no spilled text: the name of a colleague."""


def spilled(agency: Agency, typed: str, *, is_sure: bool = False) -> Finding | None:
    """The finding for which these words are not kept; `is_sure`: their writer says that they are no spilled text."""
    if not typed.strip():
        return None
    found = [f for f in agency.screen((Part(name="note", text=typed),)).findings if f.strength is Strength.SURE]
    hard = next((f for f in found if f.cls in NEVER), None)
    return hard or (None if is_sure else next((f for f in found if f.cls in PERHAPS), None))
