"""From outside, the way a door does it: ask, be denied, do what the denial says, ask again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import objections, people, uses
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db import people as people_db
from proviso.demo import sample, seed
from proviso.model import Channel, ObjectionState, ReasonKind, Training
from proviso.providers import send
from proviso.settings import Settings

NOW = datetime(2026, 11, 20, 19, 23, tzinfo=UTC)
PRIYA, MAYA, TOM, ELENA, JOAN = "priya.nair", "maya.okafor", "tom.reyes", "elena.sorokin", "joan.castellanos"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("journeys") / "home"
    made = open_agency(Settings(home=home, demo=True))
    seed(made, NOW, small=True)
    made.store.close()
    return home


@pytest.fixture
def agency(seeded: Path, tmp_path: Path) -> Iterator[Agency]:
    shutil.copytree(seeded, tmp_path / "home")
    made = open_agency(Settings(home=tmp_path / "home", demo=True))
    yield made
    made.store.close()


def ask(agency: Agency, person: str, text: str = "", at: datetime = NOW) -> uses.Outcome:
    text = text or sample("flood-report").text
    source = sample("flood-report").source
    return uses.ask(agency, uses.prepare(agency, person, "northlight-chat", "research", text, Channel.WEB, at, source))


def test_a_person_asks_is_denied_is_trained_and_asks_again(agency: Agency) -> None:
    denied = ask(agency, PRIYA)
    assert denied.permit is None
    (reason,) = denied.decision.reasons
    assert (reason.kind, reason.clause) == (ReasonKind.STEP, "139-07.2.c.3")
    agency.store.write(
        lambda tx: people.record_training(tx, PRIYA, Training.PRIVACY, NOW, "learning system", actor="lena.fox", at=NOW)
    )
    allowed = ask(agency, PRIYA)
    assert allowed.permit is not None
    answer = uses.receive(agency, allowed.permit, send(allowed.permit), NOW)
    assert answer.text.startswith("Offline demo")
    assert agency.journal.verify(agency.store).damage is None


def test_a_new_person_is_approved_and_does_the_other_steps(agency: Agency) -> None:
    seen = [ask(agency, TOM).decision.reasons[0].clause]
    with agency.store.read() as tx:
        request = next(r for r in people_db.requests_for(tx, ELENA) if r.person_id == TOM)
    agency.store.write(lambda tx: people.approve(tx, TOM, request_id=request.id, actor=ELENA, at=NOW))
    seen.append(ask(agency, TOM).decision.reasons[0].clause)
    agency.store.write(
        lambda tx: people.record_training(tx, TOM, Training.RESPONSIBLE_AI, NOW, "course", actor="lena.fox", at=NOW)
    )
    seen.append(ask(agency, TOM).decision.reasons[0].clause)
    version = agency.packs.base().rules_version
    agency.store.write(lambda tx: people.sign(tx, TOM, version, "00" * 32, actor=TOM, at=NOW))
    assert seen == ["139-07.2.c.1", "139-07.2.c.2", "139-07.2.c.5"]
    assert ask(agency, TOM).permit is not None


def test_an_objection_that_is_right_lets_the_same_text_pass(agency: Agency) -> None:
    text = sample("a-number").text
    denied = ask(agency, MAYA, text).decision
    lead = denied.reasons[0]
    reason = agency.packs.by_ref(denied.pack).rule(lead.rule).objections[0]
    objection = objections.send(agency, denied.id, lead.rule, reason, "A part number.", text, actor=MAYA, at=NOW)
    assert objections.view_text(agency, objection.id, actor=JOAN, at=NOW) == text
    agency.store.write(
        lambda tx: objections.answer(tx, objection.id, ObjectionState.RIGHT, "You were right.", actor=JOAN, at=NOW)
    )
    assert ask(agency, MAYA, text).permit is not None
    assert ask(agency, MAYA, text.replace("678", "679")).permit is None


def test_a_revoked_approval_stops_the_very_next_use(agency: Agency) -> None:
    assert ask(agency, MAYA).permit is not None
    with agency.store.read() as tx:
        (approval,) = people_db.records(tx, MAYA).approvals
    agency.store.write(lambda tx: people.revoke_approval(tx, approval.id, actor=ELENA, at=NOW))
    denied = ask(agency, MAYA)
    assert denied.permit is None
    assert denied.decision.reasons[0].clause == "139-07.2.c.1"


def test_a_leaver_is_denied(agency: Agency) -> None:
    agency.store.write(lambda tx: people.deactivate(tx, MAYA, actor=ELENA, at=NOW))
    assert ask(agency, MAYA).permit is None


def test_a_detail_ends_with_its_last_day(agency: Agency) -> None:
    last = date(2026, 11, 29)
    noon = datetime(last.year, last.month, last.day, 17, 0, tzinfo=UTC)
    assert ask(agency, "dale.whitcomb", at=noon).permit is not None
    assert ask(agency, "dale.whitcomb", at=noon + timedelta(days=1)).permit is None


def test_every_decision_survives_a_restart(agency: Agency) -> None:
    asked = [ask(agency, MAYA, f"{sample('flood-report').text} {n}") for n in range(5)]
    agency.store.close()
    again = open_agency(Settings(home=agency.settings.home))
    try:
        assert again.settings.demo
        with again.store.read() as tx:
            for outcome in asked:
                assert outcome.index is not None
                again.journal.receipt(tx, outcome.index).check(again.journal.vkey)
        assert again.journal.verify(again.store).damage is None
    finally:
        again.store.close()
