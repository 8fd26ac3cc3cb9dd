"""What is counted ahead for lists says what the pages say, and is counted anew when a record changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from proviso.actions import people, readiness
from proviso.actions.agency import Agency
from proviso.db import people as people_db
from proviso.db import readiness as db
from proviso.db import tools
from proviso.db.readiness import Wanted
from proviso.db.store import Tx
from proviso.model import ToolStatus
from tests.web.demo import Reader, open_copy


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    yield from open_copy(tmp_path_factory.mktemp("readiness"))


def count_all(agency: Agency, at: datetime) -> int:
    total = 0
    while counted := readiness.count_some(agency, at=at):
        total += counted
    return total


def listed(agency: Agency, **wanted: str) -> dict[str, tuple[str, ...] | None]:
    with agency.store.read() as tx:
        return {one.person.id: one.missing for one in db.listed(tx, Wanted(**wanted), "name", 0, 10_000)}


def test_it_says_what_the_gates_say_for_everybody(agency: Agency) -> None:
    now = datetime.now(UTC)
    count_all(agency, now)
    found = listed(agency, state="here")
    reader = Reader(agency, "yusuf.karim")
    assert len(found) > 20
    for step in ("approval", "course", "privacy", "cybersecurity", "sign", "account"):
        lacking = {one for one, missing in found.items() if missing is not None and step in missing}
        page = reader.get(f"/people?step={step}&state=here")
        assert f"{len(lacking):,} " in page
    ready = {one for one, missing in found.items() if missing == ()}
    assert "maya.okafor" in ready
    assert "priya.nair" not in ready
    for person_id in sorted(found)[:60]:
        said_ready = 'data-label="Status">Ready' in reader.get(f"/people?q={person_id}@")
        assert said_ready is (person_id in ready), person_id


def test_a_record_that_changes_is_counted_anew_and_nothing_else(agency: Agency) -> None:
    now = datetime.now(UTC)
    count_all(agency, now)
    assert count_all(agency, now) == 0
    agency.store.write(lambda tx: people.deactivate(tx, "maya.okafor", actor="system", at=now))
    assert count_all(agency, now) == 1
    assert listed(agency, state="left").keys() >= {"maya.okafor"}
    missing = listed(agency)["maya.okafor"]
    assert missing is not None
    assert {"engagement", "approval"} <= set(missing)
    agency.store.write(lambda tx: people.reactivate(tx, "maya.okafor", actor="system", at=now))
    agency.store.write(lambda tx: people.approve(tx, "maya.okafor", actor="elena.sorokin", at=now))
    count_all(agency, now)
    assert listed(agency)["maya.okafor"] == ()


def test_the_day_on_which_a_step_ends_is_known_ahead(agency: Agency) -> None:
    now = datetime.now(UTC)
    count_all(agency, now)
    with agency.store.read() as tx:
        (maya,) = db.listed(tx, Wanted(search="maya.okafor"))
    assert maya.ends_on is not None
    later = datetime.combine(maya.ends_on, datetime.min.time(), tzinfo=UTC) + timedelta(days=1, hours=18)
    with agency.store.read() as tx:
        assert readiness.waiting(tx, agency, at=later) > 0
    count_all(agency, later)
    assert listed(agency)["maya.okafor"] != ()
    count_all(agency, now)


def test_everybody_is_counted_anew_when_a_tool_changes(agency: Agency) -> None:
    now = datetime.now(UTC)
    count_all(agency, now)

    def pause(tx: Tx) -> None:
        tool = tools.get(tx, "northlight-chat")
        assert tool is not None
        tools.put(tx, replace(tool, status=ToolStatus.PAUSED))

    agency.store.write(pause)
    with agency.store.read() as tx:
        everybody = people_db.count(tx)
        assert readiness.waiting(tx, agency, at=now) == everybody
    assert count_all(agency, now) == everybody
