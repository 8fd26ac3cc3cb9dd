"""Who may send events to other systems, and invite auditors: rows of `duties.py`."""

from __future__ import annotations

from collections.abc import Iterator

from proviso.model import Role

from .audit_visits import INVITERS
from .duty import Duty

AREA = "Audit and evidence"


def export_duties() -> Iterator[Duty]:
    """Streams, and visits."""
    yield Duty(
        area=AREA,
        says="add, test, pause or remove a stream of events",
        acts=("exports.add", "exports.send_test", "exports.pause", "exports.resume", "exports.remove"),
        roles=(Role.ADMIN,),
    )
    yield Duty(
        area=AREA,
        says="invite an auditor from outside, make their link, end their visit",
        acts=("audit_visits.invite", "audit_visits.new_link", "audit_visits.end"),
        roles=INVITERS,
    )
