from __future__ import annotations

import pytest

from proviso.actions import incidents, people
from proviso.db import incidents as db
from proviso.errors import NotAllowedError, NotFoundError
from proviso.model import SpillKind
from tests.actions.house import NOW, House


def test_anybody_reports_even_after_their_access_has_ended(house: House) -> None:
    house.do(lambda tx: people.deactivate(tx, "maya.okafor", actor="yusuf.karim", at=NOW))
    found = house.do(lambda tx: incidents.report(tx, SpillKind.NOT_SURE, actor="maya.okafor", at=NOW))
    assert house.look(db.open) == [found]
    assert house.events()[-1] == "IncidentOpened"


def test_incidents_are_numbered_by_year(house: House) -> None:
    ids = [house.do(lambda tx: incidents.report(tx, SpillKind.CUI, actor="maya.okafor", at=NOW)).id for _ in range(2)]
    assert ids == ["2026-001", "2026-002"]


def test_a_call_is_recorded_once(house: House) -> None:
    found = house.do(lambda tx: incidents.report(tx, SpillKind.CLASSIFIED, actor="maya.okafor", at=NOW))
    for _ in range(2):
        called = house.do(lambda tx: incidents.called(tx, found.id, actor="maya.okafor", at=NOW))
    assert called.called_at == NOW
    assert house.events().count("IncidentCalled") == 1


def test_the_incident_officer_closes_what_somebody_else_reported(house: House) -> None:
    found = house.do(lambda tx: incidents.report(tx, SpillKind.CUI, actor="maya.okafor", at=NOW))
    house.do(lambda tx: incidents.close(tx, found.id, actor="henry.osei", at=NOW))
    assert house.look(db.open) == []
    assert house.events()[-1] == "IncidentClosed"


@pytest.mark.parametrize("actor", ["maya.okafor", "ana.whitfield", "alice.tran"])
def test_nobody_else_closes_an_incident(house: House, actor: str) -> None:
    found = house.do(lambda tx: incidents.report(tx, SpillKind.CUI, actor="tom.reyes", at=NOW))
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: incidents.close(tx, found.id, actor=actor, at=NOW))


def test_the_officer_does_not_close_their_own_report(house: House) -> None:
    found = house.do(lambda tx: incidents.report(tx, SpillKind.CUI, actor="henry.osei", at=NOW))
    with pytest.raises(NotAllowedError, match="someone else"):
        house.do(lambda tx: incidents.close(tx, found.id, actor="henry.osei", at=NOW))


def test_an_unknown_incident_is_named(house: House) -> None:
    with pytest.raises(NotFoundError, match="2026-099"):
        house.do(lambda tx: incidents.called(tx, "2026-099", actor="maya.okafor", at=NOW))
