from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from proviso.actions import objections, uses
from proviso.actions.agency import Agency
from proviso.actions.sealing import seal, unseal
from proviso.db import entries
from proviso.db import objections as db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, StoreError, UsageError
from proviso.identity.keyring import Keyring
from proviso.model import Channel, Decision, Objection, ObjectionState
from tests.actions.house import CHAT, NOW

MAYA, JOAN = "maya.okafor", "joan.castellanos"
PART = "Replace part A012 345 678 of the pump before May."
CUI = "CUI//SP-PRVCY\n\nThe key list was reviewed.\n\nCUI//SP-PRVCY\n"


def asked(agency: Agency, text: str = PART, at: datetime = NOW) -> Decision:
    return uses.ask(agency, uses.prepare(agency, MAYA, CHAT.id, "research", text, Channel.WEB, at)).decision


def sent(agency: Agency, decision: Decision, text: str | None = None, note: str = "") -> Objection:
    lead = decision.reasons[0]
    reason = agency.packs.by_ref(decision.pack).rule(lead.rule).objections[0]
    return objections.send(agency, decision.id, lead.rule, reason, note, text, actor=MAYA, at=NOW)


def answered(agency: Agency, objection: Objection, state: ObjectionState, actor: str = JOAN) -> Objection:
    return agency.store.write(
        lambda tx: objections.answer(tx, objection.id, state, "We looked again.", actor=actor, at=NOW)
    )


def everything(agency: Agency) -> bytes:
    with agency.store.read() as tx:
        return b"".join(entry.raw for entry in entries.page(tx, 0, 1000))


def test_an_objection_goes_to_the_rule_s_office_with_a_date(agency: Agency) -> None:
    objection = sent(agency, asked(agency))
    assert (objection.office, objection.due_on) == ("privacy", date(2026, 11, 24))
    with agency.store.read() as tx:
        assert db.open_for(tx, "privacy") == [objection]
        assert db.by_person(tx, MAYA) == db.by_decision(tx, objection.decision_id) == [objection]


@pytest.mark.parametrize(
    ("day", "workdays", "due"),
    [
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", 2, "2026-11-24"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-16", 4, "2026-11-20"),
        ("2026-11-16", 5, "2026-11-23"),
        ("2026-11-16", 0, "2026-11-16"),
    ],
)
def test_weekends_are_not_workdays(day: str, workdays: int, due: str) -> None:
    at = datetime.fromisoformat(day).replace(hour=15, tzinfo=UTC)
    assert objections.due_on(at, workdays, ZoneInfo("America/New_York")) == date.fromisoformat(due)


def test_workdays_are_counted_in_the_agency_s_zone() -> None:
    late_thursday = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert objections.due_on(late_thursday, 1, ZoneInfo("America/New_York")) == date(2026, 11, 20)


def test_right_lets_the_very_same_text_pass(agency: Agency) -> None:
    objection = answered(agency, sent(agency, asked(agency)), ObjectionState.RIGHT)
    assert objection.corrected_until == NOW.date() + timedelta(days=30)
    assert asked(agency).allowed
    assert not asked(agency, PART + " ").allowed


def test_a_correction_ends_with_its_last_day(agency: Agency) -> None:
    answered(agency, sent(agency, asked(agency)), ObjectionState.RIGHT)
    assert asked(agency, at=NOW + timedelta(days=30)).allowed
    assert not asked(agency, at=NOW + timedelta(days=31)).allowed


def test_a_rule_that_stands_changes_nothing(agency: Agency) -> None:
    objection = answered(agency, sent(agency, asked(agency)), ObjectionState.STANDS)
    assert objection.corrected_until is None
    assert not asked(agency).allowed


def test_cui_is_never_corrected(agency: Agency) -> None:
    objection = sent(agency, asked(agency, CUI))
    done = answered(agency, objection, ObjectionState.RIGHT, actor="ingrid.solberg")
    assert done.corrected_until is None
    assert not asked(agency, CUI).allowed


def test_a_number_in_a_cui_text_is_not_corrected_either(agency: Agency) -> None:
    decision = asked(agency, f"CUI//SP-PRVCY\n\n{PART}\n\nCUI//SP-PRVCY\n")
    for reason in decision.reasons:
        assert objections.correctable(decision, reason) == frozenset()


def test_nobody_objects_to_an_emergency(agency: Agency) -> None:
    decision = asked(agency, "SECRET//NOFORN\n\n(S) This is a drill.\n\nSECRET//NOFORN\n")
    with pytest.raises(NotAllowedError):
        objections.send(agency, decision.id, decision.reasons[0].rule, "It is not", actor=MAYA, at=NOW)


def test_the_note_stays_out_of_the_ledger(agency: Agency) -> None:
    sent(agency, asked(agency), note="It is a zebrafinch part.")
    assert b"zebrafinch" not in everything(agency)


def test_a_note_has_500_characters_at_most(agency: Agency) -> None:
    decision = asked(agency)
    with pytest.raises(UsageError, match="500"):
        sent(agency, decision, note="x" * 501)
    sent(agency, decision, note="x" * 500)


def test_without_consent_there_is_no_text(agency: Agency) -> None:
    objection = sent(agency, asked(agency))
    with pytest.raises(NotFoundError):
        objections.view_text(agency, objection.id, actor=JOAN, at=NOW)


@pytest.mark.in_a_file
def test_a_text_is_read_by_the_office_and_the_look_is_recorded(agency: Agency) -> None:
    objection = sent(agency, asked(agency), text=PART)
    assert objections.view_text(agency, objection.id, actor=JOAN, at=NOW) == PART
    assert b'"ObjectionViewed"' in everything(agency)
    assert PART.encode() not in agency.store.path.read_bytes()


def test_the_text_is_destroyed_with_the_answer(agency: Agency) -> None:
    objection = sent(agency, asked(agency), text=PART)
    answered(agency, objection, ObjectionState.STANDS)
    with agency.store.read() as tx:
        assert db.sealed_text(tx, objection.id) is None
    with pytest.raises(NotFoundError):
        objections.view_text(agency, objection.id, actor=JOAN, at=NOW)


@pytest.mark.parametrize("actor", ["ingrid.solberg", MAYA, "elena.sorokin", "alice.tran", "ana.whitfield"])
def test_nobody_but_the_office_looks_or_answers(agency: Agency, actor: str) -> None:
    objection = sent(agency, asked(agency), text=PART)
    with pytest.raises(NotAllowedError):
        objections.view_text(agency, objection.id, actor=actor, at=NOW)
    with pytest.raises(NotAllowedError):
        answered(agency, objection, ObjectionState.RIGHT, actor=actor)


def test_an_answer_is_given_once(agency: Agency) -> None:
    objection = sent(agency, asked(agency))
    answered(agency, objection, ObjectionState.STANDS)
    with pytest.raises(ConflictError):
        answered(agency, objection, ObjectionState.RIGHT)


def test_the_same_rule_is_objected_to_once(agency: Agency) -> None:
    decision = asked(agency)
    sent(agency, decision)
    with pytest.raises(ConflictError):
        sent(agency, decision)


def test_nobody_objects_for_somebody_else(agency: Agency) -> None:
    decision = asked(agency)
    with pytest.raises(NotAllowedError):
        objections.send(agency, decision.id, decision.reasons[0].rule, "x", actor="tom.reyes", at=NOW)


def test_an_unknown_reason_lists_the_known_ones(agency: Agency) -> None:
    decision = asked(agency)
    with pytest.raises(UsageError) as error:
        objections.send(agency, decision.id, decision.reasons[0].rule, "Because", actor=MAYA, at=NOW)
    assert error.value.hint


def test_a_sealed_text_belongs_to_its_record(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir(mode=0o700)
    key, other = Keyring.open(tmp_path / "a"), Keyring.open(tmp_path / "b")
    sealed = seal("the text \ud800", "AAAA", key)
    assert unseal(sealed, "AAAA", key) == "the text \ud800"
    with pytest.raises(StoreError):
        unseal(sealed, "BBBB", key)
    with pytest.raises(StoreError):
        unseal(sealed, "AAAA", other)
