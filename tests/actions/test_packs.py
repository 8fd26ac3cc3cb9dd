"""Packs: proposed by one, confirmed by another, in force by time alone, taken back, ended (139-07.9.a)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from proviso.actions import packs, people
from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import outbox, proposals
from proviso.db import packs as db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, PackError, UsageError
from proviso.model import PackProposal, ProposalState, Role
from proviso.policy import Pack, load
from proviso.policy.texts import Texts
from tests.actions.house import NOW, person
from tests.actions.rules import ANA, JOAN, MARCUS, MAYA, RUTH, ask_as, open_rules
from tests.decision.given import dhs, lbb

DAY = timedelta(days=1)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_rules(tmp_path)


def following(revision: str = "5", **changes: str) -> Pack:
    """The agency's policy with another revision, as files that were sent."""
    head = dhs().files["pack.toml"].replace('revision = "4"', f'revision = "{revision}"')
    for old, new in changes.items():
        head = head.replace(old, new)
    return load(Texts("ours", {**dhs().files, "pack.toml": head}))


def propose(agency: Agency, pack: Pack | None = None, *, actor: str = MARCUS, after: timedelta = DAY) -> PackProposal:
    wanted = pack or following()
    return agency.store.write(lambda tx: packs.propose(tx, wanted, NOW + after, "A new text.", actor=actor, at=NOW))


def confirm(agency: Agency, proposal: PackProposal, *, actor: str = ANA, pack: Pack | None = None) -> PackProposal:
    wanted = pack or following()
    return agency.store.write(lambda tx: packs.confirm(tx, proposal.id, wanted, actor=actor, at=NOW))


def test_a_second_person_puts_it_in_force_and_time_does_the_rest(agency: Agency) -> None:
    proposal = propose(agency)
    assert ask_as(agency, at=NOW + 2 * DAY).pack == "dhs-139-07@4"
    confirm(agency, proposal)
    assert ask_as(agency, at=NOW + DAY - timedelta(seconds=1)).pack == "dhs-139-07@4"
    later = ask_as(agency, at=NOW + DAY)
    assert (later.pack, later.allowed, later.pack_sha256) == ("dhs-139-07@5", True, following().sha256)


def test_nobody_puts_rules_in_force_alone(agency: Agency) -> None:
    proposal = propose(agency)
    with pytest.raises(NotAllowedError, match="confirm what you proposed"):
        confirm(agency, proposal, actor=MARCUS)
    own = propose(agency, following("5"), actor=ANA)
    with pytest.raises(NotAllowedError, match="yourself"):
        confirm(agency, own, actor=ANA, pack=following("5"))
    with pytest.raises(NotAllowedError, match="Nobody puts rules in force alone"):
        agency.store.write(lambda tx: packs.activate(tx, following(), actor=ANA, at=NOW))
    with pytest.raises(NotAllowedError, match="Nobody puts rules in force alone"):
        agency.store.write(lambda tx: packs.activate(tx, lbb(), actor=RUTH, at=NOW, component="LBB"))


def test_one_of_the_two_is_the_cio(agency: Agency) -> None:
    agency.store.write(lambda tx: people.add(tx, person("nora.bell", Role.CIO_OFFICE), actor="system", at=NOW))
    proposal = propose(agency)
    with pytest.raises(NotAllowedError, match="One of the two must be the CIO"):
        confirm(agency, proposal, actor="nora.bell")


@pytest.mark.parametrize("actor", [MAYA, JOAN, RUTH, "alice.tran", "yusuf.karim"])
def test_other_offices_neither_propose_nor_confirm(agency: Agency, actor: str) -> None:
    with pytest.raises(NotAllowedError):
        propose(agency, actor=actor)
    proposal = propose(agency)
    with pytest.raises(NotAllowedError):
        confirm(agency, proposal, actor=actor)
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: packs.withdraw(tx, proposal.id, "no", actor=actor, at=NOW))
    assert ask_as(agency, at=NOW + 2 * DAY).pack == "dhs-139-07@4"


def test_a_reference_names_one_text(agency: Agency) -> None:
    confirm(agency, propose(agency))
    other = following(**{"grace_days = 30": "grace_days = 31"})
    assert other.ref == following().ref
    with pytest.raises(ConflictError, match="another text already"):
        propose(agency, other)
    with agency.store.read() as tx:
        first = proposals.every(tx)[0].id
    gone = agency.store.write(lambda tx: packs.withdraw(tx, first, "no", actor=ANA, at=NOW))
    assert gone.state is ProposalState.WITHDRAWN
    again = propose(agency, following("6"))
    with pytest.raises(ConflictError, match="not the text that was proposed"):
        confirm(agency, again, pack=following("7"))


def test_taken_back_before_its_day_the_rules_go_on(agency: Agency) -> None:
    proposal = confirm(agency, propose(agency))
    with pytest.raises(UsageError, match="Say why"):
        agency.store.write(lambda tx: packs.withdraw(tx, proposal.id, " ", actor=ANA, at=NOW))
    agency.store.write(lambda tx: packs.withdraw(tx, proposal.id, "not yet", actor=MARCUS, at=NOW))
    assert ask_as(agency, at=NOW + 2 * DAY).pack == "dhs-139-07@4"
    assert ask_as(agency, at=NOW + 2 * DAY).allowed
    with agency.store.read() as tx:
        assert db.last_ended(tx, NOW + 3 * DAY) is None
    with pytest.raises(ConflictError, match="taken back already"):
        agency.store.write(lambda tx: packs.withdraw(tx, proposal.id, "again", actor=MARCUS, at=NOW))


def test_what_holds_is_ended_not_taken_back(agency: Agency) -> None:
    proposal = confirm(agency, propose(agency, after=timedelta()))
    with pytest.raises(ConflictError, match="in force already"):
        agency.store.write(lambda tx: packs.withdraw(tx, proposal.id, "no", actor=ANA, at=NOW))


def test_an_end_now_leaves_what_comes_later(agency: Agency) -> None:
    confirm(agency, propose(agency))
    assert agency.store.write(lambda tx: packs.end(tx, "it was withdrawn", actor=ANA, at=NOW)) == ["dhs-139-07@4"]
    assert not ask_as(agency).allowed
    assert ask_as(agency, at=NOW + DAY).pack == "dhs-139-07@5"


def test_only_one_successor_waits(agency: Agency) -> None:
    confirm(agency, propose(agency))
    with pytest.raises(ConflictError, match="dhs-139-07@5 is to follow already"):
        propose(agency, following("5"), after=2 * DAY)


DATES = (
    (replace(following(), effective=date(2027, 1, 1)), "take effect on 2027-01-01"),
    (replace(following(), ends=date(2026, 11, 1)), "last day is 2026-11-01"),
)


@pytest.mark.parametrize(("pack", "says"), DATES)
def test_a_pack_holds_only_in_its_own_time(agency: Agency, pack: Pack, says: str) -> None:
    with pytest.raises(PackError, match=says):
        propose(agency, pack)


def test_local_rules_are_no_policy_of_the_agency(agency: Agency) -> None:
    overlay = agency.packs.single("lbb@1")
    with pytest.raises(UsageError, match="no policy of the agency"):
        propose(agency, overlay)


def test_what_is_not_there_is_named(agency: Agency) -> None:
    with pytest.raises(NotFoundError):
        agency.store.write(lambda tx: packs.withdraw(tx, "NOSUCH00", "no", actor=ANA, at=NOW))
    with pytest.raises(UsageError, match="why these rules come"):
        agency.store.write(lambda tx: packs.propose(tx, following(), NOW, " ", actor=ANA, at=NOW))


def test_whoever_may_confirm_has_mail_and_who_proposed_has_none(agency: Agency) -> None:
    def offices(tx: object) -> None:
        for role, who in (("cio", ANA), ("cio_office", MARCUS)):
            office = agency_db.Office(role=role, person_id=who, name=role, phone="", mail="")
            agency_db.put_office(tx, office)  # type: ignore[arg-type]  # the writer's own

    agency.store.write(offices)
    proposal = propose(agency)
    with agency.store.read() as tx:
        told = {m.recipient: m.path for m in outbox.page(tx) if m.kind == "pack-proposed"}
    assert told == {ANA: f"/packs/proposals/{proposal.id}"}
