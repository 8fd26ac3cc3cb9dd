"""Under which waivers a use is allowed (139-07.5.w): every use under one names it."""

from __future__ import annotations

from datetime import datetime

from proviso.model import Standing
from proviso.policy import Facts, Pack
from proviso.policy.facts import waivers_of
from proviso.policy.standing import local_day


def waivers_used(facts: Facts, standing: Standing, pack: Pack, at: datetime) -> tuple[str, ...]:
    """Numbers of the waivers without which a rule would have said no; none for a use that needs none."""
    if not facts.waived:
        return ()
    areas = {facts.purpose_area, *facts.asked_areas} - {""}
    opened = {rule.clause for rule in pack.rules if rule.area in areas and rule.clause in facts.waived}
    return tuple(w.id for w in waivers_of(standing, local_day(at, pack), pack) if w.clause in opened)
