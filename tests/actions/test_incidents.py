from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from proviso.actions import incident_access, incidents, people
from proviso.actions.agency import Agency
from proviso.db import incidents as db
from proviso.db import outbox
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Incident, SpillKind, StepState
from proviso.policy import Pack, builtin
from tests.actions.house import NOW, House, open_agency

MAYA, TOM, HENRY, JOAN, INGRID = "maya.okafor", "tom.reyes", "henry.osei", "joan.castellanos", "ingrid.solberg"
DHS = builtin("dhs-139-07")


def opened(house: House, kind: SpillKind = SpillKind.CUI, *, by: str = MAYA, at: datetime = NOW) -> Incident:
    return house.do(lambda tx: incidents.report(tx, kind, "northlight-chat", actor=by, at=at, pack=DHS))


def settle(house: House, incident_id: str, step_id: str, by: str) -> Incident:
    return house.do(lambda tx: incidents.settle(tx, incident_id, step_id, StepState.DONE, actor=by, at=NOW))


def settled(house: House, kind: SpillKind = SpillKind.CUI) -> Incident:
    found = opened(house, kind)
    for step in found.steps:
        settle(house, found.id, step.id, {"security": INGRID, "privacy": JOAN}.get(step.role, HENRY))
    return found


def concluded(house: House) -> Incident:
    found = settled(house)
    return house.do(lambda tx: incidents.conclude(tx, found.id, "A window.", "Look twice.", actor=HENRY, at=NOW))


def held(house: House, incident_id: str) -> Incident:
    found = house.look(lambda tx: db.get(tx, incident_id))
    assert found is not None
    return found


def test_anybody_reports_even_after_their_access_has_ended(house: House) -> None:
    house.do(lambda tx: people.deactivate(tx, MAYA, actor="yusuf.karim", at=NOW))
    found = house.do(lambda tx: incidents.report(tx, SpillKind.NOT_SURE, actor=MAYA, at=NOW))
    assert house.look(db.open) == [found]
    assert house.events()[-1] == "IncidentOpened"


def test_somebody_who_is_not_signed_in_reports_too(house: House) -> None:
    found = house.do(lambda tx: incidents.report_unknown(tx, SpillKind.CUI, " Pat\n555-0100 ", at=NOW, pack=DHS))
    assert (found.opened_by, found.contact, found.way) == ("visitor", "Pat 555-0100", "visitor")
    with house.store.read() as tx:
        assert "Pat" not in "".join(entry.raw.decode() for entry in _entries(tx))


def _entries(tx: Tx) -> list[Any]:
    from proviso.db import entries

    return list(entries.page(tx, 0, 1000))


def test_incidents_are_numbered_by_year(house: House) -> None:
    assert [opened(house).id for _ in range(2)] == ["2026-001", "2026-002"]


def test_a_second_click_opens_no_second_incident(house: House) -> None:
    report = lambda tx: incidents.report(tx, SpillKind.CUI, actor=MAYA, at=NOW, key="FORM1")  # noqa: E731
    assert house.do(report) == house.do(report)
    assert house.events().count("IncidentOpened") == 1
    other = house.do(lambda tx: incidents.report(tx, SpillKind.CUI, actor=TOM, at=NOW, key="FORM1"))
    assert other.id == "2026-002"


def test_its_clocks_are_those_of_the_pack_at_that_moment(house: House) -> None:
    found = opened(house)
    assert [(step.id, (step.due_at - NOW).total_seconds() / 60) for step in found.open_steps] == [
        ("vendor-delete", 60),
        ("owner", 240),
        ("cui-office", 1440),
    ]
    assert (found.pack, found.title, found.cleared) == ("dhs-139-07@4", "CUI", ())


@pytest.mark.parametrize("kind", SpillKind)
@pytest.mark.parametrize("pack", [DHS, builtin("example-city"), None], ids=["dhs", "city", "none"])
def test_each_kind_has_a_next_step_under_each_pack(house: House, kind: SpillKind, pack: Pack | None) -> None:
    found = house.do(lambda tx: incidents.report(tx, kind, actor=MAYA, at=NOW, pack=pack))
    assert found.next_step is not None
    assert found.told


def test_the_offices_of_its_kind_are_told_with_the_hour_and_without_a_word_of_it(house: House) -> None:
    opened(house)
    with house.store.read() as tx:
        mails = [m for m in outbox.page(tx, "mail", limit=100) if m.kind == "incident-opened"]
    assert sorted(m.recipient for m in mails) == [HENRY, INGRID, JOAN]
    assert {m.subject for m in mails} == {"INCIDENT 2026-001: act by 11:00 a.m. ET"}
    assert mails[0].lines == ("Next step: ask the vendor to delete.", "Details are behind sign-in only.")


def test_a_drill_says_so_in_its_mail_and_no_number_counts_it(house: House) -> None:
    found = house.do(lambda tx: incidents.start_drill(tx, SpillKind.CUI, TOM, actor=HENRY, at=NOW, pack=DHS))
    assert (found.is_drill, found.opened_by) == (True, TOM)
    with house.store.read() as tx:
        mails = [m for m in outbox.page(tx, "mail", limit=100) if m.kind == "incident-opened"]
        assert all(m.subject.startswith("DRILL: ") and m.lines[0].startswith("DRILL: ") for m in mails)
        assert db.counted(tx) == []


def test_who_starts_a_drill_does_not_play_its_reporter(house: House) -> None:
    with pytest.raises(UsageError, match="Somebody else"):
        house.do(lambda tx: incidents.start_drill(tx, SpillKind.CUI, HENRY, actor=HENRY, at=NOW, pack=DHS))


def test_a_call_is_recorded_once(house: House) -> None:
    found = opened(house, SpillKind.CLASSIFIED)
    for _ in range(2):
        called = house.do(lambda tx: incidents.called(tx, found.id, actor=MAYA, at=NOW))
    assert called.called_at == NOW
    assert house.events().count("IncidentCalled") == 1


def test_two_officers_at_once_and_one_has_it(house: House) -> None:
    found = opened(house)
    house.do(lambda tx: incidents.take(tx, found.id, actor=HENRY, at=NOW))
    house.do(lambda tx: incidents.take(tx, found.id, actor=HENRY, at=NOW))
    with pytest.raises(ConflictError, match="Henry Osei took it"):
        house.do(lambda tx: incidents.take(tx, found.id, actor=JOAN, at=NOW))
    taken = house.do(lambda tx: incidents.take(tx, found.id, over=HENRY, actor=JOAN, at=NOW))
    assert taken.taken_by == JOAN
    assert house.events().count("IncidentTaken") == 2


def test_a_step_says_how_long_before_its_clock_it_was_done(house: House) -> None:
    found = opened(house)
    late = NOW + timedelta(minutes=72)
    house.do(lambda tx: incidents.settle(tx, found.id, "vendor-delete", StepState.DONE, actor=HENRY, at=late))
    with house.store.read() as tx:
        event = _entries(tx)[-1].record
    assert (event.event, event.data["minutes_left"]) == ("IncidentStepSettled", -12)
    with pytest.raises(ConflictError, match="meanwhile"):
        house.do(lambda tx: incidents.settle(tx, found.id, "vendor-delete", StepState.DONE, actor=HENRY, at=late))


def test_a_step_that_is_not_needed_says_why(house: House) -> None:
    found = opened(house)
    not_needed = StepState.NOT_NEEDED
    with pytest.raises(UsageError, match="Say why"):
        house.do(lambda tx: incidents.settle(tx, found.id, "owner", not_needed, " ", actor=HENRY, at=NOW))
    after = house.do(lambda tx: incidents.settle(tx, found.id, "owner", not_needed, "It is ours.", actor=HENRY, at=NOW))
    assert after.log[-1].words == "It is ours."


SETTLE: dict[str, Callable[[Tx, str, str], object]] = {
    "take": lambda tx, i, a: incidents.take(tx, i, actor=a, at=NOW),
    "settle": lambda tx, i, a: incidents.settle(tx, i, "vendor-delete", StepState.DONE, actor=a, at=NOW),
    "kind": lambda tx, i, a: incidents.change_kind(tx, i, SpillKind.PERSON, "Names.", actor=a, at=NOW, pack=DHS),
    "conclude": lambda tx, i, a: incidents.conclude(tx, i, "Cause.", "Lesson.", actor=a, at=NOW),
    "close": lambda tx, i, a: incidents.close(tx, i, actor=a, at=NOW),
}


@pytest.mark.parametrize("act", SETTLE)
def test_who_reported_it_settles_nothing_alone(house: House, act: str) -> None:
    found = opened(house, by=HENRY)
    with pytest.raises(NotAllowedError, match="You reported this incident"):
        house.do(lambda tx: SETTLE[act](tx, found.id, HENRY))
    house.do(lambda tx: incidents.note(tx, found.id, "I saw the banner.", actor=HENRY, at=NOW))


def test_a_step_belongs_to_its_office_and_to_the_incident_officer(house: House) -> None:
    found = opened(house)
    with pytest.raises(NotAllowedError, match="another office"):
        house.do(lambda tx: incidents.settle(tx, found.id, "cui-office", StepState.DONE, actor=JOAN, at=NOW))


def test_when_the_only_officer_reported_it_another_office_settles_its_steps(house: House) -> None:
    found = opened(house, by=HENRY)
    assert settle(house, found.id, "vendor-delete", JOAN).log[-1].by == JOAN
    with pytest.raises(NotAllowedError):
        settle(house, found.id, "owner", TOM)


def test_an_officer_who_writes_down_what_a_vendor_says_is_no_reporter(house: House) -> None:
    found = house.do(
        lambda tx: incidents.open_incident(tx, SpillKind.VENDOR, None, None, actor=HENRY, at=NOW, pack=DHS)
    )
    assert settle(house, found.id, "pause", HENRY).log[-1].by == HENRY


def test_a_pack_that_changes_moves_no_running_clock_and_another_kind_has_new_ones(house: House) -> None:
    found = opened(house)
    house.do(lambda tx: incidents.settle(tx, found.id, "vendor-delete", StepState.DONE, actor=HENRY, at=NOW))
    later = NOW + timedelta(minutes=30)
    after = house.do(
        lambda tx: incidents.change_kind(
            tx, found.id, SpillKind.PERSON, "It names people.", actor=HENRY, at=later, pack=DHS
        )
    )
    assert after.must_decide
    assert {s.id: s.state for s in after.steps}["vendor-delete"] is StepState.DONE
    assert next((s.id, s.due_at - later) for s in after.open_steps) == ("report-out", timedelta(hours=1))
    assert [line.what for line in after.log] == ["reported", "told", "step_done", "kind"]
    city = builtin("example-city")
    same = house.do(
        lambda tx: incidents.change_kind(tx, found.id, SpillKind.CUI, "It does not.", actor=HENRY, at=later, pack=city)
    )
    assert same.pack == city.ref


def decide(house: House, incident_id: str, who: str, why: str = "Harm is likely.") -> Incident:
    return house.do(lambda tx: incidents.decide_notification(tx, incident_id, True, why, actor=who, at=NOW))


def test_whether_people_are_notified_is_decided_by_privacy_or_the_cio(house: House) -> None:
    found = opened(house, SpillKind.PERSON)
    with pytest.raises(NotAllowedError):
        decide(house, found.id, HENRY)
    with pytest.raises(UsageError, match="Say why"):
        decide(house, found.id, JOAN, " ")
    assert decide(house, found.id, JOAN).notify is True
    with pytest.raises(UsageError, match="asks for no notification"):
        decide(house, opened(house).id, JOAN)


def conclude(house: House, incident_id: str) -> Incident:
    return house.do(lambda tx: incidents.conclude(tx, incident_id, "Cause.", "Lesson.", actor=HENRY, at=NOW))


def test_nothing_is_concluded_while_a_step_or_a_decision_is_owed(house: House) -> None:
    found = opened(house, SpillKind.PERSON)
    with pytest.raises(ConflictError, match=r"ask the vendor to delete; .*; decide whether people are notified"):
        conclude(house, found.id)
    for step in found.steps:
        settle(house, found.id, step.id, JOAN if step.role == "privacy" else HENRY)
    with pytest.raises(ConflictError, match="left to do: decide whether"):
        conclude(house, found.id)
    decide(house, found.id, JOAN)
    assert conclude(house, found.id).concluded_by == HENRY


def test_what_is_too_long_is_said_and_not_cut(house: House) -> None:
    found = opened(house)
    with pytest.raises(UsageError, match="2,000 characters at most; these are 2,001"):
        house.do(lambda tx: incidents.note(tx, found.id, "x" * 2_001, actor=HENRY, at=NOW))


def test_a_second_person_closes_with_cause_and_lesson(house: House) -> None:
    found = settled(house)
    with pytest.raises(ConflictError, match="not written down"):
        house.do(lambda tx: incidents.close(tx, found.id, actor=JOAN, at=NOW))
    with pytest.raises(UsageError, match="one sentence each"):
        house.do(lambda tx: incidents.conclude(tx, found.id, "Cause.", " ", actor=HENRY, at=NOW))
    house.do(lambda tx: incidents.conclude(tx, found.id, "A window.", "Look twice.", actor=HENRY, at=NOW))
    with pytest.raises(NotAllowedError, match="a second person closes"):
        house.do(lambda tx: incidents.close(tx, found.id, actor=HENRY, at=NOW))
    house.do(lambda tx: incidents.close(tx, found.id, actor=JOAN, at=NOW))
    assert house.look(db.open) == []
    assert held(house, found.id).lesson == "Look twice."
    assert house.events()[-1] == "IncidentClosed"


@pytest.mark.parametrize("actor", [MAYA, "ana.whitfield", "alice.tran"])
def test_nobody_else_closes_an_incident(house: House, actor: str) -> None:
    found = concluded(house)
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: incidents.close(tx, found.id, actor=actor, at=NOW))


def test_a_closed_one_is_not_changed_and_a_new_one_goes_on_from_it(house: House) -> None:
    found = concluded(house)
    house.do(lambda tx: incidents.close(tx, found.id, actor=JOAN, at=NOW))
    with pytest.raises(ConflictError, match="is closed"):
        house.do(lambda tx: incidents.note(tx, found.id, "More.", actor=HENRY, at=NOW))
    new = house.do(lambda tx: incidents.go_on(tx, found.id, actor=HENRY, at=NOW, pack=DHS))
    assert (new.follows, new.kind, new.is_open) == (found.id, SpillKind.CUI, True)


def test_of_a_classified_one_only_the_cleared_office_sees_more_or_acts(house: House) -> None:
    found = opened(house, SpillKind.CLASSIFIED)
    roles = {p.id: p.roles for p in _people()}
    assert {who for who in roles if incident_access.sees(roles[who], found)} == {INGRID}
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: incidents.take(tx, found.id, actor=HENRY, at=NOW))
    house.do(lambda tx: incidents.take(tx, found.id, actor=INGRID, at=NOW))
    for step in found.steps:
        settle(house, found.id, step.id, INGRID)
    house.do(lambda tx: incidents.conclude(tx, found.id, "Cause.", "Lesson.", actor=INGRID, at=NOW))
    house.do(lambda tx: incidents.close(tx, found.id, actor=HENRY, at=NOW))


def test_whom_a_pack_clears_acts_whatever_the_office(house: House) -> None:
    city = builtin("example-city")
    found = house.do(lambda tx: incidents.report(tx, SpillKind.CLASSIFIED, actor=MAYA, at=NOW, pack=city))
    roles = {p.id: p.roles for p in _people()}
    assert {who for who in roles if incident_access.sees(roles[who], found)} == {"marcus.bell"}
    house.do(lambda tx: incidents.take(tx, found.id, actor="marcus.bell", at=NOW))
    assert settle(house, found.id, "call", "marcus.bell").log[-1].by == "marcus.bell"
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: incidents.note(tx, found.id, "What was it?", actor=INGRID, at=NOW))


def _people() -> tuple[Any, ...]:
    from tests.actions.house import PEOPLE

    return PEOPLE


def test_a_late_clock_is_said_once(tmp_path: Path) -> None:
    agency: Agency = open_agency(tmp_path)
    agency.store.write(lambda tx: incidents.report(tx, SpillKind.CUI, actor=MAYA, at=NOW, pack=DHS))

    def late() -> list[str]:
        with agency.store.read() as tx:
            return [m.recipient for m in outbox.page(tx, "mail", limit=100) if m.kind == "incident-late"]

    incident_access.remind_late(agency, NOW + timedelta(minutes=59))
    assert late() == []
    for minutes in (60, 61):
        incident_access.remind_late(agency, NOW + timedelta(minutes=minutes))
    assert late() == [HENRY]
    agency.store.close()


def test_an_unknown_incident_is_named(house: House) -> None:
    with pytest.raises(NotFoundError, match="2026-099"):
        house.do(lambda tx: incidents.called(tx, "2026-099", actor=MAYA, at=NOW))


def test_a_row_of_the_release_before_is_still_read(house: House) -> None:
    old = Incident(
        id="2025-001", kind=SpillKind.CUI, opened_at=datetime(2025, 1, 2, tzinfo=UTC), opened_by=MAYA, state="closed"
    )
    house.do(lambda tx: db.add(tx, old))
    assert held(house, "2025-001").next_step is None
