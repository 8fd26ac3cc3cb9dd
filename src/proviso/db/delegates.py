"""Who acts in a supervisor's place, from when until when (139-07.2.c.1); it ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from . import agency
from .bodies import body, reader
from .store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """One supervisor's word that somebody else may approve in their place."""

    person_id: str
    """Who acts in the supervisor's place."""
    starts_at: datetime | None = None
    """None: from the moment on which it was said."""
    ends_at: datetime | None = None
    """The first moment on which it does not hold any more; None: until it is taken back."""

    def holds(self, at: datetime | None) -> bool:
        """Whether it holds at this moment. Where no moment is known, only what has no dates does."""
        if at is None:
            return self.starts_at is None and self.ends_at is None
        has_begun = self.starts_at is None or self.starts_at <= at
        return has_begun and (self.ends_at is None or at < self.ends_at)


_read = reader(Delegation)


def of(tx: Tx, supervisor_id: str) -> Delegation | None:
    """What a supervisor said last, whether it holds now or not; None when nobody is named."""
    found = agency.get(tx, _key(supervisor_id))
    if not found:
        return None
    return _read(found) if found.startswith("{") else Delegation(person_id=found)


def put(tx: Tx, supervisor_id: str, delegation: Delegation | None) -> None:
    """Keep what a supervisor said; None takes it back."""
    agency.put(tx, _key(supervisor_id), "" if delegation is None else body(delegation))


def naming(tx: Tx, person_id: str) -> list[str]:
    """The supervisors who named this person, whether it holds now or not."""
    query = select(agency.agency.c.key, agency.agency.c.value).where(
        agency.agency.c.key.startswith("delegate:"), agency.agency.c.value.contains(person_id, autoescape=True)
    )
    found = [key.removeprefix("delegate:") for key, _ in tx.conn.execute(query.order_by(agency.agency.c.key))]
    return [one for one in found if (named := of(tx, one)) is not None and named.person_id == person_id]


def _key(supervisor_id: str) -> str:
    return f"delegate:{supervisor_id}"
