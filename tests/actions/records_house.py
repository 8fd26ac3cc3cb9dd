"""Kept texts and the people who look after them, for the tests of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from proviso.actions import people, transcripts
from proviso.actions.agency import Agency
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.model import LegalHold, Role, TextKind, Transcript
from tests.actions.house import CHAT, NOW, open_agency, person

T = TypeVar("T")

LORRAINE, PETER, MAYA, JOAN = "lorraine.pike", "peter.novak", "maya.okafor", "joan.castellanos"
LATER = NOW + timedelta(days=91)
"""One day after a text that is kept for 90 days was due."""


def staff(tx: Tx) -> None:
    """The records officer, and counsel."""
    for handle, role in ((LORRAINE, Role.RECORDS), (PETER, Role.COUNSEL)):
        if people_db.get(tx, handle) is None:
            people.add(tx, person(handle, role), actor="system", at=NOW)


def opened(folder: Path) -> Iterator[Agency]:
    """The small agency with its records officer and counsel, for the tests of a whole file."""
    made = open_agency(folder)
    made.store.write(staff)
    yield made
    made.store.close()


class TakenBackError(Exception):
    """It was done, and is taken back."""


def looked(agency: Agency, work: Callable[[Tx], T]) -> T:
    """What comes of this work, of which nothing stays."""
    found: list[T] = []

    def do(tx: Tx) -> None:
        found.append(work(tx))
        raise TakenBackError

    with suppress(TakenBackError):
        agency.store.write(do)
    return found[0]


def wanted(matter: str = "Case 7", reason: str = "A court asked.", **scope: Any) -> LegalHold:
    """A hold as somebody types it."""
    return LegalHold(id="", matter=matter, reason=reason, set_by="", set_at=NOW, **scope)


def keep(
    tx: Tx,
    agency: Agency,
    text: str = "The levee held.",
    record_class: str = "transitory",
    person_id: str = MAYA,
    case_id: str = "",
    kind: TextKind = TextKind.ANSWER,
    at: datetime = NOW,
) -> Transcript:
    """A text of Maya's, kept for 90 days."""
    return transcripts.keep(
        tx,
        agency,
        kind=kind,
        text=text,
        record_class=record_class,
        person_id=person_id,
        tool_id=CHAT.id,
        purpose="research",
        case_id=case_id,
        actor=person_id,
        at=at,
    )
