"""Legal holds stop what they cover, also what was due before they were set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from proviso.actions import holds, incidents, retention
from proviso.actions.agency import Agency
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import HoldState, LegalHold, SpillKind
from tests.actions.house import NOW
from tests.actions.records_house import LATER, LORRAINE, MAYA, PETER, keep, looked, opened, wanted


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """For tests that leave nothing behind."""
    yield from opened(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from opened(tmp_path)


def hold(agency: Agency, actor: str = LORRAINE, **scope: Any) -> LegalHold:
    return agency.store.write(lambda tx: holds.set_hold(tx, agency, wanted(**scope), actor=actor, at=LATER))


@pytest.mark.parametrize(
    ("scope", "covers"),
    [
        ({}, True),
        ({"person_id": MAYA}, True),
        ({"person_id": "tom.reyes"}, False),
        ({"tool_id": "northlight-chat"}, True),
        ({"record_class": "transitory"}, True),
        ({"record_class": "incident"}, False),
        ({"since": date(2026, 11, 20), "until": date(2026, 11, 20)}, True),
        ({"since": date(2026, 11, 21)}, False),
        ({"until": date(2026, 11, 19)}, False),
        ({"person_id": MAYA, "record_class": "incident"}, False),
    ],
)
def test_a_hold_covers_what_fits_all_of_its_scope(shared: Agency, scope: dict[str, Any], covers: bool) -> None:
    def work(tx: Tx) -> None:
        text = keep(tx, shared)
        one = holds.set_hold(tx, shared, wanted(**scope), actor=LORRAINE, at=LATER)
        assert bool(retention.due(tx, shared, "transitory", LATER)) is not covers
        (held,) = [h for h in retention.holdings(tx, shared, LATER) if h.id == "transitory"]
        assert (held.due, held.held) == ((0, 1) if covers else (1, 0))
        assert holds.covered(tx, one) == ([text] if covers else [])

    looked(shared, work)


def test_a_hold_on_a_record_already_due_stops_the_proposal_that_waits(agency: Agency) -> None:
    text = agency.store.write(lambda tx: keep(tx, agency))
    proposed = agency.store.write(lambda tx: retention.propose(tx, agency, "transitory", actor=LORRAINE, at=LATER))
    hold(agency, person_id=MAYA)
    with pytest.raises(ConflictError, match=r"A legal hold stops 1 of these texts: Case 7\. Nothing was destroyed\."):
        agency.store.write(lambda tx: retention.confirm(tx, agency, proposed.id, actor=PETER, at=LATER))
    with agency.store.read() as tx:
        assert db.sealed(tx, text.id) is not None


def test_after_its_release_the_schedule_goes_on(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency))
    one = hold(agency)
    after = agency.store.write(lambda tx: holds.release(tx, one.id, reason="Settled.", actor=LORRAINE, at=LATER))
    assert (after.state, after.released_by, after.release_reason) == (HoldState.RELEASED, LORRAINE, "Settled.")
    with agency.store.read() as tx:
        assert len(retention.due(tx, agency, "transitory", LATER)) == 1
    with pytest.raises(ConflictError, match="released already"):
        agency.store.write(lambda tx: holds.release(tx, one.id, reason="Again.", actor=LORRAINE, at=LATER))


def test_counsel_sets_a_hold_and_only_the_records_officer_releases_it(agency: Agency) -> None:
    one = hold(agency, actor=PETER)
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: holds.release(tx, one.id, reason="Over.", actor=PETER, at=LATER))


def test_nobody_releases_a_hold_on_their_own_texts(agency: Agency) -> None:
    one = hold(agency, actor=PETER, person_id=LORRAINE)
    with pytest.raises(NotAllowedError, match="yourself"):
        agency.store.write(lambda tx: holds.release(tx, one.id, reason="Over.", actor=LORRAINE, at=LATER))


def test_nobody_releases_a_hold_on_an_incident_of_their_own(agency: Agency) -> None:
    def work(tx: Tx) -> None:
        case = incidents.report(tx, SpillKind.PERSON, actor=LORRAINE, at=NOW)
        one = holds.set_hold(tx, agency, wanted(case_id=case.id), actor=PETER, at=LATER)
        holds.release(tx, one.id, reason="Over.", actor=LORRAINE, at=LATER)

    with pytest.raises(NotAllowedError, match="yourself"):
        agency.store.write(work)


@pytest.mark.parametrize(
    ("scope", "fault", "said"),
    [
        ({"person_id": "nobody"}, NotFoundError, "no person"),
        ({"tool_id": "nothing"}, NotFoundError, "no tool"),
        ({"decision_id": "0000-0000"}, NotFoundError, "no decision"),
        ({"case_id": "2026-999"}, NotFoundError, "no review or incident"),
        ({"record_class": "none"}, NotFoundError, "no class"),
        ({"since": date(2027, 1, 2), "until": date(2027, 1, 1)}, UsageError, "comes before its first"),
        ({"matter": " . "}, UsageError, "Name the matter"),
        ({"matter": "x" * 121}, UsageError, "121 characters"),
        ({"reason": ""}, UsageError, "Say why"),
    ],
)
def test_a_hold_that_would_stop_nothing_is_refused(
    shared: Agency, scope: dict[str, Any], fault: type[Exception], said: str
) -> None:
    with pytest.raises(fault, match=said):
        hold(shared, **scope)
    with shared.store.read() as tx:
        assert db.all_holds(tx) == []


def test_a_hold_also_covers_what_is_kept_later(agency: Agency) -> None:
    agency.store.write(lambda tx: holds.set_hold(tx, agency, wanted(person_id=MAYA), actor=PETER, at=NOW))
    agency.store.write(lambda tx: keep(tx, agency))
    with agency.store.read() as tx:
        assert retention.due(tx, agency, "transitory", LATER) == []
