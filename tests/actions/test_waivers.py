from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proviso.actions import people, uses, waivers
from proviso.actions.agency import Agency
from proviso.actions.halting import find_halt
from proviso.db import entries, records
from proviso.db import outbox as outbox_db
from proviso.db import uses as uses_db
from proviso.db import waivers as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.model import Channel, RequestState, Standing, Waiver, WaiverDraft, WaiverRequest
from proviso.policy import builtin
from proviso.policy.facts import waivers_of

from .house import CHAT, NOW, House, get_ready, open_agency, person

TODAY = NOW.date()
CLAUSE = "139-07.5.d"
OPENED = {f"139-07.5.{x}" for x in "abcde"}
LEADER, CIO, OFFICE, MAYA, TOM = "lee.marsh", "ana.whitfield", "marcus.bell", "maya.okafor", "tom.reyes"


def draft(**changes: object) -> WaiverDraft:
    usual = WaiverDraft(
        person_id=LEADER,
        clause=CLAUSE,
        case_kind="Court filings",
        grounds="The courts publish them daily.",
        risk="A summary may leave something out.",
        safeguards="An inspector reads each one beside the filing.",
        starts_on=TODAY.isoformat(),
        ends_on=(TODAY + timedelta(days=60)).isoformat(),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def asked(tx: Tx, **changes: object) -> WaiverRequest:
    return waivers.ask(tx, draft(**changes), OPENED, actor=LEADER, at=NOW, today=TODAY)


def granted(tx: Tx, number: str, **more: object) -> WaiverRequest:
    given_ = {"actor": CIO, "at": NOW, "today": TODAY, **more}
    return waivers.grant(tx, number, **given_)  # type: ignore[arg-type]


def test_a_request_is_numbered_signed_and_told_to_the_office(house: House) -> None:
    first, second = house.do(asked), house.do(asked)
    assert (first.id, second.id) == (f"{TODAY.year}-001", f"{TODAY.year}-002")
    assert waivers.is_untouched(first)
    assert not waivers.is_untouched(replace(first, grounds="Because."))
    told = {m.recipient for m in house.look(lambda tx: outbox_db.page(tx)) if m.kind == "waiver-asked"}
    assert told == {CIO, OFFICE}


def test_a_grant_opens_the_clause_and_a_return_closes_it(house: House) -> None:
    number = house.do(asked).id
    house.do(lambda tx: granted(tx, number, terms="Published filings only."))
    held = house.look(lambda tx: records.waiver(tx, number))
    assert held is not None
    assert (held.clause, held.component, held.granted_by) == (CLAUSE, "FRO", CIO)
    house.do(lambda tx: waivers.revoke_waiver(tx, number, reason="Not kept.", actor=OFFICE, at=NOW))
    after = house.look(lambda tx: db.get(tx, number))
    assert after is not None
    assert (after.state, after.ended_for) == (RequestState.REVOKED, "Not kept.")
    assert house.look(lambda tx: records.waiver(tx, number)) is None


def test_a_grant_may_be_narrower_and_the_signed_text_stays(house: House) -> None:
    number = house.do(lambda tx: asked(tx, people=(MAYA, TOM))).id
    last = TODAY + timedelta(days=10)
    house.do(lambda tx: granted(tx, number, people=[MAYA], ends_on=last))
    request = house.look(lambda tx: db.get(tx, number))
    assert request is not None
    assert waivers.is_untouched(request)
    shown = house.look(lambda tx: db.as_granted(tx, request))
    assert (shown.people, shown.ends_on) == (frozenset({MAYA}), last)


REFUSED: tuple[tuple[str, Callable[[Tx, str], object], type[Exception]], ...] = (
    ("more people than asked", lambda tx, n: granted(tx, n, people=[TOM]), UsageError),
    ("a later end than asked", lambda tx, n: granted(tx, n, ends_on=TODAY + timedelta(days=61)), UsageError),
    ("an earlier start than asked", lambda tx, n: granted(tx, n, starts_on=TODAY - timedelta(days=1)), UsageError),
    ("confirmation after no days", lambda tx, n: granted(tx, n, confirm_days=0), UsageError),
    ("by who asked", lambda tx, n: granted(tx, n, actor=LEADER), NotAllowedError),
    ("by an auditor", lambda tx, n: granted(tx, n, actor="alice.tran"), NotAllowedError),
    ("by another office", lambda tx, n: granted(tx, n, actor="joan.castellanos"), NotAllowedError),
    ("refused without a reason", lambda tx, n: waivers.refuse(tx, n, " ", actor=CIO, at=NOW), UsageError),
    ("refused by who asked", lambda tx, n: waivers.refuse(tx, n, "No.", actor=LEADER, at=NOW), NotAllowedError),
    ("withdrawn by another", lambda tx, n: waivers.withdraw(tx, n, actor=CIO, at=NOW), NotAllowedError),
    (
        "confirmed before it is granted",
        lambda tx, n: waivers.confirm(tx, n, actor=LEADER, at=NOW, today=TODAY),
        ConflictError,
    ),
    ("renewed by another component", lambda tx, n: waivers.draft_to_renew(tx, n, actor=MAYA, at=NOW), NotAllowedError),
)


@pytest.mark.parametrize(("act", "error"), [(act, error) for _, act, error in REFUSED], ids=[n for n, _, _ in REFUSED])
def test_nobody_gives_more_than_was_asked_or_acts_for_another(
    house: House, act: Callable[[Tx, str], object], error: type[Exception]
) -> None:
    number = house.do(lambda tx: asked(tx, people=(MAYA,))).id
    before = house.look(entries.size)
    with pytest.raises(error):
        house.do(lambda tx: act(tx, number))
    assert house.look(entries.size) == before


ANSWERS: tuple[Callable[[Tx, str], object], ...] = (
    lambda tx, n: granted(tx, n),
    lambda tx, n: waivers.refuse(tx, n, "No.", actor=CIO, at=NOW),
    lambda tx, n: waivers.withdraw(tx, n, actor=LEADER, at=NOW),
)


@pytest.mark.parametrize("first", ANSWERS)
@pytest.mark.parametrize("second", ANSWERS)
def test_a_request_is_answered_once(
    house: House, first: Callable[[Tx, str], object], second: Callable[[Tx, str], object]
) -> None:
    number = house.do(asked).id
    house.do(lambda tx: first(tx, number))
    with pytest.raises(ConflictError, match="already, by"):
        house.do(lambda tx: second(tx, number))


GAPS = (
    ({"clause": "139-07.2.a.3"}, "a rule that a waiver can open"),
    ({"case_kind": "  "}, "which kind of case"),
    ({"tools": ("harbor-x",)}, "no tool harbor-x"),
    ({"people": ("nobody@dcs.example",)}, "Nobody here is known as nobody"),
    ({"grounds": ""}, "why the work cannot"),
    ({"risk": "x" * 1_001}, "at most 1,000 characters"),
    ({"starts_on": "11/30/2026"}, "its first day"),
    ({"starts_on": (TODAY - timedelta(days=1)).isoformat()}, "cannot be in the past"),
    ({"ends_on": (TODAY - timedelta(days=1)).isoformat()}, "before its first"),
    ({"ends_on": (TODAY + timedelta(days=400)).isoformat()}, "a year at most"),
    ({"renews": "2020-001"}, "another rule or another component"),
)


@pytest.mark.parametrize(("changes", "sentence"), GAPS)
def test_what_is_missing_is_said_and_nothing_is_sent(house: House, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        house.do(lambda tx: asked(tx, **changes))
    assert house.look(lambda tx: db.listed(tx)) == []


def test_a_draft_is_its_writers_and_ends_when_it_is_sent(house: House) -> None:
    house.do(lambda tx: waivers.save_draft(tx, draft(), actor=LEADER, at=NOW))
    with pytest.raises(NotAllowedError, match="somebody else's"):
        house.do(lambda tx: waivers.save_draft(tx, draft(), actor="ruth.delgado", at=NOW))
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: waivers.save_draft(tx, draft(person_id=MAYA), actor=MAYA, at=NOW))
    assert house.look(lambda tx: db.draft_of(tx, LEADER)) is not None
    house.do(asked)
    assert house.look(lambda tx: db.draft_of(tx, LEADER)) is None


def test_a_waiver_that_nobody_confirms_stops_counting_on_its_day(house: House) -> None:
    number = house.do(asked).id
    house.do(lambda tx: granted(tx, number, confirm_days=20))
    held = house.look(lambda tx: records.waiver(tx, number))
    assert held is not None
    assert held.confirm_by == TODAY + timedelta(days=20)
    assert _opens(held, TODAY + timedelta(days=20))
    assert not _opens(held, TODAY + timedelta(days=21))
    late = TODAY + timedelta(days=21)
    with pytest.raises(ConflictError, match="stopped counting"):
        house.do(lambda tx: waivers.confirm(tx, number, actor=LEADER, at=NOW, today=late))
    then = TODAY + timedelta(days=15)
    house.do(lambda tx: waivers.confirm(tx, number, actor=LEADER, at=NOW, today=then))
    later = house.look(lambda tx: records.waiver(tx, number))
    assert later is not None
    assert later.confirm_by == TODAY + timedelta(days=35)


def _opens(held: Waiver, on: date, who: str = MAYA) -> bool:
    pack = builtin("dhs-139-07")
    standing = Standing(person=person(who), tool=CHAT, waivers=(held,))
    return waivers_of(standing, on, pack) == (held,)


days = st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n))


@given(
    starts=days,
    ends=days,
    confirm_by=st.none() | days,
    on=days,
    component=st.sampled_from([None, "FRO", "HIS"]),
    tools=st.sampled_from([None, frozenset({CHAT.id}), frozenset({"other"})]),
    people_=st.sampled_from([None, frozenset({MAYA}), frozenset({TOM})]),
    granted_by=st.sampled_from([CIO, MAYA]),
    clause=st.sampled_from([CLAUSE, "139-07.2.a.3", "139-07.5.w"]),
)
def test_a_waiver_opens_its_clause_for_its_scope_and_days_alone(
    starts: date,
    ends: date,
    confirm_by: date | None,
    on: date,
    component: str | None,
    tools: frozenset[str] | None,
    people_: frozenset[str] | None,
    granted_by: str,
    clause: str,
) -> None:
    held = Waiver(
        id="W",
        clause=clause,
        starts_on=starts,
        ends_on=ends,
        component=component,
        tools=tools,
        people=people_,
        granted_by=granted_by,
        confirm_by=confirm_by,
    )
    counts = (
        starts <= on <= ends
        and (confirm_by is None or on <= confirm_by)
        and component in {None, "FRO"}
        and (tools is None or CHAT.id in tools)
        and (people_ is None or MAYA in people_)
        and granted_by != MAYA
        and clause == CLAUSE
    )
    assert _opens(held, on) == counts


@pytest.fixture
def agency(tmp_path: Path) -> Agency:
    return open_agency(tmp_path)


def _ask(agency: Agency, who: str, purpose: str = "investigation") -> uses.Outcome:
    use = uses.prepare(agency, who, CHAT.id, purpose, "Sum up the rule.", Channel.WEB, NOW, "https://www.example.org/a")
    return uses.ask(agency, use)


def test_a_use_under_a_waiver_names_it_and_one_that_needs_none_does_not(agency: Agency) -> None:
    store = agency.store
    store.write(lambda tx: get_ready(tx, agency, MAYA))
    assert not _ask(agency, MAYA).decision.allowed
    number = store.write(asked).id
    store.write(lambda tx: granted(tx, number))
    under, plain = _ask(agency, MAYA), _ask(agency, MAYA, "research")
    assert (under.decision.allowed, under.decision.waivers) == (True, (number,))
    assert (plain.decision.allowed, plain.decision.waivers) == (True, ())
    with store.read() as tx:
        assert db.count_uses(tx, number) == 1
        assert db.uses_of(tx, number) == [under.decision.id]
        kept = uses_db.get(tx, under.decision.id)
        assert kept is not None
        assert kept.waivers == (number,)
        assert under.index is not None
        entry = entries.get(tx, under.index)
        assert entry is not None
        assert entry.record.data["waivers"] == [number]
    assert under.permit is not None
    assert find_halt(agency, under.permit, NOW) is None
    store.write(lambda tx: waivers.revoke_waiver(tx, number, reason="Over.", actor=CIO, at=NOW))
    halt = find_halt(agency, under.permit, NOW)
    assert halt is not None
    assert halt.said.startswith("The answer stopped here. The waiver was taken back. "), "while it is written"
    assert not _ask(agency, MAYA).decision.allowed


def test_a_note_goes_to_who_may_ask_once_a_day_and_opens_nothing(house: House) -> None:
    def note(tx: Tx, told: str = LEADER) -> None:
        waivers.wish(tx, CLAUSE, told, "Act in an investigation", actor=MAYA, at=NOW)

    house.do(note)
    house.do(note)
    mail = [m for m in house.look(lambda tx: outbox_db.page(tx)) if m.kind == "waiver-wished"]
    assert [(m.recipient, m.subject) for m in mail] == [(LEADER, "Maya Okafor needs a waiver")]
    assert house.events().count("WaiverWished") == 1
    with pytest.raises(NotAllowedError, match="cannot ask for a waiver"):
        house.do(lambda tx: note(tx, CIO))
    assert house.look(lambda tx: db.listed(tx)) == []


def test_a_leader_who_left_neither_asks_nor_is_told(house: House) -> None:
    house.do(lambda tx: people.deactivate(tx, LEADER, actor="yusuf.karim", at=NOW))
    with pytest.raises(NotAllowedError):
        house.do(asked)
    assert LEADER not in {one.id for one in house.look(lambda tx: waivers.may_ask(tx, "FRO"))}
