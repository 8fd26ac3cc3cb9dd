"""What an attacker, a careless person and a failing machine try: each ends in a denial, and nothing is lost or sent."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import objections, packs, people, tools, uses
from proviso.actions.agency import Agency
from proviso.actions.wording import clean, clean_line, says_something
from proviso.db import entries, records
from proviso.db import objections as objections_db
from proviso.db import uses as db
from proviso.decision import decide
from proviso.errors import NotAllowedError, ProvisoError, StoreError
from proviso.model import Channel, Objection, ObjectionState, Part, Role, Screened, ToolStatus, Use, Waiver
from proviso.policy.facts import waived
from proviso.policy.standing import local_day
from tests.actions.house import CHAT, NOW, get_ready, open_agency, person
from tests.decision.given import FULL, dhs
from tests.decision.given import use as a_use

MAYA = "maya.okafor"
TEXT = "The levee on the north bank held."
MARK = "zebrafinch 012-88-1234"


def use(agency: Agency, text: str = TEXT, *, at: datetime = NOW, source: str = "", **more: str) -> Use:
    who, tool, purpose = more.get("person_id", MAYA), more.get("tool_id", CHAT.id), more.get("purpose", "research")
    return uses.prepare(agency, who, tool, purpose, text, Channel.WEB, at, source)


STEERING = ["\x1b[2J\x1b[31m", "a\nDecision 7KQ2-M4XD: allowed", "x\u202eevil", "n\x00l", "\ud800", "\x9b1m"]


@pytest.mark.parametrize("typed", STEERING)
def test_what_is_kept_cannot_steer_a_terminal_or_a_page(agency: Agency, typed: str) -> None:
    outcome = uses.ask(agency, use(agency, person_id=typed, tool_id=typed, purpose=typed, source=typed + "x"))
    decision = outcome.decision
    assert not decision.allowed
    assert outcome.index is not None, "a denial of nonsense is on record, too"
    assert decision.source is not None
    for kept in (decision.person_id, decision.tool_id, decision.purpose, decision.source.citation):
        assert kept.isprintable(), ascii(kept)


def test_several_lines_keep_their_line_ends() -> None:
    assert clean("a\r\nb\tc\x1b[1m") == "a\nb\tc\ufffd[1m"
    assert clean_line(" a\r\n b ") == "a b"
    assert clean("שלום \u200f!") == "שלום \u200f!"


@pytest.mark.parametrize("source", ["", " ", "\u200b", "\u2060\u00a0", ".", "-", "\u202e", "…"])
def test_a_source_that_names_nothing_is_no_source(agency: Agency, source: str) -> None:
    assert not says_something(source)
    asked = use(agency, "Rosa Lindqvist and Emil Varga spoke about the levee.", source=source)
    assert asked.source is None
    assert not uses.ask(agency, asked).decision.allowed


@pytest.mark.parametrize("where", ["standing", "record"])
def test_a_fault_that_nobody_thought_of_denies_and_gives_no_permit(agency: Agency, where: str) -> None:
    """A row that cannot be read, a moment that is none."""
    asked = use(agency)
    if where == "standing":
        agency.store.write(lambda tx: tx.conn.exec_driver_sql("UPDATE people SET body = '{\"id\": 5}'") and None)
    else:
        asked = replace(asked, at="yesterday")  # type: ignore[arg-type]  # the same
    outcome = uses.ask(agency, asked)
    assert (outcome.decision.allowed, outcome.permit) == (False, None)
    assert outcome.decision.fault


def test_a_recognizer_that_raises_with_the_text_in_its_message_tells_nobody() -> None:
    def broken(parts: Sequence[Part]) -> Screened:
        text = parts[0].text
        raise ValueError(text)

    decision = decide(a_use(MARK), FULL, dhs(), screen=broken)
    assert (decision.allowed, decision.fault) == (False, "screening: ValueError")
    assert "zebrafinch" not in repr(decision)


def test_no_repr_and_no_traceback_shows_a_text(agency: Agency) -> None:
    asked = use(agency, MARK)
    outcome = uses.ask(agency, use(agency, "The zebrafinch levee held."))
    assert outcome.permit is not None
    shown = [repr(one) for one in (asked, outcome, outcome.permit, outcome.decision, asked.parts, agency)]
    note = Objection(
        id="O", decision_id="D", person_id="p", rule="r", office="privacy", reason="x", note=MARK, sent_at=NOW,
        due_on=NOW.date(), answer=MARK,
    )  # fmt: skip
    shown.append(repr(note))
    try:
        agency.store.write(lambda tx: tx.conn.exec_driver_sql("INSERT INTO nowhere VALUES (?)", (MARK,)) and None)
    except StoreError:
        shown.append("".join(traceback.format_exception(*sys.exc_info())))
    assert len(shown) == 8
    for one in shown:
        assert "zebrafinch" not in one


def test_a_supervisor_answers_for_their_own_people_only(agency: Agency) -> None:
    decision = uses.ask(agency, use(agency, "Draft the denial for this claim.", purpose="benefits")).decision
    assert not decision.allowed
    sent = Objection(
        id="OBJ00001", decision_id=decision.id, person_id=MAYA, rule=decision.reasons[0].rule, office="supervisor",
        reason="x", sent_at=NOW, due_on=NOW.date(),
    )  # fmt: skip
    agency.store.write(lambda tx: objections_db.add(tx, sent, None, correction_days=0))

    def answer(actor: str) -> None:
        agency.store.write(
            lambda tx: objections.answer(tx, sent.id, ObjectionState.STANDS, "It stands.", actor=actor, at=NOW)
        )

    for actor in ("ruth.delgado", "lee.marsh", MAYA, "alice.tran", "joan.castellanos", "ana.whitfield"):
        with pytest.raises(NotAllowedError):
            answer(actor)
    answer("elena.sorokin")


def test_who_left_takes_back_no_approval(agency: Agency) -> None:
    granted = agency.store.write(lambda tx: people.approve(tx, "tom.reyes", actor="elena.sorokin", at=NOW))
    agency.store.write(lambda tx: people.deactivate(tx, "ana.whitfield", actor="yusuf.karim", at=NOW))
    with pytest.raises(NotAllowedError, match="no longer works here"):
        agency.store.write(lambda tx: people.revoke_approval(tx, granted.id, actor="ana.whitfield", at=NOW))


def test_an_approval_that_is_taken_back_leaves_no_older_one_in_force(agency: Agency) -> None:
    newer = agency.store.write(lambda tx: people.approve(tx, MAYA, tools=[CHAT.id], actor="elena.sorokin", at=NOW))
    assert uses.ask(agency, use(agency)).permit is not None
    agency.store.write(lambda tx: people.revoke_approval(tx, newer.id, actor="elena.sorokin", at=NOW))
    assert uses.ask(agency, use(agency)).permit is None


def test_an_auditor_with_an_office_still_changes_nothing(agency: Agency) -> None:
    both = replace(person("two.hats", Role.AUDITOR, Role.CIO, Role.ADMIN, Role.SUPERVISOR), supervisor_id=MAYA)
    agency.store.write(lambda tx: people.add(tx, both, actor="system", at=NOW))
    for act in (
        lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.PAUSED, reason="x", actor="two.hats", at=NOW),
        lambda tx: packs.end(tx, "x", actor="two.hats", at=NOW),
        lambda tx: people.deactivate(tx, MAYA, actor="two.hats", at=NOW),
        lambda tx: people.request_approval(tx, "two.hats", actor="two.hats", at=NOW),
        lambda tx: people.sign(tx, "two.hats", "1", "00" * 32, actor="two.hats", at=NOW),
    ):
        with pytest.raises(NotAllowedError, match="auditor"):
            agency.store.write(act)


def test_a_waiver_holds_on_its_days_only_in_the_zone_of_the_pack() -> None:
    """New York, Nov. 20 to 21: the first day begins at 05:00 UTC, the last ends at 05:00 UTC."""
    pack = dhs()
    clause = next(c.id for c in pack.clauses if c.waivable)
    held = Waiver(id="W", clause=clause, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 21))
    standing = replace(FULL, waivers=(held,))

    def is_open(stamp: str) -> bool:
        return bool(waived(standing, local_day(datetime.fromisoformat(stamp), pack), pack))

    assert [is_open(f"2026-11-{stamp}+00:00") for stamp in ("20T04:59", "20T05:00", "22T04:59", "22T05:00")] == [
        False,
        True,
        True,
        False,
    ]
    forged = replace(held, clause="139-07.2.a.4")
    assert waived(replace(FULL, waivers=(forged,)), date(2026, 11, 20), pack) == ()


def test_a_pack_that_begins_tomorrow_allows_nothing_today() -> None:
    tomorrow = replace(dhs(), effective=(NOW + timedelta(days=1)).date())
    decision = decide(replace(a_use(TEXT), at=NOW), FULL, tomorrow)
    assert not decision.allowed
    assert dict(decision.facts)["pack_state"] == "not_yet"


def test_sixty_four_callers_while_an_approval_is_taken_back(tmp_path: Path) -> None:
    """After `revoke_approval` has returned, nobody who begins to ask gets a permit; all of it is on record."""
    agency = open_agency(tmp_path)
    agency.store.write(lambda tx: get_ready(tx, agency, MAYA))
    with agency.store.read() as tx:
        approval = records.standing_approvals(tx, MAYA)[0]
    revoked = threading.Event()
    wrong: list[str] = []
    got: list[uses.Outcome] = []

    def ask_some() -> None:
        for turn in range(6):
            was_revoked = revoked.is_set()
            outcome = uses.ask(agency, use(agency, f"{TEXT} Turn {turn} of {threading.get_ident()}."))
            got.append(outcome)
            if was_revoked and outcome.permit is not None:
                wrong.append(outcome.decision.id)

    threads = [threading.Thread(target=ask_some) for _ in range(64)]
    for thread in threads[:40]:
        thread.start()
    agency.store.write(lambda tx: people.revoke_approval(tx, approval.id, actor="elena.sorokin", at=NOW))
    revoked.set()
    for thread in threads[40:]:
        thread.start()
    agency.store.write(lambda tx: packs.end(tx, "withdrawn", actor="ana.whitfield", at=NOW))
    for thread in threads:
        thread.join(60)
    assert not wrong
    assert len(got) == 64 * 6
    assert any(outcome.permit is None for outcome in got)
    last = uses.ask(agency, use(agency))
    assert last.permit is None
    with agency.store.read() as tx:
        for outcome in got:
            assert outcome.index is not None
            entry = entries.get(tx, outcome.index)
            assert entry is not None
            assert entry.record.data["decision"] == outcome.decision.id
            assert db.get(tx, outcome.decision.id) == outcome.decision
    assert agency.journal.verify(agency.store).is_whole
    agency.store.close()


@pytest.mark.in_a_file
def test_a_full_database_denies_and_loses_nothing(agency: Agency) -> None:
    """`max_page_count` stands for a disk that is full."""
    known = [uses.ask(agency, use(agency, f"{TEXT} {number}")) for number in range(3)]
    raw = agency.store._raw  # the writer's own connection, to fill its database
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages}")
    denied = None
    for number in range(400):
        outcome = uses.ask(agency, use(agency, f"{TEXT} More {number}"))
        if outcome.index is None:
            denied = outcome
            break
        known.append(outcome)
    assert denied is not None, "the database never was full"
    assert (denied.decision.allowed, denied.permit) == (False, None)
    assert "disk is full" in denied.decision.reasons[0].sentence
    raw.execute("PRAGMA max_page_count = 1000000")
    known.append(uses.ask(agency, use(agency, "The levee held again.")))
    assert known[-1].permit is not None, "it goes on when there is room"
    with agency.store.read() as tx:
        assert all(db.get(tx, outcome.decision.id) == outcome.decision for outcome in known)
        assert db.get(tx, denied.decision.id) is None
    assert agency.journal.verify(agency.store).is_whole


def test_a_clock_that_goes_back_denies_and_says_so(agency: Agency) -> None:
    assert uses.ask(agency, use(agency, at=NOW + timedelta(hours=1))).permit is not None
    outcome = uses.ask(agency, use(agency, at=NOW))
    assert (outcome.permit, outcome.index) == (None, None)
    lead = outcome.decision.reasons[0]
    assert "went backwards" in lead.sentence
    assert lead.remedy.startswith("Set the clock right")


def test_a_ledger_that_lost_its_file_records_nothing_and_allows_nothing(agency: Agency, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").unlink()
    outcome = uses.ask(agency, use(agency))
    assert (outcome.permit, outcome.decision.fault) == (None, "ledger")
    with pytest.raises(ProvisoError, match="missing"):
        agency.store.write(lambda tx: packs.end(tx, "x", actor="ana.whitfield", at=NOW))
