"""An office's answer about local rules is saved as one goes; one that owes its answer is reminded once a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from proviso.actions import consulting_drafts
from proviso.actions.agency import Agency
from proviso.db import local_rules as db
from proviso.db import outbox
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.model import DraftedAnswer, LocalRules, Position, Role
from tests.actions.house import NOW

from .rules import JOAN, MARCUS, OMAR, RUTH, answered, asked, open_rules


@pytest.fixture
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    yield from open_rules(tmp_path_factory.mktemp("house"))


def save(agency: Agency, rules: LocalRules, reasons: str, version: int, actor: str = JOAN) -> DraftedAnswer:
    return agency.store.write(
        lambda tx: consulting_drafts.save_draft(
            tx,
            rules.id,
            rules.revision,
            Role.PRIVACY,
            Position.DISSENT,
            reasons=reasons,
            conditions="",
            version=version,
            actor=actor,
            at=NOW,
        )
    )


def held(agency: Agency, rules: LocalRules) -> DraftedAnswer:
    with agency.store.read() as tx:
        return db.draft_of(tx, rules.id, rules.revision, "privacy")


def test_what_an_office_writes_is_saved_and_gone_when_it_signs(agency: Agency) -> None:
    rules = asked(agency)
    assert save(agency, rules, "Too wide.", 0).version == 1
    assert save(agency, rules, "Too wide.", 0).version == 1, "a second click changes nothing"
    assert save(agency, rules, "Too wide, still.", 1).version == 2
    with agency.store.read() as tx:
        assert db.answers_to(tx, rules.id, rules.revision) == [], "nothing is signed"
    answered(agency, rules, Role.PRIVACY, JOAN)
    assert held(agency, rules).version == 0


def test_a_form_that_is_older_than_what_stands_there_changes_nothing(agency: Agency) -> None:
    rules = asked(agency)
    save(agency, rules, "Too wide.", 0)
    with pytest.raises(ConflictError, match="changed this"):
        save(agency, rules, "Something else.", 0)
    assert held(agency, rules).reasons == "Too wide."


@pytest.mark.parametrize("actor", [OMAR, MARCUS, RUTH])
def test_nobody_writes_for_another_office(agency: Agency, actor: str) -> None:
    with pytest.raises(NotAllowedError):
        save(agency, asked(agency), "For Privacy.", 0, actor)


def remind(agency: Agency, rules: LocalRules, actor: str, hours: int = 0) -> None:
    at = NOW + timedelta(hours=hours)
    agency.store.write(
        lambda tx: consulting_drafts.remind(tx, rules.id, rules.revision, Role.PRIVACY, actor=actor, at=at)
    )


def test_an_office_that_owes_its_answer_is_reminded_once_a_day(agency: Agency) -> None:
    rules, done = asked(agency), asked(agency)
    answered(agency, done, Role.PRIVACY, JOAN)
    with pytest.raises(UsageError, match="owes no answer"):
        remind(agency, done, RUTH)
    remind(agency, rules, RUTH)
    with pytest.raises(ConflictError, match="once a day"):
        remind(agency, rules, MARCUS, 23)
    remind(agency, rules, MARCUS, 24)
    with agency.store.read() as tx:
        sent = [m for m in outbox.page(tx, recipient=JOAN) if m.kind == "local-rules-reminder"]
    assert len(sent) == 2
    with pytest.raises(NotAllowedError):
        remind(agency, rules, OMAR, 48)
