"""An agency with a mail server, and a clock that goes when it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from proviso.actions.agency import Agency
from proviso.actions.outbox import notify
from proviso.db import entries, outbox
from proviso.model import Message
from tests.actions.house import NOW, open_agency


@dataclass
class Clock:
    at: datetime = NOW + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.at

    def go(self, **by: float) -> None:
        self.at += timedelta(**by)


@contextmanager
def agency_with(folder: Path, **settings: Any) -> Iterator[Agency]:
    made = open_agency(folder)
    try:
        yield replace(made, settings=replace(made.settings, **settings))
    finally:
        made.store.close()


def write_to(agency: Agency, *person_ids: str, at: datetime = NOW, **words: Any) -> list[Message]:
    """Queue a mail to each of these people."""
    given = {"subject": "A tool is paused", "lines": ("It is closed.", "Use another."), "path": "/tools/x", **words}
    made = agency.store.write(lambda tx: [notify(tx, p, "tool-closed", at=at, **given) for p in person_ids])
    return [message for message in made if message is not None]


def messages(agency: Agency) -> list[Message]:
    with agency.store.read() as tx:
        return outbox.page(tx, limit=1000)


def events(agency: Agency, kind: str) -> list[dict[str, Any]]:
    with agency.store.read() as tx:
        return [e.record.data for e in entries.page(tx, 0, 10_000) if e.record.event == kind]
