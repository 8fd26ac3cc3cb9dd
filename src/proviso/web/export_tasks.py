"""What streams of events ask of an administrator: one that is late, and why."""

from __future__ import annotations

from datetime import date

from proviso.actions.exports import is_late
from proviso.db import exports
from proviso.db.store import Tx
from proviso.model import Role

from .desk import Desk


def export_tasks(desk: Desk, tx: Tx) -> list[tuple[str, str, str, str, date]]:
    """Each stream that is late: address, label, line, status and day, for Home and for the hub."""
    if not desk.has(Role.ADMIN):
        return []
    places = exports.places(tx)
    return [
        (
            "/exports",
            f"Events do not reach {stream.address}",
            stream.error or "Its receiver has taken nothing for half an hour.",
            "Needs you",
            desk.today,
        )
        for stream in exports.all(tx)
        if is_late(tx, stream, places[stream.id], at=desk.now)
    ]
