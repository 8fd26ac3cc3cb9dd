"""Which tool a model's name means. A name that no connection has belongs to no tool, and is denied as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proviso.actions.agency import Agency
from proviso.db import connections
from proviso.model import Connection
from proviso.providers.kinds import find

from .refusals import UNLISTED
from .wire import Wire

ANY = "*"
"""In a connection's models: every model of this provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a call would go, if it may."""

    tool_id: str
    connection: Connection | None
    model: str


def way_of(agency: Agency, model: str, wire: Wire) -> Way:
    """The connection that has this model and speaks this format."""
    found = chosen(connections.lately(agency.store), model, wire)
    return Way(tool_id=found.tool_id if found else UNLISTED, connection=found, model=model)


def chosen(every: Sequence[Connection], model: str, wire: Wire) -> Connection | None:
    """By its name first; else the one connection that takes any model and speaks this format."""
    speaking = [c for c in every if (kind := find(c.kind)) and wire.name in kind.FORMATS]
    named = next((c for c in speaking if model in c.models), None)
    if named is not None:
        return named
    return next((c for c in speaking if ANY in c.models), None)
