"""When a text has tens of thousands of findings: the decision counts all of them, and keeps the first of each kind.

Otherwise one text of 2 MB would take minutes and gigabytes to show, and megabytes of the ledger. What decides is never
thinned: the facts and the words of the reasons are made before, and where findings are masked all of them stay.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from proviso.model import Decision

MOST = 2_000
"""So many findings are kept whole."""
OF_EACH = 200
"""Beyond it, so many of each kind, strength and part."""


def thinned(decision: Decision) -> Decision:
    """The decision with places to show for each kind, and with every class that it had."""
    if len(decision.findings) <= MOST or decision.masked:
        return decision
    seen: Counter[tuple[object, ...]] = Counter()
    places: dict[int, int] = {}
    for place, finding in enumerate(decision.findings):
        kind = (finding.part, finding.kind, finding.cls, finding.strength, finding.detail)
        seen[kind] += 1
        if seen[kind] <= OF_EACH:
            places[place] = len(places)
    reasons = tuple(
        replace(reason, findings=tuple(places[place] for place in reason.findings if place in places))
        for reason in decision.reasons
    )
    return replace(decision, findings=tuple(decision.findings[place] for place in places), reasons=reasons)
