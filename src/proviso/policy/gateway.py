"""Whether a pack lets people, and not only registered systems, come through the gateway: found by asking it."""

from __future__ import annotations

from dataclasses import replace

from .engine import evaluate
from .pack import Pack
from .variety import FULL


def lets_people_through(pack: Pack) -> bool:
    """Whether somebody in full standing may reach a commercial tool through the gateway (139-07.2.f)."""
    asked = replace(FULL, channel="gateway", component=pack.component or FULL.component)
    return evaluate(asked, pack).allowed
