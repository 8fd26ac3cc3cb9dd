"""The agency as the actions see it: its memory, its record, its policy packs and its keys, made once at start."""

from __future__ import annotations

from dataclasses import dataclass, field

from proviso.db.store import Store
from proviso.journal import Journal
from proviso.policy import Packs
from proviso.settings import Settings

from .queues import Queues


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """What a door needs to ask and to record; `opening.open_agency` makes it."""

    store: Store
    journal: Journal
    packs: Packs
    digest_key: bytes = field(repr=False)
    """For `Use.digest`: a plain hash of a nine-digit number is the number."""
    sealing_key: bytes = field(repr=False)
    """Wraps the key of each text that a person let one reviewer see."""
    settings: Settings
    queues: Queues = field(default_factory=Queues, repr=False)
    """Who screens and decides now."""
