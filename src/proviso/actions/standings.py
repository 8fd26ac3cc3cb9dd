"""A standing as the ledger keeps it, written once: the memory of the records gives the same one to use after use."""

from __future__ import annotations

from typing import Any

from proviso.ledger import canonical
from proviso.model import Standing
from proviso.policy import snapshot

MOST = 2_000
"""Standings whose words are kept: about 2 MB."""

_kept: dict[int, tuple[Standing, Any]] = {}
"""By identity: to compare two standings would take as long as to write one. Who is kept here is alive, so its number
is nobody else's."""


def recorded(standing: Standing) -> Any:
    """What `snapshot` says, as canonical bytes."""
    known = _kept.get(id(standing))
    if known is not None and known[0] is standing:
        return known[1]
    written = canonical.part(snapshot(standing))
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[id(standing)] = standing, written
    return written
