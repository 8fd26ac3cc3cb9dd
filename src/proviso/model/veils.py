"""What leaves of a classified spill: that it is there and of which kind; not who reported it, with what, who looked.

INVARIANT: whoever is not cleared for an incident gets no entry of it but veiled ones (139-07.6).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from .events import Event, Record

WITHHELD = "withheld"
STAYS = ("incident", "kind", "is_drill")
"""What a veiled entry still says."""
SALT = "salt"
"""What an entry about an incident has beside its values: chance, so that its hash, which others get in its place, tells
nothing to whoever guesses what it may say (so does RFC 9901 with claims)."""
_NUMBER = re.compile(r"\b\d{4}-\d{3,}\b")


def is_of_incident(event: Event) -> bool:
    """Whether an event is about an incident, or a look at one: its entry gets a salt."""
    return bool(getattr(event, "incident", "") or _NUMBER.search(getattr(event, "page", "")))


def incident_of(record: Record) -> str:
    """The number of the incident that an entry is about, or a look at one; empty: about none."""
    said = record.data.get("incident")
    if said:
        return str(said)
    found = _NUMBER.search(str(record.data.get("page", "")))
    return found[0] if found else ""


def veiled(record: Record, hidden: Collection[str]) -> Record:
    """The entry as it leaves, when its incident is one of these; another one stays what it is."""
    if not hidden or incident_of(record) not in hidden:
        return record
    kept = {name: record.data[name] for name in STAYS if name in record.data}
    return replace(record, data={"actor": WITHHELD, **kept})
