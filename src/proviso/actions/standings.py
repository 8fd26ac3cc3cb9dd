"""A standing and its facts as the ledger keeps them, written once: use after use is given the same ones."""

from __future__ import annotations

from typing import Any

from proviso.ledger import canonical
from proviso.model import FactValue, Standing
from proviso.policy import snapshot

MOST = 2_000
"""Standings and facts whose words are kept: about 4 MB."""

Facts = tuple[tuple[str, FactValue], ...]

_kept: dict[int, tuple[Standing | Facts, Any]] = {}
"""By identity: to compare two standings would take as long as to write one. Who is kept here is alive, so its number
is nobody else's."""


def recorded(standing: Standing) -> Any:
    """What `snapshot` says, as canonical bytes."""
    known = _kept.get(id(standing))
    if known is not None and known[0] is standing:
        return known[1]
    return _keep(standing, canonical.part(snapshot(standing)))


def recorded_facts(facts: Facts) -> Any:
    """The facts by their names, as canonical bytes; `policy.lately` gives the same ones to use after use."""
    known = _kept.get(id(facts))
    if known is not None and known[0] is facts:
        return known[1]
    return _keep(facts, canonical.part(dict(facts)))


def _keep(one: Standing | Facts, written: Any) -> Any:
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[id(one)] = one, written
    return written
