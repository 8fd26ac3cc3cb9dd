"""Which tool a model's name means. A name that no connection has belongs to no tool, and is denied as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from proviso.actions.agency import Agency
from proviso.db import connections
from proviso.model import Connection
from proviso.providers.kinds import find

from .refusals import UNLISTED
from .wire import Wire

ANY = "*"
"""In a connection's models: every model of this provider."""
MOST_WAYS = 1_000
"""Callers may ask for any name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a call would go, if it may."""

    tool_id: str
    connection: Connection | None
    model: str


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What was chosen among these connections, by the model's name and the format."""

    every: Sequence[Connection]
    ways: dict[tuple[str, str], Way] = field(default_factory=dict)


_lately = _Chosen(())


def way_of(agency: Agency, model: str, wire: Wire) -> Way:
    """The connection that has this model and speaks this format; chosen anew only after a record changed."""
    global _lately  # one value, replaced as a whole: threads see the one or the other
    every, known = connections.lately(agency.store), _lately
    if known.every is not every or len(known.ways) >= MOST_WAYS:
        known = _lately = _Chosen(every)
    way = known.ways.get((model, wire.name))
    if way is None:
        found = chosen(every, model, wire)
        way = Way(tool_id=found.tool_id if found else UNLISTED, connection=found, model=model)
        known.ways[model, wire.name] = way
    return way


def chosen(every: Sequence[Connection], model: str, wire: Wire) -> Connection | None:
    """By its name first; else the one connection that takes any model and speaks this format."""
    speaking = [c for c in every if (kind := find(c.kind)) and wire.name in kind.FORMATS]
    named = next((c for c in speaking if model in c.models), None)
    if named is not None:
        return named
    return next((c for c in speaking if ANY in c.models), None)
