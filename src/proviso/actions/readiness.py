"""Counts ahead how far people are with the steps, for lists that are filtered and sorted (139-07.2.c).

It asks the function that decides (`policy.standing`), for the tool that each person is nearest to. What it writes is a
copy for lists; a decision never reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from proviso.db import packs as packs_db
from proviso.db import people
from proviso.db import readiness as db
from proviso.db.readiness import Counted
from proviso.db.store import Tx
from proviso.model import Person, Standing, ToolClass, ToolStatus
from proviso.policy import Pack
from proviso.policy.standing import booleans, local_day

from .agency import Agency
from .uses import pack_among

AT_ONCE = 200
AHEAD = 800
"""Days that are looked ahead: longer than any period of a pack."""
ENGAGEMENT = "engagement"
NO_RULES = "none"


def count_some(agency: Agency, *, at: datetime, most: int = AT_ONCE) -> int:
    """Count some of the people whose records changed; returns how many. None left, it is 0.

    First they are marked as old, so that a change in between marks them again and nothing is lost.
    """
    with agency.store.read() as tx:
        rules = rules_now(tx, agency, at)
        ids = db.due(tx, _today(agency, at), [_mark(*one) for one in rules.items()], most)
    if not ids:
        return 0
    agency.store.write(lambda tx: db.claim(tx, ids))
    with agency.store.read() as tx:
        near = people.near_each(tx, ids)
        counted = [
            _count(person, near[person.id], rules[person.component], at)
            for person in people.some(tx, ids)
            if person.component in rules
        ]
    agency.store.write(lambda tx: db.put(tx, counted, ids))
    return len(ids)


def waiting(tx: Tx, agency: Agency, *, at: datetime) -> int:
    """How many people wait to be counted."""
    rules = rules_now(tx, agency, at)
    return db.waiting(tx, _today(agency, at), [_mark(*one) for one in rules.items()])


def rules_now(tx: Tx, agency: Agency, at: datetime) -> dict[str, Pack | None]:
    """The rules of each component that has people."""
    periods = packs_db.history(tx)
    return {component: pack_among(agency, periods, component, at) for component in people.components(tx)}


def _today(agency: Agency, at: datetime) -> date:
    return local_day(at, agency.packs.base())


def _mark(component: str, pack: Pack | None) -> str:
    return f"{component}={pack.ref if pack is not None else NO_RULES}"


def _count(person: Person, near: tuple[Standing, ...], pack: Pack | None, at: datetime) -> Counted:
    mark = _mark(person.component, pack)
    if pack is None:
        return Counted(person_id=person.id, missing=(ENGAGEMENT,), ends_on=None, rules=mark)
    standing = nearest(person, near, at, pack)
    now = partial(_missing, standing, pack=pack)
    return Counted(person_id=person.id, missing=now(at), ends_on=_last(now, at, pack), rules=mark)


def nearest(person: Person, standings: Iterable[Standing], at: datetime, pack: Pack) -> Standing:
    """The standing for the open commercial tool that this person is nearest to."""
    today = local_day(at, pack)
    candidates = [standing for standing in standings if _is_candidate(standing)]
    if not candidates:
        return Standing(person=person, tool=None)
    return max(
        candidates,
        key=lambda one: (
            not (missing := _missing(one, at, pack=pack)) and _is_for(one, person, today),
            -len([step for step in missing if step != ENGAGEMENT]),
        ),
    )


def _is_candidate(standing: Standing) -> bool:
    tool = standing.tool
    return tool is not None and tool.tool_class is ToolClass.COMMERCIAL and tool.status is ToolStatus.APPROVED


def _is_for(standing: Standing, person: Person, today: date) -> bool:
    limit = standing.tool.conditions if standing.tool is not None else None
    if limit is None:
        return False
    is_theirs = limit.components is None or person.component in limit.components
    return is_theirs and (limit.ends_on is None or limit.ends_on >= today)


def _missing(standing: Standing, at: datetime, *, pack: Pack) -> tuple[str, ...]:
    return tuple(step for step, is_done in booleans(standing, at, pack).items() if not is_done)


def _last(now: partial[tuple[str, ...]], at: datetime, pack: Pack) -> date | None:
    """The last day on which the same steps are missing; None when that does not change by itself."""
    said = now(at)
    low, high = 0, AHEAD
    if now(at + timedelta(days=high)) == said:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if now(at + timedelta(days=middle)) == said else (low, middle)
    return local_day(at + timedelta(days=low), pack)
