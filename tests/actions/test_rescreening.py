"""What an earlier check let through is found later: one incident a rule and day, with its set, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import affected, rescreening, transcripts, uses
from proviso.actions.agency import Agency
from proviso.db import affected as affected_db
from proviso.db import entries, incidents, people
from proviso.db import rescreenings as db
from proviso.db.store import Tx
from proviso.model import Channel, Finding, FindingClass, SpillKind, TextKind
from proviso.model.affected import Rescreening, RescreeningState

from .house import CHAT, NOW, get_ready, open_agency

MAYA = "maya.okafor"
LATER = NOW + timedelta(days=2)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    made.store.write(lambda tx: get_ready(tx, made, MAYA))
    yield made
    made.store.close()


def allowed(agency: Agency, minute: int, *, missed: bool = False) -> str:
    """A use that was allowed; `missed`: a marking was found, and the rules of that day let it through."""
    at = NOW + timedelta(minutes=minute)
    use = uses.prepare(
        agency, MAYA, CHAT.id, "research", f"Sum up report {minute}.", Channel.WEB, at, "https://a.example/report"
    )

    def write(tx: Tx) -> str:
        standing = people.standing(tx, MAYA, CHAT.id, use.digest)
        decision = uses.judge(use, standing, uses.pack_in_force(tx, agency, use, standing), agency.screen)
        assert decision.allowed, decision.reasons
        if missed:
            finding = Finding(kind="CUI", cls=FindingClass.CONTROLLED, start=0, end=3, recognizer="cui")
            facts = {**dict(decision.facts), "found": ("controlled", "controlled:sure")}
            decision = replace(decision, findings=(finding,), facts=tuple(sorted(facts.items())))
        uses.record_decision(tx, decision, standing)
        return decision.id

    return agency.store.write(write)


def keep(agency: Agency, decision_id: str, text: str) -> str:
    held = agency.store.write(
        lambda tx: transcripts.keep(
            tx, agency, kind=TextKind.PROMPT, text=text, person_id=MAYA, decision_id=decision_id, actor=MAYA, at=LATER
        )
    )
    return held.id


def test_todays_rules_find_what_passed_and_open_one_incident_with_the_set(agency: Agency) -> None:
    allowed(agency, 1)
    missed = [allowed(agency, minute, missed=True) for minute in (2, 3, 4)]
    done = rescreening.run(agency, lambda: LATER)
    assert (done.state, done.uses, done.found) == (RescreeningState.DONE, 3, 3)
    with agency.store.read() as tx:
        (incident,) = incidents.all(tx)
        (kept,) = affected_db.sets_of(tx, incident.id)
        found = [decision.id for _, decision in affected_db.found(tx, kept.question)]
        assert affected.is_same(tx, kept)
    assert (incident.kind, incident.way, incident.opened_by) == (SpillKind.CUI, "itself", "system")
    assert (kept.uses, kept.people, kept.why) == (3, 1, affected.FROM_PACK)
    assert sorted(found) == sorted(missed)


def test_the_same_find_never_opens_twice_and_a_new_one_of_the_day_joins_its_incident(agency: Agency) -> None:
    allowed(agency, 1, missed=True)
    rescreening.run(agency, lambda: LATER)
    again = rescreening.run(agency, lambda: LATER + timedelta(minutes=1))
    assert again.found == 0
    with agency.store.read() as tx:
        assert len(incidents.all(tx)) == 1
        assert db.count(tx) == 1


def test_todays_screening_of_a_kept_text_finds_what_was_missed_and_the_look_is_on_record(agency: Agency) -> None:
    fine, missed = allowed(agency, 1), allowed(agency, 2)
    keep(agency, fine, "Sum up report 1.")
    keep(agency, missed, "Sum up the file of A012 345 678.")
    done = rescreening.run(agency, lambda: LATER)
    assert (done.texts, done.found) == (2, 1)
    with agency.store.read() as tx:
        (incident,) = incidents.all(tx)
        (kept,) = affected_db.sets_of(tx, incident.id)
    assert (incident.kind, incident.decision_id) == (SpillKind.PERSON, missed)
    assert kept.why == affected.FROM_SCREENING
    with agency.store.read() as tx:
        raw = b"".join(entry.raw for entry in entries.page(tx, 0, 10_000))
        events = [entry.record.event for entry in entries.page(tx, 0, 10_000)]
    assert events.count("TranscriptRead") == 2
    assert b"A012 345 678" not in raw


def test_it_goes_on_where_it_stopped(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    for minute in range(1, 6):
        allowed(agency, minute, missed=True)
    monkeypatch.setattr(rescreening, "AT_ONCE", 2)

    class StoppedError(Exception):
        pass

    def stop(running: Rescreening, total: int) -> None:
        assert total == 5
        if running.uses == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        rescreening.run(agency, lambda: LATER, stop)
    with agency.store.read() as tx:
        half = db.newest(tx)
    assert half is not None
    assert (half.state, half.uses, half.found) == (RescreeningState.RUNNING, 2, 2)
    assert rescreening.is_due(agency, LATER)
    done = rescreening.run(agency, lambda: LATER)
    assert (done.id, done.uses, done.found) == (half.id, 5, 5)
    with agency.store.read() as tx:
        (incident,) = incidents.all(tx)
        assert affected_db.sets_of(tx, incident.id)[0].uses == 5


def test_it_is_due_when_recognizers_or_rules_are_others(agency: Agency) -> None:
    assert not rescreening.is_due(agency, LATER)
    allowed(agency, 1)
    assert rescreening.is_due(agency, LATER)
    assert rescreening.run_when_due(agency, LATER) is not None
    assert not rescreening.is_due(agency, LATER)
    assert rescreening.run_when_due(agency, LATER) is None
    with agency.store.read() as tx:
        last = db.newest(tx)
    assert last is not None
    agency.store.write(lambda tx: db.put(tx, replace(last, checks="those of an older release")))
    assert rescreening.is_due(agency, LATER)
