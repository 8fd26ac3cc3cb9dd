"""What a time comes to is judged before it is read, and divided into days that one file each holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from proviso.actions.agency import Agency
from proviso.db import entries
from proviso.journal import record
from proviso.model import EvidenceScope
from proviso.model.evidence_events import EvidenceTaken
from proviso.reports.evidence_room import Room, room_of
from proviso.reports.selection import LEAF
from tests.actions.house import NOW, open_agency

ZONE = "America/New_York"
DAYS, A_DAY = 20, 30


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    opened = open_agency(tmp_path_factory.mktemp("room"))
    for day in range(DAYS):
        at = NOW + timedelta(days=day + 1)
        opened.store.write(
            lambda tx, at=at: [  # type: ignore[misc]  # a default binds the day
                record(tx, at + timedelta(minutes=n), EvidenceTaken(actor="alice.tran", evidence="7KQ2M4XD"))
                for n in range(A_DAY)
            ]
        )
    yield opened
    opened.store.close()


def room(agency: Agency, most: int, **scope: object) -> Room:
    with agency.store.read() as tx:
        return room_of(tx, EvidenceScope(**scope), ZONE, most=most)  # type: ignore[arg-type]


def counted(agency: Agency, first: date, last: date) -> tuple[int, int]:
    """Entries of these days, and the bytes that they take with their hashes."""
    zone = ZoneInfo(ZONE)
    with agency.store.read() as tx:
        found = [e for e in entries.page(tx, 0, 10_000) if first <= _day(e, zone) <= last]
    return len(found), sum(len(e.raw) + 1 + LEAF for e in found)


def _day(entry: entries.Entry, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(entry.record.at).astimezone(zone).date()


def test_what_fits_is_not_divided(agency: Agency) -> None:
    found = room(agency, 1 << 20)
    with agency.store.read() as tx:
        assert found.entries == entries.size(tx)
    assert not found.is_too_much
    assert found.parts == ()


def test_a_time_counts_what_is_in_it_alone(agency: Agency) -> None:
    since = NOW + timedelta(days=5)
    found = room(agency, 1 << 20, since=since, until=since + timedelta(days=3))
    assert found.entries == 3 * A_DAY
    assert found.size == pytest.approx(3 * A_DAY * 190, rel=0.2)
    assert room(agency, 1, since=NOW + timedelta(days=300)).entries == 0


@pytest.mark.parametrize("most", [30_000, 45_000, 60_000])
def test_each_part_fits_and_together_they_leave_no_day_out(agency: Agency, most: int) -> None:
    found = room(agency, most)
    assert found.is_too_much
    assert len(found.parts) > 1
    assert all(counted(agency, *part)[1] <= most for part in found.parts)
    assert sum(counted(agency, *part)[0] for part in found.parts) == found.entries
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in zip(found.parts, found.parts[1:], strict=False))


def test_days_that_are_too_much_by_themselves_are_one_part_each(agency: Agency) -> None:
    found = room(agency, 1_000)
    assert len(found.parts) == DAYS + 1
    assert all(first == last for first, last in found.parts)
