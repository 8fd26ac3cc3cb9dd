"""A sealed box of an incident is a record: its time begins when the incident is closed, and a hold stops its end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from proviso.actions import holds, incidents, retention, sealed_boxes, transcripts
from proviso.actions.agency import Agency
from proviso.db import incidents as incidents_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError
from proviso.model import SpillKind, StepState, TextKind, Transcript
from tests.actions.acts import Scene
from tests.actions.house import NOW
from tests.actions.records_house import LORRAINE, MAYA, PETER, staff, wanted
from tests.actions.spill_acts import HENRY, INGRID, JOAN, PUBLIC, reported

DUE = NOW + timedelta(days=1096)


def boxed(agency: Agency, kind: SpillKind = SpillKind.CUI) -> tuple[str, str]:
    """An incident with a text in a sealed box: both codes."""

    def work(tx: Tx) -> tuple[str, str]:
        staff(tx)
        held = reported(Scene(tx, agency), kind)
        sealed_boxes.add_key(tx, HENRY, PUBLIC, actor=HENRY, at=NOW)
        who = INGRID if kind is SpillKind.CLASSIFIED else HENRY
        return held.id, sealed_boxes.lock(tx, agency, held.id, "The spilled memo.", actor=who, at=NOW).id

    return agency.store.write(work)


def close(agency: Agency, incident_id: str) -> None:
    def work(tx: Tx) -> None:
        for step in incidents_db.get(tx, incident_id).steps:  # type: ignore[union-attr]
            actor = INGRID if step.role == "security" else HENRY
            incidents.settle(tx, incident_id, step.id, StepState.DONE, actor=actor, at=NOW)
        incidents.conclude(tx, incident_id, "A wrong window.", "Check the banner.", actor=HENRY, at=NOW)
        incidents.close(tx, incident_id, actor=JOAN, at=NOW)

    agency.store.write(work)


def row(agency: Agency, box_id: str) -> Transcript:
    with agency.store.read() as tx:
        return transcripts.get(tx, box_id)


def test_its_time_begins_when_the_incident_is_closed(agency: Agency) -> None:
    incident, box = boxed(agency)
    held = row(agency, box)
    assert (held.kind, held.record_class, held.case_id, held.person_id) == (
        TextKind.INCIDENT,
        "incident",
        incident,
        MAYA,
    )
    retention.sweep(agency, NOW)
    assert row(agency, box).due_on is None
    close(agency, incident)
    retention.sweep(agency, NOW)
    assert row(agency, box).due_on == date(2029, 11, 19)


def test_a_hold_on_the_incident_stops_its_end_and_without_it_the_box_is_emptied(agency: Agency) -> None:
    incident, box = boxed(agency)
    close(agency, incident)
    retention.sweep(agency, NOW)
    with agency.store.read() as tx:
        sealed = incidents_db.sealed(tx, box)
    hold = agency.store.write(lambda tx: holds.set_hold(tx, agency, wanted(case_id=incident), actor=PETER, at=NOW))
    with pytest.raises(ConflictError, match="Nothing of"):
        agency.store.write(lambda tx: retention.propose(tx, agency, "incident", actor=LORRAINE, at=DUE))
    agency.store.write(lambda tx: holds.release(tx, hold.id, reason="Over.", actor=LORRAINE, at=DUE))
    one = agency.store.write(lambda tx: retention.propose(tx, agency, "incident", actor=LORRAINE, at=DUE))
    agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=PETER, at=DUE))
    home = b"".join(path.read_bytes() for path in agency.settings.home.iterdir() if path.is_file())
    assert sealed[:64] not in home
    agency.store.write(lambda tx: sealed_boxes.ask(tx, box, "The owner asks.", actor=HENRY, at=DUE))
    agency.store.write(lambda tx: sealed_boxes.agree(tx, box, actor=JOAN, at=DUE))
    with pytest.raises(NotFoundError, match="destroyed: its time was over"):
        agency.store.write(lambda tx: sealed_boxes.hand_out(tx, box, agency.packs.base(), actor=HENRY, at=DUE))


def test_its_words_open_at_the_incident_alone(agency: Agency) -> None:
    _, box = boxed(agency)
    with pytest.raises(NotFoundError, match="in a sealed box"):
        transcripts.read(agency, box, actor=LORRAINE, why="request 12", at=NOW)


def test_whose_classified_text_it_is_stays_out(agency: Agency) -> None:
    _, box = boxed(agency, SpillKind.CLASSIFIED)
    assert row(agency, box).person_id == ""
