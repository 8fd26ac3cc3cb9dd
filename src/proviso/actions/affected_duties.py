"""Who may do what about the uses that a spill may have touched (139-07.6): rows of `duties.py`."""

from __future__ import annotations

from collections.abc import Iterator

from .duty import Duty
from .incident_access import WATCHERS


def affected_duties() -> Iterator[Duty]:
    """Keep a set, tell its people, write down what a vendor says."""
    area = "Spillage (139-07.6)"
    yield Duty(
        area=area,
        says="keep a set of affected uses, tell its people",
        acts=("affected.save", "affected.tell"),
        roles=WATCHERS,
        never="of a classified spill, whoever is not cleared",
    )
    yield Duty(area=area, says="write down a vendor’s notice", acts=("affected.vendor_notice",), roles=WATCHERS)
