"""Evidence files: who may have which, how many at once, how long they are kept, and what is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from proviso.actions import evidence as acts
from proviso.actions import incidents
from proviso.actions.agency import Agency
from proviso.db import entries, outbox
from proviso.db import evidence as db
from proviso.db import incidents as incidents_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.model import Evidence, EvidenceScope, EvidenceState, Role, SpillKind
from tests.actions.house import NOW, person

ALICE, MAYA = "alice.tran", "maya.okafor"
WHOLE = EvidenceScope()


@pytest.mark.parametrize(
    ("role", "scope", "may"),
    [
        (Role.AUDITOR, WHOLE, True),
        (Role.AUDITOR, EvidenceScope(person=MAYA), True),
        (Role.CIO, EvidenceScope(person=MAYA), True),
        (Role.CIO_OFFICE, WHOLE, True),
        (Role.PRIVACY, WHOLE, True),
        (Role.PRIVACY, EvidenceScope(person=MAYA), False),
        (Role.COUNSEL, EvidenceScope(tool="northlight-chat"), True),
        (Role.LEADER, EvidenceScope(component="FRO"), True),
        (Role.LEADER, EvidenceScope(component="HIS"), False),
        (Role.COMPONENT_CIO, WHOLE, False),
        (Role.LEADER, EvidenceScope(component="FRO", person=MAYA), False),
        (Role.SUPERVISOR, EvidenceScope(person=MAYA), False),
        (Role.PERSONNEL, EvidenceScope(person="r.person"), True),
        (Role.PERSONNEL, EvidenceScope(person="r.person", tool="northlight-chat"), True),
        (Role.PERSONNEL, WHOLE, False),
        (Role.ADMIN, WHOLE, False),
    ],
)
def test_who_may_have_which_evidence(role: Role, scope: EvidenceScope, may: bool) -> None:
    assert (acts.why_not(person("r.person", role), scope) == "") is may


def asked(agency: Agency, scope: EvidenceScope = WHOLE, actor: str = ALICE) -> Evidence:
    return agency.store.write(lambda tx: acts.ask(tx, scope, "Evidence", 10, actor=actor, at=NOW))


def events(agency: Agency) -> list[str]:
    with agency.store.read() as tx:
        return [entry.record.event for entry in entries.page(tx, 0, 1000)]


def test_a_file_is_kept_told_of_by_mail_and_taken_with_a_record(agency: Agency) -> None:
    one = asked(agency)
    agency.store.write(lambda tx: acts.go_on(tx, one, 7, 10, at=NOW))
    done = agency.store.write(lambda tx: acts.ready(tx, one, b"%PDF", "ab" * 32, 10, at=NOW))
    assert (done.entries, done.size, done.sha256) == (10, 4, "ab" * 32)
    taken, content = agency.store.write(lambda tx: acts.take(tx, one.id, actor=ALICE, at=NOW))
    assert (taken.id, content) == (one.id, b"%PDF")
    assert events(agency)[-2:] == ["EvidenceMade", "EvidenceTaken"]
    with agency.store.read() as tx:
        [mail] = outbox.page(tx, "mail", "waiting", ALICE)
    assert mail.path == f"/evidence/{one.id}"


def test_evidence_about_another_person_is_on_their_access_log(agency: Agency) -> None:
    asked(agency, EvidenceScope(person=MAYA))
    assert events(agency)[-1] == "RecordViewed"


def test_three_files_at_once_are_enough(agency: Agency) -> None:
    for _ in range(acts.AT_ONCE):
        asked(agency)
    with pytest.raises(ConflictError, match="Other evidence files are being made"):
        asked(agency)
    later = NOW + acts.STILL + timedelta(seconds=1)
    agency.store.write(lambda tx: acts.ask(tx, WHOLE, "Evidence", 10, actor=ALICE, at=later))


def test_a_file_of_somebody_else_is_not_there_and_who_left_gets_none(agency: Agency) -> None:
    one = asked(agency)
    agency.store.write(lambda tx: acts.ready(tx, one, b"%PDF", "ab" * 32, 10, at=NOW))
    with pytest.raises(NotFoundError, match="no such evidence file"):
        agency.store.write(lambda tx: acts.take(tx, one.id, actor=MAYA, at=NOW))
    with pytest.raises(NotAllowedError):
        asked(agency, WHOLE, MAYA)


def test_a_file_that_could_not_be_made_says_why_and_is_not_taken(agency: Agency) -> None:
    one = asked(agency)
    agency.store.write(lambda tx: acts.stop(tx, one, "It asks for more time.", at=NOW))
    with agency.store.read() as tx:
        kept = acts.get(tx, one.id, actor=ALICE)
    assert (kept.state, kept.one.fault) == (EvidenceState.STOPPED, "It asks for more time.")
    with pytest.raises(NotFoundError, match="not kept any more"):
        agency.store.write(lambda tx: acts.take(tx, one.id, actor=ALICE, at=NOW))


def test_files_are_dropped_after_a_week(agency: Agency) -> None:
    one = asked(agency)
    agency.store.write(lambda tx: acts.ready(tx, one, b"%PDF", "ab" * 32, 10, at=NOW))
    later = NOW + acts.KEEP + timedelta(seconds=1)
    agency.store.write(lambda tx: acts.ask(tx, WHOLE, "Evidence", 10, actor=ALICE, at=later))
    with agency.store.read() as tx:
        assert acts.get(tx, one.id, actor=ALICE).state is EvidenceState.GONE
        assert db.content(tx, one.id) is None


def test_incidents_that_need_a_clearance_are_hidden_from_who_has_none(agency: Agency) -> None:
    def report(tx: Tx) -> str:
        incident = incidents.report(tx, SpillKind.CUI, actor=MAYA, at=NOW)
        incidents_db.put(tx, replace(incident, cleared=("security",)))
        return incident.id

    number = agency.store.write(report)
    with agency.store.read() as tx:
        assert acts.hidden_from(tx, person("a.b", Role.AUDITOR)) == {number}
        assert acts.hidden_from(tx, person("a.b", Role.SECURITY)) == frozenset()
