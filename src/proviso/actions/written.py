"""A decision as it is written: the bytes of its entry and its row.

Made by the one who decided, while everything is at hand: the writer, for whom the others wait, only puts it down.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec

from proviso.db import uses as db
from proviso.db import waivers
from proviso.db.store import Tx
from proviso.journal import put
from proviso.ledger import canonical
from proviso.model import Decision, Finding, ReasonKind, SpillKind, Standing, Strength
from proviso.model.events import UseDecided
from proviso.policy import Pack

from . import places
from .incidents import open_incident
from .standings import recorded, recorded_facts

MOST_PLACES = 200
"""Places of findings in one entry; `found` counts all of them, however many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One decision, ready to be put on record."""

    decision: Decision
    entry: bytes
    row: db.Row
    places: int | None = None
    """The tool is for so many people, and this use takes one of their places."""
    pack: Pack | None = None
    """Whose clocks an incident gets that opens with it."""


def written(decision: Decision, standing: Standing, pack: Pack | None = None) -> Written:
    """The entry and the row of a decision: kinds, places and counts, never the text."""
    entry = canonical.encode(decision.at, _event(decision, standing))
    return Written(
        decision=decision,
        entry=entry,
        row=db.row_of(decision),
        places=places.needed(decision, standing),
        pack=pack,
    )


def put_down(tx: Tx, made: Written) -> int:
    """Put both on record in the caller's transaction; a classified text opens its incident (139-07.6)."""
    decision = made.decision
    if made.places is not None:
        places.take(tx, decision, made.places)
    index = put(tx, made.entry)
    db.add(tx, made.row, index)
    if decision.waivers:
        waivers.add_uses(tx, decision)
    if decision.reasons and decision.reasons[0].kind is ReasonKind.EMERGENCY:
        open_incident(
            tx,
            SpillKind.CLASSIFIED,
            decision.tool_id,
            decision.id,
            actor=decision.person_id,
            at=decision.at,
            pack=made.pack,
        )
    return index


def _event(decision: Decision, standing: Standing) -> UseDecided:
    counted = [f for f in decision.findings if f.strength is not Strength.WEAK]
    return UseDecided(
        actor=decision.person_id,
        decision=decision.id,
        allowed=decision.allowed,
        person=decision.person_id,
        tool=decision.tool_id,
        purpose=decision.purpose,
        channel=decision.channel.value,
        pack=decision.pack,
        pack_sha256=decision.pack_sha256,
        rules=tuple(reason.rule for reason in decision.reasons),
        clauses=tuple(reason.clause for reason in decision.reasons),
        obligations=tuple(obligation.id for obligation in decision.obligations),
        findings=tuple(map(place_of, counted[:MOST_PLACES])),
        found=dict(sorted(Counter(f.kind for f in counted).items())),
        facts=recorded_facts(decision.facts),
        standing=recorded(standing),
        source=decision.source.citation if decision.source else None,
        digest=decision.digest,
        chars=decision.chars,
        has_attachment=decision.has_attachment,
        is_own_draft=decision.is_own_draft,
        fault=decision.fault,
        system=decision.system_id,
        unscreened=decision.unscreened,
        hardened=decision.hardened,
        waivers=decision.waivers,
    )


def place_of(finding: Finding) -> dict[str, Any]:
    """Kind and place, never the text."""
    found: dict[str, Any] = msgspec.to_builtins(finding)
    return found
