"""The days of a visit: nobody from outside comes in before the first or after the last, whatever else happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from proviso.actions import audit_visits
from proviso.actions.sign_ins import is_over, why_not_now
from proviso.db import audit_visits as db
from proviso.db import credentials, people
from proviso.model import VisitState
from tests.actions.export_acts import SAID, TODAY
from tests.actions.house import NOW, open_agency

MARCUS = "marcus.bell"


def test_a_visit_holds_for_its_days_and_ends_by_itself(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    said = replace(SAID, starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=3))
    made = agency.store.write(
        lambda tx: audit_visits.invite(tx, said, components=(), today=TODAY, actor=MARCUS, at=NOW)
    )
    who = made.visit.person_id
    assert made.link not in repr(made)
    with agency.store.read() as tx:
        person = people.get(tx, who)
        assert credentials.link_of(tx, who) is not None
    assert person is not None
    days = {day: why_not_now(person, TODAY + timedelta(days=day)) == "" for day in range(5)}
    assert days == {0: False, 1: True, 2: True, 3: True, 4: False}
    with agency.store.read() as tx:
        roles = frozenset(role.value for role in person.roles)
        assert not is_over(tx, person, roles, NOW, TODAY + timedelta(days=3))
        assert is_over(tx, person, roles, NOW, TODAY + timedelta(days=4)), "a session that goes on ends, too"

    assert audit_visits.end_due(agency, NOW + timedelta(days=3)) == 0, "the last day is a day of the visit"
    assert audit_visits.end_due(agency, NOW + timedelta(days=4)) == 1
    assert audit_visits.end_due(agency, NOW + timedelta(days=4)) == 0
    with agency.store.read() as tx:
        person, visit = people.get(tx, who), db.get(tx, who)
        assert credentials.link_of(tx, who) is None
    assert person is not None
    assert visit is not None
    assert (person.is_active, visit.state, visit.ended_by) == (False, VisitState.ENDED, "system")
    agency.store.close()


def test_two_visitors_of_one_name_are_two_people(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    ids = []
    for number in range(2):
        said = replace(SAID, email=f"vance{number}@oig.example")
        made = agency.store.write(
            lambda tx, said=said: audit_visits.invite(tx, said, components=(), today=TODAY, actor=MARCUS, at=NOW)  # type: ignore[misc]
        )
        ids.append(made.visit.person_id)
    assert ids == ["visitor.alex.vance", "visitor.alex.vance.2"]
    agency.store.close()
